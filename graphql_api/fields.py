"""Scalars, labels, formatted money, enums with descriptions, global ids: what every area of the API shares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any, NewType

import strawberry
import strawberry_django
from django.db.models import Q
from graphql import GraphQLError
from strawberry import relay
from strawberry.types.scalar import ScalarDefinition

from backoffice import money
from backoffice.access import NOTHING
from backoffice.statements import Param
from graphql_api.errors import coded
from graphql_api.expressions import Label, MoneyText
from graphql_api.names import camel

Kopecks = NewType("Kopecks", int)
LargeInt = NewType("LargeInt", int)
SAFE_INTEGER = 2**53  # JSON numbers are exact up to here
IN_SQL = "in SQL"
LARGEST_KEY = 2**63 - 1
YEARS = range(1900, 2201)
DIGITS = 30


relay.Node._id_attr = "pk"  # every node is a row; else Strawberry reads the annotations of its type for each id


def in_sql(make: Callable[..., Any]) -> dict[str, Any]:
    """Metadata of a field that Python computes: what it is in SQL, so that reads of it can be one statement.

    `make` takes the info of the request, and the field's arguments if it has any; it gives an expression over the row,
    or the rows that belong to it.
    """
    return {IN_SQL: make}


def label_of(column: str) -> Any:
    """The Russian label of a column with choices, as a companion field."""

    def label(self) -> str:
        return getattr(self, f"get_{column}_display")() or ""

    return strawberry_django.field(
        resolver=label,
        only=[column],
        metadata=in_sql(lambda info: Label(column)),
        description=f"Russian label of `{camel(column)}`; empty if there is none.",
    )


def text_of(column: str) -> Any:
    """An amount of kopecks formatted for people, as a companion field."""

    def text(self) -> str:
        kopecks = getattr(self, column)
        return "" if kopecks is None else money.text(kopecks)

    return strawberry_django.field(
        resolver=text,
        only=[column],
        metadata=in_sql(lambda info: MoneyText(column)),
        description=f"`{camel(column)}` in roubles, as printed; empty if there is none.",
    )


def type_in(global_id: str | Param) -> str | None:
    """The name of the type in a global id; None if it is not one."""
    if isinstance(global_id, Param):
        return global_id.type_name
    try:
        return relay.from_base64(global_id)[0]
    except ValueError:
        return None


def key_in(global_id: str | Param, type_name: str) -> Any:
    """The key in a global id of that type; None, which finds nothing, if it is not one."""
    if isinstance(global_id, Param):
        return global_id.map(lambda value: key_in(value, type_name), type_name)
    try:
        named, key = relay.from_base64(global_id)
    except ValueError:
        return None
    if named != type_name or not (key.isascii() and key.isdigit() and len(key) < 20):
        return None
    return int(key) if int(key) <= LARGEST_KEY else None


def points_at(column: str, global_id: str | Param, type_name: str) -> Q:
    """Rows whose `column` is the object with that global id; none if there is no such id."""
    key = key_in(global_id, type_name)
    return NOTHING if key is None else Q(**{column: key})


def moment_text(moment: dt.datetime) -> str:
    """A moment as PostgreSQL writes it into JSON: no zeros behind the last digit of the second."""
    text = moment.astimezone(dt.UTC).isoformat()
    return text if moment.microsecond == 0 else text[:-6].rstrip("0") + text[-6:]


def _bad(value: object, expected: str) -> GraphQLError:
    return coded("BAD_USER_INPUT", f"Недопустимое значение {str(value)[:40]!r}: {expected}.")


def _kopecks(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= SAFE_INTEGER:
        return value
    raise _bad(value, "нужно целое число копеек не больше 2^53")


def _decimal(value: object) -> Decimal:
    expected = f"нужно десятичное число не длиннее {DIGITS} знаков"
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _bad(value, expected)
    try:
        number = Decimal(str(value))
    except DecimalException:
        raise _bad(value, expected) from None
    if not number.is_finite() or len(str(value)) > DIGITS or abs(number.as_tuple().exponent) > DIGITS:  # type: ignore[arg-type]
        raise _bad(value, expected)
    return number


def _date(value: object) -> dt.date:
    expected = f"нужна дата ГГГГ-ММ-ДД, {YEARS.start}–{YEARS.stop - 1} годы"
    try:
        day = dt.date.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise _bad(value, expected) from None
    if day.year not in YEARS:
        raise _bad(value, expected)
    return day


def _moment(value: object) -> dt.datetime:
    expected = f"нужны дата и время с часовым поясом, {YEARS.start}–{YEARS.stop - 1} годы"
    try:
        moment = dt.datetime.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise _bad(value, expected) from None
    if moment.tzinfo is None or moment.year not in YEARS:
        raise _bad(value, expected)
    return moment.astimezone(dt.UTC)  # PostgreSQL knows fewer offsets than ISO 8601


SCALARS: dict[object, ScalarDefinition] = {
    Kopecks: strawberry.scalar(
        name="Kopecks",
        description="Money: a whole number of kopecks, at most 2^53 in size.",
        serialize=_kopecks,
        parse_value=_kopecks,
    ),
    LargeInt: strawberry.scalar(
        name="LargeInt",
        description="A whole number that Int may be too small for, at most 2^53 in size. Only in answers.",
        serialize=int,
        parse_value=int,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="A finite decimal number as a string; never NaN or Infinity.",
        serialize="{:f}".format,
        parse_value=_decimal,
    ),
    dt.date: strawberry.scalar(
        name="Date", description="A day, YYYY-MM-DD.", serialize=dt.date.isoformat, parse_value=_date
    ),
    dt.datetime: strawberry.scalar(
        name="DateTime",
        description="A moment with its time zone, ISO 8601.",
        serialize=moment_text,
        parse_value=_moment,
    ),
}
