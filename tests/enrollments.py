"""Groups, families and requests for places as tests need them. All of it is made up."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from backoffice.access import Role
from backoffice.accounts import viewers
from backoffice.accounts.models import User
from backoffice.acts.models import LegalAct
from backoffice.certificates.models import Certificate
from backoffice.enrollments.assessments import AssessmentFinding, MunicipalAssessment
from backoffice.enrollments.models import Enrollment, EnrollmentRequest, GroupTransfer
from backoffice.enrollments.waiting import WaitingListEntry, WaitingListMove
from backoffice.entitlements.models import UseOrder
from backoffice.funding.models import FundingPeriod
from backoffice.groups.models import GroupPlaces, ScheduleSlot, StudyGroup
from backoffice.programs.models import ProgramEdition
from backoffice.providers.models import Provider
from backoffice.registers.models import EntryPlaces, ProgramRegisterEntry
from tests import factories, families, registers
from workflows import engine, enrollment_acts, jobs
from workflows.decisions import enrollments as decisions
from workflows.enrollment_approval import EnrollmentApproval
from workflows.models import Process, Task

_keys = itertools.count(1)
TICKS = {"confirms_intent": True, "accepts_family_part": True, "has_read_terms": True, "consents_to_transfer": True}


def key() -> str:
    """A fresh idempotency key."""
    return f"enrollment-{next(_keys)}"


def group(edition: ProgramEdition, *, capacity: int = 2, price: int | None = None, **changes) -> StudyGroup:
    """A group of the first module at the first place, that takes requests."""
    today = timezone.localdate()
    values: dict[str, Any] = {
        "provider": edition.program.provider,
        "module": edition.modules.get(number=1),
        "place": edition.places.get(number=1),
        "name": f"Группа {next(_keys)}",
        "status": StudyGroup.Status.OPEN,
        "starts_on": today + timedelta(days=3),
        "ends_on": today + timedelta(days=33),
        "opens_at": timezone.now() - timedelta(days=1),
        "price": price,
    }
    made = StudyGroup.objects.create(**{**values, **changes})
    GroupPlaces.objects.create(group=made, capacity=capacity)
    ScheduleSlot.objects.create(group=made, weekday=2, begins_at=time(16), ends_at=time(17, 30))
    return made


@dataclass
class School:
    """A budget program in a register, its group, and those who decide."""

    provider: Provider
    manager: User
    edition: ProgramEdition
    entry: ProgramRegisterEntry
    group: StudyGroup
    clerk: User
    head: User

    @property
    def places(self) -> GroupPlaces:
        return GroupPlaces.objects.get(pk=self.group.pk)


@transaction.atomic
def school(*, capacity: int = 2, places: int = 40, **changes) -> School:
    """A program in the register of significant programs of Kemerovo, with a group that takes requests."""
    stands = registers.standing(places=places)
    made = group(stands.edition, capacity=capacity, **changes)
    return School(
        provider=stands.provider,
        manager=stands.manager,
        edition=stands.edition,
        entry=stands.entry,
        group=made,
        clerk=families.clerk(),
        head=families.head(),
    )


@dataclass
class Family:
    """A child with an active certificate, and a parent."""

    parent: User
    certificate: Certificate
    requests: list[EnrollmentRequest] = field(default_factory=list)


@transaction.atomic
def family(code: str = "kemerovo-city", **of_child) -> Family:
    """A family of a municipality with a child of ten, a certificate of accounting."""
    child = families.child(code, **of_child)
    return Family(families.guardian(child), families.certificate(child))


@dataclass(frozen=True)
class Asked:
    """A request, the family that made it and the school it was made to."""

    school: School
    family: Family
    request: EnrollmentRequest


def application(group: StudyGroup, **changes) -> decisions.ApplyForEnrollment:
    """A complete application for a group."""
    return decisions.ApplyForEnrollment(**{"group": group.pk, **TICKS, **changes})


@transaction.atomic
def apply(of: Family, group: StudyGroup, *, by_key: str | None = None, **changes) -> EnrollmentRequest:
    """The family asks for a place."""
    return enrollment_acts.apply(
        certificate_id=of.certificate.pk,
        decision=application(group, **changes),
        by=viewers.viewer_of_user(of.parent),
        key=by_key or key(),
    )


def fresh(request: EnrollmentRequest) -> EnrollmentRequest:
    """The request as it is now."""
    return EnrollmentRequest.objects.get(pk=request.pk)


def case_of(request: EnrollmentRequest) -> Process:
    """The newest case of a request."""
    return Process.objects.filter(enrollment_request=request).latest("pk")


def task_of(request: EnrollmentRequest, step: str) -> Task:
    """The open task of a request at a step."""
    return Task.objects.get(
        process__enrollment_request=request, flow_task=getattr(EnrollmentApproval, step), finished=None
    )


def steps_of(request: EnrollmentRequest) -> list[str]:
    """Names of the open steps of a request."""
    return [task.flow_task.name for task in Task.objects.filter(process__enrollment_request=request, finished=None)]


@transaction.atomic
def complete(request: EnrollmentRequest, step: str, decision, by: User) -> EnrollmentRequest:
    """A person decides at a step; returns the request as it is then."""
    task = task_of(request, step)
    engine.complete(
        task.flow_task,
        task_id=task.pk,
        decision=decision,
        expected_version=task.process.version,
        by=viewers.viewer_of_user(by),
    )
    return fresh(request)


def accept(request: EnrollmentRequest, by: User) -> EnrollmentRequest:
    """The provider takes the child."""
    decision = decisions.AnswerEnrollment(answer=decisions.ProviderAnswer.ACCEPT)
    return complete(request, "answer_enrollment", decision, by)


def enroll(request: EnrollmentRequest, by: User, **changes) -> Enrollment:
    """The provider enrolls by an order of today."""
    values = {"verdict": decisions.EnrollmentVerdict.ENROLL, "order_number": "15-з", "order_date": timezone.localdate()}
    complete(request, "enroll", decisions.Enroll(**{**values, **changes}), by)
    return Enrollment.objects.get(request=request)


@transaction.atomic
def cancel(request: EnrollmentRequest, by: User) -> EnrollmentRequest:
    """The family takes the request back."""
    case = case_of(request)
    decision = decisions.CancelEnrollmentRequest(reason="Передумали")
    engine.withdraw(
        EnrollmentApproval,
        case_id=case.pk,
        decision=decision,
        expected_version=case.version,
        by=viewers.viewer_of_user(by),
    )
    return fresh(request)


def enrolled(school: School, of: Family | None = None, **changes) -> Enrollment:
    """A pupil of a school, through every step."""
    request = apply(of or family(), changes.pop("group", school.group))
    return enroll(accept(request, school.manager), school.manager, **changes)


def run_jobs() -> None:
    """Do every job that waits."""
    while jobs.run_one(timezone.now()):
        pass


def day(days: int) -> date:
    """A day from today on."""
    return timezone.localdate() + timedelta(days=days)


def member(role: Role, unit) -> User:
    """A person with a role."""
    return factories.member(role, unit)


def assessed_by_people() -> None:
    """From now on every request is looked at by a person of its municipality."""
    UseOrder.objects.update(assesses_by_itself=False)


def asked(of: School | None = None, **changes) -> Asked:
    """A family that has sent a request to a school."""
    at = of or school()
    one = family()
    return Asked(at, one, apply(one, at.group, **changes))


def found_possible(of: School | None = None) -> Asked:
    """A request that the provider accepted and the rules found possible."""
    made = asked(of)
    return replace(made, request=accept(made.request, made.school.manager))


def to_be_assessed() -> Asked:
    """A request that a person has to look at."""
    assessed_by_people()
    return found_possible()


def found_not_possible() -> Asked:
    """A request that a clerk found not possible; the family may appeal."""
    made = to_be_assessed()
    decision = decisions.AssessEnrollment(
        verdict=decisions.AssessmentVerdict.NOT_POSSIBLE, ground="VOLUME_RECEIVED", reason="Объём получен."
    )
    return replace(made, request=complete(made.request, "assess_enrollment", decision, made.school.clerk))


def appealed() -> Asked:
    """A request whose refusal the family appealed."""
    made = found_not_possible()
    decision = decisions.AppealAssessment(answer=decisions.RefusalAnswer.APPEAL, text="Объём не получен.")
    return replace(made, request=complete(made.request, "appeal_assessment", decision, made.family.parent))


@transaction.atomic
def draft(of: Family, group: StudyGroup) -> EnrollmentRequest:
    """The family keeps what it has chosen."""
    return enrollment_acts.save_draft(
        certificate_id=of.certificate.pk,
        decision=decisions.SaveEnrollmentDraft(group=group.pk),
        by=viewers.viewer_of_user(of.parent),
        key=key(),
    )


def drafted() -> Asked:
    """A draft of a family."""
    at, one = school(), family()
    return Asked(at, one, draft(one, at.group))


def offered() -> Asked:
    """A request that waited and is offered the place that came free."""
    at = school(capacity=1)
    first, second = asked(at), family()
    waits = apply(second, at.group, waits=True)
    cancel(first.request, first.family.parent)
    run_jobs()
    return Asked(at, second, fresh(waits))


def rows(provider: Provider, certificate: Certificate, period: FundingPeriod) -> dict[str, Model]:
    """One row of everything about an enrollment with a provider, by the name of its GraphQL type."""
    today = timezone.localdate()
    edition = provider.programs.first().editions.first()
    at = group(edition)
    entry = ProgramRegisterEntry.objects.create(
        kind="SIGNIFICANT",
        number=f"W-{next(_keys)}",
        edition=edition,
        included_on=today,
        valid_until=today + timedelta(days=300),
        municipality=certificate.issuer,
        max_funded_pupils=20,
        act=LegalAct.objects.get(code="defaults"),
        case_id=uuid.uuid4(),
    )
    EntryPlaces.objects.create(entry=entry, maximum=20)
    there: dict[str, Any] = {"certificate": certificate, "child": certificate.child, "group": at, "module": at.module}
    there |= {
        "municipality": certificate.issuer,
        "provider": provider,
        "starts_on": at.starts_on,
        "ends_on": at.ends_on,
    }
    request = EnrollmentRequest.objects.create(
        **there,
        entry=entry,
        register=entry.kind,
        period=period,
        hours=72,
        status="ENROLLED",
        asked_by=families.clerk(),
        sent_on=today,
    )
    found = MunicipalAssessment.objects.create(
        request=request, verdict="POSSIBLE", way="RULES", decided_on=today, is_funded=True, age=10
    )
    AssessmentFinding.objects.create(assessment=found, code="X", message="Нет.", rule="-", forbids=False)
    waits = WaitingListEntry.objects.create(group=at, request=request, rank=1, ticket=1, status="SERVED")
    WaitingListMove.objects.create(entry=waits, group=at, what="JOINED", rank=1, ticket=1, reason="Мест нет.")
    pupil = Enrollment.objects.create(request=request, order_number="1", order_date=today, **there)
    GroupTransfer.objects.create(enrollment=pupil, left=at, entered=group(edition), moved_on=today, reason="Ближе.")
    return {"EnrollmentRequest": request, "MunicipalAssessment": found, "WaitingListEntry": waits, "Enrollment": pupil}
