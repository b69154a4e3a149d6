"""Kopecks as people read them."""

import pytest

from backoffice import money


@pytest.mark.parametrize(
    ("kopecks", "expected"),
    [
        (0, "0,00 ₽"),
        (5, "0,05 ₽"),
        (99_999, "999,99 ₽"),
        (1_500_050, "15 000,50 ₽"),
        (123_456_789_00, "123 456 789,00 ₽"),
        (-100_01, "−100,01 ₽"),
        (2**53, "90 071 992 547 409,92 ₽"),
    ],
)
def test_kopecks_become_roubles_that_never_fall_apart(kopecks, expected):
    assert money.text(kopecks) == expected.replace(" ", "\u00a0")
