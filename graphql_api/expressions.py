"""What Python computes for the ordinary executor, said in SQL for compiled reads. One expression for each kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Expression, F, Field, Func, IntegerField, TextField, Value
from django.db.models.functions import NullIf

from backoffice.money import MINUS, NO_BREAK_SPACE


class Words(Func):
    """The word for a value: of a closed list, as one CASE over one column; else `default`."""

    output_field = TextField()

    def __init__(self, column: str, words: Iterable[tuple[Any, str]], default: Expression | F | None = None):
        self.words = [*words]
        super().__init__(F(column), default or Value(""))

    def as_sql(self, compiler, connection, **extra):
        column, default = self.source_expressions
        value, params = compiler.compile(column)
        otherwise, more = compiler.compile(default)
        cases, prepared = [], column.output_field.get_prep_value
        for key, word in self.words:
            cases.append("WHEN %s THEN %s")
            params = [*params, prepared(key), word]
        return f"CASE {value} {' '.join(cases)} ELSE {otherwise} END", [*params, *more]


class Label(F):
    """The Russian label of a column with choices; empty if it has none."""

    def resolve_expression(self, query=None, *args, **kwargs):
        column: Field = query.model._meta.get_field(self.name)
        words = ((value, str(label)) for value, label in column.flatchoices if value not in (None, ""))
        return Words(self.name, words).resolve_expression(query, *args, **kwargs)


class MoneyText(Func):
    """Kopecks as `backoffice.money.text` writes them; empty without any."""

    output_field = TextField()
    template = (
        f"coalesce(CASE WHEN %(expressions)s < 0 THEN '{MINUS}' ELSE '' END"
        rf" || regexp_replace((abs(%(expressions)s) / 100)::text, '(\d)(?=(\d{{3}})+$)', '\1{NO_BREAK_SPACE}', 'g')"
        f" || ',' || lpad(mod(abs(%(expressions)s), 100)::text, 2, '0') || '{NO_BREAK_SPACE}₽', '')"
    )


class LastWord(Func):
    """A word of a dotted reference, counted from its end: -1 is the last."""

    output_field = TextField()

    def __init__(self, column: str, place: int):
        super().__init__(F(column), template=f"split_part(%(expressions)s, '.', {place})")


class DaysBetween(Func):
    """Calendar days from the first day to the second; 0 if that is earlier."""

    output_field = IntegerField()
    template = "greatest(%(expressions)s, 0)"
    arg_joiner = " - "

    def __init__(self, first: Expression | F, second: Expression | F):
        super().__init__(second, first)


def or_null(column: str) -> Expression:
    """A text column whose empty text means that nothing is set."""
    return NullIf(F(column), Value(""), output_field=CharField())
