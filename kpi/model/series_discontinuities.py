"""Series breaks and periods set aside, and so which figure of a series another is compared with.

A period is set aside where its figures are valid but say nothing about how a service does, as when
schools were closed to most pupils. Such a figure is shown, but is in no usual range, average,
trend, streak, change or enquiry. Which periods, for which measures, why and on whose authority is
read from `data/comparability.toml`, as are the breaks of LAIT's measures; an indicator of our own
has its breaks in its definition. Figures pooled over several years are compared only with a window
that shares no year with theirs: two windows that overlap move together whatever happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import polars as pl
from pydantic import Field

from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.missing_reasons import Why
from kpi.model.snapshot import Snapshot
from kpi.periods import Period, breaks_between, parse_period
from kpi.periods.toml_labels import PeriodLabel
from kpi.resources import DATA
from kpi.toml_files import CrossRule, FilledList, FilledText, Listed, TomlModel, load_toml

FILE = DATA / "comparability.toml"
_ABOUT = ("measures", "sources", "indicators")
Discontinuity = Literal["", "break", "aside"]
"""What keeps a period's figures from comparing with those before: a new series begins, or the
period is set aside."""


@dataclass(frozen=True)
class SetAside:
    """A period set aside: why, in words that follow "set aside:", and who says so."""

    period: Period
    reason: str
    source: str
    link: str


@dataclass(frozen=True)
class SeriesBreak:
    """A period from which on figures are not comparable with those before, why and who says so."""

    period: Period
    note: str
    source: str
    link: str


class Incomparability(StrEnum):
    """Why a figure of a series has none before it to be compared with, as a table says it.

    `Why` has the reasons of one figure's change, in the same order.
    """

    FIRST = "no earlier period that compares"
    ASIDE = "its own period is set aside"
    BEFORE_ASIDE = "the period before is set aside"
    ALL_ASIDE = "every earlier period is set aside"
    BREAK = Why.BREAK.value
    SHARED = "every earlier window shares years with it"


@dataclass(frozen=True)
class SetAsideFile:
    """The periods set aside and the series breaks, by what they are about."""

    asides: Mapping[tuple[str, str], Mapping[Period, SetAside]]
    breaks: Mapping[tuple[str, str], tuple[SeriesBreak, ...]]

    def aside(self, measure: str, period: Period) -> SetAside | None:
        """Return why a period of a measure of LAIT is set aside, or None."""
        return self.asides.get(("measures", measure), {}).get(period)

    def aside_of(self, indicator: Indicator, period: Period) -> SetAside | None:
        """Return why a period of an indicator of our own is set aside, or None."""
        return next(
            (
                aside
                for about in _subjects(indicator)
                if (aside := self.asides.get(about, {}).get(period))
            ),
            None,
        )

    def asides_of(self, indicator: Indicator) -> tuple[SetAside, ...]:
        """Return all periods of an indicator of our own that are set aside, in time order."""
        by_period = {
            period: each
            for about in _subjects(indicator)
            for period, each in self.asides.get(about, {}).items()
        }
        return tuple(by_period[period] for period in sorted(by_period))

    def breaks_in(self, measure: str) -> tuple[SeriesBreak, ...]:
        """Return the breaks of a measure of LAIT, in time order."""
        return self.breaks.get(("measures", measure), ())

    def earlier(self, measure: str, periods: Sequence[Period]) -> list[int | Incomparability]:
        """Return, for each period of a measure of LAIT, the index of the one it is compared with.

        Periods are in time order. The index is of the last period before, whatever the gap, that is
        not set aside and shares no day; where there is none, the reason.
        """
        aside = [self.aside(measure, period) is not None for period in periods]
        breaks = [each.period for each in self.breaks_in(measure)]
        return [_earlier(periods, aside, breaks, place) for place in range(len(periods))]


class SubjectTable(TomlModel):
    """What an entry of the file is about, and who says so."""

    measures: Listed[FilledText] = ()
    sources: Listed[FilledText] = ()
    indicators: Listed[FilledText] = ()
    source: FilledText
    link: FilledText

    @property
    def subjects(self) -> list[tuple[str, str]]:
        """The pairs of sort and name that the entry is about, each once."""
        named = {"measures": self.measures, "sources": self.sources, "indicators": self.indicators}
        return [(sort, name) for sort, names in named.items() for name in dict.fromkeys(names)]


class SetAsideTable(SubjectTable):
    """One [[set_aside]] of the file."""

    periods: FilledList[PeriodLabel]
    reason: FilledText


class BreakOffTable(SubjectTable):
    """One [[break]] of the file."""

    period: PeriodLabel
    note: FilledText


class ComparabilityFile(TomlModel):
    """The contents of `data/comparability.toml`."""

    set_aside: Listed[SetAsideTable] = ()
    breaks: Listed[BreakOffTable] = Field((), alias="break")


def _about_nothing(raw: Mapping[str, Any]) -> Iterable[str]:
    return [
        f"{sort} {number} does not say what it is about ({', '.join(_ABOUT)})"
        for sort in ("set_aside", "break")
        for number, entry in enumerate(raw.get(sort, ()), 1)
        if not any(entry.get(about) for about in _ABOUT)
    ]


def _set_aside_again(raw: Mapping[str, Any]) -> Iterator[str]:
    seen: set[tuple[str, str, Period]] = set()
    for number, entry in enumerate(raw.get("set_aside", ()), 1):
        for about in _ABOUT:
            for name in dict.fromkeys(entry.get(about, ())):
                for label in entry["periods"]:
                    named = (about, name, parse_period(label))
                    if named in seen:
                        yield f"set_aside {number} names {named[2]} of {name} again"
                    seen.add(named)


_RULES = (
    CrossRule(("set_aside", "break"), _about_nothing),
    CrossRule(("set_aside",), _set_aside_again),
)


@lru_cache(maxsize=4)
def comparability(path: Path = FILE) -> SetAsideFile:
    """Read the file once; raises DefinitionError that names every fault in it."""
    file = load_toml(path, ComparabilityFile, rules=_RULES)
    asides: dict[tuple[str, str], dict[Period, SetAside]] = {}
    breaks: dict[tuple[str, str], list[SeriesBreak]] = {}
    for aside in file.set_aside:
        for period in map(parse_period, aside.periods):
            for about in aside.subjects:
                made = SetAside(period, aside.reason, aside.source, aside.link)
                asides.setdefault(about, {})[period] = made
    for each in file.breaks:
        series_break = SeriesBreak(parse_period(each.period), each.note, each.source, each.link)
        for about in each.subjects:
            breaks.setdefault(about, []).append(series_break)
    ordered = {k: tuple(sorted(v, key=lambda each: each.period)) for k, v in breaks.items()}
    return SetAsideFile(asides, ordered)


def aside_of(indicator: Indicator, period: Period) -> SetAside | None:
    """Return why a period of an indicator of our own is set aside, or None."""
    return comparability().aside_of(indicator, period)


def set_aside(snapshot: Snapshot, measure: str, period: Period) -> SetAside | None:
    """Return why a period of a measure of LAIT or an indicator of our own is set aside, or None."""
    own = next((each for each in snapshot.indicators if each.id == measure), None)
    return aside_of(own, period) if own else comparability().aside(measure, period)


def breaks_of(snapshot: Snapshot, measure: str) -> tuple[tuple[Period, str], ...]:
    """Return the series breaks of a measure of LAIT or an indicator of our own, with their notes.

    In time order; a period is the first whose figures do not compare with those before.
    """
    own = next((each for each in snapshot.indicators if each.id == measure), None)
    if own is not None:
        return tuple(sorted(own.breaks))
    return tuple((each.period, each.note) for each in comparability().breaks_in(measure))


def discontinuities(
    snapshot: Snapshot, measure: str, periods: Sequence[Period | None]
) -> tuple[Discontinuity, ...]:
    """Return, for periods in time order, what keeps each from comparing with the one before.

    None stands for a period without figures: a break within it is that of the next period.
    """
    breaks = [period for period, _ in breaks_of(snapshot, measure)]
    before: Period | None = None
    kinds: list[Discontinuity] = []
    for period in periods:
        if period is None:
            kinds.append("")
        elif set_aside(snapshot, measure, period):
            kinds.append("aside")
        else:
            kinds.append("break" if before and breaks_between(breaks, before, period) else "")
            before = period
    return tuple(kinds)


def own_earlier(indicator: Indicator, periods: Sequence[Period]) -> list[int | Incomparability]:
    """Return, for each period of an indicator of our own, the index of the one it is compared with.

    That is the period before, or the same of the year before where it is seasonal; or the reason
    why there is none, the first that applies in the order of `Why`.
    """
    places = {period: place for place, period in enumerate(periods)}
    breaks = [period for period, _ in indicator.breaks]
    earlier: list[int | Incomparability] = []
    for period in periods:
        before = period.year_before() if indicator.seasonal else period.before()
        if aside_of(indicator, period):
            earlier.append(Incomparability.ASIDE)
        elif before is None or before not in places:
            earlier.append(Incomparability.FIRST)
        elif aside_of(indicator, before):
            earlier.append(Incomparability.BEFORE_ASIDE)
        elif breaks_between(breaks, before, period):
            earlier.append(Incomparability.BREAK)
        else:
            earlier.append(places[before])
    return earlier


def comparable(own: pl.DataFrame) -> pl.DataFrame:
    """Return measure, shown_label and label: each period and the one compared with."""
    pairs = []
    columns = ("label", "period_kind", "period_start", "period_end")
    for (measure,), part in own.sort("period_end", "period_start", "label").group_by(
        "measure", maintain_order=True
    ):
        lines = part.select(columns).rows()
        periods = [Period.of(*line[1:]) for line in lines]
        pairs += [
            (measure, lines[place][0], lines[before][0])
            for place, before in enumerate(comparability().earlier(str(measure), periods))
            if isinstance(before, int)
        ]
    text = dict.fromkeys(("measure", "shown_label", "label"), pl.String)
    return pl.DataFrame(pairs, schema=text, orient="row")


def newest(periods: pl.DataFrame) -> pl.DataFrame:
    """Return measure and label of each measure's newest period and the one it is compared with.

    Where none is comparable, the period before it is given, so that the reason can be shown.
    `periods`: measure, label, period_kind, period_start and period_end, each once; a label without
    a period is left out.
    """
    columns = ("label", "period_kind", "period_start", "period_end")
    rows = []
    known = periods.drop_nulls("period_end").with_columns(
        pl.col("measure", "label", "period_kind").cast(pl.String)
    )
    for (measure,), part in known.sort("period_end", "period_start", "label").group_by(
        "measure", maintain_order=True
    ):
        lines = part.select(columns).rows()
        spans = [Period.of(*line[1:]) for line in lines]
        place = comparability().earlier(str(measure), spans)[-1]
        wanted = {len(lines) - 1, place if isinstance(place, int) else max(len(lines) - 2, 0)}
        rows += [(measure, lines[each][0]) for each in sorted(wanted)]
    return pl.DataFrame(rows, schema=dict.fromkeys(("measure", "label"), pl.String), orient="row")


# ---- parts --------------------------------------------------------------------------------


def _earlier(
    periods: Sequence[Period], aside: Sequence[bool], breaks: Sequence[Period], place: int
) -> int | Incomparability:
    now = periods[place]
    if aside[place]:
        return Incomparability.ASIDE
    why = Incomparability.FIRST
    for before in reversed(range(place)):
        if periods[before].end >= now.start:
            why = Incomparability.SHARED
        elif breaks_between(breaks, periods[before], now):
            return Incomparability.BREAK
        elif not aside[before]:
            return before
        elif why is Incomparability.FIRST:
            why = Incomparability.ALL_ASIDE
    return why


def _subjects(indicator: Indicator) -> Iterator[tuple[str, str]]:
    """Yield the subjects in the file that apply to an indicator's figures."""
    yield "indicators", indicator.id
    benchmark = indicator.benchmark
    if benchmark:
        yield "sources", benchmark.source
    yield "sources", indicator.local_source
    measures = [benchmark.measure if benchmark else "", *(leg.measure for leg in indicator.legs)]
    yield from (("measures", measure) for measure in measures if measure)
