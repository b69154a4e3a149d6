"""May a certificate be used for a program (C 2.12–2.17)? Each rule alone, and all together. Pure: no database.

Which rules apply to which use, by the register of the program and by who pays:

| Rule | What it asks                                             | Applies to                                        |
|------|----------------------------------------------------------|---------------------------------------------------|
| R1   | the certificate is active                                | every use                                         |
| R2   | 5 <= age < 18 on the first day                           | every use                                         |
| R5   | the provider has an agreement with the issuer's payer    | money, each period; not while no provider is named |
| R8   | the use order allows the register for the funding status | every use                                         |
| R9   | the volume of the register is not exceeded               | where the order sets a limit, in its unit         |
| R10  | the balance of each period is enough for its part        | money, each period                                |
| R12  | the municipality's cap for the direction is not exceeded | money, each period with a cap                     |
| R13  | not CERTIFIED and GENERAL_DEVELOPMENT together           | these two registers, where the order says so      |

Money is what a funded certificate pays for a program of the CERTIFIED register. A certificate of accounting never pays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from backoffice import money
from backoffice.errors import Refusal
from backoffice.people import ages

CERTIFIED, GENERAL = "CERTIFIED", "GENERAL_DEVELOPMENT"
EXCLUDING = {CERTIFIED: GENERAL, GENERAL: CERTIFIED}
USE = "Концепция, п. 2.12"
AGREEMENT = "Правила ПФДО, п. 8.1; План мероприятий, п. 1.12"
NOT_ACTIVE = {
    "APPLIED": ("Сертификат ещё не выдан.", "Дождитесь решения по заявлению на сертификат."),
    "ISSUED_INACTIVE": ("Сертификат выдан, но не активирован.", "Активируйте сертификат в муниципалитете."),
    "SUSPENDED": ("Сертификат приостановлен.", "Обратитесь в муниципалитет, чтобы возобновить сертификат."),
}
ENDED = ("Сертификат не действует.", "Узнайте причину в карточке сертификата или в муниципалитете.")


@dataclass(frozen=True)
class Part:
    """What a use costs in one funding period, and what stands there. Sums in kopecks."""

    title: str  # of the period, in Russian
    cost: int
    balance: int | None  # free on the certificate; None: no money has come for that period
    has_agreement: bool | None  # with the issuer's payer; None: no provider is named yet
    cap: int | None = None  # of the direction in the municipality; None: there is none
    cap_taken: int = 0  # promised and spent under that cap


@dataclass(frozen=True)
class Volume:
    """What of a register a certificate may take in a period: kopecks, programs or hours, as `unit` says."""

    title: str  # of the register, in Russian
    unit: str
    limit: int | None  # None: no limit
    taken: int
    asked: int


@dataclass(frozen=True)
class Facts:
    """What the rules judge: a certificate, the use it is wanted for, and what the acts in force say of it."""

    status: str
    is_funded: bool
    born: date
    register: str
    starts_on: date
    direction_title: str  # in Russian; empty: not named yet
    has_order: bool  # whether a use order is in force
    is_allowed: bool  # whether it allows the register for this funding status
    excludes: bool  # whether it forbids CERTIFIED and GENERAL_DEVELOPMENT together
    volume: Volume
    registers_taken: frozenset[str]  # registers that the certificate already uses in the period
    parts: tuple[Part, ...]  # one for each period in which the use costs something

    @property
    def is_paid(self) -> bool:
        """Whether money of the certificate is meant."""
        return self.register == CERTIFIED and self.is_funded


def why_not_certificate(facts: Facts) -> Iterator[Refusal]:
    """R1: only an active certificate is used."""
    if facts.status != "ACTIVE":
        text, remedy = NOT_ACTIVE.get(facts.status, ENDED)
        yield Refusal("CERTIFICATE_NOT_ACTIVE", text, "Концепция, п. 1.4", remedy)


def why_not_age(facts: Facts) -> Iterator[Refusal]:
    """R2: from the fifth birthday to the day before the eighteenth, on the first day of the lessons."""
    if not ages.may_use(facts.born, facts.starts_on):
        first = ages.birthday(facts.born, ages.USES_FROM)
        end = ages.birthday(facts.born, ages.ENDS_AT)
        text = "На день начала занятий ребёнку должно исполниться 5 лет и не должно исполниться 18."
        remedy = f"Занятия могут начаться с {first:%d.%m.%Y} и до {end:%d.%m.%Y}."
        yield Refusal("AGE_OUT_OF_RANGE", text, "Концепция, п. 4", remedy)


def why_not_agreement(facts: Facts) -> Iterator[Refusal]:
    """R5: the municipality that issued the certificate can pay this provider in each period."""
    lacking = [part.title for part in facts.parts if part.has_agreement is False]
    if facts.is_paid and lacking:
        text = f"У поставщика нет действующего договора об оплате с вашим муниципалитетом: {', '.join(lacking)}."
        remedy = "Спросите поставщика, когда он заключит договор, или выберите другого поставщика."
        yield Refusal("NO_PAYMENT_AGREEMENT", text, AGREEMENT, remedy)


def why_not_register(facts: Facts) -> Iterator[Refusal]:
    """R8: the use order allows the register for this certificate."""
    if not facts.has_order:
        text = "В вашем муниципалитете нет действующего порядка использования сертификатов."
        yield Refusal("NO_USE_ORDER", text, USE, "Обратитесь в муниципалитет.")
    elif not facts.is_allowed and facts.register == CERTIFIED and not facts.is_funded:
        text = "Сертифицированную программу оплачивает только сертификат персонифицированного финансирования."
        remedy = "Подайте заявление о закреплении средств за сертификатом или выберите бюджетную программу."
        yield Refusal("REGISTER_NOT_ALLOWED", text, "Концепция, п. 1.4, 2.12", remedy)
    elif not facts.is_allowed:
        text = f"Порядок использования не разрешает этому сертификату: {facts.volume.title}."
        yield Refusal("REGISTER_NOT_ALLOWED", text, USE, "Выберите программу из другого реестра.")


def why_not_volume(facts: Facts) -> Iterator[Refusal]:
    """R9: with this use the volume of the register is not exceeded."""
    yield from why_exceeded(facts.volume)


def why_exceeded(volume: Volume) -> Iterator[Refusal]:
    """Yield the refusal of a volume that what is asked for would exceed."""
    if volume.limit is not None and volume.taken + volume.asked > volume.limit:
        limit, taken, asked = (_counted(each, volume.unit) for each in (volume.limit, volume.taken, volume.asked))
        text = f"{volume.title}: предел на период — {limit}, занято — {taken}, нужно ещё — {asked}."
        remedy = "Отмените другую заявку, выберите программу другого реестра или дождитесь следующего периода."
        yield Refusal("VOLUME_EXCEEDED", text, "Концепция, п. 2.15", remedy)


def why_not_balance(facts: Facts) -> Iterator[Refusal]:
    """R10: the part of each period is paid from the balance of that very period."""
    for part in facts.parts if facts.is_paid else ():
        need = money.text(part.cost)
        if part.balance is None and part.cost:
            text = f"{part.title}: средства на сертификате ещё не закреплены, а нужно {need}."
            remedy = "Дождитесь закрепления средств или выберите программу, которая закончится раньше."
            yield Refusal("BALANCE_SHORT", text, "Концепция, п. 1.4–1.5, 2.9", remedy)
        elif part.balance is not None and part.cost > part.balance:
            text = f"{part.title}: на сертификате свободно {money.text(part.balance)}, нужно {need}."
            remedy = "Выберите программу дешевле или доплатите разницу."
            yield Refusal("BALANCE_SHORT", text, "Концепция, п. 1.4–1.5, 2.9", remedy)


def why_not_cap(facts: Facts) -> Iterator[Refusal]:
    """R12: the municipality still has money for this direction."""
    full = [part.title for part in facts.parts if part.cap is not None and part.cap_taken + part.cost > part.cap]
    if facts.is_paid:
        yield from why_cap_reached(facts.direction_title, full)


def why_cap_reached(direction_title: str, full: Sequence[str]) -> Iterator[Refusal]:
    """Yield the refusal of money for a direction in periods whose cap it would exceed."""
    if full:
        text = f"Средства муниципалитета на направление «{direction_title}» распределены: {', '.join(full)}."
        remedy = "Выберите программу другого направления или дождитесь, когда средства освободятся."
        yield Refusal("DIRECTION_CAP_REACHED", text, "Концепция, п. 2.8 (программа ПФ муниципалитета)", remedy)


def why_not_together(facts: Facts) -> Iterator[Refusal]:
    """R13: not CERTIFIED and GENERAL_DEVELOPMENT in one period, where the order says so."""
    if facts.excludes and EXCLUDING.get(facts.register) in facts.registers_taken:
        text = "В вашем муниципалитете сертифицированные и общеразвивающие программы не совмещают в одном периоде."
        remedy = "Выберите программу предпрофессионального или значимого реестра либо дождитесь следующего периода."
        yield Refusal("REGISTERS_EXCLUDE_EACH_OTHER", text, USE, remedy)


# R3, R4, R6, R7, R11 and R14 judge a request and join with enrollment.
RULES = (
    why_not_certificate,
    why_not_age,
    why_not_agreement,
    why_not_register,
    why_not_volume,
    why_not_balance,
    why_not_cap,
    why_not_together,
)


def why_not_use(facts: Facts) -> Iterator[Refusal]:
    """Yield every reason against the use, in the order of the rules."""
    for rule in RULES:
        yield from rule(facts)


def _counted(number: int, unit: str) -> str:
    """A number with its Russian unit: 2 программы, 36 часов, 5,00 ₽."""
    if unit == "MONEY":
        return money.text(number)
    one, few, many = ("час", "часа", "часов") if unit == "HOURS" else ("программа", "программы", "программ")
    last, teens = number % 10, number % 100 in range(11, 15)
    word = many if teens or last == 0 or last > 4 else one if last == 1 else few
    return f"{number} {word}"
