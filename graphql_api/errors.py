"""The doors that open the transaction, a refusal as data, and what a client hears of every other error."""

from __future__ import annotations

import functools
import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import strawberry
import strawberry_django
from django.db import OperationalError, transaction
from graphql import GraphQLError, GraphQLFormattedError, GraphQLSyntaxError, Node
from psycopg2.errors import DeadlockDetected, LockNotAvailable, QueryCanceled

from backoffice import errors
from backoffice.signatures import codes
from graphql_api.context import Phase
from graphql_api.names import camel
from workflows.incidents import told

log = logging.getLogger(__name__)
SUGGESTION = re.compile(r" Did you mean .*\?$", re.DOTALL)
TOO_SLOW = "Запрос выполняется слишком долго. Уменьшите first или last, уберите вложенные списки или разделите запрос."
TOO_DEEP = "Запрос вложен слишком глубоко."


@strawberry.type(description="One reason why an act was refused.")
class Refusal:
    code: str = strawberry.field(description="Stable code; once released it never changes its meaning.")
    message: str = strawberry.field(description="The reason as a Russian sentence for people.")
    rule: str = strawberry.field(description="Paragraph of the regulation that the reason comes from.")
    remedy: str = strawberry.field(description="What can be done about it, in Russian; empty if nothing.")
    path: list[str] = strawberry.field(
        description="Path of the field at fault, as the input names it; empty if none is."
    )


@strawberry.type(description="The act was refused and nothing has changed; all reasons at once.")
class Refused:
    refusals: list[Refusal] = strawberry.field(description="Every reason, at least one.")


def mutation(resolver: Callable[..., Any]) -> Any:
    """Run `resolver` in one transaction; answer `Refused` as data, let everything else fail loudly."""
    return _door(resolver, transaction.atomic)


def mutation_with_code(resolver: Callable[..., Any]) -> Any:
    """The same; a signing code in the input is tried first, in a transaction of its own: a wrong one is counted."""
    return _door(resolver, transaction.atomic, first=_try_code)


def _try_code(info, input) -> None:
    user, code = info.context.viewer.user, input.code
    if user is not None and code:
        codes.try_it(user, code)


def mutation_without_rollback(resolver: Callable[..., Any]) -> Any:
    """Run `resolver` without a transaction: rows that it wrote before it refused stay written."""
    return _door(resolver, None)


def _door(resolver: Callable[..., Any], opened: Callable[[], Any] | None, first=lambda **given: None) -> Any:
    @functools.wraps(resolver)
    def answer(*args, **kwargs):
        try:
            first(**kwargs)
            if opened is None:
                return resolver(*args, **kwargs)
            with opened():
                return resolver(*args, **kwargs)
        except errors.Refused as refused:
            return as_data(refused.refusals, kwargs.get("input"))
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
                return as_data([errors.BUSY])
            raise

    answer.is_door = True  # type: ignore[attr-defined]  # looked for by tests/test_house.py
    one_line = " ".join((resolver.__doc__ or "").split())
    return strawberry_django.mutation(answer, description=one_line)


def as_data(refusals, given: Any = None) -> Refused:
    """Reasons of the domain as the type of the schema; `given` is the input that was refused."""
    return Refused(refusals=[_shown(reason, given) for reason in refusals])


def _shown(reason: errors.Refusal, given: Any) -> Refusal:
    """The domain names a field as it does, and rules of a card know the card alone; a client begins at the input."""
    path = reason.path
    if path and not hasattr(given, path[0]) and hasattr(getattr(given, "card", None), path[0]):
        path = ("card", *path)
    return Refusal(**{**asdict(reason), "path": [camel(step) for step in path]})


def coded(code: str, message: str, nodes: Node | None = None) -> GraphQLError:
    """An error of the closed list of codes: the client's mistake, said in Russian."""
    return GraphQLError(message, nodes, extensions={"code": code})


def formatted(found: list[GraphQLError], phase: Phase, *, to_stranger: bool) -> list[GraphQLFormattedError]:
    """Errors as the client hears them: its own mistakes with a code, ours with an incident number only."""
    incident = new_incident()
    answers = []
    for error in found:
        code = _code(error, phase)
        if code == "INTERNAL_SERVER_ERROR":
            answers.append(_masked(error, incident))
            continue
        answer = error.formatted
        if isinstance(error.original_error, RecursionError):
            answer["message"] = TOO_DEEP
        if took_too_long(error.original_error):
            answer["message"] = TOO_SLOW
        if to_stranger:
            answer["message"] = SUGGESTION.sub("", answer["message"])
        answer["extensions"] = {**answer.get("extensions", {}), "code": code}
        answers.append(answer)
    return answers


def new_incident() -> str:
    """A number that a person can read out and an engineer finds in the log."""
    return secrets.token_hex(4)


def incident_error(incident: str, what: str = "Внутренняя ошибка.") -> GraphQLFormattedError:
    """What a client hears of our own mistake, or of an outage."""
    message = f"{what} Сообщите номер обращения: {incident}"
    return {"message": message, "extensions": {"code": "INTERNAL_SERVER_ERROR", "incident": incident}}


def _masked(error: GraphQLError, incident: str) -> GraphQLFormattedError:
    log.error("Обращение %s: %s: %s", incident, error.path, told(error.original_error or error))
    answer = incident_error(incident)
    if error.path is not None:
        answer["path"] = error.path
    return answer


def took_too_long(error: Exception | None) -> bool:
    """Whether PostgreSQL lives and gave a statement up because its time was over."""
    return isinstance(getattr(error, "__cause__", None), QueryCanceled)


def _code(error: GraphQLError, phase: Phase) -> str:
    if took_too_long(error.original_error):
        return "LIMIT_EXCEEDED"
    if "code" in (error.extensions or {}):
        return error.extensions["code"]
    if isinstance(error, GraphQLSyntaxError):
        return "LIMIT_EXCEEDED" if "Parsing aborted" in error.message else "GRAPHQL_PARSE_FAILED"
    if isinstance(error.original_error, RecursionError) and phase < Phase.EXECUTION:
        return "LIMIT_EXCEEDED"
    if phase is Phase.VALIDATION and (error.original_error is None or error.locations):
        return "GRAPHQL_VALIDATION_FAILED"
    if phase is Phase.EXECUTION and (_is_bad_variable(error) or _is_bad_argument(error)):
        return "BAD_USER_INPUT"
    return "INTERNAL_SERVER_ERROR"


def _is_bad_variable(error: GraphQLError) -> bool:
    """Whether the executor refused the variables or the name of the operation before the first resolver."""
    return error.path is None and (error.original_error is None or bool(error.locations))


def _is_bad_argument(error: GraphQLError) -> bool:
    """Whether the executor, not a resolver, found a variable missing or wrong."""
    return error.original_error is None and error.message.startswith("Argument ")
