"""Documents as their tests need them: a meeting, papers of every kind, text that tries to be more than text."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from backoffice.acts.models import LegalAct
from backoffice.commissions.meetings import Meeting, Minutes, MinutesConfirmation
from backoffice.commissions.models import Commission, CommissionComposition, CommissionOrder
from backoffice.documents import services
from backoffice.documents.models import DocumentKind, IssuedDocument
from backoffice.documents.papers import (
    AgendaLine,
    AgendaPaper,
    ExtractPaper,
    MinutesItem,
    MinutesPaper,
    OrderPaper,
    Paper,
    Sitter,
    VoteLine,
)
from backoffice.journal import Act
from tests import factories

SIGNIFICANT = "Реестр значимых программ"
HELD_ON = date(2026, 3, 12)
NAMES = ("Иванова Анна Сергеевна", "Ким Константин Константинович", "Преображенская-Константинопольская Ёлка Юрьевна")
HOSTILE = (
    '#import "x": * $x$ *bold* _it_ `code` <script>alert(1)</script> @ref \\ // no /* no */ #{1} &amp; Ё № ₽ « » §'
)
_numbers = itertools.count(1)


def vote(name: str = NAMES[0], choice: str = "За", **changes: Any) -> VoteLine:
    """A vote for, unless told otherwise."""
    plain = {"register": SIGNIFICANT, "places": 12} if choice == "За" else {"register": "", "places": 0}
    return VoteLine(**{"name": name, "choice": choice, "reason": "", "dissent": "", **plain, **changes})


def item(**changes: Any) -> MinutesItem:
    """One item with two votes for, one against and a dissenting opinion."""
    against = vote(NAMES[2], "Против", reason="Группа мала.", dissent="Программа повторяет другую.")
    plain = {
        "number": 1,
        "program": "Юный шахматист",
        "institution": "МБУ ДО «Дворец творчества»",
        "asked": "Включить в реестр значимых программ, 15 мест",
        "recused": ("Петров Пётр Петрович — работает в этой организации",),
        "votes": (vote(NAMES[0], reason="Нужна району."), vote(NAMES[1], places=11), against),
        "votes_for": 2,
        "votes_against": 1,
        "abstentions": 0,
        "decision": "Рекомендовать включить в реестр значимых программ, 11 мест",
        "dissents": ((NAMES[2], "Программа повторяет другую."),),
    }
    return MinutesItem(**{**plain, **changes})


def minutes(**changes: Any) -> MinutesPaper:
    """Minutes of one item."""
    sitters = tuple(
        Sitter(name=name, post="Член комиссии", organisation="Школа № 7", is_present=True) for name in NAMES
    )
    plain = {
        "commission": "Комиссия по формированию реестров программ, город Кемерово",
        "act": "постановление от 15.01.2026 № 12",
        "order": "Порядок работы комиссии с 01.01.2026",
        "number": 3,
        "form": "Очное",
        "held_on": HELD_ON,
        "vote_until": None,
        "place": "г. Кемерово, пр. Советский, 54",
        "sitters": (*sitters, replace(sitters[0], name="Отсутствующий О. О.", is_present=False)),
        "quorum": "Из 5 членов с правом голоса участвуют 4, нужно 3: кворум есть",
        "items": (item(),),
        "chair": NAMES[0],
        "secretary": "Кузнецова Ольга Олеговна",
        "correction": "",
    }
    return MinutesPaper(**{**plain, **changes})


def paper(kind: str) -> Paper:
    """A paper of a kind about the same meeting."""
    said = item()
    line = AgendaLine(number=1, program=said.program, institution=said.institution, register=SIGNIFICANT, places=15)
    at = {"commission": "Комиссия по формированию реестров программ, город Кемерово", "held_on": HELD_ON}
    signed = {"number": 3, "chair": NAMES[0], "secretary": "Кузнецова Ольга Олеговна"}
    about = {"program": said.program, "institution": said.institution, "register": SIGNIFICANT, "places": 11}
    made = {
        "AGENDA": lambda: AgendaPaper(meeting="Заседание № 3", form="Очное", place="г. Кемерово", items=(line,), **at),
        "MINUTES": minutes,
        "EXTRACT": lambda: ExtractPaper(item=said, **at, **signed),
        "DRAFT_ORDER": lambda: OrderPaper(
            municipality="Управление образования города Кемерово",
            commission=at["commission"],
            minutes="протокол № 3 от 12.03.2026",
            until=date(2026, 9, 1),
            paragraph="п. 2.3, 2.5",
            **about,
        ),
    }
    return made[kind]()


def meeting(code: str = "kemerovo-city") -> Meeting:
    """A meeting of a municipality's commission with votes counted."""
    commission, number = Commission.objects.get(municipality__unit__code=code), next(_numbers)
    act = LegalAct.objects.earliest("pk")
    day = date(2026, 1, 1)
    composition = CommissionComposition.objects.filter(commission=commission).first()
    composition = composition or CommissionComposition.objects.create(
        commission=commission, year=2026, number=1, valid_from=day, act=act
    )
    return Meeting.objects.create(
        commission=commission,
        composition=composition,
        order=CommissionOrder.objects.earliest("pk"),
        number=number,
        form="IN_PERSON",
        held_on=HELD_ON,
        status="COUNTED",
    )


def issued(kind: str = "MINUTES", *, of: Meeting | None = None, **changes: Any) -> IssuedDocument:
    """A document of a meeting, issued on its day; `changes` are of `issue`."""
    plain = {"paper": paper(kind), "number": "3", "meeting": of or meeting(), "act": Act(None, HELD_ON)}
    return services.issue(DocumentKind(kind), **{**plain, **changes})


def drawn(document: IssuedDocument, number: int = 0) -> Minutes:
    """The minutes row of a document; a number above 0 makes it a correction."""
    return Minutes.objects.create(
        meeting=document.meeting,
        number=number,
        correction="Опечатка в числе мест." if number else "",
        document=document,
        content_hash=document.file.sha256,
        drawn_on=timezone.localdate(),
    )


def confirmed(row: Minutes) -> Minutes:
    """Both confirm it."""
    for post in ("SECRETARY", "CHAIR"):
        person = factories.user(post.lower())
        MinutesConfirmation.objects.create(minutes=row, post=post, person=person, content_hash=row.content_hash)
    return row
