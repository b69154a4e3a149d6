"""When a program may ask for a budget register, and what becomes of it. Pure: no database, no clock, no framework."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from backoffice import cards
from backoffice.errors import Refusal

if TYPE_CHECKING:
    from backoffice.commissions.conditions import Verdict
    from backoffice.commissions.dossier_card import DossierCard
    from backoffice.registers.models import ProgramRegisterEntry

REGISTERS = "Концепция, п. 2.3"
BUDGET = "Концепция, п. 2.5"
DECISION = "Концепция, п. 2.5.1"
NEED = "Концепция, п. 2.6"
CONDITIONS = "Концепция, п. 2.7"
REVIEW = "Концепция, п. 2.5.1 (порядок работы комиссии)"
ACT = "Концепция, п. 2.5.2, 2.6"
MOST_PLACES = 100_000
PRE_PROFESSIONAL = "PRE_PROFESSIONAL"  # the kind of a program, and the register of such programs


def why_not_program(*, budget: bool, provider_is_active: bool, others_open: bool) -> Iterator[Refusal]:
    """A program that is taught from the budget by an organisation of the register asks once; its legal form is free."""
    if not budget:
        text = "Комиссия рассматривает программы за счёт бюджета, а эта — внебюджетная."
        yield Refusal("NOT_FROM_BUDGET", text, BUDGET, "Подайте внебюджетную программу на сертификацию.", ("edition",))
    if not provider_is_active:
        text = "Поставщик приостановлен или не состоит в реестре поставщиков."
        remedy = "Дождитесь включения в реестр или возобновления деятельности."
        yield Refusal("PROVIDER_NOT_ACTIVE", text, REGISTERS, remedy, ("edition",))
    if others_open:
        text = "Заявка этой программы уже на рассмотрении комиссии."
        yield Refusal("DOSSIER_OPEN", text, DECISION, "Дождитесь решения или отзовите её.", ("edition",))


def why_not_edition(status: str, label: str, *, fileable: Iterable[str]) -> Iterator[Refusal]:
    """A draft is filed, or an edition that stands in the register; any other one is being decided on, or decided."""
    if status not in fileable:
        text = f"Подают черновик программы или программу из реестра, а эта редакция — «{label.lower()}»."
        yield Refusal("EDITION_LOCKED", text, BUDGET, "Начните новую редакцию программы.", ("edition",))


def why_not_card(card: DossierCard, *, kind: str) -> Iterator[Refusal]:
    """Yield what is wrong with what is asked for, of a program of that kind."""
    yield from why_not_register(card.register, kind=kind, path=("dossier", "register"))
    flagged = card.in_arts or card.in_sport
    if kind == PRE_PROFESSIONAL and not flagged:
        text = "Предпрофессиональная программа — в области искусств или физической культуры и спорта."
        path = ("dossier", "in_arts")
        yield Refusal("ARTS_OR_SPORT_REQUIRED", text, REGISTERS, "Отметьте хотя бы одну из двух областей.", path)
    if kind != PRE_PROFESSIONAL and flagged:
        text = "Области искусств и спорта отмечают только у предпрофессиональной программы."
        yield Refusal("ARTS_OR_SPORT_NOT_EXPECTED", text, REGISTERS, "Снимите отметку.", ("dossier", "in_arts"))
    if not 1 <= card.places <= MOST_PLACES:
        text = "Мест за счёт бюджета — от 1 до 100 000."
        yield Refusal("PLACES_NOT_POSITIVE", text, DECISION, "Укажите число мест.", ("dossier", "places"))
    for name, what in (("need", "потребность населения"), ("priorities", "приоритеты территории")):
        if not getattr(card, name).strip():
            text = f"Обоснуйте заявку: {what}."
            yield Refusal("FIELD_REQUIRED", text, BUDGET, "Заполните поле.", ("dossier", name))


def why_not_register(register: str, *, kind: str, path: tuple[str, ...]) -> Iterator[Refusal]:
    """Pre-professional programs go into their register, and all others into one of the other two."""
    if (register == PRE_PROFESSIONAL) != (kind == PRE_PROFESSIONAL):
        text = "В реестр предпрофессиональных включают предпрофессиональные программы, в другие — общеразвивающие."
        yield Refusal("REGISTER_NOT_FOR_KIND", text, REGISTERS, "Выберите реестр по виду программы.", path)


def why_not_again(standing: Sequence[ProgramRegisterEntry], renews: int | None) -> Iterator[Refusal]:
    """A program is in one budget register of a municipality at a time; `standing` are its entries that go on."""
    path = ("dossier", "renews")
    for entry in standing:
        if entry.pk != renews:
            text = f"Программа уже в реестре: запись № {entry.number} до {entry.valid_until:%d.%m.%Y}."
            remedy = "Укажите эту запись в поле «Продлевает запись» или дождитесь её окончания."
            yield Refusal("ENTRY_IN_FORCE", text, REGISTERS, remedy, path)
    if renews is not None and renews not in [entry.pk for entry in standing]:
        text = "Продлить можно только действующую запись этой программы в реестре этого муниципалитета."
        yield Refusal("RENEWAL_UNKNOWN", text, REGISTERS, "Выберите действующую запись или очистите поле.", path)


def why_not_conditions(
    verdicts: Iterable[Verdict], *, path: tuple[str, ...] = ("dossier", "register")
) -> Iterator[Refusal]:
    """Every condition of the register that the program does not meet, with what was found."""
    for condition, holds, found in verdicts:
        if not holds:
            text = f"Не выполнено условие реестра: «{condition.text}». В программе — {found}."
            remedy = "Исправьте программу или выберите другой реестр."
            yield Refusal("CONDITION_NOT_MET", text, CONDITIONS, remedy, path)


def why_not_return(remarks: int, *, returns: int, allowed: int) -> Iterator[Refusal]:
    """A return carries remarks, and a dossier comes back no oftener than the Rules allow."""
    if not remarks:
        text = "Возврат без замечаний невозможен."
        yield Refusal("REMARKS_REQUIRED", text, REVIEW, "Укажите поле и что в нём исправить.", ("remarks",))
    if returns >= allowed:
        text = f"Возвратов уже было: {returns}, больше {allowed} нельзя."
        yield Refusal("RETURNS_EXHAUSTED", text, REVIEW, "Пропустите заявку: решит комиссия.", ("verdict",))


def why_not_remark_on_program(
    program: Iterable[str], named: Sequence[str], label: Callable[[str], str]
) -> Iterator[Refusal]:
    """What has an entry in a register, or had one, stays as it was decided: remarks name only the dossier's fields."""
    paths = [*program]
    for place, field in enumerate(named):
        if any(cards.opens(field, path) for path in paths):
            text = f"Поле «{label(field)}» — из программы, которая внесена в реестр: её текст изменить нельзя."
            remedy = "Замечания давайте только к полям самой заявки; текст программы меняет новая редакция."
            yield Refusal("REMARK_ON_REGISTERED_PROGRAM", text, REGISTERS, remedy, ("remarks", str(place), "field"))


def why_not_meeting(
    *, exists: bool, is_called: bool, held_on: date | None, sent_on: date | None, on: date
) -> Iterator[Refusal]:
    """An item is put on the agenda of a meeting of the same commission that is called, until it is sent or held."""
    if not exists:
        text = "Такого заседания у комиссии нет."
        yield Refusal("MEETING_UNKNOWN", text, REVIEW, "Выберите созванное заседание.", ("meeting",))
    elif not is_called:
        text = "Заседание уже открыто, завершено или отменено: повестка закрыта."
        yield Refusal("MEETING_NOT_CALLED", text, REVIEW, "Выберите или созовите другое заседание.", ("meeting",))
    elif held_on and held_on < on:
        text = f"День заседания — {held_on:%d.%m.%Y} — прошёл."
        yield Refusal("MEETING_PAST", text, REVIEW, "Выберите или созовите другое заседание.", ("meeting",))
    elif sent_on:
        text = f"Повестка разослана членам комиссии {sent_on:%d.%m.%Y} и закрыта."
        yield Refusal("AGENDA_SENT", text, REVIEW, "Выберите или созовите другое заседание.", ("meeting",))


def why_not_notice(*, last_day: date, on: date) -> Iterator[Refusal]:
    """The members are told beforehand what they will decide on, so the agenda does not grow within the notice."""
    if on > last_day:
        text = f"Членов комиссии предупреждают заранее: последний день для этой повестки — {last_day:%d.%m.%Y}."
        remedy = "Выберите или созовите более позднее заседание."
        yield Refusal("AGENDA_CLOSED_FOR_NOTICE", text, REVIEW, remedy, ("meeting",))


def why_not_withdraw(label: str, *, is_withdrawable: bool) -> Iterator[Refusal]:
    """A dossier is taken back until the meeting is opened, and while a recommendation waits for its order."""
    if not is_withdrawable:
        text = f"Отозвать заявку нельзя: {label.lower()}."
        remedy = "Дождитесь решения; отказ комиссии можно обжаловать."
        yield Refusal("DOSSIER_AT_MEETING", text, REVIEW, remedy)


def why_not_act(*, given: bool, approves: bool) -> Iterator[Refusal]:
    """A program is entered by an act, and by nothing else; what is not entered needs none."""
    if approves and not given:
        text, remedy = (
            "Включить программу в реестр можно только правовым актом.",
            "Укажите номер, дату и название акта.",
        )
        yield Refusal("ACT_REQUIRED", text, ACT, remedy, ("act",))
    if given and not approves:
        text, remedy = "Акт указывают, только когда программу включают в реестр.", "Уберите акт или включите программу."
        yield Refusal("ACT_NOT_EXPECTED", text, ACT, remedy, ("act",))


def why_not_before_minutes(adopted_on: date, *, drawn_on: date) -> Iterator[Refusal]:
    """The authority carries out what the commission has decided, so its act is not older than the minutes."""
    if adopted_on < drawn_on:
        text = f"Акт от {adopted_on:%d.%m.%Y} принят раньше протокола комиссии от {drawn_on:%d.%m.%Y}."
        remedy = "Проверьте дату акта: он исполняет решение комиссии."
        yield Refusal("ACT_BEFORE_MINUTES", text, ACT, remedy, ("act", "adopted_on"))


def why_not_maximum(register: str | None, places: int | None) -> Iterator[Refusal]:
    """The authority itself names register and maximum of a pre-professional program (C 2.6)."""
    if register is None:
        text = "Укажите реестр, в который включается программа."
        yield Refusal("REGISTER_REQUIRED", text, NEED, "Выберите реестр.", ("register",))
    if places is None or not 1 <= places <= MOST_PLACES:
        text = "Установите максимальное число обучающихся: от 1 до 100 000."
        yield Refusal("MAXIMUM_REQUIRED", text, NEED, "Укажите число обучающихся.", ("places",))
