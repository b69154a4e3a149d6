"""What a municipality and a family decide about a certificate after its issue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.db.models import TextChoices

from backoffice.certificates.rules import LIFE
from backoffice.errors import Refusal
from workflows.decisions import fields as texts
from workflows.decisions.fields import asked

required, too_long = partial(texts.required, rule=LIFE), partial(texts.too_long, rule=LIFE)
READ_BY_FAMILY = "Её прочтёт семья."


class MoveVerdict(TextChoices):
    ACCEPT = "ACCEPT", "Принять сертификат"
    REFUSE = "REFUSE", "Отказать"


@dataclass(frozen=True, kw_only=True)
class ActivateCertificate:
    """Activate an issued certificate: the family came in person and was identified by its documents."""

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class DiscardCertificate:
    """Delete a certificate that was issued and never activated; the child may apply again."""

    reason: str = asked("Причина", "Why it is deleted.", help=READ_BY_FAMILY)

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Укажите причину удаления.", "reason")


@dataclass(frozen=True, kw_only=True)
class SuspendCertificate:
    """Suspend a certificate: its unused money goes back to the municipality, its place in the queue ends."""

    reason: str = asked("Причина", "Why it is suspended.", help=READ_BY_FAMILY)

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Укажите причину приостановления.", "reason")


@dataclass(frozen=True, kw_only=True)
class ResumeCertificate:
    """Let a suspended certificate work again; money comes back if the Rules and the quota allow, else it waits."""

    reason: str = asked("Причина", "Why it may work again; may be empty.", help=READ_BY_FAMILY, default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class TerminateCertificate:
    """End a certificate for life, on a coded ground; its contracts must have ended before."""

    ground: str = asked(
        "Основание прекращения",
        "Code of the ground; AGE_18 is the system's alone.",
        grounds_of="CertificateTermination",
    )
    reason: str = asked("Пояснение", "Reasons in words.", help="Его прочтёт семья.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Объясните, почему сертификат прекращают.", "reason")


@dataclass(frozen=True, kw_only=True)
class GiveUpCertificate:
    """Give a certificate up for life. Who only needs a break asks the municipality to suspend it."""

    reason: str = asked(
        "Причина отказа от сертификата",
        "Why the family gives it up; may be empty.",
        help="Сертификат выдают ребёнку один раз: отказ окончательный, нового сертификата не будет."
        " Если нужен только перерыв, не отказывайтесь: попросите муниципалитет приостановить сертификат.",
        default="",
    )

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class RequestMove:
    """Ask the municipality to which the child has moved to take the certificate over."""

    enters: str = asked(
        "Куда переехали",
        "Code of the municipality, as `Municipality.code`.",
        help="Муниципалитет, где ребёнок живёт.",
        code_of="Municipality",
    )
    address: str = asked(
        "Новый адрес", "The new address, at most 500 characters.", help="Улица, дом, квартира.", line=True
    )

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class ReviewMove:
    """Take a certificate over from another municipality, or refuse on coded grounds."""

    verdict: MoveVerdict = asked("Решение", "What the review found.")
    grounds: tuple[str, ...] = asked(
        "Основания отказа",
        "Codes of the grounds of a refusal.",
        grounds_of="CertificateTransfer",
        only_for="REFUSE",
        must=True,
        default=(),
    )
    reason: str = asked("Пояснение", "Reasons in words.", help="Его прочтёт семья.", must_for="REFUSE", default="")

    def why_not(self) -> Iterator[Refusal]:
        if self.grounds and self.verdict is not MoveVerdict.REFUSE:
            text, remedy = "Основания бывают только при отказе.", "Уберите основания или откажите."
            yield Refusal("GROUNDS_WITHOUT_REFUSAL", text, LIFE, remedy, ("grounds",))
        yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class WithdrawMove:
    """Take the request for a move back before the decision."""

    reason: str = asked("Причина", "Why it is taken back; may be empty.", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reason, "reason")
