"""How a municipality's commission is to decide, as its head writes it, as one typed card. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from backoffice.commissions.models import CommissionOrder, RegisterCondition
from backoffice.programs.words import Direction
from backoffice.registers.models import BudgetRegister


def _field(label: str, description: str, *, help: str = "", **rest):
    return field(metadata={"label": label, "help": help, "description": description}, **rest)


@dataclass(frozen=True, kw_only=True)
class RegisterConditionCard:
    """What a program must be to stand in a register, so that a machine can check it (C 2.7)."""

    register: BudgetRegister = _field("Реестр", "Of which register.")
    code: str = _field("Код", "Stable code, upper case: letters, digits, underscores; at most 30 characters.")
    text: str = _field("Условие", "The condition in Russian, at most 300 characters.")
    check_kind: RegisterCondition.Check = _field("Как проверять", "How it is checked.")
    number: int | None = _field("Граница", "The bound of a check by number; null for the others.", default=None)
    direction: Direction | None = _field("Направленность", "Of a check DIRECTION; null for the others.", default=None)


@dataclass(frozen=True, kw_only=True)
class CommissionOrderCard:
    """How the commission of a municipality decides from a day on (C 2.5.1, C 2.7)."""

    valid_from: date = _field("Действует с", "First day in force, today or later.")
    quorum_percent: int = _field(
        "Кворум, %", "At least so many per cent of the voting members must take part, 50 to 100.", default=50
    )
    majority_percent: int = _field(
        "Большинство, %",
        "A decision needs more than so many per cent of those who take part, 50 to 99.",
        help="50 — больше половины участвующих.",
        default=50,
    )
    places_rule: CommissionOrder.PlacesRule = _field(
        "Число мест по голосам",
        "How the places follow from the votes for.",
        default=CommissionOrder.PlacesRule.MEDIAN,
    )
    hides_open_votes: bool = _field(
        "Скрывать голоса до подсчёта", "Whether nobody sees another's vote until the item is closed.", default=True
    )
    notice_days: int = _field(
        "Созывать за столько рабочих дней", "Working days between the call and the meeting, 1 to 30.", default=3
    )
    entries_end_month: int = _field(
        "Записи реестров заканчиваются: месяц", "Month of the first day an entry no longer holds.", default=9
    )
    entries_end_day: int = _field(
        "Записи реестров заканчиваются: число", "Day of the first day an entry no longer holds.", default=1
    )
    asks_reconfirmation: bool = _field(
        "Подтверждать записи перед их окончанием",
        "Whether the commission looks at every entry again before it ends.",
        default=False,
    )
    conditions: tuple[RegisterConditionCard, ...] = _field(
        "Условия реестров", "What programs must be; none: every program may be put forward.", default=()
    )
