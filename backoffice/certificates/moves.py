"""A certificate goes with the child to another municipality (L 7: issued once, so it is handed over, not issued anew).

Writes inside the caller's transaction, after the rules agreed; the certificate is locked by `funding.services.lock`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import F, Q

from backoffice import journal
from backoffice.acts import services as acts
from backoffice.certificates import rules, services
from backoffice.certificates.models import Certificate, CertificateMove
from backoffice.errors import Refusal
from backoffice.funding import quotas
from backoffice.funding.models import Quota
from backoffice.journal import Act
from backoffice.ledger.models import LedgerEntry
from backoffice.municipalities.models import Municipality
from backoffice.people.models import Child, Residence

Status = CertificateMove.Status
PROCESS = "CertificateTransfer"


def why_not_request(certificate: Certificate, enters: str, address: str) -> Iterator[Refusal]:
    """Yield every reason against asking for a move to the municipality with code `enters`."""
    yield from rules.why_not_transfer(certificate.status, certificate.get_status_display())
    yield from rules.why_not_go(
        certificate.issuer.unit.code,
        enters,
        known=Municipality.objects.filter(unit__code=enters).exists(),
        is_open=CertificateMove.objects.filter(certificate=certificate, status=Status.REQUESTED).exists(),
        address=address,
    )


def request(certificate: Certificate, enters: str, address: str, act: Act) -> CertificateMove:
    """Ask the municipality where the child lives now to take the certificate over."""
    move = CertificateMove.objects.create(
        certificate=certificate,
        leaves=certificate.issuer,
        enters=Municipality.objects.select_related("unit").get(unit__code=enters),
        address=address.strip(),
        requested_on=act.on,
    )
    services.change(certificate, act, "move.requested", _between(move))
    return move


def why_not_accept(certificate: Certificate) -> Iterator[Refusal]:
    """Only a certificate that works or is suspended goes; its contracts end with it."""
    yield from rules.why_not_transfer(certificate.status, certificate.get_status_display())
    yield from services.why_not_bound(certificate)


def why_not_refuse(grounds: Collection[str], reason: str, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against refusing on these grounds."""
    yield from rules.why_not_refuse_move(grounds, reason, {ground.code for ground in acts.grounds(PROCESS, on=on)})


def accept(move: CertificateMove, certificate: Certificate, act: Act, said: str = "") -> None:
    """Hand the certificate over: the old municipality gets its money back, the new one funds it if it can.

    The history keeps what was said.
    """
    was_funded = certificate.is_funded
    if was_funded:
        _lock_quotas(certificate, move.enters_id, on=act.on)
    services.end_funding(certificate, act, "Сертификат переведён в другой муниципалитет.", key="move")
    _settle(certificate.child, move, act)
    move.leaves = certificate.issuer
    move.enters = Municipality.objects.select_related("unit").get(pk=move.enters_id)
    services.change(certificate, act, "move.accepted", journal.words(_between(move), said), issuer=move.enters)
    services.end_move(move, Status.ACCEPTED)
    if was_funded:
        services.fund_or_queue(certificate, act, "Сертификат переведён из другого муниципалитета.", key="move")


def _lock_quotas(certificate: Certificate, enters_id: int, *, on: date) -> None:
    """Lock the quotas of both sides in the one order of all: opposite moves never wait for each other."""
    of_it = LedgerEntry.objects.filter(
        account__certificate=certificate, account__period__ends_on__gte=on, subject_type=quotas.SUBJECT
    )
    gives = Q(pk__in=of_it.order_by().values("subject_id"))
    takes = Q(period__municipality=enters_id, category=certificate.category_id)
    takes &= Q(period__starts_on__lte=on, period__ends_on__gte=on)
    list(quotas.locked(Quota.objects.filter(gives | takes)))


def _settle(child: Child, move: CertificateMove, act: Act) -> None:
    """The child lives in the new place from this day on."""
    columns = {"municipality_id": move.enters_id, "address": move.address}
    Child.objects.filter(pk=child.pk).update(**columns, version=F("version") + 1)
    Residence.objects.create(child=child, **columns, since=act.on, case_id=act.case_id)


def refuse(move: CertificateMove, certificate: Certificate, grounds: Collection[str], reason: str, act: Act) -> None:
    """The municipality does not take it over: it stays where it was."""
    texts = {ground.code: ground.text for ground in acts.grounds(PROCESS, on=act.on)}
    services.end_move(move, Status.REFUSED, " ".join([*(texts[code] for code in dict.fromkeys(grounds)), reason]))
    services.change(certificate, act, "move.refused", move.reason)


def withdraw(move: CertificateMove, reason: str, act: Act) -> None:
    """The family takes its request back before the decision."""
    services.end_move(move, Status.WITHDRAWN, reason)
    journal.record("move.withdrawn", move.certificate, act, reason, municipality_id=move.enters_id)


def _between(move: CertificateMove) -> str:
    return f"{move.leaves} → {move.enters}"
