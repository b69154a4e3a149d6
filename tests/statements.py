"""What one request asks of the database: every statement, the transaction's own too, login apart."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

LOGIN = re.compile(r'FROM "backoffice_(accesstoken|session)"')


def statements(request: Callable[[], object]) -> list[str]:
    """Statements of a request in their order, without the one that loads the viewer.

    Inside a test's own transaction the request's BEGIN is a SAVEPOINT and its COMMIT a RELEASE: as many statements.
    """
    with CaptureQueriesContext(connection) as captured:
        request()
    return [query["sql"] for query in captured.captured_queries if not LOGIN.search(query["sql"])]
