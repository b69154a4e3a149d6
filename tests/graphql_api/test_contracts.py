"""A contract over HTTP: offered, accepted by code, signed, in force; what the vectors of domain 5.3 come to."""

from __future__ import annotations

from datetime import date

import pytest
from strawberry.relay import to_base64

from backoffice.contracts.models import Contract
from backoffice.enrollments.models import Enrollment
from backoffice.ledger.models import LedgerEntry
from backoffice.signatures.models import Signature
from tests import contracts, deeds_contracts, enrollments, payers, pupils, signing
from tests.conftest import codes
from tests.contracts import Making
from tests.deeds import of_task
from workflows import contract_sweeps

pytestmark = pytest.mark.django_db
TICKS = {"hasReadTerms": True, "consentsToProcessing": True}


def act(api, by, operation: str, made: Making, step: str, **content) -> dict:
    """Send a decision at a step; the only field of the answer."""
    deed = of_task(by, operation, contracts.task_of(made.contract, step), idempotencyKey=contracts.key(), **content)
    answer = api(by, operation, input=deed.input)
    assert answer.errors == [], answer.errors
    (said,) = answer.data.values()
    return said


def code(api, by, made: Making, step: str) -> str:
    task = to_base64("Task", contracts.task_of(made.contract, step).pk)
    sent = api(by, "RequestSigningCode", input={"task": task})
    assert sent.errors == [], sent.errors
    said = sent.data["requestSigningCode"]
    assert "shownCode" in said, said
    return said["shownCode"]


def played(api, made: Making, **offer) -> tuple[dict, dict, dict]:
    """Every step over HTTP, each answered by the contract."""
    manager, parent = made.school.manager, made.family.parent
    offered = act(api, manager, "OfferContract", made, "offer_contract", verdict="OFFER", **offer)
    assert offered.get("status") == "OFFERED", offered
    given = code(api, parent, made, "accept_contract")
    accepted = act(api, parent, "AcceptContract", made, "accept_contract", answer="ACCEPT", code=given, **TICKS)
    assert accepted.get("status") == "ACCEPTED", accepted
    given = code(api, manager, made, "sign_contract")
    order = {"orderNumber": "15-з", "orderDate": contracts.timezone.localdate().isoformat()}
    signed = act(api, manager, "SignContract", made, "sign_contract", verdict="SIGN", code=given, **order)
    assert signed.get("status") == "ACTIVE", signed
    return offered, accepted, signed


def test_offered_accepted_by_code_and_signed_it_is_in_force(api):
    made = contracts.prepared()
    before = contracts.standing(made)

    offered, accepted, signed = played(api, made)

    contract = contracts.fresh(made.contract)
    assert (offered["number"], offered["version"], signed["version"]) == ("1", 2, contract.version)
    assert offered["documents"][0]["kind"] == "CONTRACT"
    assert {each["kind"] for each in accepted["documents"]} == {"CONTRACT", "APPLICATION"}
    assert (contract.status, contract.certificate_part > 0) == ("ACTIVE", True)
    pupil = Enrollment.objects.get(request=contract.request_id)
    assert (pupil.status, pupil.order_number, pupil.starts_on) == ("ACTIVE", "15-з", contract.starts_on)
    assert enrollments.fresh(made.request).status == "ENROLLED"
    case = enrollments.case_of(made.request)
    assert (case.status, enrollments.steps_of(made.request), contracts.steps_of(contract)) == ("DONE", [], [])
    free, reserved, spent = contracts.standing(made)
    assert (free + reserved + spent, reserved + spent) == (sum(before), contract.certificate_part)
    assert pupils.found() == ""


WHOLE = date(2026, 9, 1), date(2026, 12, 31)  # the real sums are of 2017, whose autumn has the same days


def real(total: int, *months: int, first: date = WHOLE[0]) -> tuple:
    """A module that costs as much as the certificate pays for it, month by month, for the whole of its group."""
    days = (date(2026, 8, 25), (first, WHOLE[1]), (total, total, 1160900), first, WHOLE[1])
    return *days, [*months], [0] * len(months)


VECTORS = {  # day of the offer; group; price, normative, nominal; first day; last day; certificate, family
    "SP-1": real(405192, 99639, 101851, 101851, 101851),
    "SP-2": real(337668, 83034, 84878, 84878, 84878),
    "SP-3": real(520981, 128113, 130956, 130956, 130956),
    "SP-4": real(228663, 28311, 66784, 66784, 66784, first=date(2026, 9, 18)),
    "SP-5": real(259637, 87487, 86075, 86075, first=date(2026, 10, 1)),
    "CT-1": (
        *(date(2026, 9, 10), (date(2026, 9, 1), date(2027, 5, 31)), (1800000, 1500000, 1160900), date(2026, 9, 16)),
        *(date(2026, 12, 31), [82418, 168498, 168498, 168498], [16486, 33699, 33699, 33699]),
    ),
    "CT-2": (
        *(date(2026, 8, 25), (date(2026, 9, 1), date(2026, 12, 31)), (900000, 1137800, 1160900), date(2026, 9, 1)),
        *(date(2026, 12, 31), [221313, 226229, 226229, 226229], [0, 0, 0, 0]),
    ),
    "CT-3": (
        *(date(2026, 9, 20), (date(2026, 9, 1), date(2026, 12, 31)), (2400000, 2000000, 465800), date(2026, 10, 1)),
        *(date(2026, 12, 31), [156956, 154422, 154422], [452882, 445577, 445577]),
    ),
    "CT-4": (
        *(date(2026, 11, 5), (date(2026, 11, 1), date(2026, 11, 30)), (300000, 300000, 1160900), date(2026, 11, 11)),
        *(date(2026, 11, 30), [200000], [0]),
    ),
}


@pytest.mark.parametrize("name", VECTORS)
def test_the_lines_of_an_offer_are_those_of_the_vectors(api, monkeypatch, name):
    on, span, (price, normative, nominal), first, last, certificate, family = VECTORS[name]
    contracts.at_noon(monkeypatch, on)
    school = contracts.school(price=price, normative=normative, starts_on=span[0], ends_on=span[1])
    made = contracts.prepared(school, contracts.family(nominal=nominal), starts_on=first)

    offered, _, signed = played(api, made)

    assert (offered["startsOn"], offered["endsOn"]) == (first.isoformat(), last.isoformat())
    assert [line["certificatePart"] for line in offered["lines"]] == certificate
    assert [line["familyPart"] for line in offered["lines"]] == family
    assert (offered["certificatePart"], offered["familyPart"]) == (sum(certificate), sum(family))
    begun = [
        sum_ for sum_, line in zip(certificate, offered["lines"], strict=True) if line["startsOn"] <= on.isoformat()
    ]
    assert contracts.standing(made) == (nominal - sum(certificate), sum(certificate) - sum(begun), sum(begun))
    assert {line["status"] for line in signed["lines"]} == ({"PLANNED"} if not begun else {"PLANNED", "WRITTEN_OFF"})

    contract_sweeps.sweep(last)  # as months begin
    moved = statement(api, made)
    assert moved == [("RESERVE", sum(certificate)), *(("WRITE_OFF", part) for part in certificate)]
    assert contracts.standing(made) == (nominal - sum(certificate), 0, sum(certificate))


def statement(api, made: Making) -> list[tuple[str, int]]:
    """What the family reads of the contract in the statement of its certificate, the oldest first."""
    node = to_base64("Certificate", made.contract.certificate_id)
    answer = api(made.family.parent, "CertificateStatement", id=node, newestFirst=False)
    (account,) = answer.data["certificate"]["accounts"]
    entries = [edge["node"] for edge in account["entries"]["edges"]]
    number = f"договор № {contracts.fresh(made.contract).number}"
    return [(each["kind"], each["amount"]) for each in entries if number in each["explanation"].replace("\u00a0", " ")]


def test_a_contract_is_read_by_those_whom_it_concerns(api):
    made = contracts.active()
    payer = payers.payer()
    node = to_base64("Contract", made.contract.pk)
    seen = {}
    for name, by in {
        "parent": made.family.parent,
        "manager": made.school.manager,
        "clerk": made.school.clerk,
        "payer": payers.accountant(payer),
    }.items():
        answer = api(by, "Contract", id=node)
        assert answer.errors == [], answer.errors
        seen[name] = answer.data["contract"]
        assert seen[name]["number"] == "1" and seen[name]["lines"][0]["certificatePart"] > 0
        assert len(api(by, "Contracts").data["contracts"]["edges"]) == 1
    assert seen["parent"]["child"] and seen["clerk"]["child"] and seen["manager"]["child"] is None
    assert seen["manager"]["childInitials"] and seen["parent"]["planText"].count("сертификат") == len(
        seen["parent"]["lines"]
    )
    only_pays = seen["payer"]
    assert (only_pays["child"], only_pays["childInitials"], only_pays["request"], only_pays["reason"]) == (
        None,
        "",
        None,
        "",
    )
    assert [each["kind"] for each in only_pays["documents"]] == ["CONTRACT"]
    assert Contract.objects.count() == 1


REPEATED = [
    name for name in deeds_contracts.DEEDS if name not in ("requestSigningCode", "printApplication")
]  # these two take no key


@pytest.mark.parametrize("name", REPEATED)
def test_a_repeat_of_a_key_moves_nothing_more(api, people, name):
    deed = deeds_contracts.DEEDS[name](people)
    first = api(deed.by, deed.operation, input=deed.input)
    after = [*LedgerEntry.objects.order_by("pk").values_list("pk", "key")], Signature.objects.count()

    again = api(deed.by, deed.operation, input=deed.input)

    (done,), (repeated,) = first.data.values(), again.data.values()
    assert (repeated["id"], repeated["status"], repeated["version"]) == (done["id"], done["status"], done["version"])
    assert ([*LedgerEntry.objects.order_by("pk").values_list("pk", "key")], Signature.objects.count()) == after


def test_a_draft_is_the_providers_alone(api):
    made = contracts.prepared()
    node = to_base64("Contract", made.contract.pk)
    for by in (made.family.parent, made.school.clerk, payers.accountant(payers.payer())):
        assert api(by, "Contract", id=node).data["contract"] is None
    seen = api(made.school.manager, "Contract", id=node).data["contract"]
    assert (seen["status"], seen["lines"], seen["planText"]) == ("DRAFT", [], "")
    assert seen["nextStep"].startswith("Организация предлагает договор до ")
    request = to_base64("EnrollmentRequest", made.request.pk)
    assert api(made.family.parent, "EnrollmentRequest", id=request).data["enrollmentRequest"]["contract"] is None


def test_what_comes_next_is_said_at_every_step(api):
    made = contracts.offered()
    said = []
    for go_on in (lambda: contracts.accept(made, made.family.parent), lambda: contracts.sign(made), None):
        request = to_base64("EnrollmentRequest", made.request.pk)
        seen = api(made.family.parent, "EnrollmentRequest", id=request).data["enrollmentRequest"]["contract"]
        said.append(seen["nextStep"].partition(" до ")[0])
        if go_on:
            go_on()
    assert said == ["Семья принимает договор", "Организация подписывает договор", "Договор действует, занятия"]


def test_a_paper_that_was_signed_days_ago_is_kept(api, monkeypatch):
    contracts.at_noon(monkeypatch, date(2026, 9, 10))
    span = {"starts_on": date(2026, 9, 20), "ends_on": date(2026, 12, 20)}
    made = contracts.offered(contracts.school(**span))
    about = {"contract": to_base64("Contract", made.contract.pk), "expectedVersion": made.contract.version}
    scan = to_base64("StoredFile", signing.scan(made.school.manager).pk)
    paper = {**about, "scan": scan, "signedOn": "2026-09-10", **signing.PAPER}

    early = api(made.school.manager, "RecordPaperAcceptance", input={**paper, "idempotencyKey": "1"})
    assert codes(early) == ["APPLICATION_NOT_PRINTED"]
    assert api(made.school.manager, "PrintApplication", input=about).data["printApplication"]["documents"]
    contracts.at_noon(monkeypatch, date(2026, 9, 13))
    kept = api(made.school.manager, "RecordPaperAcceptance", input={**paper, "idempotencyKey": "2"})

    said = kept.data["recordPaperAcceptance"]
    assert (said.get("status"), said.get("acceptedOn")) == ("ACCEPTED", "2026-09-10"), said
    signed = Signature.objects.filter(document__contract=made.contract)
    assert {(each.kind, each.party, each.name) for each in signed} == {("PAPER", "CUSTOMER", signing.PAPER["signer"])}
    late = api(made.school.manager, "RecordPaperAcceptance", input={**paper, "idempotencyKey": "3"})
    assert codes(late) == ["OFFER_NOT_OPEN"]
