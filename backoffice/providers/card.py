"""What an organisation or an entrepreneur writes about itself, as one typed card."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from backoffice.providers.models import Provider


def _field(label: str, description: str, *, code_of: str = "", **rest):
    return field(metadata={"label": label, "description": description, "code_of": code_of}, **rest)


@dataclass(frozen=True, kw_only=True)
class ProviderCard:
    """The card of a provider: what the register of providers rests on."""

    kind: Provider.Kind = _field("Вид поставщика", "One of the four kinds of provider (C 1.1).")
    ownership: Provider.Ownership = _field("Форма собственности", "Ownership (C 1.4, C 2.3).")
    institution_type: Provider.InstitutionType | None = _field(
        "Тип учреждения", "Of a state or municipal one only (C 2.5.2).", default=None
    )
    founder: str = _field("Учредитель", "Founder; of a state or municipal one only (C 2.5.2).", default="")
    legal_form: str = _field("Организационно-правовая форма", "Legal form in words; of an organisation.", default="")
    full_name: str = _field("Полное наименование", "Full name, at most 500 characters.")
    short_name: str = _field("Краткое наименование", "Short name, at most 200 characters.")
    inn: str = _field("ИНН", "ИНН: 10 digits, 12 of an entrepreneur.", default="")
    kpp: str = _field("КПП", "КПП; none of an entrepreneur.", default="")
    ogrn: str = _field("ОГРН или ОГРНИП", "ОГРН, 13 digits, or ОГРНИП of an entrepreneur, 15.", default="")
    legal_address: str = _field("Юридический адрес", "Legal address.", default="")
    actual_address: str = _field("Фактический адрес", "Where it is found.", default="")
    municipality: str = _field(
        "Муниципальное образование", "Code of the municipality where it works.", code_of="Municipality"
    )
    licence_number: str = _field("Номер лицензии", "Licence; none of an entrepreneur without staff.", default="")
    licence_issued_on: date | None = _field("Дата лицензии", "Day of the licence.", default=None)
    licence_issuer: str = _field("Кем выдана лицензия", "Who gave the licence.", default="")
    bank_name: str = _field("Банк", "Bank; the four requisites are given together or not at all.", default="")
    bik: str = _field("БИК", "БИК of the bank, 9 digits.", default="")
    settlement_account: str = _field("Расчётный счёт", "Settlement account, 20 digits.", default="")
    correspondent_account: str = _field("Корреспондентский счёт", "Correspondent account, 20 digits.", default="")
    head_name: str = _field("Фамилия, имя, отчество руководителя", "Name of the head.", default="")
    head_position: str = _field("Должность руководителя", "Post of the head.", default="")
    acts_on: str = _field("Действует на основании", "Charter or proxy with number and date.", default="")
    contact_name: str = _field("Контактное лицо", "Contact person.", default="")
    contact_phone: str = _field("Телефон", "Telephone, at least 10 digits.", default="")
    contact_email: str = _field("Электронная почта", "E-mail.", default="")
    services_last_year: str = _field("Услуги за прошлый год", "Services rendered last year, in words.", default="")
