"""What time does: each due row once, whoever looks first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from backoffice.journal import Entry
from backoffice.programs.models import ProgramEdition
from tests import factories
from tests.races import race
from tests.stories import REFUSE, RETURN, Story
from workflows import engine, timers
from workflows.models import Process, Task

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def overdue(step):
    """Move the open task of that step into the past."""
    Task.objects.filter(flow_task__endswith=f".{step}", finished=None).update(due_at=timezone.now() - HOUR)


def acts(what):
    return Entry.objects.filter(what=what).count()


def test_nothing_is_due_in_the_beginning(people):
    Story(people)

    assert timers.sweep() == 0


def test_a_task_is_warned_of_at_the_share_of_its_term_and_only_once(people):
    story = Story(people)
    task = story.task("check_program")
    assert task.warn_at - task.created == pytest.approx((task.due_at - task.created) * 0.8, abs=timedelta(seconds=1))
    Task.objects.filter(pk=task.pk).update(warn_at=timezone.now() - HOUR)

    assert (timers.sweep(), timers.sweep()) == (1, 0)

    assert acts("task.warned") == 1


def test_an_overdue_task_is_escalated_once_and_stays_open(people):
    story = Story(people)
    overdue("check_program")

    assert (timers.sweep(), timers.sweep()) == (1, 0)

    task = story.task("check_program")
    assert (task.priority, task.escalated_at is not None, acts("task.escalated")) == (100, True, 1)


def test_remarks_that_are_not_answered_in_time_end_the_case(people):
    story = Story(people).do("check_program", "clerk", RETURN)
    overdue("resubmit_program")

    timers.sweep()

    story.edition.refresh_from_db()
    assert story.edition.status == ProgramEdition.Status.EXPIRED
    assert (Process.objects.get().status, acts("task.expired"), acts("program.expired")) == ("DONE", 1, 1)


def test_cases_that_cannot_go_on_keep_no_other_waiting(people, monkeypatch):
    """However many are broken: whoever is behind them may answer no more, so his case has to go on."""
    stories = [Story(people, factories.edition(people["owner"], people["provider"])) for _ in range(4)]
    for story in stories:
        story.do("check_program", "clerk", RETURN)
    overdue("resubmit_program")
    *broken, behind = Task.objects.filter(finished=None, flow_task_type="HUMAN").order_by("due_at", "pk")
    expire = engine.expire

    def breaks(key):
        if key in {task.pk for task in broken}:
            raise RuntimeError("a broken case")
        return expire(key)

    monkeypatch.setattr(engine, "expire", breaks)
    monkeypatch.setattr(timers, "BATCH", 2)

    assert timers.sweep() == 1
    behind.refresh_from_db()
    assert behind.finished is not None
    assert timers.sweep() == 0


def test_a_refusal_that_is_not_appealed_in_time_stands(people):
    story = Story(people).do("check_program", "clerk", REFUSE)
    overdue("appeal_refusal")

    timers.sweep()

    story.edition.refresh_from_db()
    assert story.edition.status == ProgramEdition.Status.REFUSED
    assert Process.objects.get().status == "DONE"


def test_a_case_over_its_term_is_escalated_but_not_while_its_clock_stands(people):
    story = Story(people)
    Process.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    assert (timers.sweep(), timers.sweep(), acts("case.escalated")) == (1, 0, 1)

    Process.objects.update(escalated_at=None, paused_on=timezone.localdate())
    assert timers.sweep() == 0
    assert story.task("check_program")


@pytest.mark.django_db(transaction=True)
def test_four_sweepers_fire_each_timer_once(reference, people):
    Story(people).do("check_program", "clerk", RETURN)
    overdue("resubmit_program")

    race(4, lambda n: timers.sweep())

    assert (acts("task.expired"), acts("program.expired")) == (1, 1)
    assert Task.objects.filter(flow_task_type="END").count() == 1
