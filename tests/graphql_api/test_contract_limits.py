"""The head of the operator sets how many contracts a provider may have; everybody reads it, nobody else sets it."""

from __future__ import annotations

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.acts.models import LegalAct
from backoffice.enrollments.contract_limits import ContractLimit
from backoffice.journal import Entry
from backoffice.units.models import Unit
from tests import eligible, enrollments, factories, families, payers
from tests.conftest import codes
from tests.deeds_limits import said
from tests.races import race
from tests.towns import act_card, as_input, stored, tomorrow

pytestmark = pytest.mark.django_db


@pytest.fixture
def head():
    return factories.member(Role.OPERATOR_HEAD, factories.operator_unit())


def state() -> tuple[int, ...]:
    return tuple(each.objects.count() for each in (ContractLimit, LegalAct, Entry))


def listed(api, person, **given) -> list[dict]:
    answer = api(person, "ContractLimits", **given)
    assert not answer.errors, answer.errors
    return [edge["node"] for edge in answer.data["contractLimits"]["edges"]]


def test_a_limit_is_set_by_an_act_and_everybody_reads_it(api, head):
    provider = to_base64("Provider", payers.provider().pk)
    made = api(head, "SetContractLimit", input=said(provider=provider)).data["setContractLimit"]
    assert (made["direction"], made["limit"], made["provider"]["id"]) == ("TECHNICAL", 30, provider)
    (shown,) = listed(api, None)
    assert (shown["id"], shown["directionLabel"], shown["reason"]) == (made["id"], "Техническая", said()["reason"])
    assert (shown["basis"]["number"], shown["basis"]["title"]) == ("77-п", "О персонифицированном учёте")
    basis = ContractLimit.objects.get().basis
    assert (basis.territory, [*basis.issuers.all()]) == (None, [factories.operator_unit()])
    noted = Entry.objects.get(what="contractlimit.set")
    assert (noted.by, said()["reason"] in noted.note, "77-п" in noted.note) == (head, True, True)


def test_the_list_says_who_may_set_another_one(api, head):
    api(head, "SetContractLimit", input=said())
    allowed = {"name": "setContractLimit", "label": "Установить предел договоров", "isAllowed": True, "whyNot": []}
    assert listed(api, head)[0]["viewerActions"] == [allowed]
    for person in (None, families.head(), factories.member(Role.OPERATOR_CLERK, factories.operator_unit())):
        (action,) = listed(api, person)[0]["viewerActions"]
        assert (action["isAllowed"], action["whyNot"][0]["code"]) == (False, "NOT_FOUND")


def test_a_newer_limit_takes_the_place_of_the_older_which_stays(api, head):
    api(head, "SetContractLimit", input=said())
    later = said(limit=None, validFrom=tomorrow().isoformat(), idempotencyKey="lift")
    assert api(head, "SetContractLimit", input=later).data["setContractLimit"]["limit"] is None
    assert [each["limit"] for each in listed(api, None)] == [None, 30]
    assert listed(api, None, direction="SPORT") == listed(api, None, provider=to_base64("Provider", 1)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"limit": -1}, ["LIMIT_OUT_OF_RANGE"]),
        ({"limit": 1_000_001}, ["LIMIT_OUT_OF_RANGE"]),
        ({"reason": " "}, ["REASON_REQUIRED"]),
        ({"validFrom": "2026-01-01"}, ["VALID_FROM_PAST"]),
        ({"provider": to_base64("Provider", 10**9)}, ["PROVIDER_UNKNOWN"]),
        ({"provider": "nonsense"}, ["PROVIDER_UNKNOWN"]),
        ({"act": as_input(act_card(number=" "))}, ["FIELD_REQUIRED"]),
        ({"act": as_input(act_card(adopted_on=tomorrow()))}, ["ACT_DATE_IN_FUTURE"]),
    ],
)
def test_a_refusal_gives_every_reason_and_changes_nothing(api, head, changes, expected):
    before = state()
    answer = api(head, "SetContractLimit", input=said(**changes))
    assert codes(answer) == expected
    assert all(reason["rule"] for reason in answer.data["setContractLimit"]["refusals"])
    assert state() == before


def test_what_is_set_for_a_day_is_not_overwritten_and_a_file_is_ones_own(api, head):
    api(head, "SetContractLimit", input=said())
    before = state()
    again = said(limit=5, idempotencyKey="again")
    assert codes(api(head, "SetContractLimit", input=again)) == ["VALID_FROM_TAKEN"]
    assert codes(api(head, "SetContractLimit", input=said(limit=5))) == ["KEY_REUSED"]
    other = as_input(act_card(file=stored(factories.user()).pk))
    filed = said(direction="SPORT", act=other, idempotencyKey="file")
    assert codes(api(head, "SetContractLimit", input=filed)) == ["FILE_NOT_FOUND"]
    assert state() == before


def test_a_repeated_key_gives_the_same_limit(api, head):
    first = api(head, "SetContractLimit", input=said()).data
    before = state()
    assert api(head, "SetContractLimit", input=said()).data == first
    assert state() == before


def test_nobody_else_sets_a_limit(api):
    people = [
        families.head(),
        families.head("novokuznetsk-city"),
        factories.member(Role.OPERATOR_CLERK, factories.operator_unit()),
        factories.member(Role.OPERATOR_HEAD, Unit.objects.get(code="kemerovo-city")),
        enrollments.family().parent,
        factories.user("nobody"),
    ]
    before = state()
    for person in people:
        assert codes(api(person, "SetContractLimit", input=said())) == ["NOT_FOUND"]
    assert api(None, "SetContractLimit", input=said()).error_codes == ["UNAUTHENTICATED"]
    assert state() == before


def test_a_family_hears_of_the_limit_and_the_provider_of_its_own_goes_before(api, head):
    account = families.funded()
    parent = families.guardian(account.certificate.child)
    group = eligible.group(eligible.certified(direction="TECHNICAL"), ends_on=eligible.today(), price=900000)

    def told() -> list[str]:
        ids = [to_base64("StudyGroup", group.pk)]
        about = {"certificate": to_base64("Certificate", account.certificate.pk), "groups": ids}
        return [each["code"] for each in api(parent, "Eligibility", **about).data["eligibility"][0]["refusals"]]

    assert told() == []
    api(head, "SetContractLimit", input=said(limit=0))
    assert told() == ["CONTRACT_LIMIT_REACHED"]
    own = {"provider": to_base64("Provider", group.provider_id), "idempotencyKey": "own"}
    api(head, "SetContractLimit", input=said(limit=None, **own))
    assert told() == []


@pytest.mark.django_db(transaction=True)
def test_of_two_limits_for_one_day_one_is_set(api, head):
    timezone.localdate()
    answers = race(
        2, lambda number: api(head, "SetContractLimit", input=said(limit=number, idempotencyKey=f"{number}"))
    )
    found = [answer.data["setContractLimit"].get("refusals") for answer in answers]
    assert sorted(reasons[0]["code"] if reasons else "" for reasons in found) == ["", "VALID_FROM_TAKEN"]
    assert ContractLimit.objects.count() == 1
