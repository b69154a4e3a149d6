"""The second half of the story: a town's money for a year, a family with three children, a queue, the next year."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import made_up
from client import Person, Unexpected
from stage import Stage, expect, today

NOMINAL = 1160900  # kopecks
TOWN = "kemerovo-city"
PATIENCE = 60  # seconds that the worker may take
NAMES = (("Вера", "Ивановна"), ("Надежда", "Ивановна"), ("Любовь", "Ивановна"))


def play(stage: Stage) -> None:
    """Three children get certificates, one gets money after waiting; a year is replenished; a neighbour sees none."""
    print("\n4. Семья и деньги")
    year, town = today().year, Town(stage)
    town.approve(year, town.granted(year))
    parent, certificates = certify_children(stage, town)
    wait_for_money(stage, town, parent, certificates[0], year)
    tell_statement(stage, parent, certificates[0])
    replenish(stage, town, year + 1)
    see_nothing(stage, certificates)


def until(what: str, ask: Callable[[], Any], done: Callable[[Any], bool]) -> Any:
    """Ask until the worker has done its part."""
    deadline = time.monotonic() + PATIENCE
    while not done(found := ask()):
        if time.monotonic() > deadline:
            raise Unexpected(f"{what}: за {PATIENCE} с не дождались, последний ответ {found!r}")
        time.sleep(0.3)
    return found


class Town:
    """The people of the municipality and what they do with its funding program."""

    def __init__(self, stage: Stage):
        self.stage = stage
        self.clerk, self.head = stage.person("municipality"), stage.person("municipality.head")
        towns = self.clerk.ask("Municipalities", first=100)["municipalities"]["edges"]
        self.id = next(edge["node"]["id"] for edge in towns if edge["node"]["code"] == TOWN)

    def issue(self, card: dict) -> dict:
        """The clerk issues the certificate that was applied for; return it."""
        on = self.stage.on(self.clerk, "issue_certificate", made_up.initials(card))
        return self.clerk.do("IssueCertificate", **on, verdict="ISSUE")["certificate"]

    def quota(self, year: int) -> dict | None:
        """The quota of the general category in a year, if there is one."""
        edges = self.clerk.ask("Quotas", municipality=self.id, first=100)["quotas"]["edges"]
        rows = (edge["node"] for edge in edges if edge["node"]["categoryCode"] == "GENERAL")
        return next((row for row in rows if row["period"]["startsOn"] == f"{year}-01-01"), None)

    def granted(self, year: int) -> int:
        """How many certificates have money of a year."""
        quota = self.quota(year)
        return quota["grantedCount"] if quota else 0

    def approve(self, year: int, count: int) -> None:
        """The clerk drafts a version of the program, the head approves it by an act."""
        with suppress(Unexpected):  # nothing is left of a play that was interrupted
            self._put_in_force(year, "редакция прошлого показа")
        key = f"{self.stage.run}-{year}-{count}"
        card = made_up.funding_program(year, count, NOMINAL)
        program = self.clerk.do("DraftFundingProgram", municipality=self.id, idempotencyKey=key, year=year, card=card)
        about = {"fundingProgram": program["id"], "expectedVersion": program["version"]}
        self.clerk.do("SubmitFundingProgram", **about)
        self._put_in_force(year, key)
        self.stage.say(self.head.username, f"утвердил программу ПФ на {year} год: со средствами не более {count}")

    def _put_in_force(self, year: int, number: str) -> None:
        on = self.stage.on(self.head, "approve_funding_program", f"{year} год")
        act = {"number": number, "adoptedOn": today().isoformat(), "title": f"О программе ПФ на {year} год"}
        key = f"{on['task']}-{self.stage.run}"
        approved = self.head.do("ApproveFundingProgram", **on, idempotencyKey=key, verdict="APPROVE", act=act)
        expect("состояние программы ПФ", approved["status"], "IN_FORCE")


def register(stage: Stage, username: str) -> Person:
    """Somebody registers as a parent."""
    parent, password = Person(stage.address, username), f"demo-{stage.run}-pass"
    parent.do("RegisterApplicant", username=username, fullName="Примерова Мария", password=password)
    return parent.sign_in(password)


def apply(parent: Person, key: str, card: dict) -> None:
    """The parent applies for a certificate for a child."""
    guardian = {"fullName": "Примерова Мария", "relation": "PARENT", "document": "паспорт ДЕМО 000000"}
    consents = ["CERTIFICATE"]
    parent.do("ApplyForCertificate", idempotencyKey=key, child=card, guardian=guardian, consents=consents)


def certify_children(stage: Stage, town: Town) -> tuple[Person, list[dict]]:
    """A parent registers and applies for three children; the clerk issues the certificates."""
    parent = register(stage, f"parent-{stage.run}")
    for number, (first, patronymic) in enumerate(NAMES):
        card = made_up.child(stage.chance, first, patronymic, f"{today().year - 9 - number}-05-2{number}")
        apply(parent, f"{stage.run}-{number}", card)
        issued = town.issue(card)
        expect("состояние сертификата", (issued["status"], issued["fundingStatus"]), ("ACTIVE", "ACCOUNTING"))
        stage.say(town.clerk.username, f"выдал сертификат № {issued['number']} ({issued['child']['initials']})")
    edges = parent.ask("Certificates", first=10)["certificates"]["edges"]
    expect("сертификатов в кабинете", len(edges), 3)
    return parent, [edge["node"] for edge in edges]


def wait_for_money(stage: Stage, town: Town, parent: Person, certificate: dict, year: int) -> None:
    """The quota is full: the family waits in the queue, sees its place, and is served when the head adds money."""
    seen = parent.ask("Certificate", id=certificate["id"])["certificate"]
    parent.do(
        "RequestFunding",
        certificate=seen["id"],
        expectedVersion=seen["version"],
        idempotencyKey=f"{stage.run}-money",
        category="GENERAL",
    )
    on = stage.on(town.clerk, "review_funding", seen["child"]["initials"])
    town.clerk.do("ReviewFunding", **on, idempotencyKey=f"{stage.run}-review", verdict="GRANT")
    place = parent.ask("Certificate", id=certificate["id"])["certificate"]["queueEntry"]
    stage.say("семья", f"квота исчерпана: место в очереди — {place['position']}")
    town.approve(year, town.granted(year) + place["position"])
    funded = until(
        "очередь",
        lambda: parent.ask("Certificate", id=certificate["id"])["certificate"],
        lambda found: found["fundingStatus"] == "PERSONALISED_FUNDING",
    )
    stage.say("система", f"подошла очередь: {funded['fundingStatusLabel'].lower()}")


def tell_statement(stage: Stage, parent: Person, certificate: dict) -> None:
    """Every kopeck is explained."""
    accounts = parent.ask("CertificateStatement", id=certificate["id"])["certificate"]["accounts"]
    for account in accounts:
        for edge in account["entries"]["edges"]:
            stage.say("выписка", edge["node"]["explanation"].replace("\xa0", " "))
    expect("остаток", accounts[0]["balance"], NOMINAL)


def replenish(stage: Stage, town: Town, year: int) -> None:
    """The program of the next year is approved, the replenishment is tried, then run."""
    town.approve(year, town.granted(year - 1))
    quota = town.quota(year)
    assert quota is not None
    period = quota["period"]["id"]
    preview = town.head.ask("ReplenishmentPreview", period=period)["replenishmentPreview"]
    for row in preview:
        told = f"{row['categoryTitle']}: {row['granted']} получат средства, {row['queued']} не поместятся"
        stage.say(town.head.username, f"пробный расчёт на {year} год. {told}")
    run = town.head.do("StartReplenishment", period=period, idempotencyKey=f"{stage.run}-{year}")
    done = until(
        "пополнение",
        lambda: town.head.ask("Replenishments", period=period, first=1)["replenishments"]["edges"][0]["node"],
        lambda found: found["status"] == "DONE",
    )
    expect("пополнение", (done["id"], done["left"]), (run["id"], 0))
    stage.say("система", f"{year} год: средства закреплены за {done['granted']}, в очередь уйдут {done['queued']}")


def see_nothing(stage: Stage, certificates: list[dict]) -> None:
    """A clerk of another municipality finds none of it."""
    neighbour = stage.person("neighbour")
    for certificate in certificates:
        expect("чужой сертификат", neighbour.ask("Certificate", id=certificate["id"])["certificate"], None)
    mine = {certificate["id"] for certificate in certificates}
    seen = {edge["node"]["id"] for edge in neighbour.ask("Certificates", first=100)["certificates"]["edges"]}
    expect("чужие сертификаты в реестре соседа", mine & seen, set())
    stage.say(neighbour.username, "в соседнем муниципалитете ничего этого не видит")
