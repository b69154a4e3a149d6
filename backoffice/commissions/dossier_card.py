"""What an institution asks a commission for, as one typed card. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from backoffice.registers.models import BudgetRegister


def _field(
    label: str, description: str, *, help: str = "", id_of: str = "", of_case: str = "", prose: bool = False, **rest
):
    said = {"label": label, "help": help, "description": description}
    return field(metadata={**said, "id_of": id_of, "of_case": of_case, "prose": prose}, **rest)


@dataclass(frozen=True, kw_only=True)
class DossierCard:
    """The register and the places that a program asks for, and why (C 2.3, C 2.5.1)."""

    register: BudgetRegister = _field("Реестр", "Which register is asked for.")
    places: int = _field("Мест за счёт бюджета", "Pupils at the cost of the budget, 1 to 100 000.")
    need: str = _field(
        "Потребность населения",
        "Why the population needs the program.",
        help="Кому и зачем она нужна.",
        prose=True,
    )
    priorities: str = _field(
        "Приоритеты территории",
        "Which priorities of the territory it serves.",
        help="Каким приоритетам она отвечает.",
        prose=True,
    )
    in_arts: bool = _field("В области искусств", "A pre-professional program in arts (C 2.3).", default=False)
    in_sport: bool = _field(
        "В области физической культуры и спорта", "A pre-professional program in sport (C 2.3).", default=False
    )
    renews: int | None = _field(
        "Продлевает запись",
        "Global id of the entry that it goes on; null: the program is in no register.",
        help="Запись реестра, в котором программа уже состоит.",
        id_of="ProgramRegisterEntry",
        of_case="entries",
        default=None,
    )
