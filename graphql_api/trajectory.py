"""The path of a child: its programs and the requests that came to nothing (L 13)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry

from backoffice.enrollments import models, trajectory
from backoffice.people.models import Child
from backoffice.registers.models import RegisterKind as RegisterWords
from graphql_api.child_cards import ReadPurpose, door
from graphql_api.context import Info
from graphql_api.enrollments import EnrollmentRequestStatus, EnrollmentStatus
from graphql_api.errors import Refused
from graphql_api.fields import key_in
from graphql_api.registers import RegisterKind
from workflows import child_reading


@strawberry.type(description="A program that the child was or is taught.")
class TrajectoryProgram:
    enrollment: strawberry.ID = strawberry.field(description="Global id of the enrollment.")
    program_name: str = strawberry.field(description="Name of the program, as its edition says.")
    module_name: str = strawberry.field(description="Name of the part of the program.")
    provider_name: str = strawberry.field(description="Who teaches it.")
    register: RegisterKind = strawberry.field(description="In which register the program stood.")
    register_label: str = strawberry.field(description="Russian label of `register`.")
    hours: int = strawberry.field(description="Hours of the part.")
    starts_on: dt.date = strawberry.field(description="First lesson.")
    ends_on: dt.date = strawberry.field(description="Last lesson, as planned.")
    ended_on: dt.date | None = strawberry.field(description="Last day, once it is over.")
    status: EnrollmentStatus = strawberry.field(description="State.")
    status_label: str = strawberry.field(description="Russian label of `status`.")
    result: str = strawberry.field(description="What the child has reached; empty until told.")
    reason: str = strawberry.field(description="Why it ended early; empty if it did not.")


@strawberry.type(description="A request that was sent and came to nothing.")
class TrajectoryAttempt:
    request: strawberry.ID = strawberry.field(description="Global id of the request.")
    program_name: str = strawberry.field(description="Name of the program.")
    module_name: str = strawberry.field(description="Name of the part of the program.")
    provider_name: str = strawberry.field(description="Who would have taught it.")
    register: RegisterKind = strawberry.field(description="In which register the program stood.")
    register_label: str = strawberry.field(description="Russian label of `register`.")
    sent_on: dt.date = strawberry.field(description="Day it was sent.")
    starts_on: dt.date = strawberry.field(description="First lesson that was asked for.")
    status: EnrollmentRequestStatus = strawberry.field(description="How it ended.")
    status_label: str = strawberry.field(description="Russian label of `status`.")
    reason: str = strawberry.field(description="Why.")


@strawberry.type(description="The path of a child, the latest first. Only `trajectory` gives it.")
class Trajectory:
    child: strawberry.ID = strawberry.field(description="Global id of the child.")
    programs: list[TrajectoryProgram] = strawberry.field(description="What it was or is taught.")
    attempts: list[TrajectoryAttempt] = strawberry.field(description="Requests that came to nothing.")


TrajectoryResult = Annotated[
    Trajectory | Refused, strawberry.union("TrajectoryResult", description="The path, or what is missing to read it.")
]


def _path_of(child: Child) -> Trajectory:
    return Trajectory(
        child=strawberry.relay.to_base64("Child", child.pk),
        programs=[_program(each) for each in trajectory.programs_of(child)],
        attempts=[_attempt(each) for each in trajectory.attempts_of(child)],
    )


def _named(row: models.Enrollment | models.EnrollmentRequest, request: models.EnrollmentRequest) -> dict:
    return {
        "program_name": row.module.edition.name,
        "module_name": row.module.name,
        "provider_name": row.provider.short_name,
        "register": RegisterWords(request.register),
        "register_label": request.get_register_display(),
        "status_label": row.get_status_display(),
        "starts_on": row.starts_on,
        "reason": row.reason,
    }


def _program(row: models.Enrollment) -> TrajectoryProgram:
    return TrajectoryProgram(
        enrollment=strawberry.relay.to_base64("Enrollment", row.pk),
        status=models.Enrollment.Status(row.status),
        hours=row.request.hours,
        **{name: getattr(row, name) for name in ("ends_on", "ended_on", "result")},
        **_named(row, row.request),
    )


def _attempt(row: models.EnrollmentRequest) -> TrajectoryAttempt:
    assert row.sent_on is not None  # only what was sent is an attempt
    return TrajectoryAttempt(
        request=strawberry.relay.to_base64("EnrollmentRequest", row.pk),
        status=models.EnrollmentRequest.Status(row.status),
        sent_on=row.sent_on,
        **_named(row, row),
    )


def _trajectory(
    info: Info, child: strawberry.ID, purpose: ReadPurpose | None = None, note: str = ""
) -> TrajectoryResult:
    asked = {"child_id": key_in(child, "Child"), "purpose": purpose, "note": note}
    return _path_of(child_reading.open_trajectory(**asked, by=info.context.viewer))


@strawberry.type
class TrajectoryQuery:
    trajectory: TrajectoryResult = door(
        _trajectory,
        "The path of a child, under the rules of `childCard`: for its family, the municipality that issued its"
        " certificate and those who audit. The family takes it away as `/trajectory/<id>.csv`.",
    )
