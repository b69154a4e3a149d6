"""A funding program puts its quotas in force, version by version, and takes nothing away that is given out."""

from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.acts.models import LegalAct
from backoffice.errors import Refused
from backoffice.funding import services as funding
from backoffice.funding.models import MunicipalFundingProgram, Quota
from backoffice.funding.program_card import DirectionCapCard
from backoffice.jobs.models import Job
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.ledger.models import CertificateAccount
from backoffice.ledger.services import Ground
from backoffice.programs.words import Direction
from tests import families
from tests.factories import viewer
from tests.families import NOMINAL
from tests.races import race
from tests.towns import Program, Town, act_card, category, program_card, stored, today
from workflows import engine
from workflows.decisions.municipal_acts import ResubmitFundingProgram, WithdrawFundingProgram
from workflows.models import Process

pytestmark = pytest.mark.django_db
Status = MunicipalFundingProgram.Status


def in_force(*categories, **changes) -> Program:
    return Program(program_card(*categories, **changes)).submit().approve()


def quotas() -> dict[str, tuple[int, int, int]]:
    """(nominal, count, sum) of every quota."""
    return {each.category.code: (each.nominal, each.count_limit, each.sum_limit) for each in Quota.objects.all()}


@transaction.atomic
def spend(account: CertificateAccount, amount: int, direction: Direction = Direction.SPORT) -> None:
    """Promise so much of a certificate's money to a contract."""
    locked = ledger.account_of(funding.lock(account.certificate_id), account.period)
    ground = Ground(LegalAct.objects.get(code="defaults"), "проба", direction=direction)
    ledger.reserve(locked, amount, Act(None, today()), ground, key=f"spend {account.pk}")


def test_an_approved_program_is_in_force_by_its_act_with_quotas_and_jobs():
    program = in_force(category(count=3), category("ORPHANS", count=2, nominal=100, sum_limit=150))

    legal = program.row.act
    assert (program.row.status, program.row.number, program.row.remark) == (Status.IN_FORCE, 1, "")
    assert (legal.number, legal.territory, legal.issuers.get()) == ("77-п", *[program.town.municipality.unit] * 2)
    assert quotas() == {"GENERAL": (NOMINAL, 3, 3 * NOMINAL), "ORPHANS": (100, 2, 150)}
    assert {(job.kind, job.subject_id) for job in Job.objects.all()} == {
        ("SERVE_QUEUE", quota.pk) for quota in Quota.objects.all()
    }
    assert program.case.status == "DONE"


def test_the_act_brings_its_file_along():
    program = Program().submit()
    file = stored(program.town.head)

    program.approve(act_card(file=file.pk))

    assert program.row.act.file == file


def test_the_next_version_supersedes_and_moves_the_limits():
    first = in_force(category(count=3), category("ORPHANS", count=2))
    account = families.funded()
    Job.objects.all().delete()

    second = Program(program_card(category(count=5, nominal=NOMINAL + 100)), first.town).submit().approve()

    first._again()
    assert (first.row.status, second.row.status, second.row.number) == (Status.SUPERSEDED, Status.IN_FORCE, 2)
    assert quotas() == {"GENERAL": (NOMINAL + 100, 5, 5 * (NOMINAL + 100)), "ORPHANS": (NOMINAL, 0, 0)}
    general = Quota.objects.get(category__code="GENERAL")
    assert (general.granted_count, general.granted_sum) == (1, account.nominal)
    asked = [*Job.objects.order_by("pk").values_list("kind", "subject_id")]
    assert asked == [("CHANGE_NOMINAL", general.pk), ("SERVE_QUEUE", general.pk)]


def test_certificates_are_funded_from_an_approved_program():
    program = in_force(category(count=1))

    account = families.funded()

    assert account.entries.get().basis == program.row.act
    assert not funding.room_of(Quota.objects.get()).is_left()


BELOW = {
    "fewer certificates": (lambda: program_card(category(count=1, sum_limit=2 * NOMINAL)), 1),
    "a smaller sum": (lambda: program_card(category(count=3, sum_limit=2 * NOMINAL - 1)), 1),
    "fewer and less": (lambda: program_card(category(count=1)), 2),
    "a nominal below what is used": (lambda: program_card(category(count=3, nominal=999, sum_limit=2 * NOMINAL)), 1),
    "a dearer nominal without money": (
        lambda: program_card(category(count=3, nominal=2 * NOMINAL, sum_limit=3 * NOMINAL)),
        1,
    ),
    "no such category any more": (lambda: program_card(category("ORPHANS")), 1),
    "a cap below what is used": (
        lambda: program_card(caps=(DirectionCapCard(direction=Direction.SPORT, amount=999),)),
        1,
    ),
}


@pytest.mark.parametrize("name", BELOW)
def test_nothing_is_taken_away_that_is_given_out(name):
    card, reasons = BELOW[name]
    town = in_force(category(count=3)).town
    spend(families.funded(), 1000)
    families.funded()
    before = quotas()

    with pytest.raises(Refused) as refused:
        Program(card(), town).submit()

    assert [refusal.code for refusal in refused.value.refusals] == ["BELOW_GRANTED"] * reasons
    assert (
        "₽" in str(refused.value.refusals[-1].message) or "средства уже закреплены" in refused.value.refusals[0].message
    )
    assert quotas() == before


def test_what_is_given_out_while_the_head_thinks_counts_at_the_approval():
    town = in_force(category(count=3)).town
    smaller = Program(program_card(category(count=1)), town).submit()
    families.funded()
    families.funded()

    with pytest.raises(Refused) as refused:
        smaller.approve()

    assert [refusal.code for refusal in refused.value.refusals] == ["BELOW_GRANTED", "BELOW_GRANTED"]
    assert quotas() == {"GENERAL": (NOMINAL, 3, 3 * NOMINAL)}
    assert not Process.objects.filter(status="DONE", funding_program=smaller.row).exists()


def test_a_nominal_may_fall_to_what_is_used():
    town = in_force(category(count=3)).town
    spend(families.funded(), 1000)

    Program(program_card(category(count=3, nominal=1000, sum_limit=NOMINAL)), town).submit().approve()

    assert quotas() == {"GENERAL": (1000, 3, NOMINAL)}


def test_a_program_is_judged_by_its_days_caps_and_categories():
    caps = tuple(DirectionCapCard(direction=Direction.SPORT, amount=10**13) for _ in range(2))
    Program(program_card(future_from=date(today().year - 1, 12, 1))).submit()
    with pytest.raises(Refused) as refused:
        Program(program_card(caps=caps), Town("novokuznetsk-city"))
    assert [refusal.code for refusal in refused.value.refusals] == ["CAP_TWICE"]
    odd = Program(
        program_card(caps=caps[:1], total=0, categories=(), future_from=date(today().year, 1, 1)),
        Town("novokuznetsk-city"),
    )
    with pytest.raises(Refused) as refused:
        odd.submit()
    assert [refusal.code for refusal in refused.value.refusals] == [
        *("CATEGORIES_MISSING", "PROGRAM_DAYS", "CAP_ABOVE_TOTAL"),
    ]


def test_a_returned_program_is_corrected_and_approved():
    program = Program().submit().send_back()
    assert (program.row.status, program.row.remark) == (Status.RETURNED, "Проверьте номинал.")
    assert program.case.paused_on == today()
    program._complete(ResubmitFundingProgram(reply="Номинал верен."), program.town.clerk)
    assert program.case.paused_on is None

    assert program.approve().row.status == Status.IN_FORCE


def test_a_withdrawn_program_leaves_room_for_another():
    program = Program().submit()
    with transaction.atomic():
        engine.withdraw(
            program.flow,
            case_id=program.case.pk,
            decision=WithdrawFundingProgram(),
            expected_version=program.case.version,
            by=viewer(program.town.clerk),
        )

    assert Program(town=program.town).row.number == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round", range(5))
def test_the_last_place_and_its_end_at_the_same_moment_never_break_the_quota(reference, round):
    town = in_force(category(count=2)).town
    families.funded()
    smaller = Program(program_card(category(count=1)), town).submit()
    waiting = families.certificate()

    def grant():
        with transaction.atomic():
            owner = funding.lock(waiting.pk)
            quota = funding.quota_of(owner.issuer_id, owner.category, on=timezone.localdate())
            if not funding.room_of(quota).is_left():
                return "full"
            funding.fund(owner, quota, Act(None, timezone.localdate()), key="race")
            return "granted"

    def approve():
        try:
            return smaller.approve().row.status
        except Refused as refused:
            return refused.refusals[0].code

    answers = race(2, lambda number: (grant, approve)[number]())

    assert answers in (["granted", "BELOW_GRANTED"], ["full", Status.IN_FORCE])
    quota = Quota.objects.get()
    assert quota.granted_count == (2 if answers[0] == "granted" else 1) <= quota.count_limit
    assert quota.granted_sum <= quota.sum_limit
