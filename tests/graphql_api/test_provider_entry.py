"""Every operation about a provider over HTTP: done, refused, not seen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from strawberry import relay

from backoffice.access import Role
from backoffice.journal import Entry
from backoffice.providers.models import Provider
from backoffice.units.models import Unit
from tests import factories
from tests.applicants import ACCEPT, REFUSE, RETURN, Application, as_input, card
from tests.conftest import codes
from workflows.models import Process, Receipt, Task

pytestmark = pytest.mark.django_db


def key(name: str, row) -> str:
    return relay.to_base64(name, row.pk)


def about(application, **rest) -> dict:
    """The input of an act on the provider itself."""
    provider = Provider.objects.get(pk=application.provider.pk)
    return {"provider": key("Provider", provider), "expectedVersion": provider.version, **rest}


def of_task(application, **rest) -> dict:
    """The input of a decision on the open task."""
    return {"task": key("Task", application.task), "expectedVersion": application.case.version, **rest}


def of_case(application, **rest) -> dict:
    return {"case": key("Case", application.case), "expectedVersion": application.case.version, **rest}


def state():
    """What a refused act leaves untouched."""
    return [list(model.objects.order_by("pk").values()) for model in (Provider, Process, Task, Entry, Unit, Receipt)]


def drafted():
    return Application()


def submitted():
    return Application().submit()


def returned():
    return Application().submit().review(RETURN)


def accepted():
    return Application().submit().review(ACCEPT)


def suspended():
    return accepted().suspend()


SAVED, LONG = as_input(card(short_name="Новое")), as_input(card(short_name="я" * 201))
OUT = {"ground": "LICENCE_REVOKED", "reason": "Лицензия прекращена."}
# operation: a provider in the right state, who decides, the input, the status that follows; a refused input, its codes
OPERATIONS = {
    "SaveProvider": (drafted, "applicant", about, {"card": SAVED}, "DRAFT", {"card": LONG}, ["FIELD_TOO_LONG"]),
    "SubmitProvider": (drafted, "applicant", about, {}, "SUBMITTED", None, ["DOCUMENT_REQUIRED"] * 3),
    "ReviewProvider": (
        *(submitted, "clerk", of_task, {"verdict": "ACCEPT"}, "ACTIVE"),
        *({"verdict": "REFUSE"}, ["GROUND_REQUIRED", "REASON_REQUIRED"]),
    ),
    "ResubmitProvider": (
        *(returned, "applicant", of_task, {"reply": "Устав указан верно."}, "SUBMITTED"),
        *({}, ["REPLY_REQUIRED"]),
    ),
    "WithdrawProvider": (
        *(submitted, "applicant", of_case, {"reason": "Передумали."}, "WITHDRAWN"),
        *({"reason": "я" * 5001}, ["TEXT_TOO_LONG"]),
    ),
    "SuspendProvider": (
        *(accepted, "head", about, {"reason": "Проверка."}, "SUSPENDED"),
        *({"reason": " "}, ["REASON_REQUIRED"]),
    ),
    "ResumeProvider": (
        *(suspended, "head", about, {"reason": "Устранено."}, "ACTIVE"),
        *({"reason": ""}, ["REASON_REQUIRED"]),
    ),
    "ExcludeProvider": (
        *(accepted, "head", about, OUT, "EXCLUDED"),
        *({"ground": "NO_SUCH", "reason": ""}, ["REASON_REQUIRED", "GROUND_UNKNOWN"]),
    ),
}


@pytest.fixture(params=OPERATIONS)
def operation(request):
    return request.param


def result(answer):
    assert not answer.errors, answer.errors
    (found,) = answer.data.values()
    return found


def test_who_may_decides(api, operation):
    made, who, on, rest, status, *_ = OPERATIONS[operation]
    application = made()

    found = result(api(getattr(application, who), operation, input=on(application, **rest)))

    application.provider.refresh_from_db()
    assert application.provider.status == status
    assert (found["id"], found["status"]) == (key("Provider", application.provider), status)
    assert (found["statusLabel"], found["version"]) == (
        application.provider.get_status_display(),
        application.provider.version,
    )
    assert bool(found["entry"]) == (status in ("ACTIVE", "SUSPENDED"))
    last = Entry.objects.latest("pk")
    assert (last.by, last.provider) == (getattr(application, who), application.provider)


def test_a_refusal_gives_every_reason_and_changes_nothing(api, operation):
    made, who, on, _, _, wrong, expected = OPERATIONS[operation]
    application = made()
    if wrong is None:
        application.provider.documents.update(replaced=True)
    before = state()

    answer = api(getattr(application, who), operation, input=on(application, **(wrong or {})))

    assert codes(answer) == expected
    assert state() == before
    assert all(reason["message"] and reason["rule"] for reason in result(answer)["refusals"])


def test_a_stranger_is_told_to_sign_in(api, operation):
    made, _, on, rest, *_ = OPERATIONS[operation]
    application = made()
    before = state()

    answer = api(None, operation, input=on(application, **rest))

    assert (answer.data, answer.error_codes) == (None, ["UNAUTHENTICATED"])
    assert state() == before


def strangers_to(application, who):
    """People with another role, and with the same role in another unit."""
    role = {"applicant": Role.APPLICANT, "clerk": Role.OPERATOR_CLERK, "head": Role.OPERATOR_HEAD}[who]
    kind = Unit.Kind.PROVIDER if who == "applicant" else Unit.Kind.REGIONAL_OPERATOR
    other = Unit.objects.create(
        kind=kind, code="neighbour", name="Соседи", valid_from="2020-01-01", valid_to="2099-01-01"
    )
    municipality = Unit.objects.get(code="kemerovo-city")
    yield factories.member(role, other)
    yield factories.member(Role.MUNICIPAL_HEAD, municipality)
    yield factories.user("newcomer")
    yield from {application.applicant, application.clerk, application.head} - {getattr(application, who)}


def test_another_role_and_another_unit_find_nothing_and_change_nothing(api, operation):
    made, who, on, rest, *_ = OPERATIONS[operation]
    application = made()
    given = on(application, **rest)
    for person in strangers_to(application, who):
        before = state()

        assert codes(api(person, operation, input=given)) == ["NOT_FOUND"]
        assert state() == before


def test_a_stale_version_and_a_foreign_id_are_refused(api, operation):
    made, who, on, rest, *_ = OPERATIONS[operation]
    application = made()
    given = on(application, **rest)
    before = state()
    person = getattr(application, who)
    (subject,) = given.keys() & {"provider", "task", "case"}

    stale = {**given, "expectedVersion": given["expectedVersion"] - 1}
    assert codes(api(person, operation, input=stale)) == ["CASE_CHANGED"]
    for nonsense in ("?", relay.to_base64("Program", application.provider.pk)):
        assert codes(api(person, operation, input={**given, subject: nonsense})) == ["NOT_FOUND"]
    assert state() == before


def test_anybody_signed_in_drafts_and_reads_the_own_requisites(api):
    person = factories.user("newcomer")

    found = result(api(person, "DraftProvider", input={"idempotencyKey": "k", "card": as_input(card())}))

    assert (found["status"], found["version"], found["entry"]) == ("DRAFT", 1, None)
    provider = result(api(person, "Provider", id=found["id"]))
    assert provider["requisites"]["contactEmail"] == "vector@example.org"
    assert provider["requisites"]["headName"] == "Иванов Иван Иванович"
    assert provider["licenceIssuedOn"] == "2018-09-01"
    again = result(api(person, "DraftProvider", input={"idempotencyKey": "k", "card": as_input(card())}))
    assert (again["id"], Provider.objects.count()) == (found["id"], 1)


def test_a_refused_draft_leaves_nothing_and_a_stranger_cannot_draft(api):
    person, before = factories.user("newcomer"), state()
    bad = as_input(card(full_name="", municipality="moscow"))

    answer = api(person, "DraftProvider", input={"idempotencyKey": "k", "card": bad})

    assert codes(answer) == ["FIELD_REQUIRED", "MUNICIPALITY_UNKNOWN"]
    stranger = api(None, "DraftProvider", input={"idempotencyKey": "k", "card": as_input(card())})
    assert stranger.error_codes == ["UNAUTHENTICATED"]
    assert state() == before


def test_a_draft_is_seen_by_those_concerned_only(api):
    application = drafted()
    given = key("Provider", application.provider)
    elsewhere = Unit.objects.get(code="novokuznetsk-city")
    for person in (factories.user(), factories.member(Role.MUNICIPAL_HEAD, elsewhere)):
        assert api(person, "Provider", id=given).data == {"provider": None}
        assert result(api(person, "Providers"))["edges"] == []
    here = factories.member(Role.MUNICIPAL_HEAD, Unit.objects.get(code="kemerovo-city"))
    for person in (application.applicant, application.clerk, here):
        assert result(api(person, "Provider", id=given))["requisites"]["contactName"] == "Петрова Анна"


def test_requisites_remarks_refusals_and_documents_are_for_those_concerned(api):
    application = Application().submit().review(RETURN).resubmit("Верно.").review(REFUSE).submit().review(ACCEPT)
    given = key("Provider", application.provider)

    own = result(api(application.applicant, "Provider", id=given))
    public = result(api(factories.user(), "Provider", id=given))

    assert own["requisites"]["legalAddress"]
    assert [remark["field"] for remark in own["remarks"]] == ["acts_on"]
    assert [(row["ground"], row["text"]) for row in own["refusals"]] == [
        ("FALSE_OR_INCOMPLETE_DATA", "Сведения неполны.")
    ]
    assert len(own["documents"]) == 3
    assert (public["requisites"], public["remarks"], public["refusals"], public["documents"]) == (None, [], [], [])
    assert public["entry"] == own["entry"]
    assert public["shortName"] == "Вектор"


def test_the_list_of_providers_costs_the_same_for_one_and_for_many(api):
    clerk = drafted().clerk
    for number in range(5):
        Application(short_name=f"Центр {number}")
    api(clerk, "TaskCounts")
    with CaptureQueriesContext(connection) as one:
        api(clerk, "Providers", status="DRAFT", first=1)

    with CaptureQueriesContext(connection) as many:
        page = result(api(clerk, "Providers", status="DRAFT", first=3))

    assert len(one) == len(many)
    assert page["totalCount"] == 6
    assert [edge["node"]["shortName"] for edge in page["edges"]] == ["Центр 4", "Центр 3", "Центр 2"]
    assert all(edge["node"]["requisites"] for edge in page["edges"])
    rest = result(api(clerk, "Providers", status="DRAFT", after=page["pageInfo"]["endCursor"]))
    assert [edge["node"]["shortName"] for edge in rest["edges"]] == ["Центр 1", "Центр 0", "Вектор"]
    assert result(api(clerk, "Providers", status="ACTIVE"))["edges"] == []


def test_the_case_of_an_application_is_read_whole(api):
    application = returned()

    case = result(api(application.applicant, "Case", id=key("Case", application.case)))

    assert case["process"] == "ProviderEntry"
    assert case["tracker"]["clockStands"] is True
    assert case["tracker"]["expectedFromMe"] == "Исправить замечания к заявке"
    assert [(action["name"], action["isAllowed"]) for action in case["viewerActions"]] == [
        ("resubmitProvider", True),
        ("withdrawProvider", True),
    ]
    assert [edge["node"]["whatLabel"] for edge in case["history"]["edges"]] == [
        "Заявка поставщика подана",
        "Заявка поставщика возвращена на исправление",
    ]
