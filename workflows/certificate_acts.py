"""The acts by which a child comes to a certificate, outside of cases. Inside the caller's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.accounts.models import User
from backoffice.certificates import issuing as certificates
from backoffice.certificates.models import Certificate
from backoffice.errors import Refusal, Refused
from backoffice.funding import services as funding
from backoffice.journal import Act
from backoffice.people import invitations, rules
from backoffice.people import services as people
from backoffice.people.identity import Identity
from backoffice.people.models import Child, Consent, Guardianship
from backoffice.units.models import Unit
from workflows import duplicate_review
from workflows.certificate_issue import CertificateIssue
from workflows.decisions.certificates import CONSENTS, ApplyForAChild, ApplyForCertificate, InviteFamily
from workflows.engine import CHANGED, NOT_FOUND, first_time
from workflows.models import Receipt

APPLY = "apply_for_a_child"
Channel = Certificate.Channel
OF_FAMILIES = (Channel.FAMILY, Channel.CHILD)
APPLICATIONS_AT_ONCE = 10  # of one family
APPLICATIONS_OF_A_PROVIDER = 200  # at once: of several classes


def apply(
    *,
    decision: ApplyForCertificate | ApplyForAChild,
    by: Viewer,
    key: str,
    channel: Certificate.Channel,
    through: Unit | None = None,
) -> Certificate:
    """Enter a child and its application, and open the case; a repeated `key` gives the same certificate.

    :raises Refused: KEY_REUSED, or every reason of `why_not_apply`
    """
    if not first_time(by.user, key, f"apply {channel} {through and through.pk} {decision}"):
        made = Receipt.objects.get(user=by.user, key=key).subject_id
        assert made  # the first request left it
        return Certificate.objects.get(pk=made)
    act = Act(by.user, timezone.localdate(), uuid.uuid4())
    people.hold(Identity.of_card(decision.child))
    known = people.Known.of(decision.child)
    if reasons := [*why_not_apply(decision, by, known, on=act.on, through=through)]:
        raise Refused(*reasons)
    town = through.pk if through and through.kind == Unit.Kind.MUNICIPALITY else None
    child, pairs = people.register(decision.child, decision.guardian, known, act, town=town)
    certificate = certificates.apply(child, channel, through, act)
    _consent(child, decision, act)
    CertificateIssue.start.run(subject=certificate, act=act)
    duplicate_review.open_for(pairs, act)
    Receipt.objects.filter(user=by.user, key=key).update(subject_id=certificate.pk)
    return certificate


def why_not_apply(
    decision: ApplyForCertificate | ApplyForAChild,
    by: Viewer,
    known: people.Known,
    *,
    on: date,
    through: Unit | None = None,
) -> Iterator[Refusal]:
    """Yield every reason against an application on day `on`; asks the database and writes nothing."""
    yield from decision.why_not()
    yield from _why_not_many(decision, by, through)
    card, in_person = decision.child, getattr(decision, "in_person", False)
    if isinstance(decision, ApplyForAChild):
        yield from _why_not_paper(decision, by, known, through, on=on)
    if isinstance(decision, ApplyForAChild) or in_person:
        has_guardian = decision.guardian is not None
        yield from rules.why_not_act(card.birth_date, in_person=in_person, has_guardian=has_guardian, on=on)
    yield from people.why_not_register(card, decision.guardian, known, on=on)
    yield from certificates.why_not_have(card.birth_date, known.home, on=on)


def _why_not_many(
    decision: ApplyForCertificate | ApplyForAChild, by: Viewer, through: Unit | None
) -> Iterator[Refusal]:
    """Whoever has registered may apply, so nobody may fill the desks of a municipality, but it itself."""
    waiting = Certificate.objects.filter(status=Certificate.Status.APPLIED)
    if isinstance(decision, ApplyForCertificate):
        waiting, most = waiting.filter(applied_by=by.user, channel__in=OF_FAMILIES), APPLICATIONS_AT_ONCE
    elif through is not None and through.kind == Unit.Kind.PROVIDER:
        waiting, most = waiting.filter(applied_through=through), APPLICATIONS_OF_A_PROVIDER
    else:
        return
    if waiting.count() >= most:
        text = f"У вас уже {most} заявлений ждут решения."
        yield Refusal("TOO_MANY_APPLICATIONS", text, rules.RULE, "Дождитесь решения или отзовите лишние.")


def _why_not_paper(
    decision: ApplyForAChild, by: Viewer, known: people.Known, through: Unit | None, *, on: date
) -> Iterator[Refusal]:
    """A clerk applies for children of the own municipality; a paper is signed before it is brought."""
    if decision.consent_on > on or decision.consent_on < decision.child.birth_date:
        text = "Согласие подписано не в этот день: он ещё не наступил или был до рождения ребёнка."
        yield Refusal("CONSENT_DAY_INVALID", text, CONSENTS, "Перепишите день с бумаги.", ("consent_on",))
    municipality = known.home
    if municipality is None or (through is not None and through.kind == Unit.Kind.PROVIDER):
        return
    if not by.may(APPLY, municipality.pk) or (through is not None and through.pk != municipality.pk):
        text = "Ребёнок живёт в другом муниципалитете."
        remedy = "Проверьте адрес; заявление принимает муниципалитет, где ребёнок живёт."
        yield Refusal("OTHER_MUNICIPALITY", text, rules.RULE, remedy, ("child", "municipality"))


def _consent(child: Child, decision: ApplyForCertificate | ApplyForAChild, act: Act) -> None:
    if isinstance(decision, ApplyForAChild):
        channel, signer, on = Consent.Channel.PAPER, decision.consent_signer.strip(), decision.consent_on
    else:
        grown_up = None if decision.in_person else decision.guardian
        channel, on = Consent.Channel.ONLINE, act.on
        signer = grown_up.full_name.strip() if grown_up else child.full_name
    people.consent(child, decision.consents, channel=channel, signer=signer, on=on, act=act)


def apply_for_oneself(*, decision: ApplyForCertificate, by: Viewer, key: str) -> Certificate:
    """A family applies, or a child of 14 or more in person. Anybody signed in may.

    :raises Refused: as `apply`
    """
    return apply(decision=decision, by=by, key=key, channel=Channel.CHILD if decision.in_person else Channel.FAMILY)


def apply_through(*, unit_id, decision: ApplyForAChild, by: Viewer, key: str) -> Certificate:
    """Somebody applies for a family that came with papers, in an organisation or in a municipality.

    :raises Refused: NOT_FOUND: the viewer may not apply there; or as `apply`
    """
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or not by.may(APPLY, unit.pk):
        raise Refused(NOT_FOUND)
    channel = Channel.ORGANISATION if unit.kind == Unit.Kind.PROVIDER else Channel.MUNICIPALITY
    return apply(decision=decision, by=by, key=key, channel=channel, through=unit)


def invite(*, child_id, decision: InviteFamily, expected_version: int, by: Viewer) -> invitations.Issued:
    """Invite a grown-up, or the child itself; the key is readable in this answer only.

    :raises Refused: NOT_FOUND, CASE_CHANGED, or every reason against it
    """
    seen = Child.objects.visible_to(by).filter(pk=child_id, status=Child.Status.ACTIVE).first()
    if seen is None or not by.may("invite_family", seen.municipality_id):
        raise Refused(NOT_FOUND)
    _hold_certificate(seen)
    child = Child.objects.select_for_update(no_key=True).get(pk=seen.pk)
    if child.version != expected_version:
        raise Refused(CHANGED)
    guardianship = None
    if decision.guardianship is not None:
        of_child = Guardianship.objects.filter(child=child, valid_to=None)
        guardianship = of_child.filter(pk=decision.guardianship).first()
        if guardianship is None:
            raise Refused(NOT_FOUND)
    act = Act(by.user, timezone.localdate())
    if reasons := [*decision.why_not(), *invitations.why_not_invite(child, guardianship, on=act.on)]:
        raise Refused(*reasons)
    return invitations.invite(child, guardianship, act)


def accept(*, invitation_key: str, username: str, password: str, by: Viewer) -> User:
    """Come into the cabinet by an invitation; a stranger gets an account, an inactive certificate becomes active.

    :raises Refused: INVITATION_INVALID, or every reason against this person or the new account
    """
    invitation = invitations.found(invitation_key)
    certificate = _hold_certificate(invitation.child)
    invitation = invitations.hold(invitation)
    on = timezone.localdate()
    if reasons := [*invitations.why_not_accept(invitation, by.user, on=on)]:
        raise Refused(*reasons)
    user = by.user or invitations.newcomer(invitation, username, password)
    act = Act(user, on)
    invitations.accept(invitation, user, act)
    if certificate is not None and certificate.status == Certificate.Status.ISSUED_INACTIVE:
        certificates.wake(certificate, act)
    return user


def _hold_certificate(child: Child) -> Certificate | None:
    """The issued certificate of a child, ours alone: the first of the locks."""
    key = Certificate.objects.filter(child=child, status__in=Certificate.ISSUED).values_list("pk", flat=True).first()
    return funding.lock(key) if key else None
