"""What a mutation answers with: the row as the viewer may read it now, whatever the act has read for itself."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Exists, ForeignKey, Model, OuterRef

from backoffice.certificates.models import Certificate, CertificateMove
from backoffice.contracts.models import Contract
from backoffice.enrollments.models import Enrollment, EnrollmentRequest
from backoffice.errors import Refused
from backoffice.funding.models import FundingRequest, QuotaQueueEntry
from backoffice.groups.models import StudyGroup
from graphql_api.context import Info
from workflows.engine import NOT_FOUND

Row = TypeVar(
    "Row",
    Certificate,
    CertificateMove,
    FundingRequest,
    QuotaQueueEntry,
    EnrollmentRequest,
    StudyGroup,
    Enrollment,
    Contract,
)
# To-ones that not everybody who sees the row may see; those beside them are open.
HIDDEN: dict[type[Model], tuple[str, ...]] = {
    Certificate: ("child", "applied_by"),
    CertificateMove: ("certificate",),
    FundingRequest: ("certificate",),
    QuotaQueueEntry: ("certificate",),
    EnrollmentRequest: ("certificate", "child", "group"),
    StudyGroup: ("provider",),
    Enrollment: ("group", "request"),
    Contract: ("provider", "child", "request"),
}
OPEN: dict[type[Model], tuple[str, ...]] = {
    Certificate: ("issuer__unit", "category"),
    EnrollmentRequest: ("municipality__unit", "entry"),
    StudyGroup: ("module__edition__program", "place__municipality__unit", "places"),
    Contract: ("municipality__unit", "module", "certificate"),
}


def told(row: Row, info: Info) -> Row:
    """The row anew, in one statement, with those of its to-ones that the viewer may see.

    What was done just now is always answered. The repeat of an idempotency key is a read like any other.

    :raises Refused: NOT_FOUND: the repeat of an act on what the viewer sees no longer
    """
    viewer, model = info.context.viewer, type(row)
    repeats, viewer.user.repeats = getattr(viewer.user, "repeats", False), False
    hidden = HIDDEN[model]
    rows = model.objects.select_related(*hidden, *OPEN.get(model, ())).annotate(
        is_seen=Exists(model.objects.visible_to(viewer).filter(pk=OuterRef("pk"))),
        **{f"shows_{name}": _shows(model, name, info) for name in hidden},
    )
    anew = rows.get(pk=row.pk)
    if repeats and not anew.is_seen:
        raise Refused(NOT_FOUND)
    for name in hidden:
        if not getattr(anew, f"shows_{name}"):
            model._meta.get_field(name).set_cached_value(anew, None)  # type: ignore[union-attr]
    return anew


def _shows(model: type[Model], name: str, info: Info) -> Exists:
    column = model._meta.get_field(name)
    assert isinstance(column, ForeignKey)
    seen = column.related_model.objects.visible_to(info.context.viewer)  # type: ignore[union-attr]
    return Exists(seen.filter(pk=OuterRef(column.attname)))
