"""What each step of certification writes. Inside the caller's transaction, after the rules had no reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial

from backoffice import cards, journal
from backoffice.acts import services as acts
from backoffice.acts.models import RefusalGround
from backoffice.certification import experts, remarks, rules
from backoffice.certification.models import (
    Appeal,
    CertificationRefusal,
    CriterionScore,
    ExpertAssignment,
    ExpertOpinion,
    ScoreCriterion,
)
from backoffice.errors import Refusal
from backoffice.files import attaching
from backoffice.journal import Act
from backoffice.programs import pricing
from backoffice.programs import rules as program_rules
from backoffice.programs.card import ProgramCard
from backoffice.programs.models import Program, ProgramDocument, ProgramEdition, ProgramModule
from backoffice.programs.services import card_of
from backoffice.providers.models import Provider
from backoffice.registers import services as registers

Status = ProgramEdition.Status
PROCESS = "ProgramCertification"


def why_not_submit(edition: ProgramEdition) -> Iterator[Refusal]:
    """A draft is submitted once, and whole."""
    if edition.status != Status.DRAFT:
        yield Refusal("EDITION_LOCKED", "Эта редакция уже подана.", rules.RULE, "Откройте её состояние.")
    yield from _why_incomplete(edition, card_of(edition))


def _hold_provider(edition: ProgramEdition) -> Provider:
    return Provider.objects.select_for_update(no_key=True).get(pk=edition.provider_id)


def _is_duplicate(edition: ProgramEdition) -> bool:
    """Whether another program of the provider is certified under this name; asked with the provider locked."""
    same_name = ProgramEdition.objects.filter(
        program__provider=edition.provider_id, status=Status.CERTIFIED, name__iexact=edition.name
    )
    return same_name.exclude(program=edition.program_id).exists()


def _why_incomplete(edition: ProgramEdition, card: ProgramCard) -> Iterator[Refusal]:
    """Lock the provider, then ask the rules of a submission, the first or a later one (C 2.3, C 2.4)."""
    provider = _hold_provider(edition)
    yield from program_rules.why_not_submit(
        card,
        provider_is_active=provider.status == Provider.Status.ACTIVE,
        budget=edition.program.funding_mode == Program.FundingMode.BUDGET,
        has_program_file=has_program_file(edition),
        already_certified=_is_duplicate(edition),
    )


def has_program_file(edition: ProgramEdition) -> bool:
    """Whether the text of the program is attached."""
    return edition.documents.filter(kind=ProgramDocument.Kind.PROGRAM, replaced=False).exists()


def submit(edition: ProgramEdition, act: Act) -> None:
    """Freeze the edition and hand it over to the operator."""
    edition.submitted_on = act.on
    _move(edition, Status.SUBMITTED, act, "program.submitted")


def _move(edition: ProgramEdition, status: str, act: Act, what: str, note: str = "") -> None:
    edition.status = status
    edition.save(update_fields=["status", "submitted_on", "returns"])
    journal.record(what, edition, act, note, provider_id=edition.provider_id, municipality_id=edition.municipality_id)


def why_not_return(edition: ProgramEdition, named: Sequence[str]) -> Iterator[Refusal]:
    """Yield every reason against returning the card with remarks on the named fields."""
    allowed = int(acts.setting("RETURNS_ALLOWED", on=edition.rules_on))
    yield from rules.why_not_return(len(named), returns=edition.returns, allowed=allowed)
    opened = {**paths_of(edition, card_of(edition)), "modules": "", "places": ""}
    yield from cards.why_not_remark(opened, named, rule=rules.RULE)


def paths_of(edition: ProgramEdition, card: ProgramCard) -> dict[str, str]:
    """The card and its documents, as remarks name them."""
    return {**cards.paths(card), "documents": attaching.as_compared(attaching.live(edition.documents.all()))}


def reading_of(edition: ProgramEdition, card: ProgramCard) -> remarks.Reading:
    """The card and its documents now, for remarks."""
    return remarks.reading(card, {place.municipality for place in card.places}, edition.documents.all())


def send_back(edition: ProgramEdition, remarked: Iterable[tuple[str, str]], reason: str, act: Act) -> None:
    """Reopen the remarked fields, each with what stands there now; the history keeps the reason as a whole."""
    edition.returns += 1
    found = reading_of(edition, card_of(edition))
    remarks.make(remarked, found, act.by, edition=edition, round=edition.returns)
    _move(edition, Status.RETURNED, act, "program.returned", reason)


def why_not_resubmit(edition: ProgramEdition, reply: str) -> Iterator[Refusal]:
    """Every remark is answered, and the card is as whole as at the first submission."""
    card = card_of(edition)
    made = edition.remarks.filter(round=edition.returns).values_list("field", "value_before")
    label = partial(cards.label_of, card)
    yield from cards.why_not_unanswered(made, paths_of(edition, card), reply, rule=rules.RULE, label=label)
    yield from _why_incomplete(edition, card)


def resubmit(edition: ProgramEdition, reply: str, act: Act) -> None:
    """Hand the corrected card over; the next reader sees what became of each remark."""
    remarks.answer(edition.remarks.filter(round=edition.returns), reading_of(edition, card_of(edition)))
    _move(edition, Status.SUBMITTED, act, "program.resubmitted", reply)


def grounds_in_force(*, on: date) -> dict[str, RefusalGround]:
    """The grounds on which certification may be refused on day `on`, by code."""
    return {ground.code: ground for ground in acts.grounds(PROCESS, on=on)}


def overturned(edition: ProgramEdition) -> set[str]:
    """Codes of the grounds on which the edition was refused as a whole until an appeal was upheld."""
    upheld = edition.appeals.filter(status=Appeal.Status.UPHELD).order_by("pk").last()
    if upheld is None:
        return set()
    contested = edition.refusals.filter(module=None, refused_at__lt=upheld.filed_at)
    return {*contested.values_list("ground__code", flat=True)}


def why_not_refuse(edition: ProgramEdition, grounds: Sequence[str], reason: str, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against refusing the edition on these grounds."""
    known = {code: ground.text for code, ground in grounds_in_force(on=on).items()}
    yield from rules.why_not_refuse(grounds, reason, known=known, overturned=overturned(edition))


def refuse(edition: ProgramEdition, stage: str, grounds: Sequence[str], reason: str, act: Act) -> None:
    """Refuse the edition on coded grounds; the provider may appeal."""
    known = grounds_in_force(on=act.on)
    CertificationRefusal.objects.bulk_create(
        CertificationRefusal(edition=edition, stage=stage, ground=known[code], text=reason)
        for code in dict.fromkeys(grounds)
    )
    _move(edition, Status.REFUSED, act, "program.refused", reason)


def pass_check(edition: ProgramEdition, reason: str, act: Act) -> None:
    """The card is complete: on to the quality review; the history keeps what the operator said to it."""
    _move(edition, Status.QUALITY_REVIEW, act, "program.checked", reason)


def score_sheet(assignment: ExpertAssignment) -> dict[str, ScoreCriterion]:
    """The criteria in force when the edition was submitted, by code, in their order."""
    in_force = ScoreCriterion.objects.in_force(on=assignment.edition.rules_on).order_by("position")
    return {criterion.code: criterion for criterion in in_force}


def score(assignment: ExpertAssignment, marks: Sequence[tuple[str, int]], opinion: str, act: Act) -> None:
    """Keep one expert's opinion for good."""
    sheet = score_sheet(assignment)
    given = ExpertOpinion.objects.create(
        assignment=assignment,
        text=opinion,
        points=sum(points for _, points in marks),
        max_points=sum(criterion.max_points for criterion in sheet.values()),
    )
    CriterionScore.objects.bulk_create(
        CriterionScore(opinion=given, criterion=sheet[code], points=points) for code, points in marks
    )
    journal.record("program.scored", assignment, act, provider_id=assignment.provider_id)


def conclude_review(edition: ProgramEdition, act: Act) -> None:
    """Close the quality review: on to classification when it was passed, straight to the decision when not."""
    status = Status.CLASSIFICATION if experts.quality_passed(edition) else Status.DECISION
    _move(edition, status, act, "program.reviewed")


def classify(edition: ProgramEdition, classes: Iterable[tuple[int, str, str | None, str]], act: Act) -> None:
    """Set the class of the teachers and the provision of each module: (number, main, second, provision)."""
    for number, main, second, provision in classes:
        edition.modules.filter(number=number).update(
            main_qualification=main, second_qualification=second or "", provision=provision
        )
    _move(edition, Status.DECISION, act, "program.classified")


def why_not_certify(edition: ProgramEdition, refused_modules: dict[int, str], *, on: date) -> Iterator[Refusal]:
    """Lock what is replaced and the provider, then ask the rules and the figures in force on the decision date.

    Classified are only editions whose quality review was passed, or upheld on appeal.
    """
    registers.hold_replaced(edition)
    provider = _hold_provider(edition)
    classes = dict(edition.modules.values_list("number", "main_qualification"))
    yield from rules.why_not_leave_out(refused_modules, modules=set(classes), known=grounds_in_force(on=on))
    yield from rules.why_not_certify(
        quality_passed=bool(classes) and all(classes.values()),
        provider_is_active=provider.status == Provider.Status.ACTIVE,
        already_certified=_is_duplicate(edition),
    )
    yield from pricing.why_not_price(edition, on=on)


def certify(edition: ProgramEdition, refused_modules: dict[int, str], reason: str, act: Act) -> None:
    """Enter the edition into the register with its frozen costs; a replaced edition leaves the register."""
    edition.modules.exclude(number__in=refused_modules).update(status=ProgramModule.Status.CERTIFIED)
    if refused_modules:
        _leave_out(edition, refused_modules, reason, act)
    pricing.freeze(edition, on=act.on)
    registers.replace_certified(edition, act)
    _move(edition, Status.CERTIFIED, act, "program.certified", reason)
    registers.enter_certified(edition, act)


def _leave_out(edition: ProgramEdition, refused_modules: dict[int, str], reason: str, act: Act) -> None:
    """Refuse some modules of an edition that is certified without them."""
    left_out = edition.modules.filter(number__in=refused_modules)
    left_out.update(status=ProgramModule.Status.REFUSED)
    known = grounds_in_force(on=act.on)
    CertificationRefusal.objects.bulk_create(
        CertificationRefusal(
            edition=edition,
            module=module,
            stage=CertificationRefusal.Stage.DECISION,
            ground=known[refused_modules[module.number]],
            text=reason,
        )
        for module in left_out
    )


def file_appeal(edition: ProgramEdition, text: str, act: Act) -> None:
    """The provider contests the refusal before the head of the operator."""
    Appeal.objects.create(edition=edition, text=text, filed_on=act.on)
    _move(edition, Status.APPEALED, act, "appeal.filed", text)


def decide_appeal(edition: ProgramEdition, *, uphold: bool, reason: str, act: Act) -> None:
    """Uphold the appeal, and the case goes on where it was refused; or reject it, and the refusal stands."""
    appeal = edition.appeals.get(status=Appeal.Status.FILED)
    appeal.status = Appeal.Status.UPHELD if uphold else Appeal.Status.REJECTED
    appeal.reason, appeal.decided_on = reason, act.on
    appeal.save(update_fields=["status", "reason", "decided_on"])
    status: str = Status.REFUSED
    if uphold:
        status = _stage_after_appeal(edition)
    _move(edition, status, act, "appeal.upheld" if uphold else "appeal.rejected", reason)


def _stage_after_appeal(edition: ProgramEdition) -> str:
    if experts.missing(edition):
        return Status.QUALITY_REVIEW
    unclassified = edition.modules.filter(main_qualification="").exists()
    return Status.CLASSIFICATION if unclassified else Status.DECISION


def why_not_withdraw(edition: ProgramEdition) -> Iterator[Refusal]:
    """An application is taken back before the decision; after a refusal there is nothing left to take back."""
    if edition.status in (Status.REFUSED, Status.APPEALED):
        text = "Решение об отказе уже принято: отозвать заявку нельзя."
        yield Refusal("DECISION_TAKEN", text, rules.RULE, "Обжалуйте отказ или подайте новую редакцию.")


def withdraw(edition: ProgramEdition, reason: str, act: Act) -> None:
    """The provider takes the application back before the decision."""
    _move(edition, Status.WITHDRAWN, act, "program.withdrawn", reason)


def lapse(edition: ProgramEdition, act: Act) -> None:
    """The provider did not answer the remarks in time."""
    _move(edition, Status.EXPIRED, act, "program.expired")
