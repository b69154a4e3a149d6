"""How large an operation may be: tokens, depth, aliases, directives, one attempt to sign in. No re-walks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    Visitor,
    visit,
)

from graphql_api.errors import coded

TOKENS = 2000
DEPTH = 15  # the introspection query of the usual clients takes 13
ALIASES = 30
DIRECTIVES = 50
REPEATS = 60  # of one name in a document: GraphQL compares each with each
ONCE = {"signIn", "registerApplicant"}


@dataclass
class Size:
    """How deep a selection goes and how often it uses what is limited, fragments unfolded."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0


class Limits(Visitor):
    """Finds what makes an operation larger than any of our clients needs; a plain visitor, since rules cost more."""

    def __init__(self, document: DocumentNode):
        super().__init__()
        self.document = document
        self.names: Counter[str] = Counter()
        self.errors: list[GraphQLError] = []

    def enter_field(self, node: FieldNode, *_) -> None:
        name = (node.alias or node.name).value
        self.names[name] += 1
        if self.names[name] == REPEATS + 1:
            self.errors.append(coded("LIMIT_EXCEEDED", f"Поле встречается в запросе больше {REPEATS} раз.", node))

    def enter_operation_definition(self, node: OperationDefinitionNode, *_) -> None:
        size = _Measure(self.document).of(node.selection_set)
        for name, value, limit in (
            ("Глубина запроса", size.depth, DEPTH),
            ("Число псевдонимов", size.aliases, ALIASES),
            ("Число директив", size.directives, DIRECTIVES),
        ):
            if value > limit:
                self.errors.append(coded("LIMIT_EXCEEDED", f"{name} больше {limit}.", node))
        if len(_once(node, self.document)) > 1:
            self.errors.append(coded("LIMIT_EXCEEDED", "В одном запросе возможна одна попытка входа.", node))

    def enter_string_value(self, node: StringValueNode, *_) -> None:
        if "\0" in node.value:
            self.errors.append(coded("BAD_USER_INPUT", "Недопустимый знак с кодом 0 в строке.", node))


def too_large(document: DocumentNode) -> list[GraphQLError]:
    """What is too large, found in one walk before the validation, whose cost grows with the square of the size."""
    found = Limits(document)
    visit(document, found)
    return found.errors


class _Measure:
    """Sizes of selections, each fragment measured once. A circle of fragments counts as nothing: GraphQL refuses it."""

    def __init__(self, document: DocumentNode):
        self.fragments = _fragments(document)
        self.known: dict[str, Size] = {}

    def of(self, selection_set: SelectionSetNode | None) -> Size:
        """Add up one selection."""
        total = Size()
        for selection in selection_set.selections if selection_set else ():
            total.directives += len(selection.directives or ())
            if isinstance(selection, FragmentSpreadNode):
                part = self._of_fragment(selection.name.value)
            else:
                part = self.of(selection.selection_set)
            is_field = isinstance(selection, FieldNode)
            total.aliases += part.aliases + bool(is_field and selection.alias)
            total.directives += part.directives
            total.depth = max(total.depth, part.depth + is_field)
        return total

    def _of_fragment(self, name: str) -> Size:
        if name not in self.known:
            self.known[name] = Size()
            fragment = self.fragments.get(name)
            self.known[name] = self.of(fragment.selection_set if fragment else None)
        return self.known[name]


def _once(operation: OperationDefinitionNode, document: DocumentNode) -> set[str]:
    """Names in the answer of the operation's attempts to sign in or register, through fragments too."""
    fragments, seen, found = _fragments(document), set(), set()
    waiting = [*operation.selection_set.selections]
    while waiting:
        selection = waiting.pop()
        if isinstance(selection, FieldNode):
            if selection.name.value in ONCE:
                found.add(selection.alias.value if selection.alias else selection.name.value)
            continue
        if isinstance(selection, FragmentSpreadNode):
            if selection.name.value in seen or selection.name.value not in fragments:
                continue
            seen.add(selection.name.value)
            selection = fragments[selection.name.value]
        waiting += selection.selection_set.selections
    return found


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
