"""Two ways to write rows of a file: what the file owns is brought up to date, what people own is only begun."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Model, QuerySet

Row = dict[str, object]


def bring_up_to_date(
    model: type[Model],
    rows: Iterable[Row],
    key: Sequence[str],
    tally: Counter,
    *,
    is_ours: Callable[[Any], bool] = lambda row: True,
    among: QuerySet | None = None,
) -> dict[tuple, Model]:
    """Insert what is missing and correct what differs, column by column named in `rows`; delete nothing.

    A row that is no longer ours is left alone. Returns the rows of the file by their natural key. `among`: where to
    look for them, if most rows of the table are not the file's.
    """
    rows_there = model._default_manager.all() if among is None else among
    known = {_key(row, key): row for row in rows_there}
    missing, changed, columns = {}, [], set()
    for row in rows:
        place = tuple(row[name] for name in key)
        if place not in known:
            missing[place] = model(**row)
        elif is_ours(known[place]) and (differing := _differing(known[place], row)):
            columns |= differing
            changed.append(known[place])
    model._default_manager.bulk_create(missing.values())
    if changed:
        model._default_manager.bulk_update(changed, columns)
    tally["added"] += len(missing)
    tally["corrected"] += len(changed)
    return known | missing


def add_missing(model: type[Model], rows: Iterable[Row], key: Sequence[str], tally: Counter) -> None:
    """Insert what is missing and touch nothing else: these rows belong to people once they are there."""
    known = set(model._default_manager.values_list(*key))
    missing = [model(**row) for row in rows if tuple(row[name] for name in key) not in known]
    model._default_manager.bulk_create(missing, batch_size=1000)
    tally["added"] += len(missing)


def _key(row: Model, names: Sequence[str]) -> tuple:
    return tuple(getattr(row, name) for name in names)


def _differing(row: Model, wanted: Row) -> set[str]:
    """Set the columns that differ and name them."""
    differing = {name for name, value in wanted.items() if getattr(row, name) != value}
    for name in differing:
        setattr(row, name, wanted[name])
    return differing
