"""What the printed minutes say is what the database has, vote by vote: the PDF is read back."""

from __future__ import annotations

import io

import pytest
from django.core.files.storage import default_storage
from pypdf import PdfReader

from backoffice.commissions.meetings import Meeting, Recusal, Vote
from tests.meetings import Sitting
from tests.uploads import folder  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


def printed(meeting: Meeting) -> str:
    """The text of the minutes' PDF in one line."""
    with default_storage.open(meeting.minutes.get(number=0).document.file.storage_name) as file:
        pages = PdfReader(io.BytesIO(file.read())).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_who_does_not_decide_stands_in_the_pdf_with_what_the_member_said():
    sitting = Sitting().call()
    Recusal.objects.create(
        item=sitting.items[0], seat=sitting.seat(sitting.people[4]), ground="KINSHIP", note="Брат.", is_declared=True
    )
    sitting.open().vote_all()
    assert "Членов Номер-5: родство. Брат." in printed(sitting.meeting)


def by_item(text: str) -> list[str]:
    """The parts of the minutes about each item, in order."""
    return text.split("Рассмотрено", 1)[1].split("Член комиссии Голос Реестр Мест")[1:]


def test_every_vote_and_count_of_every_item_stands_in_the_pdf():
    sitting = Sitting(dossiers=2).call().open()
    for number, person in enumerate(sitting.people):
        dissent = "Мест втрое больше, чем детей." if number == 3 else ""
        sitting.vote(person, "AGAINST" if number == 3 else "FOR", 0, dissent=dissent)
        sitting.vote(person, ("FOR", "AGAINST", "AGAINST", "ABSTAIN", "AGAINST")[number], 1)
    text = printed(sitting.meeting)
    parts = by_item(text)
    assert len(parts) == len(sitting.items) == 2
    for item, part in zip(sitting.items, parts, strict=True):
        votes = Vote.objects.filter(ballot__item=item).select_related("ballot__seat__person").order_by("ballot__seat")
        lines = [
            f"{vote.ballot.seat.person.full_name} {vote.get_choice_display()} "
            + (f"{vote.get_register_display()} {vote.places}" if vote.choice == "FOR" else "— —")
            for vote in votes
        ]
        assert part.strip().startswith(" ".join(lines))  # these lines and no other
        counts = f"за — {item.votes_for}, против — {item.votes_against}, воздержались — {item.abstentions}."
        assert counts in part
        for vote in votes:
            assert vote.reason in part and vote.dissent in part
    assert [(item.votes_for, item.votes_against, item.abstentions) for item in sitting.items] == [(4, 1, 0), (1, 3, 1)]
    assert "Особое мнение, Членов Номер-4: Мест втрое больше, чем детей." in parts[0]
