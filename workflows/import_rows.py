"""From a row of a file to an application: the cells become cards, the cards go the way of every application."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from backoffice import journal
from backoffice.access import Viewer
from backoffice.acts import services as acts
from backoffice.certificates.models import Certificate, CertificateCategory
from backoffice.errors import Refusal
from backoffice.imports.columns import COLUMNS, LONGEST_CELL
from backoffice.imports.models import Import, ImportRow
from backoffice.journal import Act
from backoffice.municipalities.models import Municipality
from backoffice.people import ages, names
from backoffice.people.card import ChildCard, GuardianCard
from backoffice.people.models import Child, Consent, ConsentText, Guardianship, Residence
from backoffice.people.snils import is_snils
from backoffice.people.words import Relation
from backoffice.units.models import Unit

RULE = "образец файла для загрузки"
REGISTER = "Концепция, п. 1.4"
REQUIRED = ("last_name", "first_name", "birth_date", "birth_certificate", "address", "consent_on")
RELATIONS = {
    **{relation.label.casefold(): relation for relation in Relation},
    **dict.fromkeys(("мать", "отец", "мама", "папа"), Relation.PARENT),
    **dict.fromkeys(("усыновительница", "удочеритель"), Relation.ADOPTER),
    **dict.fromkeys(("приемный родитель", "приёмная мать", "приемная мать"), Relation.FOSTER),
    **dict.fromkeys(("приёмный отец", "приемный отец"), Relation.FOSTER),
}
PAPER = "Сведения муниципалитета: загрузка из файла"
# Where the reasons of an application lie in the file.
COLUMN_OF: dict[tuple[str, ...], str] = {
    ("guardian", "full_name"): "guardian_name",
    ("guardian", "relation"): "guardian_relation",
    ("guardian", "phone"): "phone",
    ("guardian", "email"): "email",
    **{("child", name): name for name in COLUMNS},
}


@dataclass(frozen=True)
class RowCards:
    """What a row says: the cards of an application, the day of the consent, who signed it."""

    child: ChildCard
    guardian: GuardianCard | None
    consent_on: date
    signer: str


def why_not_cells(row: ImportRow) -> Iterator[Refusal]:
    """Yield what keeps the cells from becoming cards; each reason names its column as its path."""
    for field, heading in COLUMNS.items():
        cell = getattr(row, field)
        if field in REQUIRED and not cell:
            yield Refusal("CELL_EMPTY", f"Не заполнен столбец «{heading}».", RULE, "Заполните его.", (field,))
        if len(cell) > LONGEST_CELL:
            text = f"В ячейке больше {LONGEST_CELL} знаков."
            yield Refusal("CELL_TOO_LONG", text, RULE, "Сократите текст; проверьте кавычки в файле CSV.", (field,))
    for field in ("birth_date", "consent_on"):
        if getattr(row, field) and day_in(getattr(row, field)) is None:
            text = "Это не дата."
            yield Refusal("CELL_NOT_A_DATE", text, RULE, "Напишите день, месяц и год: 31.12.2015.", (field,))
    named, related = row.guardian_name, row.guardian_relation
    if related and related.casefold() not in RELATIONS:
        listed = ", ".join(relation.label.lower() for relation in Relation)
        text = "Неизвестно, кем представитель приходится ребёнку."
        yield Refusal("RELATION_UNKNOWN", text, RULE, f"Напишите одно из: {listed}.", ("guardian_relation",))
    if bool(named) != bool(related):
        missing = "guardian_relation" if named else "guardian_name"
        text = f"Не заполнен столбец «{COLUMNS[missing]}»."
        yield Refusal("CELL_EMPTY", text, RULE, "Назовите представителя и кем он приходится ребёнку.", (missing,))


def day_in(text: str) -> date | None:
    """The day that a cell names as 31.12.2015 or as 2015-12-31; None if it names none."""
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def cards_of(row: ImportRow, municipality: Municipality) -> RowCards:
    """The cards of a row against whose cells there is nothing."""
    born, consent_on = day_in(row.birth_date), day_in(row.consent_on)
    assert born and consent_on, "why_not_cells has looked"
    told = {"last_name": row.last_name, "first_name": row.first_name, "patronymic": row.patronymic}
    child = ChildCard(
        **{name: names.tidy(text) for name, text in told.items()},
        birth_date=born,
        snils=row.snils,
        birth_certificate=row.birth_certificate,
        municipality=municipality.unit.code,
        address=row.address,
    )
    if not row.guardian_name:
        return RowCards(child, None, consent_on, names.full(*_said(child)))
    relation = RELATIONS[row.guardian_relation.casefold()]
    contacts = {"phone": row.phone, "email": row.email}
    guardian = GuardianCard(full_name=row.guardian_name, relation=relation, document=PAPER, **contacts)
    return RowCards(child, guardian, consent_on, guardian.full_name)


def compared(child: ChildCard) -> dict[str, str]:
    """The cells of an accepted row, as rows of one file are compared with each other."""
    return {
        "last_name": names.key(child.last_name, child.first_name, child.patronymic),
        "birth_date": f"{child.birth_date:%Y-%m-%d}",
        "snils": _digits(child.snils),
        "birth_certificate": _paper(child.birth_certificate),
    }


def column_of(refusal: Refusal) -> str:
    """The field of the row that a reason is about; empty if it is about the row as a whole."""
    if len(refusal.path) == 1 and refusal.path[0] in COLUMNS:
        return refusal.path[0]
    return COLUMN_OF.get(refusal.path, "")


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _paper(text: str) -> str:
    return re.sub(r"[^0-9A-ZА-ЯЁ]", "", text.upper())


def _said(child: ChildCard) -> tuple[str, str, str]:
    return child.last_name, child.first_name, child.patronymic


# --- The application itself. What follows stands in for the act of an application and its rules. ---------------------


def why_not_accept(cards: RowCards, run: Import, by: Viewer, *, on: date) -> Iterator[Refusal]:
    """Yield what the rules of an application say against the row."""
    child = cards.child
    for field in ("last_name", "first_name", "patronymic"):
        said = getattr(child, field)
        if said and not names.is_name(said):
            text = "Проверьте имя: русские буквы, пробел, дефис, не более 60 знаков."
            yield Refusal("NAME_INVALID", text, REGISTER, "Напишите, как в свидетельстве.", ("child", field))
    if child.snils and not is_snils(child.snils):
        text = "Такого СНИЛС не бывает: в номере опечатка."
        yield Refusal("SNILS_INVALID", text, REGISTER, "Сверьте 11 цифр или оставьте пустым.", ("child", "snils"))
    if not ages.birthday(child.birth_date, ages.USES_FROM) <= on < ages.birthday(child.birth_date, ages.ENDS_AT):
        text = f"Сертификат выдают с {ages.USES_FROM} до {ages.ENDS_AT} лет."
        yield Refusal("AGE_OUT_OF_RANGE", text, REGISTER, "Проверьте дату рождения.", ("child", "birth_date"))
    if _known(child).exists():
        text = "У этого ребёнка уже есть сертификат или заявление на него."
        yield Refusal("CERTIFICATE_EXISTS", text, REGISTER, "Уберите строку из файла.", ("child",))


def accept(cards: RowCards, run: Import, by: Viewer, *, key: str, on: date) -> Certificate:
    """Make the application, after `why_not_accept` had no reason."""
    child, act = _child(cards.child, run.municipality, on), Act(by.user, on)
    if cards.guardian:
        said = {name: getattr(cards.guardian, name) for name in ("full_name", "relation", "document", "phone", "email")}
        Guardianship.objects.create(child=child, valid_from=on, **said)
    text = acts.the_rule(ConsentText.objects.filter(purpose=ConsentText.Purpose.CERTIFICATE), on=on)
    signed = {"signer": cards.signer, "given_on": cards.consent_on, "recorded_by": by.user}
    Consent.objects.create(child=child, text=text, channel=Consent.Channel.PAPER, **signed)
    certificate = Certificate.objects.create(
        child=child,
        issuer=run.municipality,
        category=CertificateCategory.objects.get(code="GENERAL"),
        channel=Certificate.Channel.IMPORT,
        applied_by=by.user,
        applied_on=on,
        expires_on=ages.birthday(child.birth_date, ages.ENDS_AT),
    )
    journal.record("certificate.applied", certificate, act, municipality_id=run.municipality_id)
    return certificate


def _child(card: ChildCard, municipality: Municipality, on: date) -> Child:
    cabinet = Unit.objects.create(
        kind=Unit.Kind.CHILD, code=f"child-{uuid.uuid4()}", name="Кабинет ребёнка", valid_from=on
    )
    said = _said(card)
    child = Child.objects.create(
        unit=cabinet,
        last_name=card.last_name,
        first_name=card.first_name,
        patronymic=card.patronymic,
        birth_date=card.birth_date,
        name_key=names.key(*said),
        initials=names.initials(*said, card.birth_date),
        snils=_digits(card.snils),
        birth_certificate=card.birth_certificate,
        municipality=municipality,
        address=card.address,
    )
    Residence.objects.create(child=child, municipality=municipality, address=card.address, since=on)
    return child


def _known(card: ChildCard):
    """Certificates that stand or are applied for, of a child with the same СНИЛС, paper, or name and birthday."""
    same = Q(child__name_key=names.key(*_said(card)), child__birth_date=card.birth_date)
    same |= Q(child__birth_certificate=card.birth_certificate)
    if card.snils:
        same |= Q(child__snils=_digits(card.snils))
    return Certificate.objects.filter(same).exclude(status__in=Certificate.VOID)
