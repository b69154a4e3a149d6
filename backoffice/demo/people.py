"""Demo accounts: one for each role, and one of several. Names come from a fixed seed; no real person is meant."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.units.models import Membership, Unit

PASSWORD = "demo-pfdo-2026"
SINCE = date(2019, 4, 3)
FAMILY = "двое детей с сертификатами учёта"
COMMISSION = "kemerovo-city-commission"
SURNAMES = ("Берёзкин", "Рябинин", "Осинин", "Кедров", "Тополев", "Ясенев", "Клёнов", "Ивушкин", "Сосновский", "Елагин")
NAMES = ("Алексей", "Борис", "Виктор", "Глеб", "Денис", "Егор", "Захар", "Илья", "Кирилл", "Лев", "Максим", "Никита")


@dataclass(frozen=True)
class Account:
    """A role of a demo account: sign-in name, role, and the unit in which it is held; families get theirs with their
    children. Who has several roles stands here once for each.
    """

    username: str
    role: Role
    unit: str | None


ACCOUNTS = (
    Account("operator", Role.OPERATOR_CLERK, "regional-operator"),
    Account("operator2", Role.OPERATOR_CLERK, "regional-operator"),
    Account("head", Role.OPERATOR_HEAD, "regional-operator"),
    Account("expert1", Role.QUALITY_EXPERT, "regional-operator"),
    Account("expert2", Role.QUALITY_EXPERT, "regional-operator"),
    Account("expert3", Role.QUALITY_EXPERT, "regional-operator"),
    Account("expert4", Role.QUALITY_EXPERT, "regional-operator"),
    Account("municipality", Role.MUNICIPAL_CLERK, "kemerovo-city"),
    Account("municipality.head", Role.MUNICIPAL_HEAD, "kemerovo-city"),
    Account("neighbour", Role.MUNICIPAL_CLERK, "belovo-district"),
    Account("territory", Role.MUNICIPAL_CLERK, "demo-territory"),
    Account("department", Role.DEPARTMENT_OFFICER, "education-department"),
    Account("auditor", Role.AUDITOR, "kuzbass"),
    Account("admin", Role.SYSTEM_ADMIN, "kuzbass"),
    Account("provider", Role.PROVIDER_MANAGER, "demo-provider"),
    Account("provider2", Role.PROVIDER_MANAGER, "demo-provider-2"),
    Account("accountant", Role.ACCOUNTANT, "demo-payer"),
    Account("neighbour.head", Role.MUNICIPAL_HEAD, "belovo-district"),
    Account("institution", Role.PROVIDER_MANAGER, "demo-institution"),
    Account("commission.chair", Role.COMMISSION_CHAIR, COMMISSION),
    Account("commission.deputy", Role.COMMISSION_DEPUTY, COMMISSION),
    Account("commission.secretary", Role.COMMISSION_SECRETARY, COMMISSION),
    Account("commission.member1", Role.COMMISSION_MEMBER, COMMISSION),
    Account("commission.member2", Role.COMMISSION_MEMBER, COMMISSION),
    Account("commission.member3", Role.COMMISSION_MEMBER, COMMISSION),
    Account("parent", Role.GUARDIAN, None),
    Account("several", Role.MUNICIPAL_CLERK, "kemerovo-city"),
    Account("several", Role.MUNICIPAL_CLERK, "belovo-district"),
    Account("several", Role.COMMISSION_SECRETARY, "belovo-district-commission"),
)


def load() -> None:
    """Make the accounts that are not there yet."""
    chance = random.Random(42)
    units = dict(Unit.objects.filter(code__in={each.unit for each in ACCOUNTS}).values_list("code", "pk"))
    for account in ACCOUNTS:
        name = f"{chance.choice(SURNAMES)} {chance.choice(NAMES)}"
        user = User.objects.filter(username=account.username).first()
        if user is None:
            user = User(username=account.username, full_name=name)
            user.is_private = account.unit is None
            user.set_password(PASSWORD)
            user.save()
        if account.unit is None:
            continue
        held = {"user": user, "role": account.role, "unit_id": units[account.unit]}
        if not Membership.objects.filter(**held).exists():  # an act may have ended it since
            Membership.objects.create(**held, valid_from=SINCE)


def lines() -> list[str]:
    """What `make run` prints: sign-in name, role, place."""
    names = dict(Unit.objects.filter(code__in={each.unit for each in ACCOUNTS}).values_list("code", "name"))
    return [
        f"{account.username:<20} {account.role.label} — {shorten(place, 60, placeholder='…')}"
        for account in ACCOUNTS
        for place in [names[account.unit] if account.unit else FAMILY]
    ]
