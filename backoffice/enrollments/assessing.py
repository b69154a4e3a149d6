"""The assessment of a request by the municipality (C 2.15): by rules, by a person, by the head. In the caller's act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from backoffice.enrollments import requests
from backoffice.enrollments.assessments import AssessmentFinding, MunicipalAssessment
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.enrollments.plans import Plan, plan
from backoffice.enrollments.request_rules import warn_of_clashes, why_not_possible
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.people import ages

Verdict, Way = MunicipalAssessment.Verdict, MunicipalAssessment.Way
BY_ORDER = Refusal(
    "ASSESSED_BY_A_PERSON",
    "В вашем муниципалитете каждую заявку смотрит специалист.",
    "Концепция, п. 2.15",
    "Решение придёт в кабинет.",
)


def assess(request: EnrollmentRequest, act: Act) -> MunicipalAssessment:
    """Judge by the rules alone: green is possible, red is not, amber goes to a person.

    The request itself, with what it has taken already, does not count against it.
    """
    seen = _plan(request, act.on)
    against = [*why_not_possible(seen.facts)]
    doubts = [] if against else [*_doubts(seen)]
    verdict = Verdict.NOT_POSSIBLE if against else Verdict.MANUAL if doubts else Verdict.POSSIBLE
    made = _keep(request, seen, verdict, Way.RULES, act)
    AssessmentFinding.objects.bulk_create(
        AssessmentFinding(
            assessment=made,
            code=each.code,
            message=each.message,
            rule=each.rule,
            remedy=each.remedy,
            forbids=bool(against),
        )
        for each in (*against, *doubts)
    )
    _follow(request, made, " ".join(each.message for each in against), act)
    return made


def _plan(request: EnrollmentRequest, on: date) -> Plan:
    made: Plan | None = request.plan  # in this very act
    return made or plan(request.certificate, request.group, on=on, starts_on=request.starts_on, without=request)


def _doubts(seen: Plan) -> Iterator[Refusal]:
    """What a person has to look at."""
    order = seen.means.order
    if order is not None and not order.assesses_by_itself:
        yield BY_ORDER
    yield from warn_of_clashes(seen.facts)


def decide(request: EnrollmentRequest, *, possible: bool, ground: str, reason: str, act: Act) -> MunicipalAssessment:
    """A clerk says whether the enrollment is possible; the facts of this moment are kept with it."""
    verdict = Verdict.POSSIBLE if possible else Verdict.NOT_POSSIBLE
    seen = _plan(request, act.on)
    made = _keep(request, seen, verdict, Way.CLERK, act, ground=ground, reason=reason)
    _follow(request, made, reason, act)
    return made


def override(request: EnrollmentRequest, reason: str, act: Act) -> MunicipalAssessment:
    """The head says that it is possible all the same, and why."""
    made = _keep(request, _plan(request, act.on), Verdict.POSSIBLE, Way.HEAD, act, reason=reason)
    _follow(request, made, reason, act)
    return made


def uphold_refusal(request: EnrollmentRequest, reason: str, act: Act) -> MunicipalAssessment:
    """The head leaves the refusal as it is."""
    made = _keep(request, _plan(request, act.on), Verdict.NOT_POSSIBLE, Way.HEAD, act, reason=reason)
    requests.reject_appeal(request, reason, act)
    return made


def _follow(request: EnrollmentRequest, made: MunicipalAssessment, reason: str, act: Act) -> None:
    match made.verdict:
        case Verdict.POSSIBLE:
            requests.found_possible(request, reason, act)
        case Verdict.MANUAL:
            requests.found_manual(request, act)
        case _:
            requests.found_not_possible(request, reason, act)


def _keep(
    request: EnrollmentRequest, seen: Plan, verdict: str, way: str, act: Act, *, ground: str = "", reason: str = ""
) -> MunicipalAssessment:
    """Write the assessment with its snapshot: what the certificate had taken without this request."""
    use = seen.facts.use
    volume = use.volume if use else None
    of_register = seen.means.volume(request.period_id, request.register)
    account = seen.means.accounts.get(request.period_id)
    return MunicipalAssessment.objects.create(
        request=request,
        verdict=verdict,
        way=way,
        decided_by=act.by if way != Way.RULES else None,
        decided_on=act.on,
        ground=ground,
        reason=reason,
        order=seen.means.order,
        unit=volume.unit if volume else "",
        limit=volume.limit if volume else None,
        taken=volume.taken if volume else None,
        asked=volume.asked if volume else None,
        programs_taken=of_register.programs_reserved + of_register.programs_used - 1 if of_register else 0,
        hours_taken=of_register.hours_reserved + of_register.hours_used - request.hours if of_register else 0,
        balance=account.balance if account else None,
        is_funded=request.certificate.is_funded,
        age=ages.age_on(request.child.birth_date, request.starts_on),
    )
