"""The third part of the story: a commission of five decides on two programs paid from the budget."""

from __future__ import annotations

import made_up
from client import Person
from families import TOWN, Town
from stage import Stage, expect, today

POSTS = {
    "commission.chair": "CHAIR",
    "commission.deputy": "DEPUTY",
    "commission.secretary": "SECRETARY",
    "commission.member1": "MEMBER",
    "commission.member2": "MEMBER",
    "commission.member3": "MEMBER",
}
VOTERS = [name for name, post in POSTS.items() if post != "SECRETARY"]
DISSENTER, TIED = "commission.member2", "commission.member3"


def play(stage: Stage) -> str:
    """A dossier is returned, two are voted on, one enters a register with an assignment, the other is turned down."""
    print("\n5. Комиссия и реестры бюджетных программ")
    commission = Commission(stage)
    commission.approve_composition()
    robots, chess = (commission.file(name, places) for name, places in (("Роботы", 40), ("Шахматы и шашки", 15)))
    commission.check(robots, chess)
    commission.hold_meeting(robots, chess)
    commission.order(robots, chess)
    commission.show(robots)
    return robots


class Commission:
    """The commission of Kemerovo, the institution that comes to it, and the head of the municipality."""

    def __init__(self, stage: Stage):
        self.stage, self.town = stage, Town(stage)
        self.people = {name: stage.person(name) for name in POSTS}
        self.secretary, self.institution = self.people["commission.secretary"], stage.person("institution")
        found = self.town.head.ask("Commissions", municipality=self.town.id, on=f"{today()}")["commissions"]
        self.row = found["edges"][0]["node"]
        providers = self.institution.ask("Providers", first=100)["providers"]["edges"]
        self.provider = providers[0]["node"]["id"]

    def act(self, what: str) -> dict:
        """An act of the municipality of today."""
        return {"number": f"{self.stage.run}-р", "adoptedOn": f"{today()}", "title": what}

    def approve_composition(self) -> None:
        """Five who vote and a secretary, from today; one of them works in the institution."""
        if any(each["validFrom"] == f"{today()}" for each in self.row["compositions"]):
            self.stage.say("комиссия", "состав, утверждённый сегодня, уже есть")
            return
        seats = [{"username": name, "post": post, "organisation": "Управление"} for name, post in POSTS.items()]
        seats[-1] |= {"organisation": "МБУ ДО «Демо-дворец творчества»", "provider": self.provider}
        card = {"year": today().year, "validFrom": f"{today()}", "seats": seats}
        given = {"commission": self.row["id"], "composition": card, "act": self.act("О составе комиссии")}
        self.town.head.do("ApproveComposition", idempotencyKey=f"{self.stage.run}-composition", **given)
        self.stage.say(self.town.head.username, f"утвердил состав: {len(VOTERS)} с правом голоса и секретарь")

    def file(self, what: str, places: int) -> str:
        """The institution asks for a place in the register of significant programs."""
        name = f"{what} {self.stage.run}"
        card = {**made_up.program_card(name), "annotation": "Ребёнок научится собирать модели и защитит свой проект."}
        card["modules"] = [{**module, "minChildren": 1} for module in card["modules"]]
        given = {"provider": self.provider, "idempotencyKey": name, "kind": "GENERAL_DEVELOPMENT"}
        edition = self.institution.do("DraftProgram", **given, fundingMode="BUDGET", card=card)
        file = self.institution.upload("программа.pdf", made_up.PDF)
        on = {"edition": edition["id"], "expectedVersion": 1}
        self.institution.do("AttachProgramDocument", **on, kind="PROGRAM", file=file)
        dossier = {"register": "SIGNIFICANT", "places": places, "need": "", "priorities": "Инженерные кадры."}
        filing = {"edition": edition["id"], "expectedVersion": 2, "idempotencyKey": f"{name}-dossier"}
        refusals = self.institution.decide("FileDossier", **filing, dossier=dossier)["refusals"]
        self.stage.say("система", f"заявку не приняла: {'; '.join(each['message'] for each in refusals)}")
        dossier["need"] = "В очереди на техническое творчество двести детей."
        self.institution.do("FileDossier", **filing, dossier=dossier)
        self.stage.say("учреждение", f"подало «{name}» в реестр значимых: {places} мест")
        return name

    def check(self, *names: str) -> None:
        """The secretary looks them through."""
        for name in names:
            self.secretary.do("CheckDossier", **self.stage.on(self.secretary, "check_dossier", name), verdict="PASS")
            self.stage.say(self.secretary.username, f"проверил заявку «{name}»")

    def hold_meeting(self, *names: str) -> None:
        """Called in due time, in absentia; the member from the institution is recused by the server, one dissents."""
        day = self.secretary.ask("WorkingDaysAfter", start=f"{today()}", days=4)["workingDaysAfter"]
        given = {"commission": self.row["id"], "form": "IN_ABSENTIA", "heldOn": day, "place": "в системе"}
        meeting = self.secretary.do("CallMeeting", idempotencyKey=f"{self.stage.run}-meeting", **given)
        self.stage.say(self.secretary.username, f"созвал заочное заседание № {meeting['number']} до {day}")
        for name in names:
            on = self.stage.on(self.secretary, "put_on_agenda", name)
            self.secretary.do("PutOnAgenda", **on, meeting=meeting["id"], idempotencyKey=f"{name}-agenda")
        version = self.secretary.ask("MeetingRecord", id=meeting["id"])["node"]["version"]
        given = {"meeting": meeting["id"], "expectedVersion": version}
        sent = self.secretary.do("SendAgenda", **given)
        late = self.secretary.decide("SendAgenda", **given | {"expectedVersion": sent["version"]})["refusals"]
        expect("вторая рассылка", [each["code"] for each in late], ["AGENDA_SENT"])
        seen = self.people["commission.member1"].ask("IssuedDocuments", meeting=meeting["id"], first=100)
        (agenda,) = [edge["node"] for edge in seen["issuedDocuments"]["edges"]]
        expect("разослано", agenda["kind"], "AGENDA")
        self.stage.say(self.secretary.username, f"разослал повестку {sent['agendaSentOn']}; член комиссии её видит")
        line = f"№ {meeting['number']}, "
        self.secretary.do("OpenMeeting", **self.stage.on(self.secretary, "open_meeting", line))
        for name, places in zip(names, (40, 15), strict=True):
            self.vote(name, places, is_wanted=name == names[0])
        self.confirm(meeting["id"], line)

    def vote(self, name: str, places: int, *, is_wanted: bool) -> None:
        """The first program is wanted by all but one, the second by one alone; who is tied has no ballot."""
        expect("бюллетени отведённого", [*self.ballots(self.people[TIED], name)], [])
        for voter in VOTERS:
            if voter == TIED:
                continue
            (ballot,) = self.ballots(self.people[voter], name)
            on = {"task": ballot["id"], "expectedVersion": ballot["case"]["version"]}
            on["idempotencyKey"] = f"{self.stage.run}-{voter}-{name}"
            if is_wanted == (voter == DISSENTER):
                said: dict = {
                    "choice": "AGAINST",
                    "reason": "Мест просят больше, чем детей.",
                    "dissent": "Хватит двадцати.",
                }
            else:
                said = {"choice": "FOR", "register": "SIGNIFICANT", "places": places - 10}
            self.people[voter].do("CastVote", **on, **said)
        self.stage.say("комиссия", f"проголосовала по «{name}»; сотрудник учреждения отведён системой")

    def ballots(self, voter: Person, name: str) -> list[dict]:
        """What a member has to vote on about one program."""
        edges = voter.ask("MyBallots", first=100)["myBallots"]["edges"]
        return [edge["node"] for edge in edges if name in edge["node"]["subjectLine"]]

    def confirm(self, meeting: str, line: str) -> None:
        """Secretary and chair confirm the same content, each in an own session."""
        record = self.secretary.ask("MeetingRecord", id=meeting)["node"]
        (minutes,) = record["minutes"]
        chair = self.people["commission.chair"]
        for who, post in ((self.secretary, "secretary"), (chair, "chair")):
            on = self.stage.on(who, f"confirm_minutes_as_{post}", line)
            who.do(f"ConfirmMinutesAs{post.title()}", **on, contentHash=minutes["contentHash"])
        outcomes = [(item["votesFor"], item["votesAgainst"], item["outcome"]) for item in record["items"]]
        expect("итоги", outcomes, [(3, 1, "RECOMMENDED"), (1, 3, "REJECTED")])
        self.stage.say("протокол", f"подтверждён обоими, SHA-256 {minutes['contentHash'][:12]}…; за — 3, против — 1")
        documents = self.secretary.ask("IssuedDocuments", meeting=meeting, first=100)["issuedDocuments"]["edges"]
        printed = next(edge["node"] for edge in documents if edge["node"]["kind"] == "MINUTES")
        stranger = Person(self.stage.address, "посетитель")
        checked = stranger.ask("DocumentCheck", number=printed["checkNumber"])["documentCheck"]
        self.stage.say("проверка", f"{checked['checkNumber']}: {checked['title']} — {checked['stateLabel'].lower()}")

    def order(self, wanted: str, unwanted: str) -> None:
        """The head orders the entry and approves the assignment; of the rejected one the institution may complain."""
        head = self.town.head
        key, act = f"{self.stage.run}-order", self.act("О включении в реестр значимых программ")
        on = self.stage.on(head, "order_significant", wanted)
        head.do("OrderSignificant", **on, idempotencyKey=key, verdict="APPROVE", act=act)
        self.stage.say(head.username, f"издал распоряжение: «{wanted}» — в реестре значимых программ")
        drafts = head.ask("MunicipalAssignments", status="DRAFT", provider=self.provider)["municipalAssignments"]
        (draft,) = [edge["node"] for edge in drafts["edges"]]
        on = self.stage.on(head, "approve_assignment", "Муниципальное задание") | {
            "idempotencyKey": f"{key}-assignment"
        }
        act = self.act("О муниципальном задании")
        head.do("ApproveAssignment", **on, seenVersion=draft["version"], act=act)
        text = f"утвердил муниципальное задание: {draft['totalPlaces']} мест, {draft['pupilHours']} ч"
        self.stage.say(head.username, text)
        task = self.stage.task(self.institution, "appeal_rejection", unwanted)
        self.stage.say("учреждение", f"может обжаловать отказ по «{unwanted}» до {task['dueAt'][:10]}")

    def show(self, wanted: str) -> None:
        """Everybody finds the program in the register of the town, and nobody in that of another."""
        stranger = Person(self.stage.address, "посетитель")
        asked = {"kind": "SIGNIFICANT", "municipality": self.town.id, "first": 100}
        edges = stranger.ask("ProgramRegister", **asked)["programRegister"]["edges"]
        (entry,) = [edge["node"] for edge in edges if edge["node"]["edition"]["name"] == wanted]
        expect("места", (entry["maxFundedPupils"], entry["freePlaces"]), (30, 30))
        self.stage.say("реестр", f"№ {entry['number']} до {entry['validUntil']}: {wanted}. {entry['ground']}")
        neighbour = self.stage.person("neighbour.head")
        seen = neighbour.ask("Dossiers", first=100)["dossiers"]["edges"]
        expect("чужие заявки у соседа", seen, [])
        self.stage.say("neighbour.head", f"заявок комиссии муниципалитета {TOWN} не видит")
