"""Serves the floor and the Django peers, with one large stack chunk for each request.

CPython 3.11 keeps frames in chunks; where a deep recursion straddles the end of one, each call maps and unmaps memory.
The large frame takes a fitting chunk at once, so that no peer is measured by the luck of its depth.
"""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application

_django = get_wsgi_application()


def application(environ, start_response):
    """The application of Django, called from a large frame."""
    return _django(environ, start_response)


application.__code__ = application.__code__.replace(co_stacksize=20000)
