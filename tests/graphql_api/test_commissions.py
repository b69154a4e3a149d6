"""The composition and the order of a commission over HTTP: done, refused, not seen, read."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.accounts.services import register_applicant
from backoffice.acts.models import LegalAct, Setting
from backoffice.commissions import composition_rules, compositions
from backoffice.commissions.models import CommissionComposition, CommissionOrder, CommissionSeat, RegisterCondition
from backoffice.commissions.orders import order_in_force
from backoffice.journal import Entry
from backoffice.programs.words import Direction
from backoffice.registers.models import BudgetRegister
from backoffice.units.models import Membership, Unit
from tests import factories, families
from tests.commissions import (
    FIVE,
    Post,
    Seated,
    commission,
    commission_id,
    composition_card,
    condition_card,
    newcomers,
    order_card,
    seat_card,
    seats_of,
)
from tests.conftest import codes, document
from tests.deeds_commissions import DEEDS
from tests.towns import Town, act_card, as_input, today, tomorrow
from workflows.models import Receipt

pytestmark = pytest.mark.django_db
MODELS = (
    *(LegalAct, CommissionComposition, CommissionSeat, Membership, User, CommissionOrder, RegisterCondition),
    *(Entry, Receipt),
)
Check = RegisterCondition.Check
NEXT = timezone.localdate().year + 1  # a year of which no day is past


def state():
    """What a refused act leaves untouched."""
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def result(answer):
    assert not answer.errors, answer.errors
    (found,) = answer.data.values()
    return found


def composition_input(card, act=None, **changes):
    given = {"commission": commission_id(), "idempotencyKey": f"{card.valid_from}", **changes}
    return {**given, "composition": seats_as_input(card), "act": as_input(act or act_card())}


def seats_as_input(card):
    """A provider travels as a global id."""
    given = as_input(card)
    for seat in given["seats"]:
        seat["provider"] = seat["provider"] and to_base64("Provider", seat["provider"])
    return given


def approve(api, card, by=None, **changes):
    return api(by or families.head(), "ApproveComposition", input=composition_input(card, **changes))


def adopt(api, order, town=None, act=None):
    town = town or Town()
    return api(
        town.head, "AdoptCommissionOrder", input=town.input(order=as_input(order), act=as_input(act or act_card()))
    )


def roles_of(person):
    return list(Membership.objects.filter(user=person).order_by("pk").values_list("role", "valid_from", "valid_to"))


@pytest.mark.parametrize("name", DEEDS)
def test_everybody_else_hears_that_there_is_no_such_thing(api, name):
    deed = DEEDS[name](None)
    chair = Seated().people["chair"]
    others = [
        *(families.clerk(), families.head("novokuznetsk-city"), families.guardian(families.child()), chair),
        factories.member(Role.PROVIDER_MANAGER, factories.provider().unit),
        factories.member(Role.OPERATOR_HEAD, factories.operator_unit()),
        factories.member(Role.AUDITOR, Unit.objects.get(code="kuzbass")),
    ]
    before = state()

    assert api(None, deed.operation, input=deed.input).error_codes == ["UNAUTHENTICATED"]
    for other in others:
        assert codes(api(other, deed.operation, input=deed.input)) == ["NOT_FOUND"]
    assert state() == before


@pytest.mark.parametrize("strange", ["?", to_base64("Commission", 10**9), to_base64("Municipality", 1)])
def test_what_is_no_commission_is_not_found(api, strange):
    assert codes(approve(api, composition_card(), commission=strange)) == ["NOT_FOUND"]


@pytest.mark.parametrize("name", DEEDS)
def test_a_repeated_key_gives_the_same_answer_and_another_decision_under_it_is_refused(api, name):
    deed = DEEDS[name](None)
    first = result(api(deed.by, deed.operation, input=deed.input))
    before = state()

    assert result(api(deed.by, deed.operation, input=deed.input)) == first
    other = {**deed.input, "act": as_input(act_card(number="78-п"))}
    assert codes(api(deed.by, deed.operation, input=other)) == ["KEY_REUSED"]
    assert state() == before


def test_an_approved_composition_gives_its_people_their_roles_until_the_end_of_the_year(api):
    people, school = newcomers(), factories.provider()
    seats = list(seats_of(people))
    seats[2] = replace(seats[2], organisation=" Лицей № 1 ", provider=school.pk)

    found = result(approve(api, composition_card(*seats)))

    assert (found["year"], found["number"], found["validFrom"]) == (today().year, 1, today().isoformat())
    assert [seat["post"] for seat in found["seats"]] == [*FIVE.values()]
    assert found["seats"][2]["organisation"] == "Лицей № 1"
    assert found["seats"][2]["provider"]["shortName"] == school.short_name
    assert found["seats"][0]["person"]["fullName"] == people["chair"].full_name
    end = date(today().year + 1, 1, 1)
    assert roles_of(people["chair"]) == [("COMMISSION_CHAIR", today(), end)]
    assert roles_of(people["deputy"]) == [("COMMISSION_DEPUTY", today(), end)]
    assert roles_of(people["secretary"]) == [("COMMISSION_SECRETARY", today(), end)]
    assert roles_of(people["third"]) == [("COMMISSION_MEMBER", today(), end)]
    me = result(api(people["chair"], "Me"))
    assert [(each["role"], each["unit"]["code"]) for each in me["memberships"]] == [
        ("COMMISSION_CHAIR", "kemerovo-city-commission")
    ]
    entry = Entry.objects.get(what="composition.approved")
    assert (entry.municipality, entry.note[:9]) == (families.municipality(), f"{today().year} год,")


def test_who_signed_up_by_himself_may_be_named_as_people_write_and_is_no_private_person_any_more(api):
    person = register_applicant("ivanova.m", "Иванова Мария", "", "длинная-тайна-2026")
    assert person.is_private
    seats = (*seats_of(newcomers()), seat_card(" Ivanova.M "))

    found = result(approve(api, composition_card(*seats)))

    assert found["seats"][-1]["person"]["fullName"] == "Иванова Мария"
    assert not User.objects.get(pk=person.pk).is_private


def test_an_account_of_a_family_is_not_named_and_stays_private(api):
    child, colleague = families.child(), families.clerk()
    parent, applicant = families.guardian(child), register_applicant("waits", "Ждущая Яна", "", "длинная-тайна-2026")
    families.certificate(child, applied_by=applicant, status="APPLIED", number="")
    Membership.objects.create(user=colleague, role=Role.GUARDIAN, unit=child.unit, valid_from=factories.SINCE)
    seats = seats_of(newcomers())
    head, before = families.head(), state()

    for person in (parent, applicant):
        answer = approve(api, composition_card(*seats, seat_card(person)), head)
        assert codes(answer) == ["ACCOUNT_UNKNOWN"]
        assert person.full_name not in answer.response.content.decode()
    assert state() == before

    found = result(approve(api, composition_card(*seats, seat_card(colleague)), head))
    assert found["seats"][-1]["person"]["fullName"] == colleague.full_name


def test_a_change_in_the_middle_of_the_year_is_a_new_composition(api):
    people, head = newcomers(), families.head()
    spring, summer, end = date(NEXT, 3, 1), date(NEXT, 6, 1), date(NEXT + 1, 1, 1)
    after = date(NEXT + 2, 1, 1)
    seats = {seat.account: seat for seat in seats_of(people)}
    first = result(approve(api, composition_card(*seats.values(), year=NEXT, valid_from=spring), head))
    of_after = result(approve(api, composition_card(*seats.values(), year=NEXT + 1, valid_from=end), head))
    by_hand = factories.member(Role.COMMISSION_MEMBER, commission().unit)

    left, new = people["deputy"], factories.user("new")
    changed = {account: seat for account, seat in seats.items() if account != left.username}
    changed[people["first"].username] = seat_card(people["first"], Post.DEPUTY)
    card = composition_card(*changed.values(), seat_card(new), year=NEXT, valid_from=summer)
    second = result(approve(api, card, head))

    assert [each["number"] for each in (first, of_after, second)] == [1, 1, 2]
    of_next = (end, after)
    assert roles_of(left) == [("COMMISSION_DEPUTY", spring, summer), ("COMMISSION_DEPUTY", *of_next)]
    assert roles_of(new) == [("COMMISSION_MEMBER", summer, end)]
    assert roles_of(people["chair"]) == [
        ("COMMISSION_CHAIR", spring, summer),
        ("COMMISSION_CHAIR", *of_next),
        ("COMMISSION_CHAIR", summer, end),
    ]
    assert roles_of(people["first"])[::2] == [("COMMISSION_MEMBER", spring, summer), ("COMMISSION_DEPUTY", summer, end)]
    assert roles_of(by_hand) == [("COMMISSION_MEMBER", factories.SINCE, summer)]
    days = (date(NEXT, 2, 28), spring, date(NEXT, 5, 31), summer, date(NEXT, 12, 31), end, after)
    ruling = [compositions.in_force(commission().pk, day) for day in days]
    told = [each and to_base64("CommissionComposition", each.pk) for each in ruling]
    assert told == [None, first["id"], first["id"], second["id"], second["id"], of_after["id"], None]
    assert compositions.in_force(commission("yurga-city").pk, summer) is None


def test_without_a_composition_there_is_no_meeting():
    seated = Seated()
    assert [*composition_rules.why_no_composition(seated.composition, on=today())] == []
    (refusal,) = composition_rules.why_no_composition(None, on=date(NEXT, 1, 9))
    assert (refusal.code, refusal.rule) == ("COMPOSITION_MISSING", "Концепция, п. 2.5.1")
    assert str(NEXT) in refusal.remedy


def test_a_member_of_last_year_has_no_role_on_the_first_of_january(api, send):
    last_year = Seated(valid_from=date(today().year - 1, 2, 1))
    person = last_year.people["first"]

    assert roles_of(person) == [("COMMISSION_MEMBER", date(today().year - 1, 2, 1), date(today().year, 1, 1))]
    assert result(api(person, "Me"))["memberships"] == []
    assert compositions.in_force(last_year.commission.pk, today()) is None
    (found,) = nodes(result(api(person, "Commissions", municipality=Town().id)))
    names = [seat["person"] and seat["person"]["fullName"] for seat in found["compositions"][0]["seats"]]
    assert names == [None, None, person.full_name, None, None, None]


def test_the_rules_may_ask_for_more_members(api):
    town, default = families.municipality(), Setting.objects.get(code="COMMISSION_MEMBERS_MIN")
    Setting.objects.create(
        code=default.code,
        value=6,
        unit_of_measure=default.unit_of_measure,
        territory=town.unit,
        valid_from=today(),
        basis=default.basis,
        paragraph="п. 3",
    )

    assert codes(approve(api, composition_card())) == ["MEMBERS_TOO_FEW"]


def crowded():
    """Two of each post but members; one person twice, two accounts that are none, organisations and a provider too."""
    first, second, closed = factories.user(), factories.user(), factories.user()
    User.objects.filter(pk=closed.pk).update(is_active=False)
    return (
        seat_card(first, Post.CHAIR),
        seat_card(second, Post.CHAIR, organisation=" "),
        seat_card(first, Post.DEPUTY, organisation="я" * 301),
        seat_card(factories.user(), Post.DEPUTY, provider=10**9),
        seat_card("nobody", Post.SECRETARY),
        seat_card(closed, Post.SECRETARY),
    )


def yesterday():
    return today() - timedelta(days=1)


def taken_day():
    Seated(valid_from=date(NEXT, 3, 1))
    return composition_card(year=NEXT, valid_from=date(NEXT, 3, 1))


def bad_conditions():
    return order_card(
        condition_card(),
        condition_card(text=" "),
        condition_card(code="часы", text="я" * 301),
        condition_card(code="NO_NUMBER", number=None),
        condition_card(code="ZERO", number=0),
        condition_card(code="GIFTED", check_kind=Check.FOR_GIFTED, number=1),
        condition_card(code="ART", check_kind=Check.DIRECTION, number=None),
        condition_card(code="SPORT", direction=Direction.SPORT),
        valid_from=yesterday(),
        quorum_percent=49,
        majority_percent=100,
        notice_days=0,
        entries_end_month=2,
        entries_end_day=29,
    )


def order_of_a_taken_day(api):
    town = Town()
    result(adopt(api, order_card(valid_from=tomorrow()), town))
    return town, order_card(valid_from=tomorrow())


COMPOSITIONS = {
    "nobody": (
        lambda: composition_card(seats=()),
        ["CHAIR_NOT_ONE", "SECRETARY_NOT_ONE", "MEMBERS_TOO_FEW"],
    ),
    "a crowd": (
        lambda: composition_card(*crowded(), year=2020, valid_from=yesterday()),
        [
            *("VALID_FROM_OUTSIDE_YEAR", "VALID_FROM_PAST", "CHAIR_NOT_ONE", "SECRETARY_NOT_ONE", "DEPUTY_TWICE"),
            *("FIELD_REQUIRED", "FIELD_TOO_LONG", "SEAT_TWICE", "PROVIDER_UNKNOWN"),
            *("ACCOUNT_UNKNOWN", "ACCOUNT_UNKNOWN"),
        ],
    ),
    "two with a vote": (
        lambda: composition_card(*(seat_card(factories.user(), post) for post in (*Post,)[:3])),
        ["MEMBERS_TOO_FEW"],
    ),
    "a day that is taken": (taken_day, ["VALID_FROM_TAKEN"]),
}


@pytest.mark.parametrize("name", COMPOSITIONS)
def test_a_refused_composition_gives_every_reason_and_changes_nothing(api, name):
    make, expected = COMPOSITIONS[name]
    card, head = make(), families.head()
    before = state()

    answer = approve(api, card, head)

    assert codes(answer) == expected
    assert state() == before
    assert all(each["message"] and each["rule"] and each["remedy"] for each in result(answer)["refusals"])


def test_a_refusal_of_a_seat_says_which_and_a_bad_act_is_refused_with_it(api):
    seats = (*seats_of(newcomers()), seat_card("nobody"))
    act = act_card(number=" ", adopted_on=tomorrow())
    head = families.head()

    found = result(api(head, "ApproveComposition", input=composition_input(composition_card(*seats), act)))

    assert [(each["code"], each["path"]) for each in found["refusals"]] == [
        ("FIELD_REQUIRED", ["act", "number"]),
        ("ACT_DATE_IN_FUTURE", ["act", "adoptedOn"]),
        ("ACCOUNT_UNKNOWN", ["composition", "seats", "6", "username"]),
    ]


def test_a_refused_order_gives_every_reason_and_changes_nothing(api):
    town = Town()
    before = state()

    found = result(adopt(api, bad_conditions(), town))

    assert sorted(each["code"] for each in found["refusals"]) == sorted(
        [
            *("VALID_FROM_PAST", "SHARE_OUT_OF_RANGE", "SHARE_OUT_OF_RANGE", "NOTICE_OUT_OF_RANGE", "END_DAY_INVALID"),
            *("CONDITION_TWICE", "FIELD_REQUIRED", "CONDITION_CODE_INVALID", "FIELD_TOO_LONG"),
            *(["CONDITION_BOUND_INVALID"] * 5),
        ]
    )
    paths = {".".join(each["path"]) for each in found["refusals"] if each["code"] == "CONDITION_BOUND_INVALID"}
    assert paths == {
        *("order.conditions.3.number", "order.conditions.4.number", "order.conditions.5.number"),
        *("order.conditions.6.direction", "order.conditions.7.direction"),
    }
    assert state() == before


def test_an_order_of_a_day_that_is_taken_is_refused(api):
    town, card = order_of_a_taken_day(api)
    before = state()

    assert codes(adopt(api, card, town)) == ["VALID_FROM_TAKEN"]
    assert state() == before


@pytest.fixture
def read(send):
    """Ask both executors the same; one statement answers, and they agree."""

    def _read(who, operation, **variables):
        compiled = send(who, document(operation), **variables)
        assert not compiled.errors, compiled.errors
        assert compiled.response.headers["X-Executor"] == "compiled"
        with override_settings(COMPILED_READS=False):
            assert send(who, document(operation), **variables).data == compiled.data
        return result(compiled)

    return _read


def nodes(connection):
    return [edge["node"] for edge in connection["edges"]]


def test_everybody_reads_who_is_represented_and_public_bodies_read_who_it_is(read):
    seated, town = Seated(), Town()
    person = seated.people["first"]
    officials = [
        *(town.clerk, town.head, town.operator, seated.people["secretary"], person),
        factories.member(Role.DEPARTMENT_OFFICER, Unit.objects.get(code="education-department")),
        factories.member(Role.AUDITOR, Unit.objects.get(code="kuzbass")),
    ]
    strangers = [
        *(None, factories.user("newcomer"), families.guardian(families.child())),
        factories.member(Role.PROVIDER_MANAGER, factories.provider().unit),
    ]
    names = [each.full_name for each in seated.people.values()]
    for who in (*officials, *strangers):
        (found,) = nodes(read(who, "Commissions", municipality=town.id))
        assert (found["id"], found["name"]) == (
            commission_id(),
            "Комиссия по формированию реестров программ, город Кемерово",
        )
        assert found["municipality"]["id"] == town.id
        (composition,) = found["compositions"]
        assert [seat["postLabel"] for seat in composition["seats"]] == [post.label for post in FIVE.values()]
        assert {seat["organisation"] for seat in composition["seats"]} == {"Управление образования"}
        told = [seat["person"] and seat["person"]["fullName"] for seat in composition["seats"]]
        assert told == (names if who in officials else [None] * 6)


def test_the_composition_of_a_day_and_of_another_commission(read):
    early = Seated(valid_from=date(NEXT, 2, 1))
    late = Seated(valid_from=date(NEXT, 5, 1))
    keys = [to_base64("CommissionComposition", each.composition.pk) for each in (late, early)]
    town = Town()

    def told(**variables):
        return [
            each["id"]
            for each in nodes(read(None, "Commissions", municipality=town.id, **variables))[0]["compositions"]
        ]

    assert told() == keys
    assert told(on=f"{NEXT}-04-30") == keys[1:]
    assert told(on=f"{NEXT}-05-01") == keys[:1]
    assert told(on=f"{NEXT}-01-31") == told(on=f"{NEXT + 1}-01-01") == []
    all_of_them = read(None, "Commissions", first=50)
    assert (all_of_them["totalCount"], len([each for each in nodes(all_of_them) if each["compositions"]])) == (34, 1)
    assert nodes(read(None, "Commissions", municipality="?")) == []
    assert read(town.clerk, "Node", id=keys[0])["id"] == keys[0]


def test_the_region_rules_until_the_town_does(api, read):
    town = Town()
    regions = CommissionOrder.objects.get(territory=None)
    direction = condition_card(code="SPORT", check_kind=Check.DIRECTION, number=None, direction=Direction.SPORT)
    pre = condition_card(register=BudgetRegister.PRE_PROFESSIONAL)
    found = result(adopt(api, order_card(condition_card(), direction, pre, valid_from=tomorrow()), town))

    own = CommissionOrder.objects.get(territory=town.municipality.pk)
    assert found["id"] == to_base64("CommissionOrder", own.pk)
    assert order_in_force(town.municipality.pk, today()) == regions
    assert order_in_force(town.municipality.pk, tomorrow()) == own
    assert order_in_force(families.municipality("yurga-city").pk, tomorrow()) == regions
    both = nodes(read(None, "CommissionOrders", municipality=town.id))
    assert [each["isDefault"] for each in both] == [False, True]
    (now,) = nodes(read(None, "CommissionOrders", municipality=town.id, on=today().isoformat()))
    (then,) = nodes(read(None, "CommissionOrders", municipality=town.id, on=tomorrow().isoformat()))
    assert (now["quorumPercent"], now["municipality"], len(now["conditions"])) == (50, None, 3)
    assert (then["quorumPercent"], then["placesRule"], then["municipality"]["id"]) == (66, "MEAN", town.id)
    assert then["basis"]["number"] == "77-п"
    told = [(each["register"], each["code"], each["number"], each["direction"]) for each in then["conditions"]]
    assert told == [
        ("SIGNIFICANT", "HOURS", 144, None),
        ("SIGNIFICANT", "SPORT", None, "SPORT"),
        ("PRE_PROFESSIONAL", "HOURS", 144, None),
    ]
    entry = Entry.objects.get(what="commissionorder.adopted")
    assert (entry.municipality, entry.by) == (town.municipality, town.head)
