"""A series of quarters, terms or months as an XmR chart: phases, points and the answer.

The rules are in `kpi.statistics.xmr_rules`. Decisions of ours, where the guidance is silent:
- *Breaks in the series* (indicator definition): only periods from the last break on are used, as
  earlier ones are not comparable.
- *Terms.* All terms are in one chart, in time order. A chart of spring terms alone would need
  13 springs; with all terms a regular difference between terms counts as ordinary variation
  and widens the limits, which hides small signals but raises no false alarm. The page says so.
- *Figures that seldom change* (more than half of the changes are zero, as with rare events) are
  not judged: the method is for figures that vary.
- *Below 13 figures* limits are a trial: they are calculated, but no figure is judged by them.
- *Periods set aside* (`kpi.model.series_discontinuities`), as when schools were closed, are gaps to
  every rule; their figures are drawn hollow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from kpi.model.definitions.indicator import Indicator
from kpi.model.observation import Observation
from kpi.model.series_discontinuities import aside_of
from kpi.periods import Kind, Period
from kpi.statistics.xmr_rules import (
    ENOUGH,
    Limits,
    Signal,
    limits,
    moving_ranges,
    signals,
    without_gaps,
)

SHORT_KINDS = (Kind.QUARTER, Kind.QUARTER_DAY, Kind.TERM, Kind.MONTH)


class XmrAnswer(StrEnum):
    """What can be said about the newest figure of a series."""

    TOO_SHORT = "too few figures"
    MISSING = "no figure"
    ASIDE = "the figure is set aside"
    CONSTANT = "all figures are the same"
    SELDOM = "the figure seldom changes"
    ORDINARY = "nothing unusual"
    UNUSUAL = "unusual"


@dataclass(frozen=True)
class XmrPoint:
    """One period, its value (None in a gap), and the signal there, if any.

    A period set aside has no value; `aside` is its figure and `why` the reason.
    """

    period: Period
    value: float | None
    signal: Signal | None
    aside: float | None = None
    why: str = ""


@dataclass(frozen=True)
class Phase:
    """Points that share limits: a whole series, or those between two new starts.

    `reason` says why a new start was made; empty for the first phase. `limits` is None where no
    two figures are consecutive.
    """

    reason: str
    limits: Limits | None
    points: tuple[XmrPoint, ...]

    @property
    def count(self) -> int:
        """How many figures it has, gaps left out."""
        return len(without_gaps([p.value for p in self.points]))

    @property
    def is_trial(self) -> bool:
        """Whether it has too few figures for reliable limits."""
        return self.count < ENOUGH

    @property
    def unfit(self) -> XmrAnswer | None:
        """Why its figures are not judged, and so have no signals; None where they are."""
        return _unfit([p.value for p in self.points])


@dataclass(frozen=True)
class Xmr:
    """A whole chart: its phases in time order, at least one."""

    phases: tuple[Phase, ...]
    broke: str = ""  # the note of the series break it starts from, if earlier figures were left out

    @property
    def set_aside(self) -> tuple[XmrPoint, ...]:
        """The points set aside that have a figure, in time order."""
        return tuple(p for p in self.points if p.aside is not None)

    @cached_property
    def points(self) -> tuple[XmrPoint, ...]:
        """Every point, in time order."""
        return tuple(p for phase in self.phases for p in phase.points)

    @property
    def count(self) -> int:
        """How many figures it has in all."""
        return sum(phase.count for phase in self.phases)

    @property
    def now(self) -> Phase:
        """The phase that the newest point is in."""
        return self.phases[-1]

    @property
    def latest(self) -> XmrPoint:
        """The newest point; its value is None where there is no figure."""
        return self.points[-1]

    @property
    def answer(self) -> XmrAnswer:
        """What can be said about the newest point."""
        if self.latest.value is None:
            return XmrAnswer.MISSING if self.latest.aside is None else XmrAnswer.ASIDE
        if self.now.unfit:
            return self.now.unfit
        return XmrAnswer.UNUSUAL if self.latest.signal else XmrAnswer.ORDINARY

    @property
    def is_judged(self) -> bool:
        """Whether the newest figure can be called ordinary or unusual."""
        return self.answer in (XmrAnswer.ORDINARY, XmrAnswer.UNUSUAL)


def xmr(
    series: Sequence[tuple[Period, float | None]],
    *,
    starts: Sequence[tuple[Period, str]] = (),
    screen: bool = True,
    fixed: int | None = None,
) -> Xmr | None:
    """Return the chart of periods of one kind in time order; None without any figure.

    Missing periods become gaps; periods before the first figure are left out. `starts` are new
    starts with their reasons: from the first period that begins on or after one, limits and runs
    begin again. Raises ValueError for mixed or other kinds of period, and as `limits` does.
    """
    kinds = {period.kind for period, _ in series}
    if len(kinds) > 1 or not kinds <= set(SHORT_KINDS):
        raise ValueError(f"one kind of quarters, terms or months is needed, not {sorted(kinds)}")
    filled = _filled(series)
    phases, reason, part = [], "", list[tuple[Period, float | None]]()
    due = sorted((s for s in starts if filled and s[0].start > filled[0][0].start), reverse=True)
    for period, value in filled:
        while due and due[-1][0].start <= period.start:
            if part:
                phases.append(_phase(reason, part, screen, fixed))
            part, reason = [], due.pop()[1]
        part.append((period, value))
    if not part:
        return None
    return Xmr((*phases, _phase(reason, part, screen, fixed)))


def reading(
    indicator: Indicator,
    series: Sequence[Observation],
    area: str,
    *,
    screen: bool = True,
    fixed: int | None = None,
) -> Xmr | None:
    """Return the chart of an area's own series up to its last observation, from the last break on.

    None for other periods than quarters, terms and months, for figures that share months with
    each other, and without any figure.
    """
    if not series or series[-1].period.kind not in SHORT_KINDS:
        return None
    if not indicator.figure_kind.stands_alone:
        return None
    last = series[-1].period
    broke = max((b for b in indicator.breaks if b[0].start <= last.start), default=None)
    kept = [o for o in series if broke is None or o.period.start >= broke[0].start]
    aside = {
        o.period: (o.value, why.reason) for o in kept if (why := aside_of(indicator, o.period))
    }
    starts = [(r.start, r.reason) for r in indicator.rebases if r.area in ("", area)]
    figures = [(o.period, None if o.period in aside else o.value) for o in kept]
    chart = xmr(figures, starts=starts, screen=screen, fixed=fixed)
    if chart is None:
        return None
    cut = broke is not None and len(kept) < len(series)
    return Xmr(
        tuple(replace(phase, points=_aside(phase.points, aside)) for phase in chart.phases),
        broke[1] if broke and cut else "",
    )


def _aside(
    points: Sequence[XmrPoint], aside: Mapping[Period, tuple[float | None, str]]
) -> tuple[XmrPoint, ...]:
    """Return the points with the figures and reasons of those set aside."""
    marked = []
    for point in points:
        value, why = aside.get(point.period, (None, ""))
        marked.append(replace(point, aside=value, why=why) if value is not None else point)
    return tuple(marked)


def _phase(
    reason: str, part: Sequence[tuple[Period, float | None]], screen: bool, fixed: int | None
) -> Phase:
    values = [value for _, value in part]
    phase_limits = limits(values, screen=screen, fixed=fixed)
    judged = phase_limits is not None and _unfit(values) is None
    marks = signals(values, phase_limits) if phase_limits and judged else [None] * len(values)
    points = (XmrPoint(p, v, mark) for (p, v), mark in zip(part, marks, strict=True))
    return Phase(reason, phase_limits, tuple(points))


def _unfit(values: Sequence[float | None]) -> XmrAnswer | None:
    """Return why a phase with these values is not judged; None where it is."""
    figures, ranges = without_gaps(values), moving_ranges(values)
    if len(figures) < ENOUGH or not ranges:
        return XmrAnswer.TOO_SHORT
    if len(set(figures)) == 1:
        return XmrAnswer.CONSTANT
    return XmrAnswer.SELDOM if 2 * ranges.count(0) > len(ranges) else None


def _filled(series: Sequence[tuple[Period, float | None]]) -> list[tuple[Period, float | None]]:
    """Return the series from its first figure on, with an empty period wherever one is missing."""
    filled: list[tuple[Period, float | None]] = []
    for period, value in series:
        if not filled and value is None:
            continue
        missing: list[Period] = []
        before = period.previous()
        while filled and before is not None and before > filled[-1][0]:
            missing.append(before)
            before = before.previous()
        filled += [(p, None) for p in reversed(missing)]
        filled.append((period, value))
    return filled
