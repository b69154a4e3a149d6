"""What operations cost, who may spend how much, and that bombs cost us nothing."""

import gc
import time
import weakref

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from backoffice import access
from backoffice.access import Role
from backoffice.cost_limits import COST_LIMITS, NEWCOMERS_LIMIT, STRANGERS_LIMIT
from graphql_api import cost
from graphql_api.documents import Document, read
from graphql_api.schema import schema
from tests.conftest import document
from tests.test_house import OPERATIONS

PUBLIC_PAGE = "municipalities(first: 100) { edges { node { name } } }"


def costs(query, variables=None, operation=None):
    return cost.of(read(schema._schema, query), operation, variables)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ __typename }", 0),
        ('{ workingDaysAfter(start: "2026-01-01", days: 1) }', 0),
        ("{ me { user { id fullName } } }", 2),
        ("{ me { memberships { unit { name } } } }", 1 + 5 * (1 + 1)),
        ("{ municipalities { totalCount } }", 1),
        ("{ municipalities { pageInfo { hasNextPage } edges { node { name } } } }", 1 + 1 + 20 * (1 + 1)),
        ("{ municipalities(first: 3) { edges { node { name } } } }", 1 + 3 * 2),
        ("{ municipalities(last: 3) { edges { cursor } } }", 1 + 3),
        ("{ municipalities(first: null) { edges { cursor } } }", 1 + 20),
        ("{ municipalities(first: 3) { ...P } } fragment P on MunicipalityConnection { edges { cursor } }", 1 + 3),
        ("{ a: municipalities(first: 3) { ...P } b: municipalities(first: 7) { ...P } }"
         " fragment P on MunicipalityConnection { edges { cursor } }", 1 + 3 + 1 + 7),
        ("{ ... on Query { ... { ...F ...F } } } fragment F on Query { me { user { id } } }", 4),
        ("{ municipalities(first: 0) { edges { node { name } } } }", 1),
        ("{ municipalities(first: 999999999999) { edges { cursor } } }", 1 + 100),
        ("{ ...A } fragment A on Query { ...B me { user { id } } } fragment B on Query { ...A }", 2),
        ("{ __schema { types { fields { type { name } } } } }", 500),
        ('{ case(id: "x") { history(first: 50) { edges { node { by { id } } } } } }', 1 + 1 + 50 * 3),
        ('{ case(id: "x") { subcases { tasks { owner { id } } } } }', 1 + 5 * (1 + 5 * (1 + 1))),
        ("{ guessed { more { again } } }", 0),
        ('{ eligibility(certificate: "c", groups: ["a", "b"]) { isPossible } }', 100 + 2),
        ('{ eligibility(certificate: "c", groups: "a") { refusals { code } } }', 100 + 1 + 5),
        (f'{{ eligibility(certificate: "c", groups: [{"1 " * 40}]) {{ refusals {{ code }} }} }}', 400 + 40 * (1 + 5)),
        (f'{{ eligibility(certificate: "c", groups: [{"1 " * 90}]) {{ isPossible }} }}', 500 + 50),
        ('{ navigatorForUs(certificate: "c", first: 3) { edges { node { name } } } }', 5000 + 1 + 3 * 2),
        ('{ navigatorForUs(certificate: "c") { pageInfo { endCursor } } }', 5000 + 1 + 1),
    ],
)  # fmt: skip
def test_the_cost_is_the_number_of_objects_that_the_answer_may_hold(query, expected):
    assert costs(query) == expected


@pytest.mark.parametrize(
    ("variables", "rows"),
    [
        ({"first": 7}, 7),
        ({}, 50),
        (None, 50),
        ({"first": None}, 20),
        ({"first": 1000}, 100),
        ({"first": -5}, 0),
        ({"first": [7]}, 100),
        ({"first": "7"}, 100),
        ({"first": True}, 100),
        ({"other": 3}, 50),
    ],
)
def test_a_page_may_come_as_a_variable(variables, rows):
    query = "query ($first: Int = 50) { municipalities(first: $first) { edges { cursor } } }"
    assert costs(query, variables) == 1 + rows


@pytest.mark.parametrize(
    ("variables", "groups"),
    [
        ({"groups": ["a"] * 30}, 30),
        ({"groups": ["a"] * 1000}, 50),
        ({"groups": []}, 0),
        ({"groups": "a"}, 1),
        ({"groups": None}, 50),
        ({}, 12),
    ],
)
def test_groups_that_are_judged_may_come_as_a_variable(variables, groups):
    default = ", ".join(['"a"'] * 12)
    query = (
        f'query ($groups: [ID!]! = [{default}]) {{ eligibility(certificate: "c", groups: $groups) {{ isPossible }} }}'
    )
    assert costs(query, variables) == max(10 * groups, 100) + groups


@pytest.mark.django_db
def test_a_family_cannot_have_every_group_judged_time_and_again(send, member, unit):
    parent = member(Role.APPLICANT, unit())
    page = 'navigatorForUs(certificate: "x", first: 1) { edges { cursor } }'
    twice, thrice = (f"{{ {' '.join(f'n{n}: {page}' for n in range(times))} }}" for times in (2, 3))
    assert send(parent, twice).body["extensions"]["cost"]["requested"] == 2 * 5002
    assert send(parent, thrice).error_codes == ["LIMIT_EXCEEDED"]


def test_the_named_operation_is_the_one_that_counts():
    query = "query A { me { user { id } } } query B { me { user { id } memberships { roleLabel } } }"
    assert (costs(query, operation="A"), costs(query, operation="B")) == (2, 7)


def test_what_explodes_is_told_as_a_million():
    links = "".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }} " for n in range(40))
    assert costs(f"{{ ...F0 }} {links} fragment F40 on Query {{ {PUBLIC_PAGE} }}") == cost.MOST


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_of_ours_fits_with_the_largest_pages(operation):
    asked = Document(schema._schema, document(operation))
    whoever_needs_least = STRANGERS_LIMIT if asked.is_public else min(COST_LIMITS.values())
    assert cost.of(asked, None, {"first": 100}) <= whoever_needs_least


def test_every_role_has_its_limit_and_strangers_the_lowest():
    assert COST_LIMITS.keys() == set(Role)
    assert STRANGERS_LIMIT < NEWCOMERS_LIMIT < min(COST_LIMITS.values())
    assert access.STRANGER.cost_limit == STRANGERS_LIMIT
    assert access.Viewer(user=object()).cost_limit == NEWCOMERS_LIMIT
    both = access.Viewer(user=object(), units={Role.APPLICANT: [1], Role.AUDITOR: [2]})
    assert both.cost_limit == COST_LIMITS[Role.AUDITOR]


def test_the_limits_in_the_documentation_are_those_of_the_code():
    page = (settings.ROOT / "docs" / "endpoint.md").read_text(encoding="utf-8")
    limits = {"stranger": STRANGERS_LIMIT, "signed in without a role": NEWCOMERS_LIMIT} | COST_LIMITS
    for who, limit in limits.items():
        row = next(line for line in page.splitlines() if line.startswith("|") and str(who) in line)
        assert row.split("|")[2].strip() == f"{limit:,}", who


@pytest.mark.django_db
def test_every_answer_tells_its_cost_and_a_dear_one_is_refused_before_anything_runs(
    send, member, unit, django_assert_num_queries
):
    clerk = member(Role.OPERATOR_CLERK, unit())
    assert send(clerk, "{ me { user { id } } }").body["extensions"] == {"cost": {"requested": 2, "limit": 30_000}}
    assert send(None, "{ __typename }").body["extensions"] == {"cost": {"requested": 0, "limit": 10_000}}
    assert "extensions" not in send(None, "{ me { user { id } } }").body
    lists = '{ case(id: "x") ' + "{ subcases " * 8 + "{ id }" + " }" * 9
    with django_assert_num_queries(1):
        answer = send(clerk, lists)
    assert answer.error_codes == ["LIMIT_EXCEEDED"]
    assert answer.data is None
    assert answer.errors[0]["message"].startswith("Стоимость запроса 488281, а предел — 30000. Уменьшите first")
    assert answer.body["extensions"]["cost"] == {"requested": 488_281, "limit": 30_000}


@pytest.mark.django_db
def test_who_may_more_gets_more(send, member, unit):
    program = "edition { modules { normativeCosts { place { municipality { name } } } } }"
    query = f"{{ programRegister(kind: ENTRIES, first: 100) {{ edges {{ node {{ a: {program} b: {program} }} }} }} }}"
    query = query.replace("kind: ENTRIES", "kind: " + next(iter(schema._schema.type_map["RegisterKind"].values)))
    asked = costs(query)
    assert STRANGERS_LIMIT < asked <= COST_LIMITS[Role.OPERATOR_CLERK]
    assert send(None, query).error_codes == ["LIMIT_EXCEEDED"]
    assert send(member(Role.OPERATOR_CLERK, unit()), query).data is not None


@pytest.mark.django_db
def test_bombs_are_refused_at_once(send):
    doubled = "".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }} " for n in range(40))
    for last in ("a: __typename b: __typename", PUBLIC_PAGE):
        bomb = f"{{ ...F0 }} {doubled} fragment F40 on Query {{ {last} }}"
        begun = time.perf_counter()
        assert send(None, bomb).error_codes == ["LIMIT_EXCEEDED"]
        assert time.perf_counter() - begun < 2  # without memory of fragments it would be years


def test_a_document_is_read_once_and_a_long_one_is_not_kept():
    short, long = "{ __typename }", "{ __typename }" + " " * 20_000
    assert read(schema._schema, short) is read(schema._schema, "".join(short))
    assert read(schema._schema, long) is not read(schema._schema, long)


@given(st.lists(st.sampled_from(["me { user { id } }", "...F", "...G", "... { ...F }", PUBLIC_PAGE]), max_size=8))
def test_the_cost_of_a_selection_is_the_sum_of_its_parts(parts):
    fragments = " fragment F on Query { me { user { id } } } fragment G on Query { ...F ...F }"
    alone = {part: costs("{ " + part + " }" + fragments) for part in parts}
    assert costs("{ __typename " + " ".join(parts) + " }" + fragments) == sum(alone[part] for part in parts)


def test_costs_are_remembered_with_their_document_and_go_with_it():
    text = "query ($n: Int) { municipalities(first: $n) { totalCount } }"
    known = Document(schema._schema, text)
    assert {cost.of(known, None, {"n": size}) for size in range(100)}
    assert 0 < len(known.costs) <= cost.COSTS
    forgotten = weakref.ref(known)
    del known
    gc.collect()
    assert forgotten() is None
