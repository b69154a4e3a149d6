"""Operations made at random over the whole schema, for tests that compare two ways of answering."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)

from graphql_api.schema import schema

DEPTH = 5
WRITING = {
    "childCard",
    "specialNeeds",
    "certificateCheck",
    "duplicatePair",
    "requestedChild",
    "trajectory",
}  # asking twice finds another world
CLOCKED = {("StoredFile", "url")}  # holds a token of the moment
TEXTS = {"Date": '"2026-11-01"', "DateTime": '"2027-11-01T00:00:00+07:00"', "String": '"1.10"'}


class Generated:
    """One operation after another; `ids` are the global ids to ask for, by the name of the argument."""

    def __init__(self, seed: int, ids: Mapping[str, Sequence[str]]):
        self.chance, self.ids = random.Random(seed), ids
        self.kinds = schema._schema.type_map

    def operation(self) -> str:
        """An operation over one or two root fields, with a variable for @include and a fragment here and there."""
        root = schema._schema.query_type
        names = self.chance.sample(sorted(root.fields.keys() - WRITING), self.chance.choice((1, 1, 2)))
        self.fragments: list[str] = []
        body = " ".join(f"r{number}: {self._field(root, name, 0)}" for number, name in enumerate(names))
        return f"query ($yes: Boolean = true, $no: Boolean = false) {{ {body} }} {' '.join(self.fragments)}"

    def _field(self, kind: GraphQLObjectType, name: str, depth: int) -> str:
        field = kind.fields[name]
        arguments = [
            f"{word}: {value}" for word, each in field.args.items() if (value := self._argument(word, each)) is not None
        ]
        if "last" in field.args and name != "tasks" and not any(text.startswith("first") for text in arguments):
            arguments.append(f"last: {self.chance.randint(0, 4)}")
        given = f"({', '.join(arguments)})" if arguments else ""
        return f"{name}{given}{self._condition()}{self._selection(get_named_type(field.type), depth + 1)}"

    def _condition(self) -> str:
        return self.chance.choice((*[""] * 8, " @include(if: $yes)", " @skip(if: $yes)", " @include(if: $no)"))

    def _argument(self, name: str, argument: GraphQLArgument) -> str | None:
        kind, required = get_named_type(argument.type), isinstance(argument.type, GraphQLNonNull)
        if not required and (self.chance.random() < 0.5 or name in ("after", "before", "last", "filter")):
            return None
        if isinstance(kind, GraphQLEnumType):
            return self.chance.choice(sorted(kind.values))
        if kind.name == "ID":
            return f'"{self.chance.choice(self.ids[name])}"'
        if kind.name == "Boolean":
            return self.chance.choice(("true", "false"))
        return TEXTS.get(kind.name) or str(self.chance.randint(1, 5) if name != "year" else 2026)

    def _selection(self, kind, depth: int) -> str:
        if is_leaf_type(kind):
            return ""
        if not isinstance(kind, GraphQLObjectType):
            members = self.chance.sample(["Task", "Case", "Provider", "ProgramEdition", "StoredFile"], 3)
            parts = [f"... on {name} {self._selection(self.kinds[name], depth)}" for name in members]
            return f" {{ __typename {' '.join(parts)} }}"
        parts = ["__typename", *(self._part(kind, name, depth) for name in self._names(kind, depth))]
        if self.chance.random() < 0.2:
            return f" {{ {self._fragment(kind, ' '.join(parts))} }}"
        return f" {{ {' '.join(parts)} }}"

    def _names(self, kind: GraphQLObjectType, depth: int) -> list[str]:
        known = [
            name
            for name, field in kind.fields.items()
            if (kind.name, name) not in CLOCKED and (depth < DEPTH or is_leaf_type(get_named_type(field.type)))
        ]
        return self.chance.sample(known, min(len(known), self.chance.randint(2, 5)))

    def _part(self, kind: GraphQLObjectType, name: str, depth: int) -> str:
        alias = f"{name}{self.chance.randint(1, 9)}: " if self.chance.random() < 0.1 else ""
        return alias + self._field(kind, name, depth)

    def _fragment(self, kind: GraphQLObjectType, body: str) -> str:
        if self.chance.random() < 0.5:
            return f"... on {kind.name} {{ {body} }}"
        name = f"Part{len(self.fragments)}"
        self.fragments.append(f"fragment {name} on {kind.name} {{ {body} }}")
        return f"...{name}"
