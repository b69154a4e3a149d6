"""Who scores a program: experts without a tie to its provider, named by the head or taken by the smallest load."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q, Sum

from backoffice import journal
from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.acts import services as acts
from backoffice.certification import rules
from backoffice.certification.models import ExpertAssignment, ExpertOpinion, ScoreCriterion
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.programs.models import ProgramEdition


def candidates(edition: ProgramEdition, *, on: date):
    """Experts who may be asked: in office on day `on`, no tie to the provider, not asked yet; idlest first."""
    in_office = Q(memberships__role=Role.QUALITY_EXPERT, memberships__valid_from__lte=on) & (
        Q(memberships__valid_to=None) | Q(memberships__valid_to__gt=on)
    )
    return (
        User.objects.filter(in_office, is_active=True)
        .exclude(ties__provider=edition.provider_id)
        .exclude(assignments__edition=edition)
        .annotate(load=Count("assignments", filter=Q(assignments__opinion=None), distinct=True))
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
    return rules.experts_missing(
        totals(edition),
        required=int(acts.setting("EXPERTS_REQUIRED", on=on)),
        max_points=best_total(on=on),
        percent=acts.setting("EXPERT_DISAGREEMENT_PERCENT", on=on),
    )


def quality_passed(edition: ProgramEdition) -> bool:
    """Whether the mean of the opinions reaches the pass mark of the Rules in force when it was submitted."""
    on = edition.rules_on
    percent = acts.setting("EXPERT_PASS_PERCENT", on=on)
    return rules.passed(totals(edition), max_points=best_total(on=on), percent=percent)


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
    for pk in chosen:
        ExpertAssignment.objects.create(edition=edition, expert_id=pk, by_load=not named)
    note = f"Экспертов: {len(chosen)}, выбраны {'руководителем' if named else 'по нагрузке'}."
    journal.record("program.experts_assigned", edition, act, note, provider_id=edition.provider_id)
