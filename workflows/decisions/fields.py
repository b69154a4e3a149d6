"""How a decision's field is declared: a Russian label and help for the form, an English description for the schema."""

from dataclasses import field
from typing import Any


def asked(label: str, description: str, *, help: str = "", id_of: str = "", **rest: Any) -> Any:
    """Declare a field of a decision; `id_of` names the type whose global ids it takes, `rest` goes to the dataclass."""
    return field(metadata={"label": label, "help": help, "description": description, "id_of": id_of}, **rest)
