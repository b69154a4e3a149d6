"""May a child be enrolled in a group? What a request adds to the rules of use of `rules`. Pure: no database.

| Rule | What it asks                                                      | Where it stands                     |
|------|-------------------------------------------------------------------|-------------------------------------|
| R1   | the certificate is active                                         | `rules`                             |
| R2   | the age of use, and the ages of the program, on the first lesson  | `rules`, here                       |
| R3   | the program stands in a register and the group takes requests     | here                                |
| R4   | the provider works and stands in its register                     | here                                |
| R5   | the provider has an agreement with the issuer's payer             | `rules`                             |
| R6   | the contracts of the provider are below their limit               | here                                |
| R7   | the group has a place, and so have those whom the budget pays for | here                                |
| R8   | the use order allows the register                                 | `rules`                             |
| R9   | the volume of the register is not exceeded                        | `rules`                             |
| R10  | the balance of each period is enough                              | `rules`                             |
| R11  | the child neither has nor asks for a place in the same module     | here                                |
| R12  | the cap of the direction is not exceeded                          | `rules`                             |
| R13  | not CERTIFIED and GENERAL_DEVELOPMENT together                    | `rules`                             |
| R14  | the lessons do not meet those of another program                  | here: a warning, a person may look  |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from backoffice.enrollments import rules
from backoffice.enrollments.rules import Facts
from backoffice.errors import Refusal
from backoffice.people import ages

REGISTERS = "Концепция, п. 2.3, 2.8"
ENROLLMENT = "Концепция, п. 2.13"
PLACES = "Концепция, п. 2.5.1, 2.13"
NO_PLACES = "NO_PLACES"


@dataclass(frozen=True, kw_only=True)
class RequestFacts:
    """What is known of a request for a place, beside how the certificate may be used."""

    use: Facts | None  # None: the program stands in no register, so nothing can be said of a use
    group_status: str  # DRAFT, OPEN, CLOSED or CANCELLED
    opens_at: datetime | None  # first moment requests are taken
    now: datetime
    group_starts_on: date
    group_ends_on: date
    starts_on: date  # the first lesson that is asked for
    today: date
    provider_is_active: bool
    born: date
    age_from: int  # of the program, full years
    age_to: int
    places_left: int  # for newcomers: nobody has them and nobody who waits is to be offered them
    contracts: tuple[int, int] | None = None  # (limit, taken) of the provider in the direction; None: no limit
    is_asked_for: bool = False  # an open request of the child for the module
    is_taught: bool = False  # an enrollment of the child in the module
    clashes: tuple[str, ...] = ()  # lessons that meet, in Russian


def why_not_registered(facts: RequestFacts) -> Iterator[Refusal]:
    """R3: the program stands in a register on the first lesson."""
    if facts.use is None:
        text = "В день начала занятий программы нет ни в одном реестре: по сертификату на неё не зачисляют."
        yield Refusal("NOT_IN_REGISTER", text, REGISTERS, "Выберите другую программу или спросите организацию.")


def why_not_open(facts: RequestFacts) -> Iterator[Refusal]:
    """R3: the group takes requests now."""
    if facts.group_status != "OPEN":
        text = "Набор в эту группу закрыт."
        yield Refusal("GROUP_NOT_OPEN", text, ENROLLMENT, "Выберите другую группу или спросите организацию о наборе.")
    elif facts.opens_at is not None and facts.now < facts.opens_at:
        text = f"Заявки в эту группу принимают с {facts.opens_at:%d.%m.%Y %H:%M}."
        yield Refusal("GROUP_NOT_OPEN_YET", text, ENROLLMENT, "Подайте заявку, когда откроется набор.")


def why_not_days(facts: RequestFacts) -> Iterator[Refusal]:
    """R3: the first lesson lies in the time of the group, and not in the past."""
    first = max(facts.group_starts_on, facts.today)
    if facts.group_ends_on < first:
        text = f"Занятия этой группы закончились {facts.group_ends_on:%d.%m.%Y}."
        yield Refusal("GROUP_IS_OVER", text, ENROLLMENT, "Выберите другую группу.")
    elif not first <= facts.starts_on <= facts.group_ends_on:
        text = f"Начать можно с {first:%d.%m.%Y} по {facts.group_ends_on:%d.%m.%Y}."
        yield Refusal("START_DAY_INVALID", text, ENROLLMENT, "Исправьте день начала занятий.", ("starts_on",))


def why_not_provider(facts: RequestFacts) -> Iterator[Refusal]:
    """R4: the provider works."""
    if not facts.provider_is_active:
        text = "Организация сейчас не принимает заявки: её работа приостановлена или прекращена."
        yield Refusal("PROVIDER_NOT_ACTIVE", text, "Концепция, п. 1.1, 2.3", "Выберите программу другой организации.")


def why_not_program_age(facts: RequestFacts) -> Iterator[Refusal]:
    """R2: the program is for children of that age on the first lesson."""
    age = ages.age_on(facts.born, facts.starts_on)
    if not facts.age_from <= age <= facts.age_to:
        text = f"Программа для детей от {facts.age_from} до {facts.age_to} лет, а в день начала ребёнку будет {age}."
        yield Refusal("PROGRAM_AGE", text, ENROLLMENT, "Выберите программу для возраста ребёнка.")


def why_not_limit(facts: RequestFacts) -> Iterator[Refusal]:
    """R6: the provider may still be paid for one more pupil."""
    if facts.contracts is not None:
        yield from why_limit_reached(*facts.contracts)


def why_limit_reached(limit: int, taken: int) -> Iterator[Refusal]:
    """Yield the refusal of a contract beyond the limit of the provider in the direction."""
    if taken >= limit:
        text = f"Организация достигла предела договоров по этому направлению: {limit}."
        remedy = "Выберите программу другой организации или дождитесь, когда договор освободится."
        yield Refusal("CONTRACT_LIMIT_REACHED", text, "Правила ПФДО, п. 3", remedy)


def why_no_place(facts: RequestFacts) -> Iterator[Refusal]:
    """R7: somebody else may not have it already."""
    if facts.places_left <= 0:
        text = "Свободных мест нет."
        remedy = "Встаньте в лист ожидания: место предложат по очереди. Или выберите другую группу."
        yield Refusal("NO_PLACES", text, PLACES, remedy)


def why_not_again(facts: RequestFacts) -> Iterator[Refusal]:
    """R11: a child has one place in a module."""
    if facts.is_taught:
        text = "Ребёнок уже обучается по этой части программы."
        yield Refusal("ALREADY_ENROLLED", text, ENROLLMENT, "Чтобы сменить группу, попросите организацию о переводе.")
    if facts.is_asked_for:
        text = "Заявка на эту часть программы уже подана."
        yield Refusal("ALREADY_REQUESTED", text, ENROLLMENT, "Дождитесь ответа на неё или отзовите её.")


def warn_of_clashes(facts: RequestFacts) -> Iterator[Refusal]:
    """R14: the child can be at one place at a time. Against nothing, but worth a look."""
    if facts.clashes:
        text = f"Занятия совпадают по времени: {'; '.join(facts.clashes)}."
        yield Refusal("SCHEDULE_CLASH", text, "Правила ПФДО, порядок зачисления", "Проверьте, успеет ли ребёнок.")


JUDGED = (why_not_registered, why_not_provider, why_not_program_age, why_not_limit)  # by the municipality as well
RULES = (
    why_not_registered,
    why_not_open,
    why_not_days,
    why_not_provider,
    why_not_program_age,
    why_not_limit,
    why_no_place,
    why_not_again,
)


def why_not_request(facts: RequestFacts) -> Iterator[Refusal]:
    """Yield every reason against the request."""
    if facts.use is not None:
        yield from rules.why_not_use(facts.use)
    for rule in RULES:
        yield from rule(facts)


def why_not_possible(facts: RequestFacts) -> Iterator[Refusal]:
    """What the municipality judges of a request that has its place already (C 2.15)."""
    if facts.use is not None:
        yield from rules.why_not_use(facts.use)
    for rule in JUDGED:
        yield from rule(facts)
