"""What an operation costs: how many objects its answer may hold, and what is judged for them: docs/endpoint.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLOutputType,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)
from graphql.pyutils import Undefined

from backoffice.enrollments import choosing
from graphql_api.connections import DEFAULT_PAGE, LARGEST_PAGE
from graphql_api.documents import INTROSPECTION, LIST_ARGUMENT, PAGE_ARGUMENTS, Document
from graphql_api.errors import coded

LIST = 5  # objects that a list without pages counts for
SCHEMA = 500  # objects that `__schema` and `__type` count for, whatever is asked of them
JUDGED = 10  # objects that a group counts for when every rule of a request is asked about it
LEAST_JUDGED = 100  # objects that a question about groups counts for, however few they are: its statements are the same
MOST_ASKED = 50  # groups of one `eligibility`
MOST_SEARCHED = choosing.BATCH * choosing.MOST_BATCHES  # groups judged for a page of `navigatorForUs`
SEARCH = "navigatorForUs"
JUDGES = {SEARCH, "eligibility"}
FORM = ("Task", "form")
LOOKED_UP = 500  # objects that the form of a step counts for: what each field may hold is looked up, form by form
COSTS = 32  # remembered with a document, one for each size of its pages
MOST = 1_000_000  # more is told as this


@dataclass(frozen=True)
class Cost:
    """What an operation costs and what its viewer may spend on one."""

    requested: int
    limit: int

    @property
    def is_too_high(self) -> bool:
        """Whether the viewer may not ask this much at once."""
        return self.requested > self.limit

    def refusal(self) -> GraphQLError:
        """Say it, and what helps."""
        return coded(
            "LIMIT_EXCEEDED",
            f"Стоимость запроса {self.requested}, а предел — {self.limit}."
            " Уменьшите first или last, уберите вложенные списки или разделите запрос.",
        )


def of(document: Document, operation_name: str | None, variables: dict[str, Any] | None) -> int:
    """The cost of one operation with these variables; worked out once for each size of its pages and lists."""
    given, names = variables or {}, document.names
    pages = [(name, _page(given.get(name, Undefined))) for name in names.page_variables - names.list_variables]
    lists = [(name, _length(given.get(name, Undefined))) for name in names.list_variables]
    pages = tuple(pages + lists)
    key = (operation_name, pages)
    if key not in document.costs:
        if len(document.costs) >= COSTS:
            document.costs.clear()
        document.costs[key] = _cost(document, operation_name, pages)
    return document.costs[key]


def _page(given: object) -> object:
    """A page as it counts: what will be refused later counts as the largest page, so that it is never cheap."""
    if given is None or given is Undefined:
        return given
    return min(max(given, 0), LARGEST_PAGE) if type(given) is int else LARGEST_PAGE


def _length(given: object) -> object:
    """A list of groups as it counts: one id is a list of one, and a longer one than is allowed will be refused."""
    if given is None or given is Undefined:
        return given
    return min(len(given), MOST_ASKED) if isinstance(given, list) else 1


def _judged(groups: int) -> int:
    """What it costs to ask every rule of a request about so many groups."""
    return max(JUDGED * groups, LEAST_JUDGED)


def _cost(document: Document, operation_name: str | None, pages: tuple[tuple[str, object], ...]) -> int:
    operation = document.operation(operation_name)
    root = document.schema.get_root_type(operation.operation)
    return _Walk(document, _defaults(operation) | {name: size for name, size in pages if size is not Undefined}).of(
        operation.selection_set, root
    )[0]


def _defaults(operation: OperationDefinitionNode) -> dict[str, object]:
    """What variables are where the request says nothing."""
    return {
        each.variable.name.value: _default(each.default_value)
        for each in operation.variable_definitions or ()
        if isinstance(each.default_value, IntValueNode | ListValueNode)
    }


def _default(value: IntValueNode | ListValueNode) -> object:
    return _length_of(value) if isinstance(value, ListValueNode) else _literal(value)


def _length_of(written: ListValueNode) -> int:
    return min(len(written.values), MOST_ASKED)


def _literal(number: IntValueNode) -> object:
    return _page(int(number.value)) if len(number.value) < 10 else LARGEST_PAGE  # Python reads no number of any length


@dataclass
class _Walk:
    """One walk of one operation, each fragment once. A circle of fragments counts as nothing: GraphQL refuses it."""

    document: Document
    sizes: dict[str, object]
    known: dict[str, tuple[int, int]] = field(default_factory=dict)

    def of(self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None) -> tuple[int, int]:
        """Objects below a selection: those that come once, and those that come with each row of its page."""
        once = with_each_row = 0
        for selection in selections.selections if selections else ():
            part = self._part(selection, parent)
            once, with_each_row = once + part[0], with_each_row + part[1]
        return min(once, MOST), min(with_each_row, MOST)

    def _part(self, selection: SelectionNode, parent: GraphQLNamedType | None) -> tuple[int, int]:
        if isinstance(selection, FieldNode):
            return self._field(selection, parent)
        if isinstance(selection, FragmentSpreadNode):
            return self._fragment(selection.name.value)
        assert isinstance(selection, InlineFragmentNode)
        named = selection.type_condition
        return self.of(selection.selection_set, self._type(named.name.value) if named else parent)

    def _fragment(self, name: str) -> tuple[int, int]:
        if name not in self.known:
            self.known[name] = (0, 0)
            if fragment := self.document.fragments.get(name):
                self.known[name] = self.of(fragment.selection_set, self._type(fragment.type_condition.name.value))
        return self.known[name]

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> tuple[int, int]:
        name = node.name.value
        if name in INTROSPECTION:
            return SCHEMA, 0
        definition = getattr(parent, "fields", {}).get(name)
        if definition is None or is_leaf_type(kind := get_named_type(definition.type)):
            return 0, 0
        once, with_each_row = self.of(node.selection_set, kind)
        if name == "edges" and _is_connection(parent):
            return 0, 1 + once
        whole = 1 + once + with_each_row * self._rows(node)
        if parent is self.document.schema.query_type and name in JUDGES:
            return self._judging(node, whole), 0
        looked_up = LOOKED_UP if (getattr(parent, "name", ""), name) == FORM else 0
        return looked_up + whole * (LIST if _is_list(definition.type) else 1), 0

    def _judging(self, node: FieldNode, whole: int) -> int:
        """A field that asks every rule of a request about many groups: more work than objects."""
        if node.name.value == SEARCH:
            return _judged(MOST_SEARCHED) + whole
        groups = self._groups(node)
        return _judged(groups) + groups * whole

    def _rows(self, node: FieldNode) -> int:
        """The size of the page that a field asks for."""
        asked = [self._size(given.value) for given in node.arguments or () if given.name.value in PAGE_ARGUMENTS]
        return max((size for size in asked if isinstance(size, int)), default=DEFAULT_PAGE)

    def _groups(self, node: FieldNode) -> int:
        """How many groups a field asks about."""
        given = next((given.value for given in node.arguments or () if given.name.value == LIST_ARGUMENT), None)
        if isinstance(given, ListValueNode):
            return _length_of(given)
        known = self.sizes.get(given.name.value) if isinstance(given, VariableNode) else 1
        return known if isinstance(known, int) else MOST_ASKED

    def _size(self, value: object) -> object:
        if isinstance(value, IntValueNode):
            return _literal(value)
        return self.sizes.get(value.name.value) if isinstance(value, VariableNode) else None

    def _type(self, name: str) -> GraphQLNamedType | None:
        return self.document.schema.type_map.get(name)


def _is_connection(kind: GraphQLNamedType | None) -> bool:
    return {"edges", "pageInfo"} <= getattr(kind, "fields", {}).keys()


def _is_list(kind: GraphQLOutputType) -> bool:
    return is_list_type(get_nullable_type(kind))
