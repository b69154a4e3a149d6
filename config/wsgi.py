"""The door for queries and mutations."""

import os
from importlib import import_module
from typing import Any

from django.core.wsgi import get_wsgi_application

from config.postgres import patience
from config.stack import guarded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django = get_wsgi_application()

from django.conf import settings  # noqa: E402  # they are read once the line above has said where they are

import_module(settings.ROOT_URLCONF)  # loads all of the code now: the first request must not wait for it
bounds = patience.begin(settings.DATABASE_PATIENCE, request=settings.DATABASE_PATIENCE + 1)


@guarded
def application(environ: Any, start_response: Any) -> Any:
    """Every request begins with all of its patience."""
    bounds.new_request()
    return django(environ, start_response)
