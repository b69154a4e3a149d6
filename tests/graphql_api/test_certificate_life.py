"""Every act on an issued certificate over HTTP: done, refused, not seen; and what each side reads of it."""

from dataclasses import fields

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.certificates.models import Certificate, CertificateMove
from backoffice.funding.models import Quota
from backoffice.funding.waiting import FundingRequest
from backoffice.journal import Entry
from backoffice.ledger.models import CertificateAccount, LedgerEntry
from backoffice.people.models import Child, Residence
from backoffice.units.models import Unit
from tests import cards, certificates, factories, families
from tests.certificates import HERE, THERE
from tests.conftest import codes
from tests.deeds_certificate_life import DEEDS
from workflows.decisions.certificate_life import GiveUpCertificate
from workflows.models import Process, Receipt, Task

pytestmark = pytest.mark.django_db
LONG = "я" * 5001
# deed: the status that follows; content that is refused, with its codes
OUTCOMES = {
    "activateCertificate": ("ACTIVE", None, []),
    "discardCertificate": ("DELETED", {"reason": " "}, ["REASON_REQUIRED"]),
    "suspendCertificate": ("SUSPENDED", {"reason": ""}, ["REASON_REQUIRED"]),
    "resumeCertificate": ("ACTIVE", {"reason": LONG}, ["TEXT_TOO_LONG"]),
    "terminateCertificate": (
        "TERMINATED",
        {"ground": "AGE_18", "reason": ""},
        ["REASON_REQUIRED", "GROUND_IS_AUTOMATIC"],
    ),
    "giveUpCertificate": ("TERMINATED", {"reason": LONG}, ["TEXT_TOO_LONG"]),
    "requestMove": ("REQUESTED", {"enters": HERE, "address": ""}, ["SAME_MUNICIPALITY", "FIELD_REQUIRED"]),
    "reviewMove: accept": ("ACCEPTED", {"grounds": ["NOT_RESIDENT"]}, ["GROUNDS_WITHOUT_REFUSAL"]),
    "reviewMove: refuse": ("REFUSED", {"grounds": [], "reason": ""}, ["GROUND_REQUIRED", "REASON_REQUIRED"]),
    "withdrawMove": ("WITHDRAWN", {"reason": LONG}, ["TEXT_TOO_LONG"]),
}
TABLES = (Certificate, CertificateMove, Child, Residence, CertificateAccount, LedgerEntry, Quota, FundingRequest)


@pytest.fixture(params=OUTCOMES)
def name(request):
    return request.param


def state():
    """What a refused act leaves untouched."""
    return [list(model.objects.order_by("pk").values()) for model in (*TABLES, Process, Task, Entry, Receipt)]


def result(answer):
    assert not answer.errors, answer.errors
    (found,) = answer.data.values()
    return found


def test_every_deed_has_its_outcome_and_every_operation_its_deed():
    assert list(OUTCOMES) == list(DEEDS)
    assert {deed({}).operation for deed in DEEDS.values()} == {
        "ActivateCertificate",
        "DiscardCertificate",
        "SuspendCertificate",
        "ResumeCertificate",
        "TerminateCertificate",
        "GiveUpCertificate",
        "RequestMove",
        "ReviewMove",
        "WithdrawMove",
    }


def test_who_may_decides(api, name):
    deed, (status, *_) = DEEDS[name]({}), OUTCOMES[name]

    found = result(api(deed.by, deed.operation, input=deed.input))

    model = CertificateMove if "Move" in name else Certificate
    row = model.objects.get()
    assert (found["id"], found["status"]) == (to_base64(model.__name__, row.pk), status)
    assert (found["statusLabel"], found["version"]) == (row.get_status_display(), row.version)
    assert Entry.objects.latest("pk").by == deed.by


UNKEYED = {"activateCertificate", "discardCertificate", "withdrawMove"}  # they move neither money nor places


@pytest.mark.parametrize("name", [name for name in OUTCOMES if name not in UNKEYED])
def test_a_repeated_key_gets_the_same_answer(api, name):
    deed = DEEDS[name]({})
    first = result(api(deed.by, deed.operation, input=deed.input))
    before = state()

    assert result(api(deed.by, deed.operation, input=deed.input)) == first
    assert state() == before


@pytest.mark.parametrize("name", [name for name, (_, wrong, _) in OUTCOMES.items() if wrong])
def test_a_refusal_gives_every_reason_and_changes_nothing(api, name):
    _, wrong, expected = OUTCOMES[name]
    deed = DEEDS[name]({})
    before = state()

    answer = api(deed.by, deed.operation, input={**deed.input, **wrong})

    assert codes(answer) == expected
    assert state() == before
    assert all(reason["message"] and reason["rule"] for reason in result(answer)["refusals"])


def test_another_role_and_another_unit_find_nothing_and_change_nothing(api, name):
    deed = DEEDS[name]({})
    certificate = Certificate.objects.get()
    person = families.guardian(certificate.child) if deed.by.memberships.get().role != Role.GUARDIAN else None
    others = [
        families.clerk("belovo-city"),
        families.head(HERE),
        families.guardian(families.child()),
        factories.member(Role.OPERATOR_CLERK, factories.operator_unit()),
        factories.member(Role.AUDITOR, Unit.objects.get(code="kuzbass")),
        factories.user("newcomer"),
        person or families.clerk(HERE),
    ]
    for other in others:
        before = state()
        assert codes(api(other, deed.operation, input=deed.input)) == ["NOT_FOUND"], other
        assert state() == before
    assert api(None, deed.operation, input=deed.input).error_codes == ["UNAUTHENTICATED"]


def test_a_stale_version_and_a_foreign_id_are_refused(api, name):
    deed = DEEDS[name]({})
    before = state()
    (subject,) = deed.input.keys() & {"certificate", "task", "case"}

    stale = {**deed.input, "expectedVersion": deed.input["expectedVersion"] - 1}
    assert codes(api(deed.by, deed.operation, input=stale)) == ["CASE_CHANGED"]
    for nonsense in ("?", to_base64("Program", 1)):
        assert codes(api(deed.by, deed.operation, input={**deed.input, subject: nonsense})) == ["NOT_FOUND"]
    assert state() == before


def moves_of(api, person):
    return [edge["node"] for edge in result(api(person, "CertificateMoves"))["edges"]]


def test_each_side_reads_of_a_move_what_it_needs(api):
    certificate = families.certificate()
    parent = families.guardian(certificate.child)
    move = certificates.request_move(certificate, parent)
    old, new = families.clerk(HERE), families.clerk(THERE)

    operator = factories.member(Role.OPERATOR_CLERK, factories.operator_unit())

    (of_family,), (of_old,), (of_new,) = (moves_of(api, person) for person in (parent, old, new))

    assert [move["address"] for move in moves_of(api, operator)] == [None]
    assert of_family["address"] == of_new["address"] == move.address
    assert of_old["address"] is None
    assert of_new["initials"] == of_old["initials"] == certificate.child.initials
    assert of_new["certificate"] is None
    assert of_old["certificate"]["child"]["initials"] == certificate.child.initials
    assert moves_of(api, families.clerk("belovo-city")) == moves_of(api, families.guardian(families.child())) == []

    assert result(api(new, "ReviewMove", input=certificates.review_of(move)))["certificate"]["number"]

    (of_old,), (of_new,) = (moves_of(api, person) for person in (old, new))
    assert (of_old["status"], of_old["certificate"], of_old["address"]) == ("ACCEPTED", None, None)
    assert of_new["certificate"]["child"]["id"] == to_base64("Child", certificate.child.pk)
    assert of_new["address"] is None  # decided: from now on the card tells it, and writes who looked
    (of_family,), (of_auditor,) = (moves_of(api, person) for person in (parent, cards.auditor()))
    assert (of_family["address"], of_auditor["address"]) == (move.address, None)
    assert result(api(new, "CertificateMoves", status="REQUESTED"))["totalCount"] == 0


def test_a_refusal_tells_the_municipality_no_more_than_it_knew(api):
    move = certificates.request_move(families.certificate())
    given = certificates.review_of(move, verdict="REFUSE", grounds=["NOT_RESIDENT"], reason="Регистрации нет.")

    found = result(api(families.clerk(THERE), "ReviewMove", input=given))

    assert (found["status"], found["certificate"]) == ("REFUSED", None)


def test_the_case_of_a_move_names_it_and_nothing_of_the_child(send, api):
    move = certificates.request_move(families.certificate())
    query = "query ($id: ID!) { case(id: $id) { processTitle move { initials } certificate { id } } }"

    found = send(families.clerk(THERE), query, id=to_base64("Case", certificates.case_of(move).pk))

    assert result(found) == {
        "processTitle": "Перевод сертификата",
        "move": {"initials": move.certificate.child.initials},
        "certificate": None,
    }


def test_the_family_reads_where_its_move_stands_and_what_it_may_do(api):
    certificate = families.certificate()
    parent = families.guardian(certificate.child)
    case = to_base64("Case", certificates.case_of(certificates.request_move(certificate, parent)).pk)

    found = result(api(parent, "Case", id=case))

    assert (found["tracker"]["stepTitle"], found["status"]) == ("Рассмотреть перевод сертификата", "NEW")
    assert found["tracker"]["dueOn"] == found["tracker"]["caseDueOn"]
    review, withdraw = found["viewerActions"]
    assert (review["name"], [reason["code"] for reason in review["whyNot"]]) == ("reviewMove", ["NOT_YOUR_TASK"])
    assert (withdraw["name"], withdraw["isAllowed"]) == ("withdrawMove", True)
    assert [edge["node"]["what"] for edge in found["history"]["edges"]] == ["move.requested"]
    assert result(api(families.guardian(families.child()), "Case", id=case)) is None


def history(api, person, certificate):
    found = result(api(person, "CertificateHistory", id=to_base64("Certificate", certificate.pk)))
    return found and [edge["node"]["what"] for edge in found["history"]["edges"]]


def test_family_and_issuer_read_the_history_of_a_certificate_and_a_stranger_does_not(api, send):
    certificate = families.funded().certificate
    parent, old, new = families.guardian(certificate.child), families.clerk(HERE), families.clerk(THERE)
    given = certificates.keyed(certificate, reason="Лечение.")
    result(api(old, "SuspendCertificate", input=given))
    move = certificates.request_move(certificate, parent)
    so_far = ["certificate.funded", "certificate.defunded", "certificate.suspended", "move.requested"]

    assert history(api, parent, certificate) == history(api, old, certificate) == so_far
    assert history(api, new, certificate) is None
    result(api(new, "ReviewMove", input=certificates.review_of(move)))
    assert history(api, new, certificate) == history(api, parent, certificate) == [*so_far, "move.accepted"]
    assert history(api, old, certificate) is None

    entry = to_base64("JournalEntry", Entry.objects.get(what="certificate.suspended").pk)
    noted = "query ($id: ID!) { node(id: $id) { ... on JournalEntry { note by { fullName } } } }"
    assert result(send(parent, noted, id=entry))["note"] == "Лечение."
    for stranger in (old, families.guardian(families.child())):
        assert send(stranger, noted, id=entry).data == {"node": None}


def test_reading_moves_and_history_costs_one_statement_however_many(api, settings):
    certificate = families.certificate()
    parent = families.guardian(certificate.child)
    for number in range(3):
        owner = families.certificate(families.child())
        certificates.request_move(owner, families.guardian(owner.child, parent))
        result(api(families.clerk(), "SuspendCertificate", input=certificates.keyed(owner, reason=f"{number}")))
    given = {"id": to_base64("Certificate", owner.pk)}
    api(parent, "TaskCounts")

    for operation, variables in (("CertificateMoves", {}), ("CertificateHistory", given)):
        for first in (1, 3):
            with CaptureQueriesContext(connection) as sent:
                answer = api(parent, operation, **variables, first=first)
            assert answer.response.headers["X-Executor"] == "compiled"
            assert len(sent) <= 2, sent.captured_queries  # the viewer, the answer
        settings.COMPILED_READS = False
        assert api(parent, operation, **variables, first=3).data == answer.data
        settings.COMPILED_READS = True


def test_both_executors_tell_everybody_the_same_of_moves_and_history(api, settings):
    certificate = families.funded().certificate
    parent, old, new = families.guardian(certificate.child), families.clerk(HERE), families.clerk(THERE)
    move = certificates.request_move(certificate, parent)
    auditor = factories.member(Role.AUDITOR, Unit.objects.get(code="kuzbass"))
    operator = factories.member(Role.OPERATOR_CLERK, factories.operator_unit())
    given = {"id": to_base64("Certificate", certificate.pk)}

    for accepted in (False, True):
        if accepted:
            result(api(new, "ReviewMove", input=certificates.review_of(move)))
        for person in (parent, old, new, auditor, operator, families.guardian(families.child())):
            for operation, variables in (("CertificateMoves", {}), ("CertificateHistory", given)):
                settings.COMPILED_READS = True
                compiled = api(person, operation, **variables)
                settings.COMPILED_READS = False
                assert compiled.response.headers["X-Executor"] == "compiled"
                ordinary = api(person, operation, **variables)
                assert str(ordinary.data) == str(compiled.data), (accepted, person.pk, operation)


def test_the_form_of_giving_up_warns_that_it_is_for_life():
    (reason,) = fields(GiveUpCertificate)
    assert "окончательный" in reason.metadata["help"] and "приостановить" in reason.metadata["help"]
