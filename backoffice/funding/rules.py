"""Who gets money and when there is room for it. Pure: no database, no clock, no framework."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from backoffice.errors import Refusal
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
        return self.count < self.count_limit and self.total + self.nominal <= self.sum_limit


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
