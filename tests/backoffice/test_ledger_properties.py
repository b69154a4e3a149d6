"""Money moved at random comes to what a plain ledger in Python says, after every block of movements."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import date

import orjson
import pytest
from django.db import connection, transaction

from backoffice.certificates.models import Certificate
from backoffice.errors import Refused
from backoffice.ledger import services as ledger
from backoffice.ledger.models import CertificateAccount, LedgerEntry
from tests import families, ledgers
from tests.ledger_model import SHORT, Hand, Model, Operation

pytestmark = pytest.mark.django_db(transaction=True)
FIXED_SEED = 20240901
YEARS = (2023, 2024)
DAYS = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 9, 1), date(2024, 12, 31), date(2025, 1, 1)]
MOVES = {
    "GRANT": ledger.grant,
    "RESERVE": ledger.reserve,
    "RELEASE": ledger.release,
    "WRITE_OFF": ledger.write_off,
    "ADJUST": ledger.adjust,
    "EXPIRE": ledger.expire,
    "NOMINAL_CHANGE": ledger.change_nominal,
}
WRONG = """
    SELECT 'entries do not sum to zero', count(*) FROM backoffice_ledgerentry
        HAVING sum(fund + balance + reserved + written_off + expired) <> 0
    UNION ALL
    SELECT 'a place was below zero', count(*) FROM (
        SELECT sum(-fund) OVER w AS nominal, sum(balance) OVER w AS balance, sum(reserved) OVER w AS reserved,
            sum(written_off) OVER w AS written_off, sum(expired) OVER w AS expired
        FROM backoffice_ledgerentry WINDOW w AS (PARTITION BY account_id ORDER BY id)) AS history
        WHERE least(nominal, balance, reserved, written_off, expired) < 0 HAVING count(*) > 0
    UNION ALL
    SELECT 'an account is not its entries', count(*) FROM backoffice_certificateaccount AS a LEFT JOIN LATERAL (
        SELECT coalesce(sum(-fund), 0) AS nominal, coalesce(sum(balance), 0) AS balance,
            coalesce(sum(reserved), 0) AS reserved, coalesce(sum(written_off), 0) AS written_off,
            coalesce(sum(expired), 0) AS expired
        FROM backoffice_ledgerentry AS e WHERE e.account_id = a.id) AS replayed ON true
        WHERE (a.nominal, a.balance, a.reserved, a.written_off, a.expired) IS DISTINCT FROM
            (replayed.nominal, replayed.balance, replayed.reserved, replayed.written_off, replayed.expired)
        HAVING count(*) > 0
"""
# Writes many entries past the services, each alone: 1 written, 0 its key is taken, -1 the database refuses.
PLAY = """
    CREATE OR REPLACE FUNCTION pg_temp.play(wishes json, basis bigint) RETURNS int[] LANGUAGE plpgsql AS
    $$ DECLARE
        wish record; done int[] := '{}'; written int;
    BEGIN
        FOR wish IN SELECT * FROM json_to_recordset(wishes) AS w (account bigint, kind text, fund bigint,
                balance bigint, reserved bigint, written_off bigint, expired bigint, "on" date, key text) LOOP
            BEGIN
                INSERT INTO backoffice_ledgerentry (account_id, kind, fund, balance, reserved, written_off, expired,
                    direction, basis_id, paragraph, effective_on, at, subject_type, note, key)
                VALUES (wish.account, wish.kind, wish.fund, wish.balance, wish.reserved, wish.written_off, wish.expired,
                    '', basis, 'п. 1', wish."on", clock_timestamp(), '', '', wish.key)
                ON CONFLICT (key) DO NOTHING;
                GET DIAGNOSTICS written = ROW_COUNT;
                done := done || written;
            EXCEPTION WHEN integrity_constraint_violation THEN
                done := done || -1;
            END;
        END LOOP;
        RETURN done;
    END $$
"""


@pytest.fixture
def model(reference):
    """Empty accounts of several certificates in two periods, and the model of them."""
    with transaction.atomic():
        owners = [families.certificate() for _ in range(6)]
        opened = [ledger.account_of(owner, families.period(year=year)) for owner in owners for year in YEARS]
    return Model({account.pk: account.period.ends_on for account in opened})


def seeds(many: int) -> list:
    """A seed that is always the same and a new one, which is printed and told by every failure."""
    return [pytest.param(FIXED_SEED, many, id="fixed"), pytest.param(secrets.randbelow(10**9), many, id="new")]


def check(model: Model) -> None:
    """The database holds what the model holds, and nothing in it is wrong."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        assert cursor.fetchall() == []
    rows = CertificateAccount.objects.values_list("pk", "nominal", "balance", "reserved", "written_off", "expired")
    assert {key: tuple(parts) for key, *parts in rows} == {key: model.account(key) for key in model.ends}
    assert LedgerEntry.objects.count() == len(model.keys)


class Services:
    """Wishes carried out by the services, each in a savepoint of its own, a block in a transaction."""

    def __init__(self, model: Model):
        self.accounts = {row.pk: row for row in CertificateAccount.objects.select_related("period")}
        self.contracts = {row.pk: row for row in Certificate.objects.all()}
        self.ground = ledgers.ground()
        self.entries: dict[str, int] = {}

    def play(self, wishes: list[Operation]) -> list[str]:
        with transaction.atomic():
            return [self._one(wish) for wish in wishes]

    def _one(self, wish: Operation) -> str:
        ground = ledger.Ground(self.ground.basis, "п. 1", self.contracts[wish.contract])
        try:
            with transaction.atomic():
                account = self.accounts[wish.account]
                entry = MOVES[wish.kind](account, wish.amount, ledgers.act(wish.on), ground, key=wish.key)
        except Refused as refused:
            (refusal,) = refused.refusals
            return refusal.code
        first = self.entries.setdefault(wish.key, entry.pk)
        return "WRITTEN" if first == entry.pk and len(self.entries) > self._seen() else "REPEATED"

    def _seen(self) -> int:
        before, self.seen = getattr(self, "seen", 0), len(self.entries)
        return before


def run(model: Model, play, seed: int, many: int, block: int, said=lambda wish, word: word) -> Counter:
    """Play so many wishes block by block; count what became of them."""
    print(f"seed {seed}")
    hand, told = Hand(seed, model, [*Certificate.objects.values_list("pk", flat=True)][:4], DAYS), Counter()
    while told.total() < many:
        wishes, expected = [], []
        for _ in range(block):
            wishes.append(hand.wish())
            expected.append(said(wishes[-1], model.play(wishes[-1])))
        answers = play(wishes)
        for wish, answer, word in zip(wishes, answers, expected, strict=True):
            assert answer == word, f"seed {seed}: {wish}"
        told.update(expected)
        check(model)
    return told


@pytest.mark.parametrize("seed, many", seeds(400))
def test_eight_hundred_movements_by_the_services_come_to_what_the_model_says(model, seed, many):
    told = run(model, Services(model).play, seed, many, block=500)
    assert told.keys() == {"WRITTEN", "REPEATED", "KEY_REUSED", "PERIOD_ENDED", *SHORT.values()}
    assert told["WRITTEN"] > many / 4


@pytest.mark.slow
@pytest.mark.parametrize("seed, many", seeds(5_000))
def test_many_movements_by_the_services_come_to_what_the_model_says(model, seed, many):
    assert run(model, Services(model).play, seed, many, block=1_000)["WRITTEN"] > many / 4


@pytest.mark.slow
@pytest.mark.parametrize("seed, many", seeds(60_000))
def test_sixty_thousand_movements_past_the_services_come_to_what_the_model_says(model, seed, many):
    model.own = False  # the database knows accounts; contracts are judged by the services
    basis = ledgers.ground().basis.pk
    with connection.cursor() as cursor:
        cursor.execute(PLAY)

    def play(wishes):
        rows = []
        for wish in wishes:
            out, into, amount = model.moves(wish)
            row = {"account": wish.account, "kind": wish.kind, "on": wish.on, "key": wish.key}
            rows.append(row | dict.fromkeys(ledgers.PLACES, 0) | {out: -amount, into: amount})
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_temp.play(%s, %s)", [orjson.dumps(rows).decode(), basis])
            return cursor.fetchone()[0]

    told = run(model, play, seed, many, 1_000, lambda wish, word: {"WRITTEN": 1, "REPEATED": 0}.get(word, -1))
    assert min(told[1], told[0] * 4, told[-1] * 4) > many / 10
