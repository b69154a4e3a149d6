"""A contract in force over HTTP: ended by each side, by nobody else, told to everybody; its pupil and its money."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.accounts.models import AccessToken
from backoffice.contracts import ending
from backoffice.contracts.models import Contract
from backoffice.documents.models import IssuedDocument
from backoffice.journal import Entry
from tests import contracts, enrollments, factories, families, live_contracts, payers, pupils
from tests.deeds import of_task
from tests.deeds_contract_endings import about
from tests.deeds_pupils import keyed
from workflows import contract_sweeps
from workflows.decisions import enrollments as decisions

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    """A contract in force since today, for some months where the year has them."""
    return live_contracts.in_force()


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
    stale = about(made.contract, expectedVersion=99)
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
    assert len(of_contract) >= 2, entries
    assert all(f"(договор № {number}" in said for said in of_contract), of_contract
    (spent,) = [said for said in of_contract if "списано" in said]
    assert f"(договор № {number}, {month} {first.year})" in spent


def test_the_vector_of_a_contract_that_is_ended_over_http(api, monkeypatch):
    first, last = date(2024, 9, 1), date(2024, 12, 31)
    contracts.at_noon(monkeypatch, first)
    school = contracts.school(capacity=1, price=900000, normative=1137800, starts_on=first, ends_on=last)
    made = contracts.active(school, contracts.family(nominal=1160900))
    assert contracts.standing(made) == (260900, 678687, 221313)
    assert contract_sweeps.sweep(date(2024, 10, 1)) == 1
    contracts.at_noon(monkeypatch, date(2024, 10, 14))
    api(made.family.parent, "Me")  # gets a token, which the database's own clock judges
    AccessToken.objects.update(expires_at=datetime(2100, 1, 1, tzinfo=UTC))
    found = result(api(made.family.parent, "TerminateContract", input=about(made.contract)))
    assert (found["endedOn"], contracts.standing(made)) == ("2024-10-31", (713358, 0, 447542))
    assert contract_sweeps.sweep(date(2024, 11, 1)) == 1
    assert (contracts.standing(made), school.places.taken) == ((713358, 0, 447542), 0)
    assert live_contracts.found(date(2024, 11, 1)) == ""


def test_who_follows_a_pupil_who_leaves_gets_no_contract_from_an_earlier_day(made, api):
    if made.contract.ends_on <= last_day():
        pytest.skip("the year ends with this month: nobody follows")
    waits = enrollments.apply(contracts.family(), made.school.group, waits=True)
    result(api(made.family.parent, "TerminateContract", input=about(made.contract)))
    enrollments.run_jobs()
    case = api(waits.asked_by, "EnrollmentRequest", id=to_base64("EnrollmentRequest", waits.pk))
    begins = last_day() + timedelta(days=1)
    assert case.data["enrollmentRequest"]["nextStep"].startswith(f"Место освободится {begins:%d.%m.%Y}: семья")
    enrollments.complete(
        waits, "accept_place", decisions.AcceptPlace(answer=decisions.PlaceAnswer.TAKE), waits.asked_by
    )
    enrollments.accept(waits, made.school.manager)
    contract = Contract.objects.get(request=waits)
    today = timezone.localdate().isoformat()
    task = contracts.task_of(contract, "offer_contract")
    content = {"verdict": "OFFER", "idempotencyKey": contracts.key()}
    early = of_task(made.school.manager, "OfferContract", task, startsOn=today, **content)
    assert codes(api(early.by, early.operation, input=early.input)) == ["PLACE_NOT_FREE_YET"]
    assert contracts.fresh(contract).status == "DRAFT"
    given = of_task(made.school.manager, "OfferContract", task, **{**content, "idempotencyKey": contracts.key()})
    found = result(api(given.by, given.operation, input=given.input))
    assert (found["status"], found["startsOn"]) == ("OFFERED", begins.isoformat())
    assert live_contracts.found() == ""
