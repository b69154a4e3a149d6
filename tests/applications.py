"""Applications for certificates as they should be, and lives of one. All of it is made up."""

from __future__ import annotations

import itertools
from dataclasses import fields
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.accounts import viewers
from backoffice.accounts.models import User
from backoffice.certificates.models import Certificate
from backoffice.people import ages
from backoffice.people.card import ChildCard, GuardianCard
from backoffice.people.models import ConsentText, DuplicatePair
from backoffice.people.words import Relation
from graphql_api.fields import camel
from tests import factories, families
from workflows import certificate_acts, engine
from workflows.certificate_issue import CertificateIssue
from workflows.decisions import certificates as decisions
from workflows.duplicate_review import DuplicateReview
from workflows.models import Process, Task

AGREED = (ConsentText.Purpose.CERTIFICATE,)
ISSUE = decisions.IssueCertificate(verdict=decisions.IssueVerdict.ISSUE)
REJECT = decisions.IssueCertificate(
    verdict=decisions.IssueVerdict.REJECT, grounds=("NOT_RESIDENT",), reason="Живёт в другом городе."
)
SNILS = "112-233-445 95"
_numbers = itertools.count(1)


def child_card(**changes) -> ChildCard:
    """A child of ten that lives in Kemerovo and is like no other."""
    number = next(_numbers)
    values = {
        "last_name": f"Образцова-{''.join('абвгдежзик'[int(digit)] for digit in str(number))}",
        "first_name": "Вера",
        "patronymic": "Ивановна",
        "birth_date": families.born(10),
        "birth_certificate": f"II-ЛО {number:06d}",
        "municipality": "kemerovo-city",
        "address": "ул. Примерная, 2",
    }
    return ChildCard(**{**values, **changes})


def guardian_card(**changes) -> GuardianCard:
    """A mother."""
    values = {
        "full_name": "Образцова Ольга Петровна",
        "relation": Relation.PARENT,
        "document": "Паспорт 3205 000001",
        "email": "parent@example.org",
    }
    return GuardianCard(**{**values, **changes})


def family_decision(card: ChildCard | None = None, **changes) -> decisions.ApplyForCertificate:
    """What a family decides."""
    values = {"child": card or child_card(), "guardian": guardian_card(), "consents": AGREED}
    return decisions.ApplyForCertificate(**{**values, **changes})


def paper_decision(card: ChildCard | None = None, **changes) -> decisions.ApplyForAChild:
    """What somebody decides who has the family's papers."""
    values = {
        "child": card or child_card(),
        "guardian": guardian_card(),
        "consents": AGREED,
        "consent_on": timezone.localdate(),
        "consent_signer": "Образцова Ольга Петровна",
    }
    return decisions.ApplyForAChild(**{**values, **changes})


def as_input(given) -> dict:
    """A decision or a card as a client sends it."""
    return {camel(each.name): _sent(getattr(given, each.name)) for each in fields(given)}


def _sent(value):
    if isinstance(value, ChildCard | GuardianCard):
        return as_input(value)
    return value.isoformat() if isinstance(value, date) else value


def aged(years: int, days: int = 0) -> date:
    """A day of birth on which somebody was born who comes of `years` in `days` days."""
    on = timezone.localdate() + timedelta(days=days)
    born = on.replace(year=on.year - years, day=min(on.day, 28))
    while ages.birthday(born, years) < on:
        born += timedelta(days=1)
    return born


@transaction.atomic
def apply(by: User | None = None, decision=None, *, through=None) -> Certificate:
    """A family applies; or, with a decision on paper, a clerk or an organisation."""
    by = by or factories.user("parent")
    decision = decision or family_decision()
    viewer, key = viewers.viewer_of_user(by), f"apply-{next(_numbers)}"
    if isinstance(decision, decisions.ApplyForCertificate):
        return certificate_acts.apply_for_oneself(decision=decision, by=viewer, key=key)
    return certificate_acts.apply_through(unit_id=through.pk, decision=decision, by=viewer, key=key)


def by_clerk(card: ChildCard | None = None, **changes) -> Certificate:
    """A municipal clerk applies for a family that came with papers."""
    decision = paper_decision(card, **changes)
    code = decision.child.municipality
    return apply(families.clerk(code), decision, through=families.municipality(code).unit)


def case_of(certificate: Certificate) -> Process:
    """The case of an application."""
    return Process.objects.get(certificate=certificate, flow_class=CertificateIssue)


def task_of(case: Process) -> Task:
    """Its open step."""
    return Task.objects.get(process=case, flow_task_type="HUMAN", finished=None)


@transaction.atomic
def decide(certificate: Certificate, decision=ISSUE) -> Certificate:
    """The clerk of the issuer decides on an application."""
    code = certificate.issuer.unit.code
    case = case_of(certificate)
    task = engine.complete(
        CertificateIssue.issue_certificate,
        task_id=task_of(case).pk,
        decision=decision,
        expected_version=case.version,
        by=viewers.viewer_of_user(families.clerk(code)),
    )
    return task.process.certificate


def issued(**changes) -> Certificate:
    """A certificate that a family has applied for and got."""
    return decide(apply(decision=family_decision(child_card(**changes))))


def pair_of(certificate: Certificate) -> DuplicatePair:
    """The pair in which the child of a certificate is the later one."""
    return DuplicatePair.objects.get(later=certificate.child_id)


def review_of(pair: DuplicatePair) -> Process:
    """The case in which a pair is decided."""
    return Process.objects.get(duplicate=pair)


@transaction.atomic
def resolve(pair: DuplicatePair, verdict: str = "SAME", by: User | None = None) -> DuplicatePair:
    """A clerk of the later record's municipality decides on a pair."""
    case = review_of(pair)
    task = engine.complete(
        DuplicateReview.resolve_duplicate,
        task_id=task_of(case).pk,
        decision=decisions.ResolveDuplicate(verdict=decisions.DuplicateVerdict(verdict), reason="Сличили."),
        expected_version=case.version,
        by=viewers.viewer_of_user(by or families.clerk(pair.later.municipality.unit.code)),
    )
    return task.process.duplicate


def of_task(case: Process, **content) -> dict:
    """The input of a decision on the open step of a case."""
    case.refresh_from_db()
    return {"task": to_base64("Task", task_of(case).pk), "expectedVersion": case.version, **content}


def of_case(case: Process, **content) -> dict:
    """The input of a decision on a whole case."""
    case.refresh_from_db()
    return {"case": to_base64("Case", case.pk), "expectedVersion": case.version, **content}


def manager() -> tuple[User, object]:
    """The manager of a provider, and its unit."""
    owner = factories.provider()
    return factories.member(Role.PROVIDER_MANAGER, owner.unit), owner.unit
