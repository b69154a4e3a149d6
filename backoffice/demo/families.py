"""A demo family with certificates of accounting, and the payer of the demo municipality. All of it is invented."""

from __future__ import annotations

from datetime import date

from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.acts.models import LegalAct
from backoffice.certificates.models import Certificate, CertificateCategory
from backoffice.municipalities.models import Municipality
from backoffice.payments.models import AuthorisedOrganisation
from backoffice.people import ages, names
from backoffice.people.models import Child, Guardianship, Residence
from backoffice.people.words import Relation
from backoffice.units.models import Membership, Unit

SINCE = date(2019, 9, 1)
PAYER = "demo-payer"
TERRITORY = "demo-territory"
CHILDREN = (
    ("demo-child-1", "Примеров", "Пётр", "Львович", date(2014, 3, 12), "42040000012"),
    ("demo-child-2", "Примерова", "Анна", "Львовна", date(2017, 2, 28), "42040000020"),
)


def load_payer() -> None:
    """Make the payer of Kemerovo, before the accounts that work there."""
    if Unit.objects.filter(code=PAYER).exists():
        return
    kemerovo = Municipality.objects.get(unit__code="kemerovo-city")
    act = LegalAct.objects.create(
        code=PAYER,
        title="Об определении уполномоченной организации (демонстрационный акт)",
        in_force_from=SINCE,
        territory=kemerovo.unit,
    )
    act.issuers.add(kemerovo.unit)
    unit = Unit.objects.create(
        kind=Unit.Kind.AUTHORISED_ORGANISATION,
        code=PAYER,
        name="МКУ «Демо-центр муниципальных расчётов»",
        valid_from=SINCE,
    )
    AuthorisedOrganisation.objects.create(
        unit=unit, municipality=kemerovo, inn="4205000023", kpp="420501001", valid_from=SINCE, act=act
    )


def load_territory() -> None:
    """Make an invented territory whose personalised funding lies ahead, before the account that works there."""
    if Unit.objects.filter(code=TERRITORY).exists():
        return
    unit = Unit.objects.create(
        kind=Unit.Kind.MUNICIPALITY, code=TERRITORY, name="Демонстрационный округ", valid_from=SINCE
    )
    Municipality.objects.create(
        unit=unit,
        form=Municipality.Form.DISTRICT,
        stage=Municipality.Stage.STAGE_TWO,
        accounting_from=SINCE,
        funding_from=date(2040, 1, 1),
        payer_code="99",
    )


def load() -> None:
    """Make the children that are not there yet, with the demo parent in their cabinets."""
    parent = User.objects.get(username="parent")
    for child in CHILDREN:
        if not Unit.objects.filter(code=child[0]).exists():
            _child(parent, *child)


def _child(parent: User, code: str, last: str, first: str, patronymic: str, born: date, number: str) -> None:
    kemerovo = Municipality.objects.get(unit__code="kemerovo-city")
    cabinet = Unit.objects.create(kind=Unit.Kind.CHILD, code=code, name="Кабинет ребёнка", valid_from=SINCE)
    child = Child.objects.create(
        unit=cabinet,
        last_name=last,
        first_name=first,
        patronymic=patronymic,
        birth_date=born,
        name_key=names.key(last, first, patronymic),
        initials=names.initials(last, first, patronymic, born),
        birth_certificate=f"ДЕМО {code[-1]:0>6}",
        municipality=kemerovo,
        address="город Кемерово, улица Примерная, дом 1",
    )
    Residence.objects.create(child=child, municipality=kemerovo, address=child.address, since=SINCE)
    Guardianship.objects.create(
        child=child, user=parent, full_name=parent.full_name, relation=Relation.PARENT, valid_from=SINCE
    )
    Membership.objects.create(user=parent, role=Role.GUARDIAN, unit=cabinet, valid_from=SINCE)
    Certificate.objects.create(
        child=child,
        issuer=kemerovo,
        number=number,
        status=Certificate.Status.ACTIVE,
        category=CertificateCategory.objects.get(code="GENERAL"),
        channel=Certificate.Channel.FAMILY,
        applied_by=parent,
        applied_on=SINCE,
        issued_on=SINCE,
        activated_on=SINCE,
        expires_on=ages.birthday(born, ages.ENDS_AT),
    )
