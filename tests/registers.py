"""A program in a budget register of Kemerovo, by a meeting and an order, as rows. All of it is made up."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.accounts import viewers
from backoffice.accounts.models import User
from backoffice.acts.models import LegalAct
from backoffice.assignments import services as assignments
from backoffice.assignments.models import MunicipalAssignment
from backoffice.commissions.dossiers import AuthorityOrder, Dossier
from backoffice.commissions.meetings import AgendaItem, Meeting, Minutes
from backoffice.commissions.models import Commission, CommissionComposition, CommissionOrder
from backoffice.documents.models import DocumentTemplate, IssuedDocument
from backoffice.files.models import StoredFile
from backoffice.journal import Act
from backoffice.programs.models import Program, ProgramEdition
from backoffice.providers.models import Provider
from backoffice.registers import budget
from backoffice.registers.models import EntryPlaces, ProgramRegisterEntry
from backoffice.units.models import Unit
from tests import factories, families
from tests.towns import act_card
from workflows import engine, municipal_assignment
from workflows.decisions.registers import ApproveAssignment
from workflows.models import Process, Task
from workflows.municipal_assignment import MunicipalAssignmentApproval

HELD = date(2026, 3, 12)  # day of every meeting
ENTERED = date(2026, 3, 16)  # a Monday: day of every order
PRE_PROFESSIONAL, SIGNIFICANT = "PRE_PROFESSIONAL", "SIGNIFICANT"
_numbers = itertools.count(1)


def asking(**changes) -> CommissionOrder:
    """An order of Kemerovo that wants every entry looked at again."""
    region = CommissionOrder.objects.filter(territory=None).earliest("valid_from")
    columns = {each.attname: getattr(region, each.attname) for each in region._meta.concrete_fields}
    columns |= {"id": None, "territory_id": Unit.objects.get(code="kemerovo-city").pk, "is_default": False}
    return CommissionOrder.objects.create(**{**columns, "asks_reconfirmation": True, **changes})


def act_of(on: date, by: User | None = None) -> Act:
    return Act(by, on, uuid.uuid4())


def institution(**changes) -> Provider:
    """A budget institution of Kemerovo."""
    return factories.provider(**{"institution_type": "BUDGET", "ownership": "MUNICIPAL", **changes})


def edition(of: Provider, by: User, **card) -> ProgramEdition:
    """A program paid from the budget, as it stands when its register is decided."""
    made = factories.edition(of, by, **card)
    Program.objects.filter(pk=made.program_id).update(funding_mode="BUDGET")
    ProgramEdition.objects.filter(pk=made.pk).update(status="REGISTERED")
    return ProgramEdition.objects.select_related("program__provider").get(pk=made.pk)


def meeting(code: str = "kemerovo-city", *, held_on: date = HELD, order: CommissionOrder | None = None) -> Meeting:
    """A meeting whose minutes are confirmed."""
    commission = Commission.objects.get(municipality=families.municipality(code))
    act = LegalAct.objects.get(code="defaults")
    composition, _ = CommissionComposition.objects.get_or_create(
        commission=commission, year=2026, number=1, defaults={"valid_from": date(2026, 1, 12), "act": act}
    )
    return Meeting.objects.create(
        commission=commission,
        composition=composition,
        order=order or CommissionOrder.objects.filter(territory=None).earliest("valid_from"),
        number=Meeting.objects.filter(commission=commission).count() + 1,
        form="IN_PERSON",
        held_on=held_on,
        status="SIGNED",
    )


def dossier(of: ProgramEdition, at: Meeting, **changes) -> Dossier:
    """A dossier that the commission recommended."""
    values = {"register": SIGNIFICANT, "places": 20, "need": "Нет других.", "priorities": "Техника."}
    values |= {"status": "RECOMMENDED", "submitted_on": at.held_on - timedelta(days=30)}
    return Dossier.objects.create(commission=at.commission, edition=of, **{**values, **changes})


def item(of: Dossier, at: Meeting) -> AgendaItem:
    recommended = {"outcome": "RECOMMENDED", "register": of.register, "places": of.places}
    return AgendaItem.objects.create(
        meeting=at, dossier=of, number=at.items.count() + 1, title=of.edition.name, **recommended
    )


def order(of: AgendaItem, by: User, **changes) -> AuthorityOrder:
    """The order of the authority, with the act it was made by."""
    number = next(_numbers)
    act = LegalAct.objects.create(
        code=f"order-{number}",
        title="О включении в реестр",
        number=f"{number}-р",
        adopted_on=ENTERED,
        in_force_from=ENTERED,
    )
    values = {"verdict": "APPROVE", "register": of.register, "places": of.places, "act": act, "decided_by": by}
    return AuthorityOrder.objects.create(item=of, **{**values, **changes})


def minutes(of: Meeting, by: User) -> Minutes:
    """The minutes of a meeting, with a document that nobody reads."""
    number = next(_numbers)
    template, _ = DocumentTemplate.objects.get_or_create(
        kind="MINUTES",
        territory=None,
        valid_from=date(2019, 4, 4),
        defaults={"basis": LegalAct.objects.get(code="defaults"), "paragraph": "нет", "source": ""},
    )
    file = StoredFile.objects.create(
        storage_name=str(uuid.uuid4()),
        name="протокол.pdf",
        media_type="application/pdf",
        size=3,
        sha256="0" * 64,
        uploaded_by=by,
    )
    document = IssuedDocument.objects.create(
        check_number=f"T{number}",
        kind="MINUTES",
        title="Протокол",
        number=str(of.number),
        issued_on=of.held_on,
        municipality=of.commission.municipality,
        template=template,
        file=file,
        meeting=of,
    )
    written = {"document": document, "content_hash": "0" * 64, "drawn_on": of.held_on}
    return Minutes.objects.create(meeting=of, number=0, **written)


@dataclass
class Standing:
    """A program in a budget register, and everything it rests on."""

    head: User
    manager: User
    provider: Provider
    meeting: Meeting
    minutes: Minutes
    edition: ProgramEdition
    dossier: Dossier
    item: AgendaItem
    order: AuthorityOrder
    entry: ProgramRegisterEntry

    @property
    def assignment(self) -> MunicipalAssignment:
        """The newest assignment of the institution."""
        return MunicipalAssignment.objects.filter(provider=self.provider).latest("pk")

    @property
    def case(self) -> Process:
        return Process.objects.filter(municipal_assignment=self.assignment).latest("pk")

    @property
    def task(self) -> Task:
        return Task.objects.get(process=self.case, flow_task_type="HUMAN", finished=None)

    @transaction.atomic
    def approve(self) -> None:
        """The head approves the newest assignment."""
        decision = ApproveAssignment(seen_version=self.assignment.version, act=act_card(title="О задании"))
        engine.complete(
            MunicipalAssignmentApproval.approve_assignment,
            task_id=self.task.pk,
            decision=decision,
            expected_version=self.case.version,
            by=viewers.viewer_of_user(self.head),
            key=f"approve-{next(_numbers)}",
        )

    def input(self, **changes) -> dict[str, Any]:
        """The input of an exclusion."""
        said = {"ground": "LOW_DEMAND", "reason": "Дети не идут.", "idempotencyKey": "exclude"}
        return {"entry": to_base64("ProgramRegisterEntry", self.entry.pk), **said, **changes}


@transaction.atomic
def prepare(*, of: Provider | None = None, code: str = "kemerovo-city", card: dict | None = None, **wish) -> Standing:
    """Everything but the entry: an order has been made and waits to be carried out."""
    provider = of or institution()
    manager = factories.member(Role.PROVIDER_MANAGER, provider.unit)
    head = families.head(code)
    of_program = wish.pop("edition", None) or edition(provider, manager, **(card or {}))
    at = meeting(code, order=wish.pop("rules", None))
    filed = dossier(of_program, at, **wish)
    asked = item(filed, at)
    ordered = order(asked, head)
    return Standing(head, manager, provider, at, minutes(at, head), of_program, filed, asked, ordered, None)  # type: ignore


@transaction.atomic
def enter(it: Standing, on: date = ENTERED) -> Standing:
    """Carry the order out: the entry, the draft of the assignment and the case of its approval."""
    act = act_of(on, it.head)
    it.entry = budget.enter(dossier=it.dossier, item=it.item, order=it.order, act=act)
    Dossier.objects.filter(pk=it.dossier.pk).update(status="IN_REGISTER")
    municipal_assignment.open_for(assignments.draft_line(it.entry, it.minutes, act), act)
    return it


def standing(on: date | None = None, **wish) -> Standing:
    """A program that stands in the register of significant programs since a day, today by default."""
    return enter(prepare(**wish), on or timezone.localdate())


def renewal(of: ProgramRegisterEntry, *, places: int = 20) -> ProgramRegisterEntry:
    """The row of an entry that goes on where this one ends."""
    assert of.valid_until
    columns = ("kind", "edition", "municipality", "act", "case_id")
    made = ProgramRegisterEntry.objects.create(
        **{name: getattr(of, name) for name in columns},
        number=f"42-РЗ-2030-{next(_numbers):05d}",
        included_on=of.valid_until,
        valid_until=of.valid_until + timedelta(days=300),
        max_funded_pupils=places,
    )
    EntryPlaces.objects.create(entry=made, maximum=places)
    return made
