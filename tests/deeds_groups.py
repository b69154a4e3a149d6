"""Every decision about a group over HTTP, each in the setting in which it is taken."""

from __future__ import annotations

from collections.abc import Callable

from tests import enrollments, groups
from tests.deeds import Deed


def draft_group(people) -> Deed:
    club = groups.budget()
    return Deed(club.manager, "DraftGroup", club.drafting())


def save_group(people) -> Deed:
    club = groups.budget().draft()
    return Deed(club.manager, "SaveGroup", club.about(card=club.sent(name="Среда")))


def save_an_open_group(people) -> Deed:
    club = groups.budget().draft(capacity=2).open()
    enrollments.apply(enrollments.family(), club.group)
    return Deed(club.manager, "SaveGroup", club.about(card=club.sent(capacity=3)))


def open_group(people) -> Deed:
    club = groups.budget().draft()
    return Deed(club.manager, "OpenGroup", club.about())


def open_a_group_with_a_price(people) -> Deed:
    club = groups.certified(people).draft(capacity=10)
    return Deed(club.manager, "OpenGroup", club.about())


def close_group(people) -> Deed:
    club = groups.budget().draft().open()
    return Deed(club.manager, "CloseGroup", club.about())


def cancel_group(people) -> Deed:
    club = groups.budget().draft().open()
    enrollments.apply(enrollments.family(), club.group)
    return Deed(club.manager, "CancelGroup", club.about(reason="Педагог уволился."))


DEEDS: dict[str, Callable[[dict], Deed]] = {
    "draftGroup": draft_group,
    "saveGroup": save_group,
    "saveGroup: open": save_an_open_group,
    "openGroup": open_group,
    "openGroup: with a price": open_a_group_with_a_price,
    "closeGroup": close_group,
    "cancelGroup: with a request": cancel_group,
}
