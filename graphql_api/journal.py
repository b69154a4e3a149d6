"""The history of a case: what happened, who did it, what was said."""

from __future__ import annotations

import datetime as dt

import strawberry_django
from django.db.models import Exists, F, OuterRef, Q
from strawberry import relay

from backoffice import journal
from backoffice.certificates.models import Certificate
from backoffice.journal_words import WORDS
from graphql_api.accounts import User, is_official
from graphql_api.context import Info
from graphql_api.expressions import Words
from graphql_api.fields import in_sql
from workflows.models import Process

NAMES_A_COLLEAGUE = "task.assigned"  # its note is the name of who got the task


@strawberry_django.type(
    journal.Entry,
    description="One act in a case, or on a certificate. Auditors see all of them, others the history of the cases and"
    " certificates they follow.",
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
        only=["what", "note"],
        metadata=in_sql(
            lambda info: (
                F("note") if is_official(info.context.viewer) else Words("what", [(NAMES_A_COLLEAGUE, "")], F("note"))
            )
        ),
        description="What was said, in Russian; may be empty. Whom a task went to: officials only.",
    )
    def note(self, info: Info) -> str:
        return "" if self.what == NAMES_A_COLLEAGUE and not is_official(info.context.viewer) else self.note

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        viewer = info.context.viewer
        followed = Process.objects.visible_to(viewer).filter(case_id=OuterRef("case_id"))
        certificates = Certificate.objects.visible_to(viewer).filter(pk=OuterRef("subject_id"))
        of_certificate = Q(subject_type="certificate") & Exists(certificates)
        return queryset.filter(journal.seen_by(viewer) | Exists(followed) | of_certificate)
