"""What a mutation answers with: the row as the viewer may read it now, whatever the act has read for itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Exists, ForeignKey, Model, OuterRef

from backoffice.access import NOBODY, Role, Viewer
from backoffice.certificates.models import Certificate, CertificateMove
from backoffice.contracts.models import Contract
from backoffice.enrollments.models import Enrollment, EnrollmentRequest
from backoffice.errors import Refused
from backoffice.funding.waiting import FundingRequest, QuotaQueueEntry
from backoffice.groups.models import StudyGroup
from backoffice.statements import Asked, KeptQuery, Param
from graphql_api import of_contract, of_request
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
    EnrollmentRequest: ("municipality__unit", "entry", "group__places"),
    StudyGroup: ("module__edition__program", "place__municipality__unit", "places"),
    Contract: ("municipality__unit", "module", "certificate"),
}
# What resolvers look for on the row before they ask the database.
ALONG: dict[type[Model], Callable[[Viewer], dict[str, Any]]] = {
    EnrollmentRequest: of_request.columns,
    Contract: of_contract.columns,
}


@dataclass(frozen=True, kw_only=True)
class _Told(Asked):
    """One answer: whose, and of which row."""

    viewer: Viewer
    key: int


def told(row: Row, info: Info) -> Row:
    """The row anew, in one statement, with those of its to-ones that the viewer may see.

    What was done just now is always answered. The repeat of an idempotency key is a read like any other.

    :raises Refused: NOT_FOUND: the repeat of an act on what the viewer sees no longer
    """
    viewer, model = info.context.viewer, type(row)
    repeats, viewer.user.repeats = getattr(viewer.user, "repeats", False), False
    (anew,) = _telling(model, frozenset(viewer.units)).objects(_Told(viewer=viewer, key=row.pk))
    if repeats and not anew.is_seen:
        raise Refused(NOT_FOUND)
    for name in HIDDEN[model]:
        if not getattr(anew, f"shows_{name}"):
            model._meta.get_field(name).set_cached_value(anew, None)  # type: ignore[union-attr]
    return anew


@lru_cache(maxsize=256)
def _telling(model: Any, roles: frozenset[Role]) -> KeptQuery:
    """What is asked for everybody with those roles."""
    viewer = Viewer(NOBODY, {role: [] for role in roles})
    hidden = HIDDEN[model]
    rows = model.objects.select_related(*hidden, *OPEN.get(model, ())).annotate(
        is_seen=Exists(model.objects.visible_to(viewer).filter(pk=OuterRef("pk"))),
        **{f"shows_{name}": _shows(model, name, viewer) for name in hidden},
        **(ALONG[model](viewer) if model in ALONG else {}),
    )
    return KeptQuery(rows.filter(pk=Param("key", lambda asked: asked.key)))


def _shows(model: type[Model], name: str, viewer: Viewer) -> Exists:
    column = model._meta.get_field(name)
    assert isinstance(column, ForeignKey)
    seen = column.related_model.objects.visible_to(viewer)  # type: ignore[union-attr]
    return Exists(seen.filter(pk=OuterRef(column.attname)))
