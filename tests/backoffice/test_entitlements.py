"""What a certificate may still take of each register, and taking it: within the limit, never below zero."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backoffice.acts.models import LegalAct
from backoffice.entitlements import services
from backoffice.entitlements.models import ServiceVolume, UseOrder, UseOrderRule
from backoffice.errors import Refused
from backoffice.funding import services as funding
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.ledger.services import Ground
from tests import factories, families

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
ZERO = (0, 0, 0)


def own_order(*rules: dict, code: str = "kemerovo-city") -> UseOrder:
    """The use order of a municipality, with these rules and no others."""
    act, territory = LegalAct.objects.get(code="defaults"), families.municipality(code).unit
    order = UseOrder.objects.create(territory=territory, valid_from=factories.SINCE, basis=act, paragraph="п. 1")
    for rule in rules:
        values = {"register": "SIGNIFICANT", "funding_status": "ACCOUNTING", "is_allowed": True, "unit": "PROGRAMS"}
        UseOrderRule.objects.create(order=order, **{**values, **rule})
    return order


def of(certificate, register, on=None):
    """(limit, used, reserved, left) of one register."""
    found = {each.register: each for each in services.entitlements(certificate, on=on or TODAY())}
    return found[register].limit, found[register].used, found[register].reserved, found[register].left


def test_money_is_that_of_the_account():
    account = families.funded()
    basis = LegalAct.objects.get(code="defaults")
    act, ground = Act(None, TODAY()), Ground(basis, "п. 1", direction="TECHNICAL")
    ledger.reserve(account, 900000, act, ground, key="r")
    ledger.write_off(account, 200000, act, ground, key="w")
    assert of(account.certificate, "CERTIFIED") == (families.NOMINAL, 200000, 700000, families.NOMINAL - 900000)
    assert of(account.certificate, "SIGNIFICANT") == (None, 0, 0, None)


def test_a_certificate_without_an_account_has_no_money():
    certificate = families.certificate()
    (certified,) = [each for each in services.entitlements(certificate, on=TODAY()) if each.register == "CERTIFIED"]
    assert (certified.is_allowed, certified.limit, certified.left) == (False, 0, 0)


@pytest.mark.parametrize("unit, expected", [("PROGRAMS", (5, 1, 2, 2)), ("HOURS", (5, 3, 1, 1))])
def test_the_unit_of_the_order_counts(unit, expected):
    own_order({"unit": unit, "limit": 5})
    certificate = families.certificate()
    ServiceVolume.objects.create(
        certificate=certificate,
        period=families.period(),
        register="SIGNIFICANT",
        programs_used=1,
        programs_reserved=2,
        hours_used=3,
        hours_reserved=1,
    )
    assert of(certificate, "SIGNIFICANT") == expected


def test_what_a_new_order_has_lowered_below_what_is_taken_leaves_nothing():
    own_order({"limit": 1})
    certificate = families.certificate()
    ServiceVolume.objects.create(
        certificate=certificate, period=families.period(), register="SIGNIFICANT", programs_used=3
    )
    assert of(certificate, "SIGNIFICANT") == (1, 3, 0, 0)


def test_a_limit_of_money_holds_below_the_nominal():
    own_order({"register": "CERTIFIED", "funding_status": "PERSONALISED_FUNDING", "unit": "MONEY", "limit": 500000})
    assert of(families.funded().certificate, "CERTIFIED") == (500000, 0, 0, 500000)


def test_only_the_order_of_the_issuer_and_the_period_of_the_day_count():
    own_order({"limit": 1}, code="novokuznetsk-city")
    certificate = families.certificate()
    neighbour = families.certificate(families.child("novokuznetsk-city"))
    last = families.period(year=TODAY().year - 1)
    ServiceVolume.objects.create(certificate=certificate, period=last, register="SIGNIFICANT", programs_used=3)
    assert of(certificate, "SIGNIFICANT") == (None, 0, 0, None)
    assert of(certificate, "SIGNIFICANT", on=date(TODAY().year - 1, 5, 1)) == (None, 3, 0, None)
    assert of(neighbour, "SIGNIFICANT") == (1, 0, 0, 1)
    before = UseOrder.objects.get(territory=None).valid_from - timedelta(days=1)
    assert services.entitlements(certificate, on=before) == []


def test_all_registers_take_one_statement():
    certificate = families.funded().certificate
    with CaptureQueriesContext(connection) as sent:
        found = services.entitlements(certificate, on=TODAY())
    assert len(sent) == 1
    assert [each.register for each in found] == ["CERTIFIED", "GENERAL_DEVELOPMENT", "PRE_PROFESSIONAL", "SIGNIFICANT"]


@pytest.fixture
def held():
    """A certificate that may take 2 programs; locked, as its holder must have it."""
    own_order({"limit": 2})
    with transaction.atomic():
        yield funding.lock(families.certificate().pk), families.period()


def numbers(volume):
    return volume.programs_reserved, volume.programs_used, volume.hours_reserved, volume.hours_used


def test_a_program_is_held_then_begun_or_let_go(held):
    first = services.hold(*held, "SIGNIFICANT", 36, on=TODAY())
    assert numbers(first) == (1, 0, 36, 0)
    assert numbers(services.hold(*held, "SIGNIFICANT", 10, on=TODAY())) == (2, 0, 46, 0)
    assert numbers(services.use(*held, "SIGNIFICANT", 36)) == (1, 1, 10, 36)
    assert numbers(services.let_go(*held, "SIGNIFICANT", 10)) == (0, 1, 0, 36)
    assert ServiceVolume.objects.count() == 1


def test_what_is_held_and_begun_fills_the_limit(held):
    services.hold(*held, "SIGNIFICANT", 1, on=TODAY())
    services.use(*held, "SIGNIFICANT", 1)
    services.hold(*held, "SIGNIFICANT", 1, on=TODAY())
    with pytest.raises(Refused) as refused:
        services.hold(*held, "SIGNIFICANT", 1, on=TODAY())
    assert [why.code for why in refused.value.refusals] == ["VOLUME_EXCEEDED"]
    assert numbers(ServiceVolume.objects.get()) == (1, 1, 1, 1)
    services.let_go(*held, "SIGNIFICANT", 1)
    services.hold(*held, "SIGNIFICANT", 1, on=TODAY())


@pytest.mark.parametrize("hours, is_possible", [(36, True), (37, False)])
def test_hours_fill_a_limit_of_hours(hours, is_possible):
    own_order({"unit": "HOURS", "limit": 72})
    certificate, period = families.certificate(), families.period()
    services.hold(certificate, period, "SIGNIFICANT", 36, on=TODAY())
    if is_possible:
        services.hold(certificate, period, "SIGNIFICANT", hours, on=TODAY())
    else:
        with pytest.raises(Refused, match="VOLUME_EXCEEDED"):
            services.hold(certificate, period, "SIGNIFICANT", hours, on=TODAY())


@pytest.mark.parametrize("act", [services.use, services.let_go])
@pytest.mark.parametrize("hours", [0, 37])
def test_nothing_falls_below_zero(held, act, hours):
    if hours:
        services.hold(*held, "SIGNIFICANT", 36, on=TODAY())
    before = list(ServiceVolume.objects.values())
    with pytest.raises(ValueError, match="cannot fall"), transaction.atomic():
        act(*held, "SIGNIFICANT", hours)
    assert list(ServiceVolume.objects.values()) == before


def test_money_is_limited_by_the_ledger_and_not_by_programs():
    certificate = families.funded().certificate
    for _ in range(3):
        services.hold(certificate, families.period(), "CERTIFIED", 36, on=TODAY())
    assert numbers(ServiceVolume.objects.get()) == (3, 0, 108, 0)
