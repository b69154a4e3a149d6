"""The page that loads the front-end: the same one for each of its addresses."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

NOT_BUILT = (
    "Интерфейс не собран: нужен Node 20 или новее, либо доступ к PyPI, чтобы его поставить. "
    "Повторите make run; API работает на /graphql/."
)
# Styles of the kit are set on elements; scripts come from here alone.
POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"


@require_safe
@ensure_csrf_cookie
def front_page(request: HttpRequest, path: str = "") -> HttpResponse:
    """The page; 503 and why while there is none."""
    return _page(200)


def nowhere(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page at an address that is nobody's: it says so, and shows where one may go."""
    return _page(404)


def _page(status: int) -> HttpResponse:
    try:
        response = HttpResponse((settings.FRONTEND / "index.html").read_bytes(), status=status)
    except FileNotFoundError:
        return HttpResponse(NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "no-cache"
    return response
