"""The same program comes before the commission at the same moment: one wins, the others hear why, nothing fails."""

import pytest
from strawberry.relay import to_base64

from backoffice.commissions.dossiers import AuthorityOrder, Dossier
from backoffice.commissions.meetings import AgendaItem
from backoffice.registers.models import ProgramRegisterEntry
from tests.deeds import of_case, of_task
from tests.deeds_dossiers import approval, wish
from tests.dossiers import Review, meeting
from tests.races import race
from workflows.models import Process

pytestmark = pytest.mark.django_db(transaction=True)


def outcome(answer):
    assert answer.errors == []
    (result,) = answer.data.values()
    return ",".join(refusal["code"] for refusal in result["refusals"]) if "refusals" in result else "done"


def send(api, deed):
    return api(deed.by, deed.operation, input=deed.input)


def test_of_four_filings_of_one_program_one_is_made(reference, api):
    review = Review()
    inputs = [{**wish(review), "idempotencyKey": f"key-{number}"} for number in range(4)]
    api(review.manager, "TaskCounts")

    answers = race(4, lambda number: api(review.manager, "FileDossier", input=inputs[number]))

    assert sorted(map(outcome, answers)) == ["EDITION_LOCKED,DOSSIER_OPEN"] * 3 + ["done"]
    assert Dossier.objects.count() == Process.objects.count() == 1


def test_programs_put_on_one_agenda_at_once_are_numbered_without_gaps(reference, api):
    called, reviews = meeting(), [Review().file().check() for _ in range(4)]
    secretary = reviews[0].secretary
    about = to_base64("Meeting", called.pk)
    deeds = [
        of_task(secretary, "PutOnAgenda", review.task, meeting=about, idempotencyKey=f"put-{number}")
        for number, review in enumerate(reviews)
    ]
    api(secretary, "TaskCounts")

    answers = race(4, lambda number: api(secretary, "PutOnAgenda", input=deeds[number].input))

    assert [outcome(answer) for answer in answers] == ["done"] * 4
    assert [*called.items.order_by("number").values_list("number", flat=True)] == [1, 2, 3, 4]


def test_a_dossier_is_put_on_an_agenda_or_taken_back_never_both(reference, api):
    review = Review().file().check()
    about = {"meeting": to_base64("Meeting", meeting().pk), "idempotencyKey": "put"}
    put = of_task(review.secretary, "PutOnAgenda", review.task, **about)
    withdraw = of_case(review.manager, "WithdrawDossier", review.case, reason="Передумали.")
    for deed in (put, withdraw):
        api(deed.by, "TaskCounts")

    answers = race(2, lambda number: send(api, (put, withdraw)[number]))

    first, second = map(outcome, answers)
    review.dossier.refresh_from_db()
    if first == "done":
        assert (second, review.dossier.status) == ("CASE_CHANGED", "ON_AGENDA")
    else:
        assert (first in ("TASK_CLOSED", "NOT_FOUND"), second, review.dossier.status) == (True, "done", "WITHDRAWN")
        assert not AgendaItem.objects.exists()


def test_one_recommendation_gives_one_order_and_one_entry(reference, api):
    review = Review().recommend()
    deed = of_task(review.head, "OrderSignificant", review.task, **approval())
    inputs = [{**deed.input, "idempotencyKey": f"order-{number}"} for number in range(3)]
    api(review.head, "TaskCounts")

    answers = race(3, lambda number: api(review.head, "OrderSignificant", input=inputs[number]))

    assert sorted(map(outcome, answers)) == ["TASK_CLOSED"] * 2 + ["done"]
    assert AuthorityOrder.objects.count() == ProgramRegisterEntry.objects.count() == 1
