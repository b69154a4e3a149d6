"""The mutation: load the task, ask for the right, take it, carry it out, answer."""

from __future__ import annotations

import strawberry
import strawberry_django
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from strawberry.django.views import GraphQLView

from backoffice import journal
from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.journal import Act
from backoffice.programs import models
from backoffice.units.models import Membership
from benchmarks.peers.viewflow_stock.flows import Certification, DeskTask


@strawberry_django.type(models.ProgramEdition)
class ProgramEdition:
    id: strawberry.auto
    status: str


@strawberry.type
class Query:
    ready: bool = True


@strawberry.type
class Mutation:
    @strawberry_django.mutation
    def check_program(self, task: int, user: int) -> ProgramEdition:
        """Claim and complete one task, as the documentation of Viewflow shows it."""
        person = User.objects.get(pk=user)
        case = DeskTask.objects.values_list("process", flat=True).get(pk=task)
        with Certification.lock(case), transaction.atomic():
            found = DeskTask.objects.get(pk=task)
            if not Membership.objects.filter(user=person, role=Role.OPERATOR_CLERK, unit=found.holder_id).exists():
                raise PermissionDenied
            activation = Certification.check_program.activation_class(found)
            activation.assign(person)
            activation.start(None)
            process = activation.process
            edition = process.edition
            edition.status = models.ProgramEdition.Status.QUALITY_REVIEW
            edition.save()
            process.version += 1
            process.save()
            found.completed_by = person
            act = Act(person, found.created.date(), process.case_id)
            provider = edition.program.provider
            journal.record(
                "program.checked",
                edition,
                act,
                provider_id=provider.pk,
                municipality_id=provider.municipality_id,
            )
            activation.execute()
            return edition


schema = strawberry.Schema(query=Query, mutation=Mutation)
urlpatterns = [path("graphql/", csrf_exempt(GraphQLView.as_view(schema=schema)))]
