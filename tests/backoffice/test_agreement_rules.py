"""When a payment agreement may be asked for, rejected and signed: pure rules on both sides of every border."""

from datetime import date, timedelta

import pytest

from backoffice.payments import rules

BANK = {"bank_name": "Банк", "bik": "043207001", "settlement_account": "40702810900000000001"}
GOOD = {"provider_is_active": True, "payer_is_valid": True, "exists": False, "requisites": BANK, "year": 2026}
DAY = date(2026, 11, 22)


def codes(reasons):
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"provider_is_active": False}, "PROVIDER_NOT_IN_REGISTER"),
        ({"payer_is_valid": False}, "PAYER_NOT_APPOINTED"),
        ({"exists": True}, "AGREEMENT_EXISTS"),
        ({"requisites": {**BANK, "bik": " "}}, "REQUISITES_REQUIRED"),
    ],
)
def test_each_condition_of_a_request_has_its_own_reason(changes, code):
    assert codes(rules.why_not_request(**GOOD)) == []
    assert codes(rules.why_not_request(**{**GOOD, **changes})) == [code]


def test_missing_requisites_are_named():
    (reason,) = rules.why_not_request(**{**GOOD, "requisites": dict.fromkeys(BANK, "")})
    assert "название банка, БИК, расчётный счёт" in reason.message


@pytest.mark.parametrize(
    "year, on, expected",
    [
        (2026, date(2026, 1, 1), []),
        (2026, date(2026, 12, 31), []),
        (2027, date(2026, 12, 1), ["TOO_EARLY_FOR_NEXT_YEAR"]),
        (2027, date(2026, 12, 2), []),  # thirty days: 2 to 31 December
        (2027, date(2026, 12, 31), []),
        (2025, DAY, ["YEAR_NOT_OPEN"]),
        (2028, DAY, ["YEAR_NOT_OPEN"]),
    ],
)
def test_an_agreement_is_for_this_year_or_at_its_end_for_the_next(year, on, expected):
    assert codes(rules.why_not_year(year, on=on, future_days=30)) == expected


@pytest.mark.parametrize(
    "limit, expected", [(None, []), (1, []), (0, ["LIMIT_NOT_POSITIVE"]), (-1, ["LIMIT_NOT_POSITIVE"])]
)
def test_a_limit_is_above_zero(limit, expected):
    assert codes(rules.why_not_limit(limit)) == expected


def test_a_rejection_names_grounds_in_force_and_is_explained():
    known = {"NO_FUNDS"}
    assert codes(rules.why_not_reject(["NO_FUNDS"], "Нет средств.", known=known)) == []
    assert codes(rules.why_not_reject([], " ", known=known)) == ["GROUND_REQUIRED", "REASON_REQUIRED"]
    assert codes(rules.why_not_reject(["OTHER", "OTHER"], "Так.", known=known)) == ["GROUND_UNKNOWN"]


@pytest.mark.parametrize(
    "number, signed_on, expected",
    [
        ("1", DAY, []),
        ("1", DAY - timedelta(days=2), []),
        (" ", DAY, ["FIELD_REQUIRED"]),
        ("1" * 60, DAY, []),
        ("1" * 61, DAY, ["FIELD_TOO_LONG"]),
        ("1", DAY + timedelta(days=1), ["SIGNED_ON_IN_FUTURE"]),
        ("1", DAY - timedelta(days=3), ["SIGNED_ON_TOO_EARLY"]),
    ],
)
def test_it_is_signed_between_the_request_and_today(number, signed_on, expected):
    asked_on = DAY - timedelta(days=2)
    assert codes(rules.why_not_sign(number, signed_on, requested_on=asked_on, on=DAY)) == expected
