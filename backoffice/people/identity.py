"""What tells that two records are one child: name, day of birth, СНИЛС, paper. Pure: no database, no clock."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from backoffice.people import names

_BIRTH_CERTIFICATE = re.compile(r"([IVXLCХІУ1]+) ?- ?([A-ZА-ЯЁ]{2}) ?([0-9]{6})")
_PASSPORT = re.compile(r"([0-9]{2}) ?([0-9]{2}) ?([0-9]{6})")
_ROMAN = str.maketrans("ХІУ1", "XIVI")  # what people type for Roman digits
_CYRILLIC = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")  # letters that look the same
_NUMBER_SIGNS = re.compile(r"[№#]|\bN(?=\s?[0-9])|СЕРИЯ|НОМЕР")
_DASHES = re.compile(r"[‐-―−]")


def snils_digits(text: str) -> str:
    """The 11 digits of a well-formed СНИЛС; whatever else is written stays without its blanks at the ends."""
    return re.sub(r"[ -]", "", text.strip())


def document_key(text: str) -> str:
    """Series and number of a birth certificate or passport in one spelling: `I-ЛО 123456`, `3205 123456`.

    A paper of another kind, a foreign one for example, is kept as written, in capitals with single blanks.
    """
    plain = names.tidy(_NUMBER_SIGNS.sub(" ", _DASHES.sub("-", text.upper())))
    if match := _BIRTH_CERTIFICATE.fullmatch(plain):
        return f"{match[1].translate(_ROMAN)}-{match[2].translate(_CYRILLIC)} {match[3]}"
    if match := _PASSPORT.fullmatch(plain):
        return f"{match[1]}{match[2]} {match[3]}"
    return plain


class Named(Protocol):
    """A card that tells which child it is about."""

    @property
    def last_name(self) -> str: ...
    @property
    def first_name(self) -> str: ...
    @property
    def patronymic(self) -> str: ...
    @property
    def birth_date(self) -> date: ...
    @property
    def snils(self) -> str: ...
    @property
    def birth_certificate(self) -> str: ...


@dataclass(frozen=True)
class Identity:
    """A child as it is compared; what was not given is empty."""

    name: str
    born: date
    snils: str
    document: str

    @classmethod
    def of_card(cls, card: Named) -> Identity:
        """The identity of a child as an application or a correction names it."""
        name = names.key(card.last_name, card.first_name, card.patronymic)
        return cls(name, card.birth_date, snils_digits(card.snils), document_key(card.birth_certificate))

    @classmethod
    def of_child(cls, child) -> Identity:
        """The identity of a child as it is recorded."""
        return cls(child.name_key, child.birth_date, child.snils, child.birth_certificate)

    def keys(self) -> Iterator[int]:
        """A number of 64 bits, with its sign, for each thing by which somebody else may be found to be this child."""
        told = {"name": f"{self.name} {self.born:%Y-%m-%d}", "snils": self.snils, "document": self.document}
        for kind, text in told.items():
            if text:
                digest = hashlib.sha256(f"child {kind} {text}".encode()).digest()
                yield int.from_bytes(digest[:8], signed=True)


@dataclass(frozen=True)
class Agreement:
    """In what two records agree; None: one of them does not tell it."""

    name: bool
    born: bool
    snils: bool | None
    document: bool | None

    @property
    def is_exact(self) -> bool:
        """Whether nobody would take them for two children."""
        return self.name and self.born and bool(self.snils or self.document)

    @property
    def match(self) -> str:
        """Why they may be one child, as `DuplicatePair.Match` names it; empty: nothing says so."""
        if self.snils:
            return "SNILS"
        if self.document:
            return "BIRTH_CERTIFICATE"
        return "NAME_AND_BIRTH_DATE" if self.name and self.born else ""


def compare(one: Identity, other: Identity) -> Agreement:
    """Tell in what two identities agree."""
    return Agreement(
        name=one.name == other.name,
        born=one.born == other.born,
        snils=_agree(one.snils, other.snils),
        document=_agree(one.document, other.document),
    )


def _agree(one: str, other: str) -> bool | None:
    return one == other if one and other else None
