"""Every id, cursor, text, number and date that the schema takes, filled with what it should not be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks.values import IDS, tampered
from checks.wire import Send, operation

TYPE = "kind name ofType { kind name ofType { kind name ofType { kind name } } }"
SCHEMA = f"""{{ __schema {{
  queryType {{ fields {{ name args {{ name type {{ {TYPE} }} }} type {{ {TYPE} }} }} }}
  mutationType {{ fields {{ name args {{ name type {{ {TYPE} }} }} type {{ {TYPE} }} }} }}
  types {{ name kind enumValues {{ name }} inputFields {{ name type {{ {TYPE} }} }} }}
}} }}"""
NASTY: dict[str, list[Any]] = {
    "ID": [*IDS, 1, 2**70, 1.5, True, None, [], {}],
    "String": ["", "\0", "\x1b[31m", "'; DROP TABLE x; --", "%", "😀" * 10_000, "a" * 100_000, 1, None, [], {}],
    "Int": [0, -1, 2**31 - 1, -(2**31), 2**31, 2**53 + 1, 2**70, 1.5, 1e300, "1", True, None, [], {}],
    "Boolean": ["true", 1, None, [], {}],
    "Date": ["", "0000-01-01", "0001-01-01", "9999-12-31", "2026-02-30", "2026-W01-1", "\0", 20260101, None, [], {}],
    "DateTime": ["", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-01-01", "2026-01-01T00:00:00", 1, None, {}],
}
HARMLESS = {"ID": "VGFzazow", "Int": 1, "Boolean": False, "Date": "2026-01-01", "DateTime": "2026-01-01T00:00:00Z"}


class Shape:
    """The schema as introspection tells it, and how to ask one root field of it."""

    def __init__(self, told: dict[str, Any]):
        self.types = {kind["name"]: kind for kind in told["types"]}
        self.queries = told["queryType"]["fields"]
        self.mutations = [each for each in told["mutationType"]["fields"] if self._has_id(each)]

    def places(self, field: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any], str, str]]:
        """(arguments, the object that holds the place, name of the place, its scalar) for each place of a field."""
        for argument in field["args"]:
            yield from self._places(field, argument["name"], argument["type"])

    def _places(self, field, name, told):
        scalar = self._named(told)["name"]
        inside = self.types[scalar]["inputFields"]
        if not inside:
            given = self._arguments(field)
            yield given, given, name, scalar
            return
        for member in inside:
            given = self._arguments(field)
            given[name] = given[name] or self._value(self._named(told))
            yield given, given[name], member["name"], self._named(member["type"])["name"]

    def _has_id(self, field) -> bool:
        """Whether it needs an id: with one that finds nothing it can change nothing."""
        (inside,) = [self.types[self._named(each["type"])["name"]]["inputFields"] for each in field["args"]] or [[]]
        return any(each["type"]["kind"] == "NON_NULL" and self._named(each["type"])["name"] == "ID" for each in inside)

    def _arguments(self, field) -> dict[str, Any]:
        return {each["name"]: self._value(each["type"]) for each in field["args"]}

    def _value(self, told) -> Any:
        """The smallest value of a type."""
        if told["kind"] == "NON_NULL":
            return self._value(told["ofType"]) if told["ofType"]["kind"] != "LIST" else []
        if told["kind"] in ("SCALAR", "LIST"):
            return None if told["kind"] == "LIST" else HARMLESS.get(told["name"], "x")
        kind = self.types[told["name"]]
        if kind["enumValues"]:
            return kind["enumValues"][0]["name"]
        return {each["name"]: self._value(each["type"]) for each in kind["inputFields"] if self._is_needed(each)}

    def _is_needed(self, member) -> bool:
        return member["type"]["kind"] == "NON_NULL"

    def _named(self, told) -> dict[str, Any]:
        while told.get("ofType"):
            told = told["ofType"]
        return told

    def declared(self, told) -> str:
        """A type as a document writes it."""
        if told["kind"] == "NON_NULL":
            return self.declared(told["ofType"]) + "!"
        return f"[{self.declared(told['ofType'])}]" if told["kind"] == "LIST" else told["name"]

    def document(self, field, word: str) -> str:
        """An operation that asks for that field alone, its arguments as variables."""
        arguments = field["args"]
        variables = ", ".join(f"${each['name']}: {self.declared(each['type'])}" for each in arguments)
        passed = ", ".join(f"{each['name']}: ${each['name']}" for each in arguments)
        kind = self.types[self._named(field["type"])["name"]]["kind"]
        below = "" if kind in ("SCALAR", "ENUM") else "{ edges { cursor } }" if is_list(field) else "{ __typename }"
        if kind == "UNION":
            below = "{ __typename ... on Refused { refusals { code } } }"
        head = f"{word}({variables})" if variables else word
        return f"{head} {{ {field['name']}{f'({passed})' if passed else ''} {below} }}"


def is_list(field: dict[str, Any]) -> bool:
    """Whether a field is a list in pages."""
    return any(each["name"] == "after" for each in field["args"])


def shape(send: Send) -> Shape | None:
    """The schema, if the official may look at it."""
    told = send(operation(SCHEMA, signed_in=True)).json.get("data")
    return Shape(told["__schema"]) if told else None


def values(send: Send, known: Shape) -> Iterator[str]:
    """Put every nasty value into every place; yield each answer that is a mistake of ours, or changed something."""
    for word, fields in (("query", known.queries), ("mutation", known.mutations)):
        for field in fields:
            document = known.document(field, word)
            for given, holder, name, scalar in known.places(field):
                for value in NASTY.get(scalar, ["x", 1, None]):
                    holder[name] = value
                    answer = send(operation(document, given, signed_in=True))
                    told = (answer.json.get("data") or {}).get(field["name"]) if word == "mutation" else None
                    changed = told is not None and told.get("__typename") != "Refused"
                    if answer.status >= 500 or "INTERNAL_SERVER_ERROR" in answer.codes or changed:
                        yield f"{field['name']}.{name} = {str(value)[:60]!r}: {answer.status} {answer.body[:300]!r}"


def cursors(send: Send, known: Shape) -> Iterator[str]:
    """Tamper with a real cursor of every list; yield each answer that is not the page or «a bad cursor»."""
    for field in known.queries:
        if not is_list(field):
            continue
        document = known.document(field, "query")
        given = {each["name"]: None for each in field["args"] if each["type"]["kind"] != "NON_NULL"}
        given |= {each["name"]: known._value(each["type"]) for each in field["args"] if each["name"] not in given}
        answer = send(operation(document, given, signed_in=True))
        edges = ((answer.json.get("data") or {}).get(field["name"]) or {}).get("edges")
        for cursor in tampered(edges[0]["cursor"]) if edges else ["", "x", "W10="]:
            for side in ("after", "before"):
                if side in given:
                    answer = send(operation(document, given | {side: cursor}, signed_in=True))
                    if answer.status != 200 or set(answer.codes) - {"BAD_USER_INPUT"}:
                        yield f"{field['name']}({side}: {cursor[:60]!r}): {answer.status} {answer.body[:300]!r}"
