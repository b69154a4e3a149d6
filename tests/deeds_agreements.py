"""Every decision about a payment agreement over HTTP, each in the setting in which it is taken."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from strawberry.relay import to_base64

from graphql_api.fields import camel
from tests.deeds import Deed, of_case, of_task
from tests.payers import BANK, OVERRULE, REJECT, UPHOLD, Deal


def requested() -> Deal:
    return Deal().request()


def confirmed() -> Deal:
    return requested().review()


def rejected() -> Deal:
    return requested().review(REJECT)


def appealed() -> Deal:
    return rejected().appeal()


def active() -> Deal:
    return confirmed().sign()


def wish(deal: Deal, **changes) -> dict:
    """The input of a request."""
    said = {
        "provider": to_base64("Provider", deal.provider.pk),
        "payer": to_base64("AuthorisedOrganisation", deal.payer.pk),
        "year": timezone.localdate().year,
        "idempotencyKey": "agreement-1",
    }
    return {**said, **changes}


def request_agreement(people) -> Deed:
    deal = Deal()
    return Deed(deal.manager, "RequestAgreement", wish(deal, limit=150000000))


def confirm_agreement(people) -> Deed:
    deal = requested()
    return of_task(deal.accountant, "ConfirmAgreement", deal.task, verdict="CONFIRM", limit=100000000)


def reject_agreement(people) -> Deed:
    deal = requested()
    content = {"grounds": list(REJECT.grounds), "reason": REJECT.reason}
    return of_task(deal.accountant, "ConfirmAgreement", deal.task, verdict="REJECT", **content)


def sign_agreement(people) -> Deed:
    deal, today = confirmed(), timezone.localdate().isoformat()
    return of_task(deal.manager, "SignAgreement", deal.task, number="12-ПФ", signedOn=today)


def appeal_agreement(people) -> Deed:
    deal = rejected()
    return of_task(deal.manager, "AppealAgreement", deal.task, text="Средства есть.")


def decide(decision) -> Callable[[dict], Deed]:
    def deed(people) -> Deed:
        deal = appealed()
        content = {"verdict": decision.verdict.name, "reason": decision.reason}
        return of_task(deal.head, "DecideAgreementAppeal", deal.task, **content)

    return deed


def withdraw_agreement(people) -> Deed:
    deal = requested()
    return of_case(deal.manager, "WithdrawAgreement", deal.case, reason="Передумали.")


def archive_agreement(people) -> Deed:
    deal = active()
    about = {"agreement": to_base64("PaymentAgreement", deal.agreement.pk), "expectedVersion": deal.agreement.version}
    return Deed(deal.accountant, "ArchiveAgreement", {**about, "reason": "Договор расторгнут."})


def save_requisites(people) -> Deed:
    deal = Deal(**dict.fromkeys(BANK, ""))
    about = {"provider": to_base64("Provider", deal.provider.pk), "expectedVersion": deal.provider.version}
    return Deed(deal.manager, "SaveRequisites", {**about, **{camel(name): value for name, value in BANK.items()}})


DEEDS: dict[str, Callable[[dict], Deed]] = {
    "saveRequisites": save_requisites,
    "requestAgreement": request_agreement,
    "confirmAgreement: confirm": confirm_agreement,
    "confirmAgreement: reject": reject_agreement,
    "signAgreement": sign_agreement,
    "appealAgreement": appeal_agreement,
    "decideAgreementAppeal: uphold": decide(UPHOLD),
    "decideAgreementAppeal: reject": decide(OVERRULE),
    "withdrawAgreement": withdraw_agreement,
    "archiveAgreement": archive_agreement,
}
