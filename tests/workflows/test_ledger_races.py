"""Many reserve on one certificate at once: never more than there is, and one key writes one entry."""

from __future__ import annotations

from itertools import chain

import pytest
from django.db import IntegrityError, transaction

from backoffice.errors import Refused
from backoffice.funding import services as funding
from backoffice.ledger import services as ledger
from backoffice.ledger.models import LedgerEntry
from tests import ledgers
from tests.races import race

pytestmark = pytest.mark.django_db(transaction=True)
BALANCE, SUM, CALLS, AT_ONCE = 1_160_900, 20_000, 100, 10
FIT = BALANCE // SUM  # 58 of the hundred


@pytest.fixture
def account(reference):
    return ledgers.account(BALANCE)


def reserved_as_contracts_do(account, key: str):
    """The certificate, then the account, then the entry: its key in the database, or why not."""
    try:
        with transaction.atomic():
            certificate = funding.lock(account.certificate_id)
            opened = ledger.account_of(certificate, account.period)
            return ledger.reserve(opened, SUM, ledgers.act(), ledgers.ground(), key=key).pk
    except Refused as refused:
        return str(refused)


def reserved_on_the_account(account, key: str):
    """Without the lock of the certificate, on an account read long ago."""
    try:
        with transaction.atomic():
            return ledger.reserve(account, SUM, ledgers.act(), ledgers.ground(), key=key).pk
    except Refused as refused:
        return str(refused)


def reserved_past_everything(account, key: str):
    """Plain SQL without any lock of ours: the database alone judges."""
    try:
        with transaction.atomic():
            ledgers.insert(account, "RESERVE", key=key, balance=-SUM, reserved=SUM)
            return LedgerEntry.objects.get(key=key).pk
    except IntegrityError as error:
        assert "no_part_of_an_account_is_negative" in str(error)
        return "BALANCE_SHORT"


@pytest.mark.parametrize("reserve", [reserved_as_contracts_do, reserved_on_the_account, reserved_past_everything])
def test_a_hundred_reservations_take_no_more_than_there_is(account, reserve):
    def ten(runner):
        return [reserve(account, f"{runner}:{number}") for number in range(CALLS // AT_ONCE)]

    answers = [*chain.from_iterable(race(AT_ONCE, ten))]

    written = [answer for answer in answers if isinstance(answer, int)]
    assert len(answers) == CALLS
    assert (len(written), len(set(written))) == (FIT, FIT)
    assert {answer for answer in answers if not isinstance(answer, int)} == {"BALANCE_SHORT"}
    assert ledgers.parts(account) == (BALANCE, BALANCE - FIT * SUM, FIT * SUM, 0, 0)
    assert LedgerEntry.objects.filter(kind="RESERVE").count() == FIT


@pytest.mark.parametrize("reserve", [reserved_as_contracts_do, reserved_on_the_account])
def test_one_key_asked_twenty_times_at_once_gives_one_entry(account, reserve):
    answers = race(10, lambda runner: [reserve(account, "один") for _ in range(2)])

    assert len(set(chain.from_iterable(answers))) == 1
    assert ledgers.parts(account) == (BALANCE, BALANCE - SUM, SUM, 0, 0)
    assert LedgerEntry.objects.filter(key="один").count() == 1


def test_one_key_for_two_accounts_at_once_is_written_for_one_and_refused_for_the_other(account):
    accounts = [account, ledgers.account(BALANCE)]
    answers = race(8, lambda runner: reserved_as_contracts_do(accounts[runner % 2], "один"))

    assert sorted(map(str, answers))[-4:] == ["KEY_REUSED"] * 4
    assert len({answer for answer in answers if isinstance(answer, int)}) == 1
    assert LedgerEntry.objects.filter(key="один").count() == 1
