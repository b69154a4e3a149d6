"""The replay of the ledger: silent on sound data, and it finds every kind of damage."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from backoffice.access import Role
from backoffice.entitlements.models import ServiceVolume
from backoffice.funding.models import Quota
from backoffice.ledger import nightly, proof
from backoffice.ledger import services as ledger
from backoffice.ledger.models import CertificateAccount, LedgerCheck, LedgerEntry
from backoffice.units.models import Unit
from tests import factories, families, ledgers
from tests.races import race

pytestmark = pytest.mark.django_db
TABLES = ("backoffice_ledgerentry", "backoffice_certificateaccount")


@pytest.fixture
def account(db):
    """A funded certificate of this year, 1000 kopecks reserved, 400 spent, 100 given back."""
    funded = families.funded()
    on, ground = timezone.localdate(), ledgers.ground(subject=funded.certificate)
    with transaction.atomic():
        for key, move, amount in (("1", ledger.reserve, 1000), ("2", ledger.write_off, 400), ("3", ledger.adjust, 100)):
            move(funded, amount, ledgers.act(on), ground, key=key)
    return funded


@contextmanager
def unguarded(*constraints: str):
    """As the owner of the tables, who may take every guard away."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for name in constraints:
            table = TABLES[0] if "entry" in name else TABLES[1]
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        yield cursor


def found() -> str:
    """What a replay finds today, in words."""
    report = proof.replay(on=timezone.localdate())
    assert len(report.lines) == report.findings
    return "\n".join(report.lines)


def test_sound_data_say_nothing(account):
    report = proof.replay(on=timezone.localdate())
    assert (report.accounts, report.entries, report.findings) == (1, 4, 0), report.text
    assert report.text.endswith("счетов 1, записей 4. Расхождений нет.")


def test_an_account_that_was_moved_past_the_entries(account):
    with unguarded() as cursor:
        cursor.execute("UPDATE backoffice_certificateaccount SET balance = balance - 50, reserved = reserved + 50")
    assert "в резерве 6,00\u00a0₽" in found()
    assert "а на счёте" in found()
    assert account.certificate.number in found()


def test_a_changed_and_a_deleted_entry(account):
    with unguarded() as cursor:
        cursor.execute("DELETE FROM backoffice_ledgerentry WHERE kind = 'ADJUST'")
    assert "списано 4,00\u00a0₽" in found()
    assert "списано 3,00\u00a0₽" in found()
    with unguarded() as cursor:
        cursor.execute("DELETE FROM backoffice_ledgerentry")
    assert "нет ни одной записи" in found()


def test_an_entry_that_does_not_sum_to_zero(account):
    with unguarded("an_entry_sums_to_zero", "an_entry_moves_as_its_kind_says") as cursor:
        cursor.execute("UPDATE backoffice_ledgerentry SET balance = balance + 7 WHERE kind = 'GRANT'")
        cursor.execute("UPDATE backoffice_ledgerentry SET balance = balance - 7 WHERE kind = 'ADJUST'")
    assert found().count("не сходится в ноль") == 2


def test_a_history_that_was_below_zero_though_its_end_is_not(account):
    with unguarded() as cursor:
        cursor.execute("UPDATE backoffice_ledgerentry SET id = 10 ^ 9 WHERE kind = 'RESERVE'")
    assert "чего-то стало меньше нуля: \u22124,00\u00a0₽" in found()


def test_a_contract_that_spent_what_another_had_reserved(account):
    ledgers.insert(account, "WRITE_OFF", reserved=-100, written_off=100)
    assert "возвращено или списано больше, чем было: \u22121,00\u00a0₽" in found()


def test_money_that_came_back_free_after_the_end_of_its_period(account):
    with unguarded() as cursor:
        late = account.period.ends_on + timedelta(days=1)
        cursor.execute("UPDATE backoffice_ledgerentry SET effective_on = %s WHERE kind = 'ADJUST'", [late])
    assert "вернула 1,00\u00a0₽ не туда" in found()


def test_money_and_volumes_of_a_municipality_that_never_issued_the_certificate(account):
    elsewhere = families.period("novokuznetsk-city")
    with transaction.atomic():
        ledger.grant(ledger.account_of(account.certificate, elsewhere), 5, ledgers.act(), ledgers.ground(), key="чужие")
    ServiceVolume.objects.create(certificate=account.certificate, period=elsewhere, register="CERTIFIED")
    assert "который этот сертификат не выдавал" in found()
    assert "объём услуг муниципалитета" in found()
    assert account.certificate.moves.count() == 0
    account.certificate.moves.create(
        leaves=elsewhere.municipality,
        enters=account.certificate.issuer,
        address="—",
        status="ACCEPTED",
        requested_on=timezone.localdate(),
    )
    assert "не выдавал" not in found()


def test_a_funded_certificate_without_an_account_today(account):
    next_year = date(timezone.localdate().year + 1, 1, 1)
    assert proof.replay(on=next_year).findings == 0  # without a program there is nothing it should have
    families.funding_program(year=next_year.year)
    assert proof.replay(on=next_year + timedelta(days=9)).findings == 0  # its part is kept for some days
    assert "а счёта на сегодня нет" in proof.replay(on=next_year + timedelta(days=10)).text
    assert "а счёта на сегодня нет" not in found()


def test_counters_of_quotas_that_are_not_those_of_the_accounts(account):
    Quota.objects.update(granted_sum=0)
    assert "выдано 0,00\u00a0₽ на 1 сертификатов, а по записям — 11\u00a0609,00\u00a0₽ на 1." in found()
    Quota.objects.update(granted_sum=families.NOMINAL, granted_count=2)
    assert "на 2 сертификатов" in found()
    Quota.objects.update(granted_count=1)
    assert found() == ""


def test_a_grant_that_was_written_for_no_quota_or_for_another_periods(account):
    ledgers.insert(account, "GRANT", fund=-5, balance=5, on=timezone.localdate())
    (line,) = found().splitlines()
    assert line.endswith("закрепила 0,05\u00a0₽ не из квоты этого периода.") and account.certificate.number in line
    next_year = families.funding_program(year=timezone.localdate().year + 1)
    with unguarded() as cursor:
        cursor.execute("DELETE FROM backoffice_ledgerentry WHERE key LIKE 'raw:%%'")
        cursor.execute("UPDATE backoffice_certificateaccount SET nominal = nominal - 5, balance = balance - 5")
    assert found() == ""
    with unguarded() as cursor:
        cursor.execute("UPDATE backoffice_ledgerentry SET subject_id = %s WHERE kind = 'GRANT'", [next_year.pk])
    assert "закрепила 11\u00a0609,00\u00a0₽ не из квоты этого периода." in found()


def test_the_grant_of_a_quota_that_was_removed_together_with_its_money(account):
    families.funded()
    with unguarded() as cursor:
        entries = "SELECT id FROM backoffice_certificateaccount WHERE id <> %s"
        cursor.execute(f"DELETE FROM backoffice_ledgerentry WHERE account_id IN ({entries})", [account.pk])
        cursor.execute("DELETE FROM backoffice_certificateaccount WHERE id <> %s", [account.pk])
    assert "выдано 23\u00a0218,00\u00a0₽ на 2 сертификатов, а по записям — 11\u00a0609,00\u00a0₽ на 1." in found()


def test_a_nominal_that_was_raised_beside_the_quotas(account):
    ledgers.insert(account, "NOMINAL_CHANGE", fund=-5, balance=5, on=timezone.localdate())
    assert "номинал изменён мимо квот на 0,05\u00a0₽, и это не перенос остатка." in found()
    ledgers.insert(account, "NOMINAL_CHANGE", fund=5, balance=-5, on=timezone.localdate())
    assert found() == ""  # as money that is carried over comes and goes


def test_many_findings_are_counted_and_some_are_told(account):
    with transaction.atomic():
        for _ in range(proof.SHOWN + 1):
            ledger.account_of(families.certificate(), account.period)
    report = proof.replay(on=timezone.localdate())
    assert (report.findings, len(report.lines)) == (proof.SHOWN + 1, proof.SHOWN)
    assert report.text.endswith("И ещё 1: устраните показанное и повторите сверку.")


def test_the_command_prints_the_report_and_ends_with_one_if_there_are_findings(account):
    out = StringIO()
    call_command("check_ledger", stdout=out)
    assert "Расхождений нет." in out.getvalue()
    Quota.objects.update(granted_sum=0)
    with pytest.raises(SystemExit) as ended:
        call_command("check_ledger", stdout=out)
    assert ended.value.code == 1
    assert "Расхождений: 1." in out.getvalue()
    assert [*LedgerCheck.objects.order_by("pk").values_list("findings", flat=True)] == [0, 1]


def test_a_worker_checks_once_a_day_and_not_in_the_evening_before(account):
    region = ZoneInfo(timezone.get_current_timezone_name())
    night = datetime(2026, 5, 12, 2, 59, tzinfo=region)
    assert nightly.check_if_due(night) is None
    done = nightly.check_if_due(night + timedelta(minutes=1))
    assert done and (done.on, done.entries) == (date(2026, 5, 12), 4)
    assert nightly.check_if_due(night + timedelta(hours=9)) is None
    assert nightly.check_if_due(night + timedelta(days=1, hours=9)) is not None
    assert LedgerCheck.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_checks(reference):
    noon = datetime(2026, 5, 12, 12, tzinfo=ZoneInfo("UTC"))
    assert sum(done is not None for done in race(6, lambda n: nightly.check_if_due(noon))) == 1
    assert LedgerCheck.objects.count() == 1


def test_the_checks_are_for_those_who_audit_and_the_head_of_the_operator(account, api):
    call_command("check_ledger", stdout=StringIO())
    operator, region = factories.operator_unit(), Unit.objects.get(code="kuzbass")
    seeing = [factories.member(Role.OPERATOR_HEAD, operator), factories.member(Role.AUDITOR, region)]
    blind = [factories.member(Role.OPERATOR_CLERK, operator), families.head(), families.clerk()]
    blind += [factories.member(Role.SYSTEM_ADMIN, region), families.guardian(account.certificate.child)]
    for who in seeing + blind:
        answer = api(who, "LedgerChecks")
        assert answer.errors == []
        edges = answer.data["ledgerChecks"]["edges"]
        assert [edge["node"]["entries"] for edge in edges] == [4] * (who in seeing), who
    assert api(None, "LedgerChecks").errors


@pytest.mark.slow
def test_a_hundred_thousand_entries_are_checked(account, capsys):
    """Prints how fast it was; the limit is generous."""
    many, owners = 100_000, 2_000
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        began = datetime.now()
        cursor.execute(GENERATE, {"owners": owners, "many": many, "like": account.certificate.pk})
        written = datetime.now()
        report = proof.replay(on=timezone.localdate())
        ended = datetime.now()
    assert CertificateAccount.objects.count() == owners + 1
    assert report.entries == LedgerEntry.objects.count() >= many
    assert report.findings == 0, report.text[:2000]
    with capsys.disabled():
        print(f"\n{many} entries written in {written - began}, checked in {ended - written}")
    assert ended - written < timedelta(minutes=1)


GENERATE = """
    CREATE TEMP TABLE made ON COMMIT DROP AS
        SELECT n, nextval(pg_get_serial_sequence('backoffice_certificate', 'id')) AS id
        FROM generate_series(1, %(owners)s) AS n;
    INSERT INTO backoffice_certificate (id, child_id, issuer_id, number, status, funding_status, category_id, channel,
            applied_on, was_funded, expires_on, end_ground, end_reason, version)
        SELECT made.id, child_id, issuer_id, 'T' || n, 'DELETED', 'ACCOUNTING', category_id, channel, applied_on, false,
            expires_on, '', '', 1 FROM backoffice_certificate AS one, made WHERE one.id = %(like)s;
    INSERT INTO backoffice_certificateaccount (certificate_id, period_id, nominal, balance, reserved, written_off,
            expired)
        SELECT made.id, one.period_id, 0, 0, 0, 0, 0 FROM backoffice_certificateaccount AS one, made
        WHERE one.certificate_id = %(like)s;
    INSERT INTO backoffice_ledgerentry (account_id, kind, fund, balance, reserved, written_off, expired, direction,
            basis_id, paragraph, effective_on, at, subject_type, subject_id, note, key)
        SELECT a.id, CASE WHEN turn = 0 THEN 'GRANT' WHEN turn %% 2 = 1 THEN 'RESERVE' ELSE 'WRITE_OFF' END,
            CASE WHEN turn = 0 THEN -1000000 ELSE 0 END,
            CASE WHEN turn = 0 THEN 1000000 WHEN turn %% 2 = 1 THEN -100 ELSE 0 END,
            CASE WHEN turn = 0 THEN 0 WHEN turn %% 2 = 1 THEN 100 ELSE -100 END,
            CASE WHEN turn > 0 AND turn %% 2 = 0 THEN 100 ELSE 0 END, 0, '', one.basis_id, 'п. 1', one.effective_on,
            now(), CASE WHEN turn = 0 THEN 'quota' ELSE '' END, CASE WHEN turn = 0 THEN one.subject_id END, '',
            'made:' || a.id || ':' || turn
        FROM generate_series(0, %(many)s / %(owners)s - 1) AS turn, made
        JOIN backoffice_certificateaccount AS a ON a.certificate_id = made.id,
        (SELECT basis_id, effective_on, subject_id FROM backoffice_ledgerentry ORDER BY id LIMIT 1) AS one;
    UPDATE backoffice_quota SET granted_count = granted_count + %(owners)s, count_limit = count_limit + %(owners)s,
        granted_sum = granted_sum + %(owners)s * 1000000, sum_limit = sum_limit + %(owners)s * 1000000;
"""
