"""The public page on which anybody checks a document by its number. Plain HTML, no scripts, no names of people."""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from backoffice.documents import check_numbers, checking
from graphql_api.answers import OUTAGE, RETRY_AFTER

log = logging.getLogger(__name__)
UNKNOWN = (
    "Документа с таким номером нет. Возможно, документ поддельный. Проверьте номер или спросите того, кто его выдал."
)
MISTYPED = "В номере ошибка. В нём двенадцать знаков: цифры от 2 до 9 и латинские буквы. Сверьте его с документом."
AWAY = "Сейчас проверить документ нельзя: база данных не отвечает. Повторите через несколько секунд."


@require_safe
def ask(request: HttpRequest) -> HttpResponseBase:
    """The form; a number that was typed into it leads to the number's own page."""
    typed = request.GET.get("number", "").strip()
    if not typed:
        return _page(request, {})
    number = check_numbers.canonical(typed)
    if number is None:
        return _page(request, {"typed": typed[: check_numbers.LONGEST], "problem": MISTYPED}, 404)
    return HttpResponseRedirect(reverse("check", args=[number]))


@require_safe
def check(request: HttpRequest, number: str) -> HttpResponseBase:
    """What may be known of one document."""
    typed = number[: check_numbers.LONGEST]
    if check_numbers.canonical(number) is None:
        return _page(request, {"typed": typed, "problem": MISTYPED}, 404)
    try:
        found = checking.check(number)
    except OUTAGE as error:
        log.error("Проверка документа: база не отвечает: %s", str(error).strip())
        response = _page(request, {"typed": typed, "problem": AWAY}, 503)
        response["Retry-After"] = RETRY_AFTER
        return response
    if found is None:
        return _page(request, {"typed": typed, "problem": UNKNOWN}, 404)
    return _page(request, {"typed": found.document.check_number, "found": found})


def _page(request: HttpRequest, context: dict, status: int = 200) -> HttpResponse:
    """The page, which loads nothing from anywhere and is kept nowhere."""
    nonce = secrets.token_urlsafe(16)
    response = render(request, "check.html", context | {"nonce": nonce}, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response
