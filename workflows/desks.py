"""On whose desk a step lands: the unit, from the case or its subject."""

from functools import cache

from backoffice.units.models import Unit


@cache
def _operator_id() -> int:
    return Unit.objects.get(kind=Unit.Kind.REGIONAL_OPERATOR, valid_to=None).pk


def operator(case) -> int:
    """The regional operator (C 2.4)."""
    return _operator_id()


def provider(case) -> int:
    """The provider whose case it is."""
    return (case.subject if hasattr(case, "subject") else case).provider_id


def municipality(case) -> int:
    """The municipality that decides: of a certificate its issuer, of a move the one that it enters."""
    return (case.subject if hasattr(case, "subject") else case).municipality_id


def family(case) -> int:
    """The cabinet of the child whose certificate it is."""
    subject = case.subject if hasattr(case, "subject") else case
    return getattr(subject, "certificate", subject).child_id


def payer(case) -> int:
    """The authorised organisation that pays by the agreement (R 1.12)."""
    return case.agreement.payer.unit_id


def commission(case) -> int:
    """The commission that reviews the dossier, holds the meeting or votes (C 2.5.1)."""
    subject = case.subject if hasattr(case, "subject") else case
    return (subject.item.meeting if hasattr(subject, "item") else subject).commission_id


def voter(case) -> int:
    """The member to whom the ballot was put."""
    return case.ballot.seat.person_id


def expert(case) -> int:
    """The one expert who was asked."""
    return case.assignment.expert_id


def forget() -> None:
    """Look the operator up anew: after its unit was replaced by another."""
    _operator_id.cache_clear()
