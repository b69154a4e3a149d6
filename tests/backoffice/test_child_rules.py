"""Cards of children and of grown-ups; who is of which age on which day; when two records are one child."""

from dataclasses import replace
from datetime import date

import pytest

from backoffice.certificates import issue_rules as certificates
from backoffice.people import ages, identity, rules
from backoffice.people.card import ChildCard, GuardianCard
from backoffice.people.identity import Identity
from backoffice.people.words import Relation

ON = date(2024, 3, 1)
CHILD = ChildCard(
    last_name="Примерова",
    first_name="Анна-Мария",
    birth_date=date(2014, 5, 5),
    snils="112-233-445 95",
    birth_certificate="I-ЛО 123456",
    municipality="kemerovo-city",
    address="ул. Примерная, 1",
)
PARENT = GuardianCard(full_name="Примерова Ольга Ивановна", relation=Relation.PARENT, document="Паспорт 3205 000001")


def told(reasons):
    return [(reason.code, reason.path[-1]) for reason in reasons]


def test_complete_cards_have_nothing_against_them():
    assert told(rules.why_not_child(CHILD, on=ON)) == []
    assert told(rules.why_not_guardian(PARENT)) == []


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({"last_name": " "}, [("FIELD_REQUIRED", "last_name")]),
        ({"first_name": "Anna"}, [("NAME_INVALID", "first_name")]),
        ({"patronymic": "я" * 61}, [("NAME_INVALID", "patronymic")]),
        ({"birth_date": date(2024, 3, 2)}, [("BIRTH_DATE_IN_FUTURE", "birth_date")]),
        ({"birth_date": ON}, []),
        ({"snils": "112-233-445 96"}, [("SNILS_INVALID", "snils")]),
        ({"snils": ""}, []),
        ({"birth_certificate": ""}, [("FIELD_REQUIRED", "birth_certificate")]),
        ({"birth_certificate": "нет"}, [("BIRTH_DOCUMENT_INVALID", "birth_certificate")]),
        ({"address": ""}, [("FIELD_REQUIRED", "address")]),
        ({"address": "я" * 501}, [("FIELD_TOO_LONG", "address")]),
    ],
)
def test_each_mistake_in_a_childs_card_is_named(changes, expected):
    assert told(rules.why_not_child(replace(CHILD, **changes), on=ON)) == expected


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({"full_name": "Ольга"}, [("FULL_NAME_INVALID", "full_name")]),
        ({"email": "nobody"}, [("EMAIL_INVALID", "email")]),
        ({"email": "parent@example.org"}, []),
        ({"document": ""}, [("FIELD_REQUIRED", "document")]),
        ({"phone": "1" * 41}, [("FIELD_TOO_LONG", "phone")]),
    ],
)
def test_each_mistake_in_a_grown_ups_card_is_named(changes, expected):
    assert told(rules.why_not_guardian(replace(PARENT, **changes))) == expected


@pytest.mark.parametrize(
    "written, kept",
    [
        ("I-ЛО 123456", "I-ЛО 123456"),
        ("i-ло№123456", "I-ЛО 123456"),
        ("1 - ло 123456", "I-ЛО 123456"),
        ("ХІ–AE N 000001", "XI-АЕ 000001"),
        ("32 05 123456", "3205 123456"),
        ("3205123456", "3205 123456"),
        ("серия 32 05 номер 123456", "3205 123456"),
        (" az  0012345 ", "AZ 0012345"),
    ],
)
def test_a_paper_has_one_spelling(written, kept):
    assert identity.document_key(written) == kept


BORN = date(2010, 2, 28)
LEAP = date(2012, 2, 29)


@pytest.mark.parametrize(
    "born, on, is_right",
    [
        (BORN, date(2015, 2, 27), False),
        (BORN, date(2015, 2, 28), True),
        (BORN, date(2028, 2, 27), True),
        (BORN, date(2028, 2, 28), False),
        (LEAP, date(2017, 2, 28), False),
        (LEAP, date(2017, 3, 1), True),
        (LEAP, date(2030, 2, 28), True),
        (LEAP, date(2030, 3, 1), False),
    ],
)
def test_a_certificate_is_for_children_from_the_fifth_to_the_day_before_the_eighteenth_birthday(born, on, is_right):
    reasons = [reason.code for reason in certificates.why_not_age(born, 5, on=on)]
    assert reasons == ([] if is_right else ["AGE_OUT_OF_RANGE"])


def test_who_is_too_young_hears_when_to_come():
    (reason,) = certificates.why_not_age(LEAP, 5, on=date(2016, 1, 1))
    assert "01.03.2017" in reason.remedy


@pytest.mark.parametrize(
    "in_person, has_guardian, on, expected",
    [
        (True, False, date(2024, 2, 27), ["NOT_14"]),
        (True, False, date(2024, 2, 28), []),
        (False, False, date(2024, 2, 27), ["GUARDIAN_REQUIRED"]),
        (False, False, date(2024, 2, 28), []),
        (False, True, date(2015, 2, 28), []),
    ],
)
def test_a_child_acts_in_person_from_the_fourteenth_birthday(in_person, has_guardian, on, expected):
    reasons = rules.why_not_act(BORN, in_person=in_person, has_guardian=has_guardian, on=on)
    assert [reason.code for reason in reasons] == expected


def test_a_territory_begins_on_its_own_day():
    first = date(2019, 12, 31)
    assert [r.code for r in certificates.why_not_yet(first, on=date(2019, 12, 30))] == ["ACCOUNTING_NOT_STARTED"]
    assert [*certificates.why_not_yet(first, on=first)] == []


HERE = Identity("примерова анна", BORN, "11223344595", "I-ЛО 123456")


@pytest.mark.parametrize(
    "changes, is_exact, match",
    [
        ({}, True, "SNILS"),
        ({"snils": ""}, True, "BIRTH_CERTIFICATE"),
        ({"document": "3205 123456"}, True, "SNILS"),
        ({"name": "иванова анна"}, False, "SNILS"),
        ({"name": "иванова анна", "snils": ""}, False, "BIRTH_CERTIFICATE"),
        ({"snils": "", "document": "3205 123456"}, False, "NAME_AND_BIRTH_DATE"),
        ({"snils": "", "document": "3205 123456", "born": LEAP}, False, ""),
        ({"snils": "", "document": ""}, False, "NAME_AND_BIRTH_DATE"),
    ],
)
def test_records_agree_exactly_partly_or_not(changes, is_exact, match):
    agreement = identity.compare(HERE, replace(HERE, **changes))
    assert (agreement.is_exact, agreement.match) == (is_exact, match)


def test_identities_share_a_key_for_each_thing_in_which_they_agree():
    other = replace(HERE, name="иванова анна")
    assert len({*HERE.keys()} & {*other.keys()}) == 2
    assert len([*replace(HERE, snils="", document="").keys()]) == 1


def test_an_age_that_is_reached_after_the_end_of_the_calendar_raises_nothing():
    born = date(9999, 12, 31)
    assert ages.birthday(born, 18) == date.max
    assert not ages.may_use(born, ON) and not ages.acts_in_person(born, ON) and ages.age_on(born, ON) < 0
