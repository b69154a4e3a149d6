"""The acts on experts outside of cases. Inside the caller's transaction."""

from __future__ import annotations

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.certification import experts
from backoffice.certification.models import ExpertTie
from backoffice.errors import Refused
from backoffice.journal import Act
from backoffice.programs.models import ProgramEdition
from workflows import desks
from workflows.engine import NOT_FOUND


def record_tie(*, decision, by: Viewer) -> ExpertTie:
    """Record a tie of an expert with a provider.

    :raises Refused: NOT_FOUND, or every reason against it
    """
    if not by.may("record_expert_tie", desks.operator(None)):
        raise Refused(NOT_FOUND)
    if reasons := [*decision.why_not(), *experts.why_not_tie(decision.expert, decision.provider, decision.kind)]:
        raise Refused(*reasons)
    return experts.tie(decision.expert, decision.provider, decision.kind, Act(by.user, timezone.localdate()))


def candidates(edition_id, *, by: Viewer) -> list:
    """Experts who may be asked to score an edition, the idlest first; none for those who may not assign."""
    edition = ProgramEdition.objects.visible_to(by).filter(pk=edition_id).first()
    if edition is None or not by.may("assign_experts", desks.operator(None)):
        return []
    return list(experts.candidates(edition, on=timezone.localdate()))
