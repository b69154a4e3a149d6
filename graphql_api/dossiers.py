"""Dossiers of programs for the budget registers: the list, and one mutation for each decision of the review."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from django.db.models import Case, F, OuterRef, Value, When
from django.utils import timezone
from strawberry import relay

from backoffice.certification.models import Remark as Remarks
from backoffice.commissions import authority, filing
from backoffice.commissions import dossiers as models
from backoffice.commissions.meetings import AgendaItem as AgendaItems
from backoffice.municipalities.models import Municipality as Municipalities
from backoffice.programs.models import ProgramEdition as Editions
from backoffice.programs.services import card_of
from backoffice.registers.models import BudgetRegister as Registers
from graphql_api.acts import LegalAct
from graphql_api.certification import Remark
from graphql_api.connections import KeysetConnection
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, mutation
from graphql_api.expressions import or_null
from graphql_api.fields import in_sql, key_in, label_of
from graphql_api.inputs import decision_input
from graphql_api.municipalities import Municipality
from graphql_api.programs import ProgramEdition
from graphql_api.registers import ProgramRegisterEntry
from workflows import dossier_acts, engine
from workflows.commission_review import CommissionReview
from workflows.decisions import dossiers as decisions

if TYPE_CHECKING:
    from graphql_api.meetings import AgendaItem

BudgetRegister = enum_of(Registers)
DossierStatus = enum_of(models.Dossier.Status, "DossierStatus")
AuthorityVerdict = enum_of(models.AuthorityOrder.Verdict, "AuthorityVerdict")


@strawberry_django.type(
    models.ConditionVerdict,
    description="Whether a program meets one condition of a register that a machine can check (C 2.7).",
)
class ConditionVerdict:
    round: int = strawberry_django.field(description="0 for the first filing, then which return it followed.")
    holds: bool = strawberry_django.field(description="Whether the condition is met.")
    found: str = strawberry_django.field(description="What the program says, in Russian.")

    @strawberry_django.field(
        select_related=["condition"],
        only=["condition__code"],
        metadata=in_sql(lambda info: F("condition__code")),
        description="Code of the condition.",
    )
    def code(self) -> str:
        return self.condition.code

    @strawberry_django.field(
        select_related=["condition"],
        only=["condition__text"],
        metadata=in_sql(lambda info: F("condition__text")),
        description="The condition in Russian.",
    )
    def text(self) -> str:
        return self.condition.text

    @strawberry_django.field(
        select_related=["condition__order"],
        only=["condition__order__paragraph"],
        metadata=in_sql(lambda info: F("condition__order__paragraph")),
        description="Paragraph of the act by which the commission's order sets it.",
    )
    def paragraph(self) -> str:
        return self.condition.order.paragraph

    @strawberry_django.field(
        select_related=["condition__order__basis"],
        only=["condition__order__basis__title"],
        metadata=in_sql(lambda info: F("condition__order__basis__title")),
        description="Title of that act.",
    )
    def act(self) -> str:
        return self.condition.order.basis.title

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(dossier__in=models.Dossier.objects.visible_to(info.context.viewer))


_REFUSED = When(verdict=models.AuthorityOrder.Verdict.REFUSE, then=Value(authority.AGAINST_REFUSAL))


@strawberry_django.type(
    models.AuthorityOrder,
    description="What the authority made of a recommendation of the commission (C 2.3, C 2.6). Seen with the dossier.",
)
class AuthorityOrder:
    verdict: AuthorityVerdict = strawberry_django.field(description="What was decided.")
    verdict_label = label_of("verdict")
    register_label = label_of("register")
    places: int | None = strawberry_django.field(description="Pupils at the cost of the budget at most, if entered.")
    need: str = strawberry_django.field(description="How the need of the population was judged; empty if not asked.")
    development: str = strawberry_django.field(description="Which direction of development it serves; or empty.")
    keeps_funding: str = strawberry_django.field(description="Why it is paid regardless of demand; or empty.")
    reason: str = strawberry_django.field(description="Why it was refused, or which breach was found; or empty.")
    act: LegalAct | None = strawberry_django.field(description="The act by which it was entered; null if it was not.")

    @strawberry_django.field(
        only=["verdict"],
        metadata=in_sql(lambda info: Case(_REFUSED, default=Value(""))),
        description="Where the institution turns against a refusal, in Russian; empty if it was not refused.",
    )
    def remedy(self) -> str:
        return authority.AGAINST_REFUSAL if self.verdict == models.AuthorityOrder.Verdict.REFUSE else ""

    decided_at: dt.datetime = strawberry_django.field(description="When.")

    @strawberry_django.field(
        only=["register"],
        metadata=in_sql(lambda info: or_null("register")),
        description="The register; null if it was not entered.",
    )
    def register(self) -> BudgetRegister | None:
        return Registers(self.register) if self.register else None

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.filter(item__dossier__in=models.Dossier.objects.visible_to(info.context.viewer))


@strawberry_django.type(
    models.Dossier,
    description="An institution asks for a place of one program in one budget register, and for so many pupils"
    " (C 2.5). Seen by the institution, the commission, the municipality and those who read the region.",
)
class Dossier(relay.Node):
    register: BudgetRegister = strawberry_django.field(description="The register asked for.")
    register_label = label_of("register")
    places: int = strawberry_django.field(description="Pupils at the cost of the budget, as asked for.")
    need: str = strawberry_django.field(description="Why the population needs the program.")
    priorities: str = strawberry_django.field(description="Which priorities of the territory it serves.")
    in_arts: bool = strawberry_django.field(description="A pre-professional program in arts (C 2.3).")
    in_sport: bool = strawberry_django.field(description="A pre-professional program in sport (C 2.3).")
    renews: ProgramRegisterEntry | None = strawberry_django.field(description="The entry that it goes on; null: none.")
    status: DossierStatus = strawberry_django.field(description="State.")
    status_label = label_of("status")
    version: int = strawberry_django.field(description="Rises with every change.")
    returns: int = strawberry_django.field(description="How many times it was returned.")
    submitted_on: dt.date = strawberry_django.field(description="Day of the first submission.")
    appeal: str = strawberry_django.field(description="What the institution says against a rejection; or empty.")
    edition: ProgramEdition | None = strawberry_django.field(description="The program it is about.")

    @strawberry_django.field(
        select_related=["commission__municipality__unit"],
        metadata=in_sql(lambda info: Municipalities.objects.filter(pk=OuterRef("commission__municipality"))),
        description="Whose commission reviews it.",
    )
    def municipality(self) -> Municipality:
        return self.commission.municipality

    @strawberry_django.field(description="The items of agendas at which the commission came to it, oldest first.")
    def items(self) -> list[Annotated[AgendaItem, strawberry.lazy("graphql_api.meetings")]]:
        return AgendaItems.objects.filter(dossier=self.pk).order_by("pk")

    @strawberry_django.field(description="The conditions of the register, round by round.")
    def verdicts(self) -> list[ConditionVerdict]:
        return models.ConditionVerdict.objects.filter(dossier=self.pk).order_by("pk")

    @strawberry_django.field(description="Remarks on program and dossier, of earlier reviews of the edition too.")
    def remarks(self) -> list[Remark]:
        return Remarks.objects.filter(edition=self.edition_id).order_by("round", "pk")

    @strawberry_django.field(description="What the authority made of the commission's recommendations, oldest first.")
    def orders(self) -> list[AuthorityOrder]:
        return models.AuthorityOrder.objects.filter(item__dossier=self.pk).order_by("pk")

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        return queryset.visible_to(info.context.viewer)


@strawberry.type
class DossiersQuery:
    @strawberry_django.field(description="One dossier, or null if there is none that you may see.")
    def dossier(self, id: strawberry.ID) -> Dossier | None:
        return models.Dossier.objects.filter(pk=key_in(id, "Dossier"))

    @strawberry_django.connection(KeysetConnection[Dossier], description="Dossiers that you may see, newest first.")
    def dossiers(
        self, info: Info, status: DossierStatus | None = None, register: BudgetRegister | None = None
    ) -> list[Dossier]:
        seen = models.Dossier.objects.visible_to(info.context.viewer)
        if status is not None:
            seen = seen.filter(status=status)
        if register is not None:
            seen = seen.filter(register=register)
        return seen.order_by("-pk")

    @strawberry.field(
        description="How a program stands to the conditions of a register today, before its dossier is filed (C 2.7);"
        " null if there is no such edition that you may see."
    )
    def register_conditions(
        self, info: Info, edition: strawberry.ID, register: BudgetRegister
    ) -> list[ConditionVerdict] | None:
        seen = Editions.objects.select_related("program__provider").visible_to(info.context.viewer)
        found = seen.filter(pk=key_in(edition, "ProgramEdition")).first()
        if found is None:
            return None
        verdicts = filing.judged(found.municipality_id, register, card_of(found), timezone.localdate())
        return [models.ConditionVerdict(round=0, **verdict._asdict()) for verdict in verdicts]


FileDossierInput = decision_input(decisions.FileDossier, on="edition", of="ProgramEdition", keyed=True)
CheckDossierInput = decision_input(decisions.CheckDossier)
ResubmitDossierInput = decision_input(decisions.ResubmitDossier)
PutOnAgendaInput = decision_input(decisions.PutOnAgenda, keyed=True)
DecidePreProfessionalInput = decision_input(decisions.DecidePreProfessional, keyed=True)
OrderSignificantInput = decision_input(decisions.OrderSignificant, keyed=True)
OrderGeneralDevelopmentInput = decision_input(decisions.OrderGeneralDevelopment, keyed=True)
AppealRejectionInput = decision_input(decisions.AppealRejection)
DecideRejectionAppealInput = decision_input(decisions.DecideRejectionAppeal)
WithdrawDossierInput = decision_input(decisions.WithdrawDossier, on="case", of="Case")


def _result(name: str, words: str = "The dossier as it is now"):
    return Annotated[Dossier | Refused, strawberry.union(name, description=f"{words}, or why not.")]


FileDossierResult = _result("FileDossierResult", "The new dossier")
CheckDossierResult = _result("CheckDossierResult")
ResubmitDossierResult = _result("ResubmitDossierResult")
PutOnAgendaResult = _result("PutOnAgendaResult")
DecidePreProfessionalResult = _result("DecidePreProfessionalResult")
OrderSignificantResult = _result("OrderSignificantResult")
OrderGeneralDevelopmentResult = _result("OrderGeneralDevelopmentResult")
AppealRejectionResult = _result("AppealRejectionResult")
DecideRejectionAppealResult = _result("DecideRejectionAppealResult")
WithdrawDossierResult = _result("WithdrawDossierResult")


@strawberry.type
class DossiersMutation:
    @mutation
    def file_dossier(self, info: Info, input: FileDossierInput) -> FileDossierResult:
        """Put a program before the commission (C 2.5). Needs file_dossier in the provider."""
        return dossier_acts.file(by=info.context.viewer, **input.submission())

    @mutation
    def check_dossier(self, info: Info, input: CheckDossierInput) -> CheckDossierResult:
        """Pass, or return with remarks. Needs check_dossier in the commission."""
        return _complete(CommissionReview.check_dossier, info, input)

    @mutation
    def resubmit_dossier(self, info: Info, input: ResubmitDossierInput) -> ResubmitDossierResult:
        """File the corrected dossier again. Needs resubmit_dossier in the provider."""
        return _complete(CommissionReview.resubmit_dossier, info, input)

    @mutation
    def put_on_agenda(self, info: Info, input: PutOnAgendaInput) -> PutOnAgendaResult:
        """Put the program on the agenda of a called meeting. Needs put_on_agenda in the commission."""
        return _complete(CommissionReview.put_on_agenda, info, input)

    @mutation
    def decide_pre_professional(self, info: Info, input: DecidePreProfessionalInput) -> DecidePreProfessionalResult:
        """Decide on a pre-professional program (C 2.6). Needs decide_pre_professional in the municipality."""
        return _complete(CommissionReview.decide_pre_professional, info, input)

    @mutation
    def order_significant(self, info: Info, input: OrderSignificantInput) -> OrderSignificantResult:
        """Put the commission's decision on a significant program into force, or return it for a breach of procedure.
        Needs order_significant in the municipality."""
        return _complete(CommissionReview.order_significant, info, input)

    @mutation
    def order_general_development(
        self, info: Info, input: OrderGeneralDevelopmentInput
    ) -> OrderGeneralDevelopmentResult:
        """The same of a general-development program, whose funding is kept regardless of demand (C 2.3). Needs
        order_general_development in the municipality."""
        return _complete(CommissionReview.order_general_development, info, input)

    @mutation
    def appeal_rejection(self, info: Info, input: AppealRejectionInput) -> AppealRejectionResult:
        """Contest the commission's rejection. Needs appeal_rejection in the provider."""
        return _complete(CommissionReview.appeal_rejection, info, input)

    @mutation
    def decide_rejection_appeal(self, info: Info, input: DecideRejectionAppealInput) -> DecideRejectionAppealResult:
        """Have the commission decide anew, or let its rejection stand. Needs decide_rejection_appeal in the
        municipality."""
        return _complete(CommissionReview.decide_rejection_appeal, info, input)

    @mutation
    def withdraw_dossier(self, info: Info, input: WithdrawDossierInput) -> WithdrawDossierResult:
        """Take the dossier back before the meeting is opened, or before a recommendation is ordered.

        Needs withdraw_dossier in the provider.
        """
        return engine.withdraw(CommissionReview, by=info.context.viewer, **input.submission()).dossier


def _complete(node, info: Info, input):
    return engine.complete(node, by=info.context.viewer, **input.submission()).process.dossier
