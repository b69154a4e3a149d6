"""Forms over HTTP: what they ask, what a field may hold in the case at hand, and who is told."""

from datetime import timedelta

import pytest
from django.utils import timezone
from strawberry.relay import from_base64, to_base64

from backoffice import cards
from backoffice.certification import experts
from backoffice.commissions import holding
from backoffice.errors import Refused
from backoffice.programs.services import card_of
from backoffice.providers import services as providers
from graphql_api.inputs import DECISIONS
from tests import desk, dossiers, registers
from tests.dossiers import Review
from tests.every_deed import DEEDS
from tests.meetings import Sitting
from tests.statements import statements
from tests.stories import BY_LOAD, PASS, RETURN, Story
from tests.uploads import folder  # noqa: F401
from workflows.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
OF_A_PAGE = "query ($first: Int) { tasks(first: $first) { edges { node { form { %s } } } } }"


@pytest.fixture
def asked(api):
    """The fields that an operation gives, by name; those of groups by `group.field`."""

    def _asked(who, operation, **variables):
        answer = api(who, operation, **variables)
        assert not answer.errors, answer.errors
        form = answer.data["decisionForm"] if "decision" in variables else answer.data["task"]["form"]
        return dict(_paths(form))

    return _asked


def _paths(fields, prefix=""):
    for each in fields:
        yield prefix + each["name"], each
        yield from _paths(each.get("fields", ()), f"{prefix}{each['name']}.")


def key(task: Task) -> str:
    return to_base64("Task", task.pk)


def values(field) -> list[str]:
    return [option["value"] for option in field["options"]]


def test_the_form_of_a_decision_is_told_to_whoever_is_signed_in(api, asked, people):
    form = asked(people["provider"], "DecisionForm", decision="excludeProvider")

    assert list(form) == ["ground", "reason"]
    assert (form["ground"]["kind"], form["ground"]["isRequired"], form["ground"]["isList"]) == ("CHOICE", True, False)
    assert all(option["value"] and option["label"] for option in form["ground"]["options"])
    assert api(None, "DecisionForm", decision="excludeProvider").error_codes == ["UNAUTHENTICATED"]
    for unknown in ("", "nothing", "signIn", "__class__"):
        assert api(people["clerk"], "DecisionForm", decision=unknown).data["decisionForm"] == []


def test_the_form_of_every_decision_is_told_to_its_last_field(asked, people):
    assert len(DECISIONS) > 100
    for name in DECISIONS:
        for path, field in asked(people["clerk"], "DecisionForm", decision=name).items():
            assert (field["kind"] == "CHOICE") == bool(field["options"]), f"{name}.{path}"
            assert (field["kind"] == "GROUP") == bool(field.get("fields")), f"{name}.{path}"
            assert (field["kind"] == "ID") == bool(field["idOf"]), f"{name}.{path}"


def test_what_is_deeper_than_a_group_is_asked_too(asked, people):
    form = asked(people["clerk"], "DecisionForm", decision="draftParameters")
    assert form["card.areas.teachingMeans.roubles"]["kind"] == "DECIMAL"
    assert "kemerovo-city" in values(asked(people["clerk"], "DecisionForm", decision="requestMove")["enters"])


def test_what_is_asked_depends_on_the_answer(asked, people):
    story = Story(people)
    form = asked(people["clerk"], "TaskForm", id=key(story.task("check_program")))

    assert (form["grounds"]["onlyFor"], form["grounds"]["question"]) == (["REFUSE"], "verdict")
    assert (form["remarks"]["onlyFor"], form["remarks"]["question"]) == (["RETURN"], "verdict")
    assert (form["reason"]["onlyFor"], form["reason"]["question"]) == ([], "verdict")
    assert (form["reason"]["isRequired"], form["reason"]["requiredFor"]) == (False, ["REFUSE"])
    assert "AGE_OR_HOURS_OUTSIDE_NORMS" in values(form["grounds"])


def test_a_remark_names_a_field_of_the_card_in_russian(asked, people):
    story = Story(people)
    form = asked(people["clerk"], "TaskForm", id=key(story.task("check_program")))

    options = {option["value"]: option["label"] for option in form["remarks.field"]["options"]}
    assert form["remarks.field"]["kind"] == "LINE"
    assert options.keys() == {*cards.paths(card_of(story.edition)), "documents", "modules", "places"}
    assert options["modules.1.hours"] == "Модули, 1: Часов всего"
    story.do("check_program", "clerk", RETURN)
    resubmission = asked(people["provider"], "TaskForm", id=key(story.task("resubmit_program")))
    assert list(resubmission) == ["reply"]


def test_experts_and_criteria_and_modules_are_those_of_the_case(asked, people):
    story = Story(people).do("check_program", "clerk", PASS)
    form = asked(people["head"], "TaskForm", id=key(story.task("assign_experts")))
    free = experts.candidates(story.edition, on=story.edition.submitted_on)
    assert [from_base64(value) for value in values(form["experts"])] == [("User", str(expert.pk)) for expert in free]

    story.do("assign_experts", "head", BY_LOAD)
    task = Task.objects.filter(flow_task__endswith=".score_program", finished=None).first()
    form = asked(task.addressee, "TaskForm", id=key(task))
    assert form["scores"]["isOneEach"]
    sheet = [(option["value"], option["atMost"]) for option in form["scores.criterion"]["options"]]
    assert len(sheet) == 5 and all(most > 0 for _, most in sheet)

    story.score(8).score(8)
    form = asked(people["clerk"], "TaskForm", id=key(story.task("classify_program")))
    (module,) = form["modules.number"]["options"]
    assert (module["value"], module["label"]) == ("1", f"1. {story.edition.modules.get().name}")


def test_the_form_tells_how_many_experts_are_needed_and_why(asked, people):
    story = Story(people).do("check_program", "clerk", PASS)
    form = asked(people["head"], "TaskForm", id=key(story.task("assign_experts")))
    assert form["experts"]["help"].startswith("Нужно экспертов: 2.")

    story.do("assign_experts", "head", BY_LOAD).score(10).score(1)
    form = asked(people["head"], "TaskForm", id=key(story.task("assign_experts")))
    assert form["experts"]["help"].startswith("Оценки экспертов разошлись: нужно ещё экспертов: 1.")


def test_what_must_be_given_with_an_answer_is_told(asked, people):
    form = asked(people["clerk"], "TaskForm", id=key(Story(people).task("check_program")))
    assert [name for name, field in form.items() if field["isRequired"] and "." not in name] == [
        "verdict",
        "remarks",
        "grounds",
    ]


def test_only_whoever_may_decide_is_told_what_a_field_may_hold(asked, people):
    story = Story(people).do("check_program", "clerk", PASS)
    task = key(story.task("assign_experts"))

    assert values(asked(people["head"], "TaskForm", id=task)["experts"])
    assert values(asked(people["provider"], "TaskForm", id=task)["experts"]) == []


def test_a_meeting_names_its_seats_and_its_minutes(asked):
    sitting = Sitting(in_person=True).call()
    form = asked(sitting.secretary, "TaskForm", id=key(sitting.task))
    assert len(form["present"]["options"]) == sitting.composition.seats.count()
    assert sitting.secretary.full_name in [option["label"].split(",")[0] for option in form["present"]["options"]]


def test_nobody_is_present_at_a_meeting_in_absentia(asked):
    sitting = Sitting().call()
    assert values(asked(sitting.secretary, "TaskForm", id=key(sitting.task))["present"]) == []


def test_a_dossier_names_its_own_fields_and_the_programs(asked):
    review = Review().file()
    form = asked(review.secretary, "TaskForm", id=key(review.task))
    options = {option["value"]: option["label"] for option in form["remarks.field"]["options"]}
    assert options["dossier.places"] == "Заявка: Мест за счёт бюджета"
    assert options["annotation"] == "Аннотация"


def test_what_helps_to_decide_is_read_with_the_case(api):
    sitting = Sitting().call().open()
    (item, *_), member = sitting.items, sitting.people[0]
    ballot = Task.objects.filter(flow_task__endswith=".cast_vote", addressee=member, finished=None).get()

    case = api(member, "DecisionContext", id=to_base64("Case", ballot.process_id)).data["case"]

    assert case["ballot"]["item"]["dossierId"] == to_base64("Dossier", item.dossier_id)
    assert case["enrollmentRequest"] is None


def test_minutes_are_confirmed_by_the_hash_of_the_newest(asked):
    sitting = Sitting().call().open().vote_all()
    form = asked(sitting.secretary, "TaskForm", id=key(sitting.task))
    assert values(form["contentHash"]) == [sitting.hash]

    first = sitting.sign().hash
    sitting.correct()

    form = asked(sitting.secretary, "TaskForm", id=key(sitting.task))
    assert values(form["contentHash"]) == [sitting.hash] != [first]


def test_an_assignment_is_approved_by_the_version_that_was_read(asked):
    it = registers.standing()
    form = asked(it.head, "TaskForm", id=key(it.task))
    (option,) = form["seenVersion"]["options"]
    assert (option["value"], option["label"].split(":")[1]) == (str(it.assignment.version), " мест всего 20")


def test_a_dossier_goes_to_a_meeting_that_may_still_take_it(asked):
    review = Review().file().check()
    far = dossiers.meeting()
    today = timezone.localdate()
    others = [
        dossiers.meeting(agenda_sent_on=today),
        dossiers.meeting(status="CANCELLED"),
        dossiers.meeting(held_on=today - timedelta(days=1)),
        dossiers.meeting("belovo-city"),
        late := dossiers.meeting(held_on=today + timedelta(days=1)),
    ]
    assert holding.last_day_of_notice(late) < today

    form = asked(review.secretary, "TaskForm", id=key(review.task))

    assert [from_base64(value) for value in values(form["meeting"])] == [("Meeting", str(far.pk))]
    for meeting in others:
        with pytest.raises(Refused):
            review.put(meeting)
    review.put(far)


def test_a_dossier_renews_an_entry_of_its_own_program(asked):
    review = Review()
    entry, other = dossiers.entry(review.edition), dossiers.entry(Review().edition)
    review.edition.status = "DRAFT"
    review.edition.save(update_fields=["status"])
    review.file(dossiers.dossier_card(renews=entry.pk)).send_back("dossier.places")

    form = asked(review.manager, "TaskForm", id=key(review.task))

    options = form["dossier.renews"]["options"]
    assert [from_base64(option["value"]) for option in options] == [("ProgramRegisterEntry", str(entry.pk))]
    assert other.number not in str(options)


def test_remarks_on_a_provider_name_its_own_card(asked, people):
    deed = DEEDS["reviewProvider: return"](people)
    form = asked(deed.by, "TaskForm", id=deed.input["task"])
    options = {option["value"]: option["label"] for option in form["remarks.field"]["options"]}
    provider = Task.objects.get(pk=from_base64(deed.input["task"])[1]).process.provider
    assert options.keys() == {*cards.paths(providers.card_of(provider)), "documents"}
    assert options["inn"] == "ИНН"


def test_forms_of_a_whole_page_are_too_dear_and_without_options_nothing_is_looked_up(send, people):
    story = Story(people)
    desk.put(story.case, 19, like=story.task("check_program"))

    def sent(document: str, first: int) -> int:
        return len(statements(lambda: send(people["clerk"], document, first=first)))

    sent(OF_A_PAGE % "name", 2)
    assert sent(OF_A_PAGE % "name", 20) == sent(OF_A_PAGE % "name", 2) <= 5
    assert sent(OF_A_PAGE % "options { value }", 20) <= 5 + 20 * 10
    refused = send(people["clerk"], OF_A_PAGE % "name", first=100)
    assert refused.error_codes == ["LIMIT_EXCEEDED"]


def test_a_vote_for_needs_register_and_places_which_stand_there_as_they_were_asked_for(asked, people):
    sitting = Sitting().call()
    sitting.open()
    voter, other = sitting.people[:2]
    task = key(sitting.ballot(voter))

    form = asked(voter, "TaskForm", id=task)

    told = {name: (form[name]["isRequired"], form[name]["onlyFor"], form[name]["preset"]) for name in form}
    assert told["register"] == (True, ["FOR"], "SIGNIFICANT")
    assert told["places"] == (True, ["FOR"], "30")
    assert form["places"]["label"] == "Мест за счёт бюджета"
    offered = [option["value"] for option in form["register"]["options"]]
    assert offered == ["SIGNIFICANT", "GENERAL_DEVELOPMENT"], "the third takes no program of this kind"
    assert told["reason"] == (False, [], "")
    of_nobody = asked(other, "DecisionForm", decision="castVote")
    assert (of_nobody["places"]["preset"], of_nobody["register"]["preset"]) == ("", "")
