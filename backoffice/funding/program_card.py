"""What a municipality writes in its funding program, as one typed card. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from backoffice.programs.words import Direction


def _field(label: str, description: str, *, help: str = "", money: bool = False, code_of: str = "", **rest):
    said = {"label": label, "help": help, "description": description, "money": money, "code_of": code_of}
    return field(metadata=said, **rest)


@dataclass(frozen=True, kw_only=True)
class FundedCategoryCard:
    """What the program gives one category of children."""

    code: str = _field("Категория", "Code of the category.", code_of="CertificateCategory")
    count: int = _field("Сертификатов, не более", "How many certificates at most.")
    nominal: int = _field("Номинал сертификата", "Kopecks on each certificate for the period.", money=True)
    sum_limit: int | None = _field(
        "Сумма на категорию",
        "Kopecks for the category at most; null: count times nominal.",
        help="Если не указана, это число сертификатов, умноженное на номинал.",
        money=True,
        default=None,
    )

    @property
    def limit(self) -> int:
        """Kopecks for the category at most."""
        return self.count * self.nominal if self.sum_limit is None else self.sum_limit


@dataclass(frozen=True, kw_only=True)
class DirectionCapCard:
    """How much may go into programs of one direction."""

    direction: Direction = _field("Направленность", "Which direction.")
    amount: int = _field("Не более", "Kopecks at most.", money=True)


@dataclass(frozen=True, kw_only=True)
class FundingProgramCard:
    """A municipal funding program (R 1.10, C 1.5): the money of a period, who gets it and how much each."""

    total: int = _field("Всего средств", "Kopecks for the whole period.", money=True)
    current_from: date = _field(
        "Договоры за счёт текущего периода с", "First day on which contracts may take money of the running period."
    )
    current_to: date = _field("по", "Last such day.")
    future_from: date | None = _field(
        "Договоры за счёт будущего периода с",
        "First day on which contracts may already take this money before the period begins; null: none.",
        default=None,
    )
    categories: tuple[FundedCategoryCard, ...] = _field("Категории", "What each category gets.", default=())
    caps: tuple[DirectionCapCard, ...] = _field("Пределы по направленностям", "Caps per direction.", default=())
