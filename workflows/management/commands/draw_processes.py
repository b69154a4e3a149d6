"""`manage.py draw_processes [--check]`: docs/processes and the tables of docs/processes.md are what the flows say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import fields
from html import escape
from textwrap import wrap
from typing import get_type_hints

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import TextChoices
from viewflow.workflow import chart

from backoffice.access import ROLES
from backoffice.reference.loader import DATA
from workflows import catalog
from workflows.layout import answer, layout
from workflows.nodes import StartDecision, Subcases, UserTask, Wait

DOCS = settings.ROOT / "docs"
BEGIN, END = "<!-- begin of draw_processes -->", "<!-- end of draw_processes -->"
LINE = 14  # pixels between two lines of a label
MARGIN = 64
INKS = ("#1f2937", "#1d4ed8", "#047857", "#b45309", "#7e22ce", "#be123c")  # lines of different steps cross
BLACK = 'stroke="#000000"'
FONT = 'font-family="Arial, \'DejaVu Sans\', sans-serif" font-size="12"'
HALO = 'stroke="#fff" stroke-width="4" stroke-linejoin="round"'


class Command(BaseCommand):
    help = "Нарисовать процессы и записать таблицы их шагов в docs."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="только сравнить; код 1, если файлы устарели")

    def handle(self, *args, check: bool, **options):
        wanted = {DOCS / name: text for name, text in _files()}
        stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
        stale += [path for path in sorted((DOCS / "processes").glob("*.*")) if path not in wanted]
        if check and stale:
            names = ", ".join(str(path.relative_to(settings.ROOT)) for path in stale)
            raise CommandError(
                f"Отстали от кода: {names}. Выполните `python manage.py draw_processes` и сохраните файлы в коммите.",
                returncode=1,
            )
        if not check:
            for path in stale:
                if path in wanted:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(wanted[path], encoding="utf-8")
                else:
                    path.unlink()


def _files() -> Iterator[tuple[str, str]]:
    """Every file this command keeps, by its path in docs."""
    before, begin, rest = (DOCS / "processes.md").read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise CommandError(f"В docs/processes.md нет строк {BEGIN} и {END}.")
    yield "processes.md", f"{before}{BEGIN}\n\n{''.join(map(_chapter, catalog.FLOWS))}{END}{after}"
    for flow_class in catalog.FLOWS:
        grid = layout(flow_class)
        yield f"processes/{flow_class.__name__}.bpmn", _tidy(chart.grid_to_bpmn(grid))
        yield f"processes/{flow_class.__name__}.svg", _picture(grid)


def _tidy(text: str) -> str:
    """Without the empty lines and trailing blanks of the template."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines() if line.strip())


def _picture(grid) -> str:
    """The diagram with our own labels: the library's would capitalise words and leave events and gateways mute."""
    for cell in grid.cells:
        cell.shape.svg += "".join(_lines(cell))
    inks = {node: INKS[place % len(INKS)] for place, node in enumerate(grid.nodes)}
    svg = chart.grid_to_svg(grid).replace("'Arial'", "Arial, 'DejaVu Sans', sans-serif")
    for edge in grid.edges:
        svg = svg.replace(BLACK, f'stroke="{inks[edge.src]}"', 1)
    size = f'width="{grid.width + 2 * MARGIN}" height="{grid.height + 2 * MARGIN}"'
    box = f"{-MARGIN} {-MARGIN} {grid.width + 2 * MARGIN} {grid.height + 2 * MARGIN}"
    svg = svg.replace('width="100%" height="100%"', size, 1)
    svg = svg.replace(f'viewBox="0 0 {grid.width} {grid.height}"', f'viewBox="{box}"', 1)
    paper = f'<rect x="{-MARGIN}" y="{-MARGIN}" {size} fill="#fff"/>'
    return _tidy(svg.replace("<defs>", f"{paper}\n    <defs>", 1))


def _lines(cell) -> Iterator[str]:
    """The title of a node: inside of a box, below an event, beside the downward line of a gateway."""
    width, height = cell.shape.width, cell.shape.height
    is_box, is_gateway = width > 100, len([*cell.node._outgoing()]) > 1 and width <= 100
    lines = wrap(cell.title, 19 if is_box else 16 if is_gateway else 21)
    x, anchor = (width / 2 + 8, "start") if is_gateway else (width / 2, "middle")
    y = height / 2 - (len(lines) - 1) * LINE / 2 + 4 if is_box else height + (4 if is_gateway else LINE + 1)
    for number, line in enumerate(lines):
        text = f'<text x="{x:g}" y="{y + number * LINE:g}" text-anchor="{anchor}" {FONT}{{}}>{escape(line)}</text>'
        yield text.format(f" {HALO}") + text.format("")


def _chapter(flow_class) -> str:
    """One process: what it is, its steps, how it may be withdrawn, its picture."""
    name, title = flow_class.__name__, flow_class.process_title
    description = " ".join(str(flow_class.process_description).split())
    declared = [*vars(flow_class)]
    nodes = sorted(flow_class.instance.nodes(), key=lambda node: declared.index(node.name))
    rows = "".join(_row(flow_class, node) for node in nodes)
    return (
        f"## {name} — {title}\n\n{description}\n\n"
        f"Term of the whole case: {_term(name, 'case')}.{_withdrawal(flow_class)}\n\n"
        "| Step | Title | Who: permission in the unit | Decision | Term | Then |\n|---|---|---|---|---|---|\n"
        f"{rows}\n![{title}](processes/{name}.svg)\n\n[BPMN 2.0](processes/{name}.bpmn)\n\n"
    )


def _row(flow_class, node) -> str:
    steps = [f"{edge.dst.name} ({answer(edge)})" if edge.label else edge.dst.name for edge in node._outgoing()]
    term = _term(flow_class.__name__, node.name) if isinstance(node, UserTask) else ""
    cells = (node.name, node.task_title, _who(node), _decision(node), term, ", ".join(steps) or "end")
    return f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |\n"


def _who(node) -> str:
    if isinstance(node, Subcases):
        return f"a case of {node.child.__name__} for each item"
    if isinstance(node, Wait):
        return "waits for an act about something else"
    if not isinstance(node, StartDecision | UserTask):
        return "system"
    addressee = "; the one person asked" if getattr(node, "addressee", None) else ""
    return _allowed(node.permission, node.holder) + addressee


def _allowed(permission: str, holder) -> str:
    """A permission, the unit in which it is asked for, and the roles that have it."""
    roles = ", ".join(role.label for role, powers in ROLES.items() if permission in powers.may)
    return f"`{permission}` in the {holder.__name__}: {roles}"


def _decision(node) -> str:
    if not isinstance(node, StartDecision | UserTask):
        return ""
    hints = get_type_hints(node.decision)
    kinds = [hints[each.name] for each in fields(node.decision)]
    verdicts = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, TextChoices)]
    choices = "; ".join(f"{each.value} — {each.label}" for verdict in verdicts for each in verdict)
    return f"`{node.decision.__name__}`" + (f": {choices}" if choices else "")


def _term(process: str, step: str) -> str:
    """The default term of a step. The Rules may replace it without a change of code."""
    rules = tomllib.loads((DATA / "rules.toml").read_text(encoding="utf-8"))
    for rule in rules["deadlines"]:
        if (rule["process"], rule["step"]) == (process, step):
            return f"{rule['days']} {'working' if rule['in_working_days'] else 'calendar'} days"
    return "that of the case around it"


def _withdrawal(flow_class) -> str:
    withdrawal = getattr(flow_class, "withdraw", None)
    if withdrawal is None:
        return ""
    author = "; whoever began it" if withdrawal.author else ""
    who = _allowed(withdrawal.permission, withdrawal.holder) + author
    return f" Until it is decided it may be withdrawn by `{withdrawal.decision.__name__}` ({who})."
