"""Check numbers of documents: hard to guess, easy to dictate, and a slip is noticed before anything is looked up. Pure.

Eleven random signs (54 bits) and a check sign, in three groups: `7KQM-R3XW-9TPA`. No 0, 1, I, L or O. The check sign
is the weighted sum modulo 31, a prime, so that one wrong sign and two exchanged neighbours are always noticed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RANDOM = 11  # signs before the check sign
GROUP = 4
CYRILLIC = str.maketrans("АВЕКМНРСТУХ", "ABEKMHPCTYX")  # typed with the keyboard left in Russian: they look the same
DASHES = dict.fromkeys(map(ord, " \t\r\n\u00a0\u2010\u2011\u2012\u2013\u2014-"))
LONGEST = 40  # characters that anybody would type


def new() -> str:
    """Make a number that nobody can foresee."""
    signs = [secrets.choice(ALPHABET) for _ in range(RANDOM)]
    return _grouped([*signs, _check_sign(signs)])


def canonical(typed: str) -> str | None:
    """Read a number as a person types it: any case, spaces for dashes, letters that look the same; None: not one."""
    if len(typed) > LONGEST:
        return None
    signs = typed.upper().translate(CYRILLIC).translate(DASHES)
    if len(signs) != RANDOM + 1 or not set(signs) <= set(ALPHABET) or _check_sign(signs[:RANDOM]) != signs[RANDOM]:
        return None
    return _grouped(signs)


def _check_sign(signs: Sequence[str]) -> str:
    return ALPHABET[sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(signs, start=2)) % len(ALPHABET)]


def _grouped(signs: Sequence[str]) -> str:
    return "-".join("".join(signs[start : start + GROUP]) for start in range(0, len(signs), GROUP))
