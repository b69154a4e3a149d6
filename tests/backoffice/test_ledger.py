"""What the database and the services keep of the ledger, whoever asks: changed history, overdrafts, forged accounts."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum

from backoffice.errors import Refused
from backoffice.ledger import services as ledger
from backoffice.ledger.models import PLACES, CertificateAccount, LedgerEntry
from tests import families, ledgers

pytestmark = pytest.mark.django_db
SHAPES = {  # out of which place into which each kind moves
    "GRANT": {("fund", "balance")},
    "RESERVE": {("balance", "reserved")},
    "RELEASE": {("reserved", "balance"), ("reserved", "expired")},
    "WRITE_OFF": {("reserved", "written_off")},
    "ADJUST": {("written_off", "balance"), ("written_off", "expired")},
    "EXPIRE": {("balance", "expired")},
    "NOMINAL_CHANGE": {("fund", "balance"), ("balance", "fund")},
}
BOTH_TABLES = ("backoffice_ledgerentry", "backoffice_certificateaccount")


@pytest.fixture
def account(db):
    """An account with 1000 kopecks free, 500 reserved, 300 spent, 200 expired."""
    opened = ledgers.account(2000)
    with transaction.atomic():
        for number, (move, amount) in enumerate([(ledger.reserve, 800), (ledger.write_off, 300), (ledger.expire, 200)]):
            move(opened, amount, ledgers.act(), ledgers.ground(), key=f"begin:{number}")
    assert ledgers.parts(opened) == (2000, 1000, 500, 300, 200)
    return opened


def run(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_entries_are_neither_changed_nor_deleted_nor_replaced(account):
    before, rows = ledgers.parts(account), ledgers.written()
    for statement in (
        "UPDATE backoffice_ledgerentry SET note = 'Так лучше.'",
        "UPDATE backoffice_ledgerentry SET id = id",
        "DELETE FROM backoffice_ledgerentry",
        """INSERT INTO backoffice_ledgerentry SELECT * FROM backoffice_ledgerentry LIMIT 1
           ON CONFLICT (id) DO UPDATE SET balance = 1""",
    ):
        with ledgers.refused_by("backoffice_ledgerentry is append-only"):
            run(statement)
    with ledgers.refused_by("append-only"):
        LedgerEntry.objects.all().delete()
    assert (ledgers.parts(account), ledgers.written()) == (before, rows)


def test_an_account_begins_empty_is_moved_by_entries_alone_and_stays(account):
    owner, other = families.certificate(), families.period(year=2023)
    for part in ("nominal", "balance", "reserved", "written_off", "expired"):
        with ledgers.refused_by("an account begins empty"):
            CertificateAccount.objects.create(certificate=owner, period=other, **{part: 1})
        with ledgers.refused_by("an account is moved by entries alone"):
            run(f"UPDATE backoffice_certificateaccount SET {part} = {part} + 1")
    for column, value in (("certificate_id", owner.pk), ("period_id", other.pk), ("id", account.pk + 1000)):
        with ledgers.refused_by("an account is moved by entries alone"):
            run(f"UPDATE backoffice_certificateaccount SET {column} = %s", value)
    with ledgers.refused_by("append-only"):
        run("DELETE FROM backoffice_certificateaccount WHERE id = %s", account.pk)
    assert ledgers.parts(account) == (2000, 1000, 500, 300, 200)


@pytest.mark.parametrize("kind", SHAPES)
def test_every_kind_moves_only_from_its_place_into_its_place(account, kind):
    closed = date(ledgers.YEAR + 1, 1, 1)
    for out, into in permutations(PLACES, 2):
        on = closed if kind in ("RELEASE", "ADJUST") and into == "expired" else ledgers.DAY
        moves = {out: -1, into: 1}
        if (out, into) in SHAPES[kind]:
            with transaction.atomic():
                ledgers.insert(account, kind, on=on, key=f"{kind}:{out}:{into}", **moves)
        else:
            with ledgers.refused_by("an_entry_moves_as_its_kind_says"):
                ledgers.insert(account, kind, on=on, **moves)
    for wrong in ({}, {"fund": -2, "balance": 1, "expired": 1}):
        with ledgers.refused_by("an_entry_moves_as_its_kind_says"):
            ledgers.insert(account, kind, **wrong)


@pytest.mark.parametrize("kind", SHAPES)
def test_entries_sum_to_zero_one_by_one(account, kind):
    out, into = next(iter(SHAPES[kind]))
    for moves in ({out: -1}, {into: 1}, {out: -1, into: 2}):
        with ledgers.refused_by("an_entry_sums_to_zero|an_entry_moves_as_its_kind_says"):
            ledgers.insert(account, kind, **moves)
    totals = LedgerEntry.objects.aggregate(**{f"all_{place}": Sum(place) for place in PLACES})
    assert sum(totals.values()) == 0


def test_an_unknown_kind_an_entry_without_ground_or_key_and_an_account_that_is_not_there_are_refused(account):
    with ledgers.refused_by("an_entry_moves_as_its_kind_says"):
        ledgers.insert(account, "GIFT", fund=-1, balance=1)
    with ledgers.refused_by("an entry moves an account that is there"):
        ledgers.insert(CertificateAccount(pk=account.pk + 10**6), "GRANT", fund=-1, balance=1)
    with ledgers.refused_by("an_entry_has_its_ground_and_its_key"), transaction.atomic():
        ledger.grant(account, 1, ledgers.act(), ledger.Ground(ledgers.ground().basis, ""), key="без пункта")
    with ledgers.refused_by("an_entry_has_its_ground_and_its_key"), transaction.atomic():
        ledger.grant(account, 1, ledgers.act(), ledgers.ground(), key="")


@pytest.mark.parametrize(
    "kind, out, there", [("RESERVE", "balance", 1000), ("WRITE_OFF", "reserved", 500), ("ADJUST", "written_off", 300)]
)
def test_plain_sql_cannot_overdraw_even_by_one_kopeck(account, kind, out, there):
    (into,) = {into for taken, into in SHAPES[kind] if taken == out and into != "expired"}
    with ledgers.refused_by("no_part_of_an_account_is_negative"):
        ledgers.insert(account, kind, **{out: -there - 1, into: there + 1})
    ledgers.insert(account, kind, **{out: -there, into: there})
    assert getattr(CertificateAccount.objects.get(pk=account.pk), out) == 0


def test_what_comes_back_is_free_until_the_period_ends_and_expires_after_it(account):
    last, next_day = date(ledgers.YEAR, 12, 31), date(ledgers.YEAR + 1, 1, 1)
    for kind, out in (("RELEASE", "reserved"), ("ADJUST", "written_off")):
        with ledgers.refused_by("what comes back is free until the period ends"):
            ledgers.insert(account, kind, on=next_day, **{out: -1, "balance": 1})
        with ledgers.refused_by("what comes back is free until the period ends"):
            ledgers.insert(account, kind, on=last, **{out: -1, "expired": 1})
    with transaction.atomic():
        for name, move in (("release", ledger.release), ("adjust", ledger.adjust)):
            assert move(account, 10, ledgers.act(last), ledgers.ground(), key=f"{name}:1").balance == 10
            assert move(account, 20, ledgers.act(next_day), ledgers.ground(), key=f"{name}:2").expired == 20
            again = move(account, 10, ledgers.act(next_day), ledgers.ground(), key=f"{name}:1")
            assert (again.balance, again.effective_on) == (10, last), "a repeat on the next day is still the same"
    assert ledgers.parts(account) == (2000, 1020, 470, 270, 240)


def test_a_period_that_has_ended_gives_no_more_money(account):
    last, late = account.period.ends_on, account.period.ends_on + timedelta(days=1)
    with transaction.atomic():
        first = ledger.grant(account, 5, ledgers.act(last), ledgers.ground(), key="last day")
    before, rows = ledgers.parts(account), ledgers.written()
    for move in (ledger.grant, ledger.change_nominal):
        with pytest.raises(Refused) as refused, transaction.atomic():
            move(account, 5, ledgers.act(late), ledgers.ground(), key="late")
        assert [reason.code for reason in refused.value.refusals] == ["PERIOD_ENDED"]
        assert refused.value.refusals[0].rule == "Концепция, п. 1.4–1.5, 2.9"
    for kind in ("GRANT", "NOMINAL_CHANGE"):
        with ledgers.refused_by("a period that has ended gives no more money"):
            ledgers.insert(account, kind, on=late, fund=-5, balance=5)
    assert (ledgers.parts(account), ledgers.written()) == (before, rows)
    with transaction.atomic():  # a repeat on the next day is no other act; free money may still leave
        assert ledger.grant(account, 5, ledgers.act(late), ledgers.ground(), key="last day") == first
        ledger.change_nominal(account, -5, ledgers.act(late), ledgers.ground(), key="down")
    assert ledgers.parts(account)[0] == before[0] - 5


def test_a_key_writes_once_and_answers_with_the_same_entry(account):
    with transaction.atomic():
        first = ledger.reserve(account, 1000, ledgers.act(), ledgers.ground(), key="один")
        rows = ledgers.written()
        for day in (ledgers.DAY, date(ledgers.YEAR, 10, 1)):
            again = ledger.reserve(account, 1000, ledgers.act(day), ledgers.ground(), key="один")
            assert (again.pk, again.effective_on) == (first.pk, ledgers.DAY)
    assert ledgers.written() == rows
    assert account.balance == 0


def test_a_key_with_another_content_is_refused(account):
    other = ledgers.account(5000)
    kept = families.certificate()
    with transaction.atomic():
        ledger.reserve(account, 100, ledgers.act(), ledgers.ground(subject=kept), key="один")
    rows, before = ledgers.written(), ledgers.parts(account)
    for move, of, amount, more in (
        (ledger.reserve, account, 101, {"subject": kept}),
        (ledger.reserve, account, 10**9, {"subject": kept}),
        (ledger.reserve, other, 100, {"subject": kept}),
        (ledger.reserve, account, 100, {}),
        (ledger.reserve, account, 100, {"subject": families.certificate()}),
        (ledger.reserve, account, 100, {"subject": kept, "direction": "TECHNICAL"}),
        (ledger.expire, account, 100, {"subject": kept}),
        (ledger.change_nominal, account, -100, {"subject": kept}),
        (ledger.grant, account, 100, {"subject": kept}),
    ):
        with pytest.raises(Refused) as refused, transaction.atomic():
            move(of, amount, ledgers.act(), ledgers.ground(**more), key="один")
        assert [each.code for each in refused.value.refusals] == ["KEY_REUSED"], (move, amount, more)
    assert (ledgers.written(), ledgers.parts(account)) == (rows, before)


@pytest.mark.parametrize(
    "move, amount, code",
    [
        (ledger.reserve, 1001, "BALANCE_SHORT"),
        (ledger.expire, 1001, "BALANCE_SHORT"),
        (ledger.change_nominal, -1001, "BALANCE_SHORT"),
        (ledger.release, 501, "RESERVE_SHORT"),
        (ledger.write_off, 501, "RESERVE_SHORT"),
        (ledger.adjust, 301, "SPENT_SHORT"),
    ],
)
def test_a_service_says_how_much_there_is_and_leaves_nothing(account, move, amount, code):
    rows, before = ledgers.written(), ledgers.parts(account)
    with pytest.raises(Refused) as refused, transaction.atomic():
        move(account, amount, ledgers.act(), ledgers.ground(), key="много")
    (refusal,) = refused.value.refusals
    assert (refusal.code, bool(refusal.remedy)) == (code, True)
    assert "₽" in refusal.message
    assert (ledgers.written(), ledgers.parts(account)) == (rows, before)
    with transaction.atomic():
        move(account, amount + (1 if amount < 0 else -1), ledgers.act(), ledgers.ground(), key="много")


def test_one_contract_neither_spends_nor_returns_what_another_has_reserved(account):
    mine, other = ledgers.ground(subject=families.certificate()), ledgers.ground(subject=families.certificate())
    with transaction.atomic():
        ledger.reserve(account, 300, ledgers.act(), mine, key="м")
        ledger.reserve(account, 400, ledgers.act(), other, key="д")
        for move in (ledger.release, ledger.write_off):
            with pytest.raises(Refused, match="RESERVE_SHORT"):
                move(account, 301, ledgers.act(), mine, key="чужое")
        ledger.write_off(account, 300, ledgers.act(), mine, key="м2")
        with pytest.raises(Refused, match="SPENT_SHORT"):
            ledger.adjust(account, 1, ledgers.act(), other, key="чужое")
        ledger.release(account, 400, ledgers.act(), other, key="д2")
    assert ledgers.parts(account) == (2000, 700, 500, 600, 200)


def test_what_the_caller_holds_may_be_old(account):
    old = CertificateAccount.objects.get(pk=account.pk)
    with transaction.atomic():
        ledger.reserve(account, 900, ledgers.act(), ledgers.ground(), key="первый")
        with pytest.raises(Refused, match="BALANCE_SHORT"):
            ledger.reserve(old, 200, ledgers.act(), ledgers.ground(), key="второй")
        ledger.reserve(old, 100, ledgers.act(), ledgers.ground(), key="третий")
    assert (old.balance, old.reserved) == (0, 1500) == ledgers.parts(account)[1:3]


@pytest.mark.parametrize("amount", [0, -1, 1.5, True])
def test_an_amount_is_whole_kopecks_above_zero(account, amount):
    for move in (ledger.grant, ledger.reserve, ledger.release, ledger.write_off, ledger.adjust, ledger.expire):
        with pytest.raises(ValueError, match="kopecks"), transaction.atomic():
            move(account, amount, ledgers.act(), ledgers.ground(), key="плохо")


def test_an_account_is_opened_once_and_locked(account):
    with transaction.atomic():
        again = ledger.account_of(account.certificate, account.period)
    assert (again.pk, again.balance) == (account.pk, 1000)


@pytest.mark.parametrize("table", BOTH_TABLES)
def test_the_ledger_is_not_emptied_even_by_the_owner(account, table):
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with ledgers.refused_by(f"{table} is append-only"):
        run(f"TRUNCATE {table} CASCADE")


def test_the_owner_cannot_pass_itself_off_as_a_replica(account):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            pytest.skip("this server gives the tests a superuser")
    with ledgers.refused_by("permission denied to set parameter", DatabaseError):
        run("SET session_replication_role = replica")


@pytest.fixture
def application(reference):
    """A cursor of the application's own role over the test database; it commits nothing."""
    options = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, EXISTS (SELECT FROM pg_roles WHERE rolname = 'app')")
        me, there = cursor.fetchone()
        if me == "app" or not there:
            pytest.skip("this server has no role of the application beside the owner's")
    line = psycopg2.connect(dbname=options["NAME"], user="app", host=options["HOST"], port=options["PORT"])
    with line.cursor() as cursor:
        yield cursor
    line.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement, words",
    [
        ("UPDATE backoffice_ledgerentry SET note = 'Так лучше.'", "append-only"),
        ("DELETE FROM backoffice_ledgerentry", "append-only"),
        ("TRUNCATE backoffice_ledgerentry CASCADE", "permission denied"),
        ("DELETE FROM backoffice_certificateaccount", "append-only"),
        ("UPDATE backoffice_certificateaccount SET balance = balance + 1", "moved by entries alone"),
        ("TRUNCATE backoffice_certificateaccount CASCADE", "permission denied"),
        ("ALTER TABLE backoffice_ledgerentry DISABLE TRIGGER append_only", "must be owner"),
        ("ALTER TABLE backoffice_ledgerentry DISABLE TRIGGER ALL", "must be owner"),
        ("DROP TRIGGER keep_account ON backoffice_certificateaccount", "must be owner"),
        ("CREATE OR REPLACE FUNCTION move_money() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'", "denied|owner"),
        ("SET session_replication_role = replica", "permission denied"),
        ("SELECT setval(pg_get_serial_sequence('backoffice_ledgerentry', 'id'), 1)", "permission denied"),
        ("SET ROLE owner", "permission denied"),
    ],
)
def test_the_application_role_can_only_add_entries(application, statement, words):
    account = ledgers.account(100)
    ledgers.insert(account, "RESERVE", cursor=application, balance=-40, reserved=40)
    application.execute("SELECT balance, reserved FROM backoffice_certificateaccount WHERE id = %s", [account.pk])
    assert application.fetchone() == (60, 40)
    with pytest.raises(psycopg2.Error, match=words):
        application.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_neither_a_trigger_nor_a_table_of_somebody_else_moves_an_account(application):
    account = ledgers.account(100)
    application.execute(
        """CREATE TEMP TABLE mine (n int);
           CREATE FUNCTION pg_temp.forge() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN UPDATE public.backoffice_certificateaccount SET balance = 200, nominal = 200; RETURN NEW; END $$;
           CREATE TRIGGER forge AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION pg_temp.forge();
           CREATE FUNCTION pg_temp.deeper() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN INSERT INTO mine VALUES (1); RETURN NEW; END $$;
           CREATE TEMP TABLE outermost (n int);
           CREATE TRIGGER deeper AFTER INSERT ON outermost FOR EACH ROW EXECUTE FUNCTION pg_temp.deeper();
           SAVEPOINT before"""
    )
    with pytest.raises(psycopg2.Error, match="moved by entries alone"):
        application.execute("INSERT INTO outermost VALUES (1)")
    application.execute(
        "ROLLBACK TO before; CREATE TEMP TABLE backoffice_certificateaccount AS TABLE backoffice_certificateaccount"
    )
    ledgers.insert(account, "RESERVE", cursor=application, balance=-40, reserved=40)
    application.execute("SELECT balance FROM public.backoffice_certificateaccount WHERE id = %s", [account.pk])
    assert application.fetchone() == (60,), "the temporary table of the same name was not taken for the account"
