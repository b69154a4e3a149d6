"""What happened: one row for each act, written in the act's own transaction. Audit log and live feed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from backoffice.access import Thing, Viewer

CHANNEL = "journal"


@dataclass(frozen=True)
class Act:
    """Who acts, in which case, on which day. The clock is read once, at the door."""

    by: Any  # a User; None: the system
    on: date
    case_id: Any = None  # the uuid of a case; None: outside of cases


def seen_by(viewer: Viewer) -> models.Q:
    """What auditors see, and others of the roadmap's duties they follow."""
    of_duty = models.Q(subject_type="roadmapduty") & viewer.sees(Thing.ROADMAP, municipality="municipality")
    return viewer.sees(Thing.JOURNAL) | of_duty


class EntryQuerySet(models.QuerySet["Entry"]):
    """Rows of the journal."""

    def visible_to(self, viewer: Viewer):
        """Auditors everything, others the history of the roadmap's duties they follow; a case's is the API's."""
        return self.filter(seen_by(viewer))


class Entry(models.Model):
    """One act: who did what to whom in which case. Append-only: the database refuses to change it."""

    at = models.DateTimeField(auto_now_add=True, help_text="When.")
    what = models.CharField(max_length=60, help_text="noun.past_participle, for example program.certified.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Who; empty: the system."
    )
    case_id = models.UUIDField(null=True, help_text="The case; empty outside of processes.")
    subject_type = models.CharField(max_length=40, help_text="Model of the subject.")
    subject_id = models.BigIntegerField(help_text="Key of the subject.")
    provider = models.ForeignKey(
        "backoffice.Provider", models.PROTECT, null=True, related_name="+", help_text="Whose case, if a provider's."
    )
    municipality = models.ForeignKey(
        "backoffice.Municipality", models.PROTECT, null=True, related_name="+", help_text="Of which territory, if one."
    )
    note = models.TextField(blank=True, help_text="What the person said, in Russian.")

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["case_id", "id"], name="history_of_a_case"),
            models.Index(fields=["subject_type", "subject_id", "id"], name="history_of_a_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y %H:%M} {self.what}"


# The notice goes with the row: one statement, and PostgreSQL delivers it at COMMIT, or never.
RECORD = f"""
    INSERT INTO backoffice_entry
        (at, what, by_id, case_id, subject_type, subject_id, provider_id, municipality_id, note)
    VALUES {{rows}} RETURNING pg_notify('{CHANNEL}', id::text)
"""
ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
_gathered: ContextVar[list[list[Any]] | None] = ContextVar("gathered", default=None)


def record(
    what: str, subject: models.Model, act: Act, note: str = "", *, provider_id=None, municipality_id=None
) -> None:
    """Write one act and tell the listeners."""
    about = [subject._meta.model_name, subject.pk, provider_id, municipality_id]
    row = [timezone.now(), what, act.by and act.by.pk, act.case_id, *about, note]
    if (gathered := _gathered.get()) is not None:
        gathered.append(row)
    else:
        _write([row])


def words(known: str, said: str) -> str:
    """A note of what is known of an act, and of what the person said of it, if anything."""
    return f"{known.rstrip('.')}. {said.strip()}" if said.strip() else known


@contextmanager
def at_once() -> Iterator[None]:
    """Write what is recorded within in one statement at the end; nothing of it if the act is refused.

    Within another `at_once` the rows are written with those of the outer one.
    """
    if (outer := _gathered.get()) is not None:
        before = len(outer)
        try:
            yield
        except BaseException:
            del outer[before:]
            raise
        return
    rows: list[list[Any]] = []
    token = _gathered.set(rows)
    try:
        yield
    finally:
        _gathered.reset(token)
    if rows:
        _write(rows)


def _write(rows: list[list[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(RECORD.format(rows=", ".join([ROW] * len(rows))), [value for row in rows for value in row])
