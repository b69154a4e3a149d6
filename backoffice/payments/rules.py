"""When a provider and a payer may agree on payment, and when not. Pure: no database, no clock, no framework."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta

from backoffice.errors import Refusal, unknown_ground

RULE = "Правила ПФДО, п. 8.1; План мероприятий, п. 1.12"
LONGEST_NUMBER = 60
REQUISITES = {"bank_name": "название банка", "bik": "БИК", "settlement_account": "расчётный счёт"}


def why_not_request(
    *, provider_is_active: bool, payer_is_valid: bool, exists: bool, requisites: Mapping[str, str], year: int
) -> Iterator[Refusal]:
    """Yield what speaks against an agreement for `year`, whatever day it is; `requisites` are those of `REQUISITES`."""
    if not provider_is_active:
        text = "Договор об оплате заключают только с поставщиком, который состоит в реестре и не приостановлен."
        remedy = "Дождитесь включения в реестр или возобновления деятельности."
        yield Refusal("PROVIDER_NOT_IN_REGISTER", text, RULE, remedy, ("provider",))
    if not payer_is_valid:
        text = f"Эта организация не уполномочена платить за муниципалитет в {year} году."
        remedy = "Выберите организацию, которую муниципалитет назначил уполномоченной."
        yield Refusal("PAYER_NOT_APPOINTED", text, RULE, remedy, ("payer",))
    if exists:
        yield why_exists(year)
    if missing := [word for name, word in REQUISITES.items() if not requisites[name].strip()]:
        text = f"В карточке поставщика не заполнены реквизиты: {', '.join(missing)}."
        yield Refusal(
            "REQUISITES_REQUIRED",
            text,
            RULE,
            "Укажите банковские реквизиты поставщика и повторите запрос.",
            ("provider",),
        )


def why_exists(year: int) -> Refusal:
    """The reason against a second live agreement of the same two for a year."""
    text = f"Договор об оплате с этой организацией на {year} год уже есть или на рассмотрении."
    return Refusal("AGREEMENT_EXISTS", text, RULE, "Откройте действующий договор или отзовите запрос.", ("year",))


def why_not_year(year: int, *, on: date, future_days: int) -> Iterator[Refusal]:
    """An agreement is for this year, or in the last `future_days` days of it for the next one."""
    opens = date(on.year, 12, 31) - timedelta(days=future_days - 1)
    if year == on.year + 1 and on < opens:
        text = f"Договор на {year} год заключают не раньше {opens:%d.%m.%Y}."
        remedy = f"Подайте запрос начиная с {opens:%d.%m.%Y} или заключите договор на {on.year} год."
        yield Refusal("TOO_EARLY_FOR_NEXT_YEAR", text, RULE, remedy, ("year",))
    if year not in (on.year, on.year + 1):
        text = f"Договор об оплате заключают на {on.year} или {on.year + 1} год, а не на {year}."
        yield Refusal("YEAR_NOT_OPEN", text, RULE, "Выберите текущий или следующий год.", ("year",))


def why_not_limit(limit: int | None) -> Iterator[Refusal]:
    """A yearly limit in kopecks, where one is set, is above zero."""
    if limit is not None and limit <= 0:
        text = "Предельная сумма договора должна быть больше нуля."
        yield Refusal("LIMIT_NOT_POSITIVE", text, RULE, "Укажите сумму или оставьте поле пустым.", ("limit",))


def why_not_reject(grounds: Sequence[str], reason: str, *, known: Collection[str]) -> Iterator[Refusal]:
    """A rejection rests on grounds in force and is explained."""
    if not grounds:
        text = "Отклонить договор без основания нельзя."
        yield Refusal("GROUND_REQUIRED", text, RULE, "Выберите основание из перечня.", ("grounds",))
    for code in dict.fromkeys(grounds):
        if code not in known:
            yield unknown_ground(RULE, "grounds")
    if not reason.strip():
        text = "Объясните, почему договор отклонён: это прочтёт поставщик."
        yield Refusal("REASON_REQUIRED", text, RULE, "Заполните пояснение.", ("reason",))


def why_not_sign(number: str, signed_on: date, *, requested_on: date, on: date) -> Iterator[Refusal]:
    """A signed agreement has a number and was signed between its request and day `on`."""
    if not number.strip():
        yield Refusal("FIELD_REQUIRED", "Не указан номер договора.", RULE, "Перепишите номер с договора.", ("number",))
    if len(number) > LONGEST_NUMBER:
        text = f"Не более {LONGEST_NUMBER} знаков."
        yield Refusal("FIELD_TOO_LONG", text, RULE, "Сократите номер.", ("number",))
    if signed_on > on:
        text = "День подписания ещё не наступил."
        yield Refusal("SIGNED_ON_IN_FUTURE", text, RULE, "Укажите день, когда договор подписан.", ("signed_on",))
    if signed_on < requested_on:
        text = f"Договор не мог быть подписан раньше запроса от {requested_on:%d.%m.%Y}."
        yield Refusal("SIGNED_ON_TOO_EARLY", text, RULE, "Проверьте день подписания.", ("signed_on",))
