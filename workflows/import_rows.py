"""From a row of a file to an application: the cells become cards, the cards go the way of every application."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from backoffice.access import Viewer
from backoffice.certificates.models import Certificate
from backoffice.errors import Refusal
from backoffice.imports.columns import COLUMNS, LONGEST_CELL
from backoffice.imports.models import Import, ImportRow
from backoffice.municipalities.models import Municipality
from backoffice.people import names
from backoffice.people.card import ChildCard, GuardianCard
from backoffice.people.models import ConsentText
from backoffice.people.words import Relation
from workflows import certificate_acts
from workflows.decisions.certificates import ApplyForAChild

RULE = "образец файла для загрузки"
YEARS = range(1900, 2201)  # as days are taken everywhere; a year beyond them is a typing error
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
    ("consent_on",): "consent_on",
    ("consent_signer",): "guardian_name",
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
            day = datetime.strptime(text, form).date()
        except ValueError:
            continue
        return day if day.year in YEARS else None
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


def accept(cards: RowCards, run: Import, by: Viewer, *, key: str) -> Certificate:
    """Apply for the child, as a clerk of its municipality would.

    :raises Refused: every reason against it
    """
    town = run.municipality.unit
    return certificate_acts.apply(
        decision=_application(cards), by=by, key=key, channel=Certificate.Channel.IMPORT, through=town
    )


def _application(cards: RowCards) -> ApplyForAChild:
    return ApplyForAChild(
        child=cards.child,
        guardian=cards.guardian,
        consents=(ConsentText.Purpose.CERTIFICATE,),
        consent_on=cards.consent_on,
        consent_signer=cards.signer,
    )
