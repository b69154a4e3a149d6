"""The last part of the story: a contract is signed and paid month by month; it ends, and the place passes on."""

from __future__ import annotations

from datetime import timedelta

from client import Person
from enrollment import EVENING, Family
from families import NOMINAL, Town, until
from stage import Stage, expect, today

OTHERS = ("Ада", "Ира", "Лия", "Мия", "Юля", "Рая", "Уля")
PLACES = len(OTHERS) + 1
PRICE = 900000  # kopecks of the module, below its normative cost
BANK = {
    "bankName": "Демо-банк",
    "bik": "044525225",
    "settlementAccount": "40702810200000000001",
    "correspondentAccount": "30101810400000000225",
}


def play(stage: Stage, manager: Person, provider: str) -> None:
    """A family signs and the money is reserved; it leaves, every kopeck is explained, the next family comes."""
    print("\n7. Договор")
    school = Certified(stage, manager, provider)
    school.agree_on_payment()
    group = school.open_group()
    first, second, *others = (Funded(stage, school.town.clerk, name) for name in ("Яна", "Зоя", *OTHERS))
    school.fund(first, second, *others)
    first.request = first.apply(group)
    for family in others:
        expect("место закреплено", family.apply(group)["status"], "SENT_TO_PROVIDER")
    second.request = second.apply(group, waits=True)
    stage.say(f"семья ({second.name})", second.now()["nextStep"])
    school.make_contract(first)
    first.leave_program()
    second.is_offered_the_place_of_next_month()
    ahead_of_time(stage)


class Funded(Family):
    """A family whose certificate has money."""

    def ask_for_money(self) -> None:
        """Ask the municipality for personalised funding."""
        seen = self.parent.ask("Certificate", id=self.certificate)["certificate"]
        about = {"certificate": seen["id"], "expectedVersion": seen["version"]}
        self.parent.do(
            "RequestFunding", **about, idempotencyKey=f"{self.stage.run}-{self.name}-money", category="GENERAL"
        )

    def accept(self) -> dict:
        """Read what is offered, get a code, sign by it."""
        on = self.stage.on(self.parent, "accept_contract", self.line)
        sent = self.parent.decide("RequestSigningCode", task=on["task"])
        for document in sent["documents"]:
            self.stage.say(
                f"семья ({self.name})", f"читает: {document['title']}, SHA-256 {document['file']['sha256'][:12]}…"
            )
        code = {"code": sent["shownCode"], "idempotencyKey": f"{self.stage.run}-{self.name}-accept"}
        ticks = {"hasReadTerms": True, "consentsToProcessing": True}
        self.parent.refused(
            "AcceptContract", "CONFIRMATION_REQUIRED", "CONFIRMATION_REQUIRED", **on, **code, answer="ACCEPT"
        )
        accepted = self.parent.do("AcceptContract", **on, **code, **ticks, answer="ACCEPT")
        self.stage.say(f"семья ({self.name})", f"подписала кодом: {accepted['statusLabel'].lower()}")
        return accepted

    def contract(self) -> dict:
        """Its newest contract."""
        edges = self.parent.ask("Contracts", child=self.child)["contracts"]["edges"]
        return edges[0]["node"]

    def account(self) -> dict:
        """The money of this year."""
        accounts = self.parent.ask("CertificateStatement", id=self.certificate)["certificate"]["accounts"]
        return next(each for each in accounts if each["periodStartsOn"] <= f"{today()}" <= each["periodEndsOn"])

    def leave_program(self) -> None:
        """The family ends the contract: the months after this one are free again, and the statement explains it."""
        seen = self.contract()
        about = {"contract": seen["id"], "expectedVersion": seen["version"]}
        ended = self.parent.do(
            "TerminateContract", **about, idempotencyKey=f"{self.stage.run}-end", reason="Переезжаем."
        )
        self.stage.say(
            f"семья ({self.name})", f"расторгла договор: {ended['statusLabel'].lower()}, по {ended['endedOn']}"
        )
        account = self.account()
        for edge in account["entries"]["edges"]:
            self.stage.say("выписка", edge["node"]["explanation"].replace("\xa0", " "))
        expect("зарезервировано после расторжения", account["reserved"], 0)
        expect("всё объяснено", account["balance"] + account["writtenOff"], NOMINAL)

    def is_offered_the_place_of_next_month(self) -> None:
        """Who waits hears of the place that comes free on the first of the next month."""
        until("предложение места", self.now, lambda found: found["status"] == "OFFERED")
        following = (today().replace(day=1) + timedelta(days=32)).replace(day=1)
        expect("с первого числа", self.request["startsOn"], f"{following}")
        self.stage.say(f"семья ({self.name})", f"предложено место с {following:%d.%m.%Y}. {self.request['nextStep']}")


class Certified:
    """The provider of the certified program, the payer and the municipality."""

    def __init__(self, stage: Stage, manager: Person, provider: str):
        self.stage, self.manager, self.provider, self.town = stage, manager, provider, Town(stage)
        self.accountant = stage.person("accountant")
        asked = {"kind": "CERTIFIED", "municipality": self.town.id, "first": 100}
        edges = manager.ask("ProgramRegister", **asked)["programRegister"]["edges"]
        editions = (edge["node"]["edition"] for edge in edges)
        self.edition = next(edition for edition in editions if edition["name"] == f"Робототехника {stage.run}")

    def agree_on_payment(self) -> None:
        """The provider asks the payer of the town for an agreement of this year, and signs it."""
        version = self.manager.ask("Provider", id=self.provider)["provider"]["version"]
        self.manager.do("SaveRequisites", provider=self.provider, expectedVersion=version, **BANK)
        asked = self.manager.ask("AuthorisedOrganisations", municipality=self.town.id)["authorisedOrganisations"][
            "edges"
        ]
        payer, year = asked[0]["node"], today().year
        about = {"provider": self.provider, "payer": payer["id"], "year": year}
        self.manager.do("RequestAgreement", **about, idempotencyKey=f"{self.stage.run}-agreement")
        name = f"Демо-{self.stage.run}"
        self.accountant.do(
            "ConfirmAgreement", **self.stage.on(self.accountant, "confirm_agreement", name), verdict="CONFIRM"
        )
        on = self.stage.on(self.manager, "sign_agreement", name)
        self.manager.do("SignAgreement", **on, number=f"Д-{self.stage.run}", signedOn=f"{today()}")
        self.stage.say("поставщик", f"заключил договор об оплате на {year} год: {payer['name']}")

    def open_group(self) -> str:
        """A group whose lessons begin today."""
        card = {
            "module": next(each["id"] for each in self.edition["modules"] if each["number"] == 1),
            "place": 1,
            "name": f"Роботы {self.stage.run}",
            "startsOn": f"{today()}",
            "endsOn": f"{today() + timedelta(days=150)}",
            "capacity": PLACES,
            "price": PRICE,
            "slots": [EVENING],
        }
        key = f"{self.stage.run}-contract-group"
        group = self.manager.do("DraftGroup", provider=self.provider, idempotencyKey=key, card=card)
        self.manager.do("OpenGroup", group=group["id"], expectedVersion=group["version"])
        self.stage.say("поставщик", f"открыл набор: «{card['name']}», мест: {PLACES}")
        return group["id"]

    def fund(self, *families: Funded) -> None:
        """The town has money for the families."""
        year = today().year
        self.town.approve(year, self.town.granted(year) + len(families))
        for family in families:
            family.ask_for_money()
            on = self.stage.on(self.town.clerk, "review_funding", family.line)
            key = f"{self.stage.run}-{family.name}-grant"
            self.town.clerk.do("ReviewFunding", **on, idempotencyKey=key, verdict="GRANT")
        self.stage.say(self.town.clerk.username, f"выделил средства на сертификаты, семей: {len(families)}")

    def make_contract(self, family: Funded) -> None:
        """Accepted, offered, signed by both: the money is reserved, the child is a pupil."""
        key = f"{self.stage.run}-{family.name}"
        on = self.stage.on(self.manager, "answer_enrollment", family.line)
        answered = self.manager.do("AnswerEnrollment", **on, idempotencyKey=f"{key}-answer", answer="ACCEPT")
        expect("заявка ждёт договора", answered["status"], "CONTRACTING")
        on = self.stage.on(self.manager, "offer_contract", family.line)
        offered = self.manager.do("OfferContract", **on, idempotencyKey=f"{key}-offer", verdict="OFFER")
        self.stage.say(
            "поставщик", f"предложил договор № {offered['number']}: {offered['planText']}".replace("\xa0", " ")
        )
        expect("зарезервировано", family.account()["reserved"], offered["certificatePart"])
        family.accept()
        on = self.stage.on(self.manager, "sign_contract", family.line)
        code = self.manager.decide("RequestSigningCode", task=on["task"])["shownCode"]
        order = {"orderNumber": "16-з", "orderDate": f"{today()}"}
        signed = self.manager.do("SignContract", **on, idempotencyKey=f"{key}-sign", verdict="SIGN", code=code, **order)
        expect("состояние договора", signed["status"], "ACTIVE")
        account = family.account()
        expect("списано и в резерве", account["reserved"] + account["writtenOff"], signed["certificatePart"])
        self.stage.say("поставщик", f"подписал договор № {signed['number']}, ребёнок зачислен")
        (edge,) = self.accountant.ask("Contracts", status="ACTIVE", first=1)["contracts"]["edges"]
        expect("плательщик не видит ребёнка", edge["node"]["childInitials"], "")
        self.stage.say(self.accountant.username, f"видит договор № {edge['node']['number']} и суммы, но не ребёнка")


def ahead_of_time(stage: Stage) -> None:
    """Where funding begins later, money is refused with the day; the budget's programs are open all the same."""
    family = Funded(stage, stage.person("territory"), "Ева", territory="demo-territory")
    seen = family.parent.ask("Certificate", id=family.certificate)["certificate"]
    about = {"certificate": seen["id"], "expectedVersion": seen["version"], "idempotencyKey": f"{stage.run}-early"}
    codes = ("FUNDING_NOT_STARTED", "NO_FUNDING_PROGRAM")
    refusal, _ = family.parent.refused("RequestFunding", *codes, **about, category="GENERAL")
    stage.say(f"семья ({family.name})", f"{refusal['message']} {refusal['remedy']}")
    institution = stage.person("institution")
    groups = institution.ask("StudyGroups", status="OPEN", first=100)["studyGroups"]["edges"]
    group = next(edge["node"]["id"] for edge in groups if f"Вторая ступень {stage.run}" in edge["node"]["name"])
    family.request = family.apply(group)
    on = stage.on(institution, "answer_enrollment", family.line)
    institution.do("AnswerEnrollment", **on, idempotencyKey=f"{stage.run}-early-answer", answer="ACCEPT")
    on = stage.on(institution, "enroll", family.line) | {"orderDate": f"{today()}", "orderNumber": "17-з"}
    done = institution.do("Enroll", **on, idempotencyKey=f"{stage.run}-early-enroll", verdict="ENROLL")
    expect("бюджетная программа", done["status"], "ENROLLED")
    stage.say(
        institution.username, "зачислил ребёнка из этого округа на бюджетную программу: сертификат учёта действует"
    )
