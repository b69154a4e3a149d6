"""A card as people read it: what stands at a field, and by which name the form and the screen call the field."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from backoffice import cards
from backoffice.commissions.dossier_card import DossierCard
from backoffice.programs.card import ModuleCard, ProgramCard
from backoffice.programs.words import Form
from backoffice.registers.models import BudgetRegister
from tests import applicants, factories

PROGRAM = Path(__file__).parents[2] / "frontend/src/program"
KEMEROVO = {"kemerovo-city": "Кемеровский городской округ"}


@dataclass(frozen=True)
class Measured:
    share: Decimal | None = field(default=None, metadata={"label": "Доля"})


def read(card, path, names=KEMEROVO):
    return cards.shown_at(cards.shown(card, names), path, partial(cards.label_of, card))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("form", "Очная"),
        ("places.1.area", "Город"),
        ("places.1.municipality", "Кемеровский городской округ"),
        ("for_gifted", "нет"),
        ("for_special_needs", "да"),
        ("age_from", "7"),
        ("annotation", "Дети собирают роботов."),
        ("activities", ""),
        ("modules.1.asked_price", "15\u00a0000,50\u00a0₽"),
        ("modules.2.asked_price", ""),
        ("modules.3", ""),
        ("modules.3.hours", ""),
        ("gone", ""),
    ],
)
def test_a_field_of_a_program_is_read_in_russian(path, text):
    modules = (factories.module(asked_price=1500050), factories.module())
    assert read(factories.card(for_special_needs=True, modules=modules), path) == text


def test_a_bare_code_of_the_database_is_read_as_its_word():
    assert read(replace(factories.card(), form=Form.FULL_TIME.value), "form") == "Очная"
    assert (
        read(replace(applicants.card(), institution_type="AUTONOMOUS"), "institution_type") == "Автономное учреждение"
    )
    assert read(replace(applicants.card(), institution_type=None), "institution_type") == ""
    assert read(replace(applicants.card(), institution_type=""), "institution_type") == ""


def test_a_day_has_points():
    assert read(applicants.card(licence_issued_on=date(2020, 3, 9)), "licence_issued_on") == "09.03.2020"
    assert read(applicants.card(licence_issued_on=None), "licence_issued_on") == ""


@pytest.mark.parametrize(
    ("number", "text"), [("1.50", "1,5"), ("100.00", "100"), ("0.00", "0"), ("-0.25", "-0,25"), (None, "")]
)
def test_a_decimal_has_a_comma_and_no_zeros_at_its_end(number, text):
    assert read(Measured(number and Decimal(number)), "share") == text


def test_what_a_dossier_renews_is_read_by_name():
    card = DossierCard(register=BudgetRegister.SIGNIFICANT, places=30, need="Нужна.", priorities="Всем.", renews=7)
    assert read(card, "renews", {7: "№ З-1, Реестр значимых программ"}) == "№ З-1, Реестр значимых программ"
    assert read(card, "register") == "Реестр значимых программ"
    assert read(replace(card, renews=None), "renews") == ""


def test_a_part_is_read_field_by_field():
    assert read(factories.card(), "places.1").splitlines() == [
        "Муниципальное образование: Кемеровский городской округ",
        "Местность: Город",
        "Адрес: ул. Примерная, 1",
    ]
    assert read(factories.card(), "modules.1").splitlines() == [
        "Название модуля: Первый год",
        "Продолжительность, месяцев: 9",
        "Часов всего: 72",
        "Из них индивидуальных: 0",
        "Часов второго педагога: 0",
        "Квалификация педагога: Высшее педагогическое образование",
        "Квалификация второго педагога: —",
        "Детей в группе, не менее: 8",
        "Детей в группе, не более: 12",
        "Ожидаемые результаты: Собирает и программирует робота",
        "Желаемая цена: —",
    ]


def test_the_parts_of_a_list_are_numbered():
    modules = (factories.module(), factories.module(name="Второй год", hours=144))
    lines = read(factories.card(modules=modules), "modules").splitlines()
    assert (lines[0], lines[2], len(lines)) == ("1. Название модуля: Первый год", "Часов всего: 72", 22)
    assert (lines[11], lines[13]) == ("2. Название модуля: Второй год", "Часов всего: 144")
    assert read(factories.card(modules=()), "modules") == ""


def test_what_is_read_has_the_paths_of_what_is_compared():
    for card in (factories.card(), applicants.card()):
        assert [*cards.shown(card)] == [*cards.paths(card)]


def test_a_part_that_is_gone_keeps_its_name():
    bare = factories.card(modules=())
    assert cards.label_of(bare, "modules.2.hours") == "Модули, 2: Часов всего"
    (why,) = cards.why_not_change({"modules.1.hours": "72"}, {}, [], rule="?", label=partial(cards.label_of, bare))
    assert why.message == "Поле «Модули, 1: Часов всего» изменять нельзя: по нему нет замечания."


# What the screen says together, by the words that the labels share.
TOGETHER = {
    "Возраст от, лет": "['Возраст', `от ${",
    "Возраст до, лет": "['Возраст', `от ${",
    "Детей в группе, не менее": "['Детей в группе', `от ${",
    "Детей в группе, не более": "['Детей в группе', `от ${",
    "Места обучения": "`Место обучения ${number}`",
    "Модули": "Модуль {module.number}",
    "Название модуля": "Модуль {module.number}. {module.name}",
}


def test_the_screen_names_every_field_of_a_program_as_the_form_does():
    screen = "".join((PROGRAM / page).read_text(encoding="utf-8") for page in ("CardFacts.tsx", "Modules.tsx"))
    labels = [each.metadata["label"] for each in (*fields(ProgramCard), *fields(ModuleCard))]
    assert [label for label in labels if TOGETHER.get(label, f"['{label}',") not in screen] == []


def test_a_remark_on_a_field_that_is_not_there_is_refused_in_russian():
    card_paths = cards.paths(factories.card())
    found = [*cards.why_not_remark(card_paths, ["annotation", "modules.7.hours", "modules"], rule="?")]
    assert [(each.code, each.path) for each in found] == [("REMARK_FIELD_UNKNOWN", ("remarks", "1", "field"))]
    assert (found[0].message, found[0].remedy) == (
        "Такого поля нет в карточке.",
        "Выберите поле из списка, который предлагает форма решения.",
    )
