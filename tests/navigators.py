"""Programs in registers with groups, as the navigator shows them. All of it is made up."""

from __future__ import annotations

import itertools
import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from backoffice.groups.models import StudyGroup
from backoffice.programs.models import ProgramEdition
from backoffice.providers.models import Provider
from backoffice.registers.models import ProgramRegisterEntry
from tests import enrollments, factories

_numbers = itertools.count(1)


def certified(owner: Provider | None = None, **card: Any) -> ProgramEdition:
    """An edition in the register of certified programs."""
    made = factories.edition(owner or factories.provider(), factories.user(), **card)
    ProgramEdition.objects.filter(pk=made.pk).update(status="CERTIFIED")
    ProgramRegisterEntry.objects.create(
        kind="CERTIFIED",
        number=f"42-СП-2026-{next(_numbers):05d}",
        edition=made,
        included_on=factories.SINCE,
        case_id=uuid.uuid4(),
    )
    return ProgramEdition.objects.select_related("program__provider").get(pk=made.pk)


def group(edition: ProgramEdition | None = None, **changes: Any) -> StudyGroup:
    """A paid group of a certified program that takes requests."""
    return enrollments.group(edition or certified(), **{"price": 500_000, **changes})


def copies(of: StudyGroup, count: int, **changes: Any) -> list[StudyGroup]:
    """Many more groups like one, each a day later than the one before; without lessons and places."""
    columns = {field.attname: getattr(of, field.attname) for field in of._meta.concrete_fields if field.name != "id"}
    first = timezone.localdate() + timedelta(days=10)
    days = (
        {"starts_on": first + timedelta(days=day), "ends_on": first + timedelta(days=day + 90)} for day in range(count)
    )
    return StudyGroup.objects.bulk_create(StudyGroup(**{**columns, **each, **changes}) for each in days)
