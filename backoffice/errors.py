"""The one way to say no: coded reasons, all at once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """One reason against an act: a stable code, a Russian sentence, its paragraph, what to do, the field."""

    code: str
    message: str
    rule: str
    remedy: str = ""
    path: tuple[str, ...] = ()


class Refused(Exception):
    """An anticipated "no" with all of its reasons."""

    def __init__(self, *refusals: Refusal):
        super().__init__(*refusals)
        self.refusals = refusals

    def __str__(self) -> str:
        return ", ".join(refusal.code for refusal in self.refusals)


def unknown_ground(rule: str, *path: str) -> Refusal:
    """A ground that was not chosen, or is not in the list in force."""
    text = "Основание не выбрано, или в действующем перечне его нет."
    return Refusal("GROUND_UNKNOWN", text, rule, "Выберите основание из перечня.", path)


BUSY = Refusal(
    "TASK_BUSY",
    "Дело сейчас изменяет другой сотрудник. Повторите через несколько секунд.",
    "регламент работы системы",
)
