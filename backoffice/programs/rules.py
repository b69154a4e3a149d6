"""What a program must be before it may be submitted for certification. Pure: no database, no clock, no framework."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from backoffice import cards
from backoffice.errors import Refusal

if TYPE_CHECKING:
    from backoffice.programs.card import ModuleCard, ProgramCard

YOUNGEST, OLDEST = 5, 17  # full years: a certificate works from the 5th to the day before the 18th birthday
OLDEST_PERSON = 25  # beyond it an age is a slip of the pen
LIMITS = {"name": 255, "short_name": 64, "address": 500}  # characters, by the last word of the path
LONGEST_TEXT = 20_000
MOST_PARTS = 50  # modules, and places
CERTIFICATION = "Концепция, п. 2.3–2.4"


def why_not_save(card: ProgramCard) -> Iterator[Refusal]:
    """Yield what keeps a card from being kept at all: a draft may be incomplete, but not impossible."""
    for name in ("name", "short_name"):
        if not getattr(card, name).strip():
            yield Refusal("FIELD_REQUIRED", "Поле не заполнено.", CERTIFICATION, "Заполните поле.", (name,))
    for path, text in cards.paths(card).items():
        longest = LIMITS.get(path.rsplit(".", 1)[-1], LONGEST_TEXT)
        if len(text) > longest:
            steps = tuple(path.split("."))
            yield Refusal("FIELD_TOO_LONG", f"Не более {longest} знаков.", CERTIFICATION, "Сократите текст.", steps)
    for name in ("modules", "places"):
        if len(getattr(card, name)) > MOST_PARTS:
            text = f"Не более {MOST_PARTS} модулей и не более {MOST_PARTS} мест обучения."
            yield Refusal("TOO_MANY_PARTS", text, CERTIFICATION, "Разделите программу на несколько.", (name,))
    if card.age_from > card.age_to:
        yield Refusal("AGES_REVERSED", "Возраст «от» больше возраста «до».", CERTIFICATION, path=("age_from",))
    if not (0 <= card.age_from <= OLDEST_PERSON and 0 <= card.age_to <= OLDEST_PERSON):
        text = f"Возраст — число от 0 до {OLDEST_PERSON}."
        yield Refusal("NUMBER_OUT_OF_RANGE", text, CERTIFICATION, path=("age_from",))
    for place, module in enumerate(card.modules, start=1):
        yield from _why_not_save_module(module, ("modules", str(place)))


def _why_not_save_module(module: ModuleCard, path: tuple[str, ...]) -> Iterator[Refusal]:
    numbers = (
        module.months,
        module.hours,
        module.individual_hours,
        module.second_teacher_hours,
        module.min_children,
        module.max_children,
    )
    if not all(0 <= number <= 10_000 for number in numbers):
        yield Refusal("NUMBER_OUT_OF_RANGE", "Число должно быть от 0 до 10 000.", CERTIFICATION, path=path)
    if module.min_children > module.max_children:
        text = "Наименьшая группа больше наибольшей."
        yield Refusal("GROUP_BOUNDS_REVERSED", text, CERTIFICATION, path=(*path, "min_children"))
    if module.asked_price is not None and not 0 <= module.asked_price < 2**53:
        yield Refusal("PRICE_OUT_OF_RANGE", "Цена вне допустимых границ.", CERTIFICATION, path=(*path, "asked_price"))


def why_not_submit(
    card: ProgramCard, *, provider_is_active: bool, budget: bool, has_program_file: bool, already_certified: bool
) -> Iterator[Refusal]:
    """Yield every reason against submitting a program for certification (C 2.3, C 2.4)."""
    if not provider_is_active:
        yield Refusal(
            "PROVIDER_NOT_ACTIVE",
            "Поставщик не состоит в реестре или его деятельность приостановлена.",
            "Концепция, п. 2.3",
            "Сначала завершите включение в реестр поставщиков.",
        )
    if budget:
        yield Refusal(
            "BUDGET_PROGRAM",
            "Программа за счёт бюджета не сертифицируется: её рассматривает муниципальная комиссия.",
            "Концепция, п. 2.3, 2.5",
            "Обратитесь в комиссию своего муниципалитета или создайте внебюджетную программу.",
        )
    if already_certified:
        yield Refusal(
            "DUPLICATE_PROGRAM",
            "У вас уже есть сертифицированная программа с таким названием.",
            CERTIFICATION,
            "Создайте новую редакцию прежней программы.",
            ("name",),
        )
    yield from why_incomplete(card, has_program_file=has_program_file)


def why_incomplete(card: ProgramCard, *, has_program_file: bool) -> Iterator[Refusal]:
    """Yield what a program lacks to be judged, by the operator or by a commission."""
    if not has_program_file:
        text, remedy = "Не приложен текст программы.", "Загрузите файл программы в формате PDF."
        yield Refusal("PROGRAM_FILE_REQUIRED", text, CERTIFICATION, remedy, ("documents",))
    yield from why_not_save(card)
    yield from _why_card_incomplete(card)


def _why_card_incomplete(card: ProgramCard) -> Iterator[Refusal]:
    for name, what in (("annotation", "аннотацию"), ("aims", "цели и задачи"), ("equipment", "нормы оснащения")):
        if not getattr(card, name).strip():
            yield Refusal("FIELD_REQUIRED", f"Заполните {what}.", CERTIFICATION, path=(name,))
    if card.age_from < YOUNGEST or card.age_to > OLDEST:
        yield Refusal(
            "AGE_OUT_OF_RANGE",
            f"Сертификат действует для детей от {YOUNGEST} до {OLDEST} лет включительно.",
            "Концепция, п. 4",
            "Исправьте возраст детей.",
            ("age_from",),
        )
    if not card.modules:
        yield Refusal("NO_MODULES", "Нет ни одного модуля.", CERTIFICATION, "Добавьте модуль.", ("modules",))
    if not card.places:
        yield Refusal("NO_PLACES", "Не указано место обучения.", CERTIFICATION, "Добавьте адрес.", ("places",))
    for place, module in enumerate(card.modules, start=1):
        yield from _why_module_incomplete(module, ("modules", str(place)))
    yield from _why_places_incomplete(card)


def _why_places_incomplete(card: ProgramCard) -> Iterator[Refusal]:
    known: set[tuple[str, str, str]] = set()
    for number, place in enumerate(card.places, start=1):
        path = ("places", str(number), "address")
        same = (place.municipality, str(place.area), place.address.strip().casefold())
        if not place.address.strip():
            yield Refusal("FIELD_REQUIRED", "Укажите адрес места обучения.", CERTIFICATION, path=path)
        elif same in known:
            text = f"Место обучения {number} повторяет другое."
            yield Refusal("PLACE_REPEATED", text, CERTIFICATION, "Уберите повтор.", path)
        known.add(same)


def _why_module_incomplete(module: ModuleCard, path: tuple[str, ...]) -> Iterator[Refusal]:
    for name, what in (("months", "продолжительность"), ("hours", "часы"), ("min_children", "размер группы")):
        if getattr(module, name) < 1:
            yield Refusal("FIELD_REQUIRED", f"Укажите {what}.", CERTIFICATION, path=(*path, name))
    for name in ("name", "main_teacher", "expected_results"):
        if not getattr(module, name).strip():
            yield Refusal("FIELD_REQUIRED", "Поле модуля не заполнено.", CERTIFICATION, path=(*path, name))
    if module.individual_hours > module.hours:
        text = "Индивидуальных часов больше, чем часов всего."
        yield Refusal("INDIVIDUAL_HOURS_ABOVE_TOTAL", text, CERTIFICATION, path=(*path, "individual_hours"))
    if module.second_teacher_hours and not module.second_teacher.strip():
        text = "Есть часы второго педагога, но нет его квалификации."
        yield Refusal("SECOND_TEACHER_REQUIRED", text, CERTIFICATION, path=(*path, "second_teacher"))
