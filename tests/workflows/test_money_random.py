"""Families, clerks, heads, contracts and the worker act at random over New Year: the money always adds up."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone

from backoffice.acts.models import LegalAct, Setting
from backoffice.certificates.models import Certificate, CertificateCategory, CertificateMove
from backoffice.errors import Refused
from backoffice.funding import programs, queue, quotas
from backoffice.funding.models import FundedCategory, FundingPeriod, MunicipalFundingProgram, Quota
from backoffice.funding.waiting import FundingRequest
from backoffice.jobs.models import Job
from backoffice.journal import Act
from backoffice.ledger import proof
from backoffice.ledger import services as ledger
from backoffice.ledger.models import CertificateAccount, LedgerEntry
from tests import factories, families, funding, towns
from tests.certificates import carry_out, ground
from workflows import engine, funding_acts, jobs, timers
from workflows.certificate_transfer import CertificateTransfer
from workflows.decisions import certificate_life as life
from workflows.decisions import funding as decisions
from workflows.funding_status_change import FundingStatusChange
from workflows.models import Process, Task

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TOWNS = ("kemerovo-city", "novokuznetsk-city")
LARGE = "MANY_CHILDREN"
STEPS = 200
HOW_OFTEN = {
    "ask": 8,
    "review": 8,
    "give_back": 2,
    "stop_or_go_on": 5,
    "move": 3,
    "accept": 3,
    "promise": 7,
    "settle": 7,
    "work": 6,
    "sweep": 4,
    "sleep": 4,
    "replenish": 2,
    "change_nominal": 2,
}


class Region:
    """Two municipalities with three years of money, nine children, and chance."""

    def __init__(self, seed: int, percent: int, monkeypatch):
        self.chance = random.Random(seed)
        self.now = timezone.now().replace(month=11, day=20)
        monkeypatch.setattr(timezone, "now", lambda: self.now)
        self.began = self.act.on
        self.highest: dict[int, int] = {}  # kopecks, the largest nominal that a period ever had
        CertificateCategory.objects.filter(code=LARGE).update(needs_document=False)
        for code in TOWNS:
            for year in range(3):
                self._program(code, funding.this_year() + year)
        self._rules(AUTO_RETURN_DAYS=40, AUTO_RETURN_NOTICE_DAYS=5, CARRY_OVER_PERCENT=percent)
        self.clerks = {code: families.clerk(code) for code in TOWNS}
        self.heads = {code: families.head(code) for code in TOWNS}
        owners = [families.certificate(families.child(TOWNS[number % 2])) for number in range(9)]
        self.parents = {owner.pk: families.guardian(owner.child) for owner in owners}

    def _program(self, code: str, year: int) -> None:
        quota = families.funding_program(code, year=year, count=4, nominal=1000)
        large = CertificateCategory.objects.get(code=LARGE)
        program = MunicipalFundingProgram.objects.get(period=quota.period)
        FundedCategory.objects.create(program=program, category=large, count=2, nominal=1500)
        Quota.objects.create(period=quota.period, category=large, nominal=1500, count_limit=2, sum_limit=3000)

    def _rules(self, **values: int) -> None:
        basis = LegalAct.objects.get(code="defaults")
        common = {"unit_of_measure": "—", "valid_from": date(2020, 1, 1), "basis": basis, "paragraph": "п. 1"}
        for code, value in values.items():
            Setting.objects.create(code=code, value=value, territory=families.municipality().unit, **common)

    @property
    def act(self) -> Act:
        return Act(None, timezone.localdate())

    def one(self, rows):
        """One of the rows by chance; IndexError: there is none."""
        return self.chance.choice(list(rows.order_by("pk")))

    def certificate(self) -> Certificate:
        return self.one(Certificate.objects.select_related("issuer__unit", "child", "category"))

    def step(self) -> str:
        """Do one thing, or be refused; its name."""
        name = self.chance.choices([*HOW_OFTEN], [*HOW_OFTEN.values()])[0]
        try:
            with transaction.atomic():
                getattr(self, name)()
        except (Refused, IndexError):
            return f"no {name}"
        return name

    def ask(self) -> None:
        found = self.certificate()
        wish = decisions.RequestFunding(category=self.chance.choice(["GENERAL", "GENERAL", LARGE]))
        by = factories.viewer(self.parents[found.pk])
        funding_acts.ask(
            certificate_id=found.pk, decision=wish, expected_version=found.version, key=funding.key(), by=by
        )

    def review(self) -> None:
        case = self.one(Process.objects.filter(funding_request__isnull=False, status="NEW"))
        code = case.funding_request.certificate.issuer.unit.code
        decision = funding.GRANT if self.chance.random() < 0.9 else funding.REFUSE
        self._complete(FundingStatusChange.review_funding, case, decision, code)

    def accept(self) -> None:
        move = self.one(CertificateMove.objects.filter(status="REQUESTED"))
        decision = life.ReviewMove(verdict=life.MoveVerdict.ACCEPT)
        case = Process.objects.get(move=move)
        self._complete(CertificateTransfer.review_move, case, decision, move.enters.unit.code)

    def _complete(self, node, case: Process, decision, code: str) -> None:
        task = Task.objects.get(process=case, finished=None, flow_task_type="HUMAN")
        about = {"expected_version": case.version, "by": factories.viewer(self.clerks[code]), "key": funding.key()}
        engine.complete(node, task_id=task.pk, decision=decision, **about)

    def give_back(self) -> None:
        found = self.certificate()
        by = factories.viewer(self.parents[found.pk])
        about = {"certificate_id": found.pk, "expected_version": found.version, "key": funding.key(), "by": by}
        funding_acts.give_back(decision=decisions.ReturnFunding(reason="Не нужны."), **about)

    def stop_or_go_on(self) -> None:
        found = self.certificate()
        name = "resume" if found.status == "SUSPENDED" else "suspend"
        carry_out(name, found, self.clerks[found.issuer.unit.code], reason="Отъезд.")

    def move(self) -> None:
        found = self.certificate()
        enters = TOWNS[1 - TOWNS.index(found.issuer.unit.code)]
        carry_out("request_move", found, self.parents[found.pk], enters=enters, address="ул. Новая, 1")

    def promise(self) -> None:
        usable = Q(certificate__status="ACTIVE", certificate__funding_status=quotas.FUNDED)
        usable &= Q(balance__gt=0, period__ends_on__gte=self.act.on, period__starts_on__lte=self.act.on)
        usable &= Q(period__municipality=F("certificate__issuer"))
        account = self.one(CertificateAccount.objects.filter(usable))
        ledger.reserve(account, self.chance.randint(1, account.balance), self.act, ground(), key=funding.key())

    def settle(self) -> None:
        """A contract spends what it has reserved, gives it back, or gives back what it has spent."""
        place, ways = self.chance.choice([("reserved", [ledger.write_off, ledger.release]), ("written_off", [])])
        account = self.one(CertificateAccount.objects.filter(**{f"{place}__gt": 0}))
        amount = self.chance.choice([getattr(account, place), self.chance.randint(1, getattr(account, place))])
        self.chance.choice(ways or [ledger.adjust])(account, amount, self.act, ground(), key=funding.key())

    def work(self) -> None:
        steps = 0
        while jobs.run_one(timezone.now() + timedelta(hours=3)):
            steps += 1
            assert steps < 200, "the jobs never end"
        assert not Job.objects.filter(attempts__gt=0).exists()

    def sweep(self) -> None:
        sweeps = 0
        while timers.sweep():
            sweeps += 1
            assert sweeps < 20, "the sweeps never end"

    def sleep(self) -> None:
        self.now += timedelta(days=self.chance.choice([1, 1, 2, 3, 10, 20]))

    def replenish(self) -> None:
        period = self.one(FundingPeriod.objects.all())
        by = factories.viewer(self.heads[period.municipality.unit.code])
        decision = decisions.StartReplenishment()
        funding_acts.start_replenishment(period_id=period.pk, decision=decision, key=funding.key(), by=by)

    def change_nominal(self) -> None:
        """A new version of a program has other nominals, and a sum for everybody who has money."""
        on = self.act.on
        period = self.one(FundingPeriod.objects.filter(starts_on__lte=on, ends_on__gte=on))
        common = {"municipality": period.municipality, "period": period, "status": "SUBMITTED", "total": 10**9}
        number = MunicipalFundingProgram.objects.filter(period=period).count() + 1
        span = {"current_from": period.starts_on, "current_to": period.ends_on}
        program = MunicipalFundingProgram.objects.create(number=number, **common, **span)
        for quota in Quota.objects.filter(period=period):
            nominal = max(quota.nominal + self.chance.choice([-300, 0, 200]), 100)
            line = {"count": quota.count_limit, "nominal": nominal, "sum_limit": quota.granted_sum + 4 * nominal}
            FundedCategory.objects.create(program=program, category=quota.category, **line)
        programs.approve(program, towns.act_card(), Act(self.heads[period.municipality.unit.code], on))

    def wrong(self, is_swept: bool) -> list:
        """Everything that does not add up."""
        told = proof.replay(on=self.act.on).lines
        found: list = [line for line in told if is_swept or "счёта на сегодня нет" not in line]
        found += quotas.quota_drift()
        for quota in Quota.objects.select_related("period"):
            self.highest[quota.period_id] = max(self.highest.get(quota.period_id, 0), quota.nominal)
            if quota.granted_count > quota.count_limit or quota.granted_sum > quota.sum_limit:
                found.append(("over the limit", quota.pk))
            if queue.order_by_the_log(quota.period.municipality_id, quota.category_id) != [
                *queue.waiting_for(quota).values_list("pk", flat=True)
            ]:
                found.append(("another order", quota.pk))
        return [*found, *self._too_much(), *self._left_open()]

    def _too_much(self):
        """Accounts on which more can be used than the nominal and what was carried over."""
        into = LedgerEntry.objects.filter(kind="NOMINAL_CHANGE", balance__gt=0, subject_type="certificate")
        carried = dict(into.order_by().values_list("account").annotate(Sum("balance")))
        for account in CertificateAccount.objects.all():
            usable = account.balance + account.reserved + account.written_off
            if usable > self.highest[account.period_id] + carried.get(account.pk, 0):
                yield "more than a nominal", account.certificate_id, account.period_id, usable

    def _left_open(self):
        """Requests and places of certificates that can have no money."""
        stopped = Q(certificate__funding_status=quotas.FUNDED) | ~Q(certificate__status="ACTIVE")
        yield from FundingRequest.objects.filter(stopped, status="QUEUED").values_list("pk", "certificate__status")


@pytest.mark.parametrize("percent", [0, 50], ids=["nothing carried over", "half carried over"])
@pytest.mark.parametrize("seed", range(1))
def test_whatever_happens_over_new_year_the_money_adds_up(seed, percent, monkeypatch):
    region = Region(seed, percent, monkeypatch)
    done: list[str] = []
    for _ in range(STEPS):
        done.append(f"{timezone.localdate()} {region.step()}")
        assert region.wrong(is_swept=done[-1].endswith(" sweep")) == [], done[-40:]
    assert timezone.localdate() > region.began + timedelta(days=42), "the new year has not come"
