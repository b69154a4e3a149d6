"""The rules of this house that a machine can check. Each failure says what to do."""

from __future__ import annotations

import ast
import dataclasses
import re
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.db.backends.postgresql.psycopg_any import is_psycopg3
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, parse, validate

from backoffice.access import ROLES
from backoffice.journal_words import WORDS
from graphql_api.fields import camel
from graphql_api.public import public_fields
from graphql_api.schema import schema
from workflows import catalog

ROOT = settings.ROOT
PACKAGES = ("backoffice", "checks", "config", "demo", "graphql_api", "launch", "workflows")
SOURCES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts)
OPERATIONS = {path.stem: path for path in sorted((ROOT / "operations").glob("*.graphql"))}
SDL = schema._schema
FILE_LIMIT, FUNCTION_LIMIT, SCHEMA_LIMIT = 400, 50, 100
NO_INPUT = {"signOut"}  # ends the session that the request came with
# Types whose rows are public, or reached only through a parent that was scoped; every other one has get_queryset.
UNSCOPED = {
    "AuthorisedOrganisation",
    "CalendarDay",
    "Commission",
    "CommissionComposition",
    "CommissionOrder",
    "CommissionSeat",  # the name of the person is scoped
    "ConsentText",
    "CriterionScore",
    "DeadlineRule",
    "DirectionCap",
    "ExpertOpinion",
    "FundedCategory",
    "FundingPeriod",
    "LegalAct",
    "MunicipalParameters",
    "Municipality",
    "NormativeCost",
    "ProposedParameters",
    "ProposedTeachingMeans",
    "ProgramRegisterEntry",
    "ProgramRegisterExit",
    "ProviderRegisterEntry",
    "ProviderRegisterExit",
    "Quota",
    "QuotaQueueMove",
    "RefusalGround",
    "RegisterCondition",
    "RoadmapItem",
    "ScoreCriterion",
    "Setting",
    "TeachingMeansCost",
    "TeachingPlace",
    "ContractLimit",
    "UseOrder",
    "UseOrderRule",
    "WaitingListMove",  # names nobody, and is reached from an entry that was scoped
}


def own_types():
    return {name: kind for name, kind in SDL.type_map.items() if not name.startswith("__")}


def pascal(snake: str) -> str:
    return "".join(word.title() for word in snake.split("_"))


def decisions():
    """Every step, start and withdrawal with the decision it takes: (name of the permission, decision)."""
    taken = [(node.permission, node.decision) for node in (*catalog.user_tasks(), *catalog.starts())]
    withdrawals = [flow.withdraw for flow in catalog.FLOWS if hasattr(flow, "withdraw")]
    return taken + [(each.permission, each.decision) for each in withdrawals]


def test_everything_in_the_schema_is_described():
    missing = []
    for name, kind in own_types().items():
        if not kind.description:
            missing.append(name)
        if isinstance(kind, GraphQLEnumType):
            missing += [f"{name}.{value}" for value, member in kind.values.items() if not member.description]
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field, definition in kind.fields.items():
                if not definition.description:
                    missing.append(f"{name}.{field}")
                for argument, given in getattr(definition, "args", {}).items():
                    if not given.description:
                        missing.append(f"{name}.{field}({argument})")
    assert missing == [], "give each of these a description"


def test_the_schema_file_is_current():
    call_command("write_schema", "--check", stdout=StringIO())


def test_every_mutation_is_a_door_and_takes_exactly_one_input():
    for name, field in SDL.mutation_type.fields.items():
        resolver = field.extensions["strawberry-definition"].base_resolver.wrapped_func
        assert getattr(resolver, "is_door", False), f"{name}: wrap its resolver in @mutation"
        assert list(field.args) == ([] if name in NO_INPUT else ["input"]), f"{name}: one argument, `input`"


@pytest.mark.parametrize("permission, decision", decisions(), ids=lambda value: getattr(value, "__name__", value))
def test_every_decision_has_its_mutation_permission_operation_and_labels(permission, decision):
    assert decision.__name__ == pascal(permission), "a decision and its permission share one verb-noun"
    assert camel(permission) in SDL.mutation_type.fields, f"add the mutation {camel(permission)}"
    assert any(permission in powers.may for powers in ROLES.values()), f"give {permission} to a role in access.ROLES"
    assert pascal(permission) in OPERATIONS, f"add operations/{pascal(permission)}.graphql"
    for each in dataclasses.fields(decision):
        assert re.search("[а-яё]", each.metadata["label"], re.IGNORECASE), f"{decision.__name__}.{each.name}: label"
        assert each.metadata["description"], f"{decision.__name__}.{each.name}: description"
    steps = (ROOT / "docs" / "processes.md").read_text(encoding="utf-8")
    assert decision.__name__ in steps, f"describe {decision.__name__} in docs/processes.md"


def test_every_type_of_rows_is_scoped_or_known_as_public():
    unscoped = set()
    for name, kind in own_types().items():
        definition = kind.extensions.get("strawberry-definition") if isinstance(kind, GraphQLObjectType) else None
        origin = getattr(definition, "origin", None)
        if hasattr(origin, "__strawberry_django_definition__") and "get_queryset" not in vars(origin):
            unscoped.add(name)
    assert unscoped == UNSCOPED, "give the type a get_queryset with visible_to, or list it here with a reason"


def test_strangers_reach_exactly_these_root_fields():
    assert {name for _, name in public_fields(SDL)} == {
        "acceptInvitation",
        "calendarDays",
        "consentTexts",
        "documentCheck",
        "authorisedOrganisations",
        "commissionOrders",
        "commissions",
        "fundingProgram",
        "fundingPrograms",
        "legalActs",
        "contractLimits",
        "municipalParameters",
        "municipalities",
        "navigator",
        "programRegister",
        "providerRegister",
        "quotas",
        "registerApplicant",
        "roadmap",
        "roadmapBodies",
        "roadmapDuties",
        "roadmapProgress",
        "roadmapStages",
        "rulesInForce",
        "signIn",
        "signOut",
        "studyGroup",
        "useOrders",
        "workingDaysAfter",
    }


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_is_valid_and_sent_by_some_test(operation):
    document = OPERATIONS[operation].read_text(encoding="utf-8")
    assert [error.message for error in validate(SDL, parse(document))] == []
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert f'"{operation}"' in tests, f"send operations/{operation}.graphql in a test"


def test_every_act_of_the_journal_has_its_russian_words():
    recorded = set()
    for path in SOURCES:
        if path.relative_to(ROOT).parts[0] not in ("backoffice", "workflows"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                recorded |= {
                    part.value
                    for argument in node.args
                    for part in ast.walk(argument)
                    if isinstance(part, ast.Constant) and re.fullmatch(r"[a-z]+\.[a-z_]+ed", str(part.value))
                }
    recorded |= {"appeal.upheld", "program.expired"}
    assert recorded - WORDS.keys() == set(), "add the Russian words to backoffice/journal_words.py"


def test_the_domain_keeps_no_json_and_points_at_no_case():
    for model in apps.get_app_config("backoffice").get_models():
        assert model.__doc__ and not model.__doc__.startswith(f"{model.__name__}("), f"{model.__name__}: docstring"
        for field in model._meta.get_fields():
            assert not isinstance(field, models.JSONField), f"{model.__name__}.{field.name}: give it columns"
            if field.is_relation and not field.auto_created and field.related_model:
                label = field.related_model._meta.app_label
                assert label == "backoffice", f"{model.__name__}.{field.name} points at {label}"


def test_no_signals_no_files_and_functions_that_nobody_reads():
    long = []
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        assert "@receiver" not in text, f"{path}: call it, do not listen"
        if text.count("\n") > FILE_LIMIT:
            long.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > FUNCTION_LIMIT:
                long.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert long == [], "split them"
    assert (ROOT / "graphql_api" / "schema.py").read_text().count("\n") <= SCHEMA_LIMIT


def test_the_driver_is_psycopg2():
    assert not is_psycopg3, "something has brought psycopg 3 in: Django would silently prefer it"


@pytest.mark.django_db
def test_migrations_are_current():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
