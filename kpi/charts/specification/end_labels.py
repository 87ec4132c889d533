"""The labels at the ends of lines: their texts, and how those of given sizes are moved apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

from kpi.charts.specification.lines import ChartLine
from kpi.charts.specification.timeline import tick_words
from kpi.periods import Period

_LETTERS = 26  # in a line of a label, for which the page has room beside a chart


@dataclass(frozen=True)
class EndLabel:
    """The short name of a line with its last figure, in lines of text; ours is bold.

    `name` is the line's name in full, `value` the figure.
    """

    name: str
    value: float
    words: tuple[str, ...]
    bold: bool = False


@dataclass(frozen=True)
class LineEnd:
    """A line's last figure; `aged` names its period where ours ends at another: ` (2024)`."""

    line: ChartLine
    period: Period
    value: float
    aged: str


def line_ends(lines: Sequence[ChartLine]) -> list[LineEnd]:
    """Return the end of each line that has a figure, highest first."""
    last = [(line, figures[-1]) for line in lines if (figures := _figures(line))]
    newest = max((period for line, (period, _) in last if line.role == "home"), default=None)
    ends = [
        LineEnd(
            line, period, value, "" if period == newest else f" ({' '.join(tick_words(period))})"
        )
        for line, (period, value) in last
    ]
    return sorted(ends, key=lambda end: end.value, reverse=True)


def end_labels(lines: Sequence[ChartLine], show: Callable[[float], str]) -> tuple[EndLabel, ...]:
    """Return a label for the end of each line that has a figure, highest first."""
    return tuple(
        EndLabel(
            end.line.name,
            end.value,
            tuple(wrapped(f"{end.line.label} {show(end.value)}{end.aged}", _LETTERS)),
            end.line.role == "home",
        )
        for end in line_ends(lines)
    )


def wrapped(label: str, most: int = 18) -> list[str]:
    """Return a label's lines, of at most `most` letters each unless a word is longer."""
    lines, line = [], ""
    for word in label.split():
        if line and len(line) + len(word) >= most:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def without_overlap(
    wanted: Sequence[float], sizes: Sequence[float], *, lowest: float | None = None
) -> list[float]:
    """Return the middles of labels of these sizes, moved from `wanted` so that none overlap.

    `wanted` falls from first to last. Labels that would end below `lowest` are moved up.
    """
    middles: list[float] = []
    floor = inf
    for want, size in zip(wanted, sizes, strict=True):
        middles.append(min(want, floor - size / 2))
        floor = middles[-1] - size / 2
    if lowest is not None:
        ceiling = lowest
        for place in reversed(range(len(middles))):
            middles[place] = max(middles[place], ceiling + sizes[place] / 2)
            ceiling = middles[place] + sizes[place] / 2
    return middles


def _figures(line: ChartLine) -> list[tuple[Period, float]]:
    return [(point.period, point.value) for point in line.points if point.value is not None]
