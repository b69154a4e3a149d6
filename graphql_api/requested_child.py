"""Who asks for a place, as the provider is told while it has the request in hand (domain S3)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry

from backoffice.enrollments import told
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.people import models
from graphql_api.child_cards import Relation, RelationWords, door
from graphql_api.context import Info
from graphql_api.errors import Refused
from graphql_api.fields import key_in
from workflows import child_reading


@strawberry.type(description="A grown-up whom the provider may call about a request.")
class RequestedGuardian:
    full_name: str = strawberry.field(description="Name.")
    relation: Relation = strawberry.field(description="What they are to the child.")
    relation_label: str = strawberry.field(description="Russian label of `relation`.")
    phone: str = strawberry.field(description="Telephone; may be empty.")
    email: str = strawberry.field(description="E-mail; may be empty.")


@strawberry.type(description="A child as its provider knows it, and no more. Only `requestedChild` gives it.")
class RequestedChild:
    request: strawberry.ID = strawberry.field(description="Global id of the request.")
    last_name: str = strawberry.field(description="Surname.")
    first_name: str = strawberry.field(description="First name.")
    patronymic: str = strawberry.field(description="Patronymic; empty if there is none.")
    birth_date: dt.date = strawberry.field(description="Day of birth.")
    certificate_number: str = strawberry.field(description="Number of the certificate.")
    guardians: list[RequestedGuardian] = strawberry.field(description="Who answers for the child now.")


RequestedChildResult = Annotated[
    RequestedChild | Refused, strawberry.union("RequestedChildResult", description="The child, or why not.")
]


def _child_of(request: EnrollmentRequest) -> RequestedChild:
    child = request.child
    return RequestedChild(
        request=strawberry.relay.to_base64("EnrollmentRequest", request.pk),
        **{name: getattr(child, name) for name in ("last_name", "first_name", "patronymic", "birth_date")},
        certificate_number=request.certificate.number,
        guardians=[_guardian(each) for each in told.guardians_of(child)],
    )


def _guardian(row: models.Guardianship) -> RequestedGuardian:
    said = {name: getattr(row, name) for name in ("full_name", "phone", "email")}
    return RequestedGuardian(relation=RelationWords(row.relation), relation_label=row.get_relation_display(), **said)


def _requested_child(info: Info, request: strawberry.ID) -> RequestedChildResult:
    opened = child_reading.open_requested(request_id=key_in(request, "EnrollmentRequest"), by=info.context.viewer)
    return _child_of(opened)


@strawberry.type
class RequestedChildQuery:
    requested_child: RequestedChildResult = door(
        _requested_child,
        "The child of a request that your provider has in hand: sent to it, and not come to nothing. Needs"
        " answer_enrollment. Every such read is written down and shown to the family, once for each field that asks.",
    )
