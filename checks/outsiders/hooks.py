"""What schemathesis sends and what it asks of every answer: each error has a code of the closed list, none is ours."""

import json
import os
from collections import Counter
from pathlib import Path
from zlib import crc32

import schemathesis
from graphql import Visitor, print_ast, visit
from hypothesis import strategies as st
from schemathesis.graphql import nodes

CODES = {
    "BAD_USER_INPUT",
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "NOT_FOUND",
    "CONFLICT",
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "LIMIT_EXCEEDED",
}
IDS = json.loads(Path(os.environ["IDS"]).read_text())  # of objects that exist, so that resolvers have work
TALLY = Path(os.environ["TALLY"])


def decimal(chance: int) -> st.SearchStrategy[str]:
    """A number, one time out of twenty any text: a card has ten numbers and must be read sometimes."""
    return st.decimals(-1000, 1000, places=6).map(str) if chance else st.text()


schemathesis.graphql.scalar("ID", (st.sampled_from(IDS) | st.text()).map(nodes.String))
schemathesis.graphql.scalar(
    "Int", (st.integers(0, 100) | st.integers(2015, 2030) | st.integers(-(2**31), 2**31 - 1)).map(nodes.Int)
)
schemathesis.graphql.scalar("Date", (st.dates().map(str) | st.text()).map(nodes.String))
schemathesis.graphql.scalar("DateTime", st.datetimes().map(lambda at: nodes.String(f"{at.isoformat()}Z")))
schemathesis.graphql.scalar("Decimal", st.integers(0, 19).flatmap(decimal).map(nodes.String))
schemathesis.graphql.scalar("Kopecks", st.integers(-(2**53), 2**54).map(nodes.Int))

PAGE = {"after", "before", "first", "last"}


class WholePage(Visitor):
    """Take the arguments of a page away."""

    def enter_argument(self, node, *_):
        return self.REMOVE if node.name.value in PAGE else None


@schemathesis.hook
def map_body(_ctx, body):
    """Ask for every second page as clients do, from the beginning on: random cursors alone find no rows."""
    return visit(body, WholePage()) if crc32(print_ast(body).encode()) % 2 else body


seen: Counter[str] = Counter()


@schemathesis.check
def only_labelled_errors(_ctx, response, _case):
    """Fail on a status of ours, on an answer that is not GraphQL and on an error outside of the closed list."""
    assert response.status_code < 500, f"{response.status_code}: {response.text[:500]}"
    answer = response.json()
    assert isinstance(answer, dict) and ("data" in answer or answer.get("errors")), response.text[:500]
    codes = [error.get("extensions", {}).get("code") for error in answer.get("errors", [])]
    assert set(codes) <= CODES, f"{codes}: {response.text[:500]}"
    seen.update(codes or ["without errors"])
    TALLY.write_text(json.dumps(seen))
