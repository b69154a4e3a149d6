"""What families search groups by: words of the program and its provider, kept by the database beside each group.

Stems are of the `russian` configuration («робототехнике» finds «Робототехника»); letters are for words with a slip of
the finger («робтотехника»). Case, «ё» and punctuation are laid aside in SQL, by rules of ours: what a server takes for
a letter depends on how it was laid out, and under `LC_CTYPE=C` trigrams know no Cyrillic.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import BooleanField, F, Func, Q, TextField, Value

from backoffice.groups.models import StudyGroup


class GroupWords(models.Model):
    """The words of one group. Written by triggers with the group, its edition and its provider; never by us."""

    group = models.OneToOneField(
        StudyGroup, models.CASCADE, primary_key=True, related_name="words", help_text="Of which group."
    )
    stems = SearchVectorField(help_text="Stems of all words.")
    letters = models.TextField(help_text="The words in Latin letters and digits, one for each Cyrillic letter.")

    class Meta:
        indexes = [  # written at once: what waits in the list beside a GIN index is looked through row by row
            GinIndex(fields=["stems"], name="stems_of_groups", fastupdate=False),
            GinIndex(fields=["letters"], opclasses=["gin_trgm_ops"], name="letters_of_groups", fastupdate=False),
        ]


class Holds(Func):
    """An operator of PostgreSQL, given as `arg_joiner`, between two expressions."""

    template = "(%(expressions)s)"
    output_field = BooleanField()


class _Stems(Func):
    template = "plainto_tsquery('russian', search_text(%(expressions)s))"
    output_field = TextField()  # never read


class _Letters(Func):
    function = "search_letters"
    output_field = TextField()


def says(text: Any) -> Q:
    """Groups that a person means by a text, as a value or an expression: all its stems are there, or its letters alike.

    How much alike, `pg_trgm.word_similarity_threshold` of the connection says (config/settings.py).
    """
    asked = Value(text, TextField()) if isinstance(text, str) else text
    stems = Holds(F("words__stems"), _Stems(asked), arg_joiner=" @@ ")
    return Q(stems) | Q(Holds(F("words__letters"), _Letters(asked), arg_joiner=" %%> "))
