"""What is listed of commissions, registers and assignments costs the same for one row and for thirty."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.commissions.meetings import AgendaItem, Ballot, Recusal, Vote
from backoffice.registers.models import ProgramRegisterEntry
from tests import factories, registers
from tests.meetings import Sitting, dossier
from tests.statements import statements

pytestmark = pytest.mark.django_db
MANY = 30


def programs(number: int) -> dict:
    """So many programs of as many institutions, each with its dossier, meeting, entry and assignment."""
    for _ in range(number - ProgramRegisterEntry.objects.count()):
        registers.standing()
    return {"first": MANY}


def of_register(number: int) -> dict:
    return {"kind": registers.SIGNIFICANT, **programs(number)}


class OneAssignment:
    """An assignment to which programs are added."""

    def __init__(self):
        self.it = registers.standing()

    def __call__(self, number: int) -> dict:
        for _ in range(number - self.it.assignment.lines.count()):
            registers.standing(of=self.it.provider)
        return {"id": to_base64("MunicipalAssignment", self.it.assignment.pk)}


class OneMeeting:
    """A meeting to which programs are added, each with two votes and a recusal."""

    def __init__(self):
        self.sitting = Sitting(dossiers=0).call()

    def __call__(self, number: int) -> dict:
        meeting, (first, second, third, *_) = self.sitting.meeting, self.sitting.people
        for place in range(meeting.items.count() + 1, number + 1):
            filed = dossier(self.sitting.commission)
            item = AgendaItem.objects.create(meeting=meeting, dossier=filed, number=place, title=filed.edition.name)
            for person in (first, second):
                ballot = Ballot.objects.create(item=item, seat=self.sitting.seat(person))
                Vote.objects.create(ballot=ballot, choice=Vote.Choice.ABSTAIN)
            Recusal.objects.create(item=item, seat=self.sitting.seat(third), ground="KINSHIP", is_declared=True)
        return {"id": to_base64("Meeting", meeting.pk)}


# What makes so many rows of it and tells the variables of the operation; where the rows are in the answer.
LISTS: dict[str, tuple[Callable[[], Callable[[int], dict]], Callable[[dict], list]]] = {
    "Dossiers": (lambda: programs, lambda data: data["dossiers"]["edges"]),
    "Meetings": (lambda: programs, lambda data: data["meetings"]["edges"]),
    "MunicipalAssignments": (lambda: programs, lambda data: data["municipalAssignments"]["edges"]),
    "ProgramRegister": (lambda: of_register, lambda data: data["programRegister"]["edges"]),
    "MunicipalAssignment": (OneAssignment, lambda data: data["municipalAssignment"]["lines"]),
    "MeetingRecord": (OneMeeting, lambda data: data["node"]["items"]),
}


# The ordinary executor asks for a list within a list row by row, as the votes of each item: our own lists have no such.
EXECUTED = [(name, "compiled") for name in LISTS] + [
    pytest.param(name, "ordinary", marks=pytest.mark.slow) for name in LISTS if name != "MeetingRecord"
]


@pytest.mark.parametrize("operation, executor", EXECUTED)
def test_thirty_rows_take_as_many_statements_as_one(api, settings, operation, executor):
    settings.COMPILED_READS = executor == "compiled"
    reader = factories.member(Role.OPERATOR_HEAD, factories.operator_unit())
    maker, rows_of = LISTS[operation]
    rows, sent = maker(), []
    api(reader, "TaskCounts")
    for number in (1, MANY):
        variables = rows(number)
        answers: list = []
        asked = partial(api, reader, operation, **variables)
        sent.append(statements(lambda asked=asked, answers=answers: answers.append(asked())))
        assert answers[0].errors == []
        assert (answers[0].response.headers.get("X-Executor") == "compiled") == (executor == "compiled")
        assert len(rows_of(answers[0].data)) == number

    listed = "\n".join(sql[:150] for sql in sent[1])
    assert len(sent[0]) == len(sent[1]), f"{len(sent[0])} for one row, {len(sent[1])} for {MANY}:\n{listed}"
