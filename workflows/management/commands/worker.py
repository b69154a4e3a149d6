"""manage.py worker: runs the jobs, and what time does by itself. As many as wanted, on as many machines."""

import logging
import signal
import time

import psycopg2
from django.core.management.base import BaseCommand
from django.db import Error, connection
from django.utils import timezone

from backoffice.enrollments import nightly as places_nightly
from backoffice.ledger import nightly
from workflows import jobs, timers
from workflows.bell import Bell

log = logging.getLogger(__name__)
AFTER_AN_OUTAGE = 1.0  # seconds until the database is tried again
THOROUGH_EVERY = 60.0  # seconds between two sweeps that look through every open request for a place


class Command(BaseCommand):
    help = "Run the jobs and fire the timers until told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=float, default=5.0, help="seconds between two looks at the clock")

    def handle(self, *args, **options):
        bell, self.next_look = Bell(), time.monotonic()
        self.next_thorough = self.next_look
        bell.stop_on(signal.SIGTERM, signal.SIGINT)
        while not bell.stopped:
            try:
                self._turn(bell, options["every"])
            except (Error, psycopg2.Error):
                log.exception("The database failed the worker; it goes on.")
                connection.close()
                bell.pause(AFTER_AN_OUTAGE)

    def _turn(self, bell: Bell, every: float) -> None:
        """Look at the clock if it is time to; do one step of a job, or wait for one."""
        if time.monotonic() >= self.next_look:
            self.next_look = time.monotonic() + every  # first: a sweep that fails must not keep the jobs waiting
            timers.sweep(thorough=self._is_thorough())
            nightly.check_if_due(timezone.now())
            places_nightly.check_if_due(timezone.now())
        if not jobs.run_one(timezone.now()):
            bell.wait(self.next_look - time.monotonic())

    def _is_thorough(self) -> bool:
        """Whether this sweep is the first of its minute."""
        if time.monotonic() < self.next_thorough:
            return False
        self.next_thorough = time.monotonic() + THOROUGH_EVERY
        return True
