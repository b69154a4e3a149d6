"""What a municipality decides by an act, over HTTP, each in the setting in which it is taken."""

from __future__ import annotations

from collections.abc import Callable

from tests.deeds import Deed
from tests.towns import (
    Program,
    Proposal,
    Town,
    act_card,
    as_input,
    order_card,
    parameters_card,
    payer_card,
    program_card,
    stored,
    today,
)

RETURN_PROGRAM = {"verdict": "RETURN", "remark": "Проверьте номинал."}
RETURN_PARAMETERS = {"verdict": "RETURN", "reason": "Проверьте зарплату."}


def _approve() -> dict:
    return {"verdict": "APPROVE", "act": as_input(act_card())}


def draft_funding_program(people) -> Deed:
    town = Town()
    return Deed(town.clerk, "DraftFundingProgram", town.input(year=today().year, card=as_input(program_card())))


def save_funding_program(people) -> Deed:
    program = Program()
    return Deed(program.town.clerk, "SaveFundingProgram", program.about(card=as_input(program_card())))


def submit_funding_program(people) -> Deed:
    program = Program()
    return Deed(program.town.clerk, "SubmitFundingProgram", program.about())


def approve_funding_program(people) -> Deed:
    program = Program().submit()
    given = program.of_task(idempotencyKey="approve", **_approve())
    return Deed(program.town.head, "ApproveFundingProgram", given)


def return_funding_program(people) -> Deed:
    program = Program().submit()
    given = program.of_task(idempotencyKey="return", **RETURN_PROGRAM)
    return Deed(program.town.head, "ApproveFundingProgram", given)


def resubmit_funding_program(people) -> Deed:
    program = Program().submit().send_back()
    return Deed(program.town.clerk, "ResubmitFundingProgram", program.of_task(reply="Номинал верен."))


def withdraw_funding_program(people) -> Deed:
    program = Program().submit()
    return Deed(program.town.clerk, "WithdrawFundingProgram", program.of_case(reason="Пересчитаем."))


def draft_parameters(people) -> Deed:
    town = Town()
    return Deed(town.clerk, "DraftParameters", town.input(card=as_input(parameters_card())))


def save_parameters(people) -> Deed:
    proposal = Proposal()
    card = parameters_card(file=stored(proposal.town.clerk).pk)
    return Deed(proposal.town.clerk, "SaveParameters", proposal.about(card=as_input(card)))


def submit_parameters(people) -> Deed:
    proposal = Proposal()
    return Deed(proposal.town.clerk, "SubmitParameters", proposal.about())


def check_parameters(people) -> Deed:
    proposal = Proposal().submit()
    return Deed(proposal.town.operator, "CheckParameters", proposal.of_task(remark="Зарплата выше средней."))


def approve_parameters(people) -> Deed:
    proposal = Proposal().submit().check()
    given = proposal.of_task(idempotencyKey="approve", **_approve())
    return Deed(proposal.town.head, "ApproveParameters", given)


def return_parameters(people) -> Deed:
    proposal = Proposal().submit().check()
    given = proposal.of_task(idempotencyKey="return", **RETURN_PARAMETERS)
    return Deed(proposal.town.head, "ApproveParameters", given)


def resubmit_parameters(people) -> Deed:
    proposal = Proposal().submit().check().send_back()
    return Deed(proposal.town.clerk, "ResubmitParameters", proposal.of_task(reply="Всё верно."))


def withdraw_parameters(people) -> Deed:
    proposal = Proposal().submit()
    return Deed(proposal.town.clerk, "WithdrawParameters", proposal.of_case(reason="Пересчитаем."))


def adopt_use_order(people) -> Deed:
    town = Town()
    given = town.input(order=as_input(order_card()), act=as_input(act_card()))
    return Deed(town.head, "AdoptUseOrder", given)


def appoint_payer(people) -> Deed:
    town = Town()
    given = town.input(payer=as_input(payer_card()), act=as_input(act_card()))
    return Deed(town.head, "AppointPayer", given)


DEEDS: dict[str, Callable[[dict], Deed]] = {
    "draftFundingProgram": draft_funding_program,
    "saveFundingProgram": save_funding_program,
    "submitFundingProgram": submit_funding_program,
    "approveFundingProgram: approve": approve_funding_program,
    "approveFundingProgram: return": return_funding_program,
    "resubmitFundingProgram": resubmit_funding_program,
    "withdrawFundingProgram": withdraw_funding_program,
    "draftParameters": draft_parameters,
    "saveParameters": save_parameters,
    "submitParameters": submit_parameters,
    "checkParameters": check_parameters,
    "approveParameters: approve": approve_parameters,
    "approveParameters: return": return_parameters,
    "resubmitParameters": resubmit_parameters,
    "withdrawParameters": withdraw_parameters,
    "adoptUseOrder": adopt_use_order,
    "appointPayer": appoint_payer,
}
