"""The width of a text in print, by the published metrics of Helvetica.

Arial and Liberation Sans, in which our Word files are set, have the same widths. A letter that
the metrics lack counts as the widest one, so that a text is never wider than the width given here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

POINTS_PER_CM = 72 / 2.54
_LETTER = re.compile(r"C (-?\d+) ; WX (\d+) ; N (\w+)")
_NAMED = {"quoteright": "\u2019", "quoteleft": "\u2018", "quotedblleft": "\u201c",
          "quotedblright": "\u201d", "bullet": "\u2022", "endash": "\u2013", "sterling": "\u00a3",
          "quotesingle": "'"}  # fmt: skip


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width in points of a text of `size` points on one line."""
    letters = _widths(bold)
    widest = max(letters.values())
    return sum(letters.get(letter, widest) for letter in text) * size / 1000


def longest_word(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width in points of the widest part that must not be torn: what has no space."""
    return max((width(word, size, bold=bold) for word in re.split(r"[ \n]", text)), default=0.0)


def lines_of(text: str, room: float, size: float, *, bold: bool = False) -> int:
    """Return how many lines a text takes in `room` points; a word that is too wide is broken."""
    lines, used = 1, 0.0
    space = width(" ", size, bold=bold)
    for word in text.split(" "):
        wide = width(word, size, bold=bold)
        if used and used + space + wide > room:
            lines, used = lines + 1, 0.0
        elif used:
            used += space
        while wide > room:
            lines, wide = lines + 1, wide - room
        used += wide
    return lines


@lru_cache(maxsize=2)
def _widths(bold: bool) -> Mapping[str, int]:
    """Return the width of each letter in thousandths of the size."""
    from matplotlib import get_data_path

    name = "Helvetica-Bold.afm" if bold else "Helvetica.afm"
    metrics = (Path(get_data_path()) / "fonts" / "pdfcorefonts" / name).read_text("ascii")
    widths = {"\u00a0": 278}
    for code, wide, letter in _LETTER.findall(metrics):
        if letter in _NAMED:
            widths[_NAMED[letter]] = int(wide)
        elif 32 <= int(code) < 127:
            widths[chr(int(code))] = int(wide)
    return widths
