"""Indicators to choose from, and what an indicator's page shows before it goes live, as a page
shows both."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kpi.benchmarks import measures, neighbour_comparison
from kpi.benchmarks.authority_profile import profile
from kpi.benchmarks.grids.grid_cache import grid_of
from kpi.benchmarks.ranking import ranking
from kpi.benchmarks.time_series import over_time
from kpi.charts.benchmark_lines import over_time_chart
from kpi.charts.range_bar_layout import range_bar
from kpi.charts.specification.chart import LineChart
from kpi.charts.specification.range_bar.parts import RangeBar
from kpi.formatting import capital, place_words
from kpi.indicators import reporting_quarters, scorecard
from kpi.indicators.scorecard import View
from kpi.model.data_status import PUBLISHED
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.publishing.definitions.library import LibraryEntry
from kpi.wording import benchmarks as benchmarks_wording
from kpi.wording import indicator_notes, legend
from kpi.wording.benchmarks import Stat
from kpi.wording.legend import MarkMeaning

MOST_LISTED = 12


@dataclass(frozen=True)
class LibraryRow:
    """A ready definition in the list: what it is, and our newest figure of LAIT's measure.

    `state` is `in use`, or empty; `figure`, `period` and `place` are empty without a figure.
    """

    id: str
    name: str
    about: str
    directorate: str
    measure: str
    figure: str
    period: str
    place: str
    status: str
    state: str


@dataclass(frozen=True, eq=False)
class IndicatorPreview:
    """What an indicator's page shows: its definition, newest figures and pictures.

    Where nobody has a figure of it, `fact` and `nothing` say so and why; there is no picture then.
    """

    name: str
    better: str
    definition: str
    facts: tuple[tuple[str, str], ...]
    cautions: tuple[str, ...]
    fact: str
    stats: tuple[Stat, ...]
    chart: LineChart | None
    bar: RangeBar | None
    nothing: str
    target: str
    marks: tuple[MarkMeaning, ...]


def listed(
    chosen: Collection[LibraryEntry], live: Snapshot, area: str, in_use: Collection[str]
) -> tuple[LibraryRow, ...]:
    """Return the rows of the first `MOST_LISTED` definitions found."""
    own = {row["measure"]: row for row in profile(live, area).iter_rows(named=True)}
    known = measures.by_id(live)
    rows = []
    for entry in list(chosen)[:MOST_LISTED]:
        row = own.get(entry.measure)
        has_figure = row is not None and row["value"] is not None
        rows.append(
            LibraryRow(
                entry.id,
                entry.name,
                f"{entry.unit}, {Polarity(entry.polarity).words}",
                entry.directorate,
                f"LAIT: {entry.measure}" if entry.measure else "no measure of LAIT",
                measures.show(known[entry.measure], row["value"]) if row and has_figure else "",
                str(row["period"]) if row and has_figure else "",
                place_words(row["rank"], row["rank_of"], row["shared_by"])
                if row and has_figure and row["rank"]
                else "",
                row["data_status"] if row and has_figure else PUBLISHED,
                "in use" if entry.id in in_use else "",
            )
        )
    return tuple(rows)


def found_words(number: int, every: int, words: str) -> str:
    """Return how many definitions a search found, and how many of them are not listed."""
    if not number:
        return f"None of the {every} ready definitions has these words. Try one word of its name."
    counted = (
        f"{number} of {every} ready definitions" if words.strip() else f"{every} ready definitions"
    )
    more = number - MOST_LISTED
    return f"{counted}. {more} more: type another word." if more > 0 else f"{counted}."


def preview(snapshot: Snapshot, indicator_id: str, area: str) -> IndicatorPreview:
    """Return what an indicator's page would show of an area, with the newest figures there are.

    Raises UnknownNameError for an unknown indicator.
    """
    indicator = snapshot.indicator(indicator_id)
    home = snapshot.authority(area)
    view = View(area, reporting_quarters.quarters(snapshot, area)[-1], newest=True)
    (row,) = scorecard.summary(snapshot, view, indicator_ids=[indicator.id])
    has_figures = indicator.id in grid_of(snapshot, [indicator.id]).newest
    stats: tuple[Stat, ...] = ()
    chart: LineChart | None = None
    if has_figures:
        ranks = ranking(snapshot, indicator.id, area=area)
        neighbours = neighbour_comparison.neighbour_comparison(
            snapshot, indicator.id, area=area, period=ranks.label
        )
        stats = benchmarks_wording.stats(
            ranks, neighbours, snapshot.newest_model, home.region, home.wider_region
        )
        chart = over_time_chart(over_time(snapshot, indicator.id, area=area))
    bar = range_bar(snapshot, row)
    benchmark = indicator.benchmark
    facts = (
        ("Counted above the line", indicator.numerator),
        ("Counted below the line", indicator.denominator),
        ("Compared with", benchmark.name if benchmark else indicator.no_comparator),
        ("Next figure", capital(indicator_notes.next_words(row))),
    )
    return IndicatorPreview(
        name=indicator.name,
        better=f"{capital(indicator.unit)}, {indicator.polarity.words}.",
        definition=indicator.definition,
        facts=tuple((term, words) for term, words in facts if words),
        cautions=indicator.caveats,
        fact="" if stats else _waiting(indicator.no_comparator),
        stats=stats,
        chart=None if chart is None or chart.is_empty else chart,
        bar=None if bar.absence else bar,
        nothing="" if has_figures else indicator.no_comparator,
        target=_target_words(indicator.polarity),
        marks=legend.meanings([each.status for each in stats]),
    )


def _waiting(no_comparator: str) -> str:
    if no_comparator:
        return "Nothing is shown until a return of yours has figures of it."
    return "Your own figure is missing until a return has it; the comparators are shown."


def _target_words(polarity: Polarity) -> str:
    """Return how it comes by a target."""
    if not polarity.has_target:
        return "It has no target, as neither higher nor lower is better."
    bounds = " Its target has two bounds." if polarity is Polarity.RANGE else ""
    return (
        "It is shown with No target until a return gives a target and an intervention level in "
        f"its sheet of targets.{bounds}"
    )
