"""Leaves work on the desks, for people to try and for tests in a browser: python demo/desks.py http://127.0.0.1:8000

The last line is JSON: the word that all its names bear, the programs to certify and the dossiers for the commission.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from commission import Commission
from play import correct, draft, enter_register
from stage import Stage

PROGRAMS = ("Робототехника", "Театр", "Шахматы дня", "Акварель дня")
DOSSIERS = (("Роботы", 40), ("Ракеты", 25))


def main() -> None:
    """Four programs wait for their check, one of them returned and corrected; two dossiers wait for the secretary."""
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
    print(json.dumps({"run": stage.run, "programs": programs, "dossiers": dossiers}, ensure_ascii=False))


if __name__ == "__main__":
    main()
