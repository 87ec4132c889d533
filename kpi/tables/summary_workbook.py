"""The summary as a workbook: notes, summary, comparators, definitions and sources.

The summary is the table of the CSV, cell by cell; the comparators are the same figures in tidy
form, one row per indicator and comparator.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from kpi.errors import UnknownNameError
from kpi.file_writers.workbook import WorkbookSheet, notes, workbook
from kpi.formatting import long_date
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.symbol_meanings import SYMBOLS
from kpi.model.neighbour_models import model_label
from kpi.model.snapshot import Snapshot
from kpi.service import service
from kpi.tables.summary import summary_table
from kpi.wording.comparisons import group_names
from kpi.wording.comparisons.place_in_group import GROUP_RULE, VERDICT_RULE
from kpi.wording.headline import quarter_words
from kpi.wording.scorecard_highlights import illustrative_counts

ABOUT, SUMMARY, COMPARATORS = "about", "summary", "comparators"
DEFINITIONS, SOURCES = "definitions", "sources"
_OF_THE_ROW = ("reporting_quarter", "indicator_id", "indicator", "area", "area_name")
_OF_THE_COMPARATOR = (
    "basis", "likeness", "difference", "verdict", "better_than", "worse_than", "lower_quartile",
    "upper_quartile", "same_period_verdict", "verdict_data_status", "source",
)  # fmt: skip
_COMPARATOR = pl.Schema(
    {
        **dict.fromkeys(_OF_THE_ROW, pl.String),
        "own_value": pl.Float64,
        "own_period": pl.String,
        "own_data_status": pl.String,
        "comparator": pl.String,
        "comparator_name": pl.String,
        "neighbours_model": pl.String,
        "value": pl.Float64,
        "unit": pl.String,
        "period": pl.String,
        "median": pl.Float64,
        "count": pl.Int64,
        "count_of": pl.Int64,
        "data_status": pl.String,
        "basis": pl.String,
        "likeness": pl.String,
        "difference": pl.Float64,
        "verdict": pl.String,
        "better_than": pl.Int64,
        "worse_than": pl.Int64,
        "lower_quartile": pl.Float64,
        "upper_quartile": pl.Float64,
        "same_period_verdict": pl.String,
        "verdict_data_status": pl.String,
        "source": pl.String,
    }
)
_DEFINITION = (
    "indicator_id", "indicator", "directorate", "aim", "polarity", "unit", "definition",
    "numerator", "denominator", "why_it_matters", "what_the_council_controls", "bear_in_mind",
    "breaks_in_the_series", "comparators_are_from", "who_answers_for_it",
)  # fmt: skip
_SOURCE = (
    "source", "publisher", "edition", "published", "licence", "status", "link", "note",
)  # fmt: skip


def to_xlsx(
    snapshot: Snapshot, rows: Sequence[ScorecardRow], *, directorate: str | None = None
) -> bytes:
    """Return the bytes of a workbook with the summary of `rows`, all of one quarter and area.

    `directorate` is the filter to name, if one was set. Raises UnknownNameError without rows.
    """
    if not rows:
        raise UnknownNameError("no indicator is chosen, so there is no summary")
    table = summary_table(snapshot, rows)
    first = rows[0]
    title = f"{service().heading}, {first.area.name}, {first.quarter.short}"
    made_up = illustrative_counts(tuple(rows))
    summary_words = "One row an indicator. A blank cell means there is nothing of the kind; " + (
        "symbol_reason says why a value is missing."
    )
    if made_up:
        summary_words += f" {made_up} See data_status and target_data_status."
    sheets = [
        WorkbookSheet(
            ABOUT, title, "What this workbook holds.", _about(snapshot, rows, directorate)
        ),
        WorkbookSheet(SUMMARY, f"Summary: {title}", summary_words, table),
        WorkbookSheet(
            COMPARATORS,
            f"Comparators: {title}",
            "One row an indicator and comparator. Where value is blank, basis says why. Difference "
            "and verdict are made from the council's own figure: see own_data_status.",
            comparators(rows, table),
        ),
        WorkbookSheet(
            DEFINITIONS,
            "Definitions",
            "What each indicator means.",
            _definitions([row.indicator for row in rows]),
        ),
        WorkbookSheet(
            SOURCES,
            "Sources",
            "Where the figures come from, and under which licence.",
            _sources(snapshot, rows),
        ),
    ]
    return workbook(sheets, title=title, subject=f"{service().title}: performance indicators")


def comparators(rows: Sequence[ScorecardRow], summary: pl.DataFrame) -> pl.DataFrame:
    """Return the comparators of a summary in tidy form: a row per indicator and comparator.

    Basis, difference and verdict are exactly the summary's own.
    """
    tidy = [
        _comparator(row, comparator, summary_row)
        for row, summary_row in zip(rows, summary.iter_rows(named=True), strict=True)
        for comparator in row.comparators
    ]
    return pl.DataFrame(tidy, _COMPARATOR)


# ---- parts --------------------------------------------------------------------------------


def _comparator(
    row: ScorecardRow, comparator: Comparator, summary_row: dict[str, Any]
) -> dict[str, Any]:
    key = comparator.key
    return {
        **{name: summary_row[name] for name in _OF_THE_ROW},
        "own_value": summary_row["value"],
        "own_period": summary_row["period"],
        "own_data_status": summary_row["data_status"],
        "comparator": key,
        "comparator_name": comparator.label,
        "neighbours_model": summary_row["neighbours_model"] if key == "neighbours" else None,
        "value": comparator.value,
        "unit": summary_row["unit"],
        "period": str(comparator.period) if comparator.period else None,
        "median": comparator.median,
        "count": comparator.count,
        "count_of": comparator.of,
        "data_status": comparator.status or None,
        **{name: summary_row[f"{key}_{name}"] for name in _OF_THE_COMPARATOR},
    }


def _about(
    snapshot: Snapshot, rows: Sequence[ScorecardRow], directorate: str | None
) -> pl.DataFrame:
    first = rows[0]
    known = (
        "The newest published"
        if first.newest_comparators
        else f"As published by the end of the quarter ({first.quarter.end.isoformat()})"
    )
    made_up = illustrative_counts(tuple(rows))
    shown = {row.now.symbol if row.now else "x" for row in rows}
    day = snapshot.made_on
    return notes(
        [
            ("Council", first.area.name),
            *([("Illustrative figures", made_up)] if made_up else []),
            ("Reporting quarter", quarter_words(first.quarter)),
            ("Directorate", directorate or "All"),
            ("Indicators", f"{len(rows)}; see the sheet {DEFINITIONS}"),
            ("Comparator periods", known),
            (
                "Statistical neighbours",
                f"{model_label(first.model)}: unweighted mean and median of those with a figure, "
                "always with their count",
            ),
            *_group_lines(snapshot, first),
            ("Good authorities", first.comparator("good").label),
            ("Verdicts", f"{VERDICT_RULE} {GROUP_RULE}"),
            (
                "Same period",
                "Where the figure covers a shorter period than the comparators, same_period has "
                "the council's own of their period, and same_period_verdict its verdict",
            ),
            ("Target status", "Judged on the value as displayed; target_rule has the numbers"),
            *(
                (f"Symbol {symbol}", meaning)
                for symbol, meaning in SYMBOLS.items()
                if symbol in shown
            ),
            ("Published", long_date(day)),
            ("Snapshot", snapshot.id),
        ]
    )


def _group_lines(snapshot: Snapshot, first: ScorecardRow) -> list[tuple[str, str]]:
    """Return who is in the chosen group, and why; nothing without one."""
    group = first.view.group
    if group is None:
        return []
    return [("Chosen group", group_names.in_full(snapshot, group, first.area.code))]


def _definitions(indicators: Sequence[Indicator]) -> pl.DataFrame:
    rows = [
        (
            i.id, i.name, i.directorate, i.aim, i.polarity.words, i.unit, i.definition, i.numerator,
            i.denominator, i.why_it_matters, i.council_controls, " ".join(i.caveats),
            " ".join(f"{period}: {note}" for period, note in i.breaks),
            i.no_comparator or (i.benchmark.name if i.benchmark else ""), i.owner_role,
        )
        for i in indicators
    ]  # fmt: skip
    return pl.DataFrame(rows, dict.fromkeys(_DEFINITION, pl.String), orient="row")


def _sources(snapshot: Snapshot, rows: Sequence[ScorecardRow]) -> pl.DataFrame:
    """Return the sources of the rows' figures and of their comparators, each once."""
    used = {row.now.source for row in rows if row.now}
    used |= {c.source for row in rows for c in row.comparators if c.source}
    sources = snapshot.sources.filter(pl.col("source").is_in(sorted(used)))
    return sources.sort("source").select(pl.col("title").alias(_SOURCE[0]), *_SOURCE[1:])
