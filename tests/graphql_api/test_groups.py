"""Groups over HTTP: drafted, saved, opened, closed, cancelled; what is refused changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.acts.models import Setting
from backoffice.certificates.models import Certificate
from backoffice.enrollments import plans, sending
from backoffice.enrollments.models import Enrollment, EnrollmentRequest, PlaceHold
from backoffice.entitlements.models import ServiceVolume
from backoffice.errors import Refused
from backoffice.groups.models import GroupPlaces, ScheduleSlot, StudyGroup
from backoffice.journal import Act, Entry
from backoffice.programs.models import ProgramEdition
from backoffice.providers.models import Provider
from backoffice.registers import services as registers
from backoffice.registers.models import EntryPlaces
from backoffice.units.models import Unit
from tests import enrollments, factories, groups
from tests.conftest import codes
from workflows.models import Process, Receipt, Task

pytestmark = pytest.mark.django_db
WATCHED = (StudyGroup, ScheduleSlot, GroupPlaces, EntryPlaces, EnrollmentRequest, PlaceHold, ServiceVolume, Receipt)


def everything():
    """Whatever an act on a group could change."""
    rows = [[*model.objects.order_by("pk").values()] for model in (*WATCHED, Process, Task)]
    return rows, Entry.objects.count()


def outsiders(club) -> list:
    """Everybody who may not act on the groups of a club."""
    units = Unit.objects
    return [
        factories.member(Role.PROVIDER_MANAGER, factories.provider().unit),
        factories.member(Role.APPLICANT, club.provider.unit),
        factories.member(Role.MUNICIPAL_HEAD, units.get(code="kemerovo-city")),
        factories.member(Role.MUNICIPAL_CLERK, units.get(code="belovo-district")),
        factories.member(Role.AUDITOR, units.get(code="kuzbass")),
        factories.member(Role.OPERATOR_HEAD, factories.operator_unit()),
        enrollments.family().parent,
        factories.user(),
    ]


@pytest.fixture
def act(api):
    """Send an act on the group of a club, as its manager or as somebody else."""

    def _act(club, operation, who=None, **content):
        return api(who or club.manager, operation, input=club.about(**content))

    return _act


@pytest.fixture
def refused(act):
    """Send an act that is refused, and see that nothing has changed; its codes."""

    def _refused(club, operation, who=None, **content):
        before = everything()
        found = codes(act(club, operation, who, **content))
        assert everything() == before
        return found

    return _refused


def conditions(api, club, who=None) -> dict[str, list[str]]:
    """What is not met, by the words of the condition."""
    found = api(who or club.manager, "GroupReadiness", group=club.id).data["studyGroup"]["readiness"]
    assert len(found) == 12
    return {each["label"]: [one["code"] for one in each["whyNot"]] for each in found if not each["isMet"]}


def flat(unmet: dict[str, list[str]]) -> list[str]:
    """Codes of all conditions that are not met."""
    return [code for codes_of in unmet.values() for code in codes_of]


def test_a_group_is_drafted_once_however_often_the_request_comes(api):
    club = groups.budget()
    given = club.drafting(latitude="55.354727", longitude="86.088374")
    first, again = (api(club.manager, "DraftGroup", input=given).data["draftGroup"] for _ in range(2))

    assert first == again
    group = StudyGroup.objects.get()
    assert (first["status"], first["version"], first["capacity"], first["freePlaces"]) == ("DRAFT", 1, 3, 3)
    assert (group.provider, group.opens_at, str(group.latitude)) == (club.provider, None, "55.354727")
    assert [f"{slot.weekday} {slot.begins_at}" for slot in group.slots.all()] == ["2 16:00:00"]
    assert Entry.objects.get(what="group.drafted").by == club.manager
    other = {**given, "card": {**given["card"], "name": "Другая"}}
    assert codes(api(club.manager, "DraftGroup", input=other)) == ["KEY_REUSED"]


def test_a_group_is_drafted_by_its_own_provider_of_its_own_program(api):
    club, other = groups.budget(), groups.budget()
    before = everything()
    for who in outsiders(club):
        assert codes(api(who, "DraftGroup", input=club.drafting())) == ["NOT_FOUND"]
    assert api(None, "DraftGroup", input=club.drafting()).error_codes == ["UNAUTHENTICATED"]
    assert codes(api(club.manager, "DraftGroup", input=other.drafting())) == ["NOT_FOUND"]
    foreign = {**club.drafting(), "card": other.sent()}
    assert codes(api(club.manager, "DraftGroup", input=foreign)) == ["MODULE_UNKNOWN"]
    nowhere = club.drafting(place=2, name=" ", capacity=0)
    assert codes(api(club.manager, "DraftGroup", input=nowhere)) == [
        "FIELD_REQUIRED",
        "NUMBER_OUT_OF_RANGE",
        "PLACE_UNKNOWN",
    ]
    assert everything() == before


def test_a_draft_is_seen_by_its_provider_and_those_who_follow_its_programs(api):
    club = groups.budget().draft()
    family = enrollments.family().parent
    for who in (family, None, factories.member(Role.PROVIDER_MANAGER, factories.provider().unit)):
        assert api(who, "StudyGroup", group=club.id).data["studyGroup"] is None
    here = factories.member(Role.MUNICIPAL_CLERK, Unit.objects.get(code="kemerovo-city"))
    for who in (club.manager, here):
        assert api(who, "StudyGroup", group=club.id).data["studyGroup"]["status"] == "DRAFT"
    club.open()
    for who in (family, None):
        assert api(who, "StudyGroup", group=club.id).data["studyGroup"]["status"] == "OPEN"
    assert api(family, "GroupReadiness", group=club.id).data["studyGroup"]["readiness"] is None


def test_a_cancelled_draft_stays_hidden(api, act):
    club = groups.budget().draft()
    assert act(club, "CancelGroup", reason="Ошиблись.").data["cancelGroup"]["status"] == "CANCELLED"
    assert api(None, "StudyGroup", group=club.id).data["studyGroup"] is None
    assert (
        api(club.manager, "StudyGroups", provider=to_base64("Provider", club.provider.pk)).data["studyGroups"][
            "totalCount"
        ]
        == 1
    )


def test_a_group_is_saved_as_it_is_sent(act, refused):
    club = groups.budget().draft()
    done = act(club, "SaveGroup", card=club.sent(name="Среда", capacity=2, slots=())).data["saveGroup"]
    assert (done["version"], done["capacity"]) == (2, 2)
    assert (StudyGroup.objects.get().name, ScheduleSlot.objects.count()) == ("Среда", 0)
    for who in outsiders(club):
        for operation, content in (
            ("SaveGroup", {"card": club.sent()}),
            ("OpenGroup", {}),
            ("CloseGroup", {}),
            ("CancelGroup", {"reason": "Нет."}),
        ):
            assert refused(club, operation, who, **content) == ["NOT_FOUND"]
    assert refused(club, "SaveGroup", expectedVersion=1, card=club.sent()) == ["CASE_CHANGED"]
    assert refused(club, "SaveGroup", card=club.sent(ends_on=timezone.localdate())) == ["DATES_REVERSED"]


def test_a_group_is_opened_when_every_condition_is_met_and_hears_all_that_are_not(api, act, refused):
    club = groups.budget().draft(capacity=20, slots=(), starts_on=enrollments.day(-1))
    Provider.objects.filter(pk=club.provider.pk).update(status="SUSPENDED")
    unmet = conditions(api, club)
    assert flat(unmet) == refused(club, "OpenGroup")
    assert flat(unmet) == [
        "PROVIDER_NOT_ACTIVE",
        "NO_LESSONS",
        "GROUP_ALREADY_BEGUN",
        "CAPACITY_OUT_OF_BOUNDS",
    ]

    Provider.objects.filter(pk=club.provider.pk).update(status="ACTIVE")
    club.save()
    assert conditions(api, club) == {}
    assert act(club, "OpenGroup").data["openGroup"]["status"] == "OPEN"
    assert enrollments.apply(enrollments.family(), club.group).status == "SENT_TO_PROVIDER"
    assert refused(club, "OpenGroup") == ["GROUP_ALREADY_OPEN"]


def test_more_places_than_the_register_counts_are_told_and_left_are_shown(api, act):
    club = groups.budget(places=2).draft()
    assert conditions(api, club) == {"Мест не больше, чем в муниципальном реестре": ["CAPACITY_ABOVE_REGISTER"]}
    assert act(club, "OpenGroup").data["openGroup"]["status"] == "OPEN"
    enrollments.apply(enrollments.family(), club.group)
    seen = api(None, "StudyGroup", group=club.id).data["studyGroup"]
    assert (seen["freePlaces"], seen["registeredPlacesLeft"]) == (2, 1)


def test_a_group_opens_at_its_moment(api, act, refused):
    club = groups.budget().draft()
    later = timezone.now() + timedelta(days=1)
    past = (timezone.now() - timedelta(hours=1)).isoformat()
    assert refused(club, "OpenGroup", opensAt=past) == ["OPENING_TIME_INVALID"]
    assert act(club, "OpenGroup", opensAt=later.isoformat()).data["openGroup"]["status"] == "OPEN"
    with pytest.raises(Refused) as too_early:
        enrollments.apply(enrollments.family(), club.group)
    assert [each.code for each in too_early.value.refusals] == ["GROUP_NOT_OPEN_YET"]


def test_a_group_with_a_price_needs_a_certified_program_requisites_and_a_price_below_the_ceiling(
    api, act, people, refused
):
    club = groups.certified(people).draft(capacity=10)
    assert conditions(api, club) == {}
    Provider.objects.filter(pk=club.provider.pk).update(bik="")
    club.save(capacity=10, price=5_000_000_00)
    assert refused(club, "OpenGroup") == ["REQUISITES_REQUIRED", "PRICE_ABOVE_CEILING"]
    club.save(capacity=10, price=None)
    assert refused(club, "OpenGroup") == ["NOT_IN_REGISTER"]
    Provider.objects.filter(pk=club.provider.pk).update(bik="043207612")
    club.save(capacity=10)
    Setting.objects.filter(code="PRICE_CEILING_PERCENT").update(value=1)
    assert refused(club, "OpenGroup") == ["PRICE_ABOVE_CEILING"]
    Setting.objects.filter(code="PRICE_CEILING_PERCENT").update(value=100)
    club.edition.modules.update(status="REFUSED")
    assert refused(club, "OpenGroup") == ["MODULE_NOT_CERTIFIED"]
    club.edition.modules.update(status="CERTIFIED")
    assert act(club, "OpenGroup").data["openGroup"]["status"] == "OPEN"


def test_a_draft_edition_has_groups_only_in_preparation(api, people):
    club = groups.Club(people["owner"], people["provider"], factories.edition(people["owner"], people["provider"]), 1)
    club.draft(capacity=10)
    found = flat(conditions(api, club))
    assert found[:3] == ["EDITION_NOT_PUBLIC", "NOT_IN_REGISTER", "MODULE_NOT_CERTIFIED"]
    assert "NORMATIVE_COST_MISSING" in found


def test_terms_stand_while_somebody_asks_or_is_taught(act, refused):
    club = groups.budget().draft().open()
    parent = enrollments.family()
    request = enrollments.apply(parent, club.group)
    moved = {"starts_on": enrollments.day(4), "ends_on": enrollments.day(30), "price": 100}
    assert refused(club, "SaveGroup", card=club.sent(**moved))[:3] == ["GROUP_TERMS_STAND"] * 3
    assert (
        act(club, "SaveGroup", card=club.sent(name="Иначе", slots=(groups.TUESDAY,), special_needs=True)).data[
            "saveGroup"
        ]["version"]
        == 3
    )
    enrollments.accept(request, club.manager)
    enrollments.enroll(request, club.manager)
    assert refused(club, "SaveGroup", card=club.sent(starts_on=enrollments.day(4))) == ["GROUP_TERMS_STAND"]
    assert refused(club, "CancelGroup", reason="Нет.") == ["GROUP_HAS_PUPILS"]
    assert Enrollment.objects.get().status == "ACTIVE"


def test_terms_change_again_when_nobody_asks_any_more(act):
    club = groups.budget().draft().open()
    parent = enrollments.family()
    enrollments.cancel(enrollments.apply(parent, club.group), parent.parent)
    assert act(club, "SaveGroup", card=club.sent(starts_on=enrollments.day(5))).data["saveGroup"]["version"] == 3


def test_capacity_rises_for_those_who_wait_and_does_not_fall_below_what_is_taken(act, refused):
    club = groups.budget().draft(capacity=2).open()
    for _ in range(2):
        enrollments.apply(enrollments.family(), club.group)
    waits = enrollments.apply(enrollments.family(), club.group, waits=True)
    assert refused(club, "SaveGroup", card=club.sent(capacity=1)) == ["CAPACITY_BELOW_TAKEN"]
    assert refused(club, "SaveGroup", card=club.sent(capacity=4)) == ["CAPACITY_OUT_OF_BOUNDS"]
    assert refused(club, "SaveGroup", card=club.sent(capacity=3, slots=())) == ["NO_LESSONS"]

    assert act(club, "SaveGroup", card=club.sent(capacity=3)).data["saveGroup"]["capacity"] == 3
    enrollments.run_jobs()
    assert enrollments.fresh(waits).status == "OFFERED"
    assert (club.places.taken, club.places.waiting) == (3, 0)


def test_a_closed_group_takes_no_new_requests_and_goes_on_with_the_old(act, refused):
    club = groups.budget().draft().open()
    request = enrollments.apply(enrollments.family(), club.group)
    assert act(club, "CloseGroup").data["closeGroup"]["status"] == "CLOSED"
    with pytest.raises(Refused) as closed:
        enrollments.apply(enrollments.family(), club.group)
    assert [each.code for each in closed.value.refusals] == ["GROUP_NOT_OPEN"]
    assert enrollments.accept(request, club.manager).status == "POSSIBLE"
    assert refused(club, "CloseGroup") == ["GROUP_NOT_OPEN"]
    assert act(club, "OpenGroup").data["openGroup"]["status"] == "OPEN"


def test_a_request_that_was_planned_before_the_group_closed_is_refused():
    club = groups.budget().draft().open()
    family = enrollments.family()
    seen = StudyGroup.objects.select_related(*plans.READ_ALONG).get(pk=club.group.pk)
    planned = plans.plan(family.certificate, seen, on=timezone.localdate())
    club.close()
    with pytest.raises(Refused) as changed, transaction.atomic():
        sending.ask(family.certificate, planned, Act(family.parent, timezone.localdate()), waits=True)
    assert [each.code for each in changed.value.refusals] == ["GROUP_CHANGED"]
    assert (EnrollmentRequest.objects.count(), club.places.taken, club.places.waiting) == (0, 0, 0)


def test_a_cancelled_group_ends_its_requests_and_frees_what_they_held(act, refused, api):
    club = groups.budget(places=2).draft(capacity=1).open()
    held, waiting = enrollments.family(), enrollments.family()
    first = enrollments.apply(held, club.group)
    second = enrollments.apply(waiting, club.group, waits=True)
    assert refused(club, "CancelGroup", reason="  ") == ["REASON_REQUIRED"]

    assert act(club, "CancelGroup", reason="Педагог уволился.").data["cancelGroup"]["status"] == "CANCELLED"
    for request in (first, second):
        now = enrollments.fresh(request)
        assert now.status == "CANCELLED"
        assert now.reason == "Организация отменила группу «Вторник, младшие». Педагог уволился."
        assert enrollments.case_of(request).status == "CANCELED"
        assert enrollments.steps_of(request) == []
    assert (club.places.taken, club.places.waiting, EntryPlaces.objects.get().taken) == (0, 0, 0)
    assert ServiceVolume.objects.get(certificate=held.certificate).programs_reserved == 0
    enrollments.run_jobs()
    assert enrollments.fresh(second).status == "CANCELLED"
    assert refused(club, "CancelGroup", reason="Ещё раз.") == ["GROUP_CANCELLED"]
    assert refused(club, "OpenGroup") == ["GROUP_CANCELLED"]
    assert refused(club, "SaveGroup", card=club.sent()) == ["GROUP_CANCELLED"]
    assert Certificate.objects.filter(pk=held.certificate.pk, status="ACTIVE").exists()


def test_a_group_of_an_archived_edition_keeps_its_requests_and_takes_no_new_ones(api, act, people, refused):
    club = groups.certified(people).draft(capacity=10).open()
    ProgramEdition.objects.filter(pk=club.edition.pk).update(status="CERTIFIED")
    newer = factories.edition(people["owner"], people["provider"])
    ProgramEdition.objects.filter(pk=newer.pk).update(program=club.edition.program_id, number=2)
    newer = ProgramEdition.objects.select_related("program").get(pk=newer.pk)
    registers.replace_certified(newer, Act(people["clerk"], timezone.localdate()))

    with pytest.raises(Refused) as late:
        enrollments.apply(enrollments.family(), club.group)
    assert [each.code for each in late.value.refusals] == ["NOT_IN_REGISTER"]
    assert conditions(api, club) == {"В день первого занятия программа состоит в реестре": ["NOT_IN_REGISTER"]}
    assert act(club, "SaveGroup", card=club.sent(capacity=12)).data["saveGroup"]["capacity"] == 12
    club.close()
    assert refused(club, "OpenGroup") == ["NOT_IN_REGISTER"]
