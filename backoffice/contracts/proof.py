"""Compares every contract with the ledger and with the pupils, and says what does not agree. Nothing is changed.

A few statements over all rows; each sees one moment of its own, so that what moves meanwhile is no finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from backoffice import money

SHOWN = 50  # findings of each kind that the report spells out; all are counted
TOTALS = "SELECT (SELECT count(*) FROM backoffice_contract), (SELECT count(*) FROM backoffice_contractline)"
NAME = "coalesce(nullif(c.number, ''), '—') AS number, c.id"
OF_LEDGER = """(SELECT e.subject_id, a.period_id, sum(e.reserved) AS reserved, sum(e.written_off) AS written_off
        FROM backoffice_ledgerentry e JOIN backoffice_certificateaccount a ON a.id = e.account_id
        WHERE e.subject_type = 'contract' GROUP BY e.subject_id, a.period_id)"""
# Of an offer nothing is reserved yet where the Rules say that it is at the acceptance.
RESERVED = f"""
    SELECT {NAME}, coalesce(l.planned, 0) AS sum_planned, coalesce(l.spent, 0) AS sum_spent,
        coalesce(e.reserved, 0) AS sum_reserved, coalesce(e.written_off, 0) AS sum_written_off
    FROM (SELECT contract_id, period_id, sum(certificate_part) FILTER (WHERE status = 'PLANNED') AS planned,
            sum(certificate_part) FILTER (WHERE status = 'WRITTEN_OFF') AS spent
        FROM backoffice_contractline WHERE certificate_part > 0 GROUP BY contract_id, period_id) l
    FULL JOIN {OF_LEDGER} e ON (e.subject_id, e.period_id) = (l.contract_id, l.period_id)
    LEFT JOIN backoffice_contract c ON c.id = coalesce(l.contract_id, e.subject_id)
    WHERE (coalesce(l.planned, 0), coalesce(l.spent, 0))
            IS DISTINCT FROM (coalesce(e.reserved, 0), coalesce(e.written_off, 0))
        AND NOT (c.status = 'OFFERED' AND e.subject_id IS NULL)
    ORDER BY c.id
"""
SUMS = f"""
    SELECT {NAME}, c.certificate_part AS sum_certificate, c.family_part AS sum_family,
        coalesce(sum(l.certificate_part), 0) AS sum_of_months, coalesce(sum(l.family_part), 0) AS sum_family_months
    FROM backoffice_contract c LEFT JOIN backoffice_contractline l ON l.contract_id = c.id
    WHERE c.offered_on IS NOT NULL GROUP BY c.id
    HAVING (c.certificate_part, c.family_part)
        <> (coalesce(sum(l.certificate_part), 0), coalesce(sum(l.family_part), 0))
    ORDER BY c.id
"""
PUPILS = f"""
    SELECT {NAME}, c.status, coalesce(e.status, '—') AS pupil FROM backoffice_contract c
    LEFT JOIN backoffice_enrollment e ON e.request_id = c.request_id
    WHERE (c.status IN ('ACTIVE', 'TERMINATING')) IS DISTINCT FROM (coalesce(e.status, '') = 'ACTIVE') ORDER BY c.id
"""
WITHOUT_CONTRACT = """
    SELECT e.request_id AS request FROM backoffice_enrollment e
    JOIN backoffice_enrollmentrequest r ON r.id = e.request_id AND r.register = 'CERTIFIED'
    WHERE e.status = 'ACTIVE' AND NOT EXISTS (SELECT FROM backoffice_contract c WHERE c.request_id = e.request_id)
    ORDER BY 1
"""
LATE = f"""
    SELECT {NAME}, to_char(coalesce(c.ended_on, c.ends_on), 'DD.MM.YYYY') AS day FROM backoffice_contract c
    WHERE c.status = 'ACTIVE' AND c.ends_on < %(on)s OR c.status = 'TERMINATING' AND c.ended_on < %(on)s ORDER BY c.id
"""
MONTHS = f"""
    SELECT {NAME}, l.status, to_char(l.starts_on, 'DD.MM.YYYY') AS day FROM backoffice_contractline l
    JOIN backoffice_contract c ON c.id = l.contract_id
    WHERE l.status = 'PLANNED' AND (c.status NOT IN ('OFFERED', 'ACCEPTED', 'ACTIVE', 'TERMINATING')
            OR c.status IN ('ACTIVE', 'TERMINATING') AND l.starts_on <= %(on)s
            OR c.status = 'TERMINATING' AND l.starts_on > c.ended_on)
        OR l.status = 'WRITTEN_OFF' AND (c.status NOT IN ('ACTIVE', 'TERMINATING', 'CLOSED') OR l.starts_on > %(on)s)
    ORDER BY c.id, l.starts_on
"""
LEAVING = f"""
    SELECT {NAME}, to_char(c.ended_on, 'DD.MM.YYYY') AS day,
        coalesce(to_char(h.leaves_on, 'DD.MM.YYYY'), '—') AS leaves
    FROM backoffice_contract c LEFT JOIN (
        SELECT DISTINCT ON (request_id) request_id, leaves_on FROM backoffice_placehold ORDER BY request_id, id DESC) h
        ON h.request_id = c.request_id
    WHERE c.status = 'TERMINATING' AND h.leaves_on IS DISTINCT FROM c.ended_on
        OR c.status = 'ACTIVE' AND h.leaves_on IS NOT NULL ORDER BY c.id
"""
WHICH = "Договор № {number} (запись {id}): "
CHECKS: dict[str, str] = {
    WHICH
    + "по плану в резерве {sum_planned} и списано {sum_spent}, а по записям — {sum_reserved} и {sum_written_off}.": (
        RESERVED
    ),
    WHICH
    + "части сертификата и семьи — {sum_certificate} и {sum_family}, а по месяцам — {sum_of_months}"
    + " и {sum_family_months}.": SUMS,
    WHICH + "состояние договора {status}, а обучающегося — {pupil}.": PUPILS,
    "Заявка № {request}: по сертифицированной программе обучают без договора.": WITHOUT_CONTRACT,
    WHICH + "последний день {day} прошёл, а договор не завершён.": LATE,
    WHICH + "месяц с {day} в состоянии {status}, хотя не должен.": MONTHS,
    WHICH + "последний день — {day}, а место освобождается {leaves}.": LEAVING,
}


@dataclass(frozen=True)
class Report:
    """What was read and found. `findings` counts all, `lines` spells at most `SHOWN` of each kind out."""

    on: date
    contracts: int
    months: int
    findings: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it in Russian."""
        head = f"Сверка договоров, {self.on:%d.%m.%Y}: договоров {self.contracts}, месяцев {self.months}."
        if not self.findings:
            return f"{head} Расхождений нет."
        more = self.findings - len(self.lines)
        tail = [f"И ещё {more}: устраните показанное и повторите сверку."] * bool(more)
        return "\n".join([f"{head} Расхождений: {self.findings}.", *self.lines, *tail])


def count(*, on: date) -> Report:
    """Read everything; `on` is the day that counts as today."""
    with connection.cursor() as cursor:
        cursor.execute(TOTALS)
        contracts, months = cursor.fetchone()
        findings, lines = 0, []
        for words, rows in CHECKS.items():
            counted = f"SELECT count(*) OVER () AS found, * FROM ({rows}) AS rows LIMIT {SHOWN}"
            cursor.execute(counted, {"on": on})
            names = [column.name for column in cursor.description]
            found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            findings += found[0]["found"] if found else 0
            lines += [words.format(**_as_text(row)) for row in found]
    return Report(on, contracts, months, findings, tuple(lines))


def _as_text(row: dict) -> dict[str, str]:
    """Columns named sum… are kopecks."""
    return {name: money.text(int(value)) if name.startswith("sum_") else str(value) for name, value in row.items()}
