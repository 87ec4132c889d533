"""The bar chart that ranks all authorities, with bands; own area, neighbours and region marked."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.benchmarks.measures import show
from kpi.benchmarks.ranking import (
    CHOSEN,
    OWN,
    SAME_REGION,
    Band,
    RankedAuthority,
    Ranking,
)
from kpi.charts.benchmark_lines import unit_words
from kpi.charts.specification.chart import (
    PlaceAxis,
    PlaceBand,
    RankedBar,
    RankingChart,
    ReferenceLine,
)
from kpi.charts.specification.styles import role_stroke
from kpi.charts.value_axis import measure_axis
from kpi.wording.comparisons.area_letters import mark_letters, region_letters

BAND_NOTES = {0: "best", 3: "weakest"}


def ranking_chart(ranking: Ranking) -> RankingChart:
    """Return a chart with a bar per authority in rank order, quartile bands and England's value.

    Authorities that did not exist on the period's last day have no place, so no bar; the text says
    how many of them have a figure.
    """
    known = ranking.measure
    figures = [row for row in ranking.ranked if row.value is not None]
    rows = [row for row in figures if row.area not in ranking.uncounted]
    return RankingChart(
        title=f"{known.name}: every authority {ranking.period.placed}",
        subtitle=f"{unit_words(known)}, {known.polarity.words}.",
        text=f"Bar chart of {len(rows)} authorities. {ranking.sentence}{_left_out(figures, rows)}",
        y=measure_axis(known),
        x=PlaceAxis(
            len(rows),
            _rank_ticks(len(rows)),
            "Place among authorities: right is better"
            if known.is_judged
            else "Highest at the right",
            known.is_judged,
        ),
        bars=tuple(_bar(ranking, row) for row in rows),
        decimals=ranking.decimals,
        bands=tuple(
            PlaceBand(
                band.letter,
                _range_along_axis(ranking, band),
                band.count,
                BAND_NOTES.get(number, ""),
            )
            for number, band in enumerate(ranking.bands)
        ),
        references=_england(ranking),
    )


# ---- parts --------------------------------------------------------------------------------


def _bar(ranking: Ranking, row: RankedAuthority) -> RankedBar:
    figure = show(ranking.measure, row.value, ranking.decimals)
    place = f", {row.place}" if row.place else ""
    label = f"{row.name} {figure}" if row.mark in (OWN, CHOSEN) else ""
    return RankedBar(
        row.name, row.figure, row.mark, f"{row.name}: {figure}{place}", label,
        _letters(ranking, row), row.area,
    )  # fmt: skip


def _letters(ranking: Ranking, row: RankedAuthority) -> str:
    """Return the letters over a bar: those of the region, as on every page, for its others."""
    if row.mark != SAME_REGION:
        return mark_letters(row.mark)
    name = next((region.name for region in ranking.wider if region.area == row.region), None)
    return region_letters(name) if name is not None else ""


def _range_along_axis(ranking: Ranking, band: Band) -> str:
    """Return a band's range as its bars stand, from the left: its weakest figure first."""
    if band.best is None or band.worst is None or band.best == band.worst:
        return band.words
    weakest, best = (
        show(ranking.measure, end, ranking.decimals) for end in (band.worst, band.best)
    )
    return f"{weakest} to {best}"


def _left_out(figures: Sequence[object], rows: Sequence[object]) -> str:
    number = len(figures) - len(rows)
    if not number:
        return ""
    if number == 1:
        return " The figure of an authority that did not exist then is in the table alone."
    return f" The figures of {number} authorities that did not exist then are in the table alone."


def _rank_ticks(count: int) -> tuple[int, ...]:
    step = 10 if count <= 60 else 25
    return (1, *range(step, count + 1, step))


def _england(ranking: Ranking) -> tuple[ReferenceLine, ...]:
    """Return England's figure as a line across the chart; empty where England has none."""
    england = ranking.wider[-1]
    if england.value is None:
        return ()
    name = f"England{' (derived mean)' if england.is_derived else ''}"
    figure = show(ranking.measure, england.value, ranking.decimals)
    return (ReferenceLine(name, england.value, figure, role_stroke("england")),)
