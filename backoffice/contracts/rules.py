"""May a contract be offered, accepted, signed? Pure: no database, no clock, no framework.

At the offer everything is judged anew. Where a person of the municipality found the enrollment possible, only what
nobody can overrule is asked again: the certificate, the provider, the register, and the money itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.enrollments import request_rules, rules
from backoffice.enrollments.request_rules import RequestFacts
from backoffice.enrollments.rules import Facts
from backoffice.errors import Refusal
from backoffice.people import ages

RULE = "Концепция, п. 2.9; Правила ПФДО"
CIVIL_CODE = "ГК РФ, ст. 26, 28, 438"
LONGEST_NUMBER = 40  # signs of the number of a contract
MONEY = (rules.why_not_agreement, rules.why_not_balance, rules.why_not_cap)


@dataclass(frozen=True, kw_only=True)
class Days:
    """When a contract would begin, and what bounds that."""

    starts_on: date
    today: date
    group_starts_on: date
    group_ends_on: date
    period_starts_on: date | None  # of the period that runs today; None: none does
    backdating: int  # days after the period begins on which a contract may still begin in its past


def why_not_offer(facts: RequestFacts, *, found_by_rules: bool) -> Iterator[Refusal]:
    """Yield every reason against an offer by what is known of its request today."""
    if found_by_rules:
        yield from request_rules.why_not_possible(facts)
        return
    if facts.use is not None:
        yield from rules.why_not_certificate(facts.use)
        yield from why_not_money(facts.use)
    yield from request_rules.why_not_registered(facts)
    yield from request_rules.why_not_provider(facts)


def why_not_money(facts: Facts) -> Iterator[Refusal]:
    """Yield what speaks against money of the certificate for a contract (R5, R10, R12)."""
    for rule in MONEY:
        yield from rule(facts)


def why_not_months(without_agreement: Sequence[date]) -> Iterator[Refusal]:
    """R5 month by month: whoever pays for the municipality in a month has an agreement with the provider."""
    if without_agreement:
        months = ", ".join(f"{day:%m.%Y}" for day in without_agreement)
        text = f"Нет действующего договора об оплате с уполномоченной организацией за месяцы: {months}."
        remedy = "Заключите договор об оплате с организацией, которая платит за муниципалитет в эти месяцы."
        yield Refusal("NO_PAYMENT_AGREEMENT", text, rules.AGREEMENT, remedy)


def why_not_days(days: Days) -> Iterator[Refusal]:
    """A contract begins within its group, and in the past only within its period and soon after that has begun."""
    if not days.group_starts_on <= days.starts_on <= days.group_ends_on:
        text = f"Договор может начаться с {days.group_starts_on:%d.%m.%Y} по {days.group_ends_on:%d.%m.%Y}."
        yield Refusal("START_DAY_INVALID", text, RULE, "Исправьте день начала.", ("starts_on",))
    if days.starts_on < (earliest := _earliest(days)):
        text = f"Задним числом договор не заключают: он может начаться с {earliest:%d.%m.%Y}."
        yield Refusal(
            "BACKDATING_NOT_ALLOWED",
            text,
            "Правила ПФДО, порядок заключения договоров",
            "Укажите более поздний день начала.",
            ("starts_on",),
        )


def _earliest(days: Days) -> date:
    begins = days.period_starts_on
    if begins is None or days.today > begins + timedelta(days=days.backdating):
        return days.today
    return begins


def why_not_number(number: str, *, is_taken: bool) -> Iterator[Refusal]:
    """The number of a contract is its own for the provider and the year."""
    if len(number) > LONGEST_NUMBER:
        text = f"Номер договора не длиннее {LONGEST_NUMBER} знаков."
        yield Refusal("CONTRACT_NUMBER_INVALID", text, RULE, "Сократите номер.", ("number",))
    elif is_taken:
        text = f"Договор № {number} в этом году у организации уже есть."
        yield Refusal(
            "CONTRACT_NUMBER_TAKEN", text, RULE, "Укажите другой номер или оставьте поле пустым.", ("number",)
        )


def why_not_signer(born: date, *, is_child: bool, on: date) -> Iterator[Refusal]:
    """Under fourteen a representative signs; from then on the child may (ГК 26, 28)."""
    if is_child and not ages.acts_in_person(born, on):
        first = ages.birthday(born, ages.ACTS_FROM)
        text = f"До 14 лет договор принимает законный представитель; сам ребёнок — с {first:%d.%m.%Y}."
        yield Refusal("SIGNER_TOO_YOUNG", text, CIVIL_CODE, "Попросите родителя принять договор в кабинете.")


def why_over(ends_on: date | None, *, on: date) -> Iterator[Refusal]:
    """Nobody enters a contract whose last lesson is over: nothing would be taught for its money."""
    if ends_on is not None and ends_on < on:
        text = f"Обучение по этому договору закончилось {ends_on:%d.%m.%Y}: заключить его уже нельзя."
        yield Refusal("CONTRACT_OVER", text, RULE, "Откажитесь от договора и выберите другую группу.")


def why_not_signed_on(signed_on: date | None, *, accepted_on: date) -> Iterator[Refusal]:
    """Nobody agrees to an acceptance on paper, or signs after it, before it was given."""
    if signed_on is not None and signed_on < accepted_on:
        text = f"Семья приняла договор {accepted_on:%d.%m.%Y}: раньше эту бумагу подписать не могли."
        yield Refusal("SIGNED_ON_INVALID", text, CIVIL_CODE, "Укажите день, который стоит на бумаге.", ("signed_on",))


def why_not_printed(*, is_printed: bool) -> Iterator[Refusal]:
    """A paper is signed after it was made."""
    if not is_printed:
        text = "К этому дню заявления о зачислении ещё не было: подписать его на бумаге не могли."
        remedy = "Распечатайте договор и заявление, дайте их семье и сохраните подписанное."
        yield Refusal("APPLICATION_NOT_PRINTED", text, CIVIL_CODE, remedy, ("signed_on",))
