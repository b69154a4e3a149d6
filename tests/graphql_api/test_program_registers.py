"""The four registers for everybody: as of any day, of a municipality, over GraphQL and as a file for machines."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.registers import printing
from backoffice.registers.models import EntryPlaces, ProgramRegisterEntry, ProgramRegisterExit, RegisterKind
from tests import families, registers
from tests.registers import ENTERED, PRE_PROFESSIONAL, SIGNIFICANT
from tests.statements import statements
from tests.stories import BY_LOAD, CERTIFY, FIRST_CLASS, PASS, Story

pytestmark = pytest.mark.django_db
DAY, AUTUMN = timedelta(days=1), date(2026, 9, 1)


def town(code: str) -> str:
    return to_base64("Municipality", families.municipality(code).pk)


def numbers(api, kind=SIGNIFICANT, **rest) -> list[str]:
    answer = api(None, "ProgramRegister", kind=kind, **rest)
    assert not answer.errors, answer.errors
    return [edge["node"]["number"] for edge in answer.data["programRegister"]["edges"]]


def on(api, day: date) -> list[str]:
    return numbers(api, asOf=day.isoformat())


def test_a_stranger_reads_until_when_for_how_many_and_on_what_ground(api):
    it = registers.standing(ENTERED)
    EntryPlaces.objects.filter(entry=it.entry).update(taken=1)

    answer = api(None, "ProgramRegister", kind=SIGNIFICANT, asOf=ENTERED.isoformat())

    (edge,) = answer.data["programRegister"]["edges"]
    node, act = edge["node"], it.order.act
    assert (node["number"], node["kindLabel"], node["includedOn"]) == (
        it.entry.number,
        "Реестр значимых программ",
        "2026-03-16",
    )
    assert (node["validUntil"], node["maxFundedPupils"], node["freePlaces"]) == ("2026-09-01", 20, 19)
    assert node["ground"] == it.entry.ground
    assert node["municipality"] == {"id": town("kemerovo-city"), "name": str(it.entry.municipality)}
    assert node["act"] == {
        "id": to_base64("LegalAct", act.pk),
        "title": "О включении в реестр",
        "number": act.number,
        "adoptedOn": "2026-03-16",
    }
    assert node["edition"]["name"] == it.edition.name
    assert node["exit"] is None


def test_a_budget_register_is_that_of_its_municipality_wherever_the_program_is_taught(api):
    here, there = registers.standing(ENTERED), registers.standing(ENTERED, code="belovo-district")
    day = {"asOf": ENTERED.isoformat()}
    assert numbers(api, **day) == [here.entry.number, there.entry.number]
    assert numbers(api, municipality=town("kemerovo-city"), **day) == [here.entry.number]
    assert numbers(api, municipality=town("belovo-district"), **day) == [there.entry.number]
    assert numbers(api, municipality="nonsense", **day) == []
    assert numbers(api, PRE_PROFESSIONAL, **day) == []
    assert numbers(api, "CERTIFIED", **day) == []


def test_yesterdays_date_gives_yesterdays_register(api):
    stays, leaves = registers.standing(ENTERED), registers.standing(ENTERED + DAY)
    ProgramRegisterExit.objects.create(
        entry=leaves.entry, excluded_on=ENTERED + 5 * DAY, ground="LOW_DEMAND", reason="Дети не идут."
    )
    renewal = registers.prepare(of=stays.provider, edition=stays.edition, renews=stays.entry)
    new = registers.enter(renewal, AUTUMN - 20 * DAY).entry

    old, gone = stays.entry.number, leaves.entry.number
    assert on(api, ENTERED - DAY) == []
    assert on(api, ENTERED) == [old]
    assert on(api, ENTERED + DAY) == on(api, ENTERED + 4 * DAY) == [old, gone]
    assert on(api, ENTERED + 5 * DAY) == on(api, AUTUMN - DAY) == [old]
    assert on(api, AUTUMN) == [new.number]
    assert on(api, date(2027, 8, 31)) == [new.number]
    assert on(api, date(2027, 9, 1)) == []


def copied(row, **changes):
    """Another row like this one."""
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}
    return type(row).objects.create(
        **{**{name: columns[name] for name in columns if name[:-3] not in changes}, **changes}
    )


@pytest.fixture
def hundred():
    """A hundred entries of one register."""
    it = registers.standing(timezone.localdate() - DAY)
    for number in range(2, 101):
        program = copied(it.edition.program)
        edition = copied(it.edition, program=program)
        entry = copied(it.entry, edition=edition, number=f"42-РЗ-2026-{number:05d}")
        EntryPlaces.objects.create(entry=entry, maximum=20)
    return it


def test_a_register_costs_one_statement_however_long_it_is(api, hundred):
    asked = {"kind": SIGNIFICANT, "first": 100}
    api(None, "ProgramRegister", **asked)
    for rest in ({}, {"municipality": town("kemerovo-city")}, {"asOf": "2026-12-31"}):
        answers = []
        sent = statements(
            lambda rest=rest, answers=answers: answers.append(api(None, "ProgramRegister", **asked, **rest))
        )
        assert len(sent) == 1, sent
        assert len(answers[0].data["programRegister"]["edges"]) == 100


def test_a_budget_register_is_read_along_its_index():
    it = registers.standing(ENTERED)
    rows = ProgramRegisterEntry.objects.in_force(on=ENTERED).filter(kind=SIGNIFICANT)
    rows = rows.near(SIGNIFICANT, Q(municipality=it.entry.municipality_id)).order_by("included_on", "id")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    assert "budget_register_in_order" in rows[:20].explain()


def download(path: str, **asked):
    return Client().get(f"/registers/{path}", asked)


def headings(kind: str) -> list[str]:
    return [*printing.headings(RegisterKind(kind))]


def table(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff") and text.count("\ufeff") == 1
    return [*csv.reader(text[1:].splitlines(), delimiter=";")]


def test_everybody_may_take_a_register_away_as_of_a_day():
    it = registers.standing(ENTERED, card={"name": "=HYPERLINK(1)", "short_name": "Формула"})
    registers.standing(ENTERED, code="belovo-district")

    answer = download("SIGNIFICANT.csv", asOf="2026-03-16", municipality=town("kemerovo-city"))

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    name = answer["Content-Disposition"].removeprefix("attachment; filename*=utf-8''")
    assert unquote(name) == "Реестр значимых программ на 16.03.2026.csv"
    act = it.order.act
    assert table(answer) == [
        headings(SIGNIFICANT),
        [
            it.entry.number,
            "'=HYPERLINK(1)",
            it.provider.short_name,
            str(it.entry.municipality),
            "16.03.2026",
            "01.09.2026",
            "20",
            "20",
            it.entry.ground,
            str(act),
        ],
    ]
    assert len(table(download("SIGNIFICANT.csv", asOf="2026-03-16"))) == 3
    for kind, day in (("SIGNIFICANT", "2026-03-15"), ("SIGNIFICANT", "2026-09-01"), ("CERTIFIED", "")):
        assert table(download(f"{kind}.csv", asOf=day)) == [headings(kind)]


def test_the_register_of_certified_programs_is_taken_away_with_what_they_cost(people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD).score(8).score(8)
    story.do("classify_program", "clerk", FIRST_CLASS).do("certify_program", "clerk", CERTIFY)
    entry, module = story.edition.entries.get(), story.edition.modules.get()

    head, row = table(download("CERTIFIED.csv"))

    assert head == ["Номер записи", "Программа", "Организация", "Включена", "Нормативная стоимость модулей"]
    day = f"{entry.included_on:%d.%m.%Y}"
    cost = f"{module.name}: 11\u00a0378,00\u00a0₽ (город Кемерово)"
    assert row == [entry.number, story.edition.name, people["owner"].short_name, day, cost]


def test_a_register_is_searched_by_the_name_of_the_program(api):
    registers.standing(ENTERED, card={"name": "Юный конструктор", "short_name": "ЮК"})
    found = registers.standing(ENTERED, card={"name": "Зелёные ростки", "short_name": "ЗР"}).entry.number
    asked = {"asOf": ENTERED.isoformat()}
    for text in ("ЗЕЛЕНЫЕ рост", "  зелён ", "«Ростки»"):
        assert numbers(api, text=text, **asked) == [found], text
    assert numbers(api, text="ракеты", **asked) == []
    assert len(numbers(api, text="", **asked)) == 2


def test_a_long_register_is_read_part_by_part(hundred, monkeypatch):
    monkeypatch.setattr(printing, "AT_ONCE", 30)
    today = timezone.localdate()
    lines = [line[0] for line in printing.lines(RegisterKind.SIGNIFICANT, on=today)]
    expected = [*ProgramRegisterEntry.objects.order_by("included_on", "pk").values_list("number", flat=True)]
    assert lines == expected and len(lines) == 100
    assert len(statements(lambda: [*printing.lines(RegisterKind.SIGNIFICANT, on=today)])) == 4


@pytest.mark.parametrize(
    "path, asked, status",
    [
        ("SECRET.csv", {}, 404),
        ("SIGNIFICANT.csv", {"asOf": "yesterday"}, 400),
        ("SIGNIFICANT.csv", {"asOf": "0001-01-01"}, 400),
    ],
)
def test_a_wrong_address_is_told_in_words(path, asked, status):
    answer = download(path, **asked)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["message"]


def test_a_register_is_only_read():
    assert Client().post("/registers/SIGNIFICANT.csv").status_code == 405


def test_a_municipality_that_is_none_has_no_register():
    registers.standing(ENTERED)
    answer = download("SIGNIFICANT.csv", asOf="2026-03-16", municipality="nonsense")
    assert table(answer) == [headings(SIGNIFICANT)]
