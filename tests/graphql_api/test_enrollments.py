"""Enrollment over HTTP: every decision done, refused with nothing changed, and what each side sees of a request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.certificates.models import Certificate
from backoffice.enrollments.assessments import AssessmentFinding, MunicipalAssessment
from backoffice.enrollments.models import Enrollment, EnrollmentRequest, PlaceHold
from backoffice.enrollments.waiting import WaitingListEntry, WaitingListMove
from backoffice.entitlements.models import ServiceVolume
from backoffice.groups.models import GroupPlaces, StudyGroup
from backoffice.journal import Entry
from backoffice.people.models import Consent
from tests import enrollments, factories, families
from tests.conftest import codes
from tests.deeds import of_case, of_task
from tests.deeds_enrollments import DEEDS, ENROLLS, KEY, REFUSES, TICKS, about
from workflows import timers
from workflows.models import Process, Receipt, Task

pytestmark = pytest.mark.django_db
AFTER = {
    "saveEnrollmentDraft": "DRAFT",
    "applyForEnrollment: place": "SENT_TO_PROVIDER",
    "applyForEnrollment: waits": "WAITING_LIST",
    "submitEnrollment": "SENT_TO_PROVIDER",
    "acceptPlace: take": "SENT_TO_PROVIDER",
    "acceptPlace: give up": "EXPIRED",
    "answerEnrollment: accept": "POSSIBLE",
    "answerEnrollment: refuse": "PROVIDER_REFUSED",
    "assessEnrollment: possible": "POSSIBLE",
    "assessEnrollment: not possible": "NOT_POSSIBLE",
    "appealAssessment: appeal": "APPEALED",
    "appealAssessment: agree": "REFUSED",
    "decideAssessmentAppeal: uphold": "POSSIBLE",
    "decideAssessmentAppeal: reject": "REFUSED",
    "overrideAssessment": "POSSIBLE",
    "enroll: enroll": "ENROLLED",
    "enroll: refuse": "PROVIDER_REFUSED",
    "cancelEnrollmentRequest: draft": "CANCELLED",
    "cancelEnrollmentRequest: sent": "CANCELLED",
}
NEXT = {
    "DRAFT": "Семья отправляет заявку до {}, потом черновик исчезнет: место он не закрепляет.",
    "WAITING_LIST": "Место предложат, когда оно освободится, по порядку листа ожидания. Пока ничего делать не нужно.",
    "SENT_TO_PROVIDER": "Организация отвечает на заявку до {}; место закреплено.",
    "POSSIBLE": "Зачисление возможно: организация издаёт приказ до {}.",
    "NOT_POSSIBLE": "Муниципалитет отказал. Семья может обжаловать отказ до {}, потом он вступит в силу.",
    "APPEALED": "Руководитель муниципалитета рассматривает жалобу до {}; место закреплено.",
    "ENROLLED": "Ребёнок зачислен: первое занятие {}.",
}


def state():
    """What a refused act leaves untouched."""
    models = (EnrollmentRequest, PlaceHold, Enrollment, MunicipalAssessment, AssessmentFinding, WaitingListEntry)
    more = (WaitingListMove, GroupPlaces, ServiceVolume, Consent, Process, Task, Entry, Receipt)
    return [list(model.objects.order_by("pk").values()) for model in (*models, *more)]


def result(answer):
    assert not answer.errors, answer.errors
    (found,) = answer.data.values()
    return found


def send(api, deed, **changes):
    return api(deed.by, deed.operation, input={**deed.input, **changes})


def suspend(family) -> None:
    """The certificate of a family is suspended."""
    today = timezone.localdate()
    Certificate.objects.filter(pk=family.certificate.pk).update(status="SUSPENDED", suspended_on=today)


def holds(group) -> int:
    """Places of a group that are held or filled, after it was seen that its row says the same."""
    live = PlaceHold.objects.filter(group=group).exclude(status="FREED").count()
    assert GroupPlaces.objects.get(pk=group.pk).taken == live
    return live


def due_of(request) -> str:
    """The last day of the open step."""
    task = Task.objects.get(process__enrollment_request=request, finished=None, flow_task_type="HUMAN")
    return f"{timezone.localdate(task.due_at - timedelta(seconds=1)):%d.%m.%Y}"


def expire(request) -> None:
    """Let the open step of a request run out."""
    Task.objects.filter(process__enrollment_request=request, finished=None).update(
        due_at=timezone.now() - timedelta(hours=1)
    )
    timers.sweep()


@pytest.mark.parametrize("name", AFTER)
def test_who_may_decides_and_the_request_says_what_comes_next(api, name):
    deed = DEEDS[name]({})
    found = result(send(api, deed))
    assert found.get("status") == AFTER[name], found
    saved = EnrollmentRequest.objects.latest("pk")
    assert (saved.status, saved.version) == (AFTER[name], found["version"])
    assert found["statusLabel"] == saved.get_status_display()
    told = Entry.objects.filter(subject_type="enrollmentrequest", subject_id=saved.pk).latest("pk")
    assert (told.provider_id, told.municipality_id) == (saved.provider_id, saved.municipality_id)
    assert Entry.objects.filter(subject_id=saved.pk, by=deed.by, what__startswith="enrollment.").exists()
    said = NEXT.get(saved.status, "")
    if "{}" in said:
        said = said.format(f"{saved.starts_on:%d.%m.%Y}" if saved.status == "ENROLLED" else due_of(saved))
    assert found["nextStep"] == said
    holds(saved.group)


# What another content of the same key says, for every decision that has a key.
KEYED = {
    "saveEnrollmentDraft": {"startsOn": "2199-01-01"},
    "applyForEnrollment: place": {"waits": True},
    "applyForEnrollment: waits": {"startsOn": "2199-01-01"},
    "submitEnrollment": {"waits": True},
    "acceptPlace: take": {"answer": "GIVE_UP"},
    "answerEnrollment: accept": {"answer": "REFUSE", **REFUSES},
    "overrideAssessment": {"reason": "Другое."},
    "enroll: enroll": {"orderNumber": "16-з"},
}


@pytest.mark.parametrize("name", KEYED)
def test_a_repeat_with_the_same_key_gives_the_same_and_another_content_is_refused(api, name):
    deed, other = DEEDS[name]({}), KEYED[name]
    first = result(send(api, deed))
    before = state()
    again = result(send(api, deed))
    assert (again["id"], again["status"], again["version"]) == (first["id"], first["status"], first["version"])
    assert codes(send(api, deed, **other)) == ["KEY_REUSED"]
    assert state() == before


REFUSED = {
    "no consent": ("applyForEnrollment: place", {"consentsToTransfer": False}, ["CONFIRMATION_REQUIRED"]),
    "nothing ticked": (
        "submitEnrollment",
        dict.fromkeys(TICKS, False),
        ["CONFIRMATION_REQUIRED"] * 4,
    ),
    "refusal without words": (
        "answerEnrollment: refuse",
        {"ground": "FULL_MOON", "reason": " "},
        ["REASON_REQUIRED", "GROUND_UNKNOWN"],
    ),
    "too many words": ("answerEnrollment: refuse", {"reason": "я" * 5001}, ["TEXT_TOO_LONG"]),
    "not possible without words": (
        "assessEnrollment: not possible",
        {"ground": "", "reason": ""},
        ["REASON_REQUIRED", "GROUND_UNKNOWN"],
    ),
    "appeal without words": ("appealAssessment: appeal", {"text": ""}, ["REASON_REQUIRED"]),
    "judgement without words": ("decideAssessmentAppeal: uphold", {"reason": " "}, ["REASON_REQUIRED"]),
    "override without words": ("overrideAssessment", {"reason": " "}, ["REASON_REQUIRED"]),
    "no order": (
        "enroll: enroll",
        {"orderNumber": " ", "orderDate": None},
        ["ORDER_NUMBER_REQUIRED", "ORDER_DATE_REQUIRED"],
    ),
    "order of tomorrow": ("enroll: enroll", {"orderDate": "2199-01-01"}, ["ORDER_DATE_INVALID"]),
    "order before the request": ("enroll: enroll", {"orderDate": "2020-01-01"}, ["ORDER_DATE_INVALID"]),
    "refusal to enroll without a ground": (
        "enroll: refuse",
        {"ground": "X", "reason": ""},
        ["REASON_REQUIRED", "GROUND_UNKNOWN"],
    ),
    "stale version": ("overrideAssessment", {"expectedVersion": 1}, ["CASE_CHANGED"]),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_refused_act_says_all_reasons_and_changes_nothing(api, what):
    name, changes, expected = REFUSED[what]
    deed = DEEDS[name]({})
    before = state()
    assert codes(send(api, deed, **changes)) == expected
    assert state() == before


def test_a_draft_holds_nothing_and_dies_in_two_days(api):
    made = enrollments.drafted()
    assert holds(made.school.group) == 0
    expire(made.request)
    assert (enrollments.fresh(made.request).status, enrollments.steps_of(made.request)) == ("EXPIRED", [])
    assert enrollments.case_of(made.request).status == "DONE"
    again = api(made.family.parent, "ApplyForEnrollment", input=about(made.family, made.school.group, **TICKS))
    assert result(again)["status"] == "SENT_TO_PROVIDER"


def test_a_draft_goes_with_its_group(api):
    made = enrollments.drafted()
    later = made.school.group.starts_on + timedelta(days=4)
    StudyGroup.objects.update(starts_on=later)
    given = {**KEY, **TICKS}
    deed = of_task(
        made.family.parent, "SubmitEnrollment", enrollments.task_of(made.request, "submit_enrollment"), **given
    )
    found = result(send(api, deed))
    assert (found["status"], found["startsOn"]) == ("SENT_TO_PROVIDER", later.isoformat())


def test_a_draft_that_cannot_be_sent_loses_nothing(api):
    made = enrollments.drafted()
    StudyGroup.objects.update(status="CLOSED")
    task = enrollments.task_of(made.request, "submit_enrollment")
    deed = of_task(made.family.parent, "SubmitEnrollment", task, **KEY, **TICKS)
    before = state()
    assert codes(send(api, deed)) == ["GROUP_NOT_OPEN"]
    assert state() == before
    StudyGroup.objects.update(status="OPEN")
    assert result(send(api, deed))["status"] == "SENT_TO_PROVIDER"


def test_the_consent_is_kept_when_it_is_sent_and_not_before(api):
    made = enrollments.drafted()
    of_child = Consent.objects.filter(child=made.request.child)
    assert not of_child.exists()
    task = enrollments.task_of(made.request, "submit_enrollment")
    result(send(api, of_task(made.family.parent, "SubmitEnrollment", task, **KEY, **TICKS)))
    assert of_child.get().text.purpose == "ENROLLMENT"


def test_without_a_free_place_a_draft_waits_only_if_the_family_wants_to(api):
    school = enrollments.school(capacity=1)
    family = enrollments.family()
    request = enrollments.draft(family, school.group)
    enrollments.asked(school)
    task = enrollments.task_of(request, "submit_enrollment")
    deed = of_task(family.parent, "SubmitEnrollment", task, **KEY, **TICKS)
    assert codes(send(api, deed)) == ["NO_PLACES"]
    found = result(send(api, deed, waits=True))
    assert (found["status"], found["nextStep"]) == ("WAITING_LIST", NEXT["WAITING_LIST"])


def test_what_the_rules_find_against_it_is_told_to_the_family_word_for_word(api):
    made = enrollments.asked()
    Certificate.objects.filter(pk=made.family.certificate.pk).update(
        status="SUSPENDED", suspended_on=timezone.localdate()
    )
    request = enrollments.accept(made.request, made.school.manager)
    assert (request.status, enrollments.steps_of(request)) == ("NOT_POSSIBLE", ["appeal_assessment"])
    read = api(made.family.parent, "EnrollmentRequest", id=to_base64("EnrollmentRequest", request.pk))
    found = result(read)
    (assessment,) = found["assessments"]
    assert (assessment["verdict"], assessment["way"]) == ("NOT_POSSIBLE", "RULES")
    assert [(each["code"], each["forbids"]) for each in assessment["findings"]] == [("CERTIFICATE_NOT_ACTIVE", True)]
    assert found["reason"] == assessment["findings"][0]["message"]
    assert found["case"]["pausedOn"] == timezone.localdate().isoformat()
    assert PlaceHold.objects.get().held_until is None


def test_lessons_that_meet_are_looked_at_by_a_person(api):
    first, second = enrollments.school(), enrollments.school()
    family = enrollments.family()
    enrollments.apply(family, first.group)
    request = enrollments.accept(enrollments.apply(family, second.group), second.manager)
    assert (request.status, request.needs_attention) == ("MANUAL", True)
    (finding,) = AssessmentFinding.objects.all()
    assert (finding.code, finding.forbids) == ("SCHEDULE_CLASH", False)


def test_a_refusal_that_is_not_appealed_in_time_stands_and_frees_place_and_volume(api):
    made = enrollments.found_not_possible()
    expire(made.request)
    request = enrollments.fresh(made.request)
    assert (request.status, request.reason, enrollments.steps_of(request)) == ("REFUSED", "Объём получен.", [])
    assert holds(made.school.group) == 0
    assert ServiceVolume.objects.get().programs_reserved == 0
    case = enrollments.case_of(request)
    assert (case.status, case.paused_on) == ("DONE", None)


def test_who_was_silent_about_an_offer_gives_the_place_to_the_next(api):
    made = enrollments.offered()
    other = enrollments.family()
    waits = enrollments.apply(other, made.school.group, waits=True)
    expire(made.request)
    enrollments.run_jobs()
    assert enrollments.fresh(made.request).status == "EXPIRED"
    assert enrollments.fresh(waits).status == "OFFERED"
    assert [entry.status for entry in WaitingListEntry.objects.order_by("ticket")] == ["LAPSED", "OFFERED"]


@pytest.mark.parametrize(
    "setting",
    ["drafted", "asked", "offered", "to_be_assessed", "found_not_possible", "appealed", "found_possible"],
)
def test_taken_back_at_any_step_everything_is_free_again(api, setting):
    made = getattr(enrollments, setting)()
    case = enrollments.case_of(made.request)
    found = result(send(api, of_case(made.family.parent, "CancelEnrollmentRequest", case, reason="Передумали.")))
    assert (found["status"], found["reason"], found["nextStep"]) == ("CANCELLED", "Передумали.", "")
    assert holds(made.school.group) == 0
    assert sum(ServiceVolume.objects.values_list("programs_reserved", flat=True)) == 0
    assert enrollments.steps_of(made.request) == []
    before = state()
    assert codes(send(api, of_case(made.family.parent, "CancelEnrollmentRequest", case))) == ["CASE_CLOSED"]
    assert state() == before


def test_who_is_enrolled_takes_nothing_back(api):
    made = enrollments.found_possible()
    enrollments.enroll(made.request, made.school.manager)
    case = enrollments.case_of(made.request)
    assert codes(send(api, of_case(made.family.parent, "CancelEnrollmentRequest", case))) == ["CASE_CLOSED"]


def test_a_head_overrides_while_the_family_may_appeal_and_the_refusal_is_gone(api):
    made = enrollments.found_not_possible()
    Process.objects.filter(enrollment_request=made.request).update(paused_on=timezone.localdate() - timedelta(days=14))
    before = enrollments.case_of(made.request)
    given = {"request": to_base64("EnrollmentRequest", made.request.pk), "expectedVersion": made.request.version}
    given |= {**KEY, "reason": "Программа важна для ребёнка."}
    found = result(api(made.school.head, "OverrideAssessment", input=given))
    assert (found["status"], found["reason"]) == ("POSSIBLE", "")
    after = enrollments.case_of(made.request)
    assert after.paused_on is None
    assert after.due_on > before.due_on  # the days of the appeal are not the provider's
    last = MunicipalAssessment.objects.latest("pk")
    assert (last.verdict, last.way, last.decided_by, last.reason) == (
        "POSSIBLE",
        "HEAD",
        made.school.head,
        "Программа важна для ребёнка.",
    )
    entry = Entry.objects.get(what="enrollment.possible")
    assert (entry.by, entry.note) == (made.school.head, last.reason)
    assert enrollments.enroll(made.request, made.school.manager).status == "ACTIVE"


def test_nothing_is_overridden_that_is_not_refused(api):
    for made in (enrollments.asked(), enrollments.appealed()):
        given = {"request": to_base64("EnrollmentRequest", made.request.pk), "expectedVersion": made.request.version}
        before = state()
        answer = api(made.school.head, "OverrideAssessment", input={**given, **KEY, "reason": "Нужно."})
        assert codes(answer) == ["REFUSAL_NOT_OPEN"]
        assert state() == before


def test_a_provider_refuses_although_it_is_possible_and_the_place_goes_on(api):
    made = enrollments.found_possible(enrollments.school(capacity=1))
    other = enrollments.family()
    waits = enrollments.apply(other, made.school.group, waits=True)
    task = enrollments.task_of(made.request, "enroll")
    deed = of_task(made.school.manager, "Enroll", task, **KEY, verdict="REFUSE", **REFUSES)
    assert result(send(api, deed))["status"] == "PROVIDER_REFUSED"
    enrollments.run_jobs()
    assert enrollments.fresh(waits).status == "OFFERED"


def test_who_came_free_again_may_be_suspended_meanwhile_and_reads_why(api):
    made = enrollments.asked(enrollments.school(capacity=1))
    other = enrollments.family()
    waits = enrollments.apply(other, made.school.group, waits=True)
    suspend(other)
    enrollments.cancel(made.request, made.family.parent)
    enrollments.run_jobs()
    gone = enrollments.fresh(waits)
    assert (gone.status, enrollments.case_of(gone).status) == ("EXPIRED", "CANCELED")
    assert gone.reason.startswith("Место предложить нельзя. Сертификат приостановлен.")
    assert made.school.places.waiting == 0
    assert WaitingListMove.objects.latest("pk").reason == "Заявка завершена"


READ = "query ($id: ID!) { enrollmentRequest(id: $id) { id status reason appeal childInitials assessments { id } } }"


def test_a_provider_sees_no_child_before_a_request_is_sent_and_never_what_was_found(send):
    made = enrollments.drafted()
    about_it = to_base64("EnrollmentRequest", made.request.pk)
    lists = "{ enrollmentRequests(first: 9) { edges { node { id } } } cases(first: 9) { edges { node { id } } } }"
    for person in (made.school.manager, made.school.clerk, made.school.head):
        answer = send(person, READ, id=about_it)
        assert answer.data["enrollmentRequest"] is None
        everything = send(person, lists).data
        assert everything["enrollmentRequests"]["edges"] == []
    enrollments.cancel(made.request, made.family.parent)
    assert send(made.school.manager, READ, id=about_it).data["enrollmentRequest"] is None

    made = enrollments.appealed()
    about_it = to_base64("EnrollmentRequest", made.request.pk)
    of_provider = send(made.school.manager, READ, id=about_it).data["enrollmentRequest"]
    assert (of_provider["status"], of_provider["reason"], of_provider["appeal"]) == ("APPEALED", "", "")
    assert of_provider["assessments"] == []
    for person in (made.family.parent, made.school.head):
        told = send(person, READ, id=about_it).data["enrollmentRequest"]
        assert (told["reason"], told["appeal"], len(told["assessments"])) == ("Объём получен.", "Объём не получен.", 2)


def test_what_was_written_about_a_child_is_told_near_it_alone(send):
    made = enrollments.appealed()
    query = (
        "query ($id: ID!) { enrollmentRequest(id: $id) { case { history(first: 30) { edges { node { note } } } } } }"
    )

    def notes(person) -> set[str]:
        answer = send(person, query, id=to_base64("EnrollmentRequest", made.request.pk))
        return {edge["node"]["note"] for edge in answer.data["enrollmentRequest"]["case"]["history"]["edges"]}

    assert {"Объём получен.", "Объём не получен."} <= notes(made.family.parent)
    assert {"Объём получен.", "Объём не получен."} <= notes(made.school.head)
    assert not {"Объём получен.", "Объём не получен."} & notes(made.school.manager)


def test_another_municipality_than_the_issuer_sees_nothing_and_answers_nothing(send, api):
    """The group is taught in Kemerovo; the family lives in Belovo, whose certificate is used."""
    enrollments.assessed_by_people()
    school, family = enrollments.school(), enrollments.family("belovo-city")
    request = enrollments.accept(enrollments.apply(family, school.group), school.manager)
    about_it = to_base64("EnrollmentRequest", request.pk)
    for person in (school.clerk, school.head):
        assert send(person, READ, id=about_it).data["enrollmentRequest"] is None
    task = enrollments.task_of(request, "assess_enrollment")
    assert task.holder.code == "belovo-city"
    deed = of_task(school.clerk, "AssessEnrollment", task, verdict="POSSIBLE")
    assert codes(api(deed.by, deed.operation, input=deed.input)) == ["NOT_FOUND"]
    issuer = families.clerk("belovo-city")
    assert result(api(issuer, deed.operation, input=deed.input))["status"] == "POSSIBLE"


def test_a_case_names_its_request_to_those_who_see_it(send):
    made = enrollments.asked()
    query = (
        "query ($id: ID!) { case(id: $id) { id enrollmentRequest { id status } tracker { holder dueOn stepTitle } } }"
    )
    case = to_base64("Case", enrollments.case_of(made.request).pk)
    found = send(made.family.parent, query, id=case).data["case"]
    assert found["enrollmentRequest"]["id"] == to_base64("EnrollmentRequest", made.request.pk)
    assert found["tracker"]["stepTitle"] == "Ответить на заявку"
    assert found["tracker"]["holder"] == made.school.provider.unit.name
    assert found["tracker"]["dueOn"]
    stranger = factories.member(Role.PROVIDER_MANAGER, factories.provider().unit)
    assert send(stranger, query, id=case).data["case"] is None


def test_lists_are_narrowed_by_group_child_and_state(api):
    made = enrollments.found_possible()
    enrollments.asked(made.school)
    pupil = enrollments.enroll(made.request, made.school.manager)
    manager = made.school.manager
    given = {"group": to_base64("StudyGroup", made.school.group.pk)}
    assert result(api(manager, "EnrollmentRequests", **given))["totalCount"] == 2
    assert result(api(manager, "EnrollmentRequests", **given, status="ENROLLED"))["totalCount"] == 1
    child = to_base64("Child", made.request.child_id)
    (edge,) = result(api(made.family.parent, "Enrollments", child=child, status="ACTIVE", **given))["edges"]
    assert edge["node"]["id"] == to_base64("Enrollment", pupil.pk)
    assert result(api(manager, "Enrollments", group="?"))["totalCount"] == 0
    assert ENROLLS["orderNumber"] == edge["node"]["orderNumber"]


def test_the_position_in_a_waiting_list_and_why_it_moved(api):
    made = enrollments.asked(enrollments.school(capacity=1))
    first, second = enrollments.family(), enrollments.family()
    ahead = enrollments.apply(first, made.school.group, waits=True)
    waits = enrollments.apply(second, made.school.group, waits=True)

    def entry():
        answer = api(second.parent, "EnrollmentRequest", id=to_base64("EnrollmentRequest", waits.pk))
        return result(answer)["waitingEntries"][0]

    assert (entry()["position"], entry()["movesAhead"]) == (2, [])
    enrollments.cancel(ahead, first.parent)
    told = entry()
    assert (told["position"], [move["what"] for move in told["movesAhead"]]) == (1, ["LEFT"])
