"""The full committee paper's appendices: all indicators, evidence, sources, figures, neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.charts import chart_table
from kpi.charts.indicator_trend import trend
from kpi.charts.specification.lines import ChartLine
from kpi.file_writers.document import DocumentTable, Heading, Paragraph, cell, cells
from kpi.formatting import capital, lower
from kpi.indicators.comparisons.chosen_groups import GROUP
from kpi.indicators.comparisons.comparators import KEYS
from kpi.indicators.comparisons.national_rank import Standing, standing
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.display import rare, show_short
from kpi.model.neighbour_models import model_label
from kpi.model.snapshot import Snapshot
from kpi.paper import sections
from kpi.paper.phrases import marked, titled
from kpi.paper.sections import NO_FIGURE, OWN_FIGURE, EvidenceChoice, Part
from kpi.wording import scorecard_highlights
from kpi.wording.change_words import change_note, change_words
from kpi.wording.comparisons import comparison_cells as table_wording
from kpi.wording.comparisons import group_names
from kpi.wording.comparisons.comparison_cells import comparator_words
from kpi.wording.comparisons.official_rate_words import official_short
from kpi.wording.headline import counts, goal, value_or_reason
from kpi.wording.status import status_tally
from kpi.wording.status.status_reasons import same_as_england
from kpi.wording.status.status_words import STATUS_WORDS
from kpi.wording.target_words import level_words

NOT_THEN = "none for this period"
_OF_FIVE = (2.8, 2.4, 2.3, 2.3, 2.4, 2.4, 2.4)  # widths in cm with a chosen group


def appendices(
    snapshot: Snapshot, rows: tuple[ScorecardRow, ...], wanted: EvidenceChoice
) -> tuple[Part, ...]:
    """Return the appendices in order, each with its heading; those with nothing are left out."""
    headed: list[tuple[str, tuple[Part, ...]]] = [
        ("All indicators", _overview(rows)),
        ("Evidence", sections.indicators(snapshot, rows, wanted)),
        ("Sources and definitions", sections.definitions(snapshot, rows)),
        ("Figures over time", tuple(_over_time(snapshot, row) for row in rows if row.series)),
        (
            "Statistical neighbours by name",
            tuple(_neighbours(snapshot, row) for row in rows if _has_neighbours(row)),
        ),
        (
            "The chosen group by name",
            tuple(_group(snapshot, row) for row in rows if _has_group(row)),
        ),
    ]
    parts: list[Part] = []
    for number, (title, inside) in enumerate((each for each in headed if each[1]), start=1):
        parts += [Heading(f"Appendix {number}: {title}", new_page=True), *inside]
    return tuple(parts)


# ---- all indicators -------------------------------------------------------------------------


def _overview(rows: tuple[ScorecardRow, ...]) -> tuple[Part, ...]:
    """Return what stands out, and every indicator against its target and its comparators."""
    parts: list[Part] = [Paragraph(status_tally.change_counts(rows))]
    stand_out = scorecard_highlights.notable(rows)
    if stand_out:
        parts.append(Heading("What stands out", 2))
        parts += [Paragraph(n.text, STATUS_WORDS[n.status], "bullet") for n in stand_out]
    parts.append(Heading("Against target", 2))
    parts.append(_against_target(rows))
    if any(row.indicator.benchmark_kind is not None for row in rows):
        parts.append(Heading("Against others", 2))
        parts.append(_against_others(rows))
    return tuple(parts)


def _against_target(rows: tuple[ScorecardRow, ...]) -> DocumentTable:
    lines = [
        (
            cell(*_name_lines(row)),
            _figure_cell(row),
            _target_cell(row),
            cell(STATUS_WORDS[row.status]),
            cell(marked(_moved(row), row.since_last.status)),
        )
        for row in rows
    ]
    return DocumentTable(
        f"All indicators against target, {rows[0].quarter.short}",
        "One row an indicator: its figure and period, its target, its status, and how it moved "
        "against the period before.",
        ("Indicator", "Figure", "Target", "Status", "Against the period before"),
        tuple(lines),
        (4.4, 3.0, 3.1, 2.6, 3.9),
    )


def _moved(row: ScorecardRow) -> str:
    note = change_note(row, row.since_last)
    moved = capital(change_words(row.since_last))
    return f"{moved}: {note}" if note else moved


def _against_others(rows: tuple[ScorecardRow, ...]) -> DocumentTable:
    compared = [row for row in rows if row.indicator.benchmark_kind is not None]
    keys = [each.key for each in rows[0].comparators]
    group = rows[0].view.group
    regions = list(dict.fromkeys(row.comparator("region").label for row in compared))
    heads = {
        "england": "England",
        "region": regions[0] if len(regions) == 1 else "Region",
        "neighbours": "Statistical neighbours",
        GROUP: group.name if group else "",
        "good": "Other Good authorities",
    }
    names = {
        "england": "England",
        "region": "the region",
        "neighbours": f"statistical neighbours by {model_label(rows[0].model)}",
        GROUP: group_names.in_sentence(group.name) if group else "",
        "good": lower(rows[0].comparator("good").label),
    }
    comparator_names = [names[key] for key in keys]
    lines = [
        (
            cell(*_name_lines(row)),
            _figure_cell(row),
            *(
                _comparator_cell(row, key, named=key == "region" and len(regions) > 1)
                for key in keys
            ),
        )
        for row in compared
    ]
    return DocumentTable(
        f"All indicators against others, {rows[0].quarter.short}",
        f"One row an indicator that has comparators: the council's figure, then "
        f"{', '.join(comparator_names[:-1])} and {comparator_names[-1]}. Each has its period and "
        "how the council's figure stands to it.",
        ("Indicator", "Figure", *(heads[key] for key in keys)),
        tuple(lines),
        (3.2, 2.8, 2.7, 2.7, 2.8, 2.8) if len(keys) == len(KEYS) else _OF_FIVE,
    )


def _comparator_cell(row: ScorecardRow, key: str, *, named: bool) -> tuple[str, ...]:
    comparator = row.comparator(key)
    place = comparator.label if named else ""
    if comparator.value is None:
        return cell(place, comparator.reason)
    weighted = "weighted " if comparator.weighted else ""
    mean = f"{weighted}mean of {comparator.count} of {comparator.of}" if comparator.is_mean else ""
    return cell(
        place,
        marked(show_short(row.indicator, comparator.value), comparator.status),
        comparator.period.short if comparator.period else "",
        mean,
        marked(comparator_words(row, comparator), row.status_against(comparator)),
        official_short(row, comparator),
    )


def _figure_cell(row: ScorecardRow) -> tuple[str, ...]:
    """Return the figure with its counts or the meaning of a small rate, its mark and period."""
    now = row.now
    if now is None:
        return cell(value_or_reason(row))
    status = now.data_status if now.value is not None else ""
    behind = counts(row.indicator, now) or rare(row.indicator, row.value)
    figure = f"{value_or_reason(row)} ({behind})" if behind else value_or_reason(row)
    return cell(marked(figure, status), now.period.short)


def _name_lines(row: ScorecardRow) -> tuple[str, ...]:
    """Return the name, its exclusions, and which direction is better."""
    indicator = row.indicator
    left_out = f"{indicator.qualifier}; " if indicator.qualifier else ""
    return (indicator.name, f"({left_out}{indicator.polarity.words})")


def _target_cell(row: ScorecardRow) -> tuple[str, ...]:
    """Return the target and the intervention level, and that it is England's where it is."""
    if row.target is None:
        return cell("no target")
    (level, upper), status = row.target.levels, row.target.data_status
    goal_line = marked(goal(row), status)
    if not row.target.has_level:
        return cell(goal_line)
    level_line = f"intervention level {level_words(row.indicator, row.target)}"
    if level is not None and upper is None:
        level_line += same_as_england(row, level)
    return cell(goal_line, marked(level_line, status))


# ---- figures and neighbours -----------------------------------------------------------------


def _over_time(snapshot: Snapshot, row: ScorecardRow) -> DocumentTable:
    """Return the table twin of the trend chart, newest first; every figure carries its mark."""
    chart = trend(snapshot, row)
    notes = chart_table.notes_in(chart, (point.period for point in chart.lines[0].points))
    lines = tuple(
        (
            cell(str(period), notes.get(period, "")),
            *(
                cell(marked(text, line.status_of(period)) or NOT_THEN)
                for line, text in zip(chart.columns, texts[: len(chart.columns)], strict=True)
            ),
        )
        for period, texts in chart_table.twin(chart, row.indicator, marks=False)
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
    """Return a line's name, which for neighbours and a chosen group adds that it is their mean."""
    return f"{line.name}, mean" if line.role in ("neighbours", GROUP) else line.name


def _has_neighbours(row: ScorecardRow) -> bool:
    group = row.view.group
    is_shown = group is None or not group.instead
    return is_shown and row.comparator("neighbours").period is not None


def _has_group(row: ScorecardRow) -> bool:
    return row.view.group is not None and row.comparator(GROUP).period is not None


def _neighbours(snapshot: Snapshot, row: ScorecardRow) -> DocumentTable:
    """Return the ten neighbours in order of figure, with ours of the same period."""
    like = standing(snapshot, row.indicator, row.area.code, row.comparator("england").period)
    period = row.comparator("neighbours").period
    return _by_name(
        f"{titled(row.indicator)}: statistical neighbours, {period}",
        model_label(row.model),
        table_wording.neighbours(snapshot, row, like),
        like,
    )


def _group(snapshot: Snapshot, row: ScorecardRow) -> DocumentTable:
    """As `_neighbours`, the authorities of the chosen group."""
    like = standing(snapshot, row.indicator, row.area.code, row.comparator("england").period)
    group = row.comparator(GROUP)
    return _by_name(
        f"{titled(row.indicator)}: {group.label}, {group.period}",
        group_names.in_sentence(group.label),
        table_wording.group_members(snapshot, row, like),
        like,
    )


def _by_name(
    title: str, who: str, members: Sequence[table_wording.ComparisonEntry], like: Standing | None
) -> DocumentTable:
    return DocumentTable(
        title,
        f"One row an authority of {who}, the highest figure first, and the council itself where it "
        "has a published figure of the same period.",
        ("Authority", "Figure", "Ours against it"),
        tuple(
            cells((e.label, marked(e.figure, e.data_status), _verdict(e, like))) for e in members
        ),
        (6.2, 3.3, 7.5),
        together=True,
    )


def _verdict(entry: table_wording.ComparisonEntry, like: Standing | None) -> str:
    """Return the verdict against a neighbour, or why there is none."""
    if entry.key == "home":
        return OWN_FIGURE
    if entry.value is None:
        return NO_FIGURE
    return entry.verdict if like else "no figure of ours for this period"
