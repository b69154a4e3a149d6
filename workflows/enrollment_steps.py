"""What the steps of an enrollment do: each calls one service, with the act of whoever decided or of the system."""

from __future__ import annotations

from backoffice.contracts import offering
from backoffice.enrollments import assessing, pupils, requests, sending
from backoffice.enrollments.models import EnrollmentRequest
from workflows import clock, engine
from workflows.decisions.enrollments import (
    AssessmentVerdict,
    EnrollmentAppealVerdict,
    EnrollmentVerdict,
    PlaceAnswer,
    ProviderAnswer,
    RefusalAnswer,
)

Status = EnrollmentRequest.Status


def why_not_submit(process, decision, act):
    yield from sending.why_not_send(process.enrollment_request, waits=decision.waits, on=act.on)


def submit(process, decision, act):
    sending.send_draft(process.enrollment_request, act, waits=decision.waits)


def answer_offer(process, decision, act):
    if decision.answer is PlaceAnswer.TAKE:
        requests.accept_place(process.enrollment_request, act)
    else:
        requests.decline_place(process.enrollment_request, "Семья отказалась от места", act)


def do_give_up_place(activation):
    act = engine.act_of_the_system(activation.process)
    requests.decline_place(activation.process.enrollment_request, "Семья не ответила в срок", act)


def why_not_answer(process, decision, act):
    if decision.answer is ProviderAnswer.REFUSE:
        yield from requests.why_not_refuse(decision.ground, on=act.on)


def answer(process, decision, act):
    if decision.answer is ProviderAnswer.ACCEPT:
        requests.accept(process.enrollment_request, act, decision.reason.strip())
    else:
        requests.refuse_by_provider(process.enrollment_request, decision.ground, decision.reason.strip(), act)


def do_assess(activation):
    process, act = activation.process, engine.act_of_the_system(activation.process)
    assessing.assess(process.enrollment_request, act)
    _pause_for_appeal(process, act)


def why_not_decide(process, decision, act):
    if decision.verdict is AssessmentVerdict.NOT_POSSIBLE:
        yield from requests.why_not_refuse(decision.ground, on=act.on)


def decide(process, decision, act):
    said = {"ground": decision.ground, "reason": decision.reason.strip()}
    possible = decision.verdict is AssessmentVerdict.POSSIBLE
    assessing.decide(process.enrollment_request, possible=possible, act=act, **said)
    _pause_for_appeal(process, act)


def _pause_for_appeal(process, act):
    if process.enrollment_request.status == Status.NOT_POSSIBLE:
        clock.stop(process, on=act.on)


def appeal(process, decision, act):
    clock.go_on(process, on=act.on)
    if decision.answer is RefusalAnswer.APPEAL:
        requests.file_appeal(process.enrollment_request, decision.text.strip(), act)


def decide_on_appeal(process, decision, act):
    if decision.verdict is EnrollmentAppealVerdict.UPHOLD:
        assessing.override(process.enrollment_request, decision.reason.strip(), act)
    else:
        assessing.uphold_refusal(process.enrollment_request, decision.reason.strip(), act)


def do_settle(activation):
    process, act = activation.process, engine.act_of_the_system(activation.process)
    clock.go_on(process, on=act.on)  # it stands if the family was silent
    requests.settle_refusal(process.enrollment_request, act)


def do_contract(activation):
    process, act = activation.process, engine.act_of_the_system(activation.process)
    requests.begin_contracting(process.enrollment_request, act)
    offering.prepare(process.enrollment_request, act)


def contracts_of(process):
    return [process.enrollment_request.contract]


def why_not_enroll(process, decision, act):
    if decision.verdict is EnrollmentVerdict.REFUSE:
        yield from requests.why_not_refuse(decision.ground, on=act.on)
    else:
        yield from pupils.why_not_enroll(process.enrollment_request, decision.order_date, on=act.on)


def do_enroll(process, decision, act):
    request = process.enrollment_request
    if decision.verdict is EnrollmentVerdict.REFUSE:
        requests.refuse_by_provider(request, decision.ground, decision.reason.strip(), act)
    else:
        pupils.enroll(request, decision.order_number, decision.order_date, act, decision.reason)


def do_lapse(activation):
    requests.expire(activation.process.enrollment_request, engine.act_of_the_system(activation.process))
