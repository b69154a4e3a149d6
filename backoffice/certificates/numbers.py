"""Numbers of certificates: region, payer, six random digits, check digit. Pure: no database, no clock."""

import re

REGION = "42"
CAPACITY = 10**6  # numbers of one payer
_FORM = re.compile(rf"{REGION}[0-9]{{9}}")


def make(payer_code: str, serial: int) -> str:
    """The number with this serial, 0 to 999 999, of the payer with these two digits."""
    digits = f"{REGION}{payer_code}{serial:06d}"
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """The digit after which the whole passes Luhn's check: it finds any one wrong digit, and most swapped ones."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits)))
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def is_number(text: str) -> bool:
    """Tell whether `text` is a number of a certificate; nothing about whether it was ever given."""
    return _FORM.fullmatch(text) is not None and check_digit(text[:-1]) == text[-1]
