"""What the rules of use judge is read from the database, in so many statements and not one more."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backoffice.acts.models import LegalAct
from backoffice.certificates.models import Certificate
from backoffice.enrollments.facts import Use, gather
from backoffice.enrollments.rules import why_not_use
from backoffice.entitlements.models import ServiceVolume, UseOrder, UseOrderRule
from backoffice.entitlements.orders import order_in_force
from backoffice.funding.models import DirectionCap, MunicipalFundingProgram
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.ledger.services import Ground
from tests import factories, families, payers

pytestmark = pytest.mark.django_db
STATEMENTS = 7
BASIS = {"paragraph": "п. 1", "is_default": False}


def order(code: str | None = "kemerovo-city", valid_from: date = factories.SINCE, **changes) -> UseOrder:
    """A use order of a municipality without rules."""
    act = LegalAct.objects.get(code="defaults")
    territory = families.municipality(code).unit
    return UseOrder.objects.create(territory=territory, valid_from=valid_from, basis=act, **{**BASIS, **changes})


def paid_use(provider=None, **changes) -> Use:
    today = timezone.localdate()
    values = {"register": "CERTIFIED", "starts_on": today, "direction": "TECHNICAL", "hours": 36}
    values |= {"provider_id": provider and provider.pk, "costs": ((today, 500000),)}
    return Use(**{**values, **changes})


def codes(certificate, use, on=None):
    return [reason.code for reason in why_not_use(gather(certificate, use, on=on or timezone.localdate()))]


def funded() -> Certificate:
    return families.funded().certificate


def reserve(certificate, amount, direction="TECHNICAL"):
    act = Act(None, timezone.localdate())
    account = ledger.account_of(certificate, families.period())
    basis = LegalAct.objects.get(code="defaults")
    ledger.reserve(account, amount, act, Ground(basis, "п. 1", direction=direction), key=f"r{amount}{certificate.pk}")


def test_a_funded_certificate_with_an_agreement_may_be_used():
    certificate, agreement = funded(), payers.agreement()
    facts = gather(certificate, paid_use(agreement.provider), on=timezone.localdate())
    assert [*why_not_use(facts)] == []
    (part,) = facts.parts
    assert (part.cost, part.balance, part.has_agreement, part.cap) == (500000, families.NOMINAL, True, None)
    assert part.title == f"{timezone.localdate().year} год"


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "CONFIRMED", "number": ""},
        {"status": "ARCHIVED"},
        {"year": timezone.localdate().year - 1},
    ],
)
def test_an_agreement_that_is_not_active_this_year_is_none(changes):
    agreement = payers.agreement(**changes)
    assert codes(funded(), paid_use(agreement.provider)) == ["NO_PAYMENT_AGREEMENT"]


def test_the_agreement_is_with_the_payer_of_the_issuer_who_is_appointed_that_day():
    today = timezone.localdate()
    agreement = payers.agreement(by=payers.payer("novokuznetsk-city"))
    certificate = funded()
    assert codes(certificate, paid_use(agreement.provider)) == ["NO_PAYMENT_AGREEMENT"]
    own = payers.payer()
    payers.agreement(of=agreement.provider, by=own)
    assert codes(certificate, paid_use(agreement.provider)) == []
    own.valid_to = today
    own.save()
    assert codes(certificate, paid_use(agreement.provider)) == ["NO_PAYMENT_AGREEMENT"]
    own.valid_to = today + timedelta(days=1)
    own.save()
    assert codes(certificate, paid_use(agreement.provider)) == []


def test_a_certificate_of_accounting_is_told_to_ask_for_funding():
    families.period()
    (reason,) = why_not_use(gather(families.certificate(), paid_use(), on=timezone.localdate()))
    assert reason.code == "REGISTER_NOT_ALLOWED"
    assert "закреплении средств" in reason.remedy


def test_a_municipalitys_own_order_overrules_the_regions_from_its_first_day():
    today, certificate = timezone.localdate(), families.certificate()
    use = paid_use(register="SIGNIFICANT", costs=())
    own = order(valid_from=today)
    UseOrderRule.objects.create(
        order=own, register="SIGNIFICANT", funding_status="ACCOUNTING", is_allowed=True, unit="HOURS", limit=35
    )
    assert order_in_force(certificate.issuer_id, today) == own
    assert order_in_force(certificate.issuer_id, today - timedelta(days=1)).territory is None  # the region's
    assert order_in_force(families.municipality("novokuznetsk-city").pk, today).territory is None
    families.period()
    assert codes(certificate, use) == ["VOLUME_EXCEEDED"]
    assert codes(certificate, use, on=today - timedelta(days=1)) == []
    assert codes(certificate, paid_use(register="PRE_PROFESSIONAL", costs=())) == ["REGISTER_NOT_ALLOWED"]


def test_without_any_order_nothing_can_be_used():
    UseOrder.objects.update(valid_from=date(2100, 1, 1))
    assert codes(families.certificate(), paid_use(register="SIGNIFICANT", costs=())) == ["NO_USE_ORDER"]


@pytest.mark.parametrize("unit, limit", [("PROGRAMS", 2), ("HOURS", 108)])
def test_held_and_begun_programs_and_hours_count(unit, limit):
    certificate, own = families.certificate(), order()
    use = paid_use(register="SIGNIFICANT", costs=(), hours=36)
    UseOrderRule.objects.create(
        order=own, register="SIGNIFICANT", funding_status="ACCOUNTING", is_allowed=True, unit=unit, limit=limit
    )
    volume = ServiceVolume.objects.create(
        certificate=certificate, period=families.period(), register="SIGNIFICANT", programs_used=1, hours_used=36
    )
    ServiceVolume.objects.filter(pk=volume.pk).update(hours_reserved=36)
    assert codes(certificate, use) == []
    ServiceVolume.objects.filter(pk=volume.pk).update(programs_reserved=1, hours_reserved=37)
    assert codes(certificate, use) == ["VOLUME_EXCEEDED"]


def test_across_the_new_year_each_part_needs_its_own_period():
    certificate, agreement = funded(), payers.agreement()
    today = timezone.localdate()
    new_year = date(today.year + 1, 1, 1)
    use = paid_use(agreement.provider, costs=((today, families.NOMINAL), (new_year, 1)))
    facts = gather(certificate, use, on=today)
    assert [part.balance for part in facts.parts] == [families.NOMINAL, None]
    assert [reason.code for reason in why_not_use(facts)] == ["NO_PAYMENT_AGREEMENT", "BALANCE_SHORT"]
    families.period(year=today.year + 1)
    assert gather(certificate, use, on=today).parts[1].title == f"{today.year + 1} год"


def test_the_cap_of_a_direction_counts_what_the_whole_municipality_promised_and_spent():
    quota = families.funding_program()
    mine, other = families.funded(quota=quota).certificate, families.funded(quota=quota).certificate
    provider = payers.agreement().provider
    program = MunicipalFundingProgram.objects.get(period=quota.period)
    DirectionCap.objects.create(program=program, direction="TECHNICAL", amount=1000000)
    reserve(other, 500000)
    reserve(other, 300000, direction="SPORT")
    assert codes(mine, paid_use(provider)) == []
    reserve(other, 1)
    assert codes(mine, paid_use(provider)) == ["DIRECTION_CAP_REACHED"]
    assert codes(mine, paid_use(provider, direction="SPORT")) == []


def test_money_in_use_excludes_the_other_register_where_the_order_says_so():
    certificate = funded()
    UseOrder.objects.update(excludes_certified_with_general=True)
    use = paid_use(register="GENERAL_DEVELOPMENT", costs=())
    assert codes(certificate, use) == []
    reserve(certificate, 5)
    assert codes(certificate, use) == ["REGISTERS_EXCLUDE_EACH_OTHER"]


def test_one_certificate_takes_a_fixed_number_of_statements():
    certificate, agreement = funded(), payers.agreement()
    certificate = Certificate.objects.select_related("child").get(pk=certificate.pk)
    today = timezone.localdate()
    new_year = date(today.year + 1, 1, 1)
    families.period(year=today.year + 1)
    for costs in (((today, 1),), ((today, 1), (new_year, 1))):
        with CaptureQueriesContext(
            connection,
        ) as sent:
            gather(certificate, paid_use(agreement.provider, costs=costs), on=today)
        assert len(sent) == STATEMENTS
