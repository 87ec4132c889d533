"""The specification of a chart as frozen types: its texts, its axes, and all that is drawn.

There are two kinds: lines over time (`LineChart`) and a ranking of authorities
(`RankingChart`). Specifications are compared and hashed by identity.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from kpi.charts.specification.end_labels import EndLabel
from kpi.charts.specification.lines import ChartLine, ChartPoints, LevelStretch
from kpi.charts.specification.styles import Stroke
from kpi.charts.specification.timeline import PeriodTick
from kpi.model.data_status import of_figures, strongest
from kpi.periods import Period

# ---- axes ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class ValueAxis:
    """The axis of values; `unit` is percent or words, `title` is shown above it on a page.

    No tick needs more than `decimals`. Without `from_zero`, the axis spans the figures only.
    """

    unit: str
    decimals: int
    from_zero: bool
    title: str = ""

    @property
    def prefix(self) -> str:
        """The text before the number of a tick."""
        return "£" if "£" in self.unit else ""

    @property
    def suffix(self) -> str:
        """The text after the number of a tick."""
        return "%" if self.unit == "percent" else ""


@dataclass(frozen=True)
class PlaceAxis:
    """The axis of a ranking: places from 1 to `count`, some of them ticks.

    The first place stands at the right, where better figures are on every chart. Without
    `is_ranked` the places are only an order by size.
    """

    count: int
    ticks: tuple[int, ...]
    title: str
    is_ranked: bool = True


# ---- what is drawn besides lines ----------------------------------------------------------


@dataclass(frozen=True)
class VerticalLine:
    """A dotted vertical line at a day, with an optional label above it."""

    day: date
    label: str = ""


@dataclass(frozen=True)
class NoteMark:
    """A numbered mark on the axis at a day; `text` is the note in full, with its day."""

    number: int
    day: date
    text: str

    @property
    def words(self) -> str:
        """The note with its number, as in a text alternative: `Note 1, 3 May 2024: ...`."""
        return f"Note {self.number}, {self.text}"


@dataclass(frozen=True)
class PeriodBand:
    """A pale band over a whole period, with words above it."""

    period: Period
    label: str


@dataclass(frozen=True)
class ReferenceLine:
    """A line across the whole chart at a value; `figure` is the value as printed."""

    name: str
    value: float
    figure: str
    stroke: Stroke


@dataclass(frozen=True)
class RankedBar:
    """An authority's bar; `mark` is own, chosen, neighbour, region or empty.

    `text` is its figure in full; `label` is name and figure of a labelled bar, else empty;
    `letter` is the letter above a bar; `area` is the authority's code.
    """

    name: str
    value: float
    mark: str
    text: str = ""
    label: str = ""
    letter: str = ""
    area: str = ""


@dataclass(frozen=True)
class PlaceBand:
    """A band behind a number of bars: its letter, a label, and its range in words."""

    letter: str
    words: str
    count: int
    note: str = ""


# ---- charts -------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, kw_only=True)
class ChartSpec:
    """The parts of every chart; `text` is the alternative for readers who cannot see it.

    `source` is written into image files.
    """

    title: str
    subtitle: str
    text: str
    y: ValueAxis
    source: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class LineChart(ChartSpec):
    """Lines over time; the first is the chart's subject."""

    x_ticks: tuple[PeriodTick, ...]
    lines: tuple[ChartLine, ...]
    labels: tuple[EndLabel, ...] = ()
    target: ChartLine | None = None
    upper: ChartLine | None = None  # of a target between two bounds
    ring: ChartPoints | None = None  # around the same period of the year before
    limits: tuple[ChartLine, ...] = ()  # average and usual range by period; drawn as `stretches`
    stretches: tuple[LevelStretch, ...] = ()
    signals: tuple[ChartPoints, ...] = ()  # points with a signal
    breaks: tuple[VerticalLine, ...] = ()
    bands: tuple[PeriodBand, ...] = ()
    figures: Mapping[Period, str] = field(default_factory=dict)  # beside the first line's points
    counts: Mapping[Period, str] = field(default_factory=dict)  # of the first line's figures
    ranges: Mapping[Period, str] = field(default_factory=dict)  # of those figures, while shown
    notes: tuple[NoteMark, ...] = ()  # what officers say of dates
    has_aims_in_table: bool = False  # whether the target has a column in the chart's table

    @property
    def columns(self) -> tuple[ChartLine, ...]:
        """All lines that have a column in the chart's table."""
        return (*self.lines, *self.limits, *(self.aims if self.has_aims_in_table else ()))

    @property
    def aims(self) -> tuple[ChartLine, ...]:
        """The target's line; of one between two bounds, both."""
        return tuple(line for line in (self.target, self.upper) if line is not None)

    @property
    def band_labels(self) -> Iterator[tuple[date, str]]:
        """Yield the words above bands with the day of their middle: bands that touch have one."""
        runs: list[list[PeriodBand]] = []
        for band in self.bands:
            last = runs[-1][-1] if runs else None
            touches = last and last.period.end + timedelta(days=1) >= band.period.start
            if last and touches and last.label == band.label:
                runs[-1].append(band)
            else:
                runs.append([band])
        for run in runs:
            first, last_day = run[0].period.start, run[-1].period.end
            yield first + (last_day - first) // 2, run[0].label

    @property
    def layers(self) -> Iterator[ChartLine | ChartPoints | LevelStretch]:
        """Yield all lines and points in drawing order, bottom first."""
        yield from self.stretches
        yield from self.lines
        for line in self.lines:
            if hollow := line.set_aside:
                yield hollow
        yield from self.aims
        if self.ring is not None:
            yield self.ring
        yield from self.signals

    @property
    def mark(self) -> str:
        """The chart's data mark: `illustrative`, `some figures derived`, `published`.

        Where all of the first line's figures have the least certain status, the title has it too.
        """
        also = [status for line in self.aims for status in line.figure_statuses]
        every = [*(s for line in self.columns for s in line.figure_statuses), *also]
        own = set(self.lines[0].figure_statuses) if self.lines else set()
        return strongest(own) if own == {strongest(every)} else of_figures(every)

    @property
    def is_empty(self) -> bool:
        """Whether no line has a figure to draw."""
        return not any(line.has_figures for line in self.columns)


@dataclass(frozen=True, eq=False, kw_only=True)
class RankingChart(ChartSpec):
    """Authorities as bars in order of rank; `decimals` are those of the bars' figures."""

    x: PlaceAxis
    bars: tuple[RankedBar, ...]
    decimals: int
    bands: tuple[PlaceBand, ...] = ()
    references: tuple[ReferenceLine, ...] = ()
