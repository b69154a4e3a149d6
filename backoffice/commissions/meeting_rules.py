"""When a commission may meet, vote and confirm, and when not. Pure: no database, no clock, no framework."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from backoffice.commissions.dossier_rules import MOST_PLACES
from backoffice.errors import Refusal

RULE = "Концепция, п. 2.5.1; порядок работы комиссии"
REGISTERS = "Концепция, п. 2.3"
LONGEST_PLACE = 300
PRE_PROFESSIONAL = "PRE_PROFESSIONAL"
TOO_LATE = "Отмените заседание и созовите его на другой день."


def why_not_call(
    *, in_person: bool, place: str, held_on: date, earliest: date, has_composition: bool
) -> Iterator[Refusal]:
    """Yield what speaks against a meeting on a day; `earliest` is the first one that the notice allows."""
    if not has_composition:
        yield why_no_composition(held_on, ("held_on",))
    if held_on < earliest:
        text = f"Членов комиссии предупреждают заранее: заседание возможно не раньше {earliest:%d.%m.%Y}."
        yield Refusal("MEETING_TOO_SOON", text, RULE, "Выберите более поздний день.", ("held_on",))
    if in_person and not place.strip():
        yield Refusal("PLACE_REQUIRED", "Не указано место заседания.", RULE, "Укажите адрес.", ("place",))
    if len(place) > LONGEST_PLACE:
        yield Refusal("PLACE_TOO_LONG", f"Не более {LONGEST_PLACE} знаков.", RULE, "Сократите место.", ("place",))


def why_no_composition(on: date, path: tuple[str, ...] = ()) -> Refusal:
    """The reason against a meeting on a day on which nobody sits on the commission (C 2.5.1)."""
    text = f"Состав комиссии на {on.year} год не утверждён или ещё не действует {on:%d.%m.%Y}."
    remedy = "Попросите муниципалитет утвердить состав: без него заседание не проводят."
    return Refusal("COMPOSITION_MISSING", text, "Концепция, п. 2.5.1", remedy, path)


def why_not_open(
    *,
    in_person: bool,
    held_on: date,
    on: date,
    items: int,
    is_sent: bool,
    present: Collection[int],
    seats: Collection[int],
) -> Iterator[Refusal]:
    """Yield what speaks against opening on day `on`; `present` and `seats` are keys of seats."""
    if in_person and on < held_on:
        text = f"Заседание назначено на {held_on:%d.%m.%Y}."
        yield Refusal("MEETING_NOT_YET", text, RULE, "Откройте его в назначенный день.")
    if on > held_on:
        text = f"День заседания прошёл: {held_on:%d.%m.%Y}."
        yield Refusal("MEETING_DAY_PASSED", text, RULE, "Отмените заседание и созовите новое.")
    if not items:
        yield why_agenda_empty(is_sent=is_sent)
    if not in_person and present:
        text = "На заочном заседании присутствующих нет."
        yield Refusal("PRESENT_IN_ABSENTIA", text, RULE, "Оставьте список присутствующих пустым.", ("present",))
    if not set(present) <= set(seats):
        text = "Среди присутствующих есть тот, кого нет в составе, которому поручено заседание."
        yield Refusal("SEAT_UNKNOWN", text, RULE, "Отметьте присутствующих по списку состава.", ("present",))


def why_agenda_empty(path: tuple[str, ...] = (), *, is_sent: bool) -> Refusal:
    """The reason against a meeting about nothing: an agenda that was sent is closed, so nothing can be put on it."""
    growing = "Включите в повестку программы или отмените заседание."
    remedy = "Отмените заседание и созовите другое." if is_sent else growing
    return Refusal("AGENDA_EMPTY", "В повестке нет ни одного вопроса.", RULE, remedy, path)


def why_agenda_not_sent(*, last_day: date, on: date) -> Refusal:
    """The reason against opening a meeting whose members were not told what they will decide on."""
    text = "Повестка не разослана членам комиссии."
    remedy = f"Разошлите повестку не позже {last_day:%d.%m.%Y}." if on <= last_day else TOO_LATE
    return Refusal("AGENDA_NOT_SENT", text, RULE, remedy)


def why_notice_to_others(*, sent_on: date) -> Refusal:
    """The reason against opening a meeting of which nobody who is to decide was told."""
    text = f"Повестку разослали {sent_on:%d.%m.%Y} членам прежнего состава: из действующего её не получил никто."
    return Refusal("NOTICE_TO_OTHERS", text, RULE, TOO_LATE)


def why_not_send_agenda(
    *, is_called: bool, items: int, sent_on: date | None, last_day: date, on: date
) -> Iterator[Refusal]:
    """An agenda with items is sent once, of a meeting that is called, so early that the notice is kept."""
    if not is_called:
        text = "Заседание уже открыто, завершено или отменено: повестку не рассылают."
        yield Refusal("MEETING_NOT_CALLED", text, RULE, "Выберите или созовите другое заседание.", ("meeting",))
    elif not items:
        yield why_agenda_empty(("meeting",), is_sent=sent_on is not None)
    if sent_on:
        text = f"Повестка уже разослана {sent_on:%d.%m.%Y}."
        yield Refusal("AGENDA_SENT", text, RULE, "Ничего делать не нужно.", ("meeting",))
    elif is_called and on > last_day:
        text = f"Членов комиссии предупреждают заранее: последний день рассылки — {last_day:%d.%m.%Y}."
        yield Refusal("NOTICE_TOO_LATE", text, RULE, TOO_LATE, ("meeting",))


def why_nobody_presides() -> Refusal:
    """The reason against a meeting to which neither the chair nor the deputy came."""
    text = "Нет ни председателя, ни заместителя председателя: вести заседание некому."
    return Refusal("NOBODY_PRESIDES", text, RULE, "Перенесите заседание: отмените его и созовите новое.", ("present",))


def why_not_vote(*, is_recused: bool, is_closed: bool) -> Iterator[Refusal]:
    """Yield what speaks against any vote of this member on this item."""
    if is_recused:
        text = "Вы отведены от этого вопроса: есть личная заинтересованность."
        yield Refusal("RECUSED", text, RULE, "Сообщите секретарю, если это ошибка.")
    if is_closed:
        text = "Голосование по этому вопросу окончено."
        yield Refusal("VOTE_OVER", text, RULE, "Итог будет в протоколе.")


def why_not_for(register: str, places: int | None, *, asked: int, program_kind: str) -> Iterator[Refusal]:
    """A vote for names a register that fits the program (C 2.3) and so many places as were asked for, or fewer."""
    if not register:
        text = "Голос «за» называет реестр."
        yield Refusal("REGISTER_REQUIRED", text, RULE, "Выберите реестр.", ("register",))
    elif not fits(register, program_kind):
        text = "Предпрофессиональную программу включают в реестр предпрофессиональных, общеразвивающую — в другие."
        yield Refusal("REGISTER_NOT_FOR_PROGRAM", text, REGISTERS, "Выберите другой реестр.", ("register",))
    most = min(asked, MOST_PLACES)
    if places is None or not 1 <= places <= most:
        text = f"Голос «за» называет, сколько мест за счёт бюджета: от 1 до {most}, сколько просит организация."
        yield Refusal("PLACES_OUT_OF_RANGE", text, RULE, "Исправьте число мест.", ("places",))


def why_not_without_for(register: str, places: int | None) -> Iterator[Refusal]:
    """Only a vote for names register and places."""
    if register or places is not None:
        text = "Реестр и число мест называет только голос «за»."
        yield Refusal("REGISTER_WITHOUT_FOR", text, RULE, "Уберите их или проголосуйте «за».", ("register",))


def fits(register: str, program_kind: str) -> bool:
    """Whether a program of that kind may stand in that register (C 2.3)."""
    return (register == PRE_PROFESSIONAL) == (program_kind == PRE_PROFESSIONAL)


def why_not_declare(*, is_declared: bool, has_voted: bool, is_closed: bool) -> Iterator[Refusal]:
    """A conflict is declared once, before the own vote."""
    if is_declared:
        text = "Вы уже отведены от этого вопроса."
        yield Refusal("ALREADY_RECUSED", text, RULE, "Ничего делать не нужно.")
    if has_voted:
        text = "Вы уже проголосовали по этому вопросу: голос не меняют."
        yield Refusal("VOTED_ALREADY", text, RULE, "Сообщите о заинтересованности секретарю и председателю.")
    elif is_closed:
        yield Refusal("VOTE_OVER", "Голосование по этому вопросу окончено.", RULE, "Итог будет в протоколе.")


def why_not_confirm(seen: str, actual: str, *, same_person: bool) -> Iterator[Refusal]:
    """Minutes are confirmed by whoever saw exactly these, and by two people."""
    if seen != actual:
        text = "Контрольная сумма не совпала: вы подтверждаете не тот протокол."
        yield Refusal("MINUTES_DIFFER", text, RULE, "Откройте протокол заново и прочтите его.", ("content_hash",))
    if same_person:
        text = "Протокол подтверждают два человека: секретарь и председательствующий."
        yield Refusal("SAME_PERSON", text, RULE, "Пусть подтвердит другой.")


def why_not_preside(name: str) -> Refusal:
    """The reason against a chair who confirms in place of whoever presided and still may."""
    text = f"Протокол подтверждает тот, кто председательствовал: {name}."
    return Refusal("NOT_PRESIDING", text, RULE, "Попросите его подтвердить протокол.")


def why_not_cancel(*, is_called: bool) -> Iterator[Refusal]:
    """Only a meeting that has not begun is cancelled."""
    if not is_called:
        text = "Заседание уже открыто: отменить его нельзя."
        yield Refusal("MEETING_OPENED", text, RULE, "Доведите его до протокола.")


def why_not_correct(*, is_signed: bool, is_being_corrected: bool) -> Iterator[Refusal]:
    """Only confirmed minutes are corrected, one correction after another."""
    if not is_signed:
        text = "Исправляют только подтверждённый протокол."
        yield Refusal("MINUTES_NOT_SIGNED", text, RULE, "Дождитесь подтверждения протокола.")
    if is_being_corrected:
        text = "Прежнее исправление протокола ещё не подтверждено."
        yield Refusal("CORRECTION_OPEN", text, RULE, "Дождитесь его подтверждения или отзовите его.")
