"""The page on which anybody checks a document, and the same by GraphQL."""

from __future__ import annotations

import html
import re

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.commissions.dossiers import Dossier
from backoffice.documents import check_numbers, checking
from backoffice.documents.models import IssuedDocument
from backoffice.journal import Act
from tests import documents, dossiers, factories, families
from tests.meetings import Sitting
from workflows.decisions.dossiers import AuthorityVerdict, DecidePreProfessional

pytestmark = pytest.mark.django_db
PERSONAL = (*documents.NAMES, "Кузнецова", "Петров", "Отсутствующий", "Юный шахматист", "Дворец", "Группа мала")


@pytest.fixture
def page():
    """Open an address of the check page: status and text without tags."""

    def _page(address: str, status: int = 200) -> str:
        response = Client().get(address)
        assert response.status_code == status
        assert response["Cache-Control"] == "no-store" and "default-src 'none'" in response["Content-Security-Policy"]
        whole = response.content.decode()
        assert "<script" not in whole and 'lang="ru"' in whole
        assert not any(name in whole for name in PERSONAL)
        body = re.sub(r"<[^>]+>", " ", whole.partition("</head>")[2])
        return " ".join(html.unescape(body).split())

    return _page


def check(api, number):
    answer = api(None, "DocumentCheck", number=number)
    assert not answer.errors, answer.errors
    assert not any(name in answer.response.content.decode() for name in PERSONAL)
    return answer.data["documentCheck"]


def test_confirmed_minutes_are_valid(page, api, django_assert_num_queries):
    document = documents.issued(number="3")
    documents.confirmed(documents.drawn(document))
    with django_assert_num_queries(4):
        text = page(f"/check/{document.check_number}")
    today = timezone.localdate()
    for said in (
        "✓ Документ действителен",
        "Документ Протокол заседания комиссии Номер 3 Дата 12 марта 2026 г.",
        "Подтверждён секретарём и председательствующим",
        "Кто выдал город Кемерово",
        f"SHA-256 файла PDF {document.file.sha256}",
    ):
        assert said in text, said
    told = check(api, document.check_number)
    assert told.pop("municipality")["name"] == "город Кемерово"
    assert told == {
        "checkNumber": document.check_number,
        "state": "VALID",
        "stateLabel": "Действителен",
        "kind": "MINUTES",
        "title": "Протокол заседания комиссии",
        "number": "3",
        "issuedOn": "2026-03-12",
        "sha256": document.file.sha256,
        "confirmedOn": today.isoformat(),
        "endedOn": None,
        "endedWhy": "",
        "instead": None,
        "corrections": [],
        "provider": "",
        "signatures": [],
    }


@pytest.mark.parametrize("confirms", (False, True))
def test_minutes_wait_for_both_confirmations(page, api, confirms):
    document = documents.issued()
    row = documents.drawn(document)
    if confirms:
        documents.confirmed(row)
    text = page(f"/check/{document.check_number}")
    assert ("действителен" in text) == confirms
    assert ("ещё не подтверждён" in text) != confirms
    assert check(api, document.check_number)["state"] == ("VALID" if confirms else "UNCONFIRMED")


def test_later_minutes_correct_what_was_issued_before(page, api):
    meeting = documents.meeting()
    agenda, minutes = documents.issued("AGENDA", of=meeting), documents.issued(of=meeting)
    documents.confirmed(documents.drawn(minutes))
    extract = documents.issued("EXTRACT", of=meeting)
    corrected = documents.minutes(correction="Опечатка в числе мест.")
    correction = documents.issued(of=meeting, paper=corrected, number="3/1")
    documents.confirmed(documents.drawn(correction, 1))
    later = documents.issued("EXTRACT", of=meeting)
    foreign = documents.issued("EXTRACT")
    assert correction.title == "Протокол об исправлении"
    for document in (minutes, extract):
        text = page(f"/check/{document.check_number}")
        assert "✗ Документ исправлен" in text and "протокол № 3/1 от 12 марта 2026 г." in text
        told = check(api, document.check_number)
        assert told["state"] == "CORRECTED"
        named = {"number": "3/1", "issuedOn": "2026-03-12", "checkNumber": correction.check_number}
        assert told["corrections"] == [named]
    for document in (agenda, correction, later, foreign):
        assert check(api, document.check_number)["state"] == "VALID"


def test_a_draft_order_decides_nothing(page):
    document = documents.issued("DRAFT_ORDER")
    assert "сам по себе он ничего не решает" in page(f"/check/{document.check_number}")


def papers_of(review: dossiers.Review) -> tuple[IssuedDocument, IssuedDocument]:
    """Extract and draft order of the newest meeting of a dossier, of today."""
    about = {"of": review.dossier.items.latest("pk").meeting, "dossier": review.dossier}
    made = [documents.issued(kind, act=Act(None, timezone.localdate()), **about) for kind in ("EXTRACT", "DRAFT_ORDER")]
    return made[0], made[1]


def states(api, *issued) -> list[str]:
    return [check(api, document.check_number)["state"] for document in issued]


def test_a_draft_whose_order_was_issued_is_executed_and_the_extract_stands(page, api):
    review = dossiers.Review().recommend()
    extract, draft = papers_of(review)
    assert states(api, extract, draft) == ["VALID", "VALID"]
    review.order()
    assert states(api, extract, draft) == ["VALID", "EXECUTED"]
    text = page(f"/check/{draft.check_number}")
    ordered = f"Издано распоряжение от {timezone.localdate():%d.%m.%Y} № 15-р: действует оно, а не проект."
    assert "✓ Документ исполнен: издано распоряжение" in text and ordered in text
    told = check(api, draft.check_number)
    assert (told["endedOn"], told["endedWhy"]) == (timezone.localdate().isoformat(), ordered)
    assert told["instead"] is None and told["stateLabel"] == "Исполнен: издано распоряжение"


def test_a_returned_decision_holds_no_more_and_the_next_one_stands_instead(page, api):
    review = dossiers.Review().recommend()
    first = papers_of(review)
    review.order(dossiers.RETURN, dossiers.BREACH)
    assert states(api, *first) == ["SUPERSEDED", "SUPERSEDED"]
    text = page(f"/check/{first[0].check_number}")
    assert "✗ Документ утратил силу" in text and "вернул решение комиссии: нарушен порядок" in text
    assert "Вместо него" not in text and dossiers.BREACH not in text

    review.put().meet("REJECTED")
    (again, _), extract = papers_of(review), first[0]
    instead = check(api, extract.check_number)["instead"]
    assert instead["checkNumber"] == again.check_number
    assert f"проверочный номер {again.check_number}" in page(f"/check/{extract.check_number}")
    assert states(api, again) == ["VALID"]


def test_a_later_decision_ends_an_earlier_one(api):
    review = dossiers.Review().file().check().put().meet("POSTPONED")
    extract, _ = papers_of(review)
    review.put()
    assert states(api, extract) == ["VALID"]
    review.meet("RECOMMENDED", "SIGNIFICANT", 20)
    later, draft = papers_of(review)
    told = check(api, extract.check_number)
    assert (told["state"], told["instead"]["checkNumber"]) == ("SUPERSEDED", later.check_number)
    assert told["endedWhy"] == "Комиссия снова рассмотрела вопрос на более позднем заседании."
    assert states(api, later, draft) == ["VALID", "VALID"]


def test_an_appeal_that_is_upheld_ends_the_rejection(api):
    for decision, expected in ((dossiers.UPHOLD, "SUPERSEDED"), (dossiers.OVERRULE, "VALID")):
        review = dossiers.Review().file().check().put().meet("REJECTED")
        extract, _ = papers_of(review)
        review.appeal()
        assert states(api, extract) == ["VALID"]
        review.decide_appeal(decision)
        assert states(api, extract) == [expected]


def test_a_refusal_of_the_authority_and_a_withdrawal_end_what_was_recommended(api):
    refused, withdrawn = dossiers.pre_professional().recommend(), dossiers.Review().recommend()
    papers = [papers_of(refused), papers_of(withdrawn)]
    words = {"need": "Потребности нет.", "development": "Нет.", "reason": "Потребности нет."}
    refused.decide(DecidePreProfessional(verdict=AuthorityVerdict.REFUSE, **words))
    withdrawn.withdraw()
    for extract, draft in papers:
        assert states(api, extract, draft) == ["SUPERSEDED", "SUPERSEDED"]
    assert [check(api, extract.check_number)["endedWhy"] for extract, _ in papers] == [
        "Уполномоченный орган отказал во включении программы в реестр.",
        "Заявка отозвана.",
    ]


def test_the_newest_agenda_counts_and_none_of_a_cancelled_meeting(page, api):
    sitting = Sitting().call()
    old = documents.issued("AGENDA", of=sitting.meeting)
    new = documents.issued("AGENDA", of=sitting.meeting)
    foreign = documents.issued("AGENDA")
    assert states(api, old, new, foreign) == ["SUPERSEDED", "VALID", "VALID"]
    told = check(api, old.check_number)
    assert told["instead"]["checkNumber"] == new.check_number
    assert told["endedWhy"] == "Разослана как уведомление; при открытии заседания составлена новая повестка."
    sitting.cancel()
    assert states(api, old, new, foreign) == ["SUPERSEDED", "SUPERSEDED", "VALID"]
    text = page(f"/check/{new.check_number}")
    assert "Заседание отменено." in text and "Вместо него" not in text


def test_a_withdrawn_correction_corrects_nothing(page, api):
    sitting = Sitting().call().open().vote_all().sign().correct()
    first, correction = (minutes.document for minutes in sitting.meeting.minutes.order_by("number"))
    assert states(api, first, correction) == ["VALID", "UNCONFIRMED"]
    sitting.withdraw_correction()
    assert states(api, first, correction) == ["VALID", "WITHDRAWN"]
    text = page(f"/check/{correction.check_number}")
    assert "✗ Документ отозван" in text and "Прежний протокол оно не меняет" in text
    assert "Не то исправили" not in text  # what the secretary wrote may name somebody
    sitting.correct().sign()
    assert states(api, first, correction) == ["CORRECTED", "WITHDRAWN"]
    second = sitting.meeting.minutes.latest("number").document
    corrected = [check(api, each.check_number)["corrections"] for each in (first, correction)]
    assert [[row["checkNumber"] for row in rows] for rows in corrected] == [[second.check_number], []]
    told = "Документ читается вместе с исправлениями"
    assert told in page(f"/check/{first.check_number}") and told not in page(f"/check/{correction.check_number}")


def test_a_number_is_read_as_people_type_it(page, api):
    document = documents.issued("EXTRACT")
    number = document.check_number
    russian = number.translate(str.maketrans("ABEKMHPCTYX", "АВЕКМНРСТУХ"))
    for typed in (
        number.lower(),
        number.replace("-", ""),
        f" {number.replace('-', ' ')} ",
        number.replace("-", "—"),
        russian,
    ):
        assert check(api, typed)["checkNumber"] == number, typed
        response = Client().get("/check/", {"number": typed})
        assert (response.status_code, response["Location"]) == (302, f"/check/{number}")
    assert "✓ Документ действителен" in page(f"/check/{number.lower()}")


@pytest.mark.parametrize("typed", ("", "x", "1" * 12, "7KQM-R3XW-9TP", "А" * 12, "7KQM" * 500, "<b>", "0OIL-0OIL-0OIL"))
def test_what_is_no_number_asks_the_database_nothing(page, api, django_assert_num_queries, typed):
    with django_assert_num_queries(0):
        assert checking.check(typed) is None
        if typed:
            assert "В номере ошибка" in page(f"/check/{typed}", 404)
            assert Client().get("/check/", {"number": typed}).status_code == 404
    assert check(api, typed) is None


def test_one_wrong_sign_and_two_exchanged_ones_are_noticed():
    number = check_numbers.new().replace("-", "")
    for place, sign in enumerate(number):
        for other in check_numbers.ALPHABET.replace(sign, ""):
            assert check_numbers.canonical(number[:place] + other + number[place + 1 :]) is None
    for place in range(11):
        turned = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert (check_numbers.canonical(turned) is None) == (turned != number)
    assert len({check_numbers.new() for _ in range(1000)}) == 1000


def test_a_number_that_nobody_has_is_not_found(page, api):
    number = check_numbers.new()
    assert "Документа с таким номером нет" in page(f"/check/{number}", 404)
    assert check(api, number) is None


def test_the_form_stands_alone_and_nothing_else_is_done_here(page):
    assert "Проверочный номер — внизу каждой страницы документа" in page("/check/")
    assert Client().post("/check/").status_code == 405
    assert Client().head("/check/").status_code == 200
    hostile = Client().get("/check/", {"number": '"><script>alert(1)</script>'})
    assert hostile.status_code == 404 and b"<script" not in hostile.content


def test_without_the_database_the_page_says_so(page, monkeypatch):
    def away(number):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(checking, "check", away)
    response = Client().get(f"/check/{check_numbers.new()}")
    assert (response.status_code, response["Retry-After"]) == (503, "2")
    assert "база данных не отвечает" in response.content.decode()


def listed(api, person, **asked):
    answer = api(person, "IssuedDocuments", **asked)
    assert not answer.errors, answer.errors
    return [edge["node"]["checkNumber"] for edge in answer.data["issuedDocuments"]["edges"]]


def test_documents_of_a_meeting_are_listed_and_downloaded(api):
    first, second = documents.issued("AGENDA"), documents.issued()
    clerk, stranger = families.clerk(), families.clerk("belovo-district")
    assert listed(api, clerk) == [second.check_number, first.check_number]
    assert listed(api, clerk, meeting=to_base64("Meeting", first.meeting_id)) == [first.check_number]
    assert listed(api, clerk, dossier=to_base64("Dossier", 1)) == []
    assert listed(api, stranger) == []
    file = to_base64("StoredFile", second.file_id)
    url = api(clerk, "DownloadLink", file=file).data["node"]["url"]
    assert api(stranger, "DownloadLink", file=file).data["node"] is None
    assert url.startswith("/files/")
    assert api(None, "IssuedDocuments").error_codes == ["UNAUTHENTICATED"]


def test_an_institution_reads_the_extract_about_its_program_and_no_minutes(api, people):
    meeting = documents.meeting()
    edition = factories.edition(people["owner"], people["provider"])
    about = {"commission": meeting.commission, "edition": edition, "submitted_on": documents.HELD_ON}
    dossier = Dossier.objects.create(register="SIGNIFICANT", places=15, need="Нужна.", priorities="Спорт.", **about)
    extract = documents.issued("EXTRACT", of=meeting, dossier=dossier)
    order = documents.issued("DRAFT_ORDER", of=meeting, dossier=dossier)
    documents.issued(of=meeting)
    asked = {"dossier": to_base64("Dossier", dossier.pk)}
    assert listed(api, people["provider"]) == listed(api, people["provider"], **asked) == [extract.check_number]
    assert listed(api, factories.member(Role.PROVIDER_MANAGER, factories.provider().unit)) == []
    assert len(listed(api, people["clerk"])) == 3
    for document, is_seen in ((extract, True), (order, False)):
        node = api(people["provider"], "DownloadLink", file=to_base64("StoredFile", document.file_id)).data["node"]
        assert bool(node) == is_seen
