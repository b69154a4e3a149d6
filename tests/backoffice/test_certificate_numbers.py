"""Numbers of certificates: every typing error of one digit is found."""

import pytest

from backoffice.certificates import numbers


def test_a_number_names_region_and_payer_and_passes_its_own_check():
    number = numbers.make("04", 123456)
    assert number[:10] == "4204123456"
    assert numbers.is_number(number)


def test_the_check_digit_is_that_of_luhn():
    assert numbers.check_digit("7992739871") == "3"


@pytest.mark.parametrize("place", range(2, 11))
def test_any_one_wrong_digit_is_found(place):
    number = numbers.make("34", 7)
    for digit in set("0123456789") - {number[place]}:
        assert not numbers.is_number(number[:place] + digit + number[place + 1 :])


@pytest.mark.parametrize("text", ["", "42", "4204123456", "٤204123456١", " 42041234561", "5404123456" + "1"])
def test_what_is_no_number_is_none(text):
    assert not numbers.is_number(text)
