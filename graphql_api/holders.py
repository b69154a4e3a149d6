"""Who has a step: the unit on whose desk it lies; of smaller cases, whom it waits for and for how many. No names."""

from __future__ import annotations

from django.db.models import Case, Count, F, OuterRef, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, Concat

from graphql_api.expressions import Numbered
from workflows.catalog import awaited
from workflows.models import Process
from workflows.nodes import Awaited


def holder_of_step() -> Coalesce:
    """Of a row of steps; empty when nobody has it."""
    whens = (When(flow_task=step, then=_whom(words)) for step, words in awaited())
    people = Case(*whens, default=Value(""), output_field=TextField())
    return Coalesce(F("holder__name"), people, output_field=TextField())


def _whom(words: Awaited) -> Case:
    """«Эксперты: ждём 2 заключения»; of a step that is over, «Эксперты»."""
    waiting = Process.objects.filter(parent_task=OuterRef("pk"), finished=None).order_by().values("parent_task")
    left = Subquery(waiting.values(left=Count("pk")))
    said = Concat(Value(f"{words.people}: ждём "), Numbered(left, words.one, words.few, words.many))
    return Case(When(finished=None, then=said), default=Value(words.people), output_field=TextField())
