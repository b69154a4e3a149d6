"""What a request would come to: the entry that counts, the days that are paid for, who pays what (domain 5.2–5.3)."""

from datetime import date, timedelta

import pytest

from backoffice.certificates.models import Certificate
from backoffice.enrollments.plans import plan
from backoffice.enrollments.request_rules import why_not_request
from backoffice.groups.models import StudyGroup
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.ledger.services import Ground
from backoffice.registers.models import ProgramRegisterExit
from tests import eligible, families, registers

pytestmark = pytest.mark.django_db
BALANCE = 1160900


def money(year: int, amount: int, of: Certificate | None = None) -> Certificate:
    """A funded certificate with so much in a year."""
    owner = of or families.certificate()
    Certificate.objects.filter(pk=owner.pk).update(funding_status="PERSONALISED_FUNDING", funded_on=date(2024, 1, 1))
    account = ledger.account_of(owner, families.period(year=year))
    if amount:
        ground = Ground(eligible.basis(), "п. 1")
        ledger.grant(account, amount, Act(None, date(year, 1, 1)), ground, key=f"plan:{owner.pk}:{year}")
    return Certificate.objects.select_related("child").get(pk=owner.pk)


def group_of(first: date, last: date, price: int, normative: int) -> StudyGroup:
    """A group of a certified program with a normative cost."""
    edition = eligible.certified(cost=normative, since=date(2020, 1, 1))
    return eligible.group(edition, starts_on=first, ends_on=last, price=price)


@pytest.mark.parametrize(
    "first, last, price, normative, balance, starts_on, expected",
    [
        pytest.param(
            *(date(2024, 9, 1), date(2025, 5, 31), 1800000, 1500000, BALANCE, date(2024, 9, 16)),
            (date(2024, 12, 31), 587912, 117583),
            id="CT-1",
        ),
        pytest.param(
            *(date(2024, 9, 1), date(2024, 12, 31), 900000, 1137800, BALANCE, date(2024, 9, 1)),
            (date(2024, 12, 31), 900000, 0),
            id="CT-2",
        ),
        pytest.param(
            *(date(2024, 9, 1), date(2024, 12, 31), 2400000, 2000000, 465800, date(2024, 10, 1)),
            (date(2024, 12, 31), 465800, 1344036),
            id="CT-3",
        ),
        pytest.param(
            *(date(2024, 11, 1), date(2024, 11, 30), 300000, 300000, BALANCE, date(2024, 11, 11)),
            (date(2024, 11, 30), 200000, 0),
            id="CT-4",
        ),
    ],
)
def test_the_vectors_of_a_contract(first, last, price, normative, balance, starts_on, expected):
    group = group_of(first, last, price, normative)
    made = plan(money(2024, balance), group, on=first, starts_on=starts_on)
    assert (made.ends_on, made.certificate_part, made.family_part) == expected
    assert (made.starts_on, made.register, made.hours) == (starts_on, "CERTIFIED", 72)


def test_over_the_new_year_each_period_pays_its_months_from_its_own_balance():
    group = group_of(date(2024, 12, 1), date(2025, 1, 31), 620000, 620000)
    one, both = money(2024, BALANCE), money(2024, BALANCE)
    both = money(2025, 100000, both)
    cut = plan(one, group, on=date(2024, 11, 1))
    assert (cut.ends_on, cut.certificate_part, cut.family_part) == (date(2024, 12, 31), 310000, 0)
    assert [(part.title, part.cost) for part in cut.facts.use.parts] == [("2024 год", 310000)]
    whole = plan(both, group, on=date(2024, 11, 1))
    assert (whole.ends_on, whole.certificate_part, whole.family_part) == (date(2025, 1, 31), 410000, 210000)
    assert [(part.cost, part.balance) for part in whole.facts.use.parts] == [(310000, BALANCE), (100000, 100000)]


def test_money_of_a_year_after_a_gap_is_neither_used_nor_asked_for():
    """A period without an account ends the row: what comes later pays nothing, and needs no agreement yet."""
    group = group_of(date(2024, 12, 1), date(2026, 2, 28), 4550000, 4550000)
    families.period(year=2025)
    certificate = money(2026, BALANCE, money(2024, BALANCE))
    made = plan(certificate, group, on=date(2024, 11, 1))
    assert made.ends_on == date(2024, 12, 31)
    assert [part.title for part in made.facts.use.parts] == ["2024 год"]


def test_money_that_begins_after_the_first_lesson_does_not_pay_for_it():
    group = group_of(date(2024, 12, 1), date(2025, 1, 31), 620000, 620000)
    families.period(year=2024)
    made = plan(money(2025, BALANCE), group, on=date(2024, 11, 1))
    assert (made.certificate_part, made.family_part) == (0, 620000)
    assert "BALANCE_SHORT" in [reason.code for reason in why_not_request(made.facts)]


def test_an_empty_balance_is_asked_for_its_share_so_that_the_family_hears_of_it():
    group = group_of(date(2024, 9, 1), date(2024, 12, 31), 900000, 1137800)
    made = plan(money(2024, 0), group, on=date(2024, 8, 1))
    assert (made.certificate_part, made.family_part) == (0, 900000)
    assert "BALANCE_SHORT" in [reason.code for reason in why_not_request(made.facts)]


@pytest.mark.parametrize("days", [-1, 122])
def test_a_first_lesson_outside_of_the_group_is_refused_and_has_no_price(days):
    first = date(2024, 9, 1)
    group = group_of(first, date(2024, 12, 31), 900000, 1137800)
    made = plan(money(2024, BALANCE), group, on=date(2024, 8, 1), starts_on=first + timedelta(days=days))
    assert (made.certificate_part, made.family_part) == (0, 0)
    assert "START_DAY_INVALID" in [reason.code for reason in why_not_request(made.facts)]


# Which entry counts


def test_of_two_municipalities_that_of_the_place_pays_then_that_of_the_provider():
    own = registers.standing(on=eligible.day(-1))
    group = eligible.group(own.edition)
    certificate = Certificate.objects.select_related("child").get(pk=families.certificate().pk)
    other = registers.standing(on=eligible.day(-1), code="novokuznetsk-city", edition=own.edition, of=own.provider)
    assert plan(certificate, group, on=eligible.today()).entry == own.entry  # though the other one is newer
    away = own.edition.places.get(number=1)
    away.municipality = families.municipality("novokuznetsk-city")
    away.save()
    group.place.refresh_from_db()
    assert plan(certificate, StudyGroup.objects.get(pk=group.pk), on=eligible.today()).entry == other.entry
    away.municipality = families.municipality("yurga-city")
    away.save()
    assert plan(certificate, StudyGroup.objects.get(pk=group.pk), on=eligible.today()).entry == own.entry


def test_a_price_decides_which_register_of_an_edition_counts():
    stands = registers.standing(on=eligible.day(-1))
    eligible.entered(stands.edition)
    certificate = Certificate.objects.select_related("child").get(pk=families.certificate().pk)
    budget, paid = eligible.group(stands.edition), eligible.group(stands.edition, price=900000)
    assert plan(certificate, budget, on=eligible.today()).register == "SIGNIFICANT"
    assert plan(certificate, paid, on=eligible.today()).register == "CERTIFIED"


def test_the_entry_stands_on_the_first_lesson_not_today():
    stands = registers.standing(on=eligible.day(2))
    group = eligible.group(stands.edition, starts_on=eligible.day(2))
    certificate = Certificate.objects.select_related("child").get(pk=families.certificate().pk)
    assert plan(certificate, group, on=eligible.today()).entry == stands.entry
    early = eligible.group(stands.edition, starts_on=eligible.day(1))
    assert plan(certificate, early, on=eligible.today()).entry is None
    ProgramRegisterExit.objects.create(entry=stands.entry, excluded_on=eligible.day(3), ground="LOW_DEMAND", reason="-")
    assert plan(certificate, group, on=eligible.today()).entry == stands.entry
    later = eligible.group(stands.edition, starts_on=eligible.day(3))
    assert plan(certificate, later, on=eligible.today()).entry is None
