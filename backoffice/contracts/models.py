"""Contracts on education that a certificate may pay for, their months, and what becomes of them (C 2.9; domain 4d)."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from backoffice.access import Thing, Viewer
from backoffice.certificates.models import Certificate
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.files.models import StoredFile
from backoffice.funding.models import FundingPeriod
from backoffice.municipalities.models import Municipality
from backoffice.payments.models import PaymentAgreement
from backoffice.people.models import Child
from backoffice.programs.models import ProgramModule
from backoffice.providers.models import Provider


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, viewer: Viewer):
        """The family, the provider, the issuer, whoever pays, those who read the region; nobody else before the offer.

        The payer sees numbers and sums, never the child: the types say which fields.
        """
        paid_by = viewer.sees(Thing.CONTRACT, authorised_organisation="agreement__payer__unit")
        pays = Q(pk__in=ContractLine.objects.filter(paid_by).values("contract"))
        return self.filter(_concerns(viewer) | ~Q(status="DRAFT") & pays)

    def followed_by(self, viewer: Viewer):
        """The same but whoever only pays: steps and history of the case tell of the child."""
        return self.filter(_concerns(viewer))


def _concerns(viewer: Viewer) -> Q:
    of_units = viewer.sees(Thing.CONTRACT, child="child", provider="provider", municipality="municipality")
    return viewer.sees(Thing.CONTRACT, provider="provider") | ~Q(status="DRAFT") & of_units


class Contract(models.Model):
    """A family and a provider agree on lessons, which certificate and family pay month by month.

    DRAFT → OFFERED or REFUSED or EXPIRED; OFFERED → ACCEPTED, REFUSED or EXPIRED; ACCEPTED → ACTIVE, REFUSED or
    EXPIRED; ACTIVE → TERMINATING → CLOSED; ACTIVE → CLOSED; ACTIVE → ANNULLED. From the offer on its text, days and
    sums never change; a part of them is what is really paid: see `ContractLine`.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Готовится"
        OFFERED = "OFFERED", "Предложен семье"
        ACCEPTED = "ACCEPTED", "Принят семьёй"
        ACTIVE = "ACTIVE", "Действует"
        TERMINATING = "TERMINATING", "Расторгается"
        CLOSED = "CLOSED", "Завершён"
        REFUSED = "REFUSED", "Не заключён"
        EXPIRED = "EXPIRED", "Не заключён в срок"
        ANNULLED = "ANNULLED", "Признан ошибочным"

    class Side(models.TextChoices):
        FAMILY = "FAMILY", "Семья"
        PROVIDER = "PROVIDER", "Организация"
        PAYER = "PAYER", "Уполномоченная организация"
        SYSTEM = "SYSTEM", "По основанию, предусмотренному правилами"

    LIVE = (Status.ACTIVE, Status.TERMINATING)
    NOT_YET = (Status.DRAFT, Status.OFFERED, Status.ACCEPTED)

    request = models.OneToOneField(
        EnrollmentRequest, models.PROTECT, related_name="contract", help_text="The request that led to it."
    )
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="contracts", help_text="What pays.")
    child = models.ForeignKey(Child, models.PROTECT, related_name="contracts", help_text="Who is taught.")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", help_text="Whose certificate it is, and whose money."
    )
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="contracts", help_text="Who teaches.")
    module = models.ForeignKey(ProgramModule, models.PROTECT, related_name="+", help_text="What is taught.")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="next_parts", help_text="Which contract it prolongs, if one."
    )
    number = models.CharField(max_length=40, blank=True, help_text="Number, unique for the provider and year.")
    year = models.PositiveSmallIntegerField(null=True, help_text="Year of the offer.")
    status = models.CharField(max_length=11, choices=Status.choices, default=Status.DRAFT, help_text="State.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change.")
    starts_on = models.DateField(null=True, help_text="First day; empty before the offer.")
    ends_on = models.DateField(null=True, help_text="Last day, as agreed.")
    price = models.BigIntegerField(default=0, help_text="Kopecks in all.")
    certificate_part = models.BigIntegerField(default=0, help_text="Kopecks that the certificate pays of it.")
    family_part = models.BigIntegerField(default=0, help_text="Kopecks that the family pays of it.")
    offered_on = models.DateField(null=True, help_text="Day of the offer.")
    accepted_on = models.DateField(null=True, help_text="Day of the acceptance.")
    signed_on = models.DateField(null=True, help_text="Day on which the provider signed: the day of the contract.")
    notice_on = models.DateField(null=True, help_text="Day of the notice that ends it early.")
    ended_on = models.DateField(null=True, help_text="Last day of a contract that ends early or is over.")
    ended_by = models.CharField(max_length=8, choices=Side.choices, blank=True, help_text="Who ended it early.")
    ground = models.CharField(max_length=60, blank=True, help_text="Code of the ground of an early end, if it has one.")
    reason = models.TextField(blank=True, help_text="Why it was not made or ended early, in words.")

    objects = ContractQuerySet.as_manager()
    terms: Any = None  # what it comes to, from the judgement of an offer to its writing
    acceptance: Any = None  # who signs what, from the judgement of an acceptance to its writing

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "year", "number"], condition=~Q(number=""), name="a_contract_has_its_own_number"
            ),
            models.CheckConstraint(
                condition=Q(
                    price=F("certificate_part") + F("family_part"), certificate_part__gte=0, family_part__gte=0
                ),
                name="certificate_and_family_pay_the_price",
            ),
            models.CheckConstraint(
                condition=Q(offered_on=None)
                | Q(year__isnull=False, starts_on__isnull=False, ends_on__gte=F("starts_on")) & ~Q(number=""),
                name="an_offer_says_all",
            ),
            models.CheckConstraint(
                condition=Q(offered_on__isnull=False) | Q(status__in=["DRAFT", "REFUSED", "EXPIRED"]),
                name="a_contract_was_offered",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=False) | ~Q(status__in=["ACTIVE", "TERMINATING", "CLOSED", "ANNULLED"]),
                name="a_live_contract_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=False) | ~Q(status__in=["TERMINATING", "CLOSED", "ANNULLED"]),
                name="a_contract_that_ends_says_when",
            ),
            models.UniqueConstraint(
                fields=["child", "module"],
                condition=Q(status__in=["DRAFT", "OFFERED", "ACCEPTED", "ACTIVE", "TERMINATING"]),
                name="a_child_has_one_contract_for_a_module",
            ),
        ]
        indexes = [
            models.Index(fields=["child", "-id"], name="contracts_of_a_child"),
            models.Index(fields=["provider", "-id"], name="contracts_of_a_provider"),
            models.Index(fields=["municipality", "-id"], name="contracts_of_a_municipality"),
            models.Index(fields=["certificate", "status"], name="contracts_of_a_certificate"),
            models.Index(fields=["ends_on"], condition=Q(status="ACTIVE"), name="contracts_to_close"),
            models.Index(fields=["ended_on"], condition=Q(status="TERMINATING"), name="contracts_to_end"),
        ]

    def __str__(self) -> str:
        return f"Договор № {self.number}" if self.number else f"Договор по заявке № {self.request_id}"

    @property
    def subject_line(self) -> str:
        """What the queues of family and provider show; whoever pays has no such queue."""
        return f"{self}: {self.child.initials}, {self.request.group}"

    @cached_property
    def months(self) -> list[ContractLine]:
        """Its months in order. Read once in an act, which has the contract locked: nobody else changes them."""
        return [*self.lines.select_related("period", "agreement__payer__unit").order_by("starts_on")]

    @cached_property
    def text(self) -> Any:
        """The newest document of its offer, with the file."""
        return self.documents.filter(kind="CONTRACT").select_related("file").latest("pk")

    @property
    def last_day(self):
        """The last day on which is taught, as it stands now."""
        return self.ended_on or self.ends_on


class ContractLineQuerySet(models.QuerySet["ContractLine"]):
    def visible_to(self, viewer: Viewer):
        """Whoever sees the contract."""
        return self.filter(contract__in=Contract.objects.visible_to(viewer))


class ContractLine(models.Model):
    """A month of a contract: what certificate and family pay for its days. Sums and days never change.

    The certificate's part: PLANNED (reserved) → WRITTEN_OFF when the month begins, or → RELEASED.
    """

    class Status(models.TextChoices):
        PLANNED = "PLANNED", "Запланировано"
        WRITTEN_OFF = "WRITTEN_OFF", "Списано"
        RELEASED = "RELEASED", "Возвращено"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="lines", help_text="Of which contract.")
    starts_on = models.DateField(help_text="First of its days.")
    ends_on = models.DateField(help_text="Last of its days.")
    certificate_part = models.BigIntegerField(help_text="Kopecks from the certificate.")
    family_part = models.BigIntegerField(help_text="Kopecks from the family.")
    period = models.ForeignKey(
        FundingPeriod, models.PROTECT, null=True, related_name="+", help_text="Whose money pays; empty: the family all."
    )
    agreement = models.ForeignKey(
        PaymentAgreement, models.PROTECT, null=True, related_name="contract_lines", help_text="By which it is paid."
    )
    status = models.CharField(max_length=11, choices=Status.choices, default=Status.PLANNED, help_text="State.")

    objects = ContractLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "starts_on"], name="a_month_of_a_contract_stands_once"),
            models.CheckConstraint(
                condition=Q(certificate_part__gte=0, family_part__gte=0, ends_on__gte=F("starts_on")),
                name="a_month_of_a_contract_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(certificate_part=0) | Q(period__isnull=False, agreement__isnull=False),
                name="what_a_certificate_pays_has_its_payer",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_on"], condition=Q(status="PLANNED"), name="contract_months_to_write_off"),
            models.Index(fields=["agreement"], name="contract_months_by_agreement"),
        ]


class ContractAnnulmentQuerySet(models.QuerySet["ContractAnnulment"]):
    def visible_to(self, viewer: Viewer):
        """The family, the provider, the issuer, the operator and those who read the region; not the payer."""
        of_units = {"child": "contract__child", "provider": "contract__provider"}
        return self.filter(viewer.sees(Thing.CONTRACT, municipality="contract__municipality", **of_units))


class ContractAnnulment(models.Model):
    """A provider asks the operator to take a contract back that was made by mistake (domain 4d-12). Never deleted.

    REQUESTED → AGREED (the family says so too) → GRANTED or REFUSED; REQUESTED → DECLINED (the family) or EXPIRED.
    """

    class Status(models.TextChoices):
        REQUESTED = "REQUESTED", "Ждёт согласия семьи"
        AGREED = "AGREED", "Рассматривает оператор"
        DECLINED = "DECLINED", "Семья не согласна"
        EXPIRED = "EXPIRED", "Семья не ответила в срок"
        GRANTED = "GRANTED", "Договор признан ошибочным"
        REFUSED = "REFUSED", "Оператор отказал"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="annulments", help_text="Which contract.")
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.REQUESTED, help_text="State.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change.")
    reason = models.TextField(help_text="What the mistake is, as the provider says.")
    letter = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", help_text="The provider's signed letter.")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="Who.")
    requested_on = models.DateField(help_text="Day of the request.")
    answer = models.TextField(blank=True, help_text="What the family said.")
    both_agree = models.BooleanField(default=False, help_text="Condition 1: both sides say it was a mistake.")
    not_invoiced = models.BooleanField(default=False, help_text="Condition 2: no invoice has it.")
    is_serious = models.BooleanField(default=False, help_text="Condition 3: the reason is serious.")
    money_needed = models.BooleanField(default=False, help_text="Condition 4: the money is needed back.")
    decision = models.TextField(blank=True, help_text="What the operator said.")
    decided_on = models.DateField(null=True, help_text="Day of the decision.")

    objects = ContractAnnulmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(status__in=["REQUESTED", "AGREED"]),
                name="a_contract_is_taken_back_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="GRANTED")
                | Q(both_agree=True, not_invoiced=True, is_serious=True, money_needed=True, decided_on__isnull=False),
                name="a_mistake_meets_all_four_conditions",
            ),
        ]

    @property
    def municipality_id(self) -> int:
        """Whose money it is."""
        return self.contract.municipality_id

    @property
    def provider_id(self) -> int:
        """Who asks."""
        return self.contract.provider_id

    @property
    def child_id(self) -> int:
        """In whose cabinet the family answers."""
        return self.contract.child_id

    def __str__(self) -> str:
        return f"Ошибочный договор: {self.contract}, {self.contract.provider}"
