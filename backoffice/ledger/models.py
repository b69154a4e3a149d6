"""What stands on a certificate in a period, and the entries that put it there."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from backoffice.access import Thing, Viewer
from backoffice.acts.models import LegalAct
from backoffice.certificates.models import Certificate
from backoffice.funding.models import FundingPeriod
from backoffice.programs.words import Direction


class CertificateAccountQuerySet(models.QuerySet["CertificateAccount"]):
    def visible_to(self, viewer: Viewer):
        """The family, the issuing municipality, those who read the region."""
        return self.filter(viewer.sees(Thing.LEDGER, child="certificate__child", municipality="certificate__issuer"))


class CertificateAccount(models.Model):
    """The money of a certificate in a period: nominal = balance + reserved + written off + expired (domain 5.4).

    The database keeps it: each entry changes it by trigger, nobody else can, and no part is ever below zero.
    """

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="accounts", help_text="Whose money.")
    period = models.ForeignKey(FundingPeriod, models.PROTECT, related_name="+", help_text="Of which period.")
    nominal = models.BigIntegerField(default=0, help_text="Kopecks put on the certificate in all.")
    balance = models.BigIntegerField(default=0, help_text="Kopecks that are free.")
    reserved = models.BigIntegerField(default=0, help_text="Kopecks promised to contracts.")
    written_off = models.BigIntegerField(default=0, help_text="Kopecks spent on lessons given.")
    expired = models.BigIntegerField(default=0, help_text="Kopecks that ended with the period.")

    objects = CertificateAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "period"], name="one_account_per_certificate_and_period"),
            models.CheckConstraint(
                condition=Q(nominal__gte=0, balance__gte=0, reserved__gte=0, written_off__gte=0, expired__gte=0),
                name="no_part_of_an_account_is_negative",
            ),
            models.CheckConstraint(
                condition=Q(nominal=F("balance") + F("reserved") + F("written_off") + F("expired")),
                name="the_parts_of_an_account_make_its_nominal",
            ),
        ]
        indexes = [
            models.Index(fields=["period"], condition=Q(balance__gt=0), name="accounts_with_free_money"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate.number}, {self.period}"


PLACES = ("fund", "balance", "reserved", "written_off", "expired")


def _moves(*, out: str, into: str) -> Q:
    """An entry that takes from one place and puts the same into another, nothing else."""
    others = {name: 0 for name in PLACES if name not in (out, into)}
    return Q(**{f"{out}__lt": 0, into: -F(out)}, **others)


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def visible_to(self, viewer: Viewer):
        """The family, the issuing municipality, those who read the region."""
        family = "account__certificate__child"
        return self.filter(viewer.sees(Thing.LEDGER, child=family, municipality="account__certificate__issuer"))


class LedgerEntry(models.Model):
    """One movement of money on a certificate: out of one place, into another; the five together are zero.

    Append-only: the database refuses to change or delete it. `fund` is the municipality's side.
    """

    class Kind(models.TextChoices):
        GRANT = "GRANT", "Закреплены средства"
        RESERVE = "RESERVE", "Зарезервировано по договору"
        RELEASE = "RELEASE", "Резерв возвращён"
        WRITE_OFF = "WRITE_OFF", "Списано за обучение"
        ADJUST = "ADJUST", "Списанное возвращено"
        EXPIRE = "EXPIRE", "Средства сгорели"
        NOMINAL_CHANGE = "NOMINAL_CHANGE", "Изменён номинал"

    account = models.ForeignKey(
        CertificateAccount, models.PROTECT, related_name="entries", help_text="On which account."
    )
    kind = models.CharField(max_length=16, choices=Kind.choices, help_text="What happened.")
    fund = models.BigIntegerField(default=0, help_text="Kopecks, change of the municipality's side.")
    balance = models.BigIntegerField(default=0, help_text="Kopecks, change of the free part.")
    reserved = models.BigIntegerField(default=0, help_text="Kopecks, change of the reserved part.")
    written_off = models.BigIntegerField(default=0, help_text="Kopecks, change of the spent part.")
    expired = models.BigIntegerField(default=0, help_text="Kopecks, change of the expired part.")
    direction = models.CharField(
        max_length=20, choices=Direction.choices, blank=True, help_text="Direction of the program, for the caps."
    )
    basis = models.ForeignKey(LegalAct, models.PROTECT, related_name="+", help_text="The act it rests on.")
    paragraph = models.CharField(max_length=60, help_text="Its paragraph.")
    effective_on = models.DateField(help_text="The day in the region.")
    at = models.DateTimeField(auto_now_add=True, help_text="When it was written.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Who; empty: the system."
    )
    case_id = models.UUIDField(null=True, help_text="The case; empty outside of processes.")
    subject_type = models.CharField(
        max_length=40, blank=True, help_text="What it was written for, for example a contract."
    )
    subject_id = models.BigIntegerField(null=True, help_text="Key of that.")
    note = models.CharField(max_length=300, blank=True, help_text="More in words, in Russian.")
    key = models.CharField(max_length=120, unique=True, help_text="A repeat with the same key writes nothing.")

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fund=-F("balance") - F("reserved") - F("written_off") - F("expired")),
                name="an_entry_sums_to_zero",
            ),
            models.CheckConstraint(
                condition=Q(kind="GRANT") & _moves(out="fund", into="balance")
                | Q(kind="RESERVE") & _moves(out="balance", into="reserved")
                | Q(kind="RELEASE") & (_moves(out="reserved", into="balance") | _moves(out="reserved", into="expired"))
                | Q(kind="WRITE_OFF") & _moves(out="reserved", into="written_off")
                | Q(kind="ADJUST")
                & (_moves(out="written_off", into="balance") | _moves(out="written_off", into="expired"))
                | Q(kind="EXPIRE") & _moves(out="balance", into="expired")
                | Q(kind="NOMINAL_CHANGE") & (_moves(out="fund", into="balance") | _moves(out="balance", into="fund")),
                name="an_entry_moves_as_its_kind_says",
            ),
            models.CheckConstraint(condition=~Q(paragraph="") & ~Q(key=""), name="an_entry_has_its_ground_and_its_key"),
        ]
        indexes = [
            models.Index(fields=["account", "id"], name="entries_of_an_account"),
            models.Index(fields=["subject_type", "subject_id"], name="entries_of_a_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} № {self.pk}"


class LedgerCheckQuerySet(models.QuerySet["LedgerCheck"]):
    def visible_to(self, viewer: Viewer):
        """Those who audit, the head of the operator."""
        return self.filter(viewer.sees(Thing.LEDGER_CHECK))


class LedgerCheck(models.Model):
    """One replay of the whole ledger: how much it read, what did not agree."""

    at = models.DateTimeField(auto_now_add=True, help_text="When it ended.")
    on = models.DateField(help_text="The day in the region; the worker checks once a day.")
    accounts = models.BigIntegerField(help_text="How many accounts it read.")
    entries = models.BigIntegerField(help_text="How many entries it read.")
    findings = models.BigIntegerField(help_text="How many things did not agree; 0: all is well.")
    text = models.TextField(help_text="The report, in Russian.")

    objects = LedgerCheckQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["on"], name="ledger_checks_of_a_day")]

    def __str__(self) -> str:
        return f"Сверка {self.on:%d.%m.%Y}: расхождений {self.findings}"
