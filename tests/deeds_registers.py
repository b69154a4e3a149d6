"""Exclusion from a budget register and approval of a municipal assignment over HTTP."""

from __future__ import annotations

from collections.abc import Callable

from tests.deeds import Deed, of_task
from tests.registers import standing
from tests.towns import act_card, as_input


def exclude_from_register(people) -> Deed:
    it = standing()
    return Deed(it.head, "ExcludeFromRegister", it.input())


def exclude_from_an_approved_assignment(people) -> Deed:
    it = standing()
    standing(of=it.provider)
    it.approve()
    return Deed(it.head, "ExcludeFromRegister", it.input())


def approve_assignment(people) -> Deed:
    it = standing()
    content = {"seenVersion": it.assignment.version, "act": as_input(act_card(title="О задании"))}
    return of_task(it.head, "ApproveAssignment", it.task, idempotencyKey="approve", **content)


DEEDS: dict[str, Callable[[dict], Deed]] = {
    "excludeFromRegister": exclude_from_register,
    "excludeFromRegister: approved assignment": exclude_from_an_approved_assignment,
    "approveAssignment": approve_assignment,
}
