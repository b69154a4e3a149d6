"""Remarks as they are kept: what stood at a field, once as it is compared and once as a person reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from django.db.models import QuerySet

from backoffice import cards
from backoffice.certification.models import Remark
from backoffice.files import attaching
from backoffice.units.models import Unit


class Reading(NamedTuple):
    """A card at one moment: by path what is compared, what a person reads, and how the form names the path."""

    paths: dict[str, str]
    shown: dict[str, str]
    label: Callable[[str], str]


def reading(card, municipalities: Iterable[str], documents: QuerySet) -> Reading:
    """A card with its documents now; `municipalities` are the codes it holds."""
    attached, names = attaching.live(documents), Unit.objects.filter(code__in=municipalities)
    compared = {**cards.paths(card), "documents": attaching.as_compared(attached)}
    shown = cards.shown(card, dict(names.values_list("code", "name")))
    return Reading(compared, {**shown, "documents": attaching.in_words(attached)}, partial(cards.label_of, card))


def make(remarks: Iterable[tuple[str, str]], found: Reading, by, **returned) -> None:
    """Keep remarks (field, text) with what stands there now; `returned` says which card and which return."""
    Remark.objects.bulk_create(
        Remark(
            **returned,
            field=field,
            label=found.label(field),
            text=text,
            value_before=cards.value_at(found.paths, field),
            shown_before=cards.shown_at(found.shown, field, found.label),
            made_by=by,
        )
        for field, text in remarks
    )


def answer(remarks: Iterable[Remark], found: Reading) -> None:
    """Keep what stands at each remarked field now, beside what stood there."""
    answered = [*remarks]
    for remark in answered:
        remark.value_after = cards.value_at(found.paths, remark.field)
        remark.shown_after = cards.shown_at(found.shown, remark.field, found.label)
    Remark.objects.bulk_update(answered, ["value_after", "shown_after"])
