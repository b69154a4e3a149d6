"""The acts on a child's data outside of cases: whose child, which version, why not. Inside the caller's transaction."""

from __future__ import annotations

from django.utils import timezone

from backoffice.access import Role, Viewer
from backoffice.certificates.models import Certificate
from backoffice.errors import Refusal, Refused
from backoffice.journal import Act
from backoffice.people import cabinets, consents, corrections, duplicates, needs
from backoffice.people import services as people
from backoffice.people.identity import Identity
from backoffice.people.models import Child, Guardianship
from workflows import duplicate_review
from workflows.engine import CHANGED, NOT_FOUND, RULE, first_time

MERGED = Refusal(
    "CHILD_MERGED",
    "Эта запись объединена с более ранней записью того же ребёнка.",
    RULE,
    "Откройте более раннюю запись и повторите.",
)


def give_consent(*, child_id, decision, by: Viewer, key: str) -> Child:
    """Consent online, as the family; a repeated `key` changes nothing more.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against it
    """
    child = _of_family(child_id, by, "give_consent")
    if not first_time(by.user, key, f"give consent {child.pk} {decision}"):
        return child
    act, by_child = _act(by), child.pk in by.units.get(Role.CHILD, ())
    rules = consents.why_not_give(child, decision.purpose, by_child=by_child, on=act.on)
    _refuse(child, [*decision.why_not(), *rules])
    consents.give(child, decision.purpose, consents.Channel.ONLINE, by.user.full_name, act.on, act)
    return child


def revoke_consent(*, child_id, decision, by: Viewer) -> Child:
    """Take a consent back, as the family.

    :raises Refused: NOT_FOUND, or every reason against it
    """
    child = _of_family(child_id, by, "revoke_consent")
    _refuse(child, [*decision.why_not(), *consents.why_not_revoke(child, decision.purpose)])
    consents.revoke(child, decision.purpose, _act(by))
    return child


def record_consent(*, child_id, decision, by: Viewer, key: str) -> Child:
    """Record a consent on paper, as the municipality where the child lives; a repeated `key` changes nothing more.

    :raises Refused: NOT_FOUND, KEY_REUSED, or every reason against it
    """
    child = _of_municipality(child_id, by, "record_consent")
    if not first_time(by.user, key, f"record consent {child.pk} {decision}"):
        return child
    act, facts = _act(by), (decision.purpose, decision.signer, decision.given_on)
    _refuse(child, [*decision.why_not(), *consents.why_not_record(child, *facts, on=act.on)])
    consents.give(child, decision.purpose, consents.Channel.PAPER, decision.signer, decision.given_on, act)
    return child


def record_special_needs(*, child_id, decision, expected_version: int, by: Viewer) -> Child:
    """Keep the group of needs. No receipt is left of it: its digest would give one of ten groups away.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every reason against it
    """
    child = _of_municipality(child_id, by, "record_special_needs", expected_version)
    _refuse(child, [*decision.why_not(), *needs.why_not_record(child)])
    needs.record(child, decision.group, _act(by))
    return child


def correct_child(*, child_id, decision, expected_version: int, by: Viewer) -> Child:
    """Correct the card; whom the child now resembles is reviewed. Nobody applies meanwhile for who it was or will be.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every reason against it
    """
    _seen(child_id, by)
    seen = Child.objects.get(pk=child_id)
    if by.may("correct_child", seen.municipality_id) and seen.version != expected_version:
        raise Refused(CHANGED)
    people.hold(Identity.of_child(seen), Identity.of_card(decision.card))
    child = _with_certificates(child_id, by, "correct_child", expected_version)
    act = _act(by)
    reasons = [*decision.why_not(), *corrections.why_not_correct(child, decision.card, on=act.on)]
    _refuse(child, reasons or [*corrections.why_not_become(child, decision.card)])
    corrections.correct(child, decision.card, act)
    duplicate_review.open_for(duplicates.suspect(child, duplicates.alike(Identity.of_child(child))), act)
    return child


def end_guardianship(*, child_id, decision, expected_version: int, by: Viewer) -> Child:
    """End what a grown-up is to the child, as the municipality where it lives: nobody comes in by it any more.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every reason against it
    """
    child = _with_certificates(child_id, by, "end_guardianship", expected_version)
    open_ones = Guardianship.objects.select_for_update(no_key=True, of=("self",)).filter(child=child, valid_to=None)
    guardianship = open_ones.filter(pk=decision.guardianship).first()
    if guardianship is None:
        raise Refused(NOT_FOUND)
    _refuse(child, [*decision.why_not()])
    guardianship.child = child
    cabinets.end_guardianship(guardianship, decision.reason.strip(), _act(by))
    return child


def _with_certificates(child_id, by: Viewer, permission: str, expected_version: int) -> Child:
    """The child, its certificates being locked before it."""
    _seen(child_id, by)
    list(Certificate.objects.select_for_update(no_key=True).filter(child=child_id).order_by("pk").values("pk"))
    return _of_municipality(child_id, by, permission, expected_version)


def _of_family(child_id, by: Viewer, permission: str) -> Child:
    if child_id is None or not by.may(permission, child_id):
        raise Refused(NOT_FOUND)
    return _locked(child_id, by)


def _of_municipality(child_id, by: Viewer, permission: str, expected_version: int | None = None) -> Child:
    child = _locked(child_id, by)
    if not by.may(permission, child.municipality_id):
        raise Refused(NOT_FOUND)
    if expected_version not in (None, child.version):
        raise Refused(CHANGED)
    return child


def _locked(child_id, by: Viewer) -> Child:
    """The child, ours alone until the end of the act."""
    _seen(child_id, by)
    return Child.objects.select_for_update(no_key=True, of=("self",)).get(pk=child_id)


def _seen(child_id, by: Viewer) -> None:
    if not Child.objects.visible_to(by).filter(pk=child_id).exists():
        raise Refused(NOT_FOUND)


def _refuse(child: Child, reasons: list[Refusal]) -> None:
    if child.status == Child.Status.MERGED:
        reasons = [MERGED]
    if reasons:
        raise Refused(*reasons)


def _act(by: Viewer) -> Act:
    return Act(by.user, timezone.localdate())
