"""The history of a case: what happened, who did it, what was said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import strawberry_django
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, TextField, Value, When
from strawberry import relay

from backoffice import journal
from backoffice.access import Thing, Viewer
from backoffice.certificates.models import Certificate, CertificateMove
from backoffice.contracts.models import Contract
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.funding.waiting import FundingRequest
from backoffice.journal_words import WORDS
from backoffice.providers.models import Provider
from graphql_api.accounts import User, is_official
from graphql_api.context import Info
from graphql_api.expressions import Words
from graphql_api.fields import in_sql
from workflows.models import Process

# What people write about a child is for those who see the child; the others read what happened.
OF_CHILDREN: dict[str, Callable[[Viewer], QuerySet]] = {
    "certificate": lambda viewer: Certificate.objects.worded_to(viewer),
    "certificatemove": lambda viewer: CertificateMove.objects.filter(
        viewer.sees(Thing.CHILD, child="certificate__child", municipality="enters")
        | viewer.sees(Thing.CHILD, municipality="leaves")
    ),
    "contract": lambda viewer: Contract.objects.filter(
        viewer.sees(Thing.APPLICATION, child="child", provider="provider", municipality="municipality")
    ),
    "fundingrequest": lambda viewer: FundingRequest.objects.filter(
        viewer.sees(Thing.CHILD, child="certificate__child", municipality="certificate__issuer")
    ),
    "enrollmentrequest": lambda viewer: EnrollmentRequest.objects.filter(
        viewer.sees(Thing.ASSESSMENT, child="child", municipality="municipality")
    ),
}


def _worded(info: Info) -> Q:
    """Entries whose note the viewer may read."""
    viewer = info.context.viewer
    told = ~Q(subject_type__in=OF_CHILDREN) | viewer.sees(Thing.CHILD, municipality="municipality")
    for kind, rows in OF_CHILDREN.items():
        told |= Q(subject_type=kind) & Exists(rows(viewer).filter(pk=OuterRef("subject_id")))
    return told


def _note(info: Info) -> Case:
    said = F("note") if is_official(info.context.viewer) else Words("what", [(NAMES_A_COLLEAGUE, "")], F("note"))
    return Case(When(_worded(info), then=said), default=Value(""), output_field=TextField())


NAMES_A_COLLEAGUE = "task.assigned"  # its note is the name of who got the task


@strawberry_django.type(
    journal.Entry,
    description="One act in a case, on a certificate, or on a provider. Auditors see all of them, others the history of"
    " the cases, certificates and providers they follow.",
)
class JournalEntry(relay.Node):
    at: dt.datetime = strawberry_django.field(description="When.")
    what: str = strawberry_django.field(description="noun.past_participle, for example program.certified.")
    by: User | None = strawberry_django.field(description="Who; null for the system, or if you may not know.")

    @strawberry_django.field(
        only=["what"],
        metadata=in_sql(lambda info: Words("what", WORDS.items())),
        description="What happened, in Russian.",
    )
    def what_label(self) -> str:
        return WORDS[self.what]

    @strawberry_django.field(
        only=["what", "note", "subject_type"],
        annotate={"is_worded": lambda info: Case(When(_worded(info), then=True), default=False)},
        metadata=in_sql(_note),
        description="What was said, in Russian; may be empty. Whom a task went to: officials only. What was said about"
        " a child: those who see the child.",
    )
    def note(self, info: Info) -> str:
        if self.what == NAMES_A_COLLEAGUE and not is_official(info.context.viewer):
            return ""
        if not self.note or self.subject_type not in OF_CHILDREN:
            return self.note
        if hasattr(self, "is_worded"):
            return self.note if self.is_worded else ""
        return self.note if journal.Entry.objects.filter(_worded(info), pk=self.pk).exists() else ""

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        viewer = info.context.viewer
        followed = Process.objects.visible_to(viewer).filter(case_id=OuterRef("case_id"))
        certificates = Certificate.objects.visible_to(viewer).filter(pk=OuterRef("subject_id"))
        of_certificate = Q(subject_type="certificate") & Exists(certificates)
        providers = Provider.objects.concerning(viewer).filter(pk=OuterRef("subject_id"))
        of_provider = Q(subject_type="provider") & Exists(providers)
        return queryset.filter(journal.seen_by(viewer) | Exists(followed) | of_certificate | of_provider)
