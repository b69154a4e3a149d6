"""Children whose data is read: a family, the offices around it, and a task about it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.certificates.models import Certificate
from backoffice.people.models import Child, Consent, ConsentText
from backoffice.units.models import Membership, Unit
from tests import factories, families
from workflows.models import Process, Task
from workflows.provider_entry import ProviderEntry

REASON = {"purpose": "FAMILY_REQUEST", "note": "мама просит проверить адрес"}
PLAIN = ("Образцова", "Вера", "Павловна", "ул. Образцовая, 7", "11223344595", "VII-ЛО 123456", "+7 900 000-00-00")


def child() -> Child:
    """A child of Kemerovo with a certificate and every field of its card filled."""
    name = {"last_name": "Образцова", "first_name": "Вера", "patronymic": "Павловна", "address": "ул. Образцовая, 7"}
    made = families.child(**name, snils="11223344595", birth_certificate="VII-ЛО 123456")
    families.certificate(made)
    return made


def auditor():
    return factories.member(Role.AUDITOR, Unit.objects.get(code="kuzbass"))


def manager():
    return factories.member(Role.PROVIDER_MANAGER, factories.provider().unit)


def officer():
    return factories.member(Role.DEPARTMENT_OFFICER, Unit.objects.get(code="education-department"))


def operator():
    return factories.member(Role.OPERATOR_HEAD, factories.operator_unit())


def itself(holder: Child):
    """The child's own account."""
    person = factories.user("child")
    Membership.objects.create(user=person, role=Role.CHILD, unit=holder.unit, valid_from=factories.SINCE)
    return person


def stranger_family():
    return families.guardian(families.child())


def everybody(holder: Child) -> dict:
    """Somebody of each kind, by a word for it."""
    return {
        "guardian": families.guardian(holder),
        "itself": itself(holder),
        "clerk": families.clerk(),
        "head": families.head(),
        "auditor": auditor(),
        "neighbour": families.clerk("belovo-city"),
        "neighbouring head": families.head("belovo-city"),
        "another family": stranger_family(),
        "provider": manager(),
        "operator": operator(),
        "officer": officer(),
        "accountant": factories.member(Role.ACCOUNTANT, _payer()),
        "admin": factories.member(Role.SYSTEM_ADMIN, Unit.objects.get(code="kuzbass")),
    }


def _payer() -> Unit:
    kind = Unit.Kind.AUTHORISED_ORGANISATION
    return Unit.objects.get_or_create(
        code="payer-test", defaults={"kind": kind, "name": "Бухгалтерия", "valid_from": factories.SINCE}
    )[0]


def task(about=None, *, code: str = "kemerovo-city", permission: str = "issue_certificate", **subject) -> Task:
    """An open step on the desk of a municipality about the certificate of a child, or another subject."""
    if about is not None:
        subject = {"certificate": Certificate.objects.get(child=about)}
    case = Process.objects.create(flow_class=ProviderEntry, **subject)
    return Task.objects.create(
        process=case,
        flow_task=ProviderEntry.review_provider,
        flow_task_type="HUMAN",
        status="NEW",
        holder=families.municipality(code).unit,
        permission=permission,
        due_at=timezone.now() + timedelta(days=3),
    )


def consent(holder: Child, purpose=ConsentText.Purpose.HEALTH) -> Consent:
    text = ConsentText.objects.get(purpose=purpose)
    return Consent.objects.create(
        child=holder, text=text, channel="ONLINE", signer="Примерова Анна Игоревна", given_on=timezone.localdate()
    )


def id_of(holder: Child) -> str:
    return to_base64("Child", holder.pk)
