"""graphene-django with querysets tuned by hand: keys of the page by the best statement, joins and columns named."""

from __future__ import annotations

import graphene
from django.db import connection
from django.db.models import Prefetch
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from graphene import relay
from graphene_django import DjangoObjectType
from graphene_django.views import GraphQLView
from graphql_relay import offset_to_cursor

from benchmarks.peers import models
from benchmarks.peers.titles import TITLES

MOST_COUNTED = 1000
KEYS = """
    SELECT task.id FROM unnest(%(holders)s::bigint[], %(permissions)s::text[]) AS desk (holder, permission)
    CROSS JOIN LATERAL (
        SELECT id, due_at FROM workflows_task
        WHERE holder_id = desk.holder AND permission = desk.permission AND flow_task_type = 'HUMAN'
          AND finished IS NULL AND addressee_id IS NULL
        ORDER BY due_at, id LIMIT %(limit)s
    ) AS task ORDER BY task.due_at, task.id LIMIT %(limit)s
"""


class User(DjangoObjectType):
    class Meta:
        model = models.User
        fields = ("full_name",)


class Municipality(DjangoObjectType):
    name = graphene.String(required=True)

    class Meta:
        model = models.Municipality
        fields = ()

    def resolve_name(root, info):
        return root.unit.name


class Provider(DjangoObjectType):
    class Meta:
        model = models.Provider
        fields = ("short_name", "inn", "municipality")


class Edition(DjangoObjectType):
    class Meta:
        model = models.Edition
        fields = ("name",)


class Task(DjangoObjectType):
    step = graphene.String(required=True)
    step_title = graphene.String(required=True)
    case = graphene.Field(lambda: Case, required=True)

    class Meta:
        model = models.Task
        interfaces = (relay.Node,)
        fields = (
            "status",
            "created",
            "finished",
            "due_at",
            "subject_line",
            "priority",
            "owner",
            "provider",
            "municipality",
        )

    def resolve_step(root, info):
        return models.step_of(root)

    def resolve_step_title(root, info):
        return TITLES[models.step_of(root)]

    def resolve_case(root, info):
        return root.process


class Case(DjangoObjectType):
    tasks = graphene.List(graphene.NonNull(Task), required=True)

    class Meta:
        model = models.Case
        interfaces = (relay.Node,)
        fields = ("version", "status", "created", "finished", "edition", "provider")

    def resolve_tasks(root, info):
        return root.tasks.all()


class TaskConnection(relay.Connection):
    total_count = graphene.Int(required=True)

    class Meta:
        node = Task


class CaseConnection(relay.Connection):
    class Meta:
        node = Case


class Query(graphene.ObjectType):
    tasks = graphene.Field(
        TaskConnection,
        holders=graphene.List(graphene.Int, required=True),
        permissions=graphene.List(graphene.String, required=True),
        first=graphene.Int(required=True),
    )
    cases = graphene.Field(CaseConnection, provider=graphene.Int(required=True), first=graphene.Int(required=True))

    def resolve_tasks(root, info, holders, permissions, first):
        keys = _keys(holders, permissions, first + 1)
        rows = (
            models.Task.objects.filter(pk__in=keys[:first])
            .select_related("owner", "provider", "municipality__unit", "process__edition")
            .only(
                "flow_task",
                "status",
                "created",
                "due_at",
                "subject_line",
                "priority",
                "owner__full_name",
                "provider__short_name",
                "provider__inn",
                "municipality__unit__name",
                "process__version",
                "process__status",
                "process__created",
                "process__edition__name",
            )
            .order_by("due_at", "id")
        )
        total = len(_keys(holders, permissions, MOST_COUNTED))
        return _page(TaskConnection, list(rows), len(keys) > first, total_count=total)

    def resolve_cases(root, info, provider, first):
        steps = models.Task.objects.select_related("owner").order_by("id")
        steps = steps.only("flow_task", "status", "created", "finished", "process_id", "owner__full_name")
        rows = (
            models.Case.objects.filter(provider=provider)
            .select_related("edition", "provider__municipality__unit")
            .only(
                "status",
                "created",
                "finished",
                "edition__name",
                "provider__short_name",
                "provider__inn",
                "provider__municipality__unit__name",
            )
            .prefetch_related(Prefetch("tasks", steps))
            .order_by("-id")[:first]
        )
        return _page(CaseConnection, list(rows), False)


def _keys(holders, permissions, limit) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(KEYS, {"holders": holders, "permissions": permissions, "limit": limit})
        return [row[0] for row in cursor.fetchall()]


def _page(kind, rows, more, **counted):
    edges = [kind.Edge(node=row, cursor=offset_to_cursor(place)) for place, row in enumerate(rows)]
    end = edges[-1].cursor if edges else None
    info = relay.PageInfo(has_next_page=more, has_previous_page=False, start_cursor=None, end_cursor=end)
    return kind(edges=edges, page_info=info, **counted)


schema = graphene.Schema(query=Query)
urlpatterns = [path("graphql/", csrf_exempt(GraphQLView.as_view(schema=schema)))]
