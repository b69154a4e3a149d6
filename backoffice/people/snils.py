"""СНИЛС, a person's number in the pension system: is it well formed? Pure: no database, no clock, no framework."""

import re

_FORMATS = re.compile(r"([0-9]{3})([0-9]{3})([0-9]{3})([0-9]{2})|([0-9]{3})-([0-9]{3})-([0-9]{3}) ([0-9]{2})")
_LAST_WITHOUT_CHECK = 1_001_998


def is_snils(text: str) -> bool:
    """Tell whether `text` is a СНИЛС, written `112-233-445 95` or `11223344595` and in no other way.

    Numbers up to 001-001-998 were given before the check digits existed: any two pass. Zero is no number.
    """
    if not (match := _FORMATS.fullmatch(text)):
        return False
    digits = "".join(part for part in match.groups() if part)
    number, check = digits[:9], int(digits[9:])
    if int(number) <= _LAST_WITHOUT_CHECK:
        return int(number) > 0
    return sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=True)) % 101 % 100 == check
