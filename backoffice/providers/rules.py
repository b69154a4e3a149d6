"""What a provider must be to stand in the register, and what the operator must say. Pure: no database, no clock."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from backoffice.errors import Refusal, unknown_ground
from backoffice.providers import identifiers

if TYPE_CHECKING:
    from backoffice.providers.card import ProviderCard

WHO = "Концепция, п. 1.1"  # an organisation, or an entrepreneur, that teaches
OWNERS = "Концепция, п. 1.4, 2.3, 2.5.2"
REGISTER = "порядок ведения реестра поставщиков"
ENTREPRENEURS = ("ENTREPRENEUR_WITH_STAFF", "ENTREPRENEUR_ALONE")
WITHOUT_LICENCE = "ENTREPRENEUR_ALONE"
LIMITS = {
    "founder": 300, "legal_form": 200, "full_name": 500, "short_name": 200, "inn": 12, "kpp": 9, "ogrn": 15,
    "legal_address": 500, "actual_address": 500, "licence_number": 100, "licence_issuer": 300, "bank_name": 300,
    "bik": 9, "settlement_account": 20, "correspondent_account": 20, "head_name": 200, "head_position": 200,
    "acts_on": 300, "contact_name": 200, "contact_phone": 30, "contact_email": 254, "services_last_year": 5000,
}  # fmt: skip
NAMES = ("full_name", "short_name")
OF_ALL = {
    "inn": "ИНН", "legal_address": "юридический адрес (у предпринимателя — адрес регистрации)",
    "actual_address": "фактический адрес", "contact_name": "контактное лицо", "contact_phone": "телефон",
    "contact_email": "электронную почту",
}  # fmt: skip
OF_ORGANISATIONS = {
    "legal_form": "организационно-правовую форму", "kpp": "КПП", "ogrn": "ОГРН",
    "head_name": "фамилию, имя и отчество руководителя", "head_position": "должность руководителя",
    "acts_on": "документ, на основании которого действует руководитель",
}  # fmt: skip
OF_ENTREPRENEURS = {"ogrn": "ОГРНИП"}
BANK = {
    "bank_name": "название банка", "bik": "БИК", "settlement_account": "расчётный счёт",
    "correspondent_account": "корреспондентский счёт",
}  # fmt: skip
LICENCE = {
    "licence_number": "номер лицензии", "licence_issued_on": "дату лицензии",
    "licence_issuer": "орган, выдавший лицензию",
}  # fmt: skip
FILES = {"LICENCE": "лицензия", "CHARTER": "устав", "REGISTER_EXTRACT": "выписка из ЕГРЮЛ или ЕГРИП"}
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def why_not_save(card: ProviderCard) -> Iterator[Refusal]:
    """Yield what keeps a card from being kept at all: a draft may be incomplete, but it has names and fits."""
    for name in NAMES:
        if not getattr(card, name).strip():
            yield Refusal("FIELD_REQUIRED", "Поле не заполнено.", WHO, "Укажите наименование.", (name,))
    for name, longest in LIMITS.items():
        if len(getattr(card, name)) > longest:
            yield Refusal("FIELD_TOO_LONG", f"Не более {longest} знаков.", WHO, "Сократите текст.", (name,))


def why_not_submit(
    card: ProviderCard,
    *,
    documents: Collection[str],
    duplicate: bool,
    excluded_on: date | None,
    cooling_off_months: int,
    on: date,
) -> Iterator[Refusal]:
    """Yield every reason against an application on day `on`; `documents` are the kinds of the files attached."""
    yield from why_not_save(card)
    yield from _why_not_owned(card)
    yield from _why_not_filled(card)
    yield from _why_not_identified(card)
    yield from _why_not_licensed(card, on=on)
    yield from _why_not_paid(card)
    yield from _why_not_reached(card)
    yield from _why_not_proved(card, documents)
    if duplicate:
        yield why_duplicate()
    yield from why_not_yet(excluded_on, cooling_off_months, on=on)


def why_duplicate() -> Refusal:
    """The reason against a second live provider with the same ИНН and КПП."""
    return Refusal(
        "PROVIDER_DUPLICATE",
        "Поставщик с такими ИНН и КПП уже подал заявку или состоит в реестре.",
        REGISTER,
        "Проверьте номера; если это ваша организация, попросите доступ у её руководителя или у оператора.",
        ("inn",),
    )


def why_not_yet(excluded_on: date | None, months: int, *, on: date) -> Iterator[Refusal]:
    """Yield the reason against coming back too early; on the day itself, `months` later, one may."""
    if excluded_on is None:
        return
    free_on = months_after(excluded_on, months)
    if on < free_on:
        yield Refusal(
            "COOLING_OFF",
            f"Поставщик исключён из реестра {excluded_on:%d.%m.%Y}: новая заявка возможна с {free_on:%d.%m.%Y}.",
            REGISTER,
            f"Подайте заявку {free_on:%d.%m.%Y} или позже.",
        )


def months_after(day: date, months: int) -> date:
    """The same day `months` later; the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _why_not_owned(card: ProviderCard) -> Iterator[Refusal]:
    """A state or municipal institution has a type and a founder; a private provider has neither."""
    if card.ownership != "NON_STATE" and card.kind in ENTREPRENEURS:
        text = "Предприниматель не бывает государственным или муниципальным."
        yield Refusal("OWNERSHIP_IMPOSSIBLE", text, OWNERS, "Выберите негосударственную форму.", ("ownership",))
    for name, what in (("institution_type", "Тип учреждения"), ("founder", "Учредитель")):
        given = bool((getattr(card, name) or "").strip())
        if card.ownership == "NON_STATE" and given:
            text = f"{what} указывают только государственные и муниципальные учреждения."
            yield Refusal("FIELD_NOT_ALLOWED", text, OWNERS, "Очистите поле или измените форму собственности.", (name,))
        if card.ownership != "NON_STATE" and not given:
            text = f"{what} — обязательное поле государственного или муниципального учреждения."
            yield Refusal("FIELD_REQUIRED", text, OWNERS, "Заполните поле.", (name,))


def _why_not_filled(card: ProviderCard) -> Iterator[Refusal]:
    own = OF_ENTREPRENEURS if card.kind in ENTREPRENEURS else OF_ORGANISATIONS
    for name, what in {**OF_ALL, **own}.items():
        if not getattr(card, name).strip():
            yield Refusal("FIELD_REQUIRED", f"Укажите {what}.", WHO, "Заполните поле.", (name,))


def _why_not_identified(card: ProviderCard) -> Iterator[Refusal]:
    organisation = card.kind not in ENTREPRENEURS
    if card.inn and not identifiers.is_inn(card.inn, organisation=organisation):
        text = f"Это не ИНН {'организации: в нём 10 цифр' if organisation else 'предпринимателя: в нём 12 цифр'}."
        yield Refusal("INN_INVALID", text, WHO, "Проверьте номер: цифры подряд, без пробелов.", ("inn",))
    if card.ogrn and not (identifiers.is_ogrn if organisation else identifiers.is_ogrnip)(card.ogrn):
        text = f"Это не {'ОГРН: в нём 13 цифр' if organisation else 'ОГРНИП: в нём 15 цифр'}."
        yield Refusal("OGRN_INVALID", text, WHO, "Проверьте номер: цифры подряд, без пробелов.", ("ogrn",))
    if card.kpp and not organisation:
        yield Refusal("FIELD_NOT_ALLOWED", "У предпринимателя нет КПП.", WHO, "Очистите поле.", ("kpp",))
    elif card.kpp and not identifiers.is_kpp(card.kpp):
        yield Refusal("KPP_INVALID", "Это не КПП: в нём 9 знаков.", WHO, "Проверьте номер.", ("kpp",))


def _why_not_licensed(card: ProviderCard, *, on: date) -> Iterator[Refusal]:
    for name, what in LICENCE.items():
        given = bool(getattr(card, name))
        if card.kind == WITHOUT_LICENCE and given:
            text = "Предприниматель без работников учит без лицензии."
            yield Refusal("FIELD_NOT_ALLOWED", text, WHO, "Очистите поле или измените вид поставщика.", (name,))
        if card.kind != WITHOUT_LICENCE and not given:
            yield Refusal("FIELD_REQUIRED", f"Укажите {what}.", WHO, "Без лицензии заявку не принять.", (name,))
    if card.licence_issued_on and card.licence_issued_on > on:
        text = "Лицензия выдана позже сегодняшнего дня."
        yield Refusal("LICENCE_DATE_IN_FUTURE", text, WHO, "Проверьте дату.", ("licence_issued_on",))


def _why_not_paid(card: ProviderCard) -> Iterator[Refusal]:
    """Bank requisites come together or later, before the first contract; their keys fit the bank."""
    if any(getattr(card, name).strip() for name in BANK):
        yield from _why_not_bank(card)


def why_not_requisites(card) -> Iterator[Refusal]:
    """Yield every reason against the bank requisites of `card`, which has at least the fields of `BANK`."""
    for name in BANK:
        if len(getattr(card, name)) > LIMITS[name]:
            yield Refusal("FIELD_TOO_LONG", f"Не более {LIMITS[name]} знаков.", WHO, "Сократите текст.", (name,))
    yield from _why_not_bank(card)


def _why_not_bank(card) -> Iterator[Refusal]:
    for name, what in BANK.items():
        if not getattr(card, name).strip():
            text = f"Банковские реквизиты указывают вместе: не хватает поля «{what}»."
            yield Refusal("BANK_INCOMPLETE", text, WHO, "Заполните его или очистите все четыре поля.", (name,))
    if card.bik and not identifiers.is_bik(card.bik):
        yield Refusal("BIK_INVALID", "Это не БИК: в нём 9 цифр.", WHO, "Проверьте номер.", ("bik",))
        return
    treasury = re.fullmatch(r"03[0-9]{18}", card.settlement_account)  # such an account carries no key
    if card.settlement_account and not treasury:
        fits = identifiers.is_settlement_account(card.settlement_account, card.bik)
        yield from _why_not_account(fits, "settlement_account")
    if card.correspondent_account:
        fits = identifiers.is_correspondent_account(card.correspondent_account, card.bik)
        yield from _why_not_account(fits, "correspondent_account")


def _why_not_account(fits: bool, name: str) -> Iterator[Refusal]:
    if not fits:
        text = "Счёт не подходит к БИК: в нём 20 цифр, и контрольная цифра должна совпасть."
        yield Refusal("ACCOUNT_INVALID", text, WHO, "Сверьте счёт и БИК с реквизитами банка.", (name,))


def _why_not_reached(card: ProviderCard) -> Iterator[Refusal]:
    if card.contact_phone.strip() and sum(sign.isdecimal() for sign in card.contact_phone) < 10:
        text = "В телефоне меньше 10 цифр."
        yield Refusal("PHONE_INVALID", text, WHO, "Укажите номер с кодом города или оператора.", ("contact_phone",))
    if card.contact_email.strip() and not EMAIL.fullmatch(card.contact_email.strip()):
        text = "Это не адрес электронной почты."
        yield Refusal("EMAIL_INVALID", text, WHO, "Проверьте адрес: имя@домен.", ("contact_email",))


def _why_not_proved(card: ProviderCard, documents: Collection[str]) -> Iterator[Refusal]:
    needed = ["REGISTER_EXTRACT"]
    if card.kind not in ENTREPRENEURS:
        needed.append("CHARTER")
    if card.kind != WITHOUT_LICENCE:
        needed.append("LICENCE")
    for kind in sorted(set(needed) - set(documents)):
        text = f"Не приложен документ: {FILES[kind]}."
        yield Refusal("DOCUMENT_REQUIRED", text, REGISTER, "Загрузите файл и приложите его к заявке.", ("documents",))


def why_not_return(remarks: Sequence[str], *, returns: int, allowed: int) -> Iterator[Refusal]:
    """A return carries remarks, and one application comes back no oftener than the Rules allow."""
    if not remarks:
        text = "Возврат без замечаний невозможен."
        yield Refusal("REMARKS_REQUIRED", text, REGISTER, "Укажите поле и что в нём исправить.", ("remarks",))
    if returns >= allowed:
        text = f"Заявка уже возвращалась, число возвратов: {returns}. Больше возвращать нельзя."
        remedy = "Примите решение по существу: включите в реестр или откажите с основанием."
        yield Refusal("RETURNS_EXHAUSTED", text, REGISTER, remedy, ("verdict",))


def why_not_refuse(grounds: Sequence[str], reason: str, *, known: Iterable[str]) -> Iterator[Refusal]:
    """A refusal rests on coded grounds in force, each named once, and is explained."""
    if not grounds:
        text = "Отказ без основания невозможен."
        yield Refusal("GROUND_REQUIRED", text, REGISTER, "Выберите основание из перечня.", ("grounds",))
    for code in dict.fromkeys(grounds):
        yield from why_not_ground(code, known=known, path=("grounds",))
    if not reason.strip():
        yield Refusal("REASON_REQUIRED", "Объясните отказ: его прочтёт заявитель.", REGISTER, path=("reason",))


def why_not_ground(code: str, *, known: Iterable[str], path: tuple[str, ...]) -> Iterator[Refusal]:
    """A ground stands in the list in force."""
    if code not in set(known):
        yield unknown_ground(REGISTER, *path)
