"""What a municipality's head writes in its use order, as one typed card. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from backoffice.certificates.models import Certificate
from backoffice.entitlements.models import UseOrderRule
from backoffice.registers.models import RegisterKind


def _field(label: str, description: str, *, help: str = "", **rest):
    return field(metadata={"label": label, "help": help, "description": description}, **rest)


@dataclass(frozen=True, kw_only=True)
class UseOrderRuleCard:
    """What certificates of one funding status may do in one register (C 2.12)."""

    register: RegisterKind = _field("Реестр", "In which register.")
    funding_status: Certificate.FundingStatus = _field("Сертификаты", "For which certificates (C 1.4).")
    is_allowed: bool = _field("Можно использовать", "Whether they may be used there at all.")
    unit: UseOrderRule.LimitUnit = _field(
        "Предел считают в", "What the limit counts; MONEY only for CERTIFIED and PERSONALISED_FUNDING."
    )
    limit: int | None = _field(
        "Предел", "So many in a period: kopecks, programs or hours; null: no limit.", default=None
    )


@dataclass(frozen=True, kw_only=True)
class UseOrderCard:
    """How certificates may be used in a municipality from a day on (C 2.12)."""

    valid_from: date = _field("Действует с", "First day in force, today or later.")
    excludes_certified_with_general: bool = _field(
        "Сертифицированные и общеразвивающие программы одновременно нельзя",
        "Whether a certificate may not be used for CERTIFIED and GENERAL_DEVELOPMENT together.",
        default=False,
    )
    assesses_by_itself: bool = _field(
        "Отвечать на запросы без сотрудника",
        "Whether a request that breaks no rule is answered without a person (C 2.17).",
        default=True,
    )
    rules: tuple[UseOrderRuleCard, ...] = _field("Правила", "One for each of 4 registers and 2 funding statuses.")
