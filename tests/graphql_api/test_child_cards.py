"""The doors to a child's data over HTTP: who gets in, with which reason, and what is written down of it."""

from __future__ import annotations

import json
import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.certificates.models import Certificate, CertificateMove
from backoffice.funding.waiting import FundingRequest
from backoffice.journal import Act
from backoffice.people import needs, reading
from backoffice.people.models import Child, ChildRead, DuplicatePair, SpecialNeeds
from tests import cards, factories, families
from tests.cards import PLAIN, REASON, id_of
from tests.conftest import codes
from workflows import child_reading
from workflows.models import Task

pytestmark = pytest.mark.django_db
OUTSIDERS = (
    "neighbour",
    "neighbouring head",
    "another family",
    "provider",
    "operator",
    "officer",
    "accountant",
    "admin",
)


@pytest.fixture
def child(db):
    return cards.child()


def reads():
    return [*ChildRead.objects.order_by("pk").values_list("part", "purpose", "role", "unit__code", "note")]


def card(answer) -> dict:
    assert not answer.errors, answer.errors
    return answer.data["childCard"]


@pytest.mark.parametrize("who", ("guardian", "itself"))
def test_the_family_reads_its_own_card_without_a_reason_and_without_a_row(api, child, who):
    found = card(api(cards.everybody(child)[who], "ChildCard", child=id_of(child)))
    assert (found["lastName"], found["snils"], found["address"]) == ("Образцова", "11223344595", "ул. Образцовая, 7")
    assert found["birthDate"] == child.birth_date.isoformat()
    assert found["residences"][0]["municipality"]["name"] == "город Кемерово"
    assert [each["hasAccount"] for each in found["guardians"]] == [True]
    assert reads() == []


@pytest.mark.parametrize(
    "who, role, unit",
    [
        ("clerk", "MUNICIPAL_CLERK", "kemerovo-city"),
        ("head", "MUNICIPAL_HEAD", "kemerovo-city"),
        ("auditor", "AUDITOR", "kuzbass"),
    ],
)
def test_an_office_states_its_purpose_and_is_written_down(api, child, who, role, unit):
    found = card(api(cards.everybody(child)[who], "ChildCard", child=id_of(child), **REASON))
    assert found["lastName"] == "Образцова"
    assert reads() == [("CARD", "FAMILY_REQUEST", role, unit, REASON["note"])]


@pytest.mark.parametrize(
    "given, refused",
    [
        ({}, ["PURPOSE_REQUIRED"]),
        ({"purpose": "TASK"}, ["PURPOSE_REQUIRED"]),
        ({"purpose": "AUDIT"}, ["NOTE_REQUIRED"]),
        ({"purpose": "REPORT", "note": " отчёт  "}, ["NOTE_REQUIRED"]),
        ({"purpose": "AUDIT", "note": "я " * 151}, ["TEXT_TOO_LONG"]),
        ({"note": "я " * 151}, ["TEXT_TOO_LONG", "PURPOSE_REQUIRED"]),
    ],
)
@pytest.mark.parametrize("operation", ("ChildCard", "SpecialNeeds"))
def test_without_a_reason_the_card_stays_closed(api, child, operation, given, refused):
    answer = api(families.clerk(), operation, child=id_of(child), **given)
    assert codes(answer) == refused
    assert reads() == []


@pytest.mark.parametrize("operation", ("ChildCard", "SpecialNeeds"))
@pytest.mark.parametrize("who", OUTSIDERS)
def test_for_others_there_is_no_child(api, child, who, operation):
    cards.task(child)
    assert codes(api(cards.everybody(child)[who], operation, child=id_of(child), **REASON)) == ["NOT_FOUND"]
    assert reads() == []


@pytest.mark.parametrize("bad", ("?", "Q2hpbGQ6MQ==", "VXNlcjox"))
def test_an_id_that_is_none_finds_nothing(api, child, bad):
    assert codes(api(families.clerk(), "ChildCard", child=bad, **REASON)) == ["NOT_FOUND"]


def test_a_stranger_is_not_heard(api, child):
    assert api(None, "ChildCard", child=id_of(child)).error_codes == ["UNAUTHENTICATED"]


def subjects(child) -> dict:
    certificate = Certificate.objects.get(child=child)
    other = families.child("belovo-city")
    move = {"leaves": families.municipality("belovo-city"), "enters": child.municipality, "address": "ул. Новая"}
    request = {"certificate": certificate, "category": certificate.category}
    return {
        "certificate": lambda: certificate,
        "move": lambda: CertificateMove.objects.create(
            certificate=certificate, requested_on=timezone.localdate(), **move
        ),
        "duplicate": lambda: DuplicatePair.objects.create(earlier=other, later=child, match="SNILS"),
        "funding_request": lambda: FundingRequest.objects.create(**request),
    }


@pytest.mark.parametrize("subject", ("certificate", "move", "duplicate", "funding_request"))
def test_an_open_task_of_ones_own_is_the_reason(api, child, subject):
    task = cards.task(**{subject: subjects(child)[subject]()})
    assert card(api(families.clerk(), "ChildCard", child=id_of(child)))["lastName"] == "Образцова"
    (read,) = ChildRead.objects.all()
    assert (read.purpose, read.case_id, read.role) == ("TASK", task.process.case_id, "MUNICIPAL_CLERK")


def test_a_purpose_that_is_said_is_kept_beside_a_task(api, child):
    cards.task(child)
    card(api(families.clerk(), "ChildCard", child=id_of(child), **REASON))
    assert [(read.purpose, read.case_id) for read in ChildRead.objects.all()] == [("FAMILY_REQUEST", None)]


def test_a_task_that_is_done_of_others_or_not_ones_kind_is_no_reason(api, child):
    clerk = families.clerk()
    closed = cards.task(child)
    Task.objects.filter(pk=closed.pk).update(finished=timezone.now())
    cards.task(certificate=families.certificate())  # of another child
    assert codes(api(clerk, "ChildCard", child=id_of(child))) == ["PURPOSE_REQUIRED"]
    for changes in (
        {"permission": "approve_parameters"},
        {"permission": "issue_certificate", "addressee": families.clerk()},
    ):
        Task.objects.filter(pk=closed.pk).update(finished=None, **changes)
        assert codes(api(clerk, "ChildCard", child=id_of(child))) == ["PURPOSE_REQUIRED"]
    assert reads() == []


def test_whoever_decides_about_a_move_reads_the_child_that_comes(api, child):
    certificate = Certificate.objects.get(child=child)
    clerk, about = families.clerk("belovo-city"), {"child": id_of(child)}
    move = CertificateMove.objects.create(
        certificate=certificate,
        leaves=child.municipality,
        enters=families.municipality("belovo-city"),
        address="ул. Новая, 2",
        requested_on=timezone.localdate(),
    )
    assert codes(api(clerk, "ChildCard", **about, **REASON)) == ["NOT_FOUND"]
    cards.task(move=move, code="belovo-city", permission="review_move")
    assert card(api(clerk, "ChildCard", **about))["lastName"] == "Образцова"
    assert reads() == [("CARD", "TASK", "MUNICIPAL_CLERK", "belovo-city", "")]
    assert codes(api(clerk, "SpecialNeeds", **about)) == ["NOT_FOUND"]


def test_the_earlier_of_two_records_is_not_opened_by_the_neighbours_task(api, child):
    later = families.child("belovo-city")
    pair = DuplicatePair.objects.create(earlier=child, later=later, match="SNILS")
    cards.task(duplicate=pair, code="belovo-city", permission="resolve_duplicate")
    assert codes(api(families.clerk("belovo-city"), "ChildCard", child=id_of(child))) == ["NOT_FOUND"]


def test_the_issuer_reads_the_card_but_not_the_health_of_a_child_that_lives_elsewhere(api, child):
    Certificate.objects.filter(child=child).update(issuer=families.municipality("belovo-city"))
    clerk = families.clerk("belovo-city")
    assert card(api(clerk, "ChildCard", child=id_of(child), **REASON))["lastName"] == "Образцова"
    assert codes(api(clerk, "SpecialNeeds", child=id_of(child), **REASON)) == ["NOT_FOUND"]


def test_consents_to_health_data_are_on_the_card_of_those_alone_who_may_read_it(api, child):
    cards.consent(child), cards.consent(child, "CERTIFICATE")
    people = cards.everybody(child)
    shown = {
        who: [each["purpose"] for each in card(api(people[who], "ChildCard", child=id_of(child), **REASON))["consents"]]
        for who in ("guardian", "clerk", "auditor")
    }
    assert shown == {
        "guardian": ["CERTIFICATE", "HEALTH"],
        "clerk": ["CERTIFICATE", "HEALTH"],
        "auditor": ["CERTIFICATE"],
    }


def health(child) -> None:
    cards.consent(child)
    needs.record(child, "AUTISM", Act(families.clerk(), timezone.localdate()))


@pytest.mark.parametrize("who, rows", [("guardian", 0), ("itself", 0), ("clerk", 1), ("head", 1)])
def test_health_is_read_by_the_family_and_where_the_child_lives(api, child, who, rows):
    health(child)
    answer = api(cards.everybody(child)[who], "SpecialNeeds", child=id_of(child), **REASON)
    assert answer.data["specialNeeds"]["groupLabel"] == "Расстройства аутистического спектра"
    assert [part for part, *_ in reads()] == ["HEALTH"] * rows


def test_who_audits_reads_no_health(api, child):
    health(child)
    assert codes(api(cards.auditor(), "SpecialNeeds", child=id_of(child), **REASON)) == ["NOT_FOUND"]


def test_who_is_both_clerk_and_auditor_reads_as_the_clerk(api, child):
    health(child)
    person = families.clerk()
    person.memberships.create(role="AUDITOR", unit=cards.Unit.objects.get(code="kuzbass"), valid_from=factories.SINCE)
    assert api(person, "SpecialNeeds", child=id_of(child), **REASON).data["specialNeeds"]["group"] == "AUTISM"
    assert [role for _, _, role, *_ in reads()] == ["MUNICIPAL_CLERK"]


QUERY = """query ($c: ID!, $n: String!) {
  a: childCard(child: $c, purpose: AUDIT, note: $n) { ... on ChildCard { lastName } }
  b: childCard(child: $c, purpose: REPORT, note: $n) { ...Card }
  ...Rest
}
fragment Card on ChildCard { firstName }
fragment Rest on Query { c: specialNeeds(child: $c, purpose: AUDIT, note: $n) { __typename } ...Deep }
fragment Deep on Query { a: childCard(child: $c, purpose: AUDIT, note: $n) { ... on ChildCard { snils } } }"""


def test_each_field_of_an_operation_leaves_its_own_row_whatever_it_is_called(send, child):
    answer = send(families.clerk(), QUERY, c=id_of(child), n="проверка трёх сертификатов")
    assert not answer.errors
    assert answer.data["a"] == {"lastName": "Образцова", "snils": "11223344595"}
    assert [row[:2] for row in reads()] == [("CARD", "AUDIT"), ("CARD", "REPORT"), ("HEALTH", "AUDIT")]


def test_a_field_that_is_left_out_leaves_no_row(send, child):
    query = "query ($c: ID!, $y: Boolean!) { childCard(child: $c) @include(if: $y) { __typename } me { user { id } } }"
    assert not send(families.guardian(child), query, c=id_of(child), y=False).errors
    assert not send(families.clerk(), query, c=id_of(child), y=False).errors
    assert reads() == []


@pytest.mark.parametrize("compiled", (True, False))
def test_no_plan_answers_a_card(send, child, compiled):
    query = 'query ($c: ID!) { childCard(child: $c, purpose: AUDIT, note: "проверка по плану") { __typename } }'
    clerk = families.clerk()
    with override_settings(COMPILED_READS=compiled):
        for _ in range(3):
            assert send(clerk, query, c=id_of(child)).data == {"childCard": {"__typename": "ChildCard"}}
    assert len(reads()) == 3


@pytest.mark.django_db(transaction=True)
def test_the_row_stays_although_the_answer_failed(reference, send):
    child = cards.child()
    cards.consent(child)
    SpecialNeeds.objects.create(child=child, sealed="испорчено", recorded_by=families.clerk())
    query = """query ($c: ID!, $n: String!) {
      childCard(child: $c, purpose: AUDIT, note: $n) { __typename }
      specialNeeds(child: $c, purpose: AUDIT, note: $n) { __typename } }"""
    answer = send(families.clerk(), query, c=id_of(child), n="проверка трёх сертификатов")
    assert (answer.data, answer.error_codes) == (None, ["INTERNAL_SERVER_ERROR"])
    assert [row[0] for row in reads()] == ["CARD", "HEALTH"]


@pytest.mark.django_db(transaction=True)
def test_the_row_is_committed_before_anything_is_read(reference):
    child, seen = cards.child(), []
    clerk = factories.viewer(families.clerk())

    def watch(execute, sql, params, many, context):
        seen.append((sql, connection.in_atomic_block))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        child_reading.open_card(child_id=child.pk, purpose="AUDIT", note="проверка трёх сертификатов", by=clerk)
    written = next(place for place, (sql, _) in enumerate(seen) if sql.startswith('INSERT INTO "backoffice_childread"'))
    named = [
        place for place, (sql, _) in enumerate(seen) if re.search(r"SELECT.*\"(last_name|snils|address)\".* FROM", sql)
    ]
    assert named and min(named) > written
    assert not any(inside for _, inside in seen[written + 1 :])
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        child_reading.open_card(child_id=child.pk, purpose="AUDIT", note="проверка трёх сертификатов", by=clerk)


def test_the_log_cannot_be_changed_or_cut(api, child):
    card(api(families.clerk(), "ChildCard", child=id_of(child), **REASON))
    for statement in ("UPDATE backoffice_childread SET note = ''", "DELETE FROM backoffice_childread"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert len(reads()) == 1


def test_the_family_and_the_auditor_see_who_looked_and_only_the_auditor_the_person(api, child):
    people = cards.everybody(child)
    card(api(people["clerk"], "ChildCard", child=id_of(child), **REASON))
    read = ChildRead.objects.get()
    moment = f"{timezone.localtime(read.at):%d.%m.%Y %H:%M}"
    sentence = f"Специалист муниципалитета, город Кемерово, {moment}: карточка ребёнка — обращение семьи"
    for who in ("guardian", "itself", "auditor"):
        for compiled in (True, False):
            with override_settings(COMPILED_READS=compiled):
                answer = api(people[who], "ChildReads", id=id_of(child))
            assert answer.response.headers.get("X-Executor", "") == ("compiled" if compiled else "")
            (edge,) = answer.data["child"]["reads"]["edges"]
            node, told = edge["node"], who == "auditor"
            assert node["sentence"] == sentence
            assert (node["by"] or {}).get("fullName") == (people["clerk"].full_name if told else None)
            assert node["note"] == (REASON["note"] if told else None)
            assert answer.data["child"]["fullName"] == (None if told else "Образцова Вера Павловна")


def test_offices_do_not_see_the_log_and_nobody_another_childs_name(api, child):
    people = cards.everybody(child)
    card(api(people["clerk"], "ChildCard", child=id_of(child), **REASON))
    for who in ("clerk", "head", *OUTSIDERS):
        answer = api(people[who], "ChildReads", id=id_of(child))
        found = answer.data["child"]
        assert found is None or (found["fullName"], found["reads"]["totalCount"]) == (None, 0), who
        assert (found is None) is (who in OUTSIDERS), who


@pytest.mark.parametrize("compiled", (True, False))
@pytest.mark.parametrize("who", ("clerk", "head", "auditor", *OUTSIDERS))
def test_lists_show_initials_and_nothing_else_of_a_child(send, child, who, compiled):
    query = """{ children { edges { node { initials fullName version municipality { name } } } }
      certificates { edges { node { number child { initials fullName } appliedBy { fullName } } } } }"""
    parent = families.guardian(child)
    Certificate.objects.filter(child=child).update(applied_by=parent)
    person = cards.everybody(child)[who]
    with override_settings(COMPILED_READS=compiled):
        answer = send(person, query)
    assert not answer.errors
    told = json.dumps(answer.body, ensure_ascii=False)
    assert not [word for word in (*PLAIN, parent.full_name) if word in told]


def test_a_family_is_no_office_and_sees_no_other_cabinet(send, child):
    people = cards.everybody(child)
    units = [child.unit_id, families.child().unit_id, people["provider"].memberships.get().unit_id]
    query = "query ($id: ID!) { node(id: $id) { ... on Unit { name } } }"
    seen = [send(people["guardian"], query, id=to_base64("Unit", unit)).data["node"] for unit in units]
    assert [bool(found) for found in seen] == [True, False, False]
    assert not send(people["provider"], query, id=to_base64("Unit", child.unit_id)).data["node"]


def test_a_read_that_no_role_allows_is_our_own_mistake(child):
    with pytest.raises(LookupError):
        reading.log(child, factories.viewer(cards.operator()), reading.Part.EXPORT, reading.Purpose.REPORT)
    row = reading.log(child, factories.viewer(families.clerk()), reading.Part.EXPORT, reading.Purpose.REPORT)
    assert (row.role, row.unit_id, row.part) == ("MUNICIPAL_CLERK", child.municipality_id, "EXPORT")
    assert Child.objects.get(pk=child.pk).reads.count() == 1
