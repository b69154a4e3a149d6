"""strawberry-django as its documentation shows it: types over models, the optimizer on, the stock view and encoder."""

from __future__ import annotations

import strawberry
import strawberry_django
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from strawberry import auto, relay
from strawberry.django.views import GraphQLView
from strawberry_django.optimizer import DjangoOptimizerExtension
from strawberry_django.relay import DjangoListConnection

from benchmarks.peers import models
from benchmarks.peers.titles import TITLES


@strawberry_django.type(models.User)
class User:
    full_name: auto


@strawberry_django.type(models.Municipality)
class Municipality:
    @strawberry_django.field(select_related=["unit"], only=["unit__name"])
    def name(self) -> str:
        return self.unit.name


@strawberry_django.type(models.Provider)
class Provider:
    short_name: auto
    inn: auto
    municipality: Municipality


@strawberry_django.type(models.Edition)
class Edition:
    name: auto


@strawberry_django.type(models.Task)
class Task(relay.Node):
    status: auto
    created: auto
    finished: auto
    due_at: auto
    subject_line: auto
    priority: auto
    owner: User | None
    provider: Provider | None
    municipality: Municipality | None
    case: Case = strawberry_django.field(field_name="process")

    @strawberry_django.field(only=["flow_task"])
    def step(self) -> str:
        return models.step_of(self)

    @strawberry_django.field(only=["flow_task"])
    def step_title(self) -> str:
        return TITLES[models.step_of(self)]


@strawberry_django.type(models.Case)
class Case(relay.Node):
    version: auto
    status: auto
    created: auto
    finished: auto
    edition: Edition | None
    provider: Provider | None
    tasks: list[Task]


@strawberry.type
class Query:
    @strawberry_django.connection(DjangoListConnection[Task])
    def tasks(self, holders: list[int], permissions: list[str]) -> list[Task]:
        return models.open_tasks(holders, permissions)

    @strawberry_django.connection(DjangoListConnection[Case])
    def cases(self, provider: int) -> list[Case]:
        return models.Case.objects.filter(provider=provider).order_by("-id")


schema = strawberry.Schema(query=Query, extensions=[DjangoOptimizerExtension])
urlpatterns = [path("graphql/", csrf_exempt(GraphQLView.as_view(schema=schema)))]
