#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from config.postgres import patience

WORKER_PATIENCE = 10  # seconds for one answer: nobody waits for the worker, and its sweeps are long

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] == ["worker"]:
        patience.begin(WORKER_PATIENCE)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
