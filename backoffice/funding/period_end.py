"""What the end of a period and the beginning of the next do to one certificate. In the caller's transaction."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from backoffice import journal
from backoffice.acts import services as acts
from backoffice.certificates.models import Certificate
from backoffice.funding import quotas, requests, rules, services
from backoffice.funding.models import FundingPeriod, MunicipalFundingProgram, Quota, Replenishment
from backoffice.funding.quotas import PARAGRAPH
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.ledger.models import CertificateAccount
from backoffice.ledger.services import Ground

CARRIED = "Остаток прошлого периода перенесён"
EXPIRED = "Период закончился: остаток сгорает"
TURNED = "Средства прошлого периода закончились, а на новый их не хватило: сертификат учёта, место в очереди"
DROPPED = "Программа нового периода не выделяет средств для категории: сертификат учёта, без места в очереди"


def to_expire(*, on: date) -> QuerySet[CertificateAccount]:
    """Accounts of periods that have ended before a day, with free money on them."""
    return CertificateAccount.objects.filter(balance__gt=0, period__ends_on__lt=on)


def expire(account: CertificateAccount, act: Act) -> None:
    """End the free money of a closed period; the share that the territory carries over goes into the running one.

    The certificate is locked. Carried money was given out by the old period's quota, so it takes none of the new one.
    Nothing is carried for a certificate that another municipality has taken over.
    """
    certificate, old = account.certificate, account.period
    new = services.period_on(old.municipality_id, act.on)
    share = 0
    is_theirs = certificate.is_funded and certificate.issuer_id == old.municipality_id
    if new is not None and quotas.program_in_force(new) is not None and is_theirs:
        percent = acts.setting("CARRY_OVER_PERCENT", on=act.on, territory=old.municipality_id)
        share = rules.carried(account.balance, int(percent))
    if share and new is not None:
        ground = Ground(quotas.basis_of(old), PARAGRAPH, certificate, note=CARRIED)
        ledger.change_nominal(account, -share, act, ground, key=f"carry:{old.pk}:{certificate.pk}:out")
        ground = Ground(quotas.basis_of(new), PARAGRAPH, certificate, note=CARRIED)
        into = ledger.account_of(certificate, new)
        ledger.change_nominal(into, share, act, ground, key=f"carry:{old.pk}:{certificate.pk}")
    if account.balance:
        ground = Ground(quotas.basis_of(old), PARAGRAPH, certificate, note=EXPIRED)
        ledger.expire(account, account.balance, act, ground, key=f"expire:{old.pk}:{certificate.pk}")
    journal.record("certificate.money_expired", certificate, act, str(old), municipality_id=old.municipality_id)


def running(*, on: date) -> list[FundingPeriod]:
    """Periods of a day whose program is in force and for which nobody's part is kept any longer (decision 0028)."""
    in_force = MunicipalFundingProgram.Status.IN_FORCE
    programs = MunicipalFundingProgram.objects.select_related("period", "act").filter(
        status=in_force, period__starts_on__lte=on, period__ends_on__gte=on
    )
    runs = Replenishment.objects.filter(period=OuterRef("period"))
    running_now = runs.filter(status=Replenishment.Status.RUNNING)
    done = runs.filter(status=Replenishment.Status.DONE)  # one that was stopped has not reached everybody
    found = programs.filter(~Exists(running_now)).annotate(is_replenished=Exists(done)).order_by("period")
    return [
        program.period
        for program in found
        if program.is_replenished or quotas.held_until(program.period, program, on=on) <= on
    ]


def to_turn(period: FundingPeriod) -> QuerySet[Certificate]:
    """Funded certificates without money of a running period, in the order in which they join the queue.

    First what is left of the old period ends: a share of it may be carried over.
    """
    left = CertificateAccount.objects.filter(
        certificate=OuterRef("pk"), balance__gt=0, period__ends_on__lt=period.starts_on
    )
    return quotas.without_money(period).filter(~Exists(left)).order_by("funded_on", "pk")


def turn(certificate: Certificate, period: FundingPeriod, act: Act) -> None:
    """Make a locked certificate without money of the running period one of accounting, with a place in the queue.

    Where the period has no quota for its category there is no queue: the journal says why.
    """
    has_quota = Quota.objects.filter(period=period, category=certificate.category_id).exists()
    reason = TURNED if has_quota else DROPPED
    key = f"turn:{period.pk}:{certificate.pk}:{certificate.version}"
    services.take_back(certificate, act, reason, key=key, keeps_carried=True)
    if has_quota:
        requests.queue_up(certificate, act, TURNED)
