"""Counts every place anew and says what does not agree. A few statements over all rows; nothing is changed.

Each statement sees one moment of its own, so that places which move meanwhile are no finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from backoffice.enrollments.models import EnrollmentRequest

SHOWN = 50  # findings of each kind that the report spells out; all are counted
TOTALS = """SELECT (SELECT count(*) FROM backoffice_groupplaces),
    (SELECT count(*) FROM backoffice_placehold WHERE status <> 'FREED')"""

# Words of a finding, and the rows that are findings.
TAKEN = """
    SELECT p.group_id AS "group", p.taken, count(h.id) AS counted FROM backoffice_groupplaces p
    LEFT JOIN backoffice_placehold h ON h.group_id = p.group_id AND h.status <> 'FREED'
    GROUP BY p.group_id HAVING p.taken <> count(h.id) ORDER BY p.group_id
"""
WAITING = """
    SELECT p.group_id AS "group", p.waiting, count(w.id) AS counted FROM backoffice_groupplaces p
    LEFT JOIN backoffice_waitinglistentry w ON w.group_id = p.group_id AND w.status = 'WAITING'
    GROUP BY p.group_id HAVING p.waiting <> count(w.id) ORDER BY p.group_id
"""
TICKETS = """
    SELECT p.group_id AS "group", p.last_ticket AS last, coalesce(max(w.ticket), 0) AS highest, count(w.id) AS given
    FROM backoffice_groupplaces p LEFT JOIN backoffice_waitinglistentry w ON w.group_id = p.group_id
    GROUP BY p.group_id HAVING p.last_ticket <> coalesce(max(w.ticket), 0) OR p.last_ticket <> count(w.id)
    ORDER BY p.group_id
"""
OF_ENTRY = """
    SELECT e.number, p.taken, count(h.id) AS counted FROM backoffice_entryplaces p
    JOIN backoffice_programregisterentry e ON e.id = p.entry_id
    LEFT JOIN backoffice_placehold h ON h.entry_id = p.entry_id AND h.status <> 'FREED'
    GROUP BY p.entry_id, e.number HAVING p.taken <> count(h.id) ORDER BY p.entry_id
"""
# A pupil who leaves at the end of the month is still taught when the place has passed on already.
FILLED = """
    SELECT coalesce(h.request_id, e.request_id) AS request, coalesce(h.group_id::text, '—') AS place,
        coalesce(e.group_id::text, '—') AS taught
    FROM (SELECT request_id, group_id FROM backoffice_placehold WHERE status = 'FILLED') h
    FULL JOIN (SELECT request_id, group_id FROM backoffice_enrollment WHERE status = 'ACTIVE' AND request_id NOT IN (
            SELECT left_.request_id FROM backoffice_placehold left_
            JOIN backoffice_placehold taken ON taken.follows_id = left_.id AND taken.status <> 'FREED'
            WHERE left_.status = 'FREED' AND left_.leaves_on IS NOT NULL)) e
        ON e.request_id = h.request_id
    WHERE h.group_id IS DISTINCT FROM e.group_id ORDER BY 1
"""
FOLLOWS = """
    SELECT n.request_id AS request, n.group_id AS "group" FROM backoffice_placehold n
    JOIN backoffice_placehold b ON b.id = n.follows_id
    JOIN backoffice_enrollmentrequest r ON r.id = n.request_id
    WHERE n.status <> 'FREED' AND (b.status <> 'FREED' OR b.leaves_on IS NULL
        OR b.leaves_on >= r.starts_on AND EXISTS (
            SELECT FROM backoffice_enrollment e WHERE e.request_id = b.request_id AND e.status = 'ACTIVE'))
    ORDER BY 1
"""
HELD = """
    SELECT coalesce(h.request_id, r.id) AS request, coalesce(h.group_id::text, '—') AS place,
        coalesce(r.group_id::text, '—') AS asked
    FROM (SELECT request_id, group_id FROM backoffice_placehold WHERE status = 'HELD') h
    FULL JOIN (SELECT id, group_id FROM backoffice_enrollmentrequest WHERE status = ANY(%(holding)s)) r
        ON r.id = h.request_id
    WHERE h.group_id IS DISTINCT FROM r.group_id ORDER BY 1
"""
IN_LIST = """
    SELECT coalesce(w.request_id, r.id) AS request, coalesce(w.status, '—') AS entry, coalesce(r.status, '—') AS state
    FROM (SELECT request_id, status FROM backoffice_waitinglistentry WHERE status IN ('WAITING', 'OFFERED')) w
    FULL JOIN (SELECT id, status FROM backoffice_enrollmentrequest WHERE status IN ('WAITING_LIST', 'OFFERED')) r
        ON r.id = w.request_id
    WHERE (w.status = 'WAITING') IS DISTINCT FROM (r.status = 'WAITING_LIST') ORDER BY 1
"""
# What happened last to each entry is what it is now, and it never changed its turn.
BY_THE_LOG = """
    SELECT w.group_id AS "group", w.ticket, w.status, coalesce(m.what, '—') AS what
    FROM backoffice_waitinglistentry w LEFT JOIN (
        SELECT DISTINCT ON (entry_id) entry_id, what, rank, ticket FROM backoffice_waitinglistmove
        ORDER BY entry_id, id DESC) m ON m.entry_id = w.id
    WHERE (w.rank, w.ticket, w.status) IS DISTINCT FROM
        (m.rank, m.ticket, CASE WHEN m.what IN ('JOINED', 'RENEWED') THEN 'WAITING' ELSE m.what END)
    ORDER BY w.group_id, w.ticket
"""
# Held by open requests, used by enrollments; who left before the first lesson has used nothing.
VOLUMES = """
    SELECT coalesce(c.number, '?') AS number, coalesce(v.register, t.register) AS register,
        coalesce(v.programs_reserved, 0) AS held, coalesce(v.programs_used, 0) AS used,
        coalesce(v.hours_reserved, 0) AS hours_held, coalesce(v.hours_used, 0) AS hours_used,
        coalesce(t.programs_reserved, 0) AS counted_held, coalesce(t.programs_used, 0) AS counted_used,
        coalesce(t.hours_reserved, 0) AS counted_hours_held, coalesce(t.hours_used, 0) AS counted_hours_used
    FROM backoffice_servicevolume v
    FULL JOIN (
        SELECT r.certificate_id, r.period_id, r.register, count(*) FILTER (WHERE e.id IS NULL) AS programs_reserved,
            count(e.id) AS programs_used, sum(r.hours) FILTER (WHERE e.id IS NULL) AS hours_reserved,
            sum(r.hours) FILTER (WHERE e.id IS NOT NULL) AS hours_used
        FROM backoffice_enrollmentrequest r LEFT JOIN backoffice_enrollment e ON e.request_id = r.id
        WHERE r.status = ANY(%(holding)s)
            OR e.id IS NOT NULL AND NOT (e.status = 'WITHDRAWN' AND e.ended_on < e.starts_on)
        GROUP BY r.certificate_id, r.period_id, r.register) t
        ON (t.certificate_id, t.period_id, t.register) = (v.certificate_id, v.period_id, v.register)
    LEFT JOIN backoffice_certificate c ON c.id = coalesce(v.certificate_id, t.certificate_id)
    WHERE (coalesce(v.programs_reserved, 0), coalesce(v.programs_used, 0), coalesce(v.hours_reserved, 0),
        coalesce(v.hours_used, 0)) IS DISTINCT FROM (coalesce(t.programs_reserved, 0), coalesce(t.programs_used, 0),
        coalesce(t.hours_reserved, 0), coalesce(t.hours_used, 0))
    ORDER BY c.number, 2
"""
OF_VOLUME = (
    "{number}, {register}: программ в резерве {held} и начато {used}, часов {hours_held} и {hours_used}, а по заявкам"
    " и зачислениям — {counted_held} и {counted_used}, {counted_hours_held} и {counted_hours_used}"
)
CHECKS: dict[str, str] = {
    "Группа № {group}: занятых мест записано {taken}, а по заявкам и обучающимся — {counted}.": TAKEN,
    "Группа № {group}: в листе ожидания записано {waiting}, а ждут — {counted}.": WAITING,
    "Группа № {group}: последний номер листа ожидания {last}, а выдано {given}, до номера {highest}.": TICKETS,
    "Запись реестра {number}: занятых мест записано {taken}, а по заявкам и обучающимся — {counted}.": OF_ENTRY,
    "Заявка № {request}: место занято в группе № {place}, а ребёнок обучается в группе № {taught}.": FILLED,
    "Заявка № {request}: место в группе № {group} принято от обучающегося, который его не освободил.": FOLLOWS,
    "Заявка № {request}: место хранится в группе № {place}, а открыта заявка в группу № {asked}.": HELD,
    "Заявка № {request}: в листе ожидания {entry}, а состояние заявки {state}.": IN_LIST,
    "Группа № {group}: номер {ticket} листа ожидания в состоянии {status}, а в журнале листа {what}.": BY_THE_LOG,
    f"Сертификат {OF_VOLUME}.": VOLUMES,
}


@dataclass(frozen=True)
class Report:
    """What was read and found. `findings` counts all, `lines` spells at most `SHOWN` of each kind out."""

    on: date
    groups: int
    holds: int
    findings: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it in Russian."""
        head = f"Сверка мест и листов ожидания, {self.on:%d.%m.%Y}: групп {self.groups}, занятых мест {self.holds}."
        if not self.findings:
            return f"{head} Расхождений нет."
        more = self.findings - len(self.lines)
        tail = [f"И ещё {more}: устраните показанное и повторите сверку."] * bool(more)
        return "\n".join([f"{head} Расхождений: {self.findings}.", *self.lines, *tail])


def count(*, on: date) -> Report:
    """Read everything; `on` is the day of the report."""
    holding = [status.value for status in EnrollmentRequest.HOLDING]
    with connection.cursor() as cursor:
        cursor.execute(TOTALS)
        groups, holds = cursor.fetchone()
        findings, lines = 0, []
        for words, rows in CHECKS.items():
            counted = f"SELECT count(*) OVER () AS found, * FROM ({rows}) AS rows LIMIT {SHOWN}"
            cursor.execute(counted, {"holding": holding})
            names = [column.name for column in cursor.description]
            found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            findings += found[0]["found"] if found else 0
            lines += [words.format(**row) for row in found]
    return Report(on, groups, holds, findings, tuple(lines))
