"""How a live contract ends: by notice to the last day of its month, by its term, at once. In the caller's transaction.

Locks are taken in one order: contract, certificate, enrollment, accounts, volume, places of groups. Whoever ends a
certificate with its contracts locks them before it: `lock_all`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from backoffice import journal
from backoffice.acts import services as acts
from backoffice.certificates.models import Certificate
from backoffice.contracts import spending, texts
from backoffice.contracts.models import Contract
from backoffice.enrollments import places, pupils
from backoffice.enrollments.models import Enrollment
from backoffice.errors import Refusal, unknown_ground
from backoffice.funding import services as funding
from backoffice.journal import Act

Status = Contract.Status
Side = Contract.Side
RULE = "273-ФЗ, ст. 54, 61; Концепция, п. 2.9"
READ_ALONG = ("provider", "module__edition", "request__period", "request__entry", "request__group")


def lock(contract_id: int) -> Contract:
    """Have a contract to oneself, and its certificate after it; read anew."""
    rows = Contract.objects.select_related(*READ_ALONG).select_for_update(no_key=True, of=("self",))
    found = rows.get(pk=contract_id)
    found.certificate = funding.lock(found.certificate_id)
    return found


def lock_all(certificate_id: int) -> list[Contract]:
    """Have the live contracts of a certificate to oneself, before the certificate."""
    live = Contract.objects.filter(certificate=certificate_id, status__in=Contract.LIVE).order_by("pk")
    return [*live.select_related(*READ_ALONG).select_for_update(no_key=True, of=("self",))]


def live_of(request_id: int) -> int | None:
    """The key of the live contract that came of a request, if one did."""
    rows = Contract.objects.filter(request=request_id, status__in=Contract.LIVE)
    return rows.values_list("pk", flat=True).first()


def last_day_of_month(day: date) -> date:
    """The day on which a notice of that day takes effect (domain 4d-10)."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def why_not_terminate(contract: Contract, side: Side, ground: str, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against ending a locked contract early: a family needs no ground, the others one of theirs."""
    yield from why_not_live(contract)
    yield from why_not_ground(side, ground, on=on)


def why_not_live(contract: Contract) -> Iterator[Refusal]:
    """Only a contract that is in force, and not ending already, is ended."""
    if contract.status == Status.TERMINATING:
        text = f"Договор уже расторгается: он действует по {contract.ended_on:%d.%m.%Y}."
        yield Refusal("CONTRACT_ENDING", text, RULE, "Обновите страницу.")
    elif contract.status != Status.ACTIVE:
        text = f"Расторгнуть можно только действующий договор, а он в состоянии «{contract.get_status_display()}»."
        yield Refusal("CONTRACT_NOT_LIVE", text, RULE, "Обновите страницу.")


def why_not_ground(side: Side, ground: str, *, on: date) -> Iterator[Refusal]:
    """Yield why a side may not end a contract on that ground on day `on`."""
    if side not in texts.GROUNDS:
        if ground:
            yield Refusal("GROUND_NOT_NEEDED", "Семье основание не нужно.", RULE, "Не указывайте его.", ("ground",))
    elif ground not in {each.code for each in acts.grounds(texts.GROUNDS[side], on=on)}:
        yield unknown_ground(RULE, "ground")


def terminate(contract: Contract, side: Side, ground: str, reason: str, act: Act, *, at_once: bool = False) -> None:
    """End a locked active contract early: the months after this one are given back now, the pupil stays to its end.

    A notice of it is made. One that has not begun by then ends at once, and so does one that there should not have been
    (`at_once`).
    """
    assert contract.starts_on and contract.ends_on  # it was offered
    effective = act.on if at_once else min(last_day_of_month(act.on), contract.ends_on)
    contract.notice_on, contract.ended_by = act.on, side
    contract.ground, contract.reason = ground, reason
    spending.write_off_begun(contract, act)
    if at_once or contract.starts_on > effective:
        _end_now(contract, act)
    else:
        spending.release_from(contract, effective, act)
        _change(contract, Status.TERMINATING, effective, act, "contract.terminating")
        places.mark_leaving(contract.request, effective, act)
    texts.issue_termination(contract, act)


def terminate_all(
    contracts: Iterable[Contract], certificate: Certificate, reason: str, act: Act, *, at_once: bool = False
) -> None:
    """End the locked live contracts of a locked certificate that ends itself."""
    found = [*contracts]
    taught = Enrollment.objects.filter(request__in=[each.request_id for each in found], status="ACTIVE")
    places.lock_groups(*taught.values_list("group", flat=True))
    for contract in sorted(found, key=lambda each: each.request.entry_id):
        contract.certificate = certificate
        if contract.status == Status.ACTIVE or at_once:
            terminate(contract, Side.SYSTEM, "", reason, act, at_once=at_once)


def _end_now(contract: Contract, act: Act) -> None:
    """Nothing of it is left but the months that have begun."""
    spending.release_all(contract, act)
    _change(contract, Status.CLOSED, act.on, act, "contract.terminated")
    if enrollment := _pupil(contract):
        pupils.withdraw(enrollment, contract.reason, act, last_day=act.on, ground=contract.ground)


def due(*, on: date) -> QuerySet[Contract]:
    """Live contracts whose last day was before day `on`."""
    return Contract.objects.filter(
        Q(status=Status.ACTIVE, ends_on__lt=on) | Q(status=Status.TERMINATING, ended_on__lt=on)
    )


def close(contract: Contract, act: Act) -> None:
    """The last day of a locked live contract is over: its pupil is withdrawn, or has graduated."""
    last, was_ended = contract.last_day, contract.status == Status.TERMINATING
    spending.write_off_begun(contract, act)
    spending.release_all(contract, act)
    _change(contract, Status.CLOSED, last, act, "contract.closed")
    enrollment = _pupil(contract)
    if enrollment is None:
        return
    if was_ended and last < enrollment.ends_on:
        pupils.withdraw(enrollment, contract.reason, act, last_day=last, ground=contract.ground)
    else:
        pupils.complete(enrollment, act)


def pass_on(certificate: Certificate) -> None:
    """What of a locked certificate is in force or being made goes with it to the child who has it now.

    What is over stays with the record for which it was signed; its family reads it there as before.
    """
    goes_on = Contract.objects.filter(certificate=certificate, status__in=(*Contract.NOT_YET, *Contract.LIVE))
    goes_on.update(child=certificate.child_id, version=F("version") + 1)


def _pupil(contract: Contract) -> Enrollment | None:
    """Who is taught by a locked contract, ours alone."""
    keys = Enrollment.objects.filter(request=contract.request_id, status=Enrollment.Status.ACTIVE)
    key = keys.values_list("pk", flat=True).first()
    return None if key is None else pupils.lock(key)


def _change(contract: Contract, status: Status, last: date, act: Act, what: str) -> None:
    contract.status, contract.ended_on, contract.version = status, last, contract.version + 1
    columns = ("status", "ended_on", "version", "notice_on", "ended_by", "ground", "reason")
    contract.save(update_fields=columns)
    about = {"provider_id": contract.provider_id, "municipality_id": contract.municipality_id}
    words = f"Последний день — {last:%d.%m.%Y}. {contract.reason}".strip()
    journal.record(what, contract, act, words, **about)
