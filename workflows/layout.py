"""Where the steps of a process stand in its picture, and how its edges run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from viewflow.workflow import chart

WIDER, HIGHER = 90, 75  # pixels that a gap of the layout gets more, so that labels find room in it
RIGID = 8  # pixels at both ends of a gap that stay as they are: the ends of arrows
ANSWERS = {"yes": "да", "no": "нет"}


def layout(flow_class) -> Any:
    """The layout of the library, with gaps wide enough for titles; the titles whole, not yet broken into lines."""
    grid = chart.calc_layout_data(flow_class)
    right, down = _stretched(grid, "x", "width", WIDER), _stretched(grid, "y", "height", HIGHER)
    for cell in grid.cells:
        cell.shape.x, cell.shape.y, cell.shape.text = right(cell.shape.x), down(cell.shape.y), []
        cell.title = str(cell.node.task_title or cell.node.name)
    for edge in grid.edges:
        edge.segments = [[right(x), down(y)] for x, y in edge.segments]
        edge.label, edge.label_pos = answer(edge), _at_the_last_turn(edge.segments)
    grid.width, grid.height = right(grid.width), down(grid.height)
    return grid


def answer(edge) -> str:
    """The label of an edge, in Russian."""
    return ANSWERS.get(edge.label, edge.label or "")


def _at_the_last_turn(segments: list[list[int]]) -> tuple[int, int]:
    """Where an edge's label does not meet those of the other edges from the same gateway."""
    (x, y), (to_x, to_y) = segments[-2:]
    if y == to_y:
        return (x + 10 if to_x > x else x - 30, y - 6)
    return (x + 8, y + 18 if to_y > y else y - 12)


def _stretched(grid, start: str, size: str, more: int) -> Callable[[int], int]:
    """The map of one axis that widens every gap by `more` and leaves what stands between the gaps as it is."""
    bands = sorted({(getattr(cell, start), getattr(cell, size)) for cell in grid.cells})

    def place(at: int) -> int:
        soft = chart.GAP_SIZE - 2 * RIGID
        over = (min(max(at - begin - length - RIGID, 0) / soft, 1) for begin, length in bands)
        return round(at + more * sum(over))

    return place
