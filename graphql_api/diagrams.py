"""The process of a case as a picture: its steps and edges where docs/processes draws them, each step with its state."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from functools import cache
from typing import Any

import strawberry

from graphql_api.holders import holder_of_step
from workflows import models
from workflows.layout import answer, layout
from workflows.nodes import Subcases, UserTask, Wait


@strawberry.enum(description="How far a step of a case has come.")
class StepState(Enum):
    DONE = strawberry.enum_value("DONE", description="Taken, and over.")
    ACTIVE = strawberry.enum_value("ACTIVE", description="The case stands here.")
    AHEAD = strawberry.enum_value("AHEAD", description="May come yet.")
    CANCELED = strawberry.enum_value("CANCELED", description="Broken off: the case ended another way.")
    SKIPPED = strawberry.enum_value("SKIPPED", description="Never came, and the case is closed.")


LABELS = {
    StepState.DONE: "Пройден",
    StepState.ACTIVE: "Идёт сейчас",
    StepState.AHEAD: "Ещё может быть",
    StepState.CANCELED: "Прекращён",
    StepState.SKIPPED: "Не понадобился",
}


@strawberry.enum(description="What sort of step it is.")
class StepKind(Enum):
    PERSON = strawberry.enum_value("PERSON", description="A person decides.")
    CASES = strawberry.enum_value("CASES", description="Smaller cases, one for each item.")
    WAIT = strawberry.enum_value("WAIT", description="Waits for an act about something else.")
    SYSTEM = strawberry.enum_value("SYSTEM", description="The system does it by itself.")
    FORK = strawberry.enum_value("FORK", description="The way divides here.")
    START = strawberry.enum_value("START", description="The case begins.")
    END = strawberry.enum_value("END", description="The case ends.")


@strawberry.type(description="A point of the picture, in pixels.")
class Point:
    x: int = strawberry.field(description="From the left.")
    y: int = strawberry.field(description="From the top.")


@strawberry.type(description="One step of the process, with its state in the case.")
class DiagramNode:
    name: str = strawberry.field(description="Name of the step.")
    title: str = strawberry.field(description="Title in Russian.")
    kind: StepKind = strawberry.field(description="What sort of step it is.")
    column: int = strawberry.field(description="Its column in the picture, from 0.")
    row: int = strawberry.field(description="Its row in the picture, from 0.")
    x: int = strawberry.field(description="Its left edge in pixels.")
    y: int = strawberry.field(description="Its upper edge in pixels.")
    width: int = strawberry.field(description="Its width in pixels.")
    height: int = strawberry.field(description="Its height in pixels.")
    state: StepState = strawberry.field(description="How far it has come.")
    state_label: str = strawberry.field(description="Russian label of `state`.")
    times: int = strawberry.field(description="How often the case has come here.")
    since: dt.datetime | None = strawberry.field(description="When it began, the last time.")
    until: dt.datetime | None = strawberry.field(description="When it ended, the last time.")
    holder: str = strawberry.field(
        description="Which unit had it the last time; of smaller cases, whom it waits for and for how many; empty if"
        " none."
    )


@strawberry.type(description="A way from one step to another.")
class DiagramEdge:
    source: str = strawberry.field(description="Name of the step it leaves.")
    target: str = strawberry.field(description="Name of the step it leads to.")
    label: str = strawberry.field(description="When it is taken, in Russian; empty: always.")
    is_taken: bool = strawberry.field(description="Whether the case has come along it.")
    points: list[Point] = strawberry.field(description="How it runs.")


@strawberry.type(description="The process of a case as a picture.")
class CaseDiagram:
    nodes: list[DiagramNode] = strawberry.field(description="Its steps, from left to right.")
    edges: list[DiagramEdge] = strawberry.field(description="The ways between them.")


def diagram_of(case: models.Process) -> CaseDiagram:
    """The picture of a case's process, with what its steps say."""
    came: dict[str, list[models.Task]] = {}
    for task in case.task_set.annotate(held=holder_of_step()).prefetch_related("previous").order_by("id"):
        came.setdefault(task.flow_task.name, []).append(task)
    ways = {
        (before.flow_task.name, name)
        for name, tasks in came.items()
        for task in tasks
        for before in task.previous.all()
    }
    grid = _layout_of(case.flow_class)
    cells = sorted(grid.cells, key=lambda cell: (cell.col, cell.row))
    return CaseDiagram(
        nodes=[_node(cell, came.get(cell.node.name, []), case.finished is not None) for cell in cells],
        edges=[
            DiagramEdge(
                source=edge.src.name,
                target=edge.dst.name,
                label=answer(edge),
                is_taken=(edge.src.name, edge.dst.name) in ways,
                points=[Point(x=x, y=y) for x, y in edge.segments],
            )
            for edge in grid.edges
        ],
    )


_layout_of = cache(layout)  # of a flow it never changes


def _node(cell: Any, tasks: list[models.Task], is_closed: bool) -> DiagramNode:
    last = tasks[-1] if tasks else None
    state = _state(tasks, is_closed)
    return DiagramNode(
        name=cell.node.name,
        title=cell.title,
        kind=_kind(cell.node),
        column=cell.col,
        row=cell.row,
        x=cell.shape.x,
        y=cell.shape.y,
        width=cell.shape.width,
        height=cell.shape.height,
        state=state,
        state_label=LABELS[state],
        times=len(tasks),
        since=last.created if last else None,
        until=last.finished if last else None,
        holder=last.held if last else "",
    )


def _state(tasks: list[models.Task], is_closed: bool) -> StepState:
    if any(task.finished is None for task in tasks):
        return StepState.ACTIVE
    if not tasks:
        return StepState.SKIPPED if is_closed else StepState.AHEAD
    return StepState.CANCELED if tasks[-1].status == "CANCELED" else StepState.DONE


def _kind(node: Any) -> StepKind:
    for kinds, kind in ((UserTask, StepKind.PERSON), (Subcases, StepKind.CASES), (Wait, StepKind.WAIT)):
        if isinstance(node, kinds):
            return kind
    if not [*node._incoming()]:
        return StepKind.START
    outgoing = [*node._outgoing()]
    if not outgoing:
        return StepKind.END
    return StepKind.FORK if len(outgoing) > 1 else StepKind.SYSTEM
