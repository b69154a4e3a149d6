"""What stood at a remarked field and what stands there now, as people read it: never a code, a path or an ISO day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.certification.models import Remark
from backoffice.files.models import StoredFile
from backoffice.programs.card import PlaceCard
from backoffice.programs.words import Area, Form
from backoffice.providers.models import Provider
from tests import applicants, factories
from tests.deeds import Deed, of_task
from tests.dossiers import Review, dossier_card, entry
from tests.stories import Story
from tests.towns import as_input
from workflows.decisions.program_certification import RemarkOn

pytestmark = pytest.mark.django_db
MORE = factories.module(hours=90, asked_price=1500050)
VILLAGE = PlaceCard(municipality="belovo-city", area=Area.RURAL, address="Село")
MODULE = """Название модуля: Первый год
Продолжительность, месяцев: 9
Часов всего: {hours}
Из них индивидуальных: 0
Часов второго педагога: 0
Квалификация педагога: Высшее педагогическое образование
Квалификация второго педагога: —
Детей в группе, не менее: 8
Детей в группе, не более: 12
Ожидаемые результаты: Собирает и программирует робота
Желаемая цена: {price}"""


def read(remarks):
    """Before and after, by label; nothing Latin among them but how a file's name ends."""
    found = {each["label"]: (each["valueBefore"], each["valueAfter"]) for each in remarks}
    assert not re.search(
        "[A-Za-z]", "".join(f"{before}{after}" for before, after in found.values()).replace(".pdf", "")
    ), found
    return found


def changed(remarks) -> dict[str, bool | None]:
    return {each["label"]: each["isChanged"] for each in remarks}


def do(api, deed):
    answer = api(deed.by, deed.operation, input=deed.input)
    (done,) = answer.data.values()
    assert (answer.errors, done.get("refusals")) == ([], None)


def test_a_returned_program_is_read_in_russian_before_and_after(api, people):
    story = Story(people)
    fields = ("form", "modules.1", "places", "documents")
    remarks = [{"field": field, "text": "Исправьте."} for field in fields]
    do(api, of_task(people["clerk"], "CheckProgram", story.task("check_program"), verdict="RETURN", remarks=remarks))
    story.edition.refresh_from_db()
    card = factories.card(form=Form.PART_TIME, modules=(MORE,), places=(VILLAGE,))
    edition = {"edition": to_base64("ProgramEdition", story.edition.pk), "expectedVersion": story.edition.version}
    do(api, Deed(people["provider"], "SaveProgram", {**edition, "card": as_input(card)}))
    do(api, of_task(people["provider"], "ResubmitProgram", story.task("resubmit_program"), reply="Файл верен."))

    case = api(people["clerk"], "Case", id=to_base64("Case", story.case.pk)).data["case"]
    found = read(case["record"]["remarks"])
    assert changed(case["record"]["remarks"]) == {
        "Форма обучения": True,
        "Модули, 1": True,
        "Места обучения": True,
        "Документы": False,
    }
    assert found["Форма обучения"] == ("Очная", "Очно-заочная")
    assert found["Модули, 1"] == (
        MODULE.format(hours=72, price="—"),
        MODULE.format(hours=90, price="15\u00a0000,50\u00a0₽"),
    )
    before, after = found["Места обучения"]
    assert before.splitlines()[:2] == ["1. Муниципальное образование: город Кемерово", "Местность: Город"]
    assert after.splitlines() == [
        "1. Муниципальное образование: Беловский городской округ",
        "Местность: Сельская местность",
        "Адрес: Село",
    ]
    (document,) = story.edition.documents.all()
    brought = timezone.localtime(document.file.uploaded_at)
    assert found["Документы"] == (f"Текст программы: программа.pdf ({brought:%d.%m.%Y %H:%M})",) * 2
    kept = Remark.objects.get(field="form")
    assert (kept.value_before, kept.value_after) == ("FULL_TIME", "PART_TIME"), "compared as before"


def test_a_document_replaced_at_once_by_one_of_the_same_name_is_a_change(api, people):
    story = Story(people)
    remarks = [{"field": "documents", "text": "Не та программа."}]
    do(api, of_task(people["clerk"], "CheckProgram", story.task("check_program"), verdict="RETURN", remarks=remarks))
    record = api(people["clerk"], "Case", id=to_base64("Case", story.case.pk)).data["case"]["record"]
    assert changed(record["remarks"]) == {"Документы": None}, "not answered yet"
    (document,) = story.edition.documents.all()
    document.replaced = True
    document.save(update_fields=["replaced"])
    moment, file = document.file.uploaded_at, document.file
    file.pk, file.sha256, file.storage_name = None, "f" * 64, "another"
    file.save(force_insert=True)
    StoredFile.objects.filter(pk=file.pk).update(uploaded_at=moment)
    story.edition.documents.create(kind=document.kind, file=file)

    do(api, of_task(people["provider"], "ResubmitProgram", story.task("resubmit_program")))

    (remark,) = api(people["clerk"], "Case", id=to_base64("Case", story.case.pk)).data["case"]["record"]["remarks"]
    assert remark["valueBefore"] == remark["valueAfter"]
    assert remark["isChanged"] is True


def test_a_returned_provider_is_read_in_russian_before_and_after(api):
    application = applicants.Application().submit()
    fields = ("kind", "municipality", "licence_issued_on")
    made = tuple(RemarkOn(field=field, text="Исправьте.") for field in fields)
    application.review(replace(applicants.RETURN, remarks=made))
    was = applicants.card()
    day = was.licence_issued_on - timedelta(days=1)
    application.save(applicants.card(municipality="belovo-city", licence_issued_on=day)).resubmit("Вид верен.")

    provider = api(application.clerk, "Provider", id=to_base64("Provider", application.provider.pk)).data["provider"]
    assert [*changed(provider["remarks"]).values()] == [False, True, True]
    assert read(provider["remarks"]) == {
        "Вид поставщика": (Provider.Kind(was.kind).label,) * 2,
        "Муниципальное образование": ("город Кемерово", "Беловский городской округ"),
        "Дата лицензии": (f"{was.licence_issued_on:%d.%m.%Y}", f"{day:%d.%m.%Y}"),
    }


def test_a_returned_dossier_is_read_in_russian_before_and_after(api):
    review = Review()
    old = entry(review.edition, included_on=timezone.localdate() - timedelta(days=30))
    asked = dossier_card(renews=old.pk)
    review.file(asked).send_back("dossier", "dossier.renews", "dossier.register")
    review.resubmit(replace(asked, places=20))

    remarks = api(review.manager, "Dossier", id=to_base64("Dossier", review.dossier.pk)).data["dossier"]["remarks"]
    assert [*changed(remarks).values()] == [True, False, False]
    found = read(remarks)
    renewed = f"№ {old.number}, {old.get_kind_display()}"
    assert found["Заявка: Продлевает запись"] == (renewed, renewed)
    assert found["Заявка: Реестр"] == (asked.register.label,) * 2
    before, after = (text.splitlines() for text in found["Заявка"])
    assert (before[0], before[-1]) == (f"Реестр: {asked.register.label}", f"Продлевает запись: {renewed}")
    assert (before[1], after[1]) == ("Мест за счёт бюджета: 30", "Мест за счёт бюджета: 20")
    assert "В области искусств: нет" in before
