"""Dossiers: a program asks for a budget register, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from backoffice.access import Thing, Viewer
from backoffice.acts.models import LegalAct
from backoffice.commissions.models import Commission, RegisterCondition
from backoffice.programs.models import ProgramEdition
from backoffice.registers.models import BudgetRegister, ProgramRegisterEntry


class DossierQuerySet(models.QuerySet["Dossier"]):
    def visible_to(self, viewer: Viewer):
        """The institution, the commission, the municipality, those who read the region."""
        return self.filter(
            viewer.sees(
                Thing.COMMISSION,
                provider="edition__program__provider",
                commission="commission",
                municipality="commission__municipality",
            )
        )


class Dossier(models.Model):
    """An institution asks for a place of one program in one budget register, and for so many pupils (C 2.5).

    SUBMITTED → RETURNED → SUBMITTED, WITHDRAWN or LAPSED; SUBMITTED → PRECHECKED → ON_AGENDA → AT_MEETING →
    RECOMMENDED, REJECTED or POSTPONED; POSTPONED → ON_AGENDA; RECOMMENDED → IN_REGISTER, REFUSED (C 2.6 only) or
    POSTPONED (a breach of procedure); REJECTED → APPEALED → POSTPONED or REJECTED; IN_REGISTER → EXPIRED or EXCLUDED;
    any before the meeting → WITHDRAWN.
    """

    class Status(models.TextChoices):
        SUBMITTED = "SUBMITTED", "На проверке у секретаря"
        RETURNED = "RETURNED", "Возвращено на исправление"
        PRECHECKED = "PRECHECKED", "Проверено, ждёт повестки"
        ON_AGENDA = "ON_AGENDA", "В повестке заседания"
        AT_MEETING = "AT_MEETING", "Рассматривается на заседании"
        POSTPONED = "POSTPONED", "Отложено до следующего заседания"
        RECOMMENDED = "RECOMMENDED", "Комиссия рекомендовала включить в реестр"
        REJECTED = "REJECTED", "Комиссия отклонила"
        APPEALED = "APPEALED", "Обжаловано"
        IN_REGISTER = "IN_REGISTER", "В реестре"
        REFUSED = "REFUSED", "Уполномоченный орган отказал"
        WITHDRAWN = "WITHDRAWN", "Отозвано"
        LAPSED = "LAPSED", "Не исправлено в срок"
        EXPIRED = "EXPIRED", "Срок записи истёк"
        EXCLUDED = "EXCLUDED", "Исключено из реестра"

    OPEN = (
        Status.SUBMITTED,
        Status.RETURNED,
        Status.PRECHECKED,
        Status.ON_AGENDA,
        Status.AT_MEETING,
        Status.POSTPONED,
        Status.RECOMMENDED,
        Status.APPEALED,
    )

    commission = models.ForeignKey(Commission, models.PROTECT, related_name="dossiers", help_text="Who reviews it.")
    edition = models.ForeignKey(ProgramEdition, models.PROTECT, related_name="dossiers", help_text="Which program.")
    register = models.CharField(max_length=20, choices=BudgetRegister.choices, help_text="The register asked for.")
    places = models.PositiveIntegerField(help_text="Pupils at the cost of the budget, as asked for.")
    need = models.TextField(help_text="Why the population needs the program.")
    priorities = models.TextField(help_text="Which priorities of the territory it serves.")
    in_arts = models.BooleanField(default=False, help_text="A pre-professional program in arts (C 2.3).")
    in_sport = models.BooleanField(default=False, help_text="A pre-professional program in sport (C 2.3).")
    renews = models.ForeignKey(
        ProgramRegisterEntry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="renewals",
        help_text="What it goes on.",
    )
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.SUBMITTED, help_text="State.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change.")
    returns = models.PositiveSmallIntegerField(default=0, help_text="How many times it was returned.")
    submitted_on = models.DateField(help_text="Day of the first submission.")
    appeal = models.TextField(blank=True, help_text="What the institution says against a rejection.")

    objects = DossierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(
                    status__in=[
                        "SUBMITTED",
                        "RETURNED",
                        "PRECHECKED",
                        "ON_AGENDA",
                        "AT_MEETING",
                        "POSTPONED",
                        "RECOMMENDED",
                        "APPEALED",
                    ]
                ),
                name="one_open_dossier_per_edition",
            ),
            models.CheckConstraint(condition=Q(places__gte=1), name="a_dossier_asks_for_places"),
        ]
        indexes = [models.Index(fields=["commission", "status", "id"], name="dossiers_of_a_commission")]

    def __str__(self) -> str:
        return f"«{self.edition.short_name}»: {self.get_register_display().lower()}"

    @property
    def provider_id(self) -> int:
        """Whose program it is."""
        return self.edition.program.provider_id

    @property
    def municipality_id(self) -> int:
        """Whose register it is about."""
        return self.commission.municipality_id


class ConditionVerdict(models.Model):
    """Whether a program met a condition of the register when its dossier was filed (C 2.7). Append-only."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="verdicts", help_text="Of which dossier.")
    round = models.PositiveSmallIntegerField(help_text="0 for the first filing, then which return it followed.")
    condition = models.ForeignKey(RegisterCondition, models.PROTECT, related_name="+", help_text="Which condition.")
    holds = models.BooleanField(help_text="Whether it held.")
    found = models.CharField(max_length=100, help_text="What the program says, in Russian.")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["dossier", "round", "condition"], name="one_verdict_per_round")]


class AuthorityOrder(models.Model):
    """What the authority made of a recommendation of the commission (C 2.3, C 2.6). Append-only."""

    class Verdict(models.TextChoices):
        APPROVE = "APPROVE", "Включить в реестр"
        REFUSE = "REFUSE", "Отказать"
        RETURN = "RETURN", "Вернуть: нарушен порядок"

    item = models.ForeignKey("AgendaItem", models.PROTECT, related_name="orders", help_text="Which recommendation.")
    verdict = models.CharField(max_length=10, choices=Verdict.choices, help_text="What was decided.")
    register = models.CharField(max_length=20, choices=BudgetRegister.choices, blank=True, help_text="Which register.")
    places = models.PositiveIntegerField(null=True, help_text="Pupils at the cost of the budget at most.")
    act = models.ForeignKey(LegalAct, models.PROTECT, null=True, related_name="+", help_text="The order, if approved.")
    need = models.TextField(blank=True, help_text="How the need of the population was judged (C 2.6).")
    development = models.TextField(blank=True, help_text="Which direction of development it serves (C 2.6).")
    keeps_funding = models.TextField(blank=True, help_text="Why it is paid regardless of demand (C 2.3).")
    reason = models.TextField(blank=True, help_text="Why it was refused, or which breach was found.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="Who.")
    decided_at = models.DateTimeField(auto_now_add=True, help_text="When.")
