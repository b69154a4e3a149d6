"""The deeds of a certificate's life: each from zero, by somebody of Kemerovo, ready to be sent."""

from __future__ import annotations

from collections.abc import Callable

from strawberry.relay import to_base64

from tests import certificates, families
from tests.certificates import HERE, THERE, Status
from tests.deeds import Deed

NOT_HERE = {"verdict": "REFUSE", "grounds": ["NOT_RESIDENT"], "reason": "Регистрации нет."}


def activate(people) -> Deed:
    given = certificates.about(certificates.in_status(Status.ISSUED_INACTIVE))
    return Deed(families.clerk(), "ActivateCertificate", given)


def discard(people) -> Deed:
    given = certificates.about(certificates.in_status(Status.ISSUED_INACTIVE), reason="Выдан по ошибке.")
    return Deed(families.clerk(), "DiscardCertificate", given)


def suspend(people) -> Deed:
    owner = families.funded().certificate
    return Deed(families.clerk(), "SuspendCertificate", certificates.keyed(owner, reason="Длительное лечение."))


def resume(people) -> Deed:
    owner = certificates.in_status(Status.SUSPENDED)
    return Deed(families.clerk(), "ResumeCertificate", certificates.keyed(owner))


def terminate(people) -> Deed:
    owner = families.funded().certificate
    given = certificates.keyed(owner, ground="MOVED_AWAY", reason="Семья уехала из региона.")
    return Deed(families.clerk(), "TerminateCertificate", given)


def give_up(people) -> Deed:
    owner = families.funded().certificate
    return Deed(families.guardian(owner.child), "GiveUpCertificate", certificates.keyed(owner))


def request_move(people) -> Deed:
    owner = families.certificate()
    given = certificates.keyed(owner, enters=THERE, address="пр. Новый, 2")
    return Deed(families.guardian(owner.child), "RequestMove", given)


def review_move(**content) -> Callable[[dict], Deed]:
    def deed(people) -> Deed:
        move = certificates.request_move(families.certificate(families.child(THERE)), enters=HERE)
        return Deed(families.clerk(), "ReviewMove", certificates.review_of(move, **content))

    return deed


def withdraw_move(people) -> Deed:
    owner = families.certificate()
    parent = families.guardian(owner.child)
    case = certificates.case_of(certificates.request_move(owner, parent))
    given = {"case": to_base64("Case", case.pk), "expectedVersion": case.version, "reason": "Остались."}
    return Deed(parent, "WithdrawMove", given)


DEEDS: dict[str, Callable[[dict], Deed]] = {
    "activateCertificate": activate,
    "discardCertificate": discard,
    "suspendCertificate": suspend,
    "resumeCertificate": resume,
    "terminateCertificate": terminate,
    "giveUpCertificate": give_up,
    "requestMove": request_move,
    "reviewMove: accept": review_move(),
    "reviewMove: refuse": review_move(**NOT_HERE),
    "withdrawMove": withdraw_move,
}
