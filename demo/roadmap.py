"""The roadmap: two municipalities and the department report what is done, one of them late."""

from __future__ import annotations

import made_up
from client import Person
from stage import Stage

# Who reports, in which body; then the item, the state, the day it was done. The days are made up.
REPORTS = (
    ("department", "education-department", (("1.1", "DONE", "2019-03-29"), ("1.3", "DONE", "2019-03-29"))),
    (
        "municipality",
        "kemerovo-city",
        (("1.2", "DONE", "2019-03-22"), ("1.6", "DONE", "2019-05-17"), ("1.7", "IN_PROGRESS", None)),
    ),
    ("neighbour", "belovo-district", (("2.3", "DONE", "2019-12-20"),)),
)


def play(stage: Stage) -> None:
    """What is not reported yet is; nobody reports for another municipality."""
    print("\n8. Дорожная карта")
    for username, body, items in REPORTS:
        person = stage.person(username)
        for number, status, day in items:
            report(stage, person, body, number, status, day)
    stranger = stage.person("neighbour")
    duty = duty_of(stranger, "kemerovo-city", "1.7")
    on = {"duty": duty["id"], "expectedVersion": duty["version"]}
    stranger.refused("RecordRoadmapDuty", "NOT_FOUND", **on, status="DONE", doneOn="2019-05-31", note="Готово.")
    stage.say("соседний муниципалитет", "отчитаться за город не может")


def report(stage: Stage, person: Person, body: str, number: str, status: str, day: str | None) -> None:
    """Report on one duty, with a document when it is done; a story played before has left its reports."""
    duty = duty_of(person, body, number)
    if duty["status"] != "PLANNED":
        return
    proof = {"evidence": person.upload(f"п. {number}.pdf", made_up.PDF)} if status == "DONE" else {}
    on = {"duty": duty["id"], "expectedVersion": duty["version"]}
    done = person.do("RecordRoadmapDuty", **on, status=status, doneOn=day, note="Запись для показа.", **proof)
    late = f", с опозданием на {done['daysLate']} дн." if done["status"] == "DONE" and done["daysLate"] else ""
    stage.say(person.username, f"п. {number}: {done['statusLabel'].lower()}{late}")


def duty_of(person: Person, body: str, number: str) -> dict:
    """The duty of a body by an item of the roadmap."""
    duties = person.ask("RoadmapDuties", body=body, first=100)["roadmapDuties"]["edges"]
    return next(edge["node"] for edge in duties if edge["node"]["item"]["number"] == number)
