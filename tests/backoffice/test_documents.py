"""Documents as PDF, read back with a reader that somebody else wrote."""

from __future__ import annotations

import io
import re
import time
from dataclasses import replace
from datetime import date

import orjson
import pytest
import segno
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from backoffice.acts.models import LegalAct
from backoffice.acts.services import RuleMissing
from backoffice.documents import glyphs, services
from backoffice.documents.models import DocumentKind, DocumentTemplate, IssuedDocument
from backoffice.documents.render import Mark, inputs, render
from backoffice.files.models import StoredFile
from backoffice.journal import Act, Entry
from backoffice.reference import loader
from tests import documents, factories, families

pytestmark = pytest.mark.django_db
KINDS = ("AGENDA", "MINUTES", "EXTRACT", "DRAFT_ORDER")
MARK = Mark(
    title="Протокол заседания комиссии",
    number="3/1",
    issued_on=date(2026, 3, 16),
    check_number="CECR-6K83-NKBS",
    address="https://pfdo.example.org/check/CECR-6K83-NKBS",
)


def source(kind: str) -> str:
    return DocumentTemplate.objects.get(kind=kind).source


def typeset(paper, kind: str = "MINUTES", mark: Mark = MARK) -> PdfReader:
    return PdfReader(io.BytesIO(render(source(kind), paper, mark)))


def text_of(pdf: PdfReader) -> str:
    """The text on all pages, every run of white space as one space."""
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_is_pdf_a_with_its_fonts_inside(kind):
    pdf = typeset(documents.paper(kind), kind)
    marker = pdf.xmp_metadata.rdf_root.toxml()
    assert re.search(r"pdfaid:part>2<", marker) and re.search(r"pdfaid:conformance>B<", marker)
    fonts = [font for page in pdf.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        (descendant,) = font["/DescendantFonts"]
        assert descendant["/FontDescriptor"]["/FontFile2"].get_data()
        assert re.fullmatch(r"/[A-Z]{6}\+PTSerif-(Regular|Bold|Italic)", font["/BaseFont"])
    assert pdf.metadata.title == "Протокол заседания комиссии № 3/1"
    assert pdf.metadata.author is None
    text = text_of(pdf)
    assert "CECR-6K83-NKBS" in text and MARK.address in text and "16 марта 2026 г." in text


def test_an_agenda_names_its_meeting_once():
    text = text_of(typeset(documents.paper("AGENDA"), "AGENDA"))
    assert "Заседание: № 3" in text and "Заседание: Заседание" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_words_are_the_same_bytes(kind):
    paper = documents.paper(kind)
    assert render(source(kind), paper, MARK) == render(source(kind), paper, MARK)


def test_minutes_tell_everything_that_was_decided():
    text = text_of(typeset(documents.minutes()))
    first, second, third = documents.NAMES
    for said in (
        "Комиссия по формированию реестров программ, город Кемерово ПРОТОКОЛ № 3/1 от 16 марта 2026 г.",
        "Дата заседания: 12 марта 2026 г. Форма: очное Место: г. Кемерово, пр. Советский, 54",
        "Состав утверждён: постановление от 15.01.2026 № 12",
        f"Присутствовали — {first}, член комиссии, Школа № 7 — {second}",
        "Отсутствовали — Отсутствующий О. О., член комиссии, Школа № 7",
        "Кворум Из 5 членов с правом голоса участвуют 4, нужно 3: кворум есть.",
        "Повестка 1. О программе «Юный шахматист» (МБУ ДО «Дворец творчества»).",
        "Просит: включить в реестр значимых программ, 15 мест.",
        "В голосовании не участвовали: — Петров Пётр Петрович — работает в этой организации.",
        f"{first} За Реестр значимых программ 12 {second} За Реестр значимых программ 11 {third} Против — —",
        f"Обоснование голосов: {first} (за): Нужна району. {third} (против): Группа мала.",
        f"Особое мнение, {third}: Программа повторяет другую.",
        "Голосовали: за — 2, против — 1, воздержались — 0.",
        "Решили: Рекомендовать включить в реестр значимых программ, 11 мест.",
        f"Председательствующий {first} подтверждается в системе",
        "Секретарь Кузнецова Ольга Олеговна подтверждается в системе",
        "Проверочный номер: CECR-6K83-NKBS",
    ):
        assert said in text, said
    assert text.count("Программа повторяет другую.") == 1, "a dissent that stands in both places is printed once"


def test_minutes_that_correct_say_what_and_why():
    text = text_of(typeset(documents.minutes(correction="В пункте 1 читать: 12 мест")))
    assert "ПРОТОКОЛ ОБ ИСПРАВЛЕНИИ № 3/1" in text
    assert "В пункте 1 читать: 12 мест. Исправляет протокол № 3 заседания 12 марта 2026 г." in text


def test_a_vote_in_absentia_has_no_presence():
    text = text_of(typeset(documents.minutes(form="Заочное", place="", vote_until=date(2026, 3, 20))))
    assert "Участвовали" in text and "Не участвовали" in text and "Присутствовали" not in text
    assert "Место:" not in text
    assert "Голосование завершено: 12 марта 2026 г. Последний день голосования: 20 марта 2026 г. Форма: заочное" in text


def test_an_extract_tells_the_decision_and_nobodys_vote():
    text = text_of(typeset(documents.paper("EXTRACT"), "EXTRACT"))
    assert "ВЫПИСКА ИЗ ПРОТОКОЛА" in text and "Протокол: № 3 Дата заседания: 12 марта 2026 г." in text
    assert "Голосовали: за — 2, против — 1, воздержались — 0. Решили: Рекомендовать включить" in text
    assert "из-за личной заинтересованности: 1 член комиссии" in text
    for name in (*documents.NAMES[1:], "Петров", "Нужна району", "повторяет другую"):
        assert name not in text


def test_a_draft_order_reads_like_an_order():
    text = text_of(typeset(documents.paper("DRAFT_ORDER"), "DRAFT_ORDER"))
    for said in (
        "ПРОЕКТ",
        "РАСПОРЯЖЕНИЕ",
        "О включении программы «Юный шахматист» в реестр значимых программ",
        "На основании п. 2.3, 2.5 Концепции персонализированного дополнительного образования",
        "комиссия по формированию реестров программ, город Кемерово, протокол № 3 от 12.03.2026",
        "Принимать на обучение по программе за счёт бюджета не более 11 обучающихся.",
        "Запись в реестре действует по 31 августа 2026 г. включительно.",
        "Это проект: сам по себе он ничего не решает.",
    ):
        assert said in text, said


@pytest.mark.parametrize(
    "number, places, pupils",
    [
        (1, "1 место", "1 обучающегося"),
        (2, "2 места", "2 обучающихся"),
        (4, "4 места", "4 обучающихся"),
        (5, "5 мест", "5 обучающихся"),
        (11, "11 мест", "11 обучающихся"),
        (12, "12 мест", "12 обучающихся"),
        (21, "21 место", "21 обучающегося"),
        (22, "22 места", "22 обучающихся"),
        (100, "100 мест", "100 обучающихся"),
        (111, "111 мест", "111 обучающихся"),
    ],
)
def test_numbers_take_the_right_words(number, places, pupils):
    agenda = documents.paper("AGENDA")
    agenda = replace(agenda, items=(replace(agenda.items[0], places=number),))
    assert f"1 вопрос, всего просят {places}." in text_of(typeset(agenda, "AGENDA"))
    order = replace(documents.paper("DRAFT_ORDER"), places=number)
    assert f"не более {pupils}." in text_of(typeset(order, "DRAFT_ORDER"))


def test_nothing_that_people_write_is_a_command():
    hostile = documents.HOSTILE
    vote = documents.vote(hostile, reason=hostile, dissent=hostile)
    item = documents.item(program=hostile, institution=hostile, asked=hostile, decision=hostile, votes=(vote,))
    item = replace(item, recused=(hostile,), dissents=((hostile, hostile),))
    plain = {"commission": hostile, "act": hostile, "order": hostile, "place": hostile, "quorum": hostile}
    text = text_of(typeset(documents.minutes(items=(item,), correction=hostile, chair=hostile, **plain)))
    assert text.count(hostile) >= 12
    odd = replace(documents.paper("DRAFT_ORDER"), program=hostile, institution=hostile, municipality=hostile)
    assert text_of(typeset(odd, "DRAFT_ORDER", replace(MARK, number=hostile[:60]))).count(hostile) >= 3


def test_every_sign_is_printed_or_named():
    every = "".join(chr(point) for point in sorted(glyphs._covered()) if not chr(point).isspace())
    assert set("Ёё№₽«»§—–…„“АБВЯабвяABCxyz0123456789") <= set(every)
    item = documents.item(decision="Ё № ₽ «ёж» § й", votes=(documents.vote(reason="Ура 😀 漢\u202e\x07 конец"),))
    text = text_of(typeset(documents.minutes(items=(item,), order=every)))  # PDF/A refuses a sign without a glyph
    assert "Ё № ₽ «ёж» § й" in text
    assert "Ура [U+1F600] [U+6F22] конец" in text
    assert "\ufffd" not in text


def test_empty_lists_are_said_to_be_empty():
    nothing = documents.minutes(items=(), sitters=())
    text = text_of(typeset(nothing))
    assert "Присутствовали Никто. Отсутствовали Никто." in text and text.count("Вопросов нет.") == 2
    assert "Вопросов нет." in text_of(typeset(replace(documents.paper("AGENDA"), items=()), "AGENDA"))
    bare = documents.item(votes=(), recused=(), dissents=())
    text = text_of(typeset(documents.minutes(items=(bare,))))
    assert "Голосов нет." in text and "Обоснование" not in text and "не участвовали:" not in text


@pytest.mark.slow
def test_long_texts_stay_on_the_page_and_go_on_over_many():
    word, reason = "Ы" * 200, "Обоснование с многими словами. " * 200
    votes = tuple(documents.vote(f"Член {number} {word}", reason=reason) for number in range(7))
    pdf = typeset(documents.minutes(items=tuple(documents.item(number=number, votes=votes) for number in range(1, 6))))
    texts, edges = zip(*map(_read, pdf.pages), strict=True)
    assert len(texts) > 20
    assert f"Страница 2 из {len(texts)}" in texts[1]
    assert all("Проверочный номер CECR-6K83-NKBS" in text for text in texts)
    everything = re.sub(r"\s", "", "".join(texts))
    for number in range(7):
        assert f"Член{number}{word}ЗаРеестрзначимыхпрограмм12" in everything
    assert max(edges) < float(pdf.pages[0].mediabox.width) - 15 / 25.4 * 72, "nothing begins right of the margin"


def _read(page) -> tuple[str, float]:
    """The text of a page and where its rightmost run of signs begins, in points from the left."""
    begins: list[float] = []
    text = page.extract_text(visitor_text=lambda text, at, matrix, *_: begins.append(at[4] + matrix[4] * at[0]))
    return text, max(begins)


def test_the_code_holds_the_address():
    picture = io.BytesIO()
    segno.make(MARK.address, error="m", micro=False).save(picture, kind="svg", xmldecl=False, border=4)
    printed = orjson.loads(inputs(documents.minutes(), MARK)["mark"])["qr"]
    assert printed == picture.getvalue().decode().strip()
    annotations = [note.get_object() for note in typeset(documents.minutes()).pages[-1]["/Annots"]]
    assert {note["/A"]["/URI"] for note in annotations} == {MARK.address}


def test_a_document_is_made_quickly(capsys):
    paper, template = documents.minutes(), source("MINUTES")
    render(template, paper, MARK)
    began = time.perf_counter()
    for number in range(10):
        render(template, replace(paper, number=number), MARK)
    each = (time.perf_counter() - began) / 10
    with capsys.disabled():
        print(f"\nпротокол: {each * 1000:.0f} мс на документ")
    assert each < 2


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_issued_is_kept_and_known_by_its_number(kind):
    person = factories.user()
    document = documents.issued(kind, act=Act(person, documents.HELD_ON), number="3/1")
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}", document.check_number)
    assert (document.kind, document.number, document.issued_on) == (kind, "3/1", documents.HELD_ON)
    assert document.title == DocumentKind(kind).label
    assert document.municipality == families.municipality()
    assert document.file.uploaded_by is None
    assert document.file.name == f"{document.title} 3-1 12.03.2026.pdf"
    assert not StoredFile.objects.filter(uploaded_by=person).exists()
    entry = Entry.objects.get(what="document.issued")
    assert (entry.by, entry.subject_id, entry.municipality) == (person, document.pk, document.municipality)


def test_an_issued_document_never_changes():
    document = documents.issued()
    for change in (lambda rows: rows.update(number="4"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(IssuedDocument.objects.filter(pk=document.pk))


def own_template(kind: str = "AGENDA", **changes) -> DocumentTemplate:
    plain = {"basis": LegalAct.objects.earliest("pk"), "paragraph": "1", "source": "= Наше"}
    plain |= {"territory": families.municipality().unit, "valid_from": documents.HELD_ON}
    return DocumentTemplate.objects.create(kind=kind, **{**plain, **changes})


def test_a_municipality_has_its_own_template_from_its_day_on():
    own, common = own_template(), DocumentTemplate.objects.get(kind="AGENDA", territory=None)
    meeting = documents.meeting()
    the_day_before = Act(None, date(2026, 3, 11))
    assert documents.issued("AGENDA", of=meeting).template == own
    assert documents.issued("AGENDA", of=meeting, act=the_day_before).template == common
    assert documents.issued("AGENDA", of=documents.meeting("belovo-district")).template == common
    assert documents.issued("EXTRACT", of=meeting).template.territory is None


def test_without_a_template_nothing_is_issued():
    too_early = Act(None, date(2019, 4, 2))
    with pytest.raises(RuleMissing):
        documents.issued(act=too_early)
    assert not IssuedDocument.objects.exists()


def test_a_template_of_which_documents_were_made_is_not_changed():
    template = DocumentTemplate.objects.get(kind="AGENDA")
    for change in (lambda rows: rows.update(source="="), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(DocumentTemplate.objects.filter(pk=template.pk))
    DocumentTemplate.objects.filter(pk=template.pk).update(valid_to=date(2030, 1, 1))  # it may end
    assert loader.load()["corrected"] == 0


def test_a_template_reads_no_file_of_the_machine():
    own_template(source='#read("/etc/passwd")')
    with pytest.raises(RuntimeError, match=r"not found|denied|outside"):
        documents.issued("AGENDA")
    assert not IssuedDocument.objects.exists()


def test_the_address_is_that_of_the_setting(settings):
    settings.PUBLIC_URL = "https://pfdo.example.org"
    assert services.address_of("CECR-6K83-NKBS") == MARK.address
