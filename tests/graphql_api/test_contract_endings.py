"""A contract in force over HTTP: ended by each side, by nobody else, told to everybody; its pupil and its money."""

from datetime import timedelta

import pytest
from django.utils import timezone

from backoffice.access import Role
from backoffice.contracts import ending
from backoffice.documents.models import IssuedDocument
from backoffice.journal import Entry
from tests import contracts, factories, families, live_contracts, payers, pupils
from tests.deeds_contract_endings import about
from tests.deeds_pupils import keyed
from workflows import contract_sweeps

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    """A contract in force since today, for some months where the year has them."""
    last = live_contracts.months_from(timezone.localdate(), 4)
    return contracts.active(contracts.school(capacity=1, ends_on=last))


@pytest.fixture
def accountant():
    return payers.accountant(payers.payer())


def result(answer) -> dict:
    assert answer.errors == [], answer.errors
    (found,) = answer.data.values()
    return found


def codes(answer) -> list[str]:
    return [each["code"] for each in result(answer)["refusals"]]


def last_day():
    return ending.last_day_of_month(timezone.localdate())


def test_a_family_ends_its_contract_without_a_ground_and_once(made, api):
    given = about(made.contract)
    for _ in range(2):
        found = result(api(made.family.parent, "TerminateContract", input=given))
        said = found["status"], found["endedOn"], found["endedBy"], found["reason"], found["ground"]
        assert said == ("TERMINATING", last_day().isoformat(), "FAMILY", "По желанию семьи.", "")
        assert found["nextStep"] == f"Договор расторгается: последний день {last_day():%d.%m.%Y}."
    states = [line["status"] for line in found["lines"]]
    assert states == ["WRITTEN_OFF"] + ["RELEASED"] * (len(states) - 1)
    assert [each["kind"] for each in found["documents"]][-1] == "TERMINATION"
    assert IssuedDocument.objects.filter(contract=made.contract, kind="TERMINATION").count() == 1
    assert Entry.objects.filter(what="contract.terminating", subject_id=made.contract.pk).count() == 1
    assert codes(api(made.family.parent, "TerminateContract", input=about(made.contract))) == ["CONTRACT_ENDING"]
    assert live_contracts.found() == ""


@pytest.mark.parametrize("side, ground", [("PROVIDER", "ARREARS"), ("PAYER", "AGREEMENT_ENDED")])
def test_the_others_need_a_ground_of_theirs_and_explain_it(made, accountant, api, side, ground):
    by = made.school.manager if side == "PROVIDER" else accountant
    assert codes(api(by, "TerminateContract", input=about(made.contract))) == ["REASON_REQUIRED", "GROUND_UNKNOWN"]
    other = about(made.contract, ground="NO_SHOW", reason="Так.")
    assert codes(api(by, "TerminateContract", input=other)) == ["GROUND_UNKNOWN"]
    found = result(api(by, "TerminateContract", input=about(made.contract, ground=ground, reason="Так вышло.")))
    assert (found["status"], found["endedBy"], found["ground"]) == ("TERMINATING", side, ground)
    assert found["reason"] == ("Так вышло." if side == "PROVIDER" else "")  # whoever only pays reads no words


def test_a_family_is_asked_for_no_ground(made, api):
    given = about(made.contract, ground="ARREARS", reason="я" * 5001)
    found = codes(api(made.family.parent, "TerminateContract", input=given))
    assert found == ["TEXT_TOO_LONG", "GROUND_NOT_NEEDED"]


def test_what_is_not_in_force_or_was_seen_before_is_not_ended(made, api):
    parent = made.family.parent
    stale = about(made.contract, expectedVersion=1)
    assert codes(api(parent, "TerminateContract", input=stale)) == ["CASE_CHANGED"]
    offered = contracts.offered()
    given = about(offered.contract)
    assert codes(api(offered.family.parent, "TerminateContract", input=given)) == ["CONTRACT_NOT_LIVE"]


def test_a_contract_does_not_exist_for_others(made, api):
    other = contracts.school()
    elsewhere = payers.accountant(payers.payer("novokuznetsk-city"))
    clerk = factories.member(Role.OPERATOR_CLERK, factories.operator_unit())
    for who in (families.guardian(families.child()), other.manager, elsewhere, families.clerk(), clerk):
        assert codes(api(who, "TerminateContract", input=about(made.contract))) == ["NOT_FOUND"], who
    assert api(None, "TerminateContract", input=about(made.contract)).error_codes == ["UNAUTHENTICATED"]
    assert contracts.fresh(made.contract).status == "ACTIVE"


def test_whoever_leaves_the_program_ends_the_contract_by_the_same_act(made, api):
    pupil = live_contracts.pupil_of(made.contract)
    bad = keyed(pupil, ground="NO_SHOW", reason="Не ходит.")
    assert codes(api(made.school.manager, "WithdrawPupil", input=bad)) == ["GROUND_UNKNOWN"]
    found = result(api(made.family.parent, "LeaveProgram", input=keyed(pupil)))
    assert found["status"] == "ACTIVE"
    now = contracts.fresh(made.contract)
    assert (now.status, now.ended_by, now.ended_on) == ("TERMINATING", "FAMILY", last_day())
    again = keyed(pupil, ground="ARREARS", reason="Долг.")
    assert codes(api(made.school.manager, "WithdrawPupil", input=again)) == ["CONTRACT_ENDING"]
    contract_sweeps.sweep(last_day() + timedelta(days=1))
    assert live_contracts.pupil_of(made.contract).status == "WITHDRAWN"
    assert pupils.found() == ""


def test_the_statement_names_contract_and_month_of_each_movement(made, api):
    number, first = contracts.fresh(made.contract).number, timezone.localdate()
    result(api(made.family.parent, "TerminateContract", input=about(made.contract)))
    certificate = live_contracts.global_id(made.contract)
    answer = api(made.family.parent, "CertificateStatement", id=certificate, newestFirst=False)
    assert answer.errors == []
    entries = [
        edge["node"] for account in answer.data["certificate"]["accounts"] for edge in account["entries"]["edges"]
    ]
    of_contract = [each["explanation"] for each in entries if each["kind"] in ("RESERVE", "WRITE_OFF", "RELEASE")]
    month = live_contracts.spending.MONTHS[first.month - 1]
    assert len(of_contract) >= 2
    assert all(f"(договор № {number}" in said for said in of_contract), of_contract
    (spent,) = [said for said in of_contract if "списано" in said]
    assert f"(договор № {number}, {month} {first.year})" in spent
