"""Signatures under documents, the codes they are given with, and the operator's seal (63-ФЗ)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from backoffice.access import Thing, Viewer
from backoffice.documents.models import IssuedDocument
from backoffice.files.models import StoredFile


class SignatureQuerySet(models.QuerySet["Signature"]):
    def visible_to(self, viewer: Viewer):
        """Whoever sees the document; under a contract not the payer, who is told nobody's name."""
        near = viewer.sees(
            Thing.CONTRACT,
            child="document__contract__child",
            provider="document__contract__provider",
            municipality="document__contract__municipality",
        )
        seen = IssuedDocument.objects.visible_to(viewer)
        return self.filter(Q(document__contract=None) | near, document__in=seen)


class Signature(models.Model):
    """A person signed a document; what was signed is the hash of the file that the person saw. Append-only."""

    class Kind(models.TextChoices):
        SIMPLE = "SIMPLE", "Простая электронная подпись"
        PAPER = "PAPER", "Подпись на бумаге, приложен скан"

    class Party(models.TextChoices):
        CUSTOMER = "CUSTOMER", "Заказчик"
        REPRESENTATIVE = "REPRESENTATIVE", "Согласие законного представителя"
        PROVIDER = "PROVIDER", "Исполнитель"

    document = models.ForeignKey(IssuedDocument, models.PROTECT, related_name="signatures", help_text="What.")
    sha256 = models.CharField(max_length=64, help_text="SHA-256 of the file that was signed, hexadecimal.")
    party = models.CharField(max_length=14, choices=Party.choices, help_text="For which side.")
    kind = models.CharField(max_length=6, choices=Kind.choices, help_text="How.")
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Who; empty: somebody without an account, on paper.",
    )
    name = models.CharField(max_length=200, help_text="Name of the signer on that day.")
    authority = models.CharField(max_length=200, help_text="By what right: parent, head of the provider.")
    signed_on = models.DateField(help_text="Day in the region; of paper the day on the paper.")
    signed_at = models.DateTimeField(auto_now_add=True, help_text="When it was given, or the scan was kept.")
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", help_text="Of the paper, where it was signed on paper."
    )

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "party"], name="a_side_signs_a_document_once"),
            models.CheckConstraint(
                condition=Q(kind="PAPER", scan__isnull=False) | Q(kind="SIMPLE", scan=None),
                name="paper_has_its_scan",
            ),
            models.CheckConstraint(
                condition=Q(kind="PAPER") | Q(signer__isnull=False), name="who_signs_by_code_has_an_account"
            ),
        ]


class SigningCode(models.Model):
    """A one-time code sent to a person to sign certain files with. Only its hash is kept.

    It is good once, until a moment, for the files whose hashes it was asked for; after so many wrong tries no more.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="Whose.")
    subject_hash = models.CharField(max_length=64, help_text="SHA-256 over the hashes of the files, in their order.")
    code_hash = models.CharField(max_length=128, help_text="Keyed hash of the code.")
    sent_to = models.CharField(max_length=200, help_text="Where it was sent, with most of it hidden.")
    sent_at = models.DateTimeField(auto_now_add=True, help_text="When.")
    expires_at = models.DateTimeField(help_text="From this moment on it is good for nothing.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong tries so far.")
    used_at = models.DateTimeField(null=True, help_text="When it was signed with.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("sent_at")), name="a_code_lives_a_while")]
        indexes = [models.Index(fields=["user", "-id"], name="codes_of_a_person")]


class DocumentSealQuerySet(models.QuerySet["DocumentSeal"]):
    def visible_to(self, viewer: Viewer):
        """Whoever sees the document."""
        return self.filter(document__in=IssuedDocument.objects.visible_to(viewer))


class DocumentSeal(models.Model):
    """The operator's electronic signature (PAdES) over the PDF of a document: anybody can verify the file. Append-only.

    The sealed file begins with the very bytes that people signed; the seal is added behind them.
    """

    document = models.OneToOneField(IssuedDocument, models.PROTECT, related_name="seal", help_text="Of what.")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", help_text="The sealed PDF.")
    serial = models.CharField(max_length=64, help_text="Serial number of the certificate, hexadecimal.")
    subject = models.CharField(max_length=300, help_text="Whose certificate it is.")
    sealed_at = models.DateTimeField(auto_now_add=True, help_text="When.")

    objects = DocumentSealQuerySet.as_manager()
