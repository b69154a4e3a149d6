"""The history of a case: what happened, who did it, what was said."""

from __future__ import annotations

import datetime as dt

import strawberry_django
from strawberry import relay

from backoffice import journal
from backoffice.journal_words import WORDS
from graphql_api.accounts import User, is_official
from graphql_api.context import Info
from workflows.models import Process

NAMES_A_COLLEAGUE = "task.assigned"  # its note is the name of who got the task


@strawberry_django.type(
    journal.Entry, description="One act in a case. Auditors see all of them, others the history of cases they follow."
)
class JournalEntry(relay.Node):
    at: dt.datetime = strawberry_django.field(description="When.")
    what: str = strawberry_django.field(description="noun.past_participle, for example program.certified.")
    by: User | None = strawberry_django.field(description="Who; null for the system, or if you may not know.")

    @strawberry_django.field(only=["what"], description="What happened, in Russian.")
    def what_label(self) -> str:
        return WORDS[self.what]

    @strawberry_django.field(
        only=["what", "note"],
        description="What was said, in Russian; may be empty. Whom a task went to: officials only.",
    )
    def note(self, info: Info) -> str:
        return "" if self.what == NAMES_A_COLLEAGUE and not is_official(info.context.viewer) else self.note

    @classmethod
    def get_queryset(cls, queryset, info: Info, **kwargs):
        viewer = info.context.viewer
        followed = Process.objects.visible_to(viewer).values("case_id")
        return queryset.visible_to(viewer) | queryset.filter(case_id__in=followed)
