"""The path of a child: for its family freely, for the issuer with a reason and a row, for nobody else."""

from __future__ import annotations

import csv

import pytest
from django.test import Client

from backoffice.accounts.services import issue_token
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.people.models import Child, ChildRead
from tests import cards, enrollments, families
from tests.cards import REASON, id_of
from tests.conftest import codes
from tests.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def path():
    """A child that was enrolled in one program and refused in another, and wrote a draft."""
    school, family = enrollments.school(), enrollments.family()
    pupil = enrollments.enroll(
        enrollments.accept(enrollments.apply(family, school.group), school.manager), school.manager
    )
    type(pupil).objects.filter(pk=pupil.pk).update(
        status="COMPLETED", ended_on=pupil.ends_on, result="=Собирает робота"
    )
    other = enrollments.school(name="Другая")
    enrollments.cancel(enrollments.apply(family, other.group), family.parent)
    draft = enrollments.apply(family, enrollments.school().group)
    EnrollmentRequest.objects.filter(pk=draft.pk).update(status="EXPIRED", sent_on=None)
    return family


def child_of(family) -> Child:
    return family.certificate.child


def test_the_family_reads_all_of_it_without_a_row(api, path):
    answer = api(path.parent, "Trajectory", child=id_of(child_of(path)))
    assert answer.errors == []
    found = answer.data["trajectory"]
    (program,) = found["programs"]
    assert (program["status"], program["statusLabel"], program["hours"]) == ("COMPLETED", "Окончил", 72)
    assert (program["programName"], program["result"]) == ("Робототехника для начинающих", "=Собирает робота")
    assert program["registerLabel"] == "Реестр значимых программ"
    (attempt,) = found["attempts"]
    assert (attempt["status"], attempt["reason"]) == ("CANCELLED", "Передумали")
    assert not ChildRead.objects.exists()


def test_the_issuer_says_why_and_is_written_down_first(api, path):
    clerk = families.clerk()
    assert codes(api(clerk, "Trajectory", child=id_of(child_of(path)))) == ["PURPOSE_REQUIRED"]
    assert not ChildRead.objects.exists()
    assert api(clerk, "Trajectory", child=id_of(child_of(path)), **REASON).data["trajectory"]["programs"]
    row = ChildRead.objects.get()
    assert (row.part, row.purpose, row.role) == ("TRAJECTORY", "FAMILY_REQUEST", "MUNICIPAL_CLERK")


def test_an_open_request_on_the_desk_is_reason_enough(api):
    school, family = enrollments.school(), enrollments.family()
    request = enrollments.apply(family, school.group)
    task = enrollments.task_of(request, "answer_enrollment")
    clerk = families.clerk()
    assert codes(api(clerk, "Trajectory", child=id_of(child_of(family)))) == ["PURPOSE_REQUIRED"]
    type(task).objects.filter(pk=task.pk).update(
        owner_permission="", permission="assess_enrollment", holder=family.certificate.issuer.unit
    )
    assert "refusals" not in api(clerk, "Trajectory", child=id_of(child_of(family))).data["trajectory"]
    assert ChildRead.objects.get().case_id == enrollments.case_of(request).case_id


def test_where_the_child_lives_is_not_enough(api, path):
    Child.objects.filter(pk=child_of(path).pk).update(municipality=families.municipality("belovo-city"))
    for who, heard in (("belovo-city", ["NOT_FOUND"]), ("yurga-city", ["NOT_FOUND"])):
        answer = api(families.clerk(who), "Trajectory", child=id_of(child_of(path)), **REASON)
        assert codes(answer) == heard
    assert not ChildRead.objects.exists()


@pytest.mark.parametrize("who", ["neighbour", "another family", "provider", "operator", "officer", "admin"])
def test_for_others_there_is_no_path(api, path, who):
    others = cards.everybody(child_of(path))
    assert codes(api(others[who], "Trajectory", child=id_of(child_of(path)), **REASON)) == ["NOT_FOUND"]
    assert not ChildRead.objects.exists()


def test_a_stranger_is_not_heard(api, path):
    assert api(None, "Trajectory", child=id_of(child_of(path))).error_codes == ["UNAUTHENTICATED"]


def test_a_long_path_costs_as_many_statements_as_a_short_one(api, path):
    asked = {"child": id_of(child_of(path))}
    api(path.parent, "Trajectory", **asked)
    short = len(statements(lambda: api(path.parent, "Trajectory", **asked)))
    for _ in range(3):
        enrollments.cancel(enrollments.apply(path, enrollments.school().group), path.parent)
    assert len(statements(lambda: api(path.parent, "Trajectory", **asked))) == short


def take(person, child: Child, method: str = "get"):
    headers = {"Authorization": f"Bearer {issue_token(person.username)}"} if person else {}
    return getattr(Client(), method)(f"/trajectory/{id_of(child)}.csv", headers=headers)


def test_the_family_takes_it_away_as_a_table(path):
    answer = take(path.parent, child_of(path))
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    head, program, attempt = csv.reader(text[1:].splitlines(), delimiter=";")
    assert head[0] == "Что было"
    assert (program[0], program[5], program[10]) == ("Обучение", "72", "'=Собирает робота")
    assert (attempt[0], attempt[9], attempt[11]) == ("Заявка", "Отозвана или прекращена", "Передумали")
    assert not ChildRead.objects.exists()


def test_nobody_else_takes_it_away(path):
    others = cards.everybody(child_of(path))
    for who in ("clerk", "head", "auditor", "neighbour", "another family", "provider", "operator"):
        assert take(others[who], child_of(path)).status_code == 404, who
    assert take(None, child_of(path)).status_code == 404
    assert take(path.parent, child_of(path), "post").status_code == 405
    assert Client().get("/trajectory/x.csv").status_code == 404
