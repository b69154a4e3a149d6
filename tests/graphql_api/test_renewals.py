"""What ever stood in a budget register never changes and stays public: while its renewal is reviewed, and after it."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.accounts import viewers
from backoffice.certification.models import Remark
from backoffice.programs import services as programs
from backoffice.registers.models import ProgramRegisterEntry
from tests.conftest import codes
from tests.deeds import of_task
from tests.dossiers import Review, dossier_card, entry
from tests.towns import as_input
from workflows import register_acts
from workflows.decisions.registers import ExcludeFromRegister

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EXCLUSION = ExcludeFromRegister(ground="LOW_DEMAND", reason="Дети не идут.")


def renewal() -> tuple[Review, ProgramRegisterEntry]:
    """A program that stands in the register for a month, put before the commission again."""
    review = Review()
    old = entry(review.edition, included_on=timezone.localdate() - timedelta(days=30))
    return review.file(dossier_card(renews=old.pk)), old


@transaction.atomic
def exclude(review: Review, old: ProgramRegisterEntry) -> None:
    by = viewers.viewer_of_user(review.head)
    register_acts.exclude(entry_id=old.pk, decision=EXCLUSION, by=by, key="exclude")


def status(review: Review) -> str:
    review.edition.refresh_from_db()
    return review.edition.status


def save(api, review: Review, **changes) -> list[str]:
    """The codes against writing other words over the edition."""
    review.edition.refresh_from_db()
    card = {**as_input(programs.card_of(review.edition)), **changes}
    edition = to_base64("ProgramEdition", review.edition.pk)
    said = {"edition": edition, "expectedVersion": review.edition.version, "card": card}
    return codes(api(review.manager, "SaveProgram", input=said))


def published(api, on: date) -> list[list[str]]:
    """The names in the register of significant programs on a day, over GraphQL and in the file."""
    answer = api(None, "ProgramRegister", kind="SIGNIFICANT", asOf=on.isoformat())
    assert not answer.errors, answer.errors
    nodes = [edge["node"]["edition"] for edge in answer.data["programRegister"]["edges"]]
    file = Client().get("/registers/SIGNIFICANT.csv", {"asOf": on.isoformat()})
    text = b"".join(file.streaming_content).decode("utf-8")[1:]
    rows = [*csv.reader(text.splitlines(), delimiter=";")][1:]
    return [[node and node["name"] for node in nodes], [row[1] for row in rows]]


STEPS = {
    "filed": lambda review: None,
    "returned": lambda review: review.send_back("dossier.places"),
    "resubmitted": lambda review: review.send_back("dossier.places").resubmit(),
    "recommended": lambda review: review.check().put().meet("RECOMMENDED", "SIGNIFICANT", 20),
    "rejected": lambda review: review.check().put().meet("REJECTED").expire(),
    "lapsed": lambda review: review.send_back("dossier.places").expire(),
    "withdrawn": lambda review: review.withdraw(),
}


@pytest.mark.parametrize("step", STEPS)
def test_the_register_names_the_program_all_the_while_its_renewal_is_reviewed(api, step):
    review, _ = renewal()
    STEPS[step](review)
    assert status(review) == "REGISTERED"
    assert save(api, review, name="Другая программа") == ["EDITION_LOCKED"]
    assert published(api, timezone.localdate()) == [[review.edition.name]] * 2


@pytest.mark.parametrize("step", STEPS)
def test_after_an_exclusion_the_past_register_stays_as_it_was(api, step):
    review, old = renewal()
    exclude(review, old)
    assert status(review) == "REVOKED"
    if step != "resubmitted":  # what has ended is not renewed
        STEPS[step](review)
    assert status(review) == "REVOKED"
    assert save(api, review, name="Другая программа") == ["EDITION_LOCKED"]
    asked = {"edition": to_base64("ProgramEdition", review.edition.pk), "expectedVersion": review.edition.version}
    assert codes(api(review.manager, "DiscardProgram", input=asked)) == ["EDITION_LOCKED"]
    assert published(api, timezone.localdate() - DAY) == [[review.edition.name]] * 2
    assert published(api, timezone.localdate()) == [[], []]


def test_a_renewal_that_is_ordered_after_an_exclusion_brings_the_program_back(api):
    review, old = renewal()
    exclude(review, old)
    review.check().put().meet("RECOMMENDED", "SIGNIFICANT", 20).order()
    assert status(review) == "REGISTERED"
    assert published(api, timezone.localdate()) == [[review.edition.name]] * 2


def test_a_renewal_is_returned_with_remarks_on_the_dossier_only(api):
    review, _ = renewal()
    named = ("name", "dossier.places", "modules", "documents", "nothing")
    remarks = [{"field": field, "text": "Уточните."} for field in named]
    deed = of_task(review.secretary, "CheckDossier", review.task, verdict="RETURN", remarks=remarks)
    refusals = api(deed.by, deed.operation, input=deed.input).data["checkDossier"]["refusals"]
    assert [(each["code"], each["path"]) for each in refusals] == [
        ("REMARK_FIELD_UNKNOWN", ["remarks", "4", "field"]),
        ("REMARK_ON_REGISTERED_PROGRAM", ["remarks", "0", "field"]),
        ("REMARK_ON_REGISTERED_PROGRAM", ["remarks", "2", "field"]),
        ("REMARK_ON_REGISTERED_PROGRAM", ["remarks", "3", "field"]),
    ]
    assert refusals[1]["rule"] == "Концепция, п. 2.3"
    assert [each["message"].split("»")[0] for each in refusals[1:]] == [
        "Поле «Название",
        "Поле «Модули",
        "Поле «Документы",
    ]
    assert not Remark.objects.exists()

    review.send_back("dossier.places").resubmit(dossier_card(renews=review.dossier.renews_id, places=29))
    assert (review.dossier.status, review.dossier.places, status(review)) == ("SUBMITTED", 29, "REGISTERED")
