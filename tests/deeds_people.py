"""Every decision about a child's data over HTTP, each in the setting in which it is taken."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from strawberry.relay import to_base64

from tests import cards, families
from tests.deeds import Deed


def _of(child, **content) -> dict:
    return {"child": cards.id_of(child), **content}


def give_consent(people) -> Deed:
    child = cards.child()
    return Deed(families.guardian(child), "GiveConsent", _of(child, purpose="HEALTH", idempotencyKey="give"))


def revoke_consent(people) -> Deed:
    child = cards.child()
    cards.consent(child)
    return Deed(families.guardian(child), "RevokeConsent", _of(child, purpose="HEALTH"))


def record_consent(people) -> Deed:
    child, day = cards.child(), timezone.localdate().isoformat()
    paper = {"purpose": "HEALTH", "signer": "Образцова Анна Игоревна", "givenOn": day}
    return Deed(families.clerk(), "RecordConsent", _of(child, **paper, idempotencyKey="record"))


def record_special_needs(people) -> Deed:
    child = cards.child()
    cards.consent(child)
    return Deed(families.clerk(), "RecordSpecialNeeds", _of(child, group="SPEECH", expectedVersion=child.version))


def correct_child(people) -> Deed:
    child = cards.child()
    card = {"lastName": child.last_name, "firstName": "Анна", "birthDate": child.birth_date.isoformat()}
    card |= {"birthCertificate": child.birth_certificate, "address": "ул. Новая, 3"}
    return Deed(families.clerk(), "CorrectChild", _of(child, card=card, expectedVersion=child.version))


def end_guardianship(people) -> Deed:
    child = cards.child()
    families.guardian(child)
    ended = to_base64("Guardianship", child.guardianships.get().pk)
    content = {"guardianship": ended, "reason": "Решение суда.", "expectedVersion": child.version}
    return Deed(families.clerk(), "EndGuardianship", _of(child, **content))


DEEDS: dict[str, Callable[[dict], Deed]] = {
    "giveConsent": give_consent,
    "revokeConsent": revoke_consent,
    "recordConsent": record_consent,
    "recordSpecialNeeds": record_special_needs,
    "correctChild": correct_child,
    "endGuardianship": end_guardianship,
}
