"""Each decision of certification over HTTP: done, refused and nothing changed, invisible to everybody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.journal import Entry
from backoffice.programs.models import ProgramEdition
from backoffice.units.models import Unit
from tests import factories
from tests.deeds import appealed, checked, classified, refused, returned, reviewed, under_review
from tests.stories import CERTIFY, Story
from workflows.models import Process, Task

pytestmark = pytest.mark.django_db
MARKS = [{"criterion": code, "points": 8} for code in ("CONTENT", "RESOURCES", "STAFF", "SAFETY", "RESULTS")]


@dataclass(frozen=True)
class Step:
    """A decision in its setting: how to come there, who decides, a good and a bad submission."""

    operation: str
    before: Callable
    who: str
    good: dict
    status: str
    bad: dict
    codes: set[str] = field(default_factory=set)


STEPS = [
    Step(
        "CheckProgram",
        Story,
        "clerk",
        {"verdict": "PASS"},
        "QUALITY_REVIEW",
        {"verdict": "RETURN"},
        {"REMARKS_REQUIRED"},
    ),
    Step(
        "CheckProgram",
        Story,
        "clerk",
        {"verdict": "REFUSE", "grounds": ["UNSAFE_OR_UNLAWFUL"], "reason": "Опасно."},
        "REFUSED",
        {"verdict": "REFUSE", "grounds": ["NONSENSE"], "remarks": [{"field": "name", "text": ""}]},
        {"GROUND_UNKNOWN", "REASON_REQUIRED", "REMARKS_WITHOUT_RETURN"},
    ),
    Step(
        "CheckProgram",
        Story,
        "clerk",
        {"verdict": "RETURN", "remarks": [{"field": "modules.1.hours", "text": "Проверьте часы."}]},
        "RETURNED",
        {"verdict": "RETURN", "remarks": [{"field": "colour", "text": "Какой?"}], "grounds": ["UNSAFE_OR_UNLAWFUL"]},
        {"REMARK_FIELD_UNKNOWN", "GROUNDS_WITHOUT_REFUSAL"},
    ),
    Step("ResubmitProgram", returned, "provider", {"reply": "Всё верно."}, "SUBMITTED", {}, {"REPLY_REQUIRED"}),
    Step(
        "AssignExperts",
        checked,
        "head",
        {},
        "QUALITY_REVIEW",
        {"experts": ["no-such"]},
        {"EXPERTS_NUMBER", "EXPERT_NOT_ALLOWED"},
    ),
    Step(
        "ClassifyProgram",
        reviewed,
        "clerk",
        {"modules": [{"number": 1, "mainQualification": "FIRST", "provision": "HIGH"}]},
        "DECISION",
        {"modules": [{"number": 2, "mainQualification": "FIRST", "provision": "HIGH"}]},
        {"MODULE_UNKNOWN", "MODULE_NOT_CLASSIFIED"},
    ),
    Step(
        "CertifyProgram",
        classified,
        "clerk",
        {"verdict": "CERTIFY"},
        "CERTIFIED",
        {"verdict": "CERTIFY", "grounds": ["UNSAFE_OR_UNLAWFUL"], "refusedModules": [{"number": 1, "ground": "X"}]},
        {"GROUNDS_WITHOUT_REFUSAL", "REASON_REQUIRED", "GROUND_UNKNOWN", "NO_MODULES_LEFT"},
    ),
    Step(
        "AppealRefusal", refused, "provider", {"text": "Не согласны."}, "APPEALED", {"text": " "}, {"REASON_REQUIRED"}
    ),
    Step(
        "DecideAppeal",
        appealed,
        "head",
        {"verdict": "REJECT", "reason": "Отказ верен."},
        "REFUSED",
        {"verdict": "UPHOLD", "reason": ""},
        {"REASON_REQUIRED"},
    ),
]
IDS = [f"{step.operation}-{step.status}" for step in STEPS]


def submission(story, step, content, **changes):
    name = f"{step.operation[0].lower()}{step.operation[1:]}"
    task = Task.objects.get(process=story.case, finished=None, flow_task_type="HUMAN")
    values = {"task": to_base64("Task", task.pk), "expectedVersion": Process.objects.get(pk=story.case.pk).version}
    return name, {**values, **content, **changes}


def codes(answer, name):
    return {refusal["code"] for refusal in answer.data[name]["refusals"]}


def world():
    """Everything that a decision could change."""
    return (
        list(ProgramEdition.objects.order_by("pk").values_list("pk", "status", "version")),
        list(Process.objects.order_by("pk").values_list("pk", "status", "version")),
        list(Task.objects.order_by("pk").values_list("pk", "status", "owner")),
        Entry.objects.count(),
    )


@pytest.mark.parametrize("step", STEPS, ids=IDS)
def test_done(api, people, step):
    story = step.before(people)
    name, values = submission(story, step, step.good)

    answer = api(people[step.who], step.operation, input=values)

    assert answer.errors == []
    assert answer.data[name]["status"] == step.status
    story.edition.refresh_from_db()
    assert story.edition.status == step.status
    assert Process.objects.get(pk=story.case.pk).version == values["expectedVersion"] + 1


@pytest.mark.parametrize("step", STEPS, ids=IDS)
def test_refused_with_every_reason_and_nothing_changed(api, people, step):
    story = step.before(people)
    name, values = submission(story, step, step.bad)
    before = world()

    answer = api(people[step.who], step.operation, input=values)

    assert codes(answer, name) == step.codes
    assert world() == before


@pytest.mark.parametrize("step", STEPS, ids=IDS)
def test_invisible_to_other_roles_and_other_units(api, people, step):
    story = step.before(people)
    name, values = submission(story, step, step.good)
    kemerovo = Unit.objects.get(code="kemerovo-city")
    neighbour = factories.provider()
    others = [
        factories.member(Role.PROVIDER_MANAGER, neighbour.unit),
        factories.member(Role.MUNICIPAL_HEAD, kemerovo),
        factories.member(Role.DEPARTMENT_OFFICER, Unit.objects.get(code="education-department")),
        factories.member(Role.AUDITOR, Unit.objects.get(code="kuzbass")),
        factories.member(Role.QUALITY_EXPERT, factories.operator_unit()),
        factories.user(),
        *(people[who] for who in ("provider", "clerk", "head") if who != step.who),
    ]
    before = world()

    for person in others:
        assert codes(api(person, step.operation, input=values), name) == {"NOT_FOUND"}
    stranger = api(None, step.operation, input=values)

    assert (stranger.data, stranger.error_codes) == (None, ["UNAUTHENTICATED"])
    assert world() == before


def test_an_old_version_a_foreign_id_and_a_closed_task_are_told_apart(api, people):
    step = STEPS[0]
    story = step.before(people)
    name, values = submission(story, step, step.good)

    assert codes(api(people["clerk"], "CheckProgram", input={**values, "expectedVersion": 99}), name) == {
        "CASE_CHANGED"
    }
    for strange in ("nonsense", to_base64("Case", story.case.pk), to_base64("Task", 10**30)):
        assert codes(api(people["clerk"], "CheckProgram", input={**values, "task": strange}), name) == {"NOT_FOUND"}
    api(people["clerk"], "CheckProgram", input=values)
    assert codes(api(people["clerk"], "CheckProgram", input=values), name) == {"TASK_CLOSED"}


def test_only_the_expert_who_was_asked_may_score_and_only_once(api, people):
    story = under_review(people)
    task = Task.objects.filter(flow_task__endswith=".score_program", finished=None).first()
    values = {"task": to_base64("Task", task.pk), "expectedVersion": 1, "scores": MARKS, "opinion": "Хорошо."}
    others = [expert for expert in people["experts"] if expert != task.addressee] + [people["head"], people["provider"]]
    before = world()

    for person in others:
        assert codes(api(person, "ScoreProgram", input=values), "scoreProgram") == {"NOT_FOUND"}
        assert api(person, "Task", id=values["task"]).data["task"] is None or person == people["head"]
    bad = {**values, "scores": [*MARKS[1:], {"criterion": "STAFF", "points": 11}], "opinion": ""}
    refusal = api(task.addressee, "ScoreProgram", input=bad)
    assert codes(refusal, "scoreProgram") == {"MARK_REQUIRED", "MARK_OUT_OF_RANGE", "OPINION_REQUIRED"}
    told = " ".join(each["message"] for each in refusal.data["scoreProgram"]["refusals"])
    assert "«Кадровое обеспечение»" in told and "STAFF" not in told
    assert world() == before
    assert api(task.addressee, "ScoreProgram", input=values).data["scoreProgram"]["status"] == "DONE"
    assert codes(api(task.addressee, "ScoreProgram", input=values), "scoreProgram") == {"TASK_CLOSED"}
    assert api(None, "ScoreProgram", input=values).error_codes == ["UNAUTHENTICATED"]
    assert story.edition.assignments.filter(opinion__isnull=False).count() == 1


def test_a_provider_submits_and_withdraws_its_own_program_only(api, people):
    edition = factories.edition(people["owner"], people["provider"])
    stranger = factories.member(Role.PROVIDER_MANAGER, factories.provider().unit)
    values = {"edition": to_base64("ProgramEdition", edition.pk), "expectedVersion": 1}
    before = world()
    for person in (stranger, people["clerk"], factories.user()):
        assert codes(api(person, "SubmitProgram", input=values), "submitProgram") == {"NOT_FOUND"}
    assert api(None, "SubmitProgram", input=values).error_codes == ["UNAUTHENTICATED"]
    assert world() == before

    assert api(people["provider"], "SubmitProgram", input=values).data["submitProgram"]["status"] == "SUBMITTED"

    case = Process.objects.get()
    values = {"case": to_base64("Case", case.pk), "expectedVersion": 1, "reason": "Передумали."}
    before = world()
    for person in (stranger, people["clerk"], factories.user()):
        assert codes(api(person, "WithdrawProgram", input=values), "withdrawProgram") == {"NOT_FOUND"}
    assert api(None, "WithdrawProgram", input=values).error_codes == ["UNAUTHENTICATED"]
    assert world() == before
    assert api(people["provider"], "WithdrawProgram", input=values).data["withdrawProgram"]["status"] == "WITHDRAWN"
    assert codes(api(people["provider"], "WithdrawProgram", input=values), "withdrawProgram") == {"CASE_CLOSED"}


def test_an_incomplete_program_hears_all_reasons_at_once(api, people):
    edition = factories.edition(people["owner"], people["provider"], annotation="", modules=(), places=())
    edition.documents.all().delete()
    values = {"edition": to_base64("ProgramEdition", edition.pk), "expectedVersion": 1}

    answer = api(people["provider"], "SubmitProgram", input=values)

    assert codes(answer, "submitProgram") == {"PROGRAM_FILE_REQUIRED", "FIELD_REQUIRED", "NO_MODULES", "NO_PLACES"}
    edition.refresh_from_db()
    assert (edition.status, Process.objects.count()) == ("DRAFT", 0)


def test_the_register_shows_the_program_with_its_cost_to_a_stranger(api, people):
    classified(people).do("certify_program", "clerk", CERTIFY)

    answer = api(None, "ProgramRegister", kind="CERTIFIED")

    page = answer.data["programRegister"]
    assert (page["totalCount"], page["totalCountIsExact"]) == (1, True)
    entry = page["edges"][0]["node"]
    assert (
        entry["edition"]["modules"][0]["normativeCosts"][0]["kopecksText"]
        == "11\N{NO-BREAK SPACE}378,00\N{NO-BREAK SPACE}₽"
    )
    assert entry["number"].endswith("-00001")


def test_the_head_revokes_a_certified_program_and_nobody_else_does(api, people):
    story = classified(people).do("certify_program", "clerk", CERTIFY)
    values = {
        "edition": to_base64("ProgramEdition", story.edition.pk),
        "expectedVersion": story.edition.version,
        "ground": "TAUGHT_OTHERWISE",
        "reason": "Проверка показала другое содержание.",
    }
    before = world()
    for person in (people["clerk"], people["provider"], people["experts"][0], factories.user()):
        assert codes(api(person, "RevokeProgram", input=values), "revokeProgram") == {"NOT_FOUND"}
    assert api(None, "RevokeProgram", input=values).error_codes == ["UNAUTHENTICATED"]
    bad = api(people["head"], "RevokeProgram", input={**values, "ground": "WHIM", "reason": ""})
    assert codes(bad, "revokeProgram") == {"GROUND_UNKNOWN", "REASON_REQUIRED"}
    assert world() == before

    assert api(people["head"], "RevokeProgram", input=values).data["revokeProgram"]["status"] == "REVOKED"

    assert api(None, "ProgramRegister", kind="CERTIFIED").data["programRegister"]["edges"] == []
    again = api(people["head"], "RevokeProgram", input=values)
    assert codes(again, "revokeProgram") == {"NOT_CERTIFIED"}
