"""Numbers of a provider and of its bank: are they well formed? Says nothing about whether they exist.

Pure: no database, no clock, no framework. ASCII digits only, no spaces; numbers are text, leading zeros count.
Rules: domain §9.
"""

import re
from itertools import cycle

from stdnum.ru import inn, ogrn

_KPP = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}")


def is_inn(text: str, *, organisation: bool) -> bool:
    """Tell whether `text` is an ИНН: 10 digits of an organisation, or 12 of a person (an entrepreneur is one).

    Region 00 does not exist; without this, ten zeros would satisfy the check digit.
    """
    return _is_digits(text, 10 if organisation else 12) and not text.startswith("00") and inn.is_valid(text)


def is_ogrn(text: str) -> bool:
    """Tell whether `text` is the ОГРН of an organisation: 13 digits, the first not zero."""
    return _is_digits(text, 13) and ogrn.is_valid(text)


def is_ogrnip(text: str) -> bool:
    """Tell whether `text` is the ОГРНИП of an entrepreneur: 15 digits, the first is 3.

    Computed here: stdnum 2.2 leaves out "mod 10" and refuses every true number with the remainder 10, 11 or 12.
    """
    return _is_digits(text, 15) and text[0] == "3" and int(text[:14]) % 13 % 10 == int(text[14])


def is_kpp(text: str) -> bool:
    """Tell whether `text` has the form of a КПП: 4 digits, 2 digits or letters A-Z, 3 digits. It has no check digit."""
    return _KPP.fullmatch(text) is not None


def is_bik(text: str) -> bool:
    """Tell whether `text` has the form of a БИК: 9 digits. It has no check digit."""
    return _is_digits(text, 9)


def is_settlement_account(account: str, bik: str) -> bool:
    """Tell whether the key of a client's account fits the bank with this БИК.

    Treasury accounts (03…) carry no such key, accounts at the Bank of Russia itself count as correspondent ones.
    """
    return is_bik(bik) and _is_digits(account, 20) and _is_key_right(bik[6:] + account)


def is_correspondent_account(account: str, bik: str) -> bool:
    """Tell whether the key of the bank's own account in the Bank of Russia fits the bank with this БИК."""
    return is_bik(bik) and _is_digits(account, 20) and _is_key_right("0" + bik[4:6] + account)


def _is_digits(text: str, length: int) -> bool:
    return re.fullmatch(rf"[0-9]{{{length}}}", text) is not None


def _is_key_right(digits: str) -> bool:
    return sum(int(digit) * weight for digit, weight in zip(digits, cycle((7, 1, 3)), strict=False)) % 10 == 0
