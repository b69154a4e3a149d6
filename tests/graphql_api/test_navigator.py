"""The navigator shows strangers what can be chosen, finds words in any form, and reads along its indexes."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice import statements as kept
from backoffice.errors import Refused
from backoffice.groups import facts as groups_facts
from backoffice.groups import navigator
from backoffice.groups.models import GroupPlaces, ScheduleSlot, StudyGroup
from backoffice.groups.navigator import Wish
from backoffice.groups.search import GroupWords
from backoffice.programs.models import ProgramEdition
from backoffice.programs.words import Direction, Form
from backoffice.providers.models import Provider
from backoffice.registers.models import EntryPlaces, ProgramRegisterExit
from tests import enrollments, factories, families, navigators, registers
from tests.statements import statements

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def look(api, settings, monkeypatch):
    """Names of the groups that a stranger finds, prepared, compiled or not: `look(age=10)`."""
    settings.PREPARED_STATEMENTS = True
    monkeypatch.setattr(kept, "RUNS_BEFORE", 0)

    def _look(**filter) -> list[str]:
        answer = api(None, "Navigator", filter=filter, first=100)
        assert answer.errors == []
        assert answer.response.headers["X-Executor"] == "compiled"
        with override_settings(COMPILED_READS=False):
            assert api(None, "Navigator", filter=filter, first=100).data == answer.data
        found = answer.data["navigator"]
        assert found["totalCount"] == len(found["edges"])
        return [edge["node"]["name"] for edge in found["edges"]]

    return _look


def test_a_stranger_sees_groups_that_take_requests_in_the_order_of_the_first_lesson(look):
    program, today = navigators.certified(), timezone.localdate()
    navigators.group(program, name="Потом", starts_on=today + 9 * DAY)
    navigators.group(program, name="Скоро", starts_on=today + 2 * DAY, opens_at=timezone.now() + DAY)
    navigators.group(program, name="Уже идёт", starts_on=today - 9 * DAY)
    navigators.group(program, name="Кончилась", starts_on=today - 9 * DAY, ends_on=today - DAY)
    for status in ("DRAFT", "CLOSED", "CANCELLED"):
        navigators.group(program, name=status, status=status)
    assert look() == ["Уже идёт", "Скоро", "Потом"]


def test_only_programs_that_stand_in_their_register_on_the_first_lesson(look):
    school = enrollments.school(name="За счёт бюджета")
    paid = navigators.group(name="По сертификату")
    navigators.group(paid.module.edition, name="Без цены: реестра для неё нет", price=None)
    assert look() == ["За счёт бюджета", "По сертификату"]
    assert look(register="CERTIFIED") == look(isPaid=True) == ["По сертификату"]
    assert look(register="SIGNIFICANT") == look(isPaid=False) == ["За счёт бюджета"]
    assert look(register="GENERAL_DEVELOPMENT") == []
    ProgramRegisterExit.objects.create(entry=school.entry, excluded_on=school.group.starts_on, ground="X", reason="Нет")
    assert look() == ["По сертификату"]


@pytest.mark.parametrize("status", ["SUSPENDED", "EXCLUDED"])
def test_a_provider_that_does_not_work_is_not_shown(look, status):
    made = navigators.group()
    Provider.objects.filter(pk=made.provider_id).update(status=status)
    assert look() == []


def test_what_the_program_is_narrows(look):
    program = navigators.certified(age_from=7, age_to=9, direction=Direction.ARTISTIC, form=Form.FULL_TIME)
    navigators.group(program, name="Малыши", price=300_000, special_needs=True)
    other = navigators.certified(age_from=10, age_to=17, direction=Direction.TECHNICAL)
    navigators.group(other, name="Старшие", price=700_000)
    assert look(age=9) == look(direction="ARTISTIC") == look(priceTo=300_000) == look(specialNeeds=True) == ["Малыши"]
    assert look(age=10) == look(direction="TECHNICAL") == ["Старшие"]
    assert look(age=6) == look(form="EXTRAMURAL") == []
    kemerovo, yurga = (
        to_base64("Municipality", families.municipality(code).pk) for code in ("kemerovo-city", "yurga-city")
    )
    assert look(municipality=kemerovo) == ["Малыши", "Старшие"]
    assert look(municipality=yurga) == look(municipality="?") == []


def test_what_the_budget_pays_costs_no_more_than_any_price(look):
    enrollments.school(name="Бюджет")
    assert look(priceTo=1) == ["Бюджет"]


def test_a_lesson_fits_with_its_day_and_both_its_ends(look):
    made = navigators.group(name="Вторник 16:00–17:30")
    ScheduleSlot.objects.create(group=made, weekday=6, begins_at=time(10), ends_at=time(11))
    assert look(weekday=2) == look(weekday=6) == ["Вторник 16:00–17:30"]
    assert look(weekday=2, lessonFrom="16:00", lessonTo="17:30") == ["Вторник 16:00–17:30"]
    assert look(weekday=2, lessonTo="12:00") == [], "on Saturday, not on Tuesday"
    assert look(lessonFrom="11:00", lessonTo="17:00") == look(weekday=1) == []


def test_free_places_are_those_of_the_group_and_of_the_register(look):
    paid = navigators.group(name="По сертификату", capacity=2)
    school = enrollments.school(name="Бюджет", capacity=2)
    assert look(hasPlaces=True) == look(hasPlaces=False) == ["По сертификату", "Бюджет"]
    GroupPlaces.objects.filter(group=paid).update(taken=1, waiting=1)
    assert look(hasPlaces=True) == ["Бюджет"]
    EntryPlaces.objects.filter(entry=school.entry).update(taken=40)
    assert look(hasPlaces=True) == []


def test_the_places_that_count_are_those_of_the_register_that_would_pay(look, api):
    """Two municipalities pay for the program; a later entry of another one is not that of the lessons."""
    school = enrollments.school(name="Бюджет", capacity=2, places=5)
    other = registers.standing(code="novokuznetsk-city", edition=school.edition, of=school.provider, places=9)
    assert other.entry.pk > school.entry.pk

    def left() -> int:
        seen = api(None, "StudyGroup", group=to_base64("StudyGroup", school.group.pk))
        return seen.data["studyGroup"]["registeredPlacesLeft"]

    assert (left(), look(hasPlaces=True)) == (5, ["Бюджет"])
    assert groups_facts.facts_of(school.group, on=timezone.localdate()).registered_places == 5
    EntryPlaces.objects.filter(entry=school.entry).update(taken=5)
    assert (left(), look(hasPlaces=True)) == (0, [])
    school.edition.places.update(municipality=families.municipality("novokuznetsk-city"))
    assert (left(), look(hasPlaces=True)) == (9, ["Бюджет"])
    with pytest.raises(Refused):
        school.edition.places.update(municipality=families.municipality("kemerovo-city"))
        enrollments.apply(enrollments.family(), school.group)


def test_a_renewal_counts_from_the_lesson_that_it_holds_on(look, api):
    school = enrollments.school(name="До конца записи", places=5)
    over = school.entry.valid_until
    renewal = registers.renewal(school.entry, places=3)
    dates = {"starts_on": over, "ends_on": over + 60 * DAY}
    after = enrollments.group(school.edition, name="По новой записи", **dates)
    left = {}
    for each in (school.group, after):
        seen = api(None, "StudyGroup", group=to_base64("StudyGroup", each.pk))
        left[each.name] = seen.data["studyGroup"]["registeredPlacesLeft"]
    assert left == {"До конца записи": 5, "По новой записи": 3}
    EntryPlaces.objects.filter(entry=renewal).update(taken=3)
    assert look(hasPlaces=True) == ["До конца записи"]
    assert look(register="SIGNIFICANT") == ["До конца записи", "По новой записи"]


def test_a_place_is_near_by_the_way_along_the_sphere(look):
    navigators.group(name="Кемерово", latitude="55.354727", longitude="86.088374")
    navigators.group(name="Новокузнецк", latitude="53.757547", longitude="87.136044")
    navigators.group(name="Где-то")
    at_kemerovo = {"latitude": "55.35", "longitude": "86.09"}
    assert look(**at_kemerovo, radiusKm="5") == ["Кемерово"]
    assert look(**at_kemerovo, radiusKm="185") == ["Кемерово"]
    assert look(**at_kemerovo, radiusKm="195") == ["Кемерово", "Новокузнецк"]
    assert look(south="53", west="87", north="54", east="88") == ["Новокузнецк"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "робототехнике",
            "РОБОТОТЕХНИКУ",
            "робтотехника",
            "робтотехнике",
            "робототехника для начинающих",
            "роботов",
            "робот",
        ),
        *("роботехника", "центр творчества", "ЁЛОЧКА", "елочки", "елочкА", "«Робототехника»", "конструкторы", "лего"),
        *("програмирование", "3d"),
    ],
)
def test_words_are_found_in_any_form_with_e_or_yo_and_with_a_slip_of_the_finger(look, text):
    owner = factories.provider()
    Provider.objects.filter(pk=owner.pk).update(full_name="Центр детского творчества «Ёлочка»")
    said = {"activities": "Лего-конструкторы; 3D", "annotation": "Дети собирают роботов. Программирование."}
    navigators.group(navigators.certified(owner, **said), name="Она")
    navigators.group(
        navigators.certified(name="Шахматы", short_name="Шахматы", annotation="Дебюты и этюды."), name="Другая"
    )
    assert look(text=text) == ["Она"]


@pytest.mark.parametrize("text", ["футбол", "китайский язык", "", "   ", "%", "'; --", "\\", "робот & !"])
def test_what_nobody_teaches_is_not_found_and_no_sign_breaks_the_search(look, text):
    navigators.group(navigators.certified(name="Шахматы", short_name="Шахматы", annotation="Дебюты и этюды."))
    assert look(text=text) == []


def test_words_follow_the_edition_the_provider_and_the_group(look):
    first, other = navigators.group(name="Она"), navigators.certified(name="Вокал", short_name="Вокал")
    ProgramEdition.objects.filter(pk=first.module.edition_id).update(name="Гончарное дело")
    assert look(text="гончарного") == ["Она"]
    Provider.objects.filter(pk=first.provider_id).update(short_name="Радуга")
    assert look(text="радуга") == ["Она"]
    StudyGroup.objects.filter(pk=first.pk).update(module=other.modules.get(), provider=other.program.provider)
    assert look(text="радуга") == look(text="гончарного") == []
    assert look(text="вокалу") == ["Она"]


@pytest.mark.parametrize(
    "filter",
    [
        *({"weekday": 0}, {"weekday": 8}, {"age": -1}, {"age": 19}, {"lessonFrom": "25:00"}, {"lessonTo": "x"}),
        *({"latitude": "55"}, {"radiusKm": "5", "latitude": "1"}, {"south": "1"}, {"text": "ш" * 101}),
    ],
)
def test_a_wish_that_makes_no_sense_is_said_so(api, filter):
    navigators.group()
    answer = api(None, "Navigator", filter=filter)
    assert answer.error_codes == ["BAD_USER_INPUT"]


def test_one_statement_for_one_row_and_for_a_hundred_and_pages_follow_each_other(api):
    made = navigators.group()
    more = navigators.copies(made, 120)
    GroupPlaces.objects.bulk_create(GroupPlaces(group=each, capacity=1) for each in more)
    wish = {"text": "робототехнике", "age": 9, "hasPlaces": True, "weekday": 2}
    ScheduleSlot.objects.bulk_create(
        ScheduleSlot(group=each, weekday=2, begins_at=time(9), ends_at=time(10)) for each in more
    )
    api(None, "Navigator", filter=wish, first=100)
    seen, after, answers = [], None, []
    for first in (1, 100, 100):
        asked = {"filter": wish, "first": first, "after": after}
        sent = statements(lambda asked=asked: answers.append(api(None, "Navigator", **asked)))
        assert len(sent) == 1, sent
        page = answers[-1].data["navigator"]
        assert answers[-1].body["extensions"]["cost"]["requested"] <= 10_000
        seen += [edge["node"]["id"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
    assert len(seen) == len(set(seen)) == 121
    assert answers[-1].data["navigator"]["pageInfo"]["hasNextPage"] is False


def test_among_thousands_every_search_is_read_along_its_index():
    for name in ("Шахматы", "Вокал"):
        of = navigators.group(navigators.certified(name=name, short_name=name, annotation=""))
        navigators.copies(of, 1500, latitude="55.35", longitude="86.09")
    navigators.group(latitude="53.75", longitude="87.13")
    assert GroupWords.objects.count() == 3003
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL enable_seqscan = off")
    for wish, indexes in (
        (Wish(), ["open_groups_in_order"]),
        (Wish(text="робтотехника"), ["stems_of_groups", "letters_of_groups"]),
        (Wish(near=(Decimal("53.7"), Decimal("87.1"), 20)), ["open_groups_on_the_map"]),
        (Wish(box=(53, 87, 54, 88)), ["open_groups_on_the_map"]),
    ):
        plan = navigator.found(wish, on=timezone.localdate())[:21].explain(analyze=True)
        assert all(index in plan for index in indexes), plan
        assert "Seq Scan on backoffice_studygroup" not in plan, plan
        assert "Seq Scan on backoffice_groupwords" not in plan, plan
