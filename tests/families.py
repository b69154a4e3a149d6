"""Children, certificates and their money as tests need them. All of it is made up."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.acts.models import LegalAct
from backoffice.certificates.models import Certificate, CertificateCategory
from backoffice.funding import services as funding
from backoffice.funding.models import FundedCategory, FundingPeriod, MunicipalFundingProgram, Quota
from backoffice.journal import Act
from backoffice.ledger.models import CertificateAccount
from backoffice.municipalities.models import Municipality
from backoffice.people import ages, names
from backoffice.people.models import Child, Guardianship, Residence
from backoffice.people.words import Relation
from backoffice.units.models import Membership, Unit
from tests import factories

NOMINAL = 1160900  # kopecks: the average of 2021 in the region
_numbers = itertools.count(1)


def municipality(code: str = "kemerovo-city") -> Municipality:
    """A territory of the region."""
    return Municipality.objects.select_related("unit").get(unit__code=code)


def clerk(code: str = "kemerovo-city") -> User:
    """A clerk of a municipality."""
    return factories.member(Role.MUNICIPAL_CLERK, municipality(code).unit)


def head(code: str = "kemerovo-city") -> User:
    """The head of a municipality."""
    return factories.member(Role.MUNICIPAL_HEAD, municipality(code).unit)


def born(age: int) -> date:
    """A day of birth of somebody who is `age` years old today, half a year before and after a birthday."""
    birthday = timezone.localdate() - timedelta(days=183)
    return date(birthday.year - age, birthday.month, 15)


def child(code: str = "kemerovo-city", **changes) -> Child:
    """A child of ten that lives in a municipality."""
    number = next(_numbers)
    values = {"last_name": "Примерова", "first_name": "Мария", "patronymic": "Сергеевна", "birth_date": born(10)}
    values |= {"snils": "", "birth_certificate": f"I-ЛО {number:06d}", "address": "ул. Примерная, 1"}
    values |= {"municipality": municipality(code), **changes}
    said = (values["last_name"], values["first_name"], values["patronymic"])
    cabinet = Unit.objects.create(
        kind=Unit.Kind.CHILD, code=f"child-test-{number}", name="Кабинет ребёнка", valid_from=factories.SINCE
    )
    made = Child.objects.create(
        unit=cabinet, name_key=names.key(*said), initials=names.initials(*said, values["birth_date"]), **values
    )
    Residence.objects.create(child=made, municipality=made.municipality, address=made.address, since=factories.SINCE)
    return made


def certificate(holder: Child | None = None, **changes) -> Certificate:
    """An active certificate of accounting, issued where the child lives."""
    holder = holder or child()
    values = {
        "issuer": holder.municipality,
        "number": f"42990{next(_numbers):06d}",
        "status": Certificate.Status.ACTIVE,
        "category": CertificateCategory.objects.get(code="GENERAL"),
        "channel": Certificate.Channel.FAMILY,
        "applied_on": factories.SINCE,
        "issued_on": factories.SINCE,
        "activated_on": factories.SINCE,
        "expires_on": ages.birthday(holder.birth_date, ages.ENDS_AT),
    }
    return Certificate.objects.create(child=holder, **{**values, **changes})


def guardian(holder: Child, person: User | None = None) -> User:
    """A parent with an account in the child's cabinet."""
    person = person or factories.user("parent")
    User.objects.filter(pk=person.pk).update(is_private=True)
    Guardianship.objects.create(
        child=holder, user=person, full_name=person.full_name, relation=Relation.PARENT, valid_from=factories.SINCE
    )
    Membership.objects.create(user=person, role=Role.GUARDIAN, unit=holder.unit, valid_from=factories.SINCE)
    return person


def period(code: str = "kemerovo-city", year: int | None = None) -> FundingPeriod:
    """The calendar year of a municipality, this one by default."""
    year = year or timezone.localdate().year
    made, _ = FundingPeriod.objects.get_or_create(
        municipality=municipality(code), starts_on=date(year, 1, 1), ends_on=date(year, 12, 31)
    )
    return made


def funding_program(
    code: str = "kemerovo-city",
    *,
    year: int | None = None,
    count: int = 3,
    nominal: int = NOMINAL,
    category: str = "GENERAL",
) -> Quota:
    """A funding program in force with one category; returns its quota."""
    span = period(code, year)
    program = MunicipalFundingProgram.objects.create(
        municipality=span.municipality,
        period=span,
        number=1,
        status=MunicipalFundingProgram.Status.IN_FORCE,
        total=count * nominal,
        current_from=span.starts_on,
        current_to=span.ends_on,
        act=LegalAct.objects.get(code="defaults"),
    )
    group = CertificateCategory.objects.get(code=category)
    FundedCategory.objects.create(program=program, category=group, count=count, nominal=nominal)
    return Quota.objects.create(
        period=span, category=group, nominal=nominal, count_limit=count, sum_limit=count * nominal
    )


@transaction.atomic
def funded(owner: Certificate | None = None, quota: Quota | None = None) -> CertificateAccount:
    """Put the money of a quota on a certificate; returns its account."""
    owner = funding.lock((owner or certificate()).pk)
    quota = quota or Quota.objects.filter(period__municipality=owner.issuer).first() or funding_program()
    return funding.fund(owner, quota, Act(None, timezone.localdate()), key=f"test:{next(_numbers)}")
