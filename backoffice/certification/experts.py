"""Who scores a program: experts without a tie to its provider, named by the head or taken by the smallest load."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils import timezone

from backoffice import journal
from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.acts import services as acts
from backoffice.certification import rules
from backoffice.certification.models import ExpertAssignment, ExpertOpinion, ExpertTie, ScoreCriterion
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.programs.models import ProgramEdition
from backoffice.providers.models import Provider


def candidates(edition: ProgramEdition, *, on: date):
    """Experts who may be asked: in office on day `on`, no tie to the provider, not asked yet; idlest first."""
    in_office = Q(memberships__role=Role.QUALITY_EXPERT, memberships__valid_from__lte=on) & (
        Q(memberships__valid_to=None) | Q(memberships__valid_to__gt=on)
    )
    waiting = Q(
        assignments__opinion=None,
        assignments__relieved_at=None,
        assignments__edition__status=ProgramEdition.Status.QUALITY_REVIEW,
    )
    return (
        User.objects.filter(in_office, is_active=True)
        .exclude(ties__provider=edition.provider_id)
        .exclude(memberships__unit=edition.provider_id)  # whoever holds, or held, a role in it
        .exclude(assignments__edition=edition)
        .annotate(load=Count("assignments", filter=waiting, distinct=True))
        .order_by("load", "pk")
    )


def totals(edition: ProgramEdition) -> list[int]:
    """The totals of the opinions given so far, in the order they came."""
    opinions = ExpertOpinion.objects.filter(assignment__edition=edition)
    return list(opinions.order_by("pk").values_list("points", flat=True))


def best_total(*, on: date) -> int:
    """The largest possible total of the sheet in force."""
    return ScoreCriterion.objects.in_force(on=on).order_by().aggregate(best=Sum("max_points"))["best"] or 0


def missing(edition: ProgramEdition) -> int:
    """How many more experts must score the edition, by the Rules in force when it was submitted."""
    on = edition.rules_on
    required, percent = acts.settings("EXPERTS_REQUIRED", "EXPERT_DISAGREEMENT_PERCENT", on=on)
    return rules.experts_missing(totals(edition), required=int(required), max_points=best_total(on=on), percent=percent)


def quality_passed(edition: ProgramEdition) -> bool:
    """Whether the mean of the opinions reaches the pass mark of the Rules in force when it was submitted."""
    on = edition.rules_on
    percent = acts.setting("EXPERT_PASS_PERCENT", on=on)
    return rules.passed(totals(edition), max_points=best_total(on=on), percent=percent)


def quality_told(edition: ProgramEdition) -> str:
    """The outcome of the opinions in Russian: their mean, the pass mark, the verdict; empty until enough are given."""
    given = totals(edition)
    if not given:
        return ""
    on, codes = edition.rules_on, ("EXPERTS_REQUIRED", "EXPERT_DISAGREEMENT_PERCENT", "EXPERT_PASS_PERCENT")
    (required, apart, percent), best = acts.settings(*codes, on=on), best_total(on=on)
    if rules.experts_missing(given, required=int(required), max_points=best, percent=apart):
        return ""
    verdict = "оценка пройдена" if rules.passed(given, max_points=best, percent=percent) else "оценка не пройдена"
    mean, mark = Decimal(sum(given)) / len(given), best * percent / 100
    return f"Средний балл {_number(mean)} из {best}, нужно не меньше {_number(mark)}: {verdict}."


def _number(value: Decimal) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def relieve(assignment: ExpertAssignment, reason: str, act: Act) -> None:
    """Release an expert who cannot or must not score; another one is asked in turn."""
    assignment.relieved_at = timezone.now()
    assignment.save(update_fields=["relieved_at"])
    journal.record("program.expert_relieved", assignment, act, reason, provider_id=assignment.provider_id)


def why_not_tie(expert_id: int | None, provider_id: int | None, kind: str) -> Iterator[Refusal]:
    """Yield every reason against recording a tie."""
    if not User.objects.filter(pk=expert_id or 0, memberships__role=Role.QUALITY_EXPERT).exists():
        yield Refusal("EXPERT_UNKNOWN", "Такого эксперта нет.", rules.RULE, "Выберите эксперта.", ("expert",))
    if not Provider.objects.filter(pk=provider_id).exists():
        yield Refusal("PROVIDER_UNKNOWN", "Такого поставщика нет.", rules.RULE, "Выберите поставщика.", ("provider",))
    if ExpertTie.objects.filter(expert=expert_id, provider=provider_id, kind=kind).exists():
        yield Refusal("TIE_RECORDED", "Эта связь уже записана.", rules.RULE, path=("kind",))


def tie(expert_id: int, provider_id: int, kind: str, act: Act) -> ExpertTie:
    """Record a tie: from now on the expert is not asked to score that provider's programs."""
    made = ExpertTie.objects.create(expert_id=expert_id, provider_id=provider_id, kind=kind)
    journal.record("expert.tied", made, act, made.get_kind_display(), provider_id=provider_id)
    return made


def why_not_assign(edition: ProgramEdition, named: list[int], *, on: date) -> Iterator[Refusal]:
    """Yield every reason against asking the named experts, or, where none is named, against choosing by load."""
    needed = missing(edition)
    free = {expert.pk for expert in candidates(edition, on=on)}
    if named and len(named) != needed:
        text = f"Нужно назначить экспертов: {needed}, названо: {len(named)}."
        yield Refusal("EXPERTS_NUMBER", text, rules.RULE, path=("experts",))
    if len(set(named)) != len(named):
        yield Refusal("EXPERT_REPEATED", "Один эксперт назван дважды.", rules.RULE, path=("experts",))
    for place, pk in enumerate(named):
        if pk not in free:
            yield Refusal(
                "EXPERT_NOT_ALLOWED",
                "Этот эксперт не может оценивать программу: связан с поставщиком, уже назначен или не эксперт.",
                rules.RULE,
                "Выберите другого эксперта.",
                ("experts", str(place)),
            )
    if len(free) < needed:
        yield Refusal(
            "NOT_ENOUGH_EXPERTS",
            f"Нужно экспертов: {needed}, без связей с поставщиком есть: {len(free)}.",
            rules.RULE,
            "Включите в состав ещё одного эксперта.",
            ("experts",),
        )


def assign(edition: ProgramEdition, named: list[int], act: Act) -> None:
    """Ask the named experts, or the idlest ones, after `why_not_assign` had no reason."""
    chosen = named or [expert.pk for expert in candidates(edition, on=act.on)[: missing(edition)]]
    ExpertAssignment.objects.bulk_create(
        ExpertAssignment(edition=edition, expert_id=pk, by_load=not named) for pk in chosen
    )
    note = f"Экспертов: {len(chosen)}, выбраны {'руководителем' if named else 'по нагрузке'}."
    journal.record("program.experts_assigned", edition, act, note, provider_id=edition.provider_id)
