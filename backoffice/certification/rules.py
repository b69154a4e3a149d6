"""How experts are counted and what a certification decision must contain. Pure: no database, no clock, no framework.

C 2.4 leaves the order of certification to the Rules: every number here is a setting of the Rules in force.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from backoffice.errors import Refusal, unknown_ground

RULE = "Концепция, п. 2.4 (порядок сертификации)"


def differ_too_much(totals: Sequence[int], *, max_points: int, percent: Decimal) -> bool:
    """Whether the highest and the lowest total lie more than `percent` of the maximum apart."""
    return len(totals) > 1 and max(totals) - min(totals) > max_points * percent / 100


def experts_missing(totals: Sequence[int], *, required: int, max_points: int, percent: Decimal) -> int:
    """How many more experts must score: those required first, then one more when their totals differ too much."""
    if len(totals) < required:
        return required - len(totals)
    return int(len(totals) == required and differ_too_much(totals, max_points=max_points, percent=percent))


def passed(totals: Sequence[int], *, max_points: int, percent: Decimal) -> bool:
    """Whether the mean total reaches `percent` of the maximum."""
    return bool(totals) and sum(totals) * 100 >= max_points * percent * len(totals)


def why_not_return(remarks: int, *, returns: int, allowed: int) -> Iterator[Refusal]:
    """A return carries remarks, and a card comes back no oftener than the Rules allow."""
    if not remarks:
        text = "Возврат без замечаний невозможен."
        yield Refusal("REMARKS_REQUIRED", text, RULE, "Укажите поле и что в нём исправить.", ("remarks",))
    if returns >= allowed:
        yield Refusal(
            "RETURNS_EXHAUSTED",
            f"Возвратов уже было: {returns}, больше {allowed} нельзя.",
            RULE,
            "Примите решение по существу: пропустите или откажите с основанием.",
            ("verdict",),
        )


def why_not_refuse(
    grounds: Sequence[str], reason: str, *, known: Mapping[str, str], overturned: Iterable[str] = ()
) -> Iterator[Refusal]:
    """A refusal rests on grounds in force, none of them overturned on appeal, and is explained.

    `known` gives the Russian text of each ground by its code.
    """
    if not grounds:
        text = "Отказ без основания невозможен."
        yield Refusal("GROUND_REQUIRED", text, RULE, "Выберите основание из перечня.", ("grounds",))
    for code in dict.fromkeys(grounds):
        if code not in known:
            yield unknown_ground(RULE, "grounds")
        elif code in set(overturned):
            yield Refusal(
                "GROUND_OVERTURNED",
                f"Основание отменено решением по жалобе: «{known[code]}»",
                RULE,
                "Руководитель уже решил, что этого основания нет.",
                ("grounds",),
            )
    if not reason.strip():
        yield Refusal("REASON_REQUIRED", "Объясните отказ: его прочтёт поставщик.", RULE, path=("reason",))


def why_not_score(
    marks: Sequence[tuple[str, int]], opinion: str, *, sheet: dict[str, int], labels: Mapping[str, str] | None = None
) -> Iterator[Refusal]:
    """Every criterion of the sheet gets exactly one mark between 0 and its best, and the opinion is reasoned."""
    given, said = Counter(code for code, _ in marks), labels or {}
    for code in sheet:
        if given[code] != 1:
            text = f"По критерию «{said.get(code, code)}» должна быть ровно одна оценка."
            yield Refusal("MARK_REQUIRED", text, RULE, path=("scores",))
    for place, (code, points) in enumerate(marks):
        path = ("scores", str(place))
        if code not in sheet:
            yield Refusal("CRITERION_UNKNOWN", f"Критерия «{code}» нет в листе оценки.", RULE, path=path)
        elif not 0 <= points <= sheet[code]:
            text = f"Оценка по критерию «{said.get(code, code)}» — от 0 до {sheet[code]}."
            yield Refusal("MARK_OUT_OF_RANGE", text, RULE, path=path)
    if not opinion.strip():
        yield Refusal("OPINION_REQUIRED", "Напишите заключение.", RULE, path=("opinion",))


def why_not_classify(classes: Sequence[tuple[int, str | None]], *, modules: dict[int, bool]) -> Iterator[Refusal]:
    """Every module is classified once; a second teacher has a class exactly where one teaches.

    `classes` are (module number, class of the second teacher); `modules` says for each number whether a second teaches.
    """
    given = Counter(number for number, _ in classes)
    for number in sorted(modules.keys() | given.keys()):
        if number not in modules:
            yield Refusal("MODULE_UNKNOWN", f"Модуля {number} в программе нет.", RULE, path=("modules", str(number)))
        elif given[number] != 1:
            text = f"Модуль {number} нужно классифицировать ровно один раз."
            yield Refusal("MODULE_NOT_CLASSIFIED", text, RULE, path=("modules", str(number)))
    for number, second in classes:
        if number in modules and modules[number] != (second is not None):
            text = "Категорию второго педагога указывают, если у модуля есть его часы, и только тогда."
            path = ("modules", str(number), "second_qualification")
            yield Refusal("SECOND_CLASS_MISMATCH", f"Модуль {number}. {text}", RULE, path=path)


def why_not_certify(*, quality_passed: bool, provider_is_active: bool, already_certified: bool) -> Iterator[Refusal]:
    """A program is certified once, when its quality review was passed and its provider is in the register."""
    if already_certified:
        yield Refusal(
            "DUPLICATE_PROGRAM",
            "У поставщика уже есть сертифицированная программа с таким названием.",
            RULE,
            "Откажите по основанию о повторе или предложите новую редакцию прежней программы.",
            ("verdict",),
        )
    if not quality_passed:
        yield Refusal(
            "QUALITY_NOT_PASSED",
            "Оценка качества ниже проходной: сертифицировать программу нельзя.",
            RULE,
            "Откажите по основанию «Программа не прошла независимую оценку качества.».",
            ("verdict",),
        )
    if not provider_is_active:
        yield Refusal(
            "PROVIDER_NOT_ACTIVE",
            "Поставщик приостановлен или исключён из реестра.",
            "Концепция, п. 2.3",
            "Дождитесь восстановления поставщика или откажите.",
            ("verdict",),
        )


def why_not_leave_out(refused: dict[int, str], *, modules: set[int], known: Iterable[str]) -> Iterator[Refusal]:
    """Single modules are left out on a ground in force; a program without any module left is refused as a whole."""
    for number, ground in refused.items():
        path = ("refused_modules", str(number))
        if number not in modules:
            yield Refusal("MODULE_UNKNOWN", f"Модуля {number} в программе нет.", RULE, path=path)
        if ground not in set(known):
            yield unknown_ground(RULE, *path)
    if modules and modules <= refused.keys():
        text = "Ни одного модуля не остаётся: откажите в сертификации программы целиком."
        yield Refusal("NO_MODULES_LEFT", text, RULE, path=("refused_modules",))
