"""The rule on figures in commentary: they must be the published ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpi.disclosure.counted_things import NUMBER, number
from kpi.disclosure.numbers_in_text import COUNTS, SHARE, is_one_of
from kpi.indicators.targets.targets_in_force import AMOUNTS
from kpi.model.definitions.indicator import Indicator
from kpi.model.observation import Observation
from kpi.periods import Period
from kpi.returns.checks.context import Context
from kpi.returns.checks.registry import Finding, Stage, rule
from kpi.returns.checks.return_and_live import (
    ReportedSeries,
    figure_words,
    grouped,
    in_force,
    of_known_indicators,
    series_of,
)
from kpi.returns.records import WARNING, ParsedReturn

_SEARCHED = 80  # characters around a figure that are searched for whose figure it is
_POINTS = re.compile(rf"(?<![\d.,])({NUMBER})\s?points?\b", re.IGNORECASE)
# Figures of other areas, of a target, or of a change are not this indicator's own.
_OTHERS = re.compile(
    r"\b(england|national\w*|region\w*|south west|neighbour\w*|average|target\w*|level|benchmark"
    r"|other (?:authorities|councils)|aim\w*|goal|rise|rose|increas\w*|fall|fell|drop\w*"
    r"|reduc\w*|grew|growth|down|up|more|fewer|less|by)\s+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_OTHERS_AFTER = re.compile(
    r"^\s*(?:\w+\s+){0,2}(target|rise|increase|fall|drop|reduction|more|fewer|less|higher|lower"
    r"|wider|narrower|better|worse|above|below|apart|nationally"
    r"|(?:in|for|across) england|average|up|down)\b",
    re.IGNORECASE,
)


@rule("commentary-figure", WARNING, stage=Stage.WHOLE, unless=("small-number-named",))
def commentary_figure(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A figure in the commentary must be the published one, or two versions reach one meeting.

    Counts (`96 of 178`), percentages and points that look like the indicator's own are compared
    with its figures up to that quarter; figures of others, of targets or of changes are not.
    """
    series, targets = series_of(read, context), grouped(read.targets, context)
    for indicator, line in of_known_indicators(read.commentary, context):
        quarter = line.reporting_quarter
        own = series.get(indicator.id)
        # Where a figure of the return has a fault itself, nothing can be compared with it.
        if quarter is None or own is None or own.has_unsound_line:
            continue
        published = _published(own, quarter)
        if not published:
            continue
        target = in_force(targets, context, indicator.id, quarter)
        levels = [getattr(target, name) for name in AMOUNTS] if target else []
        for column in ("what_happened", "why"):
            text = getattr(line, column) or ""
            for named in _named(indicator, text, published, levels):
                yield Finding(line.place, column, named, _expected(indicator, published))


def _published(series: ReportedSeries, quarter: Period) -> list[Observation]:
    """Return the figures that readers of a quarter's report know, newest first."""
    figures = series.figures.values()
    published = [o for o in figures if o.value is not None and o.period.end <= quarter.end]
    return published[::-1]


def _expected(indicator: Indicator, published: list[Observation]) -> str:
    newest = [f"{o.period.short} {figure_words(indicator, o)}" for o in published[:2]]
    return f"a published figure: {', '.join(newest)}"


def _named(
    indicator: Indicator,
    text: str,
    published: list[Observation],
    levels: list[float | None],
) -> Iterator[str]:
    """Yield the figures in a text that are not among the published ones."""
    counts = [
        (o.numerator, o.denominator)
        for o in published
        if o.numerator is not None and o.denominator is not None
    ]
    for match in COUNTS.finditer(text) if counts else ():
        pair = (number(match[1]), number(match[2]))
        if _looks_like_counts(pair, counts) and not _is_of_others(text, match):
            yield match[0]
    pattern = {"percent": SHARE, "points": _POINTS}.get(indicator.unit)
    if pattern is None:
        return
    values = [o.value for o in published if o.value is not None]
    values += [level for level in levels if level is not None]
    own: dict[str, bool] = {}  # a long text repeats the same figures many times
    for match in pattern.finditer(text):
        if match[1] not in own:
            own[match[1]] = is_one_of(match[1], values)
        if not own[match[1]] and not _is_of_others(text, match):
            yield match[0]


def _looks_like_counts(pair: tuple[float, float], counts: list[tuple[float, float]]) -> bool:
    """Return whether two numbers are close to the counts of a series but equal none of them."""
    if pair in counts:
        return False
    wholes = [whole for _, whole in counts]
    is_close = min(wholes) / 2 <= pair[1] <= max(wholes) * 2
    return is_close or pair[0] in [part for part, _ in counts if part > 5]


def _is_of_others(text: str, match: re.Match[str]) -> bool:
    start = max(text.rfind(stop, 0, match.start()) for stop in (". ", "; ", "\n"))
    before = text[max(start + 1, match.start() - _SEARCHED) : match.start()]
    after = text[match.end() : match.end() + _SEARCHED]
    return bool(_OTHERS.search(before) or _OTHERS_AFTER.search(after))
