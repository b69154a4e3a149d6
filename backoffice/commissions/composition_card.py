"""Who is to sit on a commission, as a municipality's head writes it, as one typed card. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from backoffice.commissions.models import CommissionSeat


def _field(label: str, description: str, *, help: str = "", id_of: str = "", **rest):
    return field(metadata={"label": label, "help": help, "description": description, "id_of": id_of}, **rest)


@dataclass(frozen=True, kw_only=True)
class CommissionSeatCard:
    """One person of a composition (C 2.5.1)."""

    username: str = _field(
        "Имя пользователя",
        "Sign-in name of the person's account.",
        help="Учётную запись человек заводит себе сам: «Регистрация» на странице входа.",
    )
    post: CommissionSeat.Post = _field("Кем входит", "As what; the secretary has no vote.")
    organisation: str = _field("Откуда", "Whom the person comes from, in words, at most 300 characters.")
    provider: int | None = _field(
        "Поставщик",
        "Global id of the Provider that this organisation is; null: it is none.",
        help="По нему система сама отводит члена комиссии от программ его организации.",
        id_of="Provider",
        default=None,
    )

    @property
    def account(self) -> str:
        """The username as accounts keep it."""
        return self.username.strip().lower()


@dataclass(frozen=True, kw_only=True)
class CompositionCard:
    """Who sits on a commission from a day of a calendar year on."""

    year: int = _field("Год", "The calendar year it is for.")
    valid_from: date = _field("Действует с", "First day in force: of that year, today or later.")
    seats: tuple[CommissionSeatCard, ...] = _field("Состав", "Everybody who sits on it.")
