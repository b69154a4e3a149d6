"""Leaves work on the desks, for people to try and for tests in a browser: python demo/desks.py http://127.0.0.1:8000

The last line is JSON: the word that all its names bear, the programs to certify and the dossiers for the commission.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import families
import made_up
from commission import Commission
from play import correct, draft, enter_register
from stage import Stage

PROGRAMS = ("Робототехника", "Театр", "Шахматы дня", "Акварель дня")
DOSSIERS = (("Роботы", 40), ("Ракеты", 25))


def main() -> None:
    """Four programs, one of them corrected; two dossiers; an application, a move and children that look alike."""
    stage = Stage((sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000").rstrip("/"))
    manager, provider = enter_register(stage)
    programs = [f"{word} {stage.run}" for word in PROGRAMS]
    for name in programs:
        edition, card = draft(stage, manager, provider, name)
    remark = {"field": "annotation", "text": "Опишите, чему научится ребёнок."}
    on = stage.on(stage.clerk, "check_program", name)
    stage.clerk.do("CheckProgram", **on, verdict="RETURN", remarks=[remark])
    correct(stage, manager, edition, card, name)
    commission = Commission(stage)
    commission.approve_composition()
    dossiers = [commission.file(name, places) for name, places in DOSSIERS]
    leave_families(stage)
    print(json.dumps({"run": stage.run, "programs": programs, "dossiers": dossiers}, ensure_ascii=False))


def leave_families(stage: Stage) -> None:
    """A family moves away, its neighbour applies for a child of the same name and birthday, and for another one."""
    town = families.Town(stage)
    mover, neighbour = (families.register(stage, f"{who}-{stage.run}") for who in ("family", "other"))
    names = ("Вера", "Вера", "Анна")
    first, again, other = (made_up.child(stage.chance, name, "Ивановна", "2016-05-20") for name in names)
    families.apply(mover, stage.run, first)
    issued = town.issue(first)
    moves = {"enters": "belovo-district", "address": "улица Примерная, дом 4"}
    on = {"certificate": issued["id"], "expectedVersion": issued["version"], "idempotencyKey": f"{stage.run}-move"}
    mover.do("RequestMove", **on, **moves)
    families.apply(neighbour, f"{stage.run}-like", {**again, "lastName": first["lastName"]})
    families.apply(neighbour, f"{stage.run}-other", other)


if __name__ == "__main__":
    main()
