"""The documents of a contract as PDF, read back with a reader that somebody else wrote."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from backoffice import money
from backoffice.contracts.wording import sum_of
from backoffice.documents.contract_papers import Applicant
from backoffice.documents.models import DocumentTemplate
from backoffice.documents.render import Mark, images, render
from tests import contract_papers as papers
from tests import documents

pytestmark = pytest.mark.django_db
MARK = Mark(
    title="Договор об образовании",
    number="3/1",
    issued_on=date(2026, 8, 31),
    check_number="CECR-6K83-NKBS",
    address="https://pfdo.example.org/check/CECR-6K83-NKBS",
)
FUNDING, SOCIAL = ("CONTRACT", "PERSONALISED_FUNDING"), ("CONTRACT", "SOCIAL_CERTIFICATE")
APPLICATION, TERMINATION = ("APPLICATION", ""), ("TERMINATION", "")
BY_HAND = Applicant(name="", relation="", document="", phone="", email="")
EVERY = {
    "contract": (FUNDING, papers.contract),
    "long contract": (FUNDING, papers.long_contract),
    "certificate pays nothing": (FUNDING, lambda: papers.contract(0, 705_495)),
    "family pays nothing": (FUNDING, lambda: papers.contract(705_495, 0)),
    "social": (SOCIAL, papers.contract),
    "long social": (SOCIAL, papers.long_contract),
    "application": (APPLICATION, papers.application),
    "by the child": (APPLICATION, lambda: papers.application(by_child=True)),
    "by hand": (APPLICATION, lambda: papers.application(applicant=BY_HAND, study=papers.long_contract().study)),
    "termination": (TERMINATION, papers.termination),
    "terminated at once": (TERMINATION, lambda: papers.termination(has_begun=False, payer="")),
}


def source(kind: str, regime: str) -> str:
    return DocumentTemplate.objects.get(kind=kind, regime=regime).source


def typeset(template: tuple[str, str], paper) -> PdfReader:
    return PdfReader(io.BytesIO(render(source(*template), paper, MARK)))


def text_of(template: tuple[str, str], paper) -> str:
    """The text on all pages without their feet, every run of white space as one space."""
    whole = " ".join(" ".join(page.extract_text() for page in typeset(template, paper).pages).split())
    return re.sub(r"Проверочный номер [\w-]+ Страница \d+ из \d+ ?", "", whole)


@pytest.mark.parametrize("name", EVERY)
def test_each_is_pdf_a_of_few_pages_with_its_check_number(name):
    template, make = EVERY[name]
    pdf = typeset(template, make())
    marker = pdf.xmp_metadata.rdf_root.toxml()
    assert re.search(r"pdfaid:part>2<", marker) and re.search(r"pdfaid:conformance>B<", marker)
    assert len(pdf.pages) <= 6
    assert pdf.metadata.author is None
    text = text_of(template, make())
    assert MARK.address in text and "от 31 августа 2026 г." in text
    assert not re.search(r"\.\.|;;|,,| ,| ;|««|\bNone\b|\[U\+", text), text
    assert "706" not in text, "the Rules of 2013 are out of force"
    assert render(source(*template), make(), MARK) == render(source(*template), make(), MARK)


def test_pages_are_pictures_for_people_who_write_templates():
    assert len(images(source(*FUNDING), papers.contract(), MARK)) == 4


def test_a_contract_says_what_the_parties_agree_on():
    text = text_of(FUNDING, papers.contract())
    for said in (
        "ДОГОВОР ОБ ОБРАЗОВАНИИ (оферта) № 3/1 от 31 августа 2026 г.",
        "(ИНН 4207000001, ОГРН 1024200000001). Лицензия на образовательную деятельность: № 17001 от 01.02.2018",
        "№ 273-ФЗ «Об образовании в Российской Федерации»",
        "постановлением Правительства Российской Федерации от 15.09.2020 № 1441",
        "подписанным не позднее 10 сентября 2026 г.",
        "Программа: «Юный шахматист», редакция 2 Модуль: «Первый год»",
        "Объём модуля: 72 часа Форма обучения: очная",
        "Период обучения: с 16 сентября 2026 г. по 31 декабря 2026 г. Занятия: вторник, 15:00–16:30; четверг,",
        "указанную в программе: высшее педагогическое образование, первая категория;",
        "не более 12 обучающихся;",
        "за весь период: 7 054,95 ₽ (семь тысяч пятьдесят четыре рубля 95 копеек).",
        "оплачивается 5 879,12 ₽ (пять тысяч восемьсот семьдесят девять рублей 12 копеек).",
        "1 175,83 ₽ (одна тысяча сто семьдесят пять рублей 83 копейки), оплачивает Заказчик.",
        "Месяц Дни Сертификат, ₽ Заказчик, ₽ сентябрь 2026 16.09.2026–30.09.2026 824,18 164,86",
        "Всего 5 879,12 1 175,83",
        "МКУ «Центр финансирования» (ИНН 4205000009), договор об оплате дополнительного образования"
        " № 17-ПФ от 12 января 2026 г.",
        "до 10-го числа месяца, следующего за месяцем обучения",
        "последний день месяца, в котором получено уведомление о расторжении",
        "Расчётный счёт: 40703810000000000001",
    ):
        assert said in text, said
    assert "индивидуальн" not in text and "продолжает" not in text


@pytest.mark.parametrize("template", [FUNDING, SOCIAL])
def test_a_contract_names_no_child_and_no_customer(template):
    text = text_of(template, replace(papers.long_contract(), provider=papers.provider()))
    for name in (*papers.CHILD.split(), *papers.PARENT.split(), "4201-000001", "Весенняя"):
        assert name not in text, name


def test_an_accounting_certificate_pays_nothing():
    text = text_of(FUNDING, papers.contract(0, 705_495))
    assert "Обучение оплачивается Заказчиком." in text
    assert "Средства сертификата дополнительного образования для оплаты не используются." in text
    assert "Вся стоимость оплачивается Заказчиком." in text and "Месяц Дни Заказчик, ₽" in text
    for word in ("плательщик", "возвращаются на сертификат", "0,00", "ноль рублей"):
        assert word not in text, word


def test_where_the_certificate_pays_all_the_family_owes_nothing():
    text = text_of(FUNDING, papers.contract(705_495, 0))
    assert "Обучение оплачивается за счёт средств сертификата дополнительного образования." in text
    assert "Заказчик за обучение не платит." in text and "Месяц Дни Сертификат, ₽" in text
    for word in ("вовремя оплачивать", "просрочил", "Свою часть", "0,00", "ноль рублей"):
        assert word not in text, word


def test_a_contract_over_the_new_year_names_both_agreements():
    text = text_of(FUNDING, papers.long_contract())
    assert "№ 17-ПФ от 12 января 2026 г.;" in text
    assert "с 1 января 2027 г. по 31 мая 2027 г. — МКУ «Центр финансирования»" in text
    assert "№ 3-ПФ от 14 декабря 2026 г." in text
    assert "Договор продолжает обучение по договору № 12 от 01.09.2025." in text
    assert "не более 21 обучающегося;" in text and "2 индивидуальных часа занятий" in text


def test_an_entrepreneur_alone_needs_no_licence():
    alone = papers.provider(is_entrepreneur=True, licence="", kpp="", ogrn="304500116000157", post="", acts_on="")
    text = text_of(FUNDING, papers.contract(provider=alone))
    assert "ОГРНИП 304500116000157" in text and "лицензия ему не нужна (статья 91" in text
    assert "КПП" not in text and "На основании" not in text


def test_by_social_certificates_the_words_are_those_of_their_law():
    text = text_of(SOCIAL, papers.contract())
    for said in ("№ 189-ФЗ", "Потребитель", "социальный сертификат", "Исполнитель", "соглашение об оплате услуг"):
        assert said in text, said
    assert "Обучающ" not in text and "персонифицированного" not in text


def test_an_application_accepts_the_offer_by_its_hash():
    text = text_of(APPLICATION, papers.application())
    for said in (
        f"От кого: {papers.PARENT} Кто подписывает: родитель",
        f"ФИО: {papers.CHILD} Дата рождения: 28 февраля 2014 г.",
        "Номер сертификата: 4201-000001",
        "договор об образовании № 3/1 от 31 августа 2026 г. (акцепт: статья 438",
        f"Проверочный номер: CECR-6K83-NKBS SHA-256 файла: {papers.SHA256}",
        "За весь период обучения я плачу 1 175,83 ₽",
        "СОГЛАСИЕ НА ОБРАБОТКУ ПЕРСОНАЛЬНЫХ ДАННЫХ",
        "№ 152-ФЗ «О персональных данных»",
        "Даю согласие на передачу",
    ):
        assert said in text, said


def test_a_consent_stands_on_a_page_of_its_own():
    first, second = typeset(APPLICATION, papers.application()).pages
    assert "Даю согласие" not in first.extract_text() and "Прошу зачислить" not in second.extract_text()


def test_a_child_of_14_applies_itself_with_consent():
    text = text_of(APPLICATION, papers.application(by_child=True, family_part=sum_of(0)))
    assert "Прошу зачислить меня" in text and "сам обучающийся, которому исполнилось 14 лет" in text
    assert "С заключением договора согласен (согласна) (статья 26" in text and "я ничего не плачу" in text


def test_a_notice_says_the_last_day_and_names_nobody():
    text = text_of(TERMINATION, papers.termination())
    assert "Кто расторгает: заказчик (семья)" in text and "Последний день: 30 ноября 2026 г." in text
    assert "Договор действует по 30 ноября 2026 г. включительно" in text
    at_once = text_of(TERMINATION, papers.termination(ended_by="PROVIDER", ground="Занятий нет.", has_begun=False))
    assert "Обучение не началось, и договор прекращён сразу." in at_once and "Основание: Занятий нет." in at_once


def test_nothing_that_people_write_is_a_command():
    hostile = documents.HOSTILE

    def found(template, paper) -> int:  # a word longer than its line breaks, so blanks do not count
        return text_of(template, paper).replace(" ", "").count(hostile.replace(" ", ""))

    study = papers.study(program=hostile, module=hostile, group=hostile, place=hostile, equipment=hostile)
    provider = papers.provider(name=hostile, head=hostile, address=hostile)
    assert found(FUNDING, papers.contract(study=study, provider=provider)) >= 8
    applied = papers.application(child=hostile, address=hostile, study=study, consent=hostile)
    assert found(APPLICATION, applied) >= 8
    assert found(TERMINATION, papers.termination(ground=hostile, program=hostile)) == 2


@pytest.mark.parametrize(
    "kopecks, words",
    [
        (0, "ноль рублей 00 копеек"),
        (101, "один рубль 01 копейка"),
        (222, "два рубля 22 копейки"),
        (1111, "одиннадцать рублей 11 копеек"),
        (10_000, "сто рублей 00 копеек"),
        (100_000, "одна тысяча рублей 00 копеек"),
        (202_202, "две тысячи двадцать два рубля 02 копейки"),
        (1_900_021, "девятнадцать тысяч рублей 21 копейка"),
        (2_100_000, "двадцать одна тысяча рублей 00 копеек"),
        (100_000_000, "один миллион рублей 00 копеек"),
        (1_234_567_890_12, "один миллиард двести тридцать четыре миллиона пятьсот шестьдесят семь тысяч"
         " восемьсот девяносто рублей 12 копеек"),
    ],
)  # fmt: skip
def test_sums_in_words(kopecks, words):
    assert money.in_words(kopecks).replace(money.NO_BREAK_SPACE, " ") == words


@pytest.mark.parametrize("kopecks", [-1, 10**14])
def test_what_no_contract_costs_has_no_words(kopecks):
    with pytest.raises(ValueError):
        money.in_words(kopecks)
