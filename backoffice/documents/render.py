"""A template and the words of a paper become a PDF. Asks no database and no network; the same words, the same bytes.

The words go to the typesetter as data (JSON in `sys_inputs`), never as part of its source, so nothing that a person
writes can be a command. The template reads no file but the fonts.
"""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

import orjson
import segno
import typst

from backoffice.documents.glyphs import FONTS, printable
from backoffice.documents.papers import Paper

STANDARD = "a-2b"  # PDF/A: fonts inside, nothing from outside, to be read in decades


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What is printed on every document, whatever it says: what it is and how to check it."""

    title: str
    number: str
    issued_on: date
    check_number: str
    address: str  # of the check page


def render(source: str, paper: Paper, mark: Mark) -> bytes:
    """Typeset a paper as PDF/A-2b.

    :raises typst.TypstError: the template is wrong
    """
    made_at = datetime.combine(mark.issued_on, time(12), UTC)
    return typst.compile(  # type: ignore[call-overload]  # its stub wants the source and the root to be of one type
        source.encode(), **_settled(), sys_inputs=inputs(paper, mark), pdf_standards=STANDARD, timestamp=made_at
    )


def images(source: str, paper: Paper, mark: Mark, *, dots: float = 100) -> list[bytes]:
    """The same as pictures, a PNG for each page, `dots` an inch: for people who write templates."""
    given = _settled() | {"sys_inputs": inputs(paper, mark), "format": "png", "ppi": dots}
    pages: Any = typst.compile(source.encode(), **given)
    return pages if isinstance(pages, list) else [pages]


def inputs(paper: Paper, mark: Mark) -> dict[str, str]:
    """What a template reads: `sys.inputs.paper` and `sys.inputs.mark`, as JSON with days as `2026-03-12`."""
    marked = asdict(mark) | {"qr": _qr(mark.address)}
    return {"paper": _json(asdict(paper)), "mark": _json(marked)}


def _json(values: dict[str, Any]) -> str:
    return orjson.dumps(_plain(values)).decode()


def _plain(value: Any) -> Any:
    """The value with every text as our fonts can print it."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _qr(address: str) -> str:
    """A QR code as SVG, with the quiet edge that readers need."""
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", xmldecl=False, border=4)
    return picture.getvalue().decode().strip()


@cache
def _settled() -> dict[str, Any]:
    """The same for every document: our fonts alone, and no other folder to read from."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return {"root": str(FONTS), "font_paths": fonts}
