"""The committee paper's appendix tables: figures over time, and the neighbours by name."""

from __future__ import annotations

from kpi.charts import table_twin
from kpi.charts.indicator_trend import trend
from kpi.charts.specification.lines import ChartLine
from kpi.exports.document import DocumentTable, Heading, cell, cells
from kpi.indicators.comparisons.comparators import model_label
from kpi.indicators.comparisons.national_rank import Standing, standing
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.snapshot import Snapshot
from kpi.paper.phrases import marked, titled
from kpi.paper.sections import NO_FIGURE, OWN_FIGURE
from kpi.wording.comparisons import table as table_wording

NOT_THEN = "none for this period"


def appendices(
    snapshot: Snapshot, rows: tuple[ScorecardRow, ...]
) -> tuple[Heading | DocumentTable, ...]:
    """Return appendix 1, every figure behind the charts, and appendix 2, the neighbours by name."""
    series = [_over_time(snapshot, row) for row in rows if row.series]
    near = [_neighbours(snapshot, row) for row in rows if _has_neighbours(row)]
    parts: list[Heading | DocumentTable] = []
    for title, tables in (("Figures over time", series), ("Statistical neighbours by name", near)):
        if tables:
            number = 1 + sum(isinstance(part, Heading) for part in parts)
            parts.append(Heading(f"Appendix {number}: {title}", numbered=False, new_page=True))
            parts += tables
    return tuple(parts)


def _over_time(snapshot: Snapshot, row: ScorecardRow) -> DocumentTable:
    """Return the table twin of the trend chart, newest first; every figure carries its mark."""
    chart = trend(snapshot, row)
    lines = tuple(
        (
            cell(str(period)),
            *(
                cell(marked(text, line.status_of(period)) or NOT_THEN)
                for line, text in zip(chart.columns, texts, strict=True)
            ),
        )
        for period, texts in table_twin.twin(chart, row.indicator, marks=False)
    )
    names = [_named(line) for line in chart.columns]
    return DocumentTable(
        f"{titled(row.indicator)}: over time",
        "One row a period, the newest first: the figure of the council and of each comparator "
        f"that has one for that very period; else \u201c{NOT_THEN}\u201d.",
        ("Period", *names),
        lines,
        (3.8, 4.4, *((len(names) - 1) * [2.9])),
    )


def _named(line: ChartLine) -> str:
    """Return a line's name, which for the neighbours adds that it is their mean."""
    return f"{line.name}, mean" if line.role == "neighbours" else line.name


def _has_neighbours(row: ScorecardRow) -> bool:
    return row.comparator("neighbours").period is not None


def _neighbours(snapshot: Snapshot, row: ScorecardRow) -> DocumentTable:
    """Return the ten neighbours in order of figure, with ours of the same period."""
    like = standing(snapshot, row.indicator, row.area.code, row.comparator("england").period)
    period = row.comparator("neighbours").period
    return DocumentTable(
        f"{titled(row.indicator)}: statistical neighbours, {period}",
        f"One row an authority of {model_label(row.model)}, the highest figure first, and the "
        "council itself where it has a published figure of the same period.",
        ("Authority", "Figure", "Ours against it"),
        tuple(
            cells((e.label, marked(e.figure, e.data_status), _verdict(e, like)))
            for e in table_wording.neighbours(snapshot, row, like)
        ),
        (8, 4, 5),
    )


def _verdict(entry: table_wording.ComparisonEntry, like: Standing | None) -> str:
    """Return the verdict against a neighbour, or why there is none."""
    if entry.key == "home":
        return OWN_FIGURE
    if entry.value is None:
        return NO_FIGURE
    return entry.verdict if like else "no figure of ours for this period"
