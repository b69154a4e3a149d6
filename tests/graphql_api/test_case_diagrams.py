"""The process of a case as a picture, its history page by page, its subject: what each reader sees of them."""

from __future__ import annotations

import pytest
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.units.models import Unit
from tests import factories
from tests.statements import statements
from tests.stories import BY_LOAD, CERTIFY, FIRST_CLASS, PASS, RETURN, Story
from workflows import catalog
from workflows.decisions.program_certification import ResubmitProgram
from workflows.layout import layout
from workflows.models import Process

pytestmark = pytest.mark.django_db


def asked(api, person, operation, case, **variables):
    answer = api(person, operation, id=to_base64("Case", case.pk), **variables)
    assert answer.errors == []
    return answer.data["case"]


def drawn(api, person, case):
    """The steps of a case's picture by name."""
    return {node["name"]: node for node in asked(api, person, "CaseDiagram", case)["diagram"]["nodes"]}


def states(nodes):
    return {name: node["state"] for name, node in nodes.items()}


def test_the_picture_shows_where_the_case_stands(api, people):
    story = Story(people).do("check_program", "clerk", PASS)
    nodes = drawn(api, people["clerk"], story.case)

    found = states(nodes)
    assert (found["start"], found["check_program"], found["checked"]) == ("DONE", "DONE", "DONE")
    assert (found["assign_experts"], found["certify_program"]) == ("ACTIVE", "AHEAD")
    assert [name for name, state in found.items() if state == "ACTIVE"] == ["assign_experts"]
    now = nodes["assign_experts"]
    assert (now["kind"], now["stateLabel"], now["times"], now["until"]) == ("PERSON", "Идёт сейчас", 1, None)
    assert now["holder"] == factories.operator_unit().name
    assert now["since"] == nodes["check_program"]["until"] or now["since"] > nodes["check_program"]["since"]
    assert nodes["certify_program"]["since"] is None


def test_a_step_that_came_twice_says_so_and_a_closed_case_has_nothing_ahead(api, people):
    story = Story(people).do("check_program", "clerk", RETURN)
    story.edition.annotation = "Дети собирают и программируют роботов."
    story.edition.save()
    story.do("resubmit_program", "provider", ResubmitProgram(reply="Исправили."))
    assert drawn(api, people["provider"], story.case)["check_program"]["times"] == 2

    story.do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD).score(8).score(7)
    story.do("classify_program", "clerk", FIRST_CLASS).do("certify_program", "clerk", CERTIFY)
    found = states(drawn(api, people["provider"], story.case))
    assert set(found.values()) == {"DONE", "SKIPPED"}
    assert found["appeal_refusal"] == "SKIPPED"


def test_of_two_ways_from_a_fork_only_the_one_that_the_case_went_is_taken(api, people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD).score(8).score(7)
    story.do("classify_program", "clerk", FIRST_CLASS).do("certify_program", "clerk", CERTIFY)
    edges = asked(api, people["provider"], "CaseDiagram", story.case)["diagram"]["edges"]
    came = {(edge["source"], edge["target"]) for edge in edges if edge["isTaken"]}
    assert ("checked", "assign_experts") in came
    assert ("reviewed", "classify_program") in came
    assert ("reviewed", "certify_program") not in came  # though the case has been at both


def test_every_process_has_a_picture_whose_edges_lead_to_its_steps():
    for flow in catalog.FLOWS:
        grid = layout(flow)
        assert len({(cell.col, cell.row) for cell in grid.cells}) == len(grid.cells), flow
        assert {edge.src for edge in grid.edges} | {edge.dst for edge in grid.edges} <= set(grid.nodes), flow
        assert all(len(edge.segments) > 1 for edge in grid.edges), flow


OPERATIONS = ("CaseDiagram", "CaseHistory", "CaseSubject")


def test_who_may_not_see_the_case_sees_nothing_of_it(api, people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    strangers = [
        factories.member(Role.PROVIDER_MANAGER, factories.provider().unit),
        factories.member(Role.MUNICIPAL_HEAD, Unit.objects.get(code="belovo-district")),
        people["experts"][0],
        factories.user(),
    ]
    for operation in OPERATIONS:
        for person in strangers:
            assert asked(api, person, operation, story.case) is None, (operation, person)
        assert asked(api, people["provider"], operation, story.case) is not None
        assert api(None, operation, id=to_base64("Case", story.case.pk)).error_codes == ["UNAUTHENTICATED"]
        assert api(people["clerk"], operation, id=to_base64("Task", story.case.pk)).data["case"] is None


def test_an_expert_reads_the_program_to_be_scored_and_nobody_elses_case(api, people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    for case in Process.objects.filter(root=story.case).select_related("assignment__expert"):
        expert = case.assignment.expert
        subject = asked(api, expert, "CaseSubject", case)["reviewedEdition"]
        assert subject["id"] == to_base64("ProgramEdition", story.edition.pk)
        assert subject["documents"][0]["file"]["name"] == "программа.pdf"
        assert states(drawn(api, expert, case))["score_program"] == "ACTIVE"
        for other in people["experts"]:
            assert other == expert or asked(api, other, "CaseSubject", case) is None
    assert asked(api, people["clerk"], "CaseSubject", story.case)["reviewedEdition"] is None


def test_the_history_comes_page_by_page(api, people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    first = asked(api, people["clerk"], "CaseHistory", story.case, first=2)["history"]
    rest = asked(api, people["clerk"], "CaseHistory", story.case, after=first["pageInfo"]["endCursor"])["history"]

    assert first["pageInfo"]["hasNextPage"]
    whole = asked(api, people["clerk"], "Case", story.case)["history"]
    assert first["edges"] + rest["edges"] == whole["edges"]


def test_cases_are_narrowed_by_process_and_by_being_open(api, people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD).score(8).score(7)

    def found(**narrowed):
        return {edge["node"]["process"] for edge in api(people["clerk"], "Cases", **narrowed).data["cases"]["edges"]}

    assert found() == {"ProgramCertification", "ExpertReview"}
    assert found(isOpen=True) == {"ProgramCertification"}
    assert found(isOpen=False) == {"ExpertReview"}
    assert found(process="ExpertReview") == {"ExpertReview"}
    assert found(process="ExpertReview", isOpen=True) == found(process="%") == set()
    (edge,) = api(people["clerk"], "Cases", isOpen=True).data["cases"]["edges"]
    assert edge["node"]["subjectLine"] == story.task("classify_program").subject_line != ""
    assert (edge["node"]["status"], edge["node"]["statusLabel"]) == ("NEW", "Идёт")
    closed = api(people["clerk"], "Cases", isOpen=False).data["cases"]["edges"]
    assert {edge["node"]["statusLabel"] for edge in closed} == {"Завершено"}


def test_the_picture_costs_the_same_however_many_steps_there_were(api, people):
    story = Story(people)
    drawn(api, people["clerk"], story.case)  # a token is issued with the first request
    few = statements(lambda: drawn(api, people["clerk"], story.case))
    story.do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    many = statements(lambda: drawn(api, people["clerk"], story.case))
    assert len(few) == len(many) == 3
