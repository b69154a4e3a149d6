"""What the database refuses by itself, whoever asks: changed history, cases and tasks that cannot be, two of one."""

from __future__ import annotations

import importlib
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from backoffice.certification.models import Appeal
from backoffice.journal import Entry
from backoffice.programs.models import ProgramEdition
from backoffice.providers.models import ProviderRefusal
from backoffice.registers.models import (
    ProgramRegisterEntry,
    ProgramRegisterExit,
    ProviderRegisterEntry,
    ProviderRegisterExit,
)
from tests import enrollments, factories, pupils
from tests.stories import BY_LOAD, CERTIFY, FIRST_CLASS, PASS, REFUSE, Story
from workflows.models import Process, Receipt, Task

TABLES = importlib.import_module("backoffice.migrations.0002_append_only").TABLES
OF_ENROLLMENT = importlib.import_module("backoffice.migrations.0012_enrollment_rules").APPEND_ONLY
pytestmark = pytest.mark.django_db


@pytest.fixture
def history(people):
    """A row in every append-only table."""
    refused = Story(people).do("check_program", "clerk", REFUSE)
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD).score(8).score(8)
    story.do("classify_program", "clerk", FIRST_CLASS).do("certify_program", "clerk", CERTIFY)
    on, case_id = timezone.localdate(), story.case.case_id
    entry = ProviderRegisterEntry.objects.create(number="1", provider=people["owner"], included_on=on, case_id=case_id)
    ProviderRegisterExit.objects.create(entry=entry, excluded_on=on, ground="X", reason="Причина.")
    ProgramRegisterExit.objects.create(entry=story.edition.entries.get(), excluded_on=on, ground="X", reason="Причина.")
    ground = refused.edition.refusals.get().ground
    ProviderRefusal.objects.create(provider=people["owner"], ground=ground, text="Причина.")
    return story


@contextmanager
def refused_by(name, kind=IntegrityError):
    """The database refuses, and says by which constraint; the transaction goes on."""
    with pytest.raises(kind, match=name), transaction.atomic():
        yield


def test_no_row_of_history_can_be_changed_or_deleted(history):
    unchangeable(TABLES)


def test_what_was_found_of_a_request_and_who_moved_in_a_list_stays_as_it_was():
    assert {*OF_ENROLLMENT} == {"municipalassessment", "assessmentfinding", "waitinglistmove", "grouptransfer"}
    school = enrollments.school(capacity=1)
    pupil = enrollments.enrolled(school)
    enrollments.apply(enrollments.family(), school.group, waits=True)
    pupils.transfer(pupil, enrollments.group(school.edition), school.manager)
    enrollments.to_be_assessed()
    unchangeable(OF_ENROLLMENT)


def unchangeable(tables) -> None:
    """Each of the tables has a row, and the database refuses to change or delete it."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM backoffice_{table}")
            (rows,) = cursor.fetchone()
            assert rows > 0, table
            for statement in (f"UPDATE backoffice_{table} SET id = id", f"DELETE FROM backoffice_{table}"):
                with refused_by(f"backoffice_{table} is append-only", DatabaseError):
                    cursor.execute(statement)
            cursor.execute(f"SELECT count(*) FROM backoffice_{table}")
            assert cursor.fetchone() == (rows,)


def test_the_models_cannot_do_it_either(history):
    entry = Entry.objects.first()
    entry.note = "Ничего не было."
    with refused_by("append-only"):
        entry.save()
    with refused_by("append-only"):
        Entry.objects.all().delete()
    with refused_by("append-only"):
        Entry.objects.filter(pk=entry.pk).update(by=None)
    with refused_by("append-only"):
        ProgramRegisterEntry.objects.update(number="42")


def test_a_case_has_exactly_one_subject(people):
    story = Story(people)
    for subjects in ({}, {"edition": story.edition, "provider": people["owner"]}):
        with refused_by("a_case_has_exactly_one_subject"):
            Process.objects.create(flow_class=story.case.flow_class, status="DONE", **subjects)
    with refused_by("a_case_has_exactly_one_subject"):
        Process.objects.filter(pk=story.case.pk).update(edition=None)


def test_a_human_task_lies_on_a_desk(people):
    task = Story(people).task("check_program")
    for missing in ({"holder": None}, {"due_at": None}, {"permission": ""}):
        with refused_by("a_human_task_lies_on_a_desk"):
            Task.objects.filter(pk=task.pk).update(**missing)
    automatic = Task.objects.get(process=task.process, flow_task__endswith=".start")
    assert (automatic.holder, automatic.due_at, automatic.permission) == (None, None, "")


def test_a_program_has_one_certified_edition(history, people):
    columns = {"number": 2, "age_from": 7, "age_to": 12}
    with refused_by("one_certified_edition_per_program"):
        ProgramEdition.objects.create(program=history.edition.program, status="CERTIFIED", **columns)
    ProgramEdition.objects.create(program=history.edition.program, status="DRAFT", **columns)
    with refused_by("editions_of_a_program_are_numbered"):
        ProgramEdition.objects.create(program=history.edition.program, status="DRAFT", **columns)


def test_an_edition_and_a_provider_have_one_open_case(people):
    story = Story(people)
    flow_class = story.case.flow_class
    with refused_by("one_open_case_per_edition"):
        Process.objects.create(flow_class=flow_class, edition=story.edition)
    Process.objects.create(flow_class=flow_class, edition=story.edition, status="DONE")
    Process.objects.create(flow_class=flow_class, provider=people["owner"])
    with refused_by("one_open_case_per_provider"):
        Process.objects.create(flow_class=flow_class, provider=people["owner"])


def test_an_edition_has_one_open_appeal_and_a_key_one_receipt(people):
    story = Story(people)
    appeal = Appeal.objects.create(edition=story.edition, text="Не согласны.", filed_on=timezone.localdate())
    with refused_by("one_open_appeal_per_edition"):
        Appeal.objects.create(edition=story.edition, text="И ещё.", filed_on=timezone.localdate())
    Appeal.objects.filter(pk=appeal.pk).update(status="REJECTED")
    Appeal.objects.create(edition=story.edition, text="И ещё.", filed_on=timezone.localdate())

    Receipt.objects.create(user=people["clerk"], key="один", digest="0")
    Receipt.objects.create(user=people["head"], key="один", digest="0")
    with refused_by("a_key_is_used_once"):
        Receipt.objects.create(user=people["clerk"], key="один", digest="1")


def test_ages_and_groups_run_upwards(people):
    edition = factories.edition(people["owner"], people["provider"])
    with refused_by("ages_run_upwards"):
        ProgramEdition.objects.filter(pk=edition.pk).update(age_from=13)
    with refused_by("groups_run_upwards"):
        edition.modules.update(min_children=13)
