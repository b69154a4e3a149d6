"""Every operation about what a municipality adopts, over HTTP: done, refused, not seen."""

from dataclasses import replace
from datetime import timedelta

import pytest
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.acts.models import LegalAct
from backoffice.entitlements.models import UseOrder, UseOrderRule
from backoffice.funding.models import FundedCategory, FundingPeriod, MunicipalFundingProgram, Quota
from backoffice.jobs.models import Job
from backoffice.journal import Entry
from backoffice.municipalities.models import MunicipalParameters
from backoffice.municipalities.proposals import ParameterProposal, ProposedParameters
from backoffice.payments.models import AuthorisedOrganisation
from backoffice.units.models import Unit
from tests import factories, families
from tests.conftest import codes
from tests.deeds_municipal_acts import DEEDS
from tests.towns import (
    Program,
    Proposal,
    Town,
    act_card,
    area_card,
    as_input,
    category,
    order_card,
    parameters_card,
    payer_card,
    program_card,
    stored,
    today,
    tomorrow,
)
from workflows.models import Process, Receipt, Task

pytestmark = pytest.mark.django_db
MODELS = (
    *(LegalAct, UseOrder, UseOrderRule, FundedCategory, FundingPeriod, MunicipalFundingProgram, Quota, Job, Entry),
    *(MunicipalParameters, ParameterProposal, ProposedParameters, AuthorisedOrganisation, Unit, Process, Task, Receipt),
)
LONG = "я" * 5001
STATUS = {
    "draftFundingProgram": "DRAFT",
    "saveFundingProgram": "DRAFT",
    "submitFundingProgram": "SUBMITTED",
    "approveFundingProgram: approve": "IN_FORCE",
    "approveFundingProgram: return": "RETURNED",
    "resubmitFundingProgram": "SUBMITTED",
    "withdrawFundingProgram": "WITHDRAWN",
    "draftParameters": "DRAFT",
    "saveParameters": "DRAFT",
    "submitParameters": "SUBMITTED",
    "checkParameters": "CHECKED",
    "approveParameters: approve": "APPROVED",
    "approveParameters: return": "RETURNED",
    "resubmitParameters": "SUBMITTED",
    "withdrawParameters": "WITHDRAWN",
}


def state():
    """What a refused act leaves untouched."""
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def result(answer):
    assert not answer.errors, answer.errors
    (found,) = answer.data.values()
    return found


@pytest.mark.parametrize("name", DEEDS)
def test_who_may_decides(api, name):
    deed = DEEDS[name](None)

    found = result(api(deed.by, deed.operation, input=deed.input))

    assert found.get("status") == STATUS.get(name), found
    last = Entry.objects.latest("pk")
    assert (last.by, last.municipality) == (deed.by, families.municipality())


@pytest.mark.parametrize("name", DEEDS)
def test_a_stranger_hears_to_sign_in_and_everybody_else_that_there_is_no_such_thing(api, name):
    deed = DEEDS[name](None)
    owner = factories.provider()
    others = [
        *(families.clerk("novokuznetsk-city"), families.head("novokuznetsk-city"), families.guardian(families.child())),
        factories.member(Role.PROVIDER_MANAGER, owner.unit),
        factories.member(Role.OPERATOR_HEAD, factories.operator_unit()),
        factories.member(Role.AUDITOR, Unit.objects.get(code="kuzbass")),
        families.clerk() if deed.by.memberships.get().role == Role.MUNICIPAL_HEAD else families.head(),
    ]
    before = state()

    assert api(None, deed.operation, input=deed.input).error_codes == ["UNAUTHENTICATED"]
    for other in others:
        assert codes(api(other, deed.operation, input=deed.input)) == ["NOT_FOUND"]
    assert state() == before


def draft_program_with(**changes):
    town = Town()
    return town.clerk, "DraftFundingProgram", town.input(**{"card": as_input(program_card()), **changes})


def save_program_with(card):
    program = Program()
    return program.town.clerk, "SaveFundingProgram", program.about(card=as_input(card))


def submit_program_with(card):
    program = Program(card)
    return program.town.clerk, "SubmitFundingProgram", program.about()


def approve_program_with(**given):
    program = Program().submit()
    return program.town.head, "ApproveFundingProgram", program.of_task(idempotencyKey="k", **given)


def resubmit_program_with(**given):
    program = Program().submit().send_back()
    return program.town.clerk, "ResubmitFundingProgram", program.of_task(**given)


def withdraw_program_with(**given):
    program = Program().submit()
    return program.town.clerk, "WithdrawFundingProgram", program.of_case(**given)


def draft_parameters_with(card):
    town = Town()
    return town.clerk, "DraftParameters", town.input(card=as_input(card))


def save_parameters_with(card):
    proposal = Proposal()
    return proposal.town.clerk, "SaveParameters", proposal.about(card=as_input(card))


def submit_parameters_with(card, *, file=True):
    proposal = Proposal(card, file=file)
    return proposal.town.clerk, "SubmitParameters", proposal.about()


def check_parameters_with(**given):
    proposal = Proposal().submit()
    return proposal.town.operator, "CheckParameters", proposal.of_task(**given)


def approve_parameters_with(**given):
    proposal = Proposal().submit().check()
    return proposal.town.head, "ApproveParameters", proposal.of_task(idempotencyKey="k", **given)


def resubmit_parameters_with(**given):
    proposal = Proposal().submit().check().send_back()
    return proposal.town.clerk, "ResubmitParameters", proposal.of_task(**given)


def withdraw_parameters_with(**given):
    proposal = Proposal().submit()
    return proposal.town.clerk, "WithdrawParameters", proposal.of_case(**given)


def adopt_with(order, act=None):
    town = Town()
    return town.head, "AdoptUseOrder", town.input(order=as_input(order), act=as_input(act or act_card()))


def appoint_with(**changes):
    town = Town()
    return town.head, "AppointPayer", town.input(payer=as_input(payer_card(**changes)), act=as_input(act_card()))


def somebody_elses_file():
    return as_input(act_card(file=stored(factories.user()).pk))


def broken_act():
    given = act_card(number=" ", title="я" * 501, adopted_on=tomorrow())
    return as_input(given)


def yesterday():
    return today() - timedelta(days=1)


def incomplete_order():
    """The first rule twice, the third is missing, the fourth pays."""
    order = order_card()
    first, second, _, fourth, *others = order.rules
    paid = replace(fourth, unit=UseOrderRule.LimitUnit.MONEY, limit=0)
    return replace(order, valid_from=yesterday(), rules=(first, first, second, paid, *others))


FUNDED_TWICE = (category("NO_SUCH", count=-1), category(nominal=0), category(nominal=0))
# A refused input, its codes
REFUSED = {
    "two periods": (
        lambda: draft_program_with(year=2027, startsOn="2027-01-01", endsOn="2027-12-31"),
        ["PERIOD_INVALID"],
    ),
    "no period": (draft_program_with, ["PERIOD_INVALID"]),
    "reversed": (lambda: draft_program_with(startsOn="2030-02-01", endsOn="2030-01-01"), ["PERIOD_INVALID"]),
    "year of nobody": (lambda: draft_program_with(year=1), ["PERIOD_INVALID"]),
    "past period": (lambda: draft_program_with(year=2020), ["PERIOD_OVER"]),
    "a bad card": (
        lambda: save_program_with(program_card(*FUNDED_TWICE, total=-1)),
        [
            *("AMOUNT_OUT_OF_RANGE", "CATEGORY_UNKNOWN", "AMOUNT_OUT_OF_RANGE"),
            *("NOMINAL_NOT_POSITIVE", "NOMINAL_NOT_POSITIVE", "CATEGORY_TWICE"),
        ],
    ),
    "an overspent program": (
        lambda: submit_program_with(program_card(total=100, current_from=tomorrow(), current_to=today())),
        ["PROGRAM_OVERSPENT", "PROGRAM_DAYS"],
    ),
    "approve without act": (lambda: approve_program_with(verdict="APPROVE"), ["ACT_REQUIRED"]),
    "approve by a bad act": (
        lambda: approve_program_with(verdict="APPROVE", act=broken_act()),
        ["FIELD_REQUIRED", "FIELD_TOO_LONG", "ACT_DATE_IN_FUTURE"],
    ),
    "approve with another's file": (
        lambda: approve_program_with(verdict="APPROVE", act=somebody_elses_file()),
        ["FILE_NOT_FOUND"],
    ),
    "return with act": (
        lambda: approve_program_with(verdict="RETURN", act=as_input(act_card())),
        ["ACT_NOT_EXPECTED", "REASON_REQUIRED"],
    ),
    "long reply": (lambda: resubmit_program_with(reply=LONG), ["TEXT_TOO_LONG"]),
    "long reason": (lambda: withdraw_program_with(reason=LONG), ["TEXT_TOO_LONG"]),
    "parameters twice": (
        lambda: draft_parameters_with(
            parameters_card(area_card(monthly_pay=0, vacation=-1), area_card(payroll_tax="1.00001"))
        ),
        ["AREA_TWICE", "FIGURE_NOT_POSITIVE", "FIGURE_NEGATIVE", "FIGURE_OUT_OF_RANGE"],
    ),
    "another's calculation": (
        lambda: save_parameters_with(parameters_card(file=stored(factories.user()).pk)),
        ["FILE_NOT_FOUND"],
    ),
    "directions twice": (
        lambda: save_parameters_with(
            parameters_card(area_card(teaching_means=(*area_card().teaching_means, area_card().teaching_means[0])))
        ),
        ["DIRECTION_TWICE"],
    ),
    "no file": (lambda: submit_parameters_with(parameters_card(), file=False), ["DOCUMENT_REQUIRED"]),
    "late and incomplete": (
        lambda: submit_parameters_with(parameters_card(area_card(teaching_means=()), valid_from=yesterday())),
        ["VALID_FROM_PAST", "MEANS_MISSING"],
    ),
    "long remark": (lambda: check_parameters_with(remark=LONG), ["TEXT_TOO_LONG"]),
    "parameters without act": (lambda: approve_parameters_with(verdict="APPROVE"), ["ACT_REQUIRED"]),
    "parameters returned in silence": (lambda: approve_parameters_with(verdict="RETURN"), ["REASON_REQUIRED"]),
    "long reply about parameters": (lambda: resubmit_parameters_with(reply=LONG), ["TEXT_TOO_LONG"]),
    "parameters withdrawn at length": (lambda: withdraw_parameters_with(reason=LONG), ["TEXT_TOO_LONG"]),
    "a bad order": (
        lambda: adopt_with(incomplete_order(), act_card(adopted_on=today().replace(year=2018))),
        [
            *("ACT_DATE_TOO_EARLY", "VALID_FROM_PAST", "USE_RULE_TWICE", "USE_RULE_MISSING"),
            *("MONEY_NOT_ALLOWED", "LIMIT_OUT_OF_RANGE"),
        ],
    ),
    "a bad payer": (
        lambda: appoint_with(name=" ", inn="1", kpp="1", valid_from=yesterday()),
        ["FIELD_REQUIRED", "INN_INVALID", "KPP_INVALID", "VALID_FROM_PAST"],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_gives_every_reason_and_changes_nothing(api, name):
    make, expected = REFUSED[name]
    by, operation, given = make()
    before = state()

    answer = api(by, operation, input=given)

    assert sorted(codes(answer)) == sorted(expected)
    assert state() == before
    assert all(reason["message"] and reason["rule"] for reason in result(answer)["refusals"])


@pytest.mark.parametrize(
    "name",
    ["draftFundingProgram", "draftParameters", "adoptUseOrder", "appointPayer", "approveFundingProgram: approve"],
)
def test_a_repeated_key_gives_the_same_answer_and_writes_nothing(api, name):
    deed = DEEDS[name](None)
    first = result(api(deed.by, deed.operation, input=deed.input))
    before = state()

    again = result(api(deed.by, deed.operation, input=deed.input))

    assert again == first
    assert state() == before


def test_another_decision_under_a_used_key_is_refused(api):
    town = Town()
    given = town.input(payer=as_input(payer_card()), act=as_input(act_card()))
    result(api(town.head, "AppointPayer", input=given))

    answer = api(town.head, "AppointPayer", input={**given, "payer": as_input(payer_card(name="Другая"))})

    assert codes(answer) == ["KEY_REUSED"]


def test_what_has_changed_meanwhile_is_not_overwritten(api):
    program, proposal = Program(), Proposal()
    late = program.about(card=as_input(program_card())) | {"expectedVersion": 0}
    assert codes(api(program.town.clerk, "SaveFundingProgram", input=late)) == ["CASE_CHANGED"]
    late = proposal.about(card=as_input(parameters_card())) | {"expectedVersion": 0}
    assert codes(api(proposal.town.clerk, "SaveParameters", input=late)) == ["CASE_CHANGED"]


def test_what_is_submitted_is_closed_for_changes(api):
    program, proposal = Program().submit(), Proposal().submit()
    given = program.about(card=as_input(program_card()))
    assert codes(api(program.town.clerk, "SaveFundingProgram", input=given)) == ["FUNDING_PROGRAM_LOCKED"]
    given = proposal.about(card=as_input(parameters_card()))
    assert codes(api(proposal.town.clerk, "SaveParameters", input=given)) == ["PARAMETERS_LOCKED"]


def test_one_program_of_a_period_and_one_proposal_of_a_town_are_prepared_at_a_time(api):
    program, proposal = Program(), Proposal()
    given = program.town.input(year=today().year, card=as_input(program_card()))
    assert codes(api(program.town.clerk, "DraftFundingProgram", input=given)) == ["PROGRAM_IN_THE_MAKING"]
    given = proposal.town.input(card=as_input(parameters_card()))
    assert codes(api(proposal.town.clerk, "DraftParameters", input=given)) == ["PARAMETERS_IN_THE_MAKING"]


def test_periods_of_a_town_do_not_overlap(api):
    town = Program().town
    year = today().year
    days = {"startsOn": f"{year}-12-01", "endsOn": f"{year + 1}-05-31"}
    given = town.input(card=as_input(program_card()), **days)

    assert codes(api(town.clerk, "DraftFundingProgram", input=given)) == ["PERIOD_OVERLAPS"]
    assert FundingPeriod.objects.count() == 1


@pytest.mark.parametrize("made", [lambda town: Program(town=town).submit(), lambda town: Proposal(town=town).submit()])
def test_nobody_approves_what_he_has_written(api, made):
    town = Town()
    both = town.clerk
    town.head.memberships.update(user=both)
    town.head = both
    row = made(town)
    if isinstance(row, Proposal):
        row.check()
    operation = "ApproveFundingProgram" if isinstance(row, Program) else "ApproveParameters"
    before = state()
    given = row.of_task(idempotencyKey="k", verdict="APPROVE", act=as_input(act_card()))

    assert codes(api(both, operation, input=given)) == ["FOUR_EYES"]
    assert state() == before


def test_a_case_tells_what_it_is_about_and_the_subject_is_seen_by_its_own_only(send):
    program, proposal = Program().submit(), Proposal().submit()
    query = "query ($id: ID!) { case(id: $id) { processTitle fundingProgram { id } parameterProposal { id } } }"
    of_program = send(program.town.head, query, id=to_base64("Case", program.case.pk)).data["case"]
    assert of_program["fundingProgram"] == {"id": to_base64("FundingProgram", program.row.pk)}
    of_proposal = send(proposal.town.operator, query, id=to_base64("Case", proposal.case.pk)).data["case"]
    assert of_proposal["parameterProposal"] == {"id": to_base64("ParameterProposal", proposal.row.pk)}
    stranger = families.head("novokuznetsk-city")
    assert send(stranger, query, id=to_base64("Case", program.case.pk)).data["case"] is None
