"""Texts of an image, measured in the font they are drawn in; and matplotlib's settings.

Matplotlib is loaded on first use; pyplot is never used, as its state is global.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kpi.charts.specification.end_labels import wrapped
from kpi.charts.specification.styles import INK
from kpi.formatting import number, with_unit_symbol

DPI = 200
LEADING = 1.32
TITLE, SUBTITLE, LABEL, TICK, SOURCE = 13.0, 10.0, 9.5, 9.0, 8.5  # sizes in points
LABEL_ROOM = 125.0
_SETTINGS: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Arial"],  # the first comes with matplotlib
    "text.parse_math": False,  # a $ is a $
    "text.color": INK,
    "svg.fonttype": "none",
    "svg.hashsalt": "kpi",
    "hatch.linewidth": 0.7,
}
# Matplotlib's settings belong to the whole process, so one picture is drawn at a time.
_DRAWING = threading.Lock()


@dataclass(frozen=True)
class TextBlock:
    """Wrapped lines of text with their size in points."""

    lines: tuple[str, ...]
    size: float
    bold: bool
    width: float

    @property
    def height(self) -> float:
        """The height of all lines, in points."""
        return len(self.lines) * self.size * LEADING


@contextmanager
def drawing() -> Iterator[None]:
    """Apply our matplotlib settings, whatever the machine's own are, for one drawing at a time."""
    import matplotlib

    with _DRAWING, matplotlib.rc_context():
        matplotlib.rcdefaults()
        settings: Any = matplotlib.rcParams  # typed by matplotlib as one long list of names
        settings.update(_SETTINGS)
        yield


def clean(text: str) -> str:
    """Return a text on one line, without invisible characters, which could reverse a figure."""
    spaced = " ".join(text.split())
    return "".join(sign for sign in spaced if unicodedata.category(sign)[0] != "C")


def words(text: str, room: float, size: float = LABEL, *, bold: bool = False) -> TextBlock:
    """Return a text wrapped to the width `room`, in points; words that are too long are broken."""
    pen = _ruler()
    lines, line = [], ""
    for word in clean(text).split():
        joined = f"{line} {word}" if line else word
        if _width(pen, joined, size, bold) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(pen, word, room, size, bold)
        lines += full
    return block([*lines, line] if line else lines, size, bold=bold)


def block(lines: Sequence[str], size: float = LABEL, *, bold: bool = False) -> TextBlock:
    """Return lines without wrapping, measured."""
    pen = _ruler()
    widest = max((_width(pen, line, size, bold) for line in lines), default=0.0)
    return TextBlock(tuple(lines), size, bold, widest)


def label_words(text: str, *, bold: bool = False) -> TextBlock:
    """Return a label wrapped as on a page; a word wider than its room is broken."""
    parts = [words(line, LABEL_ROOM, LABEL, bold=bold) for line in wrapped(clean(text))]
    return block([line for part in parts for line in part.lines], LABEL, bold=bold)


def figure_text(value: float, decimals: int, unit: str) -> str:
    """Return a figure with the sign of its unit, as `kpi.benchmarks.measures` prints it: `53.9%`,
    `£1,250`.
    """
    return with_unit_symbol(unit, number(value, decimals))


# ---- parts --------------------------------------------------------------------------------


def _pieces(pen: Any, word: str, room: float, size: float, bold: bool) -> list[str]:
    pieces, piece = [], ""
    for sign in word:
        if piece and _width(pen, piece + sign, size, bold) > room:
            pieces.append(piece)
            piece = ""
        piece += sign
    return [*pieces, piece]


def _ruler() -> Any:
    from matplotlib.backends.backend_agg import RendererAgg

    make: Any = RendererAgg  # matplotlib leaves it untyped
    return make(8, 8, DPI)


def _width(pen: Any, text: str, size: float, bold: bool) -> float:
    from matplotlib.font_manager import FontProperties

    font = FontProperties(size=size, weight="bold" if bold else "normal")
    pixels, _, _ = pen.get_text_width_height_descent(text, font, ismath=False)
    return float(pixels * 72 / DPI)
