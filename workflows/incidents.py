"""Failures that nobody foresaw: told to people by a number, written into the log under it, without anybody's data."""

from __future__ import annotations

import logging
import secrets
import traceback

from django.db import InterfaceError, OperationalError

from backoffice.errors import Refusal

log = logging.getLogger(__name__)
OUTAGES = (OperationalError, InterfaceError)  # they say nothing about the row: the step is tried again


def row_failed(error: Exception) -> Refusal:
    """Refuse one row of a long run that failed as nothing should, so that the others go on."""
    number = secrets.token_hex(4)
    log.error("Обращение %s: %s", number, told(error))
    return Refusal(
        "ROW_FAILED",
        f"Строку не удалось обработать; сообщите номер {number}.",
        "регламент работы системы",
        "Сообщите номер администратору системы; остальные строки обработаны.",
    )


def told(error: BaseException) -> str:
    """What may be logged of an error: kind, constraint, SQLSTATE, where it happened. Its words may quote a row."""
    kinds: list[str] = []
    each: BaseException | None = error
    while each is not None and len(kinds) < 5:
        diag = getattr(each, "diag", None)
        known = [word for word in (getattr(diag, "constraint_name", None), getattr(diag, "sqlstate", None)) if word]
        kinds.append(f"{type(each).__name__}({', '.join(known)})" if known else type(each).__name__)
        each = each.__cause__
    return "".join([" < ".join(kinds), "\n", *traceback.format_tb(error.__traceback__)])
