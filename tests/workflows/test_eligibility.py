"""What a family is told before it asks is what it hears when it asks, by the same codes (idea: one plan for both)."""

from collections import Counter
from random import Random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backoffice.accounts import viewers
from backoffice.enrollments import limits
from backoffice.enrollments.eligibility import eligibility
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.errors import Refused
from tests import eligible, enrollments
from workflows import enrollment_acts

pytestmark = pytest.mark.django_db
CODES = {
    *("CERTIFICATE_NOT_ACTIVE", "AGE_OUT_OF_RANGE", "NO_PAYMENT_AGREEMENT", "NO_USE_ORDER", "REGISTER_NOT_ALLOWED"),
    *("VOLUME_EXCEEDED", "BALANCE_SHORT", "DIRECTION_CAP_REACHED", "REGISTERS_EXCLUDE_EACH_OTHER", "NOT_IN_REGISTER"),
    *("GROUP_NOT_OPEN", "GROUP_NOT_OPEN_YET", "GROUP_IS_OVER", "START_DAY_INVALID", "PROVIDER_NOT_ACTIVE"),
    *("PROGRAM_AGE", "CONTRACT_LIMIT_REACHED", "NO_PLACES", "ALREADY_ENROLLED", "ALREADY_REQUESTED"),
}


def heard(certificate, parent, group, **changes) -> tuple[list[str], tuple[int, int] | None]:
    """What the act says, and what its request would cost certificate and family; nothing stays of it."""
    try:
        with transaction.atomic():
            made = enrollment_acts.apply(
                certificate_id=certificate.pk,
                decision=enrollments.application(group, **changes),
                by=viewers.viewer_of_user(parent),
                key=enrollments.key(),
            )
            transaction.set_rollback(True)
            return [], (made.certificate_part, made.family_part)
    except Refused as refused:
        return sorted(each.code for each in refused.refusals), None


def compare(certificate, parent, groups, seen: Counter, **changes) -> None:
    """Ask of many groups at once and apply for each."""
    told = eligibility(certificate, groups, on=timezone.localdate(), starts_on=changes.get("starts_on"))
    assert [each.plan.group for each in told] == groups
    for each in told:
        codes, parts = heard(certificate, parent, each.plan.group, **changes)
        where = f"{certificate.pk}, {each.plan.group.pk}"
        assert sorted(refusal.code for refusal in each.refusals) == codes, where
        if each.is_possible:
            assert parts == (each.plan.certificate_part, each.plan.family_part), where
        waiting = (
            heard(certificate, parent, each.plan.group, waits=True, **changes)[0] if "NO_PLACES" in codes else codes
        )
        assert (each.is_possible or each.may_wait) == (not waiting), where
        seen.update(codes or ["possible"])
        seen.update(refusal.code for refusal in each.warnings)
        seen["pairs"] += 1


def test_the_answer_beforehand_is_what_the_act_says():
    world, seen = eligible.world(), Counter()
    for number, traits in enumerate(eligible.sure()):
        certificate, parent = eligible.certificate(world, traits)
        compare(certificate, parent, world.groups if number < 9 or traits.taught else world.groups[:6], seen)
        if number == 1:
            compare(certificate, parent, world.groups[:6], seen, starts_on=eligible.day(25))
            compare(certificate, parent, world.groups[:6], seen, starts_on=eligible.day(-1))
    assert seen.keys() >= CODES | {"SCHEDULE_CLASH"}, CODES - seen.keys()
    assert seen["pairs"] >= 300
    assert seen["possible"] >= 30


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_ten_thousand_answers_beforehand_are_what_the_act_says(seed):
    """A thousand pairs a seed."""
    world, seen, random = eligible.world(), Counter(), Random(20261122 + seed)
    certificate, parent = eligible.certificate(world, eligible.Traits(funded="year"))
    compare(certificate, parent, world.groups, seen, starts_on=eligible.day(-1))
    while seen["pairs"] < 1_000:
        certificate, parent = eligible.certificate(world, eligible.some(random))
        first = random.choice((None, None, None, eligible.day(random.randint(-3, 40))))
        compare(certificate, parent, world.groups, seen, **({"starts_on": first} if first else {}))
    assert seen.keys() >= CODES | {"SCHEDULE_CLASH"}, CODES - seen.keys()
    assert seen["possible"] >= 20


@pytest.mark.parametrize("traits", [eligible.Traits(), eligible.Traits(funded="years", asked="CERTIFIED")])
def test_fifty_groups_take_the_statements_of_one(traits):
    world = eligible.world()
    certificate, _ = eligible.certificate(world, traits)
    by_name = {name: [g for g in world.groups if g.module.edition == ed] for name, ed in world.editions.items()}
    (paid, *_), (budget, *_) = by_name["CERTIFIED"], by_name["SIGNIFICANT"]
    counted = []
    for groups in (eligible.anew([paid, budget]), eligible.anew((world.groups * 3)[:50])):
        with CaptureQueriesContext(connection) as sent:
            eligibility(certificate, groups, on=timezone.localdate())
        counted.append(len(sent))
    assert counted[0] == counted[1]
    assert counted[0] == (13 if traits.asked else 9)  # money, agreements, caps; lessons where it has a place


def test_what_an_application_asks_the_database():
    """A plan of a budget group took 13 statements and of a paid one 15 when money and order were read twice."""
    world = eligible.world()
    certificate, _ = eligible.certificate(world, eligible.Traits(funded="year"))
    counted = []
    for name in ("SIGNIFICANT", "CERTIFIED"):
        groups = eligible.anew([next(each for each in world.groups if each.module.edition == world.editions[name])])
        with CaptureQueriesContext(connection) as sent:
            eligibility(certificate, groups, on=timezone.localdate())
        counted.append(len(sent))
    assert counted == [7, 12]  # where no limit of contracts is set, 11


def test_the_limit_of_contracts_counts_requests_that_hold_and_pupils_and_is_kept_under_its_lock():
    world = eligible.world()
    edition = world.editions["LIMITED"]
    group = next(each for each in world.groups if each.module.edition == edition)
    eligible.limited("SPORT", 2, edition.program.provider)  # its own goes before that of all
    first, second, third = (eligible.certificate(world, eligible.Traits(funded="year")) for _ in range(3))
    eligible.request_row(first[0], group, True)
    eligible.request_row(second[0], group, status="DRAFT")  # holds nothing
    codes, _ = heard(*third, group)
    assert codes == []
    eligible.request_row(third[0], group, status="CONTRACTING")
    fourth = eligible.certificate(world, eligible.Traits(funded="year"))
    assert heard(*fourth, group)[0] == ["CONTRACT_LIMIT_REACHED"]
    assert not EnrollmentRequest.objects.filter(certificate=fourth[0]).exists()


def test_the_limit_of_contracts_is_asked_again_with_its_row_locked():
    world = eligible.world()
    group = next(each for each in world.groups if each.module.edition == world.editions["LIMITED"])
    eligible.limited("SPORT", 1, group.provider)
    own, other = (eligible.certificate(world, eligible.Traits(funded="year"))[0] for _ in range(2))
    request = eligible.request_row(own, group)
    with CaptureQueriesContext(connection) as sent, transaction.atomic():
        limits.keep(request, on=timezone.localdate())  # itself does not count
    assert "FOR NO KEY UPDATE" in sent[1]["sql"]
    eligible.request_row(other, group)
    with pytest.raises(Refused) as refused, transaction.atomic():
        limits.keep(request, on=timezone.localdate())
    assert [each.code for each in refused.value.refusals] == ["CONTRACT_LIMIT_REACHED"]
    assert (
        limits.of_days({((group.provider_id, "SPORT"), eligible.day(0))}, on=eligible.day(-31)) == {}
    )  # not yet in force
