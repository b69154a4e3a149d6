"""What certification leaves behind: remarks, assignments, opinions, refusals, appeals."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from backoffice.acts.models import RefusalGround, Rule, one_each
from backoffice.programs.models import ProgramEdition, ProgramModule
from backoffice.providers.models import Provider


class Remark(models.Model):
    """A remark pinned to one field of a returned card. It reopens that field, and shows what became of it."""

    edition = models.ForeignKey(
        ProgramEdition, models.PROTECT, null=True, blank=True, related_name="remarks", help_text="On which edition."
    )
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="remarks", help_text="On which provider's card."
    )
    round = models.PositiveSmallIntegerField(help_text="Which return: 1 for the first.")
    field = models.CharField(max_length=60, help_text="Path of the field, for example modules.2.hours.")
    label = models.CharField(max_length=200, help_text="The field in Russian, as the form named it then.")
    text = models.TextField(help_text="What is wrong and what to do.")
    value_before = models.TextField(help_text="What stood there when it was returned, as it is compared.")
    value_after = models.TextField(null=True, blank=True, help_text="The same at the resubmission.")
    shown_before = models.TextField(help_text="What stood there when it was returned, as a person reads it.")
    shown_after = models.TextField(null=True, blank=True, help_text="The same at the resubmission.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="Who.")
    made_at = models.DateTimeField(auto_now_add=True, help_text="When.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(edition=None, provider__isnull=False) | Q(edition__isnull=False, provider=None),
                name="a_remark_is_on_exactly_one_card",
            )
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.text[:80]}"


class ScoreCriterion(Rule):
    """What experts score."""

    code = models.CharField(max_length=30, help_text="Stable code, upper case.")
    label = models.CharField(max_length=200, help_text="The criterion in Russian.")
    position = models.PositiveSmallIntegerField(help_text="Order on the sheet.")
    max_points = models.PositiveSmallIntegerField(help_text="Best mark; the worst is 0.")

    class Meta:
        constraints = [one_each("code", name="one_criterion_per_code_territory_and_first_day")]

    def __str__(self) -> str:
        return self.label


class ExpertTie(models.Model):
    """A tie between an expert and a provider: such an expert never scores that provider's programs."""

    class Kind(models.TextChoices):
        EMPLOYMENT = "EMPLOYMENT", "Трудовые отношения"
        KINSHIP = "KINSHIP", "Родство"
        AUTHORSHIP = "AUTHORSHIP", "Авторство программы"
        FOUNDER = "FOUNDER", "Общий учредитель"

    expert = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ties", help_text="Who.")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="expert_ties", help_text="With whom.")
    kind = models.CharField(max_length=12, choices=Kind.choices, help_text="What ties them.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["expert", "provider", "kind"], name="a_tie_is_recorded_once")]


class ExpertAssignment(models.Model):
    """One expert asked to score one edition. Ended by an opinion, or by the head."""

    edition = models.ForeignKey(ProgramEdition, models.PROTECT, related_name="assignments", help_text="What to score.")
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", help_text="Who.")
    by_load = models.BooleanField(help_text="True: chosen by the smallest load, not by the head.")
    assigned_at = models.DateTimeField(auto_now_add=True, help_text="When.")
    relieved_at = models.DateTimeField(null=True, blank=True, help_text="When the head relieved the expert of it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "expert"], name="an_expert_scores_an_edition_once")]

    def __str__(self) -> str:
        return f"{self.edition} — оценка эксперта"

    @property
    def provider_id(self) -> int:
        """Whose program is scored."""
        return self.edition.provider_id

    @property
    def municipality_id(self) -> int:
        """Where its provider works."""
        return self.edition.municipality_id


class ExpertOpinion(models.Model):
    """What one expert found. Append-only."""

    assignment = models.OneToOneField(
        ExpertAssignment, models.PROTECT, related_name="opinion", help_text="Whose opinion on what."
    )
    text = models.TextField(help_text="Reasoned opinion.")
    points = models.PositiveSmallIntegerField(help_text="Sum of the marks.")
    max_points = models.PositiveSmallIntegerField(help_text="Largest possible sum that day.")
    given_at = models.DateTimeField(auto_now_add=True, help_text="When.")


class CriterionScore(models.Model):
    """One mark of an opinion. Append-only."""

    opinion = models.ForeignKey(ExpertOpinion, models.PROTECT, related_name="scores", help_text="Of which opinion.")
    criterion = models.ForeignKey(ScoreCriterion, models.PROTECT, related_name="+", help_text="For what.")
    points = models.PositiveSmallIntegerField(help_text="From 0 to the criterion's best.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opinion", "criterion"], name="one_mark_per_criterion")]


class CertificationRefusal(models.Model):
    """A refusal of an edition, or of one of its modules, on a coded ground. Append-only."""

    class Stage(models.TextChoices):
        FORMAL_CHECK = "FORMAL_CHECK", "Формальная проверка"
        DECISION = "DECISION", "Решение"

    edition = models.ForeignKey(ProgramEdition, models.PROTECT, related_name="refusals", help_text="What was refused.")
    module = models.ForeignKey(
        ProgramModule, models.PROTECT, null=True, blank=True, related_name="refusals", help_text="Empty: the whole."
    )
    stage = models.CharField(max_length=15, choices=Stage.choices, help_text="At which step.")
    ground = models.ForeignKey(RefusalGround, models.PROTECT, related_name="+", help_text="On which ground.")
    text = models.TextField(help_text="Reasons in words.")
    refused_at = models.DateTimeField(auto_now_add=True, help_text="When.")


class Appeal(models.Model):
    """A provider's appeal against a refusal. FILED → UPHELD or REJECTED, by the head of the operator."""

    class Status(models.TextChoices):
        FILED = "FILED", "Подана"
        UPHELD = "UPHELD", "Удовлетворена"
        REJECTED = "REJECTED", "Отклонена"

    edition = models.ForeignKey(ProgramEdition, models.PROTECT, related_name="appeals", help_text="Against what.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.FILED, help_text="State.")
    text = models.TextField(help_text="What the provider says.")
    reason = models.TextField(blank=True, help_text="Why the head decided so.")
    filed_on = models.DateField(help_text="Day it was filed.")
    filed_at = models.DateTimeField(auto_now_add=True, help_text="Moment it was filed: what was refused before it.")
    decided_on = models.DateField(null=True, blank=True, help_text="Day it was decided.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition"], condition=Q(status="FILED"), name="one_open_appeal_per_edition")
        ]
