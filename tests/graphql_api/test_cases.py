"""One case whole: what each reader sees of it, what each may do, where it stands, what happened, who must not know."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import Value
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.acts.calendar import working_days_between
from backoffice.certification import experts
from backoffice.money import plural
from backoffice.units.models import Unit
from graphql_api.expressions import Numbered
from tests import factories
from tests.statements import statements
from tests.stories import BY_LOAD, CERTIFY, FIRST_CLASS, PASS, REFUSE, RETURN, Story
from workflows.decisions import program_certification as decisions
from workflows.models import Process, Task

pytestmark = pytest.mark.django_db
STAFF = {"clerk": "Кедрова Инна", "head": "Тополев Лев", "experts": ["Осинин Глеб", "Ясенев Захар", "Рябинин Егор"]}
NAMES = [STAFF["clerk"], STAFF["head"], *STAFF["experts"]]


def called(person, name):
    person.full_name = name
    person.save(update_fields=["full_name"])
    return person


@pytest.fixture
def cast(people):
    """Everybody who may follow a certification, each by a name that is found nowhere else."""
    called(people["clerk"], STAFF["clerk"])
    called(people["head"], STAFF["head"])
    for expert, name in zip(people["experts"], STAFF["experts"], strict=True):
        called(expert, name)
    kemerovo, kuzbass = Unit.objects.get(code="kemerovo-city"), Unit.objects.get(code="kuzbass")
    return {
        **people,
        "municipality": factories.member(Role.MUNICIPAL_CLERK, kemerovo),
        "auditor": factories.member(Role.AUDITOR, kuzbass),
        "department": factories.member(Role.DEPARTMENT_OFFICER, Unit.objects.get(code="education-department")),
        "neighbour": factories.member(Role.PROVIDER_MANAGER, factories.provider().unit),
        "far municipality": factories.member(Role.MUNICIPAL_HEAD, Unit.objects.get(code="belovo-district")),
        "admin": factories.member(Role.SYSTEM_ADMIN, kuzbass),
        "newcomer": factories.user(),
    }


SHEET = ("CONTENT", "RESOURCES", "STAFF", "SAFETY", "RESULTS")
FOLLOWERS = ("provider", "clerk", "head", "municipality", "auditor", "department")
OTHERS = ("neighbour", "far municipality", "admin", "newcomer")
REGIONAL = ("clerk", "head", "auditor", "department")


@pytest.fixture
def look(api, cast):
    """`look("clerk", story)`: the case as that person sees it."""

    def _look(who, story):
        person = cast[who] if isinstance(who, str) else who
        answer = api(person, "Case", id=to_base64("Case", story.case.pk))
        assert answer.errors == []
        return answer.data["case"]

    return _look


def under_review(cast):
    return Story(cast).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)


def certified(cast):
    story = under_review(cast).score(8).score(7).do("classify_program", "clerk", FIRST_CLASS)
    return story.do("certify_program", "clerk", CERTIFY)


def actions(case):
    """What can be done: name, and the codes of the reasons against it."""
    return [
        (each["name"], each["isAllowed"], [reason["code"] for reason in each["whyNot"]])
        for each in case["viewerActions"]
    ]


def test_everybody_who_follows_the_case_reads_it_whole(look, cast):
    story = certified(cast)

    for who in FOLLOWERS:
        case = look(who, story)
        assert (case["process"], case["status"], case["version"]) == ("ProgramCertification", "DONE", 6), who
        assert case["processTitle"] == "Сертификация программы"
        assert case["edition"]["status"] == "CERTIFIED"
        assert case["edition"]["program"]["provider"]["shortName"] == cast["owner"].short_name
        assert [document["file"]["name"] for document in case["edition"]["documents"]] == ["программа.pdf"]
        assert [place["municipality"]["name"] for place in case["edition"]["places"]] == ["город Кемерово"]
        (module,) = case["edition"]["modules"]
        assert [cost["kopecks"] for cost in module["normativeCosts"]] == [1137800]
        assert case["viewerActions"] == []


def test_nobody_else_finds_the_case_and_a_stranger_hears_nothing(api, look, cast):
    story = certified(cast)

    assert [look(who, story) for who in OTHERS] == [None] * len(OTHERS)
    assert look(cast["experts"][0], story) is None
    for strange in ("nonsense", to_base64("Task", story.case.pk), to_base64("Case", 10**30)):
        assert api(cast["clerk"], "Case", id=strange).data == {"case": None}
    for operation, variables in (("Case", {"id": to_base64("Case", story.case.pk)}), ("Cases", {})):
        answer = api(None, operation, **variables)
        assert (answer.data, answer.error_codes) == (None, ["UNAUTHENTICATED"])
    found = {who: len(api(cast[who], "Cases").data["cases"]["edges"]) for who in (*FOLLOWERS, *OTHERS)}
    assert {who for who in OTHERS if found[who]} == set()
    assert [found[who] for who in ("provider", "municipality")] == [1, 1]
    reviews = Process.objects.filter(root=story.case).count()
    assert [found[who] for who in REGIONAL] == [1 + reviews] * 4


def test_a_list_of_cases_tells_the_step_and_who_has_it(api, cast):
    def told(who):
        nodes = [edge["node"] for edge in api(cast[who], "Cases").data["cases"]["edges"]]
        return {(node["process"], node["stepTitle"], node["holderName"]) for node in nodes}

    operator = Unit.objects.get(kind="REGIONAL_OPERATOR").name
    story = Story(cast)
    assert told("clerk") == {("ProgramCertification", "Проверить карточку программы", operator)}
    story.do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    assert ("ExpertReview", "Оценить программу", operator) in told("clerk")
    story.score(8).score(7).do("classify_program", "clerk", FIRST_CLASS).do("certify_program", "clerk", CERTIFY)
    assert told("provider") == {("ProgramCertification", "", "")}


def lines(answer):
    """Keys of the cases on a page, by what their lines say."""
    assert answer.errors == []
    return {edge["node"]["subjectLine"]: edge["node"]["id"] for edge in answer.data["cases"]["edges"]}


def test_cases_are_searched_by_the_line_that_the_list_shows(api, cast):
    hedgehog, other = under_review(cast), Story(cast)
    first = hedgehog.case.task_set.filter(flow_task_type="HUMAN").order_by("pk")[:1]
    Task.objects.filter(pk__in=first).update(subject_line="Заявка № 4127: «Ёжик 100 %», Юрга")
    hedgehog.case.task_set.filter(flow_task__endswith=".assign_experts").update(subject_line="Сменилось")
    key, clerk = to_base64("Case", hedgehog.case.pk), cast["clerk"]

    def found(text, who=clerk, **narrowed):
        return [*lines(api(who, "Cases", text=text, **narrowed)).values()]

    for text in ("ёжик", "ЕЖИК", " Ежик ", "№ 4127", "412", "заявка 4127 ежик", "ик 100", "ЮРГА"):
        assert found(text) == [key], text
    assert found("сменилось") == found("ёлка") == found("юр_а") == found("' OR TRUE --") == []
    assert found("") == found("%") == found(None)
    assert to_base64("Case", other.case.pk) in found("редакция 1")
    assert found("ёжик", process="ProgramCertification", isOpen=True) == [key]
    assert found("ёжик", isOpen=False) == found("ёжик", process="ExpertReview") == []
    for who in (*OTHERS, "experts"):
        assert found("ёжик", cast["experts"][0] if who == "experts" else cast[who]) == [], who
    assert found("ёжик", cast["provider"]) == [key]


def test_what_is_searched_comes_page_by_page(api, cast):
    stories = [Story(cast) for _ in range(5)]
    for story in stories[::2]:
        story.case.task_set.filter(flow_task_type="HUMAN").update(subject_line="Кружок «Ёжик»")
    keys, after = [], None
    while True:
        page = api(cast["clerk"], "Cases", text="ежик", first=2, after=after).data["cases"]
        keys += [edge["node"]["id"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert keys == [to_base64("Case", story.case.pk) for story in reversed(stories[::2])]


def test_while_experts_score_everybody_hears_how_many_are_awaited_and_nobody_their_names(api, cast):
    def told(who):
        page = api(cast[who], "Cases", process="ProgramCertification")
        drawn = api(cast[who], "CaseDiagram", id=to_base64("Case", story.case.pk))
        heard = json.dumps([page.body, drawn.body], ensure_ascii=False)
        assert "Эксперты" in heard and not [name for name in STAFF["experts"] if name in heard]
        (step,) = (node for node in drawn.data["case"]["diagram"]["nodes"] if node["name"] == "review")
        (case,) = (edge["node"] for edge in page.data["cases"]["edges"])
        return case["stepTitle"], case["holderName"], step["holder"]

    story, operator = under_review(cast), factories.operator_unit().name
    for left in ("2 заключения", "1 заключение"):
        awaited = f"Эксперты: ждём {left}"
        assert {told(who) for who in FOLLOWERS} == {("Оценка экспертов", awaited, awaited)}
        story.score(8)
    assert {told(who) for who in FOLLOWERS} == {("Классифицировать модули", operator, "Эксперты")}


@pytest.mark.parametrize("forms", [("голос", "голоса", "голосов"), ("заключение", "заключения", "заключений")])
def test_a_number_and_its_word_are_the_same_in_sql(reference, forms):
    unit = Unit.objects.filter(code="kuzbass")
    for number in range(126):
        (said,) = unit.values_list(Numbered(Value(number), *forms), flat=True)
        assert said == f"{number} {plural(number, *forms)}"


def test_an_expert_follows_only_the_case_of_its_own_opinion(api, look, cast):
    story = under_review(cast)
    for task in Task.objects.filter(flow_task__endswith=".score_program", finished=None):
        for expert in cast["experts"]:
            case = api(expert, "Case", id=to_base64("Case", task.process_id)).data["case"]
            if expert != task.addressee:
                assert case is None
                continue
            assert (case["edition"], case["record"]) == (None, None)
            assert actions(case) == [("scoreProgram", True, [])]
            assert case["tracker"]["expectedFromMe"] == "Оценить программу"
    assert look(cast["experts"][0], story) is None
    assert api(cast["provider"], "Case", id=to_base64("Case", task.process_id)).data["case"] is None


def test_opinions_are_closed_to_the_provider_and_its_municipality_until_the_review_is(look, cast):
    story = under_review(cast).score(9)

    for who in FOLLOWERS:
        assert len(look(who, story)["record"]["opinions"]) == (1 if who in REGIONAL else 0), who
    story.score(7)
    for who in FOLLOWERS:
        opinions = look(who, story)["record"]["opinions"]
        assert [(opinion["points"], opinion["maxPoints"]) for opinion in opinions] == [(45, 50), (35, 50)], who
        assert [mark["points"] for mark in opinions[0]["scores"]] == [9] * 5


def test_marks_stand_in_the_order_of_the_sheet_however_they_were_sent(look, cast):
    story = under_review(cast)
    marks = [decisions.Mark(criterion=code, points=place) for place, code in enumerate(reversed(SHEET), start=1)]
    task = Task.objects.filter(flow_task__endswith=".score_program", finished=None).first()
    story.complete(task, task.addressee, decisions.ScoreProgram(scores=tuple(marks), opinion="Заключение."))

    (opinion,) = look("clerk", story)["record"]["opinions"]

    assert [mark["points"] for mark in opinion["scores"]] == [5, 4, 3, 2, 1]


def test_no_answer_to_the_provider_names_anybody_of_the_operator(api, look, cast):
    story = Story(cast)
    check = to_base64("Task", story.task("check_program").pk)
    provider = cast["provider"]

    def heard():
        """Everything the provider can read about its case, as text."""
        answers = [look("provider", story)]
        tasks = [to_base64("Task", task.pk) for task in Task.objects.filter(process__edition=story.edition)]
        answers += [api(provider, "Task", id=task).body for task in tasks]
        answers += [api(provider, name).body for name in ("Tasks", "TaskCounts", "Cases", "ProgramEditions")]
        answers += [api(provider, name, input={"task": check}).body for name in ("ClaimTask", "ReleaseTask")]
        return json.dumps(answers, ensure_ascii=False)

    values = {"task": check, "assignee": to_base64("User", cast["clerk"].pk)}
    assert api(cast["head"], "AssignTask", input=values).errors == []
    texts = [heard()]
    story.do("check_program", "clerk", RETURN)
    texts.append(heard())
    story.do("resubmit_program", "provider", decisions.ResubmitProgram(reply="Всё верно."))
    story.do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    for task in Task.objects.filter(flow_task__endswith=".score_program", finished=None):
        values = {"task": to_base64("Task", task.pk), "assignee": to_base64("User", task.addressee_id)}
        assert api(cast["head"], "AssignTask", input=values).errors == []
    texts.append(heard())
    story.score(8).score(8).do("classify_program", "clerk", FIRST_CLASS).do("certify_program", "clerk", CERTIFY)
    texts.append(heard())

    assert [name for name in NAMES for text in texts if name in text] == []
    assert all(provider.full_name in text for text in texts[1:])
    seen_by_clerk = json.dumps(look("clerk", story), ensure_ascii=False)
    assert STAFF["clerk"] in seen_by_clerk and STAFF["head"] in seen_by_clerk
    assert [name for name in STAFF["experts"] if name in seen_by_clerk] == []


def test_the_provider_sees_its_own_people_as_owners_and_nobody_elses(look, cast):
    story = Story(cast).do("check_program", "clerk", RETURN)

    owners = {task["step"]: task["owner"] for task in look("provider", story)["tasks"]}
    assert owners["check_program"] is None
    story.do("resubmit_program", "provider", decisions.ResubmitProgram(reply="Всё верно."))
    owners = {task["step"]: task["owner"] for task in look("provider", story)["tasks"]}
    assert owners["resubmit_program"]["fullName"] == cast["provider"].full_name
    assert look("clerk", story)["tasks"][1]["owner"]["fullName"] == STAFF["clerk"]


def test_each_reader_hears_what_it_may_do_and_why_not(look, cast):
    story = Story(cast)
    not_yours = ["NOT_YOUR_TASK"]

    expected = {who: [("checkProgram", False, not_yours)] for who in FOLLOWERS}
    expected["clerk"] = [("checkProgram", True, [])]
    expected["provider"] = [("checkProgram", False, not_yours), ("withdrawProgram", True, [])]
    assert {who: actions(look(who, story)) for who in FOLLOWERS} == expected
    (check, _) = look("provider", story)["viewerActions"]
    assert check["label"] == "Проверить карточку программы"
    assert check["task"] == to_base64("Task", story.task("check_program").pk)
    assert check["whyNot"][0]["message"] == f"Решает: Специалист оператора, {factories.operator_unit()}."

    Task.objects.filter(pk=story.task("check_program").pk).update(owner=cast["head"], status="ASSIGNED")
    assert actions(look("clerk", story)) == [("checkProgram", False, ["TASK_TAKEN"])]
    assert actions(look("provider", story))[0] == ("checkProgram", False, not_yours)


def test_the_tracker_says_where_the_case_stands_at_every_step(look, cast):
    story = Story(cast)
    operator = factories.operator_unit().name

    def tracked(who):
        tracker = look(who, story)["tracker"]
        return tracker["stepTitle"], tracker["holder"], tracker["expectedFromMe"], tracker["clockStands"]

    check = "Проверить карточку программы"
    assert tracked("provider") == (check, operator, "", False)
    assert tracked("clerk") == (check, operator, check, False)
    story.do("check_program", "clerk", RETURN)
    answer = "Исправить замечания"
    assert tracked("provider") == (answer, cast["owner"].unit.name, answer, True)
    assert tracked("clerk") == (answer, cast["owner"].unit.name, "", True)
    story.do("resubmit_program", "provider", decisions.ResubmitProgram(reply="Всё верно."))
    assert tracked("provider") == (check, operator, "", False)
    story.do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    assert tracked("provider") == ("Оценка экспертов", operator, "", False)
    assert look("provider", story)["tracker"]["dueOn"] is not None
    story.score(8).score(8).do("classify_program", "clerk", FIRST_CLASS).do("certify_program", "clerk", CERTIFY)
    assert tracked("provider") == ("В реестре сертифицированных программ", "", "", False)
    assert look("provider", story)["tracker"]["daysLeft"] is None


def test_the_days_left_are_working_days_and_fall_below_zero(look, cast):
    story, today = Story(cast), timezone.localdate()
    due = timezone.localdate(story.task("check_program").due_at - timedelta(seconds=1))

    tracker = look("provider", story)["tracker"]
    assert (tracker["dueOn"], tracker["daysLeft"]) == (due.isoformat(), working_days_between(today, due))
    assert tracker["caseDueOn"] == story.case.due_on.isoformat()

    late = timezone.now() - timedelta(days=30)
    Task.objects.filter(pk=story.task("check_program").pk).update(due_at=late)
    day = timezone.localdate(late - timedelta(seconds=1))
    assert look("provider", story)["tracker"]["daysLeft"] == -working_days_between(day, today) < -15


def test_the_history_tells_what_happened_in_order(look, cast):
    story = certified(cast)
    edges = look("provider", story)["history"]["edges"]

    assert [edge["node"]["what"] for edge in edges] == [
        "program.submitted",
        "program.checked",
        "program.experts_assigned",
        "program.reviewed",
        "program.classified",
        "program.certified",
        "program.registered",
    ]
    assert all(edge["node"]["whatLabel"] for edge in edges)
    assert [edge["node"]["at"] for edge in edges] == sorted(edge["node"]["at"] for edge in edges)
    assert edges[0]["node"]["by"]["fullName"] == cast["provider"].full_name
    assert {edge["node"]["by"] and "named" for edge in edges[1:]} == {None}
    by = [edge["node"]["by"] and edge["node"]["by"]["fullName"] for edge in look("auditor", story)["history"]["edges"]]
    clerk, head = STAFF["clerk"], STAFF["head"]
    assert by == [cast["provider"].full_name, clerk, head, None, clerk, clerk, clerk]
    steps = [task["step"] for task in look("provider", story)["tasks"]]
    assert steps[:4] == ["start", "check_program", "checked", "assign_experts"]
    assert steps[-3:] == ["certify_program", "decided", "certified"]


def test_the_next_reader_sees_what_became_of_each_remark(api, look, cast):
    story = Story(cast)
    remarks = tuple(decisions.RemarkOn(field=field, text="Исправьте.") for field in ("annotation", "modules.1.hours"))
    story.do("check_program", "clerk", decisions.CheckProgram(verdict=decisions.CheckVerdict.RETURN, remarks=remarks))
    version = story.edition.version
    assert [remark["valueAfter"] for remark in look("provider", story)["record"]["remarks"]] == [None, None]

    story.edition.annotation, story.edition.version = "Дети собирают и программируют роботов.", version + 1
    story.edition.save()
    story.do("resubmit_program", "provider", decisions.ResubmitProgram(reply="Часы верны."))

    for who in FOLLOWERS:
        first, second = look(who, story)["record"]["remarks"]
        assert (first["round"], first["field"], first["text"]) == (1, "annotation", "Исправьте.")
        assert (first["label"], second["label"]) == ("Аннотация", "Модули, 1: Часов всего")
        assert first["valueBefore"] == "Дети собирают роботов."
        assert first["valueAfter"] == "Дети собирают и программируют роботов."
        assert (second["field"], second["valueBefore"], second["valueAfter"]) == ("modules.1.hours", "72", "72")
    story.do("check_program", "clerk", RETURN)
    assert [remark["round"] for remark in look("clerk", story)["record"]["remarks"]] == [1, 1, 2]


def test_refusals_and_appeals_are_told_with_their_grounds(look, cast):
    story = Story(cast).do("check_program", "clerk", REFUSE)
    story.do("appeal_refusal", "provider", decisions.AppealRefusal(text="Часы в норме."))
    reject = decisions.DecideAppeal(verdict=decisions.AppealVerdict.REJECT, reason="Часов много.")
    story.do("decide_appeal", "head", reject)

    for who in FOLLOWERS:
        record = look(who, story)["record"]
        (refusal,), (appeal,) = record["refusals"], record["appeals"]
        assert (refusal["stage"], refusal["stageLabel"], refusal["module"]) == (
            "FORMAL_CHECK",
            "Формальная проверка",
            None,
        )
        assert (refusal["ground"], refusal["text"]) == ("AGE_OR_HOURS_OUTSIDE_NORMS", "Много часов.")
        assert refusal["groundText"] and refusal["rule"]
        assert (appeal["status"], appeal["text"], appeal["reason"]) == ("REJECTED", "Часы в норме.", "Часов много.")


def test_a_stranger_reads_a_certified_program_in_the_register_but_nothing_of_its_case(api, send, cast):
    story = certified(cast)
    story_id = to_base64("Case", story.case.pk)
    (edge,) = api(None, "ProgramRegister", kind="CERTIFIED").data["programRegister"]["edges"]
    assert edge["node"]["edition"]["name"] == story.edition.name

    document = "{ programRegister(kind: CERTIFIED) { edges { node { edition { documents { id file { url } } } } } } }"
    for person in (None, cast["newcomer"], cast["neighbour"]):
        answer = send(person, document)
        assert answer.errors == []
        (edge,) = answer.data["programRegister"]["edges"]
        assert edge["node"]["edition"]["documents"] == []
    (edge,) = send(cast["municipality"], document).data["programRegister"]["edges"]
    assert len(edge["node"]["edition"]["documents"]) == 1
    for asked in ("case { id }", "record { opinions { text } }", "remarks { text }", "refusals { text }"):
        document = f"{{ programRegister(kind: CERTIFIED) {{ edges {{ node {{ edition {{ {asked} }} }} }} }} }}"
        assert send(cast["newcomer"], document).error_codes == ["GRAPHQL_VALIDATION_FAILED"]
    for person in (cast["newcomer"], cast["neighbour"]):
        assert api(person, "Case", id=story_id).data == {"case": None}
        edition = api(person, "ProgramEdition", id=to_base64("ProgramEdition", story.edition.pk))
        assert edition.data["programEdition"]["status"] == "CERTIFIED"
    assert api(None, "Case", id=story_id).error_codes == ["UNAUTHENTICATED"]


def test_the_tracker_tells_the_role_that_decides_and_the_history_why_a_card_came_back(api, people):
    story = Story(people)
    seen = api(people["provider"], "Case", id=to_base64("Case", story.case.pk)).data["case"]
    assert seen["tracker"]["role"] == "Специалист оператора"
    assert "Решает: Специалист оператора, " in seen["viewerActions"][0]["whyNot"][0]["message"]

    story.do("check_program", "clerk", replace(RETURN, reason="Карточка хороша, но аннотации мало."))
    seen = api(people["provider"], "Case", id=to_base64("Case", story.case.pk)).data["case"]
    assert seen["tracker"]["role"] == "Руководитель поставщика"
    assert seen["history"]["edges"][-1]["node"]["note"] == "Карточка хороша, но аннотации мало."


def test_the_record_tells_what_the_opinions_give_together(api, people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)

    def quality(who):
        return api(people[who], "Case", id=to_base64("Case", story.case.pk)).data["case"]["record"]["quality"]

    story.score(8)
    assert quality("head") == ""  # one more is awaited
    story.score(7)
    assert quality("head") == "Средний балл 37,5 из 50, нужно не меньше 30: оценка пройдена."
    assert quality("provider") == quality("clerk") == quality("head")


def test_opinions_settings_and_criteria_are_asked_for_once(people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD).score(8).score(7)
    told: list[str] = []

    sent = statements(lambda: told.append(experts.quality_told(story.edition)))

    assert told[0].endswith("оценка пройдена.")
    assert len(sent) == 3, sent
