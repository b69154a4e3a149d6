"""A pupil goes on with the next part of a program by the offer of its provider (domain 4d-11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from backoffice import money
from backoffice.acts import calendar
from backoffice.acts import services as acts
from backoffice.contracts.models import Contract
from backoffice.errors import Refusal
from backoffice.groups.models import StudyGroup

RULE = "Правила ПФДО, продление договора; ПП РФ от 15.09.2020 № 1441, п. 16"


def why_not_prolong(contract: Contract, group: StudyGroup, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against offering a group to the pupil of a locked contract on day `on`."""
    if contract.status != Contract.Status.ACTIVE:
        text = "Продолжить обучение предлагают по действующему договору."
        yield Refusal("CONTRACT_NOT_LIVE", text, RULE, "Обновите страницу.")
    yield from why_not_next(contract, group)
    days, percent = acts.settings(
        "PROLONGATION_NOTICE_DAYS", "PROLONGATION_PRICE_PERCENT", on=on, territory=contract.municipality_id
    )
    yield from why_late(group.starts_on, earliest=calendar.add_days(on, int(days), working=True))
    yield from why_dearer(
        hourly(contract.request.group.price or 0, contract.module.hours),
        hourly(group.price or 0, group.module.hours),
        percent=Fraction(percent),
    )


def why_not_next(contract: Contract, group: StudyGroup) -> Iterator[Refusal]:
    """The group teaches another part of the same program, after this contract."""
    same = group.module.edition.program_id == contract.module.edition.program_id
    if not same or group.module_id == contract.module_id:
        text = "Продлить можно обучение по следующей части той же программы."
        yield Refusal("GROUP_NOT_FIT", text, RULE, "Выберите группу следующей части программы.", ("group",))
    elif contract.ends_on is not None and group.starts_on <= contract.ends_on:
        text = (
            f"Договор действует по {contract.ends_on:%d.%m.%Y}, а занятия группы начинаются {group.starts_on:%d.%m.%Y}."
        )
        yield Refusal("GROUP_NOT_FIT", text, RULE, "Выберите группу, которая начинает позже.", ("group",))


def why_late(starts_on: date, *, earliest: date) -> Iterator[Refusal]:
    """The family hears of it some working days before the first lesson."""
    if starts_on < earliest:
        text = f"Занятия начинаются {starts_on:%d.%m.%Y}: семью нужно предупредить раньше."
        remedy = f"Предложите группу, которая начинает не раньше {earliest:%d.%m.%Y}, или примите заявку семьи."
        yield Refusal("PROLONGATION_LATE", text, RULE, remedy, ("group",))


def why_dearer(before: Fraction, now: Fraction, *, percent: Fraction) -> Iterator[Refusal]:
    """An hour costs no more than before but for so many per cent (inflation); kopecks an hour."""
    highest = before * percent / 100
    if now > highest:
        text = (
            f"Час занятий стал дороже: {money.text(round(now))}, а продлить можно не дороже {money.text(int(highest))}."
        )
        yield Refusal("PRICE_TOO_HIGH", text, RULE, "Измените цену группы или примите заявку семьи.", ("group",))


def hourly(price: int, hours: int) -> Fraction:
    """Kopecks for an hour of lessons; of no hours nothing."""
    return Fraction(price, hours) if hours else Fraction(0)
