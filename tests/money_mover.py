"""A process that moves money at random until it is killed: `python -m tests.money_mover SEED`.

Says on its standard output what it wishes, and after COMMIT what has become of it.
"""

from __future__ import annotations

import random
import sys

import django
from django.db import Error, connection, transaction

MOVES = ("grant", "reserve", "reserve", "write_off", "release", "adjust", "expire", "change_nominal")


def wish(dice: random.Random, seed: str, number: int, accounts: list[int]) -> tuple[str, ...]:
    """A key, the key of an account, a movement, an amount."""
    move = dice.choice(MOVES)
    amount = dice.randint(1, 3000)
    if move == "change_nominal":
        amount = dice.choice((-amount, amount))
    return f"{seed}:{number}", str(dice.choice(accounts)), move, str(amount)


def carry_out(key: str, account: str, move: str, amount: str) -> str:
    """Do it in one transaction, locks in the order of the house; DONE or the code of the refusal."""
    from backoffice.errors import Refused
    from backoffice.funding import services as funding
    from backoffice.ledger import services as ledger
    from backoffice.ledger.models import CertificateAccount
    from tests import ledgers

    try:
        with transaction.atomic():
            row = CertificateAccount.objects.select_related("period").get(pk=account)
            certificate = funding.lock(row.certificate_id)
            opened = ledger.account_of(certificate, row.period)
            getattr(ledger, move)(opened, int(amount), ledgers.act(), ledgers.ground(), key=key)
    except Refused as refused:
        return str(refused)
    return "DONE"


def main(seed: str) -> None:
    from backoffice.ledger.models import CertificateAccount

    dice, number = random.Random(seed), 0
    accounts = [*CertificateAccount.objects.values_list("pk", flat=True)]
    while True:
        number += 1
        wished = wish(dice, seed, number, accounts)
        print("WISH", *wished, flush=True)
        while True:  # a server that has hung up is asked again, with the same key
            try:
                print("SAID", wished[0], carry_out(*wished), flush=True)
                break
            except Error:
                connection.close()


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1])
