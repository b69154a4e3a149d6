"""The roadmap as its tests need it: a duty by item and body, what is sent about it, what comes back."""

from __future__ import annotations

import uuid

from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.files.models import StoredFile
from backoffice.municipalities.models import RoadmapDuty
from backoffice.units.models import Unit

TODAY = timezone.localdate()


def unit(code):
    return Unit.objects.get(code=code)


def duty(item="1.13", body="kemerovo-city"):
    return RoadmapDuty.objects.get(item__number=item, body__code=body)


def file_of(person):
    plain = {"media_type": "application/pdf", "size": 3, "sha256": "0" * 64}
    return StoredFile.objects.create(storage_name=uuid.uuid4(), name="приказ.pdf", uploaded_by=person, **plain)


def done(of, **changes):
    """The input that says it is done."""
    plain = {"duty": to_base64("RoadmapDuty", of.pk), "expectedVersion": of.version, "status": "DONE"}
    return {**plain, "doneOn": TODAY.isoformat(), "note": "Приказ № 7 от 01.09.2019.", **changes}


def nodes(answer, field):
    assert not answer.errors, answer.errors
    return [edge["node"] for edge in answer.data[field]["edges"]]
