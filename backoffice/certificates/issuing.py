"""The issue of a certificate, from the application to the number. Writes inside the caller's transaction.

Whoever calls has locked the certificate, or has just made it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

from django.db import IntegrityError, transaction

from backoffice import journal
from backoffice.access import Role
from backoffice.acts import services as acts
from backoffice.certificates import issue_rules as rules
from backoffice.certificates import numbers
from backoffice.certificates.models import Certificate, CertificateCategory, CertificateRefusal
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.municipalities.models import Municipality
from backoffice.people import ages, cabinets, duplicates
from backoffice.people.models import Child
from backoffice.units.models import Unit

Status, Channel = Certificate.Status, Certificate.Channel
PROCESS = "CertificateIssue"
GENERAL = "GENERAL"
EXISTS = "CERTIFICATE_EXISTS"  # the ground
IN_PERSON = {Channel.FAMILY: Role.GUARDIAN, Channel.CHILD: Role.CHILD}
TRIES = 100  # with half of a payer's numbers given, that all of them are taken happens once in 10^30
draw = partial(secrets.randbelow, numbers.CAPACITY)


def why_not_have(born: date, municipality: Municipality | None, *, on: date) -> Iterator[Refusal]:
    """Yield what the age of a child and its territory say against a certificate on day `on`."""
    territory = municipality.pk if municipality else None
    yield from rules.why_not_age(born, int(acts.setting("ISSUE_AGE_FROM", on=on, territory=territory)), on=on)
    if municipality:
        yield from rules.why_not_yet(municipality.accounting_from, on=on)


def apply(child: Child, channel: Certificate.Channel, through: Unit | None, act: Act) -> Certificate:
    """Write the application of a child down: to the municipality in which it lives."""
    certificate = Certificate.objects.create(
        child=child,
        issuer=child.municipality,
        category=CertificateCategory.objects.get(code=GENERAL),
        channel=channel,
        applied_by=act.by,
        applied_through=through,
        applied_on=act.on,
        expires_on=ages.birthday(child.birth_date, ages.ENDS_AT),
    )
    _record("certificate.applied", certificate, act, str(channel.label))
    return certificate


def why_not_issue(certificate: Certificate, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against the issue of a certificate on day `on`; asked again, for days have passed."""
    child = certificate.child
    yield from why_not_have(child.birth_date, certificate.issuer, on=on)
    yield from rules.why_not_issue(
        lives_here=child.municipality_id == certificate.issuer_id, has_open_pairs=duplicates.are_unresolved(child)
    )


def issue(certificate: Certificate, reason: str, act: Act, *, draw: Callable[[], int] = draw) -> None:
    """Give the number. Active at once for a family with an account; else it waits for the family's invitation."""
    family = certificate.applied_by
    role = IN_PERSON.get(Channel(certificate.channel)) if family else None
    certificate.status = Status.ACTIVE if role else Status.ISSUED_INACTIVE
    certificate.issued_on, certificate.activated_on = act.on, act.on if role else None
    certificate.version += 1
    _give_number(certificate, draw)
    if role and family:
        cabinets.open_to(certificate.child, role, family, act)
        if role is Role.GUARDIAN:
            cabinets.bind(certificate.child, family)
    _record("certificate.issued", certificate, act, reason)


def _give_number(certificate: Certificate, draw: Callable[[], int]) -> None:
    """Write the certificate with a number that nobody has; another issue may take the same one at this moment."""
    payer_code = certificate.issuer.payer_code
    if payer_code is None:
        raise LookupError(f"{certificate.issuer} has no code for the numbers of certificates.")
    for _ in range(TRIES):
        certificate.number = numbers.make(payer_code, draw())
        try:
            with transaction.atomic():
                certificate.save(update_fields=["number", "status", "issued_on", "activated_on", "version"])
        except IntegrityError:
            continue
        return
    raise LookupError(f"{certificate.issuer} has hardly any numbers left.")


def why_not_reject(grounds: Sequence[str], reason: str, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against a refusal on these grounds."""
    yield from rules.why_not_reject(grounds, reason, known=[ground.code for ground in acts.grounds(PROCESS, on=on)])


def reject(certificate: Certificate, grounds: Sequence[str], reason: str, act: Act) -> None:
    """Refuse on coded grounds; the family may apply again."""
    known = {ground.code: ground for ground in acts.grounds(PROCESS, on=act.on)}
    for code in dict.fromkeys(grounds):
        CertificateRefusal.objects.create(certificate=certificate, ground=known[code], text=reason, case_id=act.case_id)
    _move(certificate, Status.REJECTED, act, "certificate.rejected", reason)
    cabinets.end_invitations(certificate.child)


def withdraw(certificate: Certificate, reason: str, act: Act) -> None:
    """The applicant, or the family, takes the application back."""
    _move(certificate, Status.WITHDRAWN, act, "certificate.withdrawn", reason)


def wake(certificate: Certificate, act: Act) -> None:
    """Make an issued certificate active: the family has come."""
    _move(certificate, Status.ACTIVE, act, "certificate.activated", activated_on=act.on)


def _move(certificate: Certificate, status: Certificate.Status, act: Act, what: str, note: str = "", **columns) -> None:
    columns |= {"status": status, "version": certificate.version + 1}
    for name, value in columns.items():
        setattr(certificate, name, value)
    certificate.save(update_fields=columns)
    _record(what, certificate, act, note)


def _record(what: str, certificate: Certificate, act: Act, note: str = "") -> None:
    journal.record(what, certificate, act, note, municipality_id=certificate.issuer_id)
