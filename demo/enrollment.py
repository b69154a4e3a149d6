"""The fourth part of the story: a group, the last place, a waiting list, an assessment by a person and by the head."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import made_up
from client import Person
from families import TOWN, Town, until
from stage import Stage, expect, today

TICKS = {"confirmsIntent": True, "acceptsFamilyPart": True, "hasReadTerms": True, "consentsToTransfer": True}
EVENING = {"weekday": 2, "beginsAt": "17:00", "endsAt": "18:30"}


def play(stage: Stage, program: str) -> None:
    """Two families come for the last place of a program of the register; both are enrolled in the end."""
    print("\n6. Зачисление")
    school = School(stage, program)
    group = school.open_group("Вечерняя", 1, places=1)
    first, second = (Family(stage, school.town.clerk, name) for name in ("Анна", "Ольга"))
    first.look(group)
    winner, loser = race(stage, first, second, group)
    school.accept(winner)
    pupil = school.enroll(winner)
    foreigners_see_nothing(stage, winner)
    winner.leave(pupil)
    loser.take_offered_place()
    school.accept(loser)
    school.enroll(loser)
    amber = school.open_group("Вторая ступень", 2, places=5)
    school.refuse_by_clerk_and_override(loser, amber)
    loser.tell_trajectory()


class Family:
    """A parent with one child and its certificate of accounting."""

    def __init__(self, stage: Stage, clerk: Person, name: str, territory: str = TOWN):
        self.stage, self.name = stage, name
        self.request: dict = {}
        username = f"family-{name.translate(str.maketrans('АО', 'ao')).encode().hex()[:8]}-{stage.run}"
        self.parent = Person(stage.address, username)
        password = f"demo-{stage.run}-pass"
        self.parent.do("RegisterApplicant", username=username, fullName="Примерова Мария", password=password)
        self.parent.sign_in(password)
        card = made_up.child(stage.chance, name, "Ивановна", f"{today().year - 10}-03-14")
        card["municipality"] = territory
        guardian = {"fullName": "Примерова Мария", "relation": "PARENT", "document": "паспорт ДЕМО 000000"}
        applied = {"child": card, "guardian": guardian, "consents": ["CERTIFICATE"]}
        self.parent.do("ApplyForCertificate", idempotencyKey=f"{stage.run}-{username}", **applied)
        on = stage.on(clerk, "issue_certificate", made_up.initials(card))
        clerk.do("IssueCertificate", **on, verdict="ISSUE")
        (edge,) = self.parent.ask("Certificates", first=10)["certificates"]["edges"]
        self.certificate, self.line = edge["node"]["id"], made_up.initials(card)
        self.child = edge["node"]["child"]["id"]

    def look(self, group: str) -> None:
        """Before applying: what would it come to, and what speaks against."""
        (told,) = self.parent.ask("Eligibility", certificate=self.certificate, groups=[group])["eligibility"]
        expect("до заявки", (told["isPossible"], told["refusals"]), (True, []))
        late = f"{today() + timedelta(days=4000)}"
        asked = {"certificate": self.certificate, "groups": [group], "startsOn": late}
        (told,) = self.parent.ask("Eligibility", **asked)["eligibility"]
        for refusal in told["refusals"]:
            self.stage.say("почему нельзя через 11 лет", f"{refusal['message']} {refusal['remedy']}")

    def apply(self, group: str, **changes) -> dict:
        """One application; the answer as it came."""
        key = f"{self.stage.run}-{self.name}-{group}-{changes}"
        given = {"certificate": self.certificate, "group": group, "idempotencyKey": key, **TICKS, **changes}
        return self.parent.decide("ApplyForEnrollment", **given)

    def now(self) -> dict:
        """The request as the family sees it."""
        self.request = self.parent.ask("EnrollmentRequest", id=self.request["id"])["enrollmentRequest"]
        return self.request

    def leave(self, pupil: dict) -> None:
        """The family takes the child out of the program: the place is free."""
        about = {"enrollment": pupil["id"], "expectedVersion": pupil["version"]}
        self.parent.do("LeaveProgram", **about, idempotencyKey=f"{self.stage.run}-leave", reason="Переезжаем.")
        self.stage.say(f"семья ({self.name})", "забрала ребёнка из программы: место свободно")

    def take_offered_place(self) -> None:
        """The worker offers the place to the first who waits; the family takes it."""
        until("предложение места", self.now, lambda found: found["status"] == "OFFERED")
        self.stage.say(f"семья ({self.name})", f"ей предложено место. {self.request['nextStep']}")
        on = self.stage.on(self.parent, "accept_place", self.line)
        self.parent.do("AcceptPlace", **on, idempotencyKey=f"{self.stage.run}-take", answer="TAKE")

    def tell_trajectory(self) -> None:
        """Everything the child has learned, and what came to nothing."""
        found = self.parent.ask("Trajectory", child=self.child)["trajectory"]
        for each in found["programs"]:
            self.stage.say("траектория ребёнка", f"{each['programName']}, {each['moduleName']}: {each['statusLabel']}")


class School:
    """The institution of the program, and the municipality that answers."""

    def __init__(self, stage: Stage, program: str):
        self.stage, self.town, self.manager = stage, Town(stage), stage.person("institution")
        asked = {"kind": "SIGNIFICANT", "municipality": self.town.id, "first": 100}
        edges = self.manager.ask("ProgramRegister", **asked)["programRegister"]["edges"]
        editions = (edge["node"]["edition"] for edge in edges)
        self.edition = next(edition for edition in editions if edition["name"] == program)

    def open_group(self, name: str, module: int, *, places: int) -> str:
        """Draft a group, see what is missing, mend it, open it."""
        card = {
            "module": next(each["id"] for each in self.edition["modules"] if each["number"] == module),
            "place": 1,
            "name": f"{name} {self.stage.run}",
            "startsOn": f"{today() + timedelta(days=7)}",
            "endsOn": f"{today() + timedelta(days=200)}",
            "capacity": places,
        }
        provider = self.edition["program"]["provider"]["id"]
        key = f"{self.stage.run}-{name}"
        group = self.manager.do("DraftGroup", provider=provider, idempotencyKey=key, card=card)
        about = {"group": group["id"], "expectedVersion": group["version"]}
        missing = self.manager.decide("OpenGroup", **about)["refusals"]
        self.stage.say("система", f"группу не открыла: {'; '.join(each['message'] for each in missing)}")
        group = self.manager.do("SaveGroup", **about, card={**card, "slots": [EVENING]})
        about["expectedVersion"] = group["version"]
        self.manager.do("OpenGroup", **about)
        self.stage.say(self.manager.username, f"открыл набор: «{card['name']}», мест: {places}")
        return group["id"]

    def accept(self, family: Family) -> None:
        """The provider takes the child; the rules of the issuing municipality answer at once."""
        on = self.stage.on(self.manager, "answer_enrollment", family.line)
        key = f"{self.stage.run}-{on['task']}"
        answered = self.manager.do("AnswerEnrollment", **on, idempotencyKey=key, answer="ACCEPT")
        expect("оценка по правилам", answered["status"], "POSSIBLE")
        found = family.now()["assessments"][-1]
        self.stage.say("муниципалитет", f"{found['wayLabel']}: {found['verdictLabel'].lower()}")

    def enroll(self, family: Family) -> dict:
        """The order of the provider."""
        on = self.stage.on(self.manager, "enroll", family.line) | {"orderDate": f"{today()}"}
        key = f"{self.stage.run}-{on['task']}"
        self.manager.do("Enroll", **on, idempotencyKey=key, verdict="ENROLL", orderNumber="15-з")
        (edge,) = self.manager.ask("Enrollments", child=family.child, status="ACTIVE")["enrollments"]["edges"]
        self.stage.say(self.manager.username, f"зачислил: {edge['node']['childInitials']}, приказ № 15-з")
        return edge["node"]

    def refuse_by_clerk_and_override(self, family: Family, group: str) -> None:
        """Lessons at the same time: a clerk looks and says no, the head says yes, with a reason."""
        family.request = family.apply(group)
        on = self.stage.on(self.manager, "answer_enrollment", family.line)
        key = f"{self.stage.run}-amber"
        answered = self.manager.do("AnswerEnrollment", **on, idempotencyKey=key, answer="ACCEPT")
        expect("решает человек", answered["status"], "MANUAL")
        (doubt,) = family.now()["assessments"][-1]["findings"]
        self.stage.say("система", f"передала специалисту: {doubt['message']}")
        on = self.stage.on(self.town.clerk, "assess_enrollment", family.line)
        said = {"ground": "OTHER_LEGAL_GROUND", "reason": "Занятия совпадают по времени."}
        self.town.clerk.do("AssessEnrollment", **on, verdict="NOT_POSSIBLE", **said)
        self.stage.say(self.town.clerk.username, f"отказал: {said['reason']}")
        seen = family.now()
        about = {"request": seen["id"], "expectedVersion": seen["version"], "idempotencyKey": f"{key}-head"}
        reason = "Вечерняя группа перенесена на четверг, занятия больше не совпадают."
        expect(
            "после руководителя", self.town.head.do("OverrideAssessment", **about, reason=reason)["status"], "POSSIBLE"
        )
        self.stage.say(self.town.head.username, f"пересмотрел: {reason}")


def race(stage: Stage, first: Family, second: Family, group: str) -> tuple[Family, Family]:
    """Both apply at the same moment for the only place; give who has it, then who waits."""
    with ThreadPoolExecutor(2) as threads:
        answers = [*threads.map(lambda family: family.apply(group), (first, second))]
    got = ["id" in answer for answer in answers]
    expect("одно место — одной семье", sorted(got), [False, True])
    winner, loser = (first, second) if got[0] else (second, first)
    winner.request = answers[got.index(True)]
    (refusal,) = answers[got.index(False)]["refusals"]
    stage.say(f"семья ({winner.name})", f"место закреплено. {winner.now()['nextStep']}")
    stage.say(f"семья ({loser.name})", f"{refusal['message']} {refusal['remedy']}")
    loser.request = loser.apply(group, waits=True)
    (entry,) = loser.now()["waitingEntries"]
    stage.say(f"семья ({loser.name})", f"в листе ожидания, место {entry['position']}")
    return winner, loser


def foreigners_see_nothing(stage: Stage, family: Family) -> None:
    """The request went to the municipality that issued the certificate, and to no other."""
    neighbour = stage.person("neighbour")
    seen = neighbour.ask("EnrollmentRequest", id=family.request["id"])["enrollmentRequest"]
    expect("чужая заявка у соседа", seen, None)
    stage.say(neighbour.username, "чужой заявки не видит и решить по ней не может")
