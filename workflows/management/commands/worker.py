"""manage.py worker: runs what time does by itself. As many as wanted, on as many machines."""

import logging
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import Error, connection

from workflows import timers

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Fire the timers until told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=float, default=5.0, help="seconds between two looks at the clock")

    def handle(self, *args, **options):
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        while not stopped.wait(options["every"]):
            try:
                timers.sweep()
            except Error:
                log.exception("The sweep failed; it is tried again.")
            connection.close_if_unusable_or_obsolete()
