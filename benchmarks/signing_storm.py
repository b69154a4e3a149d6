"""A storm of signatures: providers sign their accepted contracts all at once. Each month is written off once.

    make bench-signings                           # 1,000 contracts, 32 clients
    make bench-signings ARGS="--kill"             # server and database are killed meanwhile
    make bench-signings ARGS="--contracts 60 --clients 8 --kill"

A signature writes off the month that has begun, enrolls the child, fills its place and goes on with two cases. All is
answered and then repeated: the answers must be the same, no row may be added, and the nightly proofs find nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import nullcontext

from benchmarks import region, storm, torment

PLACES_OF_A_GROUP = 20


def main() -> int:
    """Run the storm; 0 when each contract is in force once, as answered, and money, places and contracts agree."""
    asked = _asked()
    region.prepare()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from benchmarks import signing_region

    began = time.monotonic()
    waiting = signing_region.fill(asked.contracts, PLACES_OF_A_GROUP)
    region.settle()
    print(f"[{time.monotonic() - began:4.0f} s] {len(waiting)} contracts to sign", flush=True)
    with storm.served("CRITICAL" if asked.kill else "ERROR") as (port, web):
        deeds = [signing_region.deed(each) for each in waiting]
        given = {"port": port, "clients": asked.clients, "is_patient": asked.kill}
        signing = storm.Storm("SignContract", deeds, signing_region.said, **given)
        blows = torment.Torment(signing, web)
        with blows.going_on() if asked.kill else nullcontext():
            seconds = signing.run()
        before = signing_region.rows()
        signing.repeat_all()
        after = signing_region.rows()
    print(storm.report(signing, seconds))
    if asked.kill:
        print(blows.report())
    print(f"rows: {before}")
    added = [f"повторы добавили строки: {before} → {after}"] * (before != after)
    return storm.conclude(
        [*signing.wrong, *added, *signing_region.lost(signing.done(), waiting), *signing_region.proofs()]
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-signings")
    parser.add_argument("--contracts", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--kill", action="store_true", help="kill web workers and database sessions meanwhile")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
