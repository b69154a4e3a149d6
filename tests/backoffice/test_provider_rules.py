"""Every reason against a provider's card, alone; both sides of each boundary. No database."""

from dataclasses import replace
from datetime import date

import pytest

from backoffice.providers import rules
from backoffice.providers.models import Provider
from tests.applicants import card, entrepreneur

ON = date(2026, 3, 2)
FILES = ("LICENCE", "CHARTER", "REGISTER_EXTRACT")
BANK = {
    "bank_name": "Сбербанк",
    "bik": "044525225",
    "settlement_account": "40702810500000000001",
    "correspondent_account": "30101810400000000225",
}
TREASURY = {
    "bank_name": "Отделение Кемерово Банка России",
    "bik": "013207212",
    "settlement_account": "03224643320000003900",
    "correspondent_account": "40102810745370000032",
}
STATE = {"ownership": Provider.Ownership.STATE, "institution_type": "BUDGET", "founder": "Департамент"}


def found(given, **facts):
    """(code, first part of the path) of every reason."""
    facts = {
        "documents": FILES, "duplicate": False, "excluded_on": None, "cooling_off_months": 12, "on": ON, **facts
    }  # fmt: skip
    return [(reason.code, *reason.path) for reason in rules.why_not_submit(given, **facts)]


def test_complete_cards_of_every_kind_may_be_submitted():
    assert found(card()) == []
    assert found(card(kind=Provider.Kind.EDUCATIONAL, **STATE)) == []
    assert found(card(kind=Provider.Kind.EDUCATIONAL, **{**STATE, "ownership": "MUNICIPAL"})) == []
    assert found(entrepreneur(), documents=["REGISTER_EXTRACT"]) == []
    licence = {"licence_number": "1", "licence_issued_on": ON, "licence_issuer": "Орган"}
    with_staff = entrepreneur(kind=Provider.Kind.ENTREPRENEUR_WITH_STAFF, **licence)
    assert found(with_staff, documents=["REGISTER_EXTRACT", "LICENCE"]) == []


def test_limits_are_those_of_the_table():
    for name, longest in rules.LIMITS.items():
        column = Provider._meta.get_field(name)
        assert longest == (column.max_length or 5000), name


@pytest.mark.parametrize("name", rules.LIMITS)
def test_a_text_fits_its_column_exactly(name):
    full = "я" * rules.LIMITS[name]
    assert [r.path for r in rules.why_not_save(replace(card(), **{name: full}))] == []
    (reason,) = rules.why_not_save(replace(card(), **{name: full + "я"}))
    assert (reason.code, reason.path) == ("FIELD_TOO_LONG", (name,))


@pytest.mark.parametrize("name", ["full_name", "short_name"])
def test_even_a_draft_has_a_name(name):
    (reason,) = rules.why_not_save(replace(card(), **{name: "  "}))
    assert (reason.code, reason.path) == ("FIELD_REQUIRED", (name,))
    assert found(replace(card(), **{name: ""})) == [("FIELD_REQUIRED", name)]


@pytest.mark.parametrize("name", [*rules.OF_ALL, *rules.OF_ORGANISATIONS, *rules.LICENCE])
def test_an_organisation_fills_every_required_field(name):
    empty = None if name == "licence_issued_on" else ""
    assert found(replace(card(), **{name: empty})) == [("FIELD_REQUIRED", name)]


@pytest.mark.parametrize("name", [*rules.OF_ALL, "ogrn"])
def test_an_entrepreneur_fills_every_required_field(name):
    assert found(replace(entrepreneur(), **{name: ""}), documents=FILES) == [("FIELD_REQUIRED", name)]


@pytest.mark.parametrize("name, value", [("licence_number", "1"), ("licence_issued_on", ON), ("licence_issuer", "О")])
def test_an_entrepreneur_alone_has_no_licence(name, value):
    assert found(replace(entrepreneur(), **{name: value})) == [("FIELD_NOT_ALLOWED", name)]


def test_numbers_belong_to_the_kind():
    assert found(card(inn="500100732259")) == [("INN_INVALID", "inn")]
    assert found(card(inn="7707083894")) == [("INN_INVALID", "inn")]
    assert found(entrepreneur(inn="7707083893")) == [("INN_INVALID", "inn")]
    assert found(card(ogrn="304500116000157")) == [("OGRN_INVALID", "ogrn")]
    assert found(entrepreneur(ogrn="1027700132195")) == [("OGRN_INVALID", "ogrn")]
    assert found(card(kpp="42050100")) == [("KPP_INVALID", "kpp")]
    assert found(entrepreneur(kpp="420501001")) == [("FIELD_NOT_ALLOWED", "kpp")]


def test_ownership_goes_with_institution_type_and_founder():
    assert found(card(**{**STATE, "founder": ""})) == [("FIELD_REQUIRED", "founder")]
    assert found(card(**{**STATE, "institution_type": None})) == [("FIELD_REQUIRED", "institution_type")]
    assert found(card(founder="Департамент")) == [("FIELD_NOT_ALLOWED", "founder")]
    assert found(card(institution_type="BUDGET")) == [("FIELD_NOT_ALLOWED", "institution_type")]
    assert found(entrepreneur(**STATE)) == [("OWNERSHIP_IMPOSSIBLE", "ownership")]


def test_a_licence_is_not_of_tomorrow():
    assert found(card(licence_issued_on=ON)) == []
    assert found(card(licence_issued_on=date(2026, 3, 3))) == [("LICENCE_DATE_IN_FUTURE", "licence_issued_on")]


def test_bank_requisites_come_together_and_their_keys_fit():
    assert found(card(**BANK)) == [("ACCOUNT_INVALID", "settlement_account")]
    right = {**BANK, "settlement_account": with_key(BANK["settlement_account"], "225")}
    assert found(card(**right)) == []
    for name in BANK:
        assert ("BANK_INCOMPLETE", name) in found(card(**{**right, name: ""}))
    assert found(card(**{**right, "bik": "04452522"})) == [("BIK_INVALID", "bik")]
    wrong = {**right, "correspondent_account": "30101810400000000226"}
    assert found(card(**wrong)) == [("ACCOUNT_INVALID", "correspondent_account")]
    assert found(card(**{**right, "settlement_account": "407"})) == [("ACCOUNT_INVALID", "settlement_account")]


def with_key(account: str, bank: str) -> str:
    """The account with the one key, its ninth digit, that the rule asks for: the vector is made by the rule."""
    weights = (7, 1, 3) * 8
    for key in "0123456789":
        made = account[:8] + key + account[9:]
        if sum(int(digit) * weight for digit, weight in zip(bank + made, weights, strict=False)) % 10 == 0:
            return made
    raise AssertionError("every remainder has its key")


def test_a_treasury_account_carries_no_key_but_has_twenty_digits():
    assert found(card(**TREASURY)) == []
    short = {**TREASURY, "settlement_account": "0322464332"}
    assert found(card(**short)) == [("ACCOUNT_INVALID", "settlement_account")]


def test_the_operator_can_reach_the_applicant():
    assert found(card(contact_phone="8 3842 12345")) == []  # ten digits
    assert found(card(contact_phone="12-34-56")) == [("PHONE_INVALID", "contact_phone")]
    assert found(card(contact_email="vector")) == [("EMAIL_INVALID", "contact_email")]


def test_documents_go_with_the_kind():
    for kind in FILES:
        assert found(card(), documents=[each for each in FILES if each != kind]) == [("DOCUMENT_REQUIRED", "documents")]
    assert found(entrepreneur(), documents=[]) == [("DOCUMENT_REQUIRED", "documents")]


def test_a_duplicate_is_refused():
    assert found(card(), duplicate=True) == [("PROVIDER_DUPLICATE", "inn")]


def test_the_cooling_off_ends_on_the_same_day_of_the_month():
    assert found(card(), excluded_on=date(2025, 3, 2)) == []
    assert found(card(), excluded_on=date(2025, 3, 3)) == [("COOLING_OFF",)]
    assert found(card(), excluded_on=ON, cooling_off_months=0) == []


@pytest.mark.parametrize(
    "day, months, expected",
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
        (date(2025, 11, 30), 1, date(2025, 12, 30)),
    ],
)
def test_months_are_those_of_the_calendar(day, months, expected):
    assert rules.months_after(day, months) == expected


def test_all_reasons_come_at_once():
    worst = card(inn="1", kpp="1", ogrn="1", licence_number="", contact_email="x", ownership="STATE")
    assert found(worst, documents=[], duplicate=True, excluded_on=ON) == [
        ("FIELD_REQUIRED", "institution_type"),
        ("FIELD_REQUIRED", "founder"),
        ("INN_INVALID", "inn"),
        ("OGRN_INVALID", "ogrn"),
        ("KPP_INVALID", "kpp"),
        ("FIELD_REQUIRED", "licence_number"),
        ("EMAIL_INVALID", "contact_email"),
        ("DOCUMENT_REQUIRED", "documents"),
        ("DOCUMENT_REQUIRED", "documents"),
        ("DOCUMENT_REQUIRED", "documents"),
        ("PROVIDER_DUPLICATE", "inn"),
        ("COOLING_OFF",),
    ]


def test_a_return_has_remarks_and_its_number_is_limited():
    assert list(rules.why_not_return(["inn"], returns=1, allowed=2)) == []
    assert [r.code for r in rules.why_not_return([], returns=1, allowed=2)] == ["REMARKS_REQUIRED"]
    assert [r.code for r in rules.why_not_return(["inn"], returns=2, allowed=2)] == ["RETURNS_EXHAUSTED"]


def test_a_refusal_has_a_known_ground_and_a_reason():
    assert list(rules.why_not_refuse(["A"], "Потому.", known=["A"])) == []
    assert [r.code for r in rules.why_not_refuse([], "Потому.", known=["A"])] == ["GROUND_REQUIRED"]
    assert [r.code for r in rules.why_not_refuse(["B"], "Потому.", known=["A"])] == ["GROUND_UNKNOWN"]
    assert [r.code for r in rules.why_not_refuse(["A"], " ", known=["A"])] == ["REASON_REQUIRED"]
    assert [r.path for r in rules.why_not_ground("B", known=["A"], path=("ground",))] == [("ground",)]


def test_every_reason_can_be_acted_on():
    worst = card(inn="1", kpp="1", ogrn="1", licence_number="", contact_email="x", ownership="STATE")
    facts = {"documents": [], "duplicate": True, "excluded_on": ON, "cooling_off_months": 12, "on": ON}
    for reason in rules.why_not_submit(worst, **facts):
        assert reason.message and reason.rule and reason.remedy
