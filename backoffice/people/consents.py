"""Consents: given, recorded from paper, revoked. Writes inside the caller's transaction, the child being locked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from backoffice import journal
from backoffice.acts.services import the_rule
from backoffice.certificates.models import Certificate
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.people import ages, names, needs
from backoffice.people.models import Child, Consent, ConsentRevocation, ConsentText

Purpose = ConsentText.Purpose
Channel = Consent.Channel
RULE = "152-ФЗ, ст. 9"
LONGEST_SIGNER, WORDS_OF_A_NAME = 200, range(2, 6)
STANDING = (Certificate.Status.APPLIED, *Certificate.ISSUED)


def live(child_id: int, purpose: Purpose) -> QuerySet[Consent]:
    """Consents to a purpose that nobody has revoked; several where the wording has changed."""
    return Consent.objects.filter(child=child_id, text__purpose=purpose, revocation=None)


def wording(purpose: Purpose, *, on: date) -> ConsentText:
    """The wording in force on a day.

    :raises RuleMissing: when there is none yet
    """
    return the_rule(ConsentText.objects.filter(purpose=purpose), on=on)


def why_not_give(child: Child, purpose: Purpose, *, by_child: bool, on: date) -> Iterator[Refusal]:
    """Yield what speaks against a consent given online today, by a guardian or by the child itself."""
    if by_child and not ages.acts_in_person(child.birth_date, on):
        text = f"Самостоятельно согласие даёт ребёнок от {ages.ACTS_FROM} до {ages.ENDS_AT} лет."
        remedy = "Попросите родителя или другого представителя дать согласие в своём кабинете."
        yield Refusal("CONSENT_BY_GUARDIAN", text, f"{RULE}; ГК РФ, ст. 26, 28", remedy)
    yield from _why_not_again(child, purpose, on)


def why_not_record(child: Child, purpose: Purpose, signer: str, given_on: date, *, on: date) -> Iterator[Refusal]:
    """Yield what speaks against a consent on paper."""
    yield from why_not_signer(signer, rule=RULE)
    if given_on > on or not _has_wording(purpose, given_on):
        text = "День согласия — не позже сегодняшнего и не раньше, чем начал действовать текст согласия."
        yield Refusal("CONSENT_DAY_INVALID", text, RULE, "Исправьте день подписания.", ("given_on",))
    else:
        yield from _why_not_again(child, purpose, given_on)


def why_not_signer(signer: str, *, rule: str) -> Iterator[Refusal]:
    """Yield why that is nobody's whole name under a paper."""
    words = signer.split()
    is_name = len(words) in WORDS_OF_A_NAME and all(names.is_name(word) for word in words)
    if not is_name or len(signer) > LONGEST_SIGNER:
        text = "Укажите фамилию, имя и отчество подписавшего, как в документе."
        yield Refusal("SIGNER_INVALID", text, rule, "Исправьте имя подписавшего.", ("signer",))


def _has_wording(purpose: Purpose, day: date) -> bool:
    return ConsentText.objects.filter(purpose=purpose).in_force(on=day).exists()


def _why_not_again(child: Child, purpose: Purpose, day: date) -> Iterator[Refusal]:
    if live(child.pk, purpose).filter(text=wording(purpose, on=day)).exists():
        text = "Согласие с этой целью и этим текстом уже дано."
        remedy = "Ничего делать не нужно: согласие действует, пока его не отзовут."
        yield Refusal("CONSENT_ALREADY_GIVEN", text, RULE, remedy, ("purpose",))


def give(
    child: Child,
    purpose: Purpose,
    channel: Channel,
    signer: str,
    given_on: date,
    act: Act,
    *,
    text: ConsentText | None = None,
) -> Consent:
    """Write a consent to the wording in force on the day it was given, which may be at hand already."""
    given = Consent.objects.create(
        child=child,
        text=text or wording(purpose, on=given_on),
        channel=channel,
        signer=names.tidy(signer),
        given_on=given_on,
        recorded_by=act.by,
    )
    what = "consent.given" if channel == Channel.ONLINE else "consent.recorded"
    journal.record(what, child, act, Purpose(purpose).label, municipality_id=child.municipality_id)
    return given


def why_not_revoke(child: Child, purpose: Purpose) -> Iterator[Refusal]:
    """Yield what speaks against taking a consent back."""
    if not live(child.pk, purpose).exists():
        text = "Действующего согласия с этой целью нет."
        yield Refusal("CONSENT_NOT_GIVEN", text, RULE, "Обновите страницу: возможно, оно уже отозвано.", ("purpose",))
        return
    if purpose != Purpose.CERTIFICATE:
        return
    standing = Certificate.objects.filter(child=child.pk, status__in=STANDING).first()
    if standing is not None:
        is_applied = standing.status == Certificate.Status.APPLIED
        text = "Пока сертификат действует или о нём подано заявление, без этого согласия обойтись нельзя."
        first = "Сначала отзовите заявление о сертификате" if is_applied else "Сначала откажитесь от сертификата"
        remedy = f"{first}: после этого согласие можно отозвать."
        yield Refusal("CONSENT_IN_USE", text, f"{RULE}; Концепция, п. 1.4", remedy, ("purpose",))


def revoke(child: Child, purpose: Purpose, act: Act) -> None:
    """End every live consent to a purpose; without the one to health data, those go at once."""
    for consent in live(child.pk, purpose):
        ConsentRevocation.objects.create(consent=consent, revoked_by=act.by)
    journal.record("consent.revoked", child, act, Purpose(purpose).label, municipality_id=child.municipality_id)
    if purpose == Purpose.HEALTH:
        needs.empty(child, act)
