"""Acts that municipalities adopt, as rows that rules rest on. Writes inside the caller's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date

from django.db.models import Model

from backoffice import journal
from backoffice.acts.card import RULE, ActCard, why_not_act
from backoffice.acts.models import LegalAct
from backoffice.errors import Refusal
from backoffice.files.attaching import brought_by, not_brought
from backoffice.units.models import Unit

PARAGRAPH = "акт в целом"  # a municipality's act adopts one thing, so nobody names its paragraph


def why_not_adopt(card: ActCard, by, on: date) -> Iterator[Refusal]:
    """Yield every reason against this act on day `on`; its file must be one that the user `by` uploaded."""
    yield from why_not_act(card, on)
    if card.file is not None and brought_by(by, card.file) is None:
        yield not_brought(("act", "file"), RULE)


def adopt(card: ActCard, territory: Unit | None, on: date, by, *, issuer: Unit | None = None) -> LegalAct:
    """Write the act of a municipality, or of `issuer` for the whole region; `on` is its first day in force.

    `why_not_adopt` had no reason. Each adoption writes a row of its own: the same paper that adopts two things is two
    rows with one number.
    """
    act = LegalAct.objects.create(
        code=f"{'municipal' if territory else 'regional'}-{uuid.uuid4().hex[:16]}",
        title=card.title.strip(),
        number=card.number.strip(),
        adopted_on=card.adopted_on,
        in_force_from=on,
        territory=territory,
        file=brought_by(by, card.file) if card.file is not None else None,
    )
    if maker := territory or issuer:
        act.issuers.add(maker)
    return act


def why_same_person(subject: Model, by, *authored: str) -> Iterator[Refusal]:
    """Yield the refusal of one who would approve what he himself wrote or submitted: acts `authored` of the journal."""
    mine = journal.Entry.objects.filter(subject_type=subject._meta.model_name, subject_id=subject.pk, by=by)
    if mine.filter(what__in=authored).exists():
        text = "Вы сами готовили этот документ: готовит и утверждает не один и тот же человек."
        remedy = "Попросите утвердить другого руководителя."
        yield Refusal("FOUR_EYES", text, "регламент работы системы", remedy)
