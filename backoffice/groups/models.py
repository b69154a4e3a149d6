"""Groups of pupils, their lessons by the week, and their places as a row of its own."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from backoffice.access import Thing, Viewer
from backoffice.programs.models import ProgramModule, TeachingPlace
from backoffice.providers.models import Provider


class StudyGroupQuerySet(models.QuerySet["StudyGroup"]):
    def concerning(self, viewer: Viewer):
        """Groups whose preparation the viewer may follow: the provider's own, its municipality's, the region's."""
        return self.filter(viewer.sees(Thing.CERTIFICATION, **StudyGroup.FOLLOWED_BY))

    def visible_to(self, viewer: Viewer):
        """Those that were ever opened everybody; the others the provider and those who follow its programs."""
        return self.filter(Q(opens_at__isnull=False) | viewer.sees(Thing.CERTIFICATION, **StudyGroup.FOLLOWED_BY))


class StudyGroup(models.Model):
    """Pupils who are taught a module together, from a day to a day, at one place.

    DRAFT → OPEN ↔ CLOSED → CANCELLED; DRAFT → CANCELLED. OPEN takes requests from `opens_at` on. Its price stands while
    somebody has asked for a place.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Готовится"
        OPEN = "OPEN", "Набор открыт"
        CLOSED = "CLOSED", "Набор закрыт"
        CANCELLED = "CANCELLED", "Отменена"

    LIVE = (Status.OPEN, Status.CLOSED)
    FOLLOWED_BY = {"provider": "provider", "municipality": "provider__municipality"}
    # What a family relies on when it asks for a place.
    AGREED = ("status", "opens_at", "module_id", "place_id", "starts_on", "ends_on", "price")

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="groups", help_text="Who teaches it.")
    module = models.ForeignKey(ProgramModule, models.PROTECT, related_name="groups", help_text="What is taught.")
    place = models.ForeignKey(TeachingPlace, models.PROTECT, related_name="groups", help_text="Where.")
    name = models.CharField(max_length=100, help_text="Name of the group.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, help_text="State.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every change.")
    starts_on = models.DateField(help_text="Day of the first lesson.")
    ends_on = models.DateField(help_text="Day of the last lesson.")
    opens_at = models.DateTimeField(null=True, help_text="First moment requests are taken; empty: not told yet.")
    price = models.BigIntegerField(null=True, help_text="Of the whole module, kopecks; empty: paid from the budget.")
    special_needs = models.BooleanField(default=False, help_text="Fit for children with special needs.")
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True, help_text="Of the place, degrees north.")
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, help_text="Of the place, degrees east.")

    objects = StudyGroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_group_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(price=None) | Q(price__gt=0), name="a_price_is_more_than_nothing"),
            models.CheckConstraint(
                condition=~Q(status="OPEN") | Q(opens_at__isnull=False), name="an_open_group_says_since_when"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="a_point_has_two_coordinates",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_on", "id"], condition=Q(status="OPEN"), name="open_groups_in_order"),
            models.Index(fields=["provider", "-id"], name="groups_of_a_provider"),
            models.Index(fields=["latitude", "longitude"], condition=Q(status="OPEN"), name="open_groups_on_the_map"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def municipality_id(self) -> int:
        """Where it is taught."""
        return self.place.municipality_id


class ScheduleSlot(models.Model):
    """A lesson of a group that comes again every week."""

    group = models.ForeignKey(StudyGroup, models.CASCADE, related_name="slots", help_text="Of which group.")
    weekday = models.PositiveSmallIntegerField(help_text="1 for Monday to 7 for Sunday.")
    begins_at = models.TimeField(help_text="Beginning, time of the region.")
    ends_at = models.TimeField(help_text="End.")

    class Meta:
        ordering = ["weekday", "begins_at"]
        constraints = [
            models.UniqueConstraint(fields=["group", "weekday", "begins_at"], name="one_lesson_of_a_group_at_a_time"),
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="a_week_has_seven_days"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="a_lesson_ends_after_it_begins"),
        ]


class GroupPlaces(models.Model):
    """How many places of a group are taken, and how many wait for one. Its row is the lock of the group's places.

    A place that becomes free belongs to those who wait, in order: a newcomer may have what is left beyond them.
    """

    group = models.OneToOneField(
        StudyGroup, models.PROTECT, primary_key=True, related_name="places", help_text="Of which group."
    )
    capacity = models.PositiveIntegerField(help_text="Pupils at most.")
    taken = models.PositiveIntegerField(default=0, help_text="Held or filled.")
    waiting = models.PositiveIntegerField(default=0, help_text="Who waits for a place.")
    last_ticket = models.PositiveIntegerField(default=0, help_text="The last number given in the waiting list.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="no_place_of_a_group_is_given_twice"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="a_group_has_a_place"),
        ]

    @property
    def left_for_newcomers(self) -> int:
        """Places that nobody has and nobody who waits is to be offered; below zero when more wait than there are."""
        return self.capacity - self.taken - self.waiting
