"""The waiting list of a group, and every move in it (L 4; domain 4c)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from backoffice.access import Thing, Viewer
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.groups.models import StudyGroup


class WaitingListEntryQuerySet(models.QuerySet["WaitingListEntry"]):
    def visible_to(self, viewer: Viewer):
        """The family, the provider, the municipality that issued the certificate, those who read the region."""
        return self.filter(
            viewer.sees(
                Thing.ENROLLMENT,
                child="request__child",
                provider="request__provider",
                municipality="request__municipality",
            )
        )


class WaitingListEntry(models.Model):
    """A place in the waiting list of a group, in the order of (rank, ticket).

    WAITING → OFFERED → SERVED or LAPSED; WAITING or OFFERED → LEFT or REMOVED. The ticket is given while the places of
    the group are locked: 1, 2, 3 … without gaps. Rank 0 goes before rank 1.
    """

    class Status(models.TextChoices):
        WAITING = "WAITING", "Ожидает"
        OFFERED = "OFFERED", "Предложено место"
        SERVED = "SERVED", "Место получено"
        LAPSED = "LAPSED", "Не ответили на предложение"
        LEFT = "LEFT", "Семья вышла из листа"
        REMOVED = "REMOVED", "Снят с листа"

    class Rank(models.IntegerChoices):
        CONTINUING = 0, "Продолжает обучение у этой организации"
        FIRST_COME = 1, "По времени подачи"

    group = models.ForeignKey(StudyGroup, models.PROTECT, related_name="waiting_list", help_text="Of which group.")
    request = models.ForeignKey(
        EnrollmentRequest, models.PROTECT, related_name="waiting_entries", help_text="Who waits."
    )
    rank = models.PositiveSmallIntegerField(choices=Rank.choices, help_text="Who goes before whom.")
    ticket = models.PositiveIntegerField(help_text="Number in the list of the group.")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING, help_text="State.")
    joined_at = models.DateTimeField(auto_now_add=True, help_text="When it joined.")

    objects = WaitingListEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "ticket"], name="a_ticket_is_given_once"),
            models.UniqueConstraint(
                fields=["request"], condition=Q(status__in=["WAITING", "OFFERED"]), name="a_request_waits_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["group", "rank", "ticket"], condition=Q(status="WAITING"), name="waiting_list_in_order"
            )
        ]


class WaitingListMove(models.Model):
    """One thing that happened in a waiting list, with its reason. Append-only: the order can be told from it alone."""

    class What(models.TextChoices):
        JOINED = "JOINED", "встал в лист ожидания"
        OFFERED = "OFFERED", "предложено место"
        SERVED = "SERVED", "место получено"
        LAPSED = "LAPSED", "не ответили на предложение"
        LEFT = "LEFT", "семья вышла из листа"
        REMOVED = "REMOVED", "снят с листа"
        RENEWED = "RENEWED", "ожидает по новой записи реестра"

    entry = models.ForeignKey(WaitingListEntry, models.PROTECT, related_name="moves", help_text="Who moved.")
    group = models.ForeignKey(StudyGroup, models.PROTECT, related_name="+", help_text="In which list.")
    what = models.CharField(max_length=8, choices=What.choices, help_text="What happened.")
    rank = models.PositiveSmallIntegerField(help_text="Rank of the entry.")
    ticket = models.PositiveIntegerField(help_text="Ticket of the entry.")
    reason = models.CharField(max_length=300, help_text="Why, in words that name nobody.")
    at = models.DateTimeField(auto_now_add=True, help_text="When.")

    class Meta:
        indexes = [models.Index(fields=["group", "id"], name="moves_of_a_waiting_list")]
