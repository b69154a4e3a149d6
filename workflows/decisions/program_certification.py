"""The decisions of program certification, in the order in which they are taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices

from backoffice.certification.models import ExpertTie
from backoffice.certification.rules import RULE
from backoffice.errors import Refusal
from backoffice.programs.words import Provision, Qualification
from workflows.decisions.fields import asked, required, too_long


class CheckVerdict(TextChoices):
    PASS = "PASS", "Передать на оценку качества"
    RETURN = "RETURN", "Вернуть на исправление"
    REFUSE = "REFUSE", "Отказать"


class CertificationVerdict(TextChoices):
    CERTIFY = "CERTIFY", "Сертифицировать"
    REFUSE = "REFUSE", "Отказать"


class AppealVerdict(TextChoices):
    UPHOLD = "UPHOLD", "Удовлетворить"
    REJECT = "REJECT", "Отклонить"


@dataclass(frozen=True, kw_only=True)
class RemarkOn:
    """A remark on one field of the card."""

    field: str = asked(
        "Поле", "Path of the field, for example annotation or modules.2.hours.", line=True, of_case="fields"
    )
    text: str = asked("Замечание", "What is wrong and what to do.", help="Что исправить и как.")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A mark for one criterion."""

    criterion: str = asked("Критерий", "Code of the criterion.", line=True, of_case="criteria")
    points: int = asked("Баллы", "From 0 to the criterion's best.")


@dataclass(frozen=True, kw_only=True)
class ModuleClasses:
    """The classes of one module."""

    number: int = asked("Модуль", "Number of the module.", of_case="modules")
    main_qualification: Qualification = asked("Категория педагога", "Class of the main teacher.")
    second_qualification: Qualification | None = asked(
        "Категория второго педагога", "Class of the second teacher; only where one teaches.", default=None
    )
    provision: Provision = asked("Обеспеченность", "Provision with teaching means.")


@dataclass(frozen=True, kw_only=True)
class ModuleRefusal:
    """One module left out of a certified program."""

    number: int = asked("Модуль", "Number of the module.", of_case="modules")
    ground: str = asked("Основание", "Code of the ground.", grounds_of="ProgramCertification")


@dataclass(frozen=True, kw_only=True)
class SubmitProgram:
    """Submit an edition for certification; it is frozen from then on (C 2.4)."""

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class CheckProgram:
    """Pass the formal check, return the card with remarks on its fields, or refuse on coded grounds."""

    verdict: CheckVerdict = asked("Решение", "What the check found.")
    remarks: tuple[RemarkOn, ...] = asked(
        "Замечания", "Remarks of a return, each on one field.", only_for="RETURN", must=True, default=()
    )
    grounds: tuple[str, ...] = asked(
        "Основания отказа",
        "Codes of the grounds of a refusal.",
        grounds_of="ProgramCertification",
        of_case="not overturned",
        only_for="REFUSE",
        must=True,
        default=(),
    )
    reason: str = asked("Пояснение", "Reasons in words.", help="Его прочтёт поставщик.", must_for="REFUSE", default="")

    def why_not(self) -> Iterator[Refusal]:
        if self.remarks and self.verdict is not CheckVerdict.RETURN:
            text = "Замечания бывают только при возврате."
            yield Refusal("REMARKS_WITHOUT_RETURN", text, RULE, "Уберите замечания или верните карточку.", ("remarks",))
        if self.grounds and self.verdict is not CheckVerdict.REFUSE:
            text = "Основания бывают только при отказе."
            yield Refusal("GROUNDS_WITHOUT_REFUSAL", text, RULE, "Уберите основания или откажите.", ("grounds",))
        for place, remark in enumerate(self.remarks):
            yield from required(remark.text, "Напишите, что исправить.", "remarks", str(place), "text")
        yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class ResubmitProgram:
    """Submit the corrected card again; only the remarked fields may have changed."""

    reply: str = asked(
        "Ответ на замечания",
        "Why a remarked field was left as it is.",
        help="Нужен, если поле с замечанием вы не изменили.",
        default="",
    )

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reply, "reply")


@dataclass(frozen=True, kw_only=True)
class AssignExperts:
    """Ask experts without a tie to the provider; nobody named: the idlest ones are taken."""

    experts: tuple[int, ...] = asked(
        "Эксперты",
        "Ids of users; empty: chosen by load.",
        help="Оставьте пустым, чтобы выбрать по нагрузке.",
        id_of="User",
        of_case="experts",
        how_many="experts",
        default=(),
    )

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class ScoreProgram:
    """Give a mark for every criterion and a reasoned opinion. Immutable once given."""

    scores: tuple[Mark, ...] = asked("Оценки", "One mark for each criterion.", each=True)
    opinion: str = asked("Заключение", "Reasoned opinion.")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.opinion, "opinion")


@dataclass(frozen=True, kw_only=True)
class RelieveExpert:
    """Release an expert who cannot score, or must not; when the others are ready, another one is asked."""

    reason: str = asked("Причина", "Why: illness, a tie found later.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Напишите, почему эксперт освобождается.", "reason")


@dataclass(frozen=True, kw_only=True)
class RecordExpertTie:
    """Record a tie of an expert with a provider: such an expert never scores that provider's programs."""

    expert: int = asked("Эксперт", "Id of a user.", id_of="User")
    provider: int = asked("Поставщик", "Id of a provider.", id_of="Provider")
    kind: ExpertTie.Kind = asked("Связь", "What ties them.")

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class ClassifyProgram:
    """Set the class of the teachers and the provision of every module: they feed the normative cost."""

    modules: tuple[ModuleClasses, ...] = asked("Модули", "Classes of each module.", each=True)

    def why_not(self) -> Iterator[Refusal]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class CertifyProgram:
    """Enter the program into the register with its costs, or refuse on coded grounds (C 2.3, C 2.4)."""

    verdict: CertificationVerdict = asked("Решение", "Certify or refuse.")
    refused_modules: tuple[ModuleRefusal, ...] = asked(
        "Модули без сертификации", "Modules left out, each on a ground.", only_for="CERTIFY", default=()
    )
    grounds: tuple[str, ...] = asked(
        "Основания отказа",
        "Codes of the grounds of a refusal.",
        grounds_of="ProgramCertification",
        of_case="not overturned",
        only_for="REFUSE",
        must=True,
        default=(),
    )
    reason: str = asked("Пояснение", "Reasons in words.", help="Его прочтёт поставщик.", must_for="REFUSE", default="")

    def why_not(self) -> Iterator[Refusal]:
        if self.grounds and self.verdict is CertificationVerdict.CERTIFY:
            text = "Основания бывают только при отказе."
            yield Refusal("GROUNDS_WITHOUT_REFUSAL", text, RULE, "Уберите основания или откажите.", ("grounds",))
        if self.refused_modules:
            yield from required(self.reason, "Объясните, почему модуль не сертифицирован.", "reason")
        else:
            yield from too_long(self.reason, "reason")


@dataclass(frozen=True, kw_only=True)
class AppealRefusal:
    """Contest a refusal before the head of the operator."""

    text: str = asked("Жалоба", "Why the refusal is wrong.", help="Почему вы не согласны с отказом.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.text, "Напишите, почему вы не согласны с отказом.", "text")


@dataclass(frozen=True, kw_only=True)
class DecideAppeal:
    """Uphold the appeal, and the case goes on where it was refused; or reject it, and the refusal stands."""

    verdict: AppealVerdict = asked("Решение", "Uphold or reject.")
    reason: str = asked("Обоснование", "Why.", help="Его прочтёт поставщик.")

    def why_not(self) -> Iterator[Refusal]:
        yield from required(self.reason, "Обоснуйте решение по жалобе.", "reason")


@dataclass(frozen=True, kw_only=True)
class WithdrawProgram:
    """Take the application back before the decision."""

    reason: str = asked("Причина", "Why it is taken back.", default="")

    def why_not(self) -> Iterator[Refusal]:
        yield from too_long(self.reason, "reason")
