"""What the rules in force say: terms, numbers, grounds; and the correction of a calendar day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from backoffice import journal
from backoffice.acts import calendar
from backoffice.acts.models import CalendarDay, RefusalGround, Setting
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.units.models import Unit

CALENDAR_RULE = "Трудовой кодекс, ст. 112"
# Every new step asks for its term, so it is one statement: `in_force`, then `calendar.add_days`, and when to warn.
IN_FORCE = "valid_from <= %(on)s AND (valid_to IS NULL OR valid_to > %(on)s)"
TERM = f"""
    WITH rule AS (
        SELECT days, in_working_days,
               CASE WHEN in_working_days THEN %(on)s::date ELSE %(on)s::date + days - 1 END AS start,
               CASE WHEN in_working_days THEN days ELSE 1 END AS counted
        FROM backoffice_deadlinerule
        WHERE process = %(process)s AND step = %(step)s AND {IN_FORCE}
          AND (territory_id IS NULL OR territory_id = %(territory)s)
        ORDER BY territory_id NULLS LAST, valid_from DESC LIMIT 1
    )
    SELECT rule.days, rule.in_working_days, last.day,
           coalesce(rule.days > 0 AND last.loaded = last.day - rule.start, FALSE),
           (SELECT value FROM backoffice_setting WHERE code = 'WARNING_PERCENT' AND {IN_FORCE}
            AND territory_id IS NULL ORDER BY valid_from DESC LIMIT 1)
    FROM rule LEFT JOIN LATERAL (
        {calendar.NTH_WORKING_DAY.format(start="rule.start", days="greatest(rule.counted, 1)")}
    ) AS last ON TRUE
"""


WORKING_DAYS = f"""
    SELECT last.day, rule.days > 0 AND last.loaded = last.day - %(on)s::date FROM (
        SELECT value::int AS days FROM backoffice_setting
        WHERE code = %(code)s AND {IN_FORCE} AND (territory_id IS NULL OR territory_id = %(territory)s)
        ORDER BY territory_id NULLS LAST, valid_from DESC LIMIT 1
    ) AS rule LEFT JOIN LATERAL (
        {calendar.NTH_WORKING_DAY.format(start="%(on)s::date", days="greatest(rule.days, 1)")}
    ) AS last ON TRUE
"""


class RuleMissing(LookupError):
    """No rule is in force where the work needs one: the reference data is not loaded, or its dates leave a gap."""


@dataclass(frozen=True)
class Term:
    """How long a step may take, and when to warn of its end."""

    last_day: date
    share_before_warning: float | None


def term(process: str, step: str, *, on: date, territory: int | None = None) -> Term:
    """Find the term of a step that begins on day `on`; `calendar.moment` makes the time of its last day.

    :raises RuleMissing: when no rule gives the term.
    :raises CalendarMissing: when the calendar does not reach so far.
    """
    with connection.cursor() as cursor:
        cursor.execute(TERM, {"process": process, "step": step, "on": on, "territory": territory})
        found = cursor.fetchone()
    if not found:
        raise RuleMissing(f"No term of {process}.{step} is in force on {on:%Y-%m-%d}.")
    days, working, last_day, is_certain, percent = found
    if not is_certain:
        last_day = calendar.add_days(on, days, working)  # says what is wrong
    return Term(last_day, None if percent is None else float(percent) / 100)


def deadline(process: str, step: str, *, on: date, territory: int | None = None) -> date:
    """Find the last day of a step that begins on day `on`, as `term` does."""
    return term(process, step, on=on, territory=territory).last_day


def setting(code: str, *, on: date, territory: int | None = None) -> Decimal:
    """Read a number of the Rules as it is on day `on`, in the unit that its row names.

    :raises RuleMissing: when no row gives it.
    """
    return settings(code, on=on, territory=territory)[0]


def settings(*codes: str, on: date, territory: int | None = None) -> list[Decimal]:
    """Read several numbers of the Rules at once, in the order of their codes.

    :raises RuleMissing: when no row gives one of them.
    """
    rows = Setting.objects.in_force(on=on, territory=territory).filter(code__in=codes)
    known = {row.code: row.value for row in reversed(rows)}  # the row that rules is the first, so it is kept
    if missing := [code for code in codes if code not in known]:
        raise RuleMissing(f"No setting {', '.join(missing)} is in force on {on:%Y-%m-%d}.")
    return [known[code] for code in codes]


def working_days_of(code: str, *, on: date, territory: int | None = None) -> date:
    """The last day of so many working days after day `on` as a setting says, in one statement.

    :raises RuleMissing: when no row gives the setting.
    :raises CalendarMissing: when the calendar does not reach so far.
    """
    with connection.cursor() as cursor:
        cursor.execute(WORKING_DAYS, {"code": code, "on": on, "territory": territory})
        found = cursor.fetchone()
    if not found or not found[1]:  # these say what is wrong
        return calendar.working_days_after(on, int(setting(code, on=on, territory=territory)))
    last_day: date = found[0]
    return last_day


def grounds(process: str, *, on: date) -> list[RefusalGround]:
    """List the grounds of the region on which `process` may refuse on day `on`, one of each code.

    :raises RuleMissing: when there is none: a process without grounds could never refuse.
    """
    oldest_first = RefusalGround.objects.in_force(on=on).filter(process=process).order_by("valid_from", "pk")
    by_code = {ground.code: ground for ground in oldest_first}
    if not by_code:
        raise RuleMissing(f"No ground of {process} is in force on {on:%Y-%m-%d}.")
    return sorted(by_code.values(), key=lambda ground: ground.pk)


def why_not_correct_day(day: date) -> Iterator[Refusal]:
    """Yield what speaks against correcting a day: a year begins whole, not with one day."""
    if not CalendarDay.objects.filter(pk=day).exists():
        text = f"Производственный календарь на {day.year} год не загружен."
        yield Refusal("YEAR_NOT_LOADED", text, CALENDAR_RULE, "Сначала загрузите календарь этого года.", ("day",))


def correct_day(day: date, kind: CalendarDay.Kind, ground: str, region: Unit, act: Act) -> CalendarDay:
    """Overrule the loaded kind of a day, on the ground of an act; loading the calendar again keeps it.

    The journal knows subjects by number and a day has none, so the entry is about the region and names the day.

    :raises CalendarMissing: when its year is not loaded.
    """
    row = CalendarDay.objects.select_for_update(no_key=True).filter(pk=day).first()
    if row is None:
        raise calendar.CalendarMissing(day)
    before = row.get_kind_display()
    row.kind, row.ground = kind, ground
    row.save(update_fields=["kind", "ground"])
    note = f"{day:%d.%m.%Y}: {before} → {row.get_kind_display()}. Основание: {ground}"
    journal.record("calendar.corrected", region, act, note)
    return row


def the_rule(rows, *, on: date, territory: int | None = None):
    """Take the one row of a queryset of rules that holds on day `on`, the territory's own before the region's.

    :raises RuleMissing: when none does.
    """
    row = rows.in_force(on=on, territory=territory).first()
    if row is None:
        raise RuleMissing(f"No row of {rows.model.__name__} is in force on {on:%Y-%m-%d}.")
    return row
