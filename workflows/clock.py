"""The clock of a whole case: it stands still while the applicant is asked. The engine writes the case."""

from __future__ import annotations

from datetime import date

from backoffice.acts.calendar import working_days_after, working_days_between
from workflows.models import Process


def stop(process: Process, *, on: date) -> None:
    """Stop the clock on day `on`."""
    process.paused_on = on


def go_on(process: Process, *, on: date) -> None:
    """Let the clock go on; the working days it stood are added to the term of the case."""
    stood = working_days_between(process.paused_on or on, on)
    if stood and process.due_on:
        process.due_on = working_days_after(process.due_on, stood)
    process.paused_on = None
