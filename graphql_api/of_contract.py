"""What of a contract depends on who reads it, what it comes to and what comes next: in SQL over its row."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, Q, TextField, Value, When

from backoffice.access import Thing, Viewer
from backoffice.contracts.models import Contract
from graphql_api import contract_words as words


def near_to(viewer: Viewer) -> Q:
    """Contracts of which the viewer may know more than whoever only pays."""
    return viewer.sees(Thing.CONTRACT, child="child", provider="provider", municipality="municipality")


def _near(viewer: Viewer, column: str) -> Case:
    return Case(When(near_to(viewer), then=F(column)), default=Value(""), output_field=TextField())


def pupil(viewer: Viewer) -> Case:
    """Initials and year of birth of the child, for whom they are meant."""
    return _near(viewer, "child__initials")


def said(viewer: Viewer) -> Case:
    """Why it was not made or ended early, for whom that is meant."""
    return _near(viewer, "reason")


def columns(viewer: Viewer) -> dict[str, Any]:
    """All of these, by the names under which the type looks for them."""
    told = {"said": said(viewer), "pupil": pupil(viewer)}
    return {**told, "plan": words.plan_text(), "comes_next": words.next_step()}


def read(contract: Any, name: str, viewer: Viewer) -> str:
    """A column that the statement has brought along, or brings now."""
    if not hasattr(contract, name):
        rows = Contract.objects.filter(pk=contract.pk)
        setattr(contract, name, rows.values_list(columns(viewer)[name], flat=True).get())
    return getattr(contract, name)
