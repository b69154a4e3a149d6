"""A surge: three families for each place come within minutes. No place is sold twice, nobody is refused in vain.

    make bench-surge                              # 15,000 applications for 5,000 places over five minutes
    make bench-surge ARGS="--families 1500 --minutes 0.5"
    make bench-surge ARGS="--families 1500 --minutes 0.6 --kill"   # server and database are killed meanwhile

Arrivals are spread evenly; an application that waits for its turn has its waiting counted, so that a server that is
too slow shows it. One in twenty is repeated with its key and must get the same answer. With `--kill` whoever is cut
off or hears an error of the server asks again with the same key, as a family's browser would; at the end all do.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time

from strawberry.relay import from_base64, to_base64

from benchmarks import region, storm, torment
from benchmarks.surge_cpu import Cpu

PLACES_OF_A_GROUP = 20
FAMILIES_OF_A_PLACE = 3
CLIENTS = 16
TICKS = ("confirmsIntent", "acceptsFamilyPart", "hasReadTerms", "consentsToTransfer")


def main() -> int:
    """Run the surge; 0 when nothing was oversold or lost, nobody refused in vain, and every repeat got its answer."""
    asked = _asked()
    groups = max(1, asked.families // FAMILIES_OF_A_PLACE // PLACES_OF_A_GROUP)
    region.prepare()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from benchmarks import surge_region

    began = time.monotonic()
    crowd = surge_region.fill(asked.families, groups, PLACES_OF_A_GROUP)
    region.settle()
    print(f"[{time.monotonic() - began:4.0f} s] {asked.families} families, {groups} groups", flush=True)
    chance = random.Random(asked.seed)
    popular = [*crowd.groups, *crowd.groups[: groups // 5]]  # a fifth are wanted twice as much
    wishes = [(family, chance.choice(popular)) for family in crowd.families]
    deeds = [_deed(turn, *wish) for turn, wish in enumerate(wishes)]
    with storm.served("CRITICAL" if asked.kill else "ERROR") as (port, web):
        surge = storm.Storm(
            "ApplyForEnrollment",
            deeds,
            lambda result: result["id"],
            port=port,
            clients=CLIENTS,
            seconds=asked.minutes * 60,
            is_patient=asked.kill,
        )
        lines = _tormented(surge, web) if asked.kill else _measured(surge, web)
    print("\n".join(lines))
    full = {wishes[turn][1] for turn, answer in surge.answers.items() if answer.kind == storm.REFUSED}
    made = [int(from_base64(said)[1]) for said in surge.done()]
    wrong = [*surge.wrong, *surge_region.agrees(crowd), *surge_region.in_vain(crowd, full)]
    return storm.conclude([*wrong, *surge_region.lost(crowd, made)])


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-surge")
    parser.add_argument("--families", type=int, default=15_000)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--kill", action="store_true", help="kill web workers and database sessions meanwhile")
    return parser.parse_args()


def _deed(turn: int, family, group: int) -> storm.Deed:
    given = {
        "certificate": to_base64("Certificate", family.certificate),
        "group": to_base64("StudyGroup", group),
        "idempotencyKey": f"surge-{turn}",
        **dict.fromkeys(TICKS, True),
    }
    return storm.Deed(family.token, given)


def _measured(surge: storm.Storm, web: int) -> list[str]:
    """Run it and tell what it has cost."""
    cpu = Cpu(web)
    seconds = surge.run()
    spent, count = cpu.spent(), len(surge.deeds)
    each = ", ".join(f"{name} {used / count:.1f}" for name, used in spent.items())
    busy = sum(spent.values()) / seconds / 10 / (os.cpu_count() or 1)
    return [storm.report(surge, seconds), f"CPU of an application, ms: {each}; {busy:.0f} % of the machine"]


def _tormented(surge: storm.Storm, web: int) -> list[str]:
    """Run it under blows, and repeat every key."""
    with torment.Torment(surge, web).going_on() as blows:
        seconds = surge.run()
    surge.repeat_all()
    return [storm.report(surge, seconds), blows.report()]


if __name__ == "__main__":
    sys.exit(main())
