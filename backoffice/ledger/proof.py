"""Replays the whole ledger and says what does not agree. A few statements over all rows; nothing is changed.

Each statement sees one moment of its own, so that money which moves meanwhile is no finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from backoffice import money
from backoffice.funding import period_end, quotas
from backoffice.funding.models import Quota

SHOWN = 50  # findings of each kind that the report spells out; all are counted
PERIOD = (
    "CASE WHEN p.id IS NULL THEN '?' ELSE to_char(p.starts_on, 'DD.MM.YYYY–') || to_char(p.ends_on, 'DD.MM.YYYY') END"
)
OF_ACCOUNT = """LEFT JOIN backoffice_certificate c ON c.id = a.certificate_id
    LEFT JOIN backoffice_fundingperiod p ON p.id = a.period_id"""
WHOSE = f"coalesce(c.number, '?') AS number, {PERIOD} AS period"
ISSUERS = """SELECT issuer_id FROM backoffice_certificate WHERE id = a.certificate_id
    UNION ALL SELECT unnest(ARRAY[leaves_id, enters_id]) FROM backoffice_certificatemove
    WHERE certificate_id = a.certificate_id AND status = 'ACCEPTED'"""

TOTALS = "SELECT (SELECT count(*) FROM backoffice_certificateaccount), (SELECT count(*) FROM backoffice_ledgerentry)"
# Words of a finding, and the rows that are findings. Columns named sum… are kopecks.
REPLAY = f"""
    SELECT {WHOSE}, r.nominal AS sum_nominal, r.balance AS sum_balance, r.reserved AS sum_reserved,
        r.written_off AS sum_spent, r.expired AS sum_expired, a.nominal AS sum_has_nominal,
        a.balance AS sum_has_balance, a.reserved AS sum_has_reserved, a.written_off AS sum_has_spent,
        a.expired AS sum_has_expired
    FROM backoffice_certificateaccount a
    FULL JOIN (SELECT account_id, -sum(fund) AS nominal, sum(balance) AS balance, sum(reserved) AS reserved,
        sum(written_off) AS written_off, sum(expired) AS expired FROM backoffice_ledgerentry GROUP BY account_id) r
        ON r.account_id = a.id
    {OF_ACCOUNT}
    WHERE r.account_id IS NOT NULL AND (a.nominal, a.balance, a.reserved, a.written_off, a.expired)
        IS DISTINCT FROM (r.nominal, r.balance, r.reserved, r.written_off, r.expired)
    ORDER BY a.id
"""
WITHOUT_ENTRIES = f"""
    SELECT {WHOSE}, a.nominal AS sum_nominal FROM backoffice_certificateaccount a {OF_ACCOUNT}
    WHERE NOT EXISTS (SELECT FROM backoffice_ledgerentry e WHERE e.account_id = a.id) ORDER BY a.id
"""
NOT_ZERO = f"""
    SELECT e.id, {WHOSE}, e.fund + e.balance + e.reserved + e.written_off + e.expired AS sum_rest
    FROM backoffice_ledgerentry e LEFT JOIN backoffice_certificateaccount a ON a.id = e.account_id {OF_ACCOUNT}
    WHERE e.fund + e.balance + e.reserved + e.written_off + e.expired <> 0 ORDER BY e.id
"""
BELOW_ZERO = f"""
    SELECT h.id, {WHOSE}, h.lowest AS sum_lowest FROM (
        SELECT account_id, min(lowest) AS lowest, min(id) AS id FROM (
            SELECT id, account_id, least(-sum(fund) OVER so_far, sum(balance) OVER so_far, sum(reserved) OVER so_far,
                sum(written_off) OVER so_far, sum(expired) OVER so_far) AS lowest
            FROM backoffice_ledgerentry WINDOW so_far AS (PARTITION BY account_id ORDER BY id ROWS UNBOUNDED PRECEDING)
        ) AS history WHERE lowest < 0 GROUP BY account_id) h
    LEFT JOIN backoffice_certificateaccount a ON a.id = h.account_id {OF_ACCOUNT} ORDER BY h.id
"""
ANOTHERS_RESERVE = f"""
    SELECT s.subject_type AS kind, s.subject_id AS key, {WHOSE}, s.lowest AS sum_lowest FROM (
        SELECT account_id, subject_type, subject_id, least(sum(reserved), sum(written_off)) AS lowest
        FROM backoffice_ledgerentry WHERE kind IN ('RESERVE', 'RELEASE', 'WRITE_OFF', 'ADJUST')
        GROUP BY account_id, subject_type, subject_id HAVING least(sum(reserved), sum(written_off)) < 0) s
    LEFT JOIN backoffice_certificateaccount a ON a.id = s.account_id {OF_ACCOUNT}
    ORDER BY s.account_id, s.subject_type, s.subject_id
"""
WRONG_WAY_BACK = f"""
    SELECT e.id, {WHOSE}, e.balance + e.expired AS sum_back
    FROM backoffice_ledgerentry e JOIN backoffice_certificateaccount a ON a.id = e.account_id {OF_ACCOUNT}
    WHERE e.kind IN ('RELEASE', 'ADJUST') AND (e.balance > 0) <> (e.effective_on <= p.ends_on) ORDER BY e.id
"""
# A quota's counters are compared with the entries written for it; so what comes onto an account is written for one.
PAST_THE_QUOTA = f"""
    SELECT e.id, {WHOSE}, -e.fund AS sum_given
    FROM backoffice_ledgerentry e LEFT JOIN backoffice_certificateaccount a ON a.id = e.account_id {OF_ACCOUNT}
    WHERE (e.kind = 'GRANT' OR e.fund <> 0 AND e.subject_type = 'quota') AND NOT EXISTS (
        SELECT FROM backoffice_quota q WHERE e.subject_type = 'quota' AND q.id = e.subject_id AND q.period_id = p.id)
    ORDER BY e.id
"""
CARRIED_AMISS = """
    SELECT coalesce(c.number, '?') AS number, -sum(e.fund) AS sum_beside
    FROM backoffice_ledgerentry e LEFT JOIN backoffice_certificateaccount a ON a.id = e.account_id
    LEFT JOIN backoffice_certificate c ON c.id = a.certificate_id
    WHERE e.kind = 'NOMINAL_CHANGE' AND e.subject_type <> 'quota' GROUP BY c.id HAVING sum(e.fund) <> 0 ORDER BY c.id
"""
FOREIGN_PERIOD = f"""
    SELECT {WHOSE}, u.name AS place FROM backoffice_certificateaccount a {OF_ACCOUNT}
    LEFT JOIN backoffice_unit u ON u.id = p.municipality_id
    WHERE p.municipality_id NOT IN ({ISSUERS}) ORDER BY a.id
"""
FOREIGN_VOLUME = f"""
    SELECT {WHOSE}, u.name AS place FROM backoffice_servicevolume a {OF_ACCOUNT}
    LEFT JOIN backoffice_unit u ON u.id = p.municipality_id
    WHERE p.municipality_id NOT IN ({ISSUERS}) ORDER BY a.id
"""
# Only where nobody's part of a period is kept any longer: who has no money of it then should have been turned.
FUNDED_WITHOUT_ACCOUNT = """
    SELECT c.number FROM backoffice_certificate c
    JOIN backoffice_fundingperiod p ON p.municipality_id = c.issuer_id AND p.id = ANY(%(running)s)
    WHERE c.funding_status = 'PERSONALISED_FUNDING' AND NOT EXISTS (
        SELECT FROM backoffice_certificateaccount a WHERE a.certificate_id = c.id AND a.period_id = p.id) ORDER BY c.id
"""
HAS = "номинал {0}nominal}, свободно {0}balance}, в резерве {0}reserved}, списано {0}spent}, сгорело {0}expired}"
WHERE = "Сертификат {number}, {period}: "
CHECKS: dict[str, str] = {
    WHERE + f"по записям {HAS.replace('{0}', '{sum_')}, а на счёте {HAS.replace('{0}', '{sum_has_')}.": REPLAY,
    WHERE + "на счёте нет ни одной записи, номинал {sum_nominal}.": WITHOUT_ENTRIES,
    WHERE + "запись № {id} не сходится в ноль, лишнее — {sum_rest}.": NOT_ZERO,
    WHERE + "после записи № {id} чего-то стало меньше нуля: {sum_lowest}.": BELOW_ZERO,
    WHERE + "по основанию {kind} № {key} возвращено или списано больше, чем было: {sum_lowest}.": ANOTHERS_RESERVE,
    WHERE + "запись № {id} вернула {sum_back} не туда: до конца периода — в остаток, после — сгорает.": WRONG_WAY_BACK,
    WHERE + "запись № {id} закрепила {sum_given} не из квоты этого периода.": PAST_THE_QUOTA,
    "Сертификат {number}: номинал изменён мимо квот на {sum_beside}, и это не перенос остатка.": CARRIED_AMISS,
    WHERE + "деньги муниципалитета «{place}», который этот сертификат не выдавал и не принимал.": FOREIGN_PERIOD,
    WHERE + "объём услуг муниципалитета «{place}», который сертификат не выдавал и не принимал.": FOREIGN_VOLUME,
    "Сертификат {number}: статус персонифицированного финансирования, а счёта на сегодня нет.": FUNDED_WITHOUT_ACCOUNT,
}


@dataclass(frozen=True)
class Report:
    """What a replay has read and found. `findings` counts all, `lines` spells at most `SHOWN` of each kind out."""

    on: date
    accounts: int
    entries: int
    findings: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it in Russian."""
        head = f"Сверка средств на сертификатах, {self.on:%d.%m.%Y}: счетов {self.accounts}, записей {self.entries}."
        if not self.findings:
            return f"{head} Расхождений нет."
        more = self.findings - len(self.lines)
        tail = [f"И ещё {more}: устраните показанное и повторите сверку."] * bool(more)
        return "\n".join([f"{head} Расхождений: {self.findings}.", *self.lines, *tail])


def replay(*, on: date) -> Report:
    """Read everything; `on` is the day that counts as today."""
    running = [period.pk for period in period_end.running(on=on)]
    with connection.cursor() as cursor:
        cursor.execute(TOTALS)
        accounts, entries = cursor.fetchone()
        findings, lines = 0, []
        for words, rows in CHECKS.items():
            counted = f"SELECT count(*) OVER () AS found, * FROM ({rows}) AS rows LIMIT {SHOWN}"
            cursor.execute(counted, {"running": running})
            names = [column.name for column in cursor.description]
            found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            findings += found[0]["found"] if found else 0
            lines += [words.format(**_as_text(row)) for row in found]
    drift = quotas.quota_drift()
    lines += [_drifted(*row) for row in drift[:SHOWN]]
    return Report(on, accounts, entries, findings + len(drift), tuple(lines))


def _drifted(quota_id: int, count: int, count_told: int, kopecks: int, kopecks_told: int) -> str:
    """In words, what a quota says and what its entries say."""
    quota = Quota.objects.select_related("period__municipality__unit", "category").get(pk=quota_id)
    return (
        f"{quota.period.municipality}, квота «{quota}»: на ней выдано {money.text(int(kopecks))}"
        f" на {count} сертификатов, а по записям — {money.text(int(kopecks_told))} на {count_told}."
    )


def _as_text(row: dict) -> dict[str, str]:
    """Columns named sum… are kopecks; what is not there is a dash."""
    return {
        name: "—" if value is None else money.text(int(value)) if name.startswith("sum_") else str(value)
        for name, value in row.items()
    }
