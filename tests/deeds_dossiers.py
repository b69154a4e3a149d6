"""Every decision about a dossier over HTTP, each in the setting in which it is taken."""

from __future__ import annotations

from collections.abc import Callable

from strawberry.relay import to_base64

from tests.deeds import Deed, of_case, of_task
from tests.dossiers import BREACH, Register, Review, act_card, general_development, meeting, pre_professional
from tests.towns import as_input

REMARKS = [{"field": "annotation", "text": "Слишком кратко."}, {"field": "dossier.places", "text": "Обоснуйте."}]
RETURN = {"verdict": "RETURN", "reason": BREACH}
KEY = "order-1"


def approval() -> dict:
    """What every order that enters a program says."""
    return {"verdict": "APPROVE", "act": as_input(act_card())}


def wish(review: Review, **changes) -> dict:
    """The input of a filing."""
    card = {**as_input(review.card), **changes}
    return {**review.about, "idempotencyKey": "dossier-1", "dossier": card}


def file_dossier(people) -> Deed:
    review = Review()
    return Deed(review.manager, "FileDossier", wish(review))


def check_dossier(**content) -> Callable[[dict], Deed]:
    def deed(people) -> Deed:
        review = Review().file()
        return of_task(review.secretary, "CheckDossier", review.task, **content)

    return deed


def resubmit_dossier(people) -> Deed:
    review = Review().file().send_back("dossier.places")
    card = {**as_input(review.card), "places": 20}
    return of_task(review.manager, "ResubmitDossier", review.task, dossier=card)


def put_on_agenda(people) -> Deed:
    review = Review().file().check()
    about = {"meeting": to_base64("Meeting", meeting().pk), "idempotencyKey": KEY}
    return of_task(review.secretary, "PutOnAgenda", review.task, **about)


def decide_pre_professional(verdict: str) -> Callable[[dict], Deed]:
    def deed(people) -> Deed:
        review = pre_professional().recommend()
        words = {"need": "Спрос подтверждён.", "development": "Спорт высших достижений."}
        content = {
            "APPROVE": {**approval(), **words, "register": Register.PRE_PROFESSIONAL.value, "places": 40},
            "REFUSE": {"verdict": "REFUSE", **words, "reason": "Потребности нет."},
            "RETURN": RETURN,
        }[verdict]
        return of_task(review.head, "DecidePreProfessional", review.task, idempotencyKey=KEY, **content)

    return deed


def order_significant(content: Callable[[], dict]) -> Callable[[dict], Deed]:
    def deed(people) -> Deed:
        review = Review().recommend()
        return of_task(review.head, "OrderSignificant", review.task, idempotencyKey=KEY, **content())

    return deed


def order_general_development(content: Callable[[], dict]) -> Callable[[dict], Deed]:
    def deed(people) -> Deed:
        review = general_development().recommend()
        return of_task(review.head, "OrderGeneralDevelopment", review.task, idempotencyKey=KEY, **content())

    return deed


def appeal_rejection(people) -> Deed:
    review = Review().file().check().put().meet("REJECTED")
    return of_task(review.manager, "AppealRejection", review.task, text="Программа нужна району.")


def decide_rejection_appeal(verdict: str) -> Callable[[dict], Deed]:
    def deed(people) -> Deed:
        review = Review().file().check().put().meet("REJECTED").appeal()
        return of_task(review.head, "DecideRejectionAppeal", review.task, verdict=verdict, reason="Рассмотрено.")

    return deed


def withdraw_dossier(people) -> Deed:
    review = Review().file().check().put()
    return of_case(review.manager, "WithdrawDossier", review.case, reason="Передумали.")


DEEDS: dict[str, Callable[[dict], Deed]] = {
    "fileDossier": file_dossier,
    "checkDossier: pass": check_dossier(verdict="PASS"),
    "checkDossier: return": check_dossier(verdict="RETURN", remarks=REMARKS),
    "resubmitDossier": resubmit_dossier,
    "putOnAgenda": put_on_agenda,
    "decidePreProfessional: approve": decide_pre_professional("APPROVE"),
    "decidePreProfessional: refuse": decide_pre_professional("REFUSE"),
    "decidePreProfessional: return": decide_pre_professional("RETURN"),
    "orderSignificant: approve": order_significant(approval),
    "orderSignificant: return": order_significant(lambda: RETURN),
    "orderGeneralDevelopment: approve": order_general_development(
        lambda: {**approval(), "keepsFunding": "Сохранить охват."}
    ),
    "orderGeneralDevelopment: return": order_general_development(lambda: RETURN),
    "appealRejection": appeal_rejection,
    "decideRejectionAppeal: uphold": decide_rejection_appeal("UPHOLD"),
    "decideRejectionAppeal: reject": decide_rejection_appeal("REJECT"),
    "withdrawDossier": withdraw_dossier,
}
