"""What happens to a payment agreement. Writes inside the caller's transaction, after the rules agreed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db import transaction

from backoffice import journal
from backoffice.acts import services as acts
from backoffice.acts.models import RefusalGround
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.payments import rules
from backoffice.payments.models import AuthorisedOrganisation, PaymentAgreement, PaymentAgreementRefusal
from backoffice.providers.models import Provider

Status = PaymentAgreement.Status
PROCESS = "PaymentAgreementSigning"
OPEN = (Status.NEW, Status.CONFIRMED)  # the provider may still take it back
BATCH = 100


def why_not_request(
    provider: Provider, payer: AuthorisedOrganisation, year: int, limit: int | None, *, on: date
) -> Iterator[Refusal]:
    """Lock the provider, then yield every reason against an agreement of these two for a year."""
    provider = Provider.objects.select_for_update(no_key=True).get(pk=provider.pk)
    needed_on = max(on, date(year, 1, 1)) if year in (on.year, on.year + 1) else on
    yield from rules.why_not_request(
        provider_is_active=provider.status == Provider.Status.ACTIVE,
        payer_is_valid=payer.valid_from <= needed_on and (payer.valid_to is None or needed_on < payer.valid_to),
        exists=_has_live(provider.pk, payer.pk, year),
        requisites={name: getattr(provider, name) for name in rules.REQUISITES},
        year=year,
    )
    future_days = int(acts.setting("AGREEMENT_FUTURE_DAYS", on=on, territory=payer.municipality_id))
    yield from rules.why_not_year(year, on=on, future_days=future_days)
    yield from rules.why_not_limit(limit)


def _has_live(provider_id: int, payer_id: int, year: int) -> bool:
    same = PaymentAgreement.objects.filter(provider=provider_id, payer=payer_id, year=year)
    return same.filter(status__in=PaymentAgreement.LIVE).exists()


def request(
    provider: Provider, payer: AuthorisedOrganisation, year: int, limit: int | None, act: Act
) -> PaymentAgreement:
    """Ask the payer for an agreement for a year, with a limit in kopecks if the provider wants one."""
    agreement = PaymentAgreement.objects.create(
        provider=provider, payer=payer, year=year, limit=limit, requested_on=act.on
    )
    _record("agreement.requested", agreement, act)
    return agreement


def grounds_in_force(*, on: date) -> dict[str, RefusalGround]:
    """The grounds on which an agreement may be rejected on day `on`, by code."""
    return {ground.code: ground for ground in acts.grounds(PROCESS, on=on)}


def why_not_reject(grounds: Sequence[str], reason: str, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against rejecting on these grounds."""
    yield from rules.why_not_reject(grounds, reason, known=grounds_in_force(on=on))


def confirm(agreement: PaymentAgreement, limit: int | None, reason: str, act: Act) -> None:
    """The payer agrees; `limit` in kopecks replaces what the provider asked for, if it is given.

    The history keeps the reason.
    """
    kept = agreement.limit if limit is None else limit
    _move(agreement, Status.CONFIRMED, act, "agreement.confirmed", reason, limit=kept)


def reject(agreement: PaymentAgreement, grounds: Sequence[str], reason: str, act: Act) -> None:
    """The payer does not agree, on coded grounds; the provider may appeal."""
    known = grounds_in_force(on=act.on)
    PaymentAgreementRefusal.objects.bulk_create(
        PaymentAgreementRefusal(agreement=agreement, ground=known[code], text=reason) for code in dict.fromkeys(grounds)
    )
    _move(agreement, Status.REJECTED, act, "agreement.rejected", reason, reason=reason)


def sign(agreement: PaymentAgreement, number: str, signed_on: date, act: Act) -> None:
    """It is signed: money may be paid by it from now on."""
    _move(agreement, Status.ACTIVE, act, "agreement.signed", number, number=number.strip(), signed_on=signed_on)


def lapse(agreement: PaymentAgreement, act: Act) -> None:
    """The provider did not sign in time."""
    _move(agreement, Status.EXPIRED, act, "agreement.expired")


def why_not_appeal(agreement: PaymentAgreement) -> Iterator[Refusal]:
    """Whoever has asked anew meanwhile has nothing to appeal for. Locks the provider."""
    Provider.objects.select_for_update(no_key=True).get(pk=agreement.provider_id)
    if _has_live(agreement.provider_id, agreement.payer_id, agreement.year):
        yield rules.why_exists(agreement.year)


def file_appeal(agreement: PaymentAgreement, text: str, act: Act) -> None:
    """The provider asks the head of the operator to overrule the payer."""
    _move(agreement, Status.APPEALED, act, "agreement.appealed", text, appeal=text)


def decide_appeal(agreement: PaymentAgreement, *, uphold: bool, reason: str, act: Act) -> None:
    """Uphold: confirmed in place of the payer; reject: the rejection stands for good."""
    if uphold:
        _move(agreement, Status.CONFIRMED, act, "agreement.appeal_accepted", reason)
    else:
        _move(agreement, Status.REJECTED, act, "agreement.appeal_rejected", reason)


def why_not_withdraw(agreement: PaymentAgreement) -> Iterator[Refusal]:
    """Only what is asked for or confirmed can be taken back."""
    if agreement.status not in OPEN:
        text = f"Отозвать запрос нельзя: {agreement.get_status_display().lower()}."
        remedy = "Если договор отклонён, обжалуйте отказ или подайте новый запрос."
        yield Refusal("AGREEMENT_DECIDED", text, rules.RULE, remedy)


def withdraw(agreement: PaymentAgreement, reason: str, act: Act) -> None:
    """The provider takes the request back."""
    _move(agreement, Status.WITHDRAWN, act, "agreement.withdrawn", reason)


def hold(agreement: PaymentAgreement) -> None:
    """Wait for the agreement's row and read it again: what is judged is what will be changed."""
    agreement.refresh_from_db(from_queryset=PaymentAgreement.objects.select_for_update(no_key=True))


def why_not_archive(agreement: PaymentAgreement) -> Iterator[Refusal]:
    """Only an agreement in force goes to the archive."""
    if agreement.status != Status.ACTIVE:
        text = f"В архив переводят действующий договор, а этот — «{agreement.get_status_display().lower()}»."
        yield Refusal("AGREEMENT_NOT_ACTIVE", text, rules.RULE, "Обновите страницу.")


def archive(agreement: PaymentAgreement, reason: str, act: Act) -> None:
    """It ends: nothing new is paid by it."""
    _move(agreement, Status.ARCHIVED, act, "agreement.archived", reason, ended_on=act.on)


def still_pays(agreement: PaymentAgreement | None, *, on: date) -> bool:
    """Whether an agreement pays for the months of its year: it is in force, or has run out with the year.

    What ran out was in force for every month that rested on it; whoever archives an agreement earlier pays no more.
    """
    if agreement is None or agreement.status == Status.ACTIVE:
        return agreement is not None
    ran_out = agreement.status == Status.ARCHIVED and agreement.year < on.year
    return ran_out and (agreement.ended_on is None or agreement.ended_on.year > agreement.year)


def archive_past(on: date) -> int:
    """Archive the agreements of years that ended before day `on`, batch by batch; return how many there were."""
    done = 0
    while batch := _archive_batch(on):
        done += batch
    return done


@transaction.atomic
def _archive_batch(on: date) -> int:
    past = PaymentAgreement.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    rows = past.select_related("payer").filter(status=Status.ACTIVE, year__lt=on.year).order_by("pk")[:BATCH]
    found = list(rows)
    for agreement in found:
        archive(agreement, f"{agreement.year} год закончился.", Act(None, on))
    return len(found)


def _move(agreement: PaymentAgreement, status: str, act: Act, what: str, note: str = "", **columns) -> None:
    """Change the state of a locked agreement and what goes with it; its version rises."""
    columns |= {"status": status, "version": agreement.version + 1}
    for name, value in columns.items():
        setattr(agreement, name, value)
    agreement.save(update_fields=columns)
    _record(what, agreement, act, note)


def _record(what: str, agreement: PaymentAgreement, act: Act, note: str = "") -> None:
    about = {"provider_id": agreement.provider_id, "municipality_id": agreement.municipality_id}
    journal.record(what, agreement, act, note, **about)
