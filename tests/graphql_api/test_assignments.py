"""Exclusion from a budget register and municipal assignments over HTTP: done, refused, invisible."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.acts.models import LegalAct
from backoffice.assignments.models import AssignmentLine, MunicipalAssignment
from backoffice.commissions.dossiers import Dossier
from backoffice.journal import Entry
from backoffice.programs.models import ProgramEdition
from backoffice.registers.models import ProgramRegisterExit
from tests import factories, families
from tests.conftest import codes
from tests.deeds import of_task
from tests.everybody import everybody
from tests.registers import enter, prepare, standing
from tests.stories import BY_LOAD, CERTIFY, FIRST_CLASS, PASS, Story
from tests.towns import act_card, as_input
from workflows.models import Process, Receipt, Task

pytestmark = pytest.mark.django_db
KEPT = (ProgramRegisterExit, Dossier, MunicipalAssignment, LegalAct, Process, Task, Entry, Receipt)


def state() -> list:
    """What a refused act leaves untouched."""
    return [list(model.objects.order_by("pk").values()) for model in (*KEPT, ProgramEdition)]


def result(answer) -> dict:
    assert not answer.errors, answer.errors
    (found,) = answer.data.values()
    return found


def approval(it, **changes) -> dict:
    content = {"seenVersion": it.assignment.version, "act": as_input(act_card(title="О задании"))}
    return of_task(it.head, "", it.task, idempotencyKey="approve", **{**content, **changes}).input


def test_the_head_excludes_a_program_and_everybody_sees_why(api):
    it, today = standing(), timezone.localdate()

    found = result(api(it.head, "ExcludeFromRegister", input=it.input()))

    gone = {"excludedOn": today.isoformat(), "ground": "LOW_DEMAND", "reason": "Дети не идут."}
    assert found == {"id": to_base64("ProgramRegisterEntry", it.entry.pk), "number": it.entry.number, "exit": gone}
    noted = Entry.objects.get(what="program.excluded")
    assert (noted.by, noted.provider, noted.municipality) == (it.head, it.provider, it.entry.municipality)
    assert result(api(None, "ProgramRegister", kind="SIGNIFICANT"))["edges"] == []
    before = state()
    assert result(api(it.head, "ExcludeFromRegister", input=it.input()))["exit"] == gone  # the same key again
    assert state() == before


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({"ground": "FASHION"}, ["GROUND_UNKNOWN"]),
        ({"ground": "PROVIDER_EXCLUDED"}, ["GROUND_UNKNOWN"]),
        ({"reason": " "}, ["REASON_REQUIRED"]),
        ({"reason": "о" * 5001, "ground": ""}, ["TEXT_TOO_LONG", "GROUND_UNKNOWN"]),
    ],
)
def test_an_exclusion_that_is_refused_changes_nothing(api, changes, expected):
    it = standing()
    api(it.head, "TaskCounts")
    before = state()
    assert codes(api(it.head, "ExcludeFromRegister", input=it.input(**changes))) == expected
    assert state() == before


def test_what_has_ended_is_not_excluded_again(api):
    it = standing()
    result(api(it.head, "ExcludeFromRegister", input=it.input()))
    assert codes(api(it.head, "ExcludeFromRegister", input=it.input(idempotencyKey="2"))) == ["ENTRY_ENDED"]
    assert codes(api(it.head, "ExcludeFromRegister", input=it.input(reason="Иначе."))) == ["KEY_REUSED"]


def test_an_exclusion_drops_the_decided_renewal_with_its_assignment(api):
    it, today = standing(), timezone.localdate()
    renewal = enter(prepare(of=it.provider, edition=it.edition, renews=it.entry), today)
    assert (renewal.entry.included_on, MunicipalAssignment.objects.count()) == (it.entry.valid_until, 2)

    result(api(it.head, "ExcludeFromRegister", input=it.input()))

    exits = ProgramRegisterExit.objects.order_by("entry").values_list("entry", "excluded_on", "reason")
    assert [*exits] == [(each.entry.pk, today, "Дети не идут.") for each in (it, renewal)]
    later = {"kind": "SIGNIFICANT", "asOf": it.entry.valid_until.isoformat()}
    assert result(api(None, "ProgramRegister", **later))["edges"] == []
    assert {*Dossier.objects.values_list("status", flat=True)} == {"EXCLUDED"}
    it.edition.refresh_from_db()
    assert it.edition.status == "REVOKED"
    assert not AssignmentLine.objects.exists()
    assert {*MunicipalAssignment.objects.values_list("status", flat=True)} == {"CLOSED"}
    assert not Process.objects.filter(municipal_assignment__isnull=False, status="NEW").exists()


def test_nobody_else_excludes_a_program(api):
    it = standing()
    for someone in everybody(provider=it.provider.unit):
        if someone.user is None or (someone.role == Role.MUNICIPAL_HEAD and someone.is_here):
            continue
        assert codes(api(someone.user, "ExcludeFromRegister", input=it.input())) == ["NOT_FOUND"], str(someone)
    assert api(None, "ExcludeFromRegister", input=it.input()).error_codes == ["UNAUTHENTICATED"]
    assert not ProgramRegisterExit.objects.exists()


def test_a_certified_program_is_not_excluded_by_a_municipality(api, people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD).score(8).score(8)
    story.do("classify_program", "clerk", FIRST_CLASS).do("certify_program", "clerk", CERTIFY)
    entry = to_base64("ProgramRegisterEntry", story.edition.entries.get().pk)
    asked = {"entry": entry, "ground": "LOW_DEMAND", "reason": "Дети не идут.", "idempotencyKey": "1"}
    assert codes(api(families.head(), "ExcludeFromRegister", input=asked)) == ["NOT_FOUND"]


def test_the_head_approves_an_assignment_as_founder(api):
    it = standing()
    found = result(api(it.head, "ApproveAssignment", input=approval(it)))
    act = found.pop("act")
    assert found == {
        "id": to_base64("MunicipalAssignment", it.assignment.pk),
        "number": 1,
        "status": "APPROVED",
        "statusLabel": "Утверждено",
        "version": 3,
        "totalPlaces": 20,
        "pupilHours": 1440,
    }
    assert act["number"] == act_card().number
    assert it.case.status == "DONE"
    noted = Entry.objects.get(what="assignment.approved")
    assert (noted.by, noted.provider, noted.municipality) == (it.head, it.provider, it.entry.municipality)


@pytest.mark.parametrize("name", ["MunicipalAssignment", "MunicipalAssignments"])
def test_hours_of_many_pupils_are_whole_numbers_of_any_size(api, name):
    """Fifty modules of ten thousand hours for a hundred thousand pupils: far beyond four bytes."""
    modules = tuple(factories.module(name=f"Модуль {number}", hours=10_000) for number in range(50))
    it = standing(places=100_000, card={"modules": modules})
    said = {"id": to_base64("MunicipalAssignment", it.assignment.pk)} if name == "MunicipalAssignment" else {}
    found = result(api(it.head, name, **said))
    node = found["edges"][0]["node"] if "edges" in found else found
    assert (node["totalPlaces"], node["pupilHours"]) == (100_000, 50_000_000_000)


def test_the_largest_assignment_is_approved(api):
    it = standing(places=100_000, card={"modules": (factories.module(hours=10_000),) * 5})
    found = result(api(it.head, "ApproveAssignment", input=approval(it)))
    assert (found["status"], found["pupilHours"]) == ("APPROVED", 5_000_000_000)


def test_what_changed_since_it_was_read_is_not_approved(api):
    it = standing()
    read = approval(it)
    standing(of=it.provider)
    before = state()
    refused = result(api(it.head, "ApproveAssignment", input=read))["refusals"]
    assert [(each["code"], each["path"]) for each in refused] == [("ASSIGNMENT_CHANGED", ["seenVersion"])]
    assert "Концепция, п. 2.5.2" in refused[0]["rule"]
    assert state() == before


def test_an_approval_rests_on_a_whole_act(api):
    it = standing()
    tomorrow = timezone.localdate() + timedelta(days=1)
    bad = as_input(act_card(number=" ", adopted_on=tomorrow))
    before = [it.assignment.status, LegalAct.objects.count()]
    refused = codes(api(it.head, "ApproveAssignment", input=approval(it, act=bad)))
    assert refused == ["FIELD_REQUIRED", "ACT_DATE_IN_FUTURE"]
    assert [it.assignment.status, LegalAct.objects.count()] == before


def test_nobody_else_approves_an_assignment(api):
    it = standing()
    for someone in everybody(provider=it.provider.unit):
        if someone.user is None or (someone.role == Role.MUNICIPAL_HEAD and someone.is_here):
            continue
        assert codes(api(someone.user, "ApproveAssignment", input=approval(it))) == ["NOT_FOUND"], str(someone)
    assert it.assignment.status == "DRAFT"


def test_an_assignment_is_read_with_its_lines_and_the_minutes_they_rest_on(api):
    it = standing()
    second = standing(of=it.provider, places=5)
    node = to_base64("MunicipalAssignment", it.assignment.pk)

    found = result(api(it.manager, "MunicipalAssignment", id=node))

    assert (found["totalPlaces"], found["pupilHours"]) == (25, 25 * 72)
    assert found["municipality"]["id"] == to_base64("Municipality", it.entry.municipality_id)
    said = [(each["places"], each["hours"], each["minutesNumber"], each["minutesOf"]) for each in found["lines"]]
    assert said == [(20, 72, 1, "2026-03-12"), (5, 72, 2, "2026-03-12")]
    assert [each["entry"]["number"] for each in found["lines"]] == [it.entry.number, second.entry.number]


def test_assignments_are_listed_by_state_institution_and_municipality(api):
    drafted, approved = standing(), standing()
    elsewhere = standing(code="belovo-district")
    approved.approve()
    reader = factories.member(Role.OPERATOR_CLERK, factories.operator_unit())

    def listed(**asked) -> list[str]:
        page = result(api(reader, "MunicipalAssignments", **asked))
        assert page["totalCount"] == len(page["edges"])
        return [edge["node"]["id"] for edge in page["edges"]]

    every = [to_base64("MunicipalAssignment", each.assignment.pk) for each in (elsewhere, approved, drafted)]
    assert listed() == every
    assert listed(status="APPROVED") == [every[1]]
    assert listed(provider=to_base64("Provider", drafted.provider.pk)) == [every[2]]
    assert listed(municipality=to_base64("Municipality", elsewhere.entry.municipality_id)) == [every[0]]
    assert listed(municipality="nonsense") == []
    own = result(api(elsewhere.head, "MunicipalAssignments"))
    assert [edge["node"]["id"] for edge in own["edges"]] == [every[0]]


def test_the_case_of_an_assignment_names_it(send):
    it = standing()
    document = "query ($id: ID!) { case(id: $id) { processTitle municipalAssignment { id number } } }"
    found = result(send(it.manager, document, id=to_base64("Case", it.case.pk)))
    about = {"id": to_base64("MunicipalAssignment", it.assignment.pk), "number": 1}
    assert found == {"processTitle": "Утверждение муниципального задания", "municipalAssignment": about}


def test_the_past_stays_readable_and_the_program_goes_on_in_a_new_edition(api):
    it, today = standing(timezone.localdate() - timedelta(days=1)), timezone.localdate()
    result(api(it.head, "ExcludeFromRegister", input=it.input()))

    yesterday = (today - timedelta(days=1)).isoformat()
    (edge,) = result(api(None, "ProgramRegister", kind="SIGNIFICANT", asOf=yesterday))["edges"]
    assert edge["node"]["edition"]["name"] == it.edition.name
    assert edge["node"]["exit"]["excludedOn"] == today.isoformat()

    edition = ProgramEdition.objects.get(pk=it.edition.pk)
    about = {"edition": to_base64("ProgramEdition", edition.pk), "expectedVersion": edition.version}
    assert result(api(it.manager, "ReviseProgram", input=about))["status"] == "DRAFT"
