"""ИНН, ОГРН, ОГРНИП, КПП, БИК, account keys and СНИЛС: known numbers, and what their check digits guarantee."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.people.snils import is_snils
from backoffice.providers.identifiers import (
    is_bik,
    is_correspondent_account,
    is_inn,
    is_kpp,
    is_ogrn,
    is_ogrnip,
    is_settlement_account,
)

is_organisation_inn = partial(is_inn, organisation=True)
is_person_inn = partial(is_inn, organisation=False)
BIK = "049805746"
is_account_in_the_bank = partial(is_settlement_account, bik=BIK)
is_account_of_the_bank = partial(is_correspondent_account, bik=BIK)

VALID = [
    (is_organisation_inn, "7707083893"),
    (is_person_inn, "500100732259"),
    (is_ogrn, "1027700132195"),
    (is_ogrnip, "304500116000157"),
    (is_kpp, "770701001"),
    (is_kpp, "7707AZ001"),
    (is_bik, BIK),
    # The Bank of Russia's own examples to its order of 08.09.1997 № 515.
    (is_account_in_the_bank, "40602810700000000025"),
    (is_account_of_the_bank, "30101810800000000746"),
]


def digits(length):
    return st.text("0123456789", min_size=length, max_size=length)


def with_one_digit_changed(number, place, by):
    return number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]


def valid_endings(check, body, length=1):
    return [ending for ending in (f"{n:0{length}}" for n in range(10**length)) if check(body + ending)]


@pytest.mark.parametrize(("check", "number"), VALID)
def test_a_true_number_is_accepted(check, number):
    assert check(number) is True


@pytest.mark.parametrize(("check", "number"), VALID)
def test_a_number_is_written_in_ascii_without_spaces_and_at_its_own_length(check, number):
    arabic = number.translate({ord("0") + n: chr(0x660 + n) for n in range(10)})
    wide = number.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})
    half_arabic = chr(0x660 + int(number[0])) + number[1:]
    spoilt = [arabic, wide, half_arabic, f" {number}", f"{number} ", f"{number}\n", f"{number[:2]} {number[2:]}"]
    spoilt += [f"{number[:2]}-{number[2:]}", number[:-1], number[1:], f"{number}0", f"0{number}", "", f"+{number[1:]}"]

    assert [text for text in spoilt if check(text)] == []


@pytest.mark.parametrize(("check", "number"), VALID)
def test_none_is_not_a_text(check, number):
    with pytest.raises(TypeError):
        check(None)


@given(text=st.text())
def test_any_text_gets_a_plain_answer(text):
    for check, _ in [*VALID, (is_snils, "")]:
        assert check(text) in (True, False)
    assert is_settlement_account("40602810700000000025", text) in (True, False)
    assert is_correspondent_account("30101810800000000746", text) in (True, False)


@pytest.mark.parametrize(
    ("check", "number"),
    [
        (is_organisation_inn, "7707083894"),
        (is_organisation_inn, "0000000000"),
        (is_person_inn, "500100732258"),
        (is_person_inn, "500100732269"),
        (is_person_inn, "000000000000"),
        (is_ogrn, "1027700132196"),
        (is_ogrn, "0000000000000"),
        (is_ogrnip, "304500116000158"),
        (is_ogrnip, "000000000000000"),
        (is_kpp, "7707az001"),
        (is_kpp, "7707ЯЯ001"),
        (is_kpp, "A70701001"),
        (is_kpp, "77070100A"),
        (is_bik, "04980574A"),
    ],
)
def test_a_false_number_is_refused(check, number):
    assert check(number) is False


def test_an_organisation_and_a_person_do_not_share_an_inn():
    assert not is_inn("500100732259", organisation=True)
    assert not is_inn("7707083893", organisation=False)


def test_ogrn_and_ogrnip_are_told_apart():
    assert not is_ogrn("304500116000157")
    assert not is_ogrnip("1027700132195")


def test_an_ogrnip_begins_with_3_even_where_the_check_digit_fits():
    assert int("40450011600015") % 13 % 10 == 4
    assert not is_ogrnip("404500116000154")


@pytest.mark.parametrize(
    ("number", "remainder"), [("304500116000180", 10), ("304500116000191", 11), ("304500116000202", 12)]
)
def test_an_ogrnip_with_a_remainder_of_two_digits_is_valid(number, remainder):
    """Made by the rule; stdnum 2.2 refuses all three."""
    assert int(number[:14]) % 13 == remainder
    assert is_ogrnip(number)


# Made by the rule of domain §9. The first by hand: 225 → 14+2+15, 40702810 → 28+0+21+0+2+24+7+0, the last 1 → 1,
# together 114; with the key's weight 3 only 3×2 brings it to a full ten.
@pytest.mark.parametrize(
    ("account", "bik"),
    [
        ("40702810200000000001", "044525225"),
        ("40703810900000012345", "043207612"),
        ("40802810555000000123", "045655635"),
    ],
)
def test_exactly_one_key_fits_a_settlement_account(account, bik):
    with_every_key = [account[:8] + key + account[9:] for key in "0123456789"]
    assert [each for each in with_every_key if is_settlement_account(each, bik)] == [account]


@pytest.mark.parametrize(
    ("account", "bik"),
    [
        ("30101810400000000225", "044525225"),
        ("30101810200000000593", "044525593"),
        ("40102810545370000003", "004525988"),
    ],
)
def test_published_correspondent_accounts_fit_their_banks(account, bik):
    """Known from payment details of large banks and of the Treasury's single account."""
    assert is_correspondent_account(account, bik)
    assert not is_settlement_account(account, bik)


def test_an_account_needs_the_bik_of_its_bank():
    assert not is_settlement_account("40602810700000000025", "049805747")
    assert is_settlement_account("40602810700000000025", "049999746"), "only the last three digits of the БИК take part"
    assert not is_correspondent_account("30101810800000000746", "049815746")
    assert is_correspondent_account("30101810800000000746", "049805000"), "only digits 5 and 6 of the БИК take part"


@pytest.mark.parametrize("bik", ["746", "", "0498057460", "04980574٦", " 049805746"])
def test_an_account_does_not_fit_a_malformed_bik(bik):
    assert not is_settlement_account("40602810700000000025", bik)
    assert not is_correspondent_account("30101810800000000746", bik)


@given(body=digits(19), bik=digits(9), place=st.integers(0, 19), by=st.integers(1, 9))
def test_an_account_key_detects_every_changed_digit(body, bik, place, by):
    for check in (partial(is_settlement_account, bik=bik), partial(is_correspondent_account, bik=bik)):
        (ending,) = valid_endings(check, body)
        assert not check(with_one_digit_changed(body + ending, place, by))


@given(
    body=st.from_regex(r"(0[1-9]|[1-9][0-9])[0-9]{7}", fullmatch=True), place=st.integers(0, 9), by=st.integers(1, 9)
)
def test_a_changed_digit_of_an_organisation_inn_is_detected_unless_its_check_digit_is_zero(body, place, by):
    """Remainders 0 and 10 share the check digit 0, so only there may a changed digit of the body hide."""
    (ending,) = valid_endings(is_organisation_inn, body)
    if ending != "0" or place == 9:
        assert not is_organisation_inn(with_one_digit_changed(body + ending, place, by))


@given(
    body=st.from_regex(r"(0[1-9]|[1-9][0-9])[0-9]{8}", fullmatch=True), place=st.integers(0, 11), by=st.integers(1, 9)
)
def test_a_changed_digit_of_a_person_inn_is_detected_unless_both_check_digits_are_zero(body, place, by):
    (ending,) = valid_endings(is_person_inn, body, 2)
    if ending != "00" or place >= 10:
        assert not is_person_inn(with_one_digit_changed(body + ending, place, by))


@given(body=st.from_regex(r"[1-9][0-9]{11}", fullmatch=True), place=st.integers(0, 12), by=st.integers(1, 9))
def test_a_changed_digit_of_an_ogrn_is_detected_unless_its_check_digit_is_zero(body, place, by):
    (ending,) = valid_endings(is_ogrn, body)
    if ending != "0" or place == 12:
        assert not is_ogrn(with_one_digit_changed(body + ending, place, by))


@given(body=st.from_regex(r"3[0-9]{13}", fullmatch=True), place=st.integers(0, 14), by=st.integers(1, 9))
def test_a_changed_digit_of_an_ogrnip_is_detected_unless_its_check_digit_is_under_three(body, place, by):
    """Remainders 10, 11 and 12 share the check digits of 0, 1 and 2."""
    (ending,) = valid_endings(is_ogrnip, body)
    if ending not in "012" or place == 14:
        assert not is_ogrnip(with_one_digit_changed(body + ending, place, by))


@pytest.mark.parametrize(
    "number",
    ["112-233-445 95", "087-654-303 00", "123-456-789 64", "100-018-999 00", "100-019-899 00", "11223344595"],
)
def test_a_true_snils_is_accepted(number):
    assert is_snils(number)


@pytest.mark.parametrize(
    "number",
    [
        "112-233-445 96",
        "112-233-446 95",
        "087-654-303 01",
        "123-456-789 46",
        "000-000-000 00",
        "112-233-445-95",
        "112 233 445 95",
        "112-233-44595",
        "112233445 95",
        " 112-233-445 95",
        "112-233-445 95\n",
        "112-233-445  95",
        "112-233-445\u00a095",
        "١١٢-٢٣٣-٤٤٥ ٩٥",
        "112-233-445 ٩٥",
        "1122334459",
        "112233445950",
        "",
    ],
)
def test_a_false_or_differently_written_snils_is_refused(number):
    assert not is_snils(number)


def test_the_check_digits_of_a_snils_count_above_001_001_998():
    assert valid_endings(is_snils, "001001998", 2) == [f"{n:02}" for n in range(100)]
    assert valid_endings(is_snils, "001001999", 2) == ["65"]


@given(body=st.integers(1_001_999, 999_999_999).map("{:09}".format), place=st.integers(0, 10), by=st.integers(1, 9))
def test_a_changed_digit_of_a_snils_is_detected_unless_its_check_digits_are_zero(body, place, by):
    """Remainders 0 and 100 share 00; and a number changed into one of the old ones has no check digits."""
    (ending,) = valid_endings(is_snils, body, 2)
    changed = with_one_digit_changed(body + ending, place, by)
    if (ending != "00" or place >= 9) and int(changed[:9]) > 1_001_998:
        assert not is_snils(changed)
