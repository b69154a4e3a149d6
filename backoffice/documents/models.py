"""Templates of documents as rules, and the documents made of them."""

from __future__ import annotations

from django.db import models

from backoffice.access import Thing, Viewer, among
from backoffice.acts.models import Rule, one_each
from backoffice.contracts.models import Contract
from backoffice.files.models import StoredFile
from backoffice.municipalities.models import Municipality


class DocumentKind(models.TextChoices):
    AGENDA = "AGENDA", "Повестка заседания комиссии"
    MINUTES = "MINUTES", "Протокол заседания комиссии"
    EXTRACT = "EXTRACT", "Выписка из протокола"
    DRAFT_ORDER = "DRAFT_ORDER", "Проект распоряжения"
    CONTRACT = "CONTRACT", "Договор об образовании"
    APPLICATION = "APPLICATION", "Заявление о зачислении"
    TERMINATION = "TERMINATION", "Уведомление о расторжении договора"


class LegalRegime(models.TextChoices):
    """By which law a municipality pays, and so how its documents are worded (domain 11-6)."""

    PERSONALISED_FUNDING = "PERSONALISED_FUNDING", "Персонифицированное финансирование"
    SOCIAL_CERTIFICATE = "SOCIAL_CERTIFICATE", "Социальный сертификат (189-ФЗ)"


class RegimeRule(Rule):
    """The legal regime of a territory from a day on."""

    regime = models.CharField(max_length=20, choices=LegalRegime.choices, help_text="By which law.")

    class Meta:
        constraints = [one_each(name="one_legal_regime_per_territory_and_first_day")]

    def __str__(self) -> str:
        return self.get_regime_display()


class DocumentTemplate(Rule):
    """The source of a kind of document from a day on, in the language of the typesetter. Never edited."""

    kind = models.CharField(max_length=20, choices=DocumentKind.choices, help_text="Of what.")
    regime = models.CharField(
        max_length=20, choices=LegalRegime.choices, blank=True, help_text="For which legal regime; empty: for any."
    )
    source = models.TextField(help_text="Typst source.")

    class Meta:
        constraints = [one_each("kind", "regime", name="one_template_per_kind_regime_territory_and_first_day")]


class IssuedDocumentQuerySet(models.QuerySet["IssuedDocument"]):
    def visible_to(self, viewer: Viewer):
        """Whoever sees the meeting; an extract, which tells nobody's vote, also the institution it is about.

        Of a contract whoever sees it, the payer too; the application, which tells of the child, only the family, the
        provider, the issuer and those who audit.
        """
        of_meeting = viewer.sees(Thing.MEETING, commission="meeting__commission", municipality="municipality")
        of_dossier = viewer.sees(
            Thing.COMMISSION,
            provider="dossier__edition__program__provider",
            commission="dossier__commission",
            municipality="dossier__commission__municipality",
        )
        of_contract = models.Q(among("contract", Contract.objects.visible_to(viewer)))
        applied = viewer.sees(
            Thing.APPLICATION,
            child="contract__child",
            provider="contract__provider",
            municipality="contract__municipality",
        )
        return self.filter(
            of_meeting & models.Q(meeting__isnull=False)
            | models.Q(kind=DocumentKind.EXTRACT, dossier__isnull=False) & of_dossier
            | models.Q(kind__in=[DocumentKind.CONTRACT, DocumentKind.TERMINATION]) & of_contract
            | models.Q(kind=DocumentKind.APPLICATION) & applied
        )


class IssuedDocument(models.Model):
    """A document that was made and can be checked by its number. Append-only."""

    check_number = models.CharField(max_length=20, unique=True, help_text="By which anybody may check it.")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices, help_text="What it is.")
    title = models.CharField(max_length=300, help_text="Title as printed; names nobody.")
    number = models.CharField(max_length=60, help_text="Number as printed.")
    issued_on = models.DateField(help_text="Day of issue.")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", help_text="Who issued it.")
    template = models.ForeignKey(DocumentTemplate, models.PROTECT, related_name="+", help_text="Made of what.")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", help_text="The PDF.")
    meeting = models.ForeignKey(
        "Meeting", models.PROTECT, null=True, related_name="documents", help_text="Of a meeting of the commission."
    )
    dossier = models.ForeignKey(
        "Dossier", models.PROTECT, null=True, related_name="documents", help_text="About one program, if so."
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, related_name="documents", help_text="Of a contract on education, if so."
    )

    objects = IssuedDocumentQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.title} № {self.number}"
