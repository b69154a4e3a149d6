"""What our fonts can print. PDF/A forbids a sign without a glyph, and a smile must not stop a vote."""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
HIDDEN = ("Cc", "Cf", "Cs")  # among them those that turn the direction of a text and make it read otherwise


def printable(text: str) -> str:
    """Give the text as it can be printed: signs that nobody sees go, those without a glyph become their numbers."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(_printable(sign) for sign in text)


def _printable(sign: str) -> str:
    if sign == "\n" or ord(sign) in _covered():
        return sign
    return "" if unicodedata.category(sign) in HIDDEN else f"[U+{ord(sign):04X}]"


@cache
def _covered() -> frozenset[int]:
    """Code points that every face has."""
    every = frozenset.intersection(*(_characters(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf"))))
    return frozenset(point for point in every if unicodedata.category(chr(point)) not in HIDDEN)


def _characters(font: bytes) -> frozenset[int]:
    """Code points in the character map (table cmap, format 4) of a TrueType font."""
    count = struct.unpack_from(">H", font, 4)[0]
    records = (struct.unpack_from(">4s4xLL", font, 12 + 16 * place) for place in range(count))
    cmap = next(offset for tag, offset, _ in records if tag == b"cmap")
    tables = (struct.unpack_from(">HHL", font, cmap + 4 + 8 * place) for place in range(_short(font, cmap + 2)))
    start = cmap + next(offset for platform, kind, offset in tables if (platform, kind) == (3, 1))
    segments = _short(font, start + 6) // 2
    ends, begins = start + 14, start + 16 + 2 * segments
    ranges = ((_short(font, begins + 2 * place), _short(font, ends + 2 * place)) for place in range(segments))
    return frozenset(point for begin, end in ranges for point in range(begin, end + 1) if point < 0xFFFF)


def _short(font: bytes, offset: int) -> int:
    return struct.unpack_from(">H", font, offset)[0]
