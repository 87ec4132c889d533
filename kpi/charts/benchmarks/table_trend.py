"""The small picture beside a measure in a built table: its areas' lines over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from kpi.charts.specification.label_overlaps import dodged
from kpi.charts.specification.lines import stretches
from kpi.charts.specification.small_trend import (
    TableTrend,
    TrendLetters,
    TrendLine,
    TrendPath,
    places_of,
)
from kpi.formatting import capital
from kpi.model.data_status import of_figures
from kpi.model.series_discontinuities import Discontinuity
from kpi.wording.trends.discontinuities import discontinuity_words

_ORDER = ("other", "region", "neighbours", "england", "home")
_LETTER_HEIGHT = 18.0  # in per cent of the picture's height


def table_trend(
    name: str,
    heads: Sequence[str],
    days: Sequence[date],
    lines: Sequence[TrendLine],
    discontinuities: Sequence[Discontinuity],
) -> TableTrend | None:
    """Return the lines of a measure; None where none of them has figures of two periods.

    `heads` and `days` are the names and the last days of the periods; `discontinuities` say what
    keeps each from comparing with those before: no line joins it to them. Gaps are left open.
    """
    values = [v for line in lines for v in line.values if v is not None]
    if not any(len(_known(line)) > 1 for line in lines):
        return None
    low, high = min(values), max(values)
    across = places_of(tuple(days))
    held = [line for line in lines if _known(line)]
    # Our own line is drawn last, above the others.
    held.sort(key=lambda line: _ORDER.index(line.role))

    def down(value: float) -> float:
        return round(100 - 100 * (value - low) / (high - low), 2) if high > low else 50.0

    return TableTrend(
        _text(name, heads, lines) + _discontinuity_text(heads, discontinuities),
        across,
        tuple(
            TrendPath(line.role, _stretches(line, across, down, discontinuities)) for line in held
        ),
        _letters(held, across, down),
    )


# ---- parts ----------------------------------------------------------------------------------


def _known(line: TrendLine) -> list[int]:
    return [place for place, value in enumerate(line.values) if value is not None]


def _stretches(
    line: TrendLine,
    across: Sequence[float],
    down: Callable[[float], float],
    discontinuities: Sequence[Discontinuity],
) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Return the line's stretches; what is set aside is a point of its own."""
    points: list[tuple[float, float] | None] = []
    for place, value, discontinuity in zip(across, line.values, discontinuities, strict=True):
        point = None if value is None else (place, down(value))
        points += [None, point] if discontinuity else [point]
        if discontinuity == "aside":
            points.append(None)
    return stretches(points)


def _letters(
    held: Sequence[TrendLine], across: Sequence[float], down: Callable[[float], float]
) -> tuple[TrendLetters, ...]:
    """Return the letters at the lines' ends, moved apart where they would touch."""
    ends = []
    for line in held:
        last = _known(line)[-1]
        value = line.values[last]
        if line.letters and value is not None:
            ends.append((down(value), across[last], line))
    ends.sort(key=lambda end: end[0])
    places = dodged([end[0] for end in ends], [_LETTER_HEIGHT] * len(ends))
    # All stand behind the furthest end, so that none lies on a longer line.
    furthest = max((end[1] for end in ends), default=100.0)
    return tuple(
        TrendLetters(line.role, line.letters, furthest, round(place, 1))
        for (_, _, line), place in zip(ends, places, strict=True)
    )


def _text(name: str, heads: Sequence[str], lines: Sequence[TrendLine]) -> str:
    """Return `Children looked after, 2021 to 2025: England from 69.0 to 67.0.`"""
    parts = []
    for line in lines:
        known = _known(line)
        if not known:
            parts.append(f"{line.name} without a figure")
            continue
        first, last = known[0], known[-1]
        mark = of_figures([line.status])
        marked = f" ({mark})" if mark else ""
        if first == last:
            parts.append(f"{line.name} {line.texts[first]} in {heads[first]}{marked}")
            continue
        whole = first == 0 and last == len(heads) - 1
        spans = "" if whole else f", {heads[first]} to {heads[last]}"
        parts.append(f"{line.name} from {line.texts[first]} to {line.texts[last]}{spans}{marked}")
    return f"{name}, {heads[0]} to {heads[-1]}: {'; '.join(parts)}."


def _discontinuity_text(heads: Sequence[str], discontinuities: Sequence[Discontinuity]) -> str:
    words = discontinuity_words(heads, discontinuities)
    return f" {capital(words)}." if words else ""
