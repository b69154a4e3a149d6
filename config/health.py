"""Is the process alive, and may traffic be sent to it?"""

import os
from functools import cache

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from config.postgres import patience
from graphql_api.compiler.plans import answered

QUICKLY = 1.0  # second in which a database that is ready answers


def healthz(request: HttpRequest) -> HttpResponse:
    """Alive; asks nobody else."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


def readyz(request: HttpRequest) -> HttpResponse:
    """Ready when the database answers and its tables are those of this code."""
    if patience.current:
        patience.current.shorten(QUICKLY)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _refuse_unapplied()
    except (DatabaseError, InterfaceError):
        return _not_ready("База данных не отвечает.")
    except UnappliedError:
        return _not_ready("Не применены миграции: выполните python manage.py migrate.")
    return JsonResponse({"ready": True})


def metrics(request: HttpRequest) -> HttpResponse:
    """How many queries each executor has answered, for the process that happens to answer; in Prometheus' format."""
    lines = ["# TYPE backoffice_queries_total counter"]
    for executor, count in sorted(answered.items()):
        lines.append(f'backoffice_queries_total{{executor="{executor}",pid="{os.getpid()}"}} {count}')
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


class UnappliedError(Exception):
    """The database is older than the code."""


@cache  # an exception is not remembered, so only a good answer is
def _refuse_unapplied() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise UnappliedError


def _not_ready(reason: str) -> HttpResponse:
    return JsonResponse({"ready": False, "reason": reason}, status=503, json_dumps_params={"ensure_ascii": False})
