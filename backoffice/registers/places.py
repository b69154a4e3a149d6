"""Places of an entry: a pupil takes one or gives it back, and no place is given twice."""

from __future__ import annotations

from backoffice import journal
from backoffice.errors import Refusal, Refused
from backoffice.journal import Act
from backoffice.registers.models import EntryPlaces, ProgramRegisterEntry

RULE = "Концепция, п. 2.5.1"


def take(entry: ProgramRegisterEntry, act: Act) -> None:
    """Take one place; whoever comes second waits for the first one and sees what is left.

    :raises Refused: NO_PLACES
    """
    places = _hold(entry)
    if places.taken >= places.maximum:
        text = f"Все места за счёт бюджета заняты: {places.maximum}."
        raise Refused(Refusal("NO_PLACES", text, RULE, "Выберите другую программу или дождитесь свободного места."))
    _keep(places, places.taken + 1, "place.taken", act)


def free(entry: ProgramRegisterEntry, act: Act) -> None:
    """Give one place back. To give back what nobody took is a mistake of the caller, and raises ValueError."""
    places = _hold(entry)
    if places.taken == 0:
        raise ValueError(f"No place of {entry} is taken.")
    _keep(places, places.taken - 1, "place.freed", act)


def _hold(entry: ProgramRegisterEntry) -> EntryPlaces:
    rows = EntryPlaces.objects.select_related("entry__edition__program")
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=entry.pk)


def _keep(places: EntryPlaces, taken: int, what: str, act: Act) -> None:
    places.taken = taken
    places.save(update_fields=["taken"])
    entry = places.entry
    about = {"provider_id": entry.edition.provider_id, "municipality_id": entry.municipality_id}
    journal.record(what, entry, act, f"{entry.number}: {taken} из {places.maximum}", **about)
