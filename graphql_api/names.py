"""How the schema names what the domain names."""


def camel(column: str) -> str:
    """The name of a column, or of a field of a decision, in the schema."""
    first, *others = column.split("_")
    return first + "".join(word.title() for word in others)
