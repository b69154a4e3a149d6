"""The funding program of a municipality: written, submitted, approved by an act. Inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import F, Max, Sum

from backoffice import journal
from backoffice.acts import adoption
from backoffice.acts.card import ActCard
from backoffice.certificates.models import CertificateCategory
from backoffice.errors import Refusal
from backoffice.funding import program_rules as rules
from backoffice.funding.models import DirectionCap, FundedCategory, FundingPeriod, MunicipalFundingProgram, Quota
from backoffice.funding.program_card import DirectionCapCard, FundedCategoryCard, FundingProgramCard
from backoffice.jobs import services as jobs
from backoffice.jobs.models import Job
from backoffice.journal import Act
from backoffice.ledger.models import CertificateAccount, LedgerEntry
from backoffice.municipalities.models import Municipality
from backoffice.programs.words import Direction

Status = MunicipalFundingProgram.Status
IN_THE_MAKING = (Status.DRAFT, Status.SUBMITTED, Status.RETURNED)
AUTHORED = (
    "fundingprogram.drafted",
    "fundingprogram.saved",
    "fundingprogram.submitted",
    "fundingprogram.resubmitted",
)
PLAIN = ("total", "current_from", "current_to", "future_from")


def card_of(program: MunicipalFundingProgram) -> FundingProgramCard:
    """What the program says now."""
    lines = program.categories.order_by("category__position").select_related("category")
    return FundingProgramCard(
        **{name: getattr(program, name) for name in PLAIN},
        categories=tuple(
            FundedCategoryCard(
                code=line.category.code, count=line.count, nominal=line.nominal, sum_limit=line.sum_limit
            )
            for line in lines
        ),
        caps=tuple(
            DirectionCapCard(direction=Direction(cap.direction), amount=cap.amount)
            for cap in program.caps.order_by("pk")
        ),
    )


def why_not_draft(
    municipality: Municipality, days: tuple[date | None, date | None], card: FundingProgramCard, *, on: date
) -> Iterator[Refusal]:
    """Yield every reason against a draft for the days from the first to the last; the municipality's row is locked."""
    starts_on, ends_on = days
    yield from rules.why_not_keep(card, _known())
    reasons = [*rules.why_not_period(starts_on, ends_on, on=on)]
    yield from reasons
    if reasons or starts_on is None or ends_on is None:
        return
    others = FundingPeriod.objects.filter(municipality=municipality, starts_on__lte=ends_on, ends_on__gte=starts_on)
    for other in others.exclude(starts_on=starts_on, ends_on=ends_on):
        text = f"Период пересекается с другим: {other}."
        yield Refusal("PERIOD_OVERLAPS", text, rules.RULE, "Выберите дни вне других периодов.", rules.PERIOD)
    period = {"period__municipality": municipality, "period__starts_on": starts_on, "period__ends_on": ends_on}
    if MunicipalFundingProgram.objects.filter(**period, status__in=IN_THE_MAKING).exists():
        text = "Программа на этот период уже готовится."
        yield Refusal("PROGRAM_IN_THE_MAKING", text, rules.RULE, "Продолжите начатую редакцию.", rules.PERIOD)


def _known() -> set[str]:
    return set(CertificateCategory.objects.values_list("code", flat=True))


def draft(
    municipality: Municipality, days: tuple[date, date], card: FundingProgramCard, act: Act
) -> MunicipalFundingProgram:
    """Begin a program for a period, the next version if there is one; the period is made if need be."""
    starts_on, ends_on = days
    period, _ = FundingPeriod.objects.get_or_create(municipality=municipality, starts_on=starts_on, ends_on=ends_on)
    last = period.programs.aggregate(last=Max("number"))["last"] or 0
    program = MunicipalFundingProgram.objects.create(
        municipality=municipality,
        period=period,
        number=last + 1,
        **{name: getattr(card, name) for name in PLAIN},
    )
    _write_parts(program, card)
    _record("fundingprogram.drafted", program, act, str(program))
    return program


def why_not_save(program: MunicipalFundingProgram, card: FundingProgramCard) -> Iterator[Refusal]:
    """Yield every reason against writing a card over the program's."""
    yield from rules.why_not_keep(card, _known())
    yield from _why_locked(program)


def _why_locked(program: MunicipalFundingProgram) -> Iterator[Refusal]:
    if program.status not in MunicipalFundingProgram.EDITABLE:
        text = f"Программу сейчас изменить нельзя: {program.get_status_display().lower()}."
        remedy = "Дождитесь решения, отзовите программу или начните новую редакцию."
        yield Refusal("FUNDING_PROGRAM_LOCKED", text, rules.RULE, remedy)


def save(program: MunicipalFundingProgram, card: FundingProgramCard, act: Act) -> None:
    """Write the card over a locked program's, after `why_not_save` had no reason."""
    program.categories.all().delete()
    program.caps.all().delete()
    _write_parts(program, card)
    _move(program, "fundingprogram.saved", act, **{name: getattr(card, name) for name in PLAIN})


def _write_parts(program: MunicipalFundingProgram, card: FundingProgramCard) -> None:
    keys = dict(CertificateCategory.objects.values_list("code", "pk"))
    FundedCategory.objects.bulk_create(
        FundedCategory(
            program=program,
            category_id=keys[line.code],
            count=line.count,
            nominal=line.nominal,
            sum_limit=line.sum_limit,
        )
        for line in card.categories
    )
    DirectionCap.objects.bulk_create(
        DirectionCap(program=program, direction=cap.direction, amount=cap.amount) for cap in card.caps
    )


def _move(program: MunicipalFundingProgram, what: str, by: Act, note: str = "", **columns) -> None:
    """Change a locked program; its version rises."""
    columns |= {"version": program.version + 1}
    for name, value in columns.items():
        setattr(program, name, value)
    program.save(update_fields=columns)
    _record(what, program, by, note)


def _record(what: str, program: MunicipalFundingProgram, act: Act, note: str = "") -> None:
    journal.record(what, program, act, note, municipality_id=program.municipality_id)


def why_not_submit(program: MunicipalFundingProgram, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against submitting the program to the head on day `on`."""
    yield from _why_locked(program)
    yield from _why_not_adopt(program, on=on)


def _why_not_adopt(program: MunicipalFundingProgram, *, on: date) -> Iterator[Refusal]:
    period = program.period
    yield from rules.why_not_period(period.starts_on, period.ends_on, on=on)
    yield from rules.why_not_adopt(
        card_of(program),
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        given=_given(period),
        used=_used(period),
    )


def _given(period: FundingPeriod) -> list[rules.GivenOut]:
    """What the quotas of a period have given out; the quotas stay locked, so nobody gives out more meanwhile."""
    quotas = Quota.objects.select_for_update(no_key=True, of=("self",)).select_related("category")
    accounts = CertificateAccount.objects.filter(period=period).values("certificate__category")
    most = accounts.annotate(most=Max(F("reserved") + F("written_off")))
    locked = [*quotas.filter(period=period).order_by("pk")]
    most_used = {row["certificate__category"]: row["most"] for row in most}
    return [
        rules.GivenOut(
            code=quota.category.code,
            title=quota.category.title,
            nominal=quota.nominal,
            count=quota.granted_count,
            total=quota.granted_sum,
            most_used=most_used.get(quota.category_id, 0),
        )
        for quota in locked
    ]


def _used(period: FundingPeriod) -> dict[str, int]:
    """Kopecks reserved and spent in a period, by direction."""
    entries = LedgerEntry.objects.filter(account__period=period).exclude(direction="")
    sums = entries.values("direction").annotate(used=Sum(F("reserved") + F("written_off")))
    return {row["direction"]: row["used"] for row in sums}


def submit(program: MunicipalFundingProgram, act: Act) -> None:
    """Hand the program over to the head; it is closed for changes."""
    _move(program, "fundingprogram.submitted", act, status=Status.SUBMITTED)


def resubmit(program: MunicipalFundingProgram, reply: str, act: Act) -> None:
    """Hand the corrected program over again."""
    _move(program, "fundingprogram.resubmitted", act, reply, status=Status.SUBMITTED)


def send_back(program: MunicipalFundingProgram, remark: str, act: Act) -> None:
    """The head returns the program with a remark."""
    _move(program, "fundingprogram.returned", act, remark, status=Status.RETURNED, remark=remark)


def withdraw(program: MunicipalFundingProgram, reason: str, act: Act) -> None:
    """The clerk takes the program back before it is approved."""
    _move(program, "fundingprogram.withdrawn", act, reason, status=Status.WITHDRAWN)


def why_not_approve(program: MunicipalFundingProgram, card: ActCard | None, act: Act) -> Iterator[Refusal]:
    """Yield every reason against putting the program in force; the quotas of the period stay locked."""
    if card is not None:
        yield from adoption.why_not_adopt(card, act.by, act.on)
    yield from adoption.why_same_person(program, act.by, *AUTHORED)
    yield from _why_not_adopt(program, on=act.on)


def approve(program: MunicipalFundingProgram, card: ActCard, act: Act) -> None:
    """Put the program in force by an act in place of the one before, and set the quotas of its period (C 1.5)."""
    legal = adoption.adopt(card, program.municipality.unit, act.on, act.by)
    before = MunicipalFundingProgram.objects.filter(period=program.period, status=Status.IN_FORCE)
    before.update(status=Status.SUPERSEDED, version=F("version") + 1)
    _move(program, "fundingprogram.approved", act, str(card), status=Status.IN_FORCE, act=legal, remark="")
    _set_quotas(program)


def _set_quotas(program: MunicipalFundingProgram) -> None:
    """Give every category its limits; one that is dropped has none left. Whoever waits is served by a job."""
    quotas = {quota.category_id: quota for quota in Quota.objects.filter(period=program.period)}
    for line in program.categories.order_by("category__position"):
        limit = line.count * line.nominal if line.sum_limit is None else line.sum_limit
        limits = {"nominal": line.nominal, "count_limit": line.count, "sum_limit": limit}
        quota = quotas.pop(line.category_id, None)
        if quota is None:
            quota = Quota.objects.create(period=program.period, category_id=line.category_id, **limits)
        else:
            Quota.objects.filter(pk=quota.pk).update(**limits)
            if quota.nominal != line.nominal:
                jobs.add(Job.Kind.CHANGE_NOMINAL, quota.pk)
        jobs.add(Job.Kind.SERVE_QUEUE, quota.pk)
    for quota in quotas.values():
        Quota.objects.filter(pk=quota.pk).update(count_limit=0, sum_limit=0)
