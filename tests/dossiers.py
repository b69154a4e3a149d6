"""Programs before the commission of Kemerovo, as tests need them: each decision by the right person."""

from __future__ import annotations

import itertools
import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.accounts import viewers
from backoffice.acts.card import ActCard
from backoffice.acts.models import LegalAct
from backoffice.commissions.dossier_card import DossierCard
from backoffice.commissions.dossiers import Dossier
from backoffice.commissions.meetings import AgendaItem, Meeting, Minutes
from backoffice.commissions.models import Commission, CommissionComposition, CommissionOrder
from backoffice.documents.models import DocumentTemplate, IssuedDocument
from backoffice.files.models import StoredFile
from backoffice.journal import Act
from backoffice.programs import services as programs
from backoffice.programs.models import Program, ProgramDocument, ProgramEdition
from backoffice.providers.models import Provider
from backoffice.registers.models import BudgetRegister, EntryPlaces, ProgramRegisterEntry
from tests import factories, families
from workflows import dossier_acts, engine
from workflows.commission_review import CommissionReview
from workflows.decisions import dossiers as decisions
from workflows.decisions.program_certification import AppealVerdict, RemarkOn
from workflows.models import Process, Task

_numbers = itertools.count(1)
Register = BudgetRegister
PASS = decisions.CheckDossier(verdict=decisions.DossierCheck.PASS)
APPROVE, RETURN = decisions.FormalVerdict.APPROVE, decisions.FormalVerdict.RETURN
APPEAL = decisions.AppealRejection(text="Программа нужна району.")
UPHOLD = decisions.DecideRejectionAppeal(verdict=AppealVerdict.UPHOLD, reason="Довод не рассмотрен.")
OVERRULE = decisions.DecideRejectionAppeal(verdict=AppealVerdict.REJECT, reason="Комиссия права.")
BREACH = "Член комиссии голосовал по программе своей организации."


def commission(code: str = "kemerovo-city") -> Commission:
    """The commission of a municipality."""
    return Commission.objects.select_related("unit", "municipality__unit").get(municipality__unit__code=code)


def secretary(code: str = "kemerovo-city"):
    """Its secretary."""
    return factories.member(Role.COMMISSION_SECRETARY, commission(code).unit)


def meeting(code: str = "kemerovo-city", **changes) -> Meeting:
    """A called meeting, two weeks ahead."""
    town, today = commission(code), timezone.localdate()
    seated = town.compositions.first() or CommissionComposition.objects.create(
        commission=town, year=today.year, number=1, valid_from=today, act=LegalAct.objects.get(code="defaults")
    )
    order = CommissionOrder.objects.get(territory=None)
    held_on = date.fromordinal(today.toordinal() + 14)
    values = {"commission": town, "composition": seated, "order": order, "form": "IN_PERSON", "held_on": held_on}
    return Meeting.objects.create(**{**values, "number": next(_numbers), **changes})


def edition(owner: Provider, by, *, kind: str = Program.Kind.GENERAL_DEVELOPMENT, **changes) -> ProgramEdition:
    """A complete draft of a program that is taught from the budget, with its file."""
    card, act = factories.card(**changes), Act(by, factories.SINCE)
    draft = programs.draft(owner, kind, Program.FundingMode.BUDGET, card, act)
    ProgramDocument.objects.create(edition=draft, kind=ProgramDocument.Kind.PROGRAM, file=paper(by))
    return draft


def paper(by) -> StoredFile:
    """A file that somebody brought."""
    return StoredFile.objects.create(
        storage_name=str(uuid.uuid4()),
        name="программа.pdf",
        media_type="application/pdf",
        size=3,
        sha256="0" * 64,
        uploaded_by=by,
    )


def dossier_card(**changes) -> DossierCard:
    """What is asked for."""
    values = {"register": Register.SIGNIFICANT, "places": 30, "need": "Очередь из 40 детей.", "priorities": "Роботы."}
    return DossierCard(**{**values, **changes})


def act_card(**changes) -> ActCard:
    """An order of the municipality, of today."""
    values = {"number": "15-р", "adopted_on": timezone.localdate(), "title": "О включении программы в реестр"}
    return ActCard(**{**values, **changes})


def minutes(of: Meeting, by) -> Minutes:
    """The minutes of a meeting, as rows."""
    rest = {"basis": LegalAct.objects.get(code="defaults"), "paragraph": "—", "valid_from": factories.SINCE}
    template, _ = DocumentTemplate.objects.get_or_create(
        kind="MINUTES", territory=None, defaults={**rest, "source": ""}
    )
    document = IssuedDocument.objects.create(
        check_number=f"ТЕСТ-{next(_numbers)}",
        kind="MINUTES",
        title="Протокол",
        number="1",
        issued_on=timezone.localdate(),
        municipality=of.commission.municipality,
        template=template,
        file=paper(by),
        meeting=of,
    )
    said = {"document": document, "content_hash": "0" * 64, "drawn_on": timezone.localdate()}
    return Minutes.objects.create(meeting=of, number=0, **said)


def entry(of: ProgramEdition, **changes) -> ProgramRegisterEntry:
    """An entry in force in a budget register of Kemerovo, without the review that led to it."""
    today = timezone.localdate()
    values = {"kind": Register.SIGNIFICANT, "number": f"42-тест-{next(_numbers)}", "edition": of, "included_on": today}
    values |= {
        "valid_until": date(today.year + 1, 9, 1),
        "municipality": families.municipality(),
        "case_id": uuid.uuid4(),
    }
    values |= {"max_funded_pupils": 10, "act": LegalAct.objects.get(code="defaults"), **changes}
    made = ProgramRegisterEntry.objects.create(**values)
    EntryPlaces.objects.create(entry=made, maximum=made.max_funded_pupils)
    ProgramEdition.objects.filter(pk=of.pk).update(status=ProgramEdition.Status.REGISTERED)
    of.refresh_from_db()
    return made


class Review:
    """Plays the review of one program."""

    def __init__(self, *, kind: str = Program.Kind.GENERAL_DEVELOPMENT, card: DossierCard | None = None, **program):
        self.provider = factories.provider()
        self.manager = factories.member(Role.PROVIDER_MANAGER, self.provider.unit)
        self.secretary, self.head = secretary(), families.head()
        self.edition = edition(self.provider, self.manager, kind=kind, **program)
        self.card = card or dossier_card()
        self.dossier: Dossier | None = None

    @property
    def case(self) -> Process:
        return Process.objects.get(dossier=self.dossier)

    @property
    def task(self) -> Task:
        return Task.objects.get(process=self.case, flow_task_type="HUMAN", finished=None)

    @property
    def steps(self) -> list[str]:
        """Names of the open steps."""
        return [task.flow_task.name for task in Task.objects.filter(process=self.case, finished=None)]

    @property
    def about(self) -> dict:
        """The head of the input of a filing."""
        version = ProgramEdition.objects.get(pk=self.edition.pk).version
        return {"edition": to_base64("ProgramEdition", self.edition.pk), "expectedVersion": version}

    @transaction.atomic
    def file(self, card: DossierCard | None = None):
        self.edition.refresh_from_db()
        self.dossier = dossier_acts.file(
            edition_id=self.edition.pk,
            decision=decisions.FileDossier(dossier=card or self.card),
            expected_version=self.edition.version,
            by=viewers.viewer_of_user(self.manager),
            key=f"dossier-{next(_numbers)}",
        )
        return self

    def check(self, decision=PASS):
        return self._complete(CommissionReview.check_dossier, decision, self.secretary)

    def send_back(self, *fields: str):
        remarks = tuple(RemarkOn(field=field, text="Уточните.") for field in fields or ("annotation",))
        return self.check(decisions.CheckDossier(verdict=decisions.DossierCheck.RETURN, remarks=remarks))

    def resubmit(self, card: DossierCard | None = None, reply: str = "Всё верно."):
        decision = decisions.ResubmitDossier(dossier=card, reply=reply)
        return self._complete(CommissionReview.resubmit_dossier, decision, self.manager)

    def put(self, on: Meeting | None = None):
        decision = decisions.PutOnAgenda(meeting=(on or meeting()).pk)
        return self._complete(CommissionReview.put_on_agenda, decision, self.secretary)

    @transaction.atomic
    def meet(self, outcome: str, register: str = "", places: int | None = None):
        """Close the open item as the meeting would, with minutes if it was held, and let the case go on."""
        item = AgendaItem.objects.select_related("meeting__commission").get(dossier=self.dossier, outcome="")
        Dossier.objects.filter(pk=self.dossier.pk, status="ON_AGENDA").update(status="AT_MEETING")
        AgendaItem.objects.filter(pk=item.pk).update(outcome=outcome, register=register, places=places)
        if outcome not in ("NO_QUORUM", "TAKEN_OFF"):
            minutes(item.meeting, self.secretary)
        engine.go_on(CommissionReview.at_meeting, dossier=self.dossier)
        self.dossier.refresh_from_db()
        return self

    def recommend(self, register: str | None = None, places: int = 25):
        return self.file().check().put().meet("RECOMMENDED", register or self.card.register, places)

    def order(self, verdict=APPROVE, reason: str = ""):
        legal = act_card() if verdict == APPROVE else None
        if self.card.register == Register.SIGNIFICANT:
            decision = decisions.OrderSignificant(verdict=verdict, act=legal, reason=reason)
            return self._complete(CommissionReview.order_significant, decision, self.head)
        keeps = "Сохранить охват." if verdict == APPROVE else ""
        general = decisions.OrderGeneralDevelopment(verdict=verdict, act=legal, reason=reason, keeps_funding=keeps)
        return self._complete(CommissionReview.order_general_development, general, self.head)

    def decide(self, decision: decisions.DecidePreProfessional):
        return self._complete(CommissionReview.decide_pre_professional, decision, self.head)

    def appeal(self):
        return self._complete(CommissionReview.appeal_rejection, APPEAL, self.manager)

    def decide_appeal(self, decision=UPHOLD):
        return self._complete(CommissionReview.decide_rejection_appeal, decision, self.head)

    @transaction.atomic
    def withdraw(self):
        decision, case = decisions.WithdrawDossier(reason="Передумали."), self.case
        by = viewers.viewer_of_user(self.manager)
        engine.withdraw(CommissionReview, case_id=case.pk, decision=decision, expected_version=case.version, by=by)
        self.dossier.refresh_from_db()
        return self

    @transaction.atomic
    def expire(self):
        Task.objects.filter(pk=self.task.pk).update(due_at=timezone.now())
        assert engine.expire(self.task.pk)
        self.dossier.refresh_from_db()
        return self

    @transaction.atomic
    def _complete(self, node, decision, person):
        by, version = viewers.viewer_of_user(person), self.case.version
        engine.complete(node, task_id=self.task.pk, decision=decision, expected_version=version, by=by)
        self.dossier.refresh_from_db()
        return self


def pre_professional(**changes) -> Review:
    """A pre-professional program in sport."""
    asked = {"register": Register.PRE_PROFESSIONAL, "in_sport": True, **changes}
    return Review(kind=Program.Kind.PRE_PROFESSIONAL, card=dossier_card(**asked))


def general_development() -> Review:
    """A program that asks for the third register."""
    return Review(card=dossier_card(register=Register.GENERAL_DEVELOPMENT))
