"""What Python computes for the ordinary executor, said in SQL for compiled reads. One expression for each kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DecimalField,
    Expression,
    F,
    Field,
    Func,
    IntegerField,
    TextField,
    Value,
)
from django.db.models.functions import Cast, NullIf, Trim

from backoffice.money import MINUS, NO_BREAK_SPACE
from backoffice.statements import today

AS_WE_DO = (CharField, TextField, IntegerField, BooleanField, DateField)  # in JSON; a moment is a DateField too


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


class Sentence(Func):
    """Texts joined by a blank; those that are empty leave no gap."""

    output_field = TextField()
    template = "concat_ws(' ', %(expressions)s)"

    def __init__(self, *columns: str):
        super().__init__(*(NullIf(F(column), Value(""), output_field=CharField()) for column in columns))


class Numbered(Func):
    """A number with its word, as `backoffice.money.plural` chooses it: `1 голос`, `2 голоса`, `5 голосов`."""

    output_field = TextField()
    template = (
        "(SELECT n || ' ' || CASE WHEN mod(n, 100) BETWEEN 11 AND 14 THEN '{many}' WHEN mod(n, 10) = 1 THEN '{one}'"
        " WHEN mod(n, 10) BETWEEN 2 AND 4 THEN '{few}' ELSE '{many}' END FROM (SELECT %(expressions)s AS n) counted)"
    )

    def __init__(self, number: Expression | F, one: str, few: str, many: str):
        super().__init__(number, template=self.template.format(one=one, few=few, many=many))


class MomentText(Func):
    """A moment in the region's time, as people write it: `12.03.2026 14:05`."""

    output_field = TextField()

    def __init__(self, column: str):
        zone = settings.TIME_ZONE
        super().__init__(F(column), template=f"to_char(%(expressions)s AT TIME ZONE '{zone}', 'DD.MM.YYYY HH24:MI')")


class Written(Func):
    """A day as people write it, or in another form of PostgreSQL's `to_char`."""

    output_field = TextField()

    def __init__(self, column: str, form: str = "DD.MM.YYYY"):
        super().__init__(F(column), template=f"to_char(%(expressions)s, '{form}')")


class LastWord(Func):
    """A word of a dotted reference, counted from its end: -1 is the last."""

    output_field = TextField()

    def __init__(self, column: str, place: int):
        super().__init__(F(column), template=f"split_part(%(expressions)s, '.', {place})")


class _SearchText(Func):
    """Words alone, in small letters, «ё» as «е»; of a text that is looked for without its edges."""

    function = "search_text"
    output_field = TextField()


class Says(Func):
    """Whether a column has a text in it, given as a value or as a parameter; an empty one is in every column."""

    template = "(position(%(expressions)s) > 0)"
    arg_joiner = " IN "
    output_field = BooleanField()

    def __init__(self, column: str, text: Any):
        asked = Value(text, TextField()) if isinstance(text, str) else text
        super().__init__(Trim(_SearchText(asked)), _SearchText(F(column)))


class DaysBetween(Func):
    """Calendar days from the first day to the second; 0 if that is earlier."""

    output_field = IntegerField()
    template = "greatest(%(expressions)s, 0)"
    arg_joiner = " - "

    def __init__(self, first: Expression | F, second: Expression | F):
        super().__init__(second, first)


class LastDayBefore(Func):
    """`calendar.last_day_before`: when a term of so many working days begins that is over by a day.

    Null without a term, or where the calendar is not loaded.
    """

    output_field = DateField()

    def __init__(self, end: str, days: str):
        super().__init__(F(end), F(days))

    def as_sql(self, compiler, connection, **extra):
        (end, params), (days, more) = map(compiler.compile, self.source_expressions)
        working = f"FROM backoffice_calendarday WHERE day <= {end} AND kind <> 'OFF' ORDER BY day DESC"
        nth = f"SELECT day {working} OFFSET {days} - 1 LIMIT 1"
        loaded = f"(SELECT count(*) FROM backoffice_calendarday WHERE day BETWEEN nth.day AND {end})"
        known = f"SELECT nth.day - 1 FROM ({nth}) nth WHERE {loaded} = {end} - nth.day + 1"
        return f"CASE WHEN {days} > 0 THEN ({known}) END", [*more, *params, *more, *params, *params]


class WorkingDaysLeft(Func):
    """`calendar.working_days_between` today and the last day of a term that is over at a moment.

    Null without a term, or where the calendar is not loaded.
    """

    output_field = IntegerField()

    def __init__(self, over_at: str):
        super().__init__(F(over_at), today())

    def as_sql(self, compiler, connection, **extra):
        (over, params), (now, more) = map(compiler.compile, self.source_expressions)
        last = f"(({over} - interval '1 second') AT TIME ZONE '{settings.TIME_ZONE}')::date"
        span = f"SELECT {last} AS last, ({now})::date AS today"
        days = "day > least(span.last, span.today) AND day <= greatest(span.last, span.today)"
        counted = "sign(span.last - span.today)::int * count(*) FILTER (WHERE kind <> 'OFF')::int"
        known = f"SELECT CASE WHEN count(day) = abs(span.last - span.today) THEN {counted} END"
        calendar = f"({span}) span LEFT JOIN backoffice_calendarday ON {days} GROUP BY span.last, span.today"
        return f"({known} FROM {calendar})", [*params, *more]


class GlobalId(Func):
    """The opaque id of a row: its type and its key; null without a key."""

    output_field = TextField()

    def __init__(self, type_name: str, column: str = "pk"):
        super().__init__(F(column), template=f"encode(convert_to('{type_name}:' || %(expressions)s, 'UTF8'), 'base64')")


class Cursor(Func):
    """The place of a row in an order, as `connections.cursor_of` writes it: the order's name, then its columns."""

    output_field = TextField()
    URL_SAFE = r"E'+/\n', '-_'"

    def __init__(self, order: str, columns: Iterable[str]):
        array = f"json_build_array('{order}', %(expressions)s)::text"
        template = f"translate(encode(convert_to({array}, 'UTF8'), 'base64'), {self.URL_SAFE})"
        super().__init__(*map(F, columns), template=template)


def in_json(column: Field) -> Expression | F | None:
    """A column as the ordinary executor would write it; None if PostgreSQL writes it in another way."""
    if isinstance(column, DecimalField):
        return Cast(column.name, TextField())
    return F(column.name) if isinstance(column, AS_WE_DO) else None


def or_null(column: str) -> Expression:
    """A text column whose empty text means that nothing is set."""
    return NullIf(F(column), Value(""), output_field=CharField())
