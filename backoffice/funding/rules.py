"""Who gets money and when there is room for it. Pure: no database, no clock, no framework."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from backoffice.errors import Refusal, unknown_ground
from backoffice.people import ages

RULE = "Концепция, п. 1.4–1.5, 2.10–2.11"


@dataclass(frozen=True)
class Room:
    """What a quota has given out, and how much it may (domain 5.7). Sums in kopecks."""

    count: int
    count_limit: int
    total: int
    sum_limit: int
    nominal: int

    def is_left(self) -> bool:
        """Whether one more certificate fits, by count and by sum."""
        return self.places() > 0

    def places(self) -> int:
        """How many more certificates fit, by count and by sum."""
        by_sum = (self.sum_limit - self.total) // self.nominal
        return max(min(self.count_limit - self.count, by_sum), 0)


def why_not_fund(*, is_active: bool, is_funded: bool, born: date, funding_from: date, on: date) -> Iterator[Refusal]:
    """Yield what speaks against money on a certificate on day `on`, whatever the quota says."""
    if not is_active:
        text, remedy = "Сертификат не действует.", "Активируйте или возобновите сертификат."
        yield Refusal("CERTIFICATE_NOT_ACTIVE", text, RULE, remedy)
    if is_funded:
        text, remedy = "Средства на сертификате уже есть.", "Посмотрите остаток в карточке сертификата."
        yield Refusal("ALREADY_FUNDED", text, RULE, remedy)
    if on < funding_from:
        text = f"В вашем муниципалитете средства на сертификаты выделяют с {funding_from:%d.%m.%Y}."
        remedy = "До этого дня учитесь по бюджетным программам: для них хватает сертификата учёта."
        yield Refusal("FUNDING_NOT_STARTED", text, "План мероприятий, п. 1.13, 2.12; Концепция, п. 3", remedy)
    if not ages.may_use(born, on):
        text = "Средства выделяют детям от 5 до 18 лет."
        yield Refusal("AGE_OUT_OF_RANGE", text, "Концепция, п. 4", "Проверьте дату рождения.")


def why_not_ask(*, has_open: bool, has_program: bool, is_in_program: bool, needs_document: bool) -> Iterator[Refusal]:
    """Yield what speaks against a request beyond `why_not_fund`; `needs_document`: the category's paper is missing."""
    if has_open:
        text, remedy = "Заявление на средства уже подано.", "Дождитесь решения или отзовите прежнее заявление."
        yield Refusal("REQUEST_OPEN", text, RULE, remedy)
    yield from why_no_money(has_program=has_program, is_in_program=is_in_program)
    if needs_document:
        text, remedy = "Не приложен документ: подтверждение категории.", "Загрузите файл и приложите его к заявлению."
        yield Refusal("DOCUMENT_REQUIRED", text, RULE, remedy, ("file",))


def why_no_money(*, has_program: bool, is_in_program: bool) -> Iterator[Refusal]:
    """Yield why a municipality has no money for a category at all: full or not, there is no quota."""
    if not has_program:
        text = "На этот период муниципалитет ещё не утвердил программу персонифицированного финансирования."
        yield Refusal("NO_FUNDING_PROGRAM", text, RULE, "Подайте заявление, когда программа будет утверждена.")
    elif not is_in_program:
        text = "Программа муниципалитета на этот период не выделяет средств для этой категории."
        yield Refusal("CATEGORY_NOT_FUNDED", text, RULE, "Выберите другую категорию, если она вам подходит.")


def why_not_return(*, is_funded: bool, is_unused: bool) -> Iterator[Refusal]:
    """Yield what speaks against giving the money of a certificate back at the family's wish (domain 4e)."""
    if not is_funded:
        text, remedy = "На сертификате нет средств: это сертификат учёта.", "Возвращать нечего."
        yield Refusal("NOT_FUNDED", text, RULE, remedy)
    elif not is_unused:
        text = "Часть средств уже зарезервирована или потрачена."
        yield Refusal("MONEY_USED", text, RULE, "Остаток действует до конца периода: им можно пользоваться.")


def why_not_refuse(grounds: Collection[str], reason: str, *, known: Collection[str]) -> Iterator[Refusal]:
    """A refusal rests on coded grounds in force and is explained."""
    if not grounds:
        text, remedy = "Отказ без основания невозможен.", "Выберите основание из перечня."
        yield Refusal("GROUND_REQUIRED", text, RULE, remedy, ("grounds",))
    for code in dict.fromkeys(grounds):
        if code not in known:
            yield unknown_ground(RULE, "grounds")
    if not reason.strip():
        yield Refusal("REASON_REQUIRED", "Объясните отказ: его прочтёт семья.", RULE, "Заполните поле.", ("reason",))


def order_of(moves: Iterable[tuple[int, bool]]) -> list[int]:
    """Who waits, in order, after these moves of one queue: (entry, whether it joined), oldest first."""
    waiting: dict[int, None] = {}
    for entry, has_joined in moves:
        if has_joined:
            waiting[entry] = None
        else:
            waiting.pop(entry, None)
    return [*waiting]


def carried(balance: int, percent: int) -> int:
    """Kopecks of a balance that go into the next period; the rest of a kopeck is dropped."""
    return balance * percent // 100
