"""Writes the workbook that officers fill in, with due periods named and figures left blank.

Follows the rules for accessible spreadsheets: one table a sheet, one header row, no merged cells,
no meaning by colour alone, plain sheet names, a title in the document's properties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter

from kpi.disclosure.small_counts import small_counts_words
from kpi.errors import UnknownNameError
from kpi.file_readers.limits import LARGEST_FILE, MOST_LETTERS, MOST_LINES, MOST_ROWS, MOST_TEXT
from kpi.file_writers.formula_guard import WORKBOOK_OPTIONS
from kpi.formatting import figure
from kpi.indicators.reporting_quarters import candidates, reported_in, returned_series
from kpi.indicators.scorecard import targets
from kpi.indicators.targets.target_status import STATUSES
from kpi.indicators.targets.targets_in_force import Target, in_force_in_part, last_begun
from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.symbol_meanings import SYMBOLS
from kpi.model.observation import Observation
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period, parse_period
from kpi.returns.council_check import CODE as AUTHORITY_CODE
from kpi.returns.records import (
    COLUMNS,
    COMMENTARY,
    NOTES,
    OF_RANGE,
    REFERENCE,
    TARGET_TYPES,
    TARGETS,
    VALUES,
)
from kpi.returns.typed_cells import RETURNED_STATUSES

CODES = "codes"
_QUARTER_OR_MONTH = "quarter or month"
_SPARE_ROWS = 200
"""Empty rows below the filled ones that have the drop-downs and formats too."""
_RETURN_RULES = ("same quarter", "first quarter to end after the period")
"""Reporting rules of figures that come from a return; others are published by DfE."""
_WIDTHS = {
    "indicator_id": 32, "period": 26, "reporting_quarter": 18, "from_quarter": 14,
    "to_quarter": 14, "value": 10, "target": 10, "intervention_level": 18,
    "target_upper": 12, "intervention_upper": 18, "symbol": 10,
    "status": 22, "data_status": 14, "source": 20, "note": 40, "rationale": 50,
    "indicator_name": 44, "unit": 16, "last_value": 20, "last_value_period": 20, "last_target": 20,
    "authority_code": 16, "what_happened": 50, "why": 40, "action": 50, "owner_role": 28, "due": 14,
}  # fmt: skip
_NUMBERS = OF_RANGE | {"value", "numerator", "denominator", "target", "intervention_level"}
_RANGES = (
    "Where better is between two bounds, target is the lower one and target_upper the upper one. "
    "The council must act below intervention_level or above intervention_upper."
)
_BY_MONTH = (
    "For an indicator whose figures are by month, from_quarter and to_quarter may both be months, "
    "such as July 2025. The quarter's target is that of its last month; where the quarter's figure "
    "is the sum of its months it is three times the monthly target, if one was in force in all "
    "three. Where a target was given by quarter too, the one that started later counts."
)
_VALUES = {
    "percent": "a percentage such as 77.6 (or 77.6%)",
    "points": "points such as 15.2",
    "number": "a whole number such as 264; it has no denominator",
    "pounds": "pounds such as 5430 (or £5,430)",
    "ratio": "the numerator divided by the denominator, such as 1.8",
    **{
        unit: f"{unit} such as 31 (or 31 {unit}), the numerator divided by the denominator"
        for unit in ("days", "weeks", "months", "cases")
    },
}
"""What to type as the value of each unit; a rate is known by its unit."""
_WRAPPED = frozenset({"note", "rationale", "what_happened", "why", "action"})


@dataclass(frozen=True)
class _Plan:
    """The content of the workbook."""

    area_name: str
    area_code: str  # "" where only definitions are known
    quarter: Period
    indicators: tuple[Indicator, ...]  # those that a return has figures of
    due: tuple[tuple[Indicator, Period], ...]
    targets: tuple[tuple[Indicator, Target], ...]
    last: Mapping[str, Observation]  # the newest known figure of each indicator
    known_targets: Mapping[str, Sequence[Target]]

    @property
    def is_by_month(self) -> bool:
        """Whether the figures of any indicator are by month, so that its target may be too."""
        return any(i.quarter_from is not None for i in self.indicators)

    @property
    def has_range(self) -> bool:
        """Whether the target of any indicator is between two bounds."""
        return any(i.polarity is Polarity.RANGE for i in self.indicators)


def write(
    path: Path,
    source: Snapshot | Sequence[Indicator],
    *,
    area_name: str,
    quarter: Period | None = None,
    history: Mapping[str, Sequence[Observation]] | None = None,
) -> None:
    """Write the template of `area_name` for a reporting quarter to `path` (.xlsx).

    A snapshot gives the area's own series and its targets in force; `history` (the known
    observations of each indicator) replaces the series. Without `quarter` it is the one after the
    newest reported; UnknownNameError where none is reported yet, or the area is unknown.
    """
    plan = _plan(source, area_name, quarter, history)
    with xlsxwriter.Workbook(str(path), dict(WORKBOOK_OPTIONS)) as book:
        book.set_properties(
            {
                "title": f"Return of {area_name} for {plan.quarter}",
                "subject": "Children's services key performance indicators: quarterly return",
                "comments": "Fill in the sheets values, targets and commentary; see notes.",
            }
        )
        styles = {
            "header": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            # As text, so that no spreadsheet turns 'Apr-Jun 2025' or '1-5' into a date.
            "text": book.add_format({"num_format": "@", "valign": "top"}),
            "wrapped": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
            "number": book.add_format({"valign": "top"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        }
        codes = _codes(plan)
        for kind, rows in (
            (VALUES, _value_rows(plan)),
            (TARGETS, _target_rows(plan)),
            (COMMENTARY, _comment_rows(plan)),
        ):
            columns = [each for each in _columns(kind) if plan.has_range or each not in OF_RANGE]
            _write_table(book.add_worksheet(kind), columns, list(rows), codes, styles)
        _write_list(book.add_worksheet(NOTES), _notes(plan), styles)
        _write_codes(book.add_worksheet(CODES), codes, styles)


def _columns(kind: str) -> tuple[str, ...]:
    """Return a sheet's columns; the values have beside their cells what is known already."""
    if kind != VALUES:
        return COLUMNS[kind]
    known = ("indicator_id", *REFERENCE, "reporting_quarter", "period")
    return (*known, *(each for each in COLUMNS[kind] if each not in known), "authority_code")


# ---- what is due --------------------------------------------------------------------------


def _plan(
    source: Snapshot | Sequence[Indicator],
    area_name: str,
    quarter: Period | None,
    history: Mapping[str, Sequence[Observation]] | None,
) -> _Plan:
    everything = source.indicators if isinstance(source, Snapshot) else tuple(source)
    returned = tuple(i for i in everything if i.reporting.rule in _RETURN_RULES)
    indicators = tuple(i for i in returned if quarter is None or i.is_reported(quarter))
    series: Mapping[str, Sequence[Observation]] = history or {}
    goals: list[tuple[Indicator, list[Target]]] = []
    area = ""
    if isinstance(source, Snapshot):
        area = _area_code(source, area_name)
        if history is None:
            series = {i.id: returned_series(source, i, area) for i in indicators}
        goals = [(i, targets(source, i, area)) for i in indicators]
        reported = source.observations["reporting_quarter"].drop_nulls().unique().to_list()
        if quarter is None and reported:
            quarter = max(parse_period(text) for text in reported).quarter_after()
    if quarter is None:
        quarter = _newest(indicators, series).quarter_after()
    now = quarter
    return _Plan(
        area_name,
        area,
        now,
        indicators,
        tuple((i, p) for i in indicators for p in due_in(i, now, series.get(i.id, ()))),
        tuple((i, t) for i, known in goals for t in in_force_in_part(known, now)),
        {
            i.id: known[-1]
            for i in indicators
            if (known := _with_value_or_symbol(series.get(i.id, ())))
        },
        {i.id: known for i, known in goals},
    )


def _with_value_or_symbol(series: Sequence[Observation]) -> list[Observation]:
    """Return the observations that say something: a figure, or why there is none."""
    return [o for o in series if o.value is not None or o.symbol]


def _area_code(snapshot: Snapshot, name: str) -> str:
    for code, area_name in snapshot.areas.select("area", "name").iter_rows():
        if area_name == name:
            return str(code)
    raise UnknownNameError(f"no area is called '{name}'")


def _newest(indicators: Sequence[Indicator], series: Mapping[str, Sequence[Observation]]) -> Period:
    """Return the newest quarter in which a quarterly figure was reported."""
    quarters = [
        reported_in(i, o)[0]
        for i in indicators
        if i.reporting.rule == "same quarter"
        for o in series.get(i.id, ())
        if o.period.kind.is_quarterly
    ]
    if not quarters:
        raise UnknownNameError("nothing was reported yet, so name the quarter of the template")
    return max(quarters)


def due_in(indicator: Indicator, quarter: Period, known: Sequence[Observation]) -> list[Period]:
    """Return the periods whose figure is due in a quarter's return, by the definition's mapping.

    These are the periods that this quarter's report shows first, and those that an earlier
    report should have shown, if this one still shows them and no value is known.
    """
    if indicator.reporting.rule not in _RETURN_RULES:
        return []
    have = {o.period for o in known if o.value is not None}
    due = []
    for period in candidates(indicator.returned_kind, quarter):
        shown = reported_in(indicator, _unknown(period))
        if quarter == shown[0] or (quarter in shown and period not in have):
            due.append(period)
    return sorted(due)


def still_due(snapshot: Snapshot, area: str, quarter: Period) -> int:
    """Return how many figures are due in a quarter's return that are not known yet.

    One with a symbol that says why there is no figure is known.
    """
    number_due = 0
    for indicator in snapshot.indicators:
        if indicator.is_reported(quarter):
            series = returned_series(snapshot, indicator, area)
            known_periods = {o.period for o in _with_value_or_symbol(series)}
            number_due += sum(p not in known_periods for p in due_in(indicator, quarter, series))
    return number_due


def _unknown(period: Period) -> Observation:
    """Return an observation with only its period known, reported as soon as it has ended."""
    return Observation(period, period.end)


# ---- rows ---------------------------------------------------------------------------------

_Cell = str | float | date | None


def _value_rows(plan: _Plan) -> Iterator[dict[str, _Cell]]:
    for indicator, period in plan.due:
        last = plan.last.get(indicator.id)
        covers = period if indicator.quarter_from else plan.quarter
        target = last_begun(plan.known_targets.get(indicator.id, ()), covers)
        yield {
            "indicator_id": indicator.id,
            "indicator_name": indicator.name,
            "unit": indicator.unit,
            "last_value": _last_value(indicator, last) if last else "none yet",
            "last_value_period": last.period.short if last else None,
            "last_target": _last_target(indicator, target) if target else "none",
            "period": period.short,
            "reporting_quarter": plan.quarter.short,
            "authority_code": plan.area_code or None,
        }


def _last_value(indicator: Indicator, last: Observation) -> str:
    """Return a published figure, or the symbol in its place, with its mark where it is not real."""
    if last.value is None:
        return str(last.symbol)
    value_text = figure(last.value, indicator.unit, indicator.decimals)
    return value_text if last.data_status == "published" else f"{value_text} ({last.data_status})"


def _last_target(indicator: Indicator, target: Target) -> str:
    ends = [each for each in target.aims if each is not None]
    aims_text = " to ".join(figure(each, indicator.unit, indicator.decimals) for each in ends)
    if target.is_monthly:
        aims_text += f" from {target.from_quarter}"
    return aims_text if target.data_status == "published" else f"{aims_text} ({target.data_status})"


def _target_rows(plan: _Plan) -> Iterator[dict[str, _Cell]]:
    for indicator, target in plan.targets:
        yield {
            "indicator_id": indicator.id,
            "from_quarter": target.from_quarter,
            "to_quarter": target.to_quarter,
            "target": target.target,
            "intervention_level": target.intervention_level,
            "target_upper": target.target_upper,
            "intervention_upper": target.intervention_upper,
            "target_type": target.target_type,
            "data_status": target.data_status,
            "rationale": target.rationale,
        }


def _comment_rows(plan: _Plan) -> Iterator[dict[str, _Cell]]:
    for indicator in plan.indicators:
        if not indicator.is_context:
            yield {
                "indicator_id": indicator.id,
                "reporting_quarter": plan.quarter.short,
                "owner_role": indicator.owner_role,
            }


def _codes(plan: _Plan) -> dict[str, list[tuple[str, str]]]:
    """Return each list of codes with their meanings, for the drop-downs."""
    quarters = [plan.quarter.quarter_after(), plan.quarter]
    while len(quarters) < 10 and (earlier := quarters[-1].previous()):
        quarters.append(earlier)
    meanings = ("made up to show how it looks", "may still change", "final")
    months = [Period.containing(Kind.MONTH, day) for q in quarters for day in q.month_ends()[::-1]]
    by_month = {_QUARTER_OR_MONTH: [(p.short, p.in_words) for p in (*quarters, *months)]}
    return {
        "indicator_id": [(i.id, i.name) for i in plan.indicators],
        "quarter": [(q.short, q.in_words) for q in quarters],
        **(by_month if plan.is_by_month else {}),
        "symbol": list(SYMBOLS.items()),
        "data_status": list(zip(RETURNED_STATUSES, meanings, strict=True)),
        "status": [(status, "") for status in STATUSES],
        "target_type": [(kind, "") for kind in TARGET_TYPES],
    }


# ---- sheets -------------------------------------------------------------------------------


def _list_of(column: str, codes: Mapping[str, list[tuple[str, str]]]) -> str:
    if column in ("from_quarter", "to_quarter") and _QUARTER_OR_MONTH in codes:
        return _QUARTER_OR_MONTH
    return "quarter" if column.endswith("_quarter") else column


def _style_of(column: str) -> str:
    if column in _NUMBERS:
        return "number"
    if column == "due":
        return "day"
    return "wrapped" if column in _WRAPPED else "text"


def _write_table(
    sheet: Any,
    columns: Sequence[str],
    rows: list[dict[str, _Cell]],
    codes: Mapping[str, list[tuple[str, str]]],
    styles: Mapping[str, Any],
) -> None:
    """Write one header row and the rows, with drop-downs and formats for more rows below."""
    last = len(rows) + _SPARE_ROWS
    for number, column in enumerate(columns):
        style = styles[_style_of(column)]
        sheet.set_column(number, number, _WIDTHS.get(column, 13), style)
        sheet.write_string(0, number, column, styles["header"])
        listed = _list_of(column, codes)
        if listed in codes:
            # A warning only: other spellings are read as well.
            options = {
                "validate": "list",
                "source": _range(codes, listed),
                "error_type": "warning",
                "error_title": "Not one of the codes",
                "error_message": f"See the list {listed} on the sheet {CODES}.",
            }
            sheet.data_validation(1, number, last, number, options)
        for row, cells in enumerate(rows, start=1):
            value = cells.get(column)
            if isinstance(value, str):
                sheet.write_string(row, number, value, style)
            elif isinstance(value, date):
                sheet.write_datetime(row, number, value, style)
            elif value is not None:
                sheet.write_number(row, number, value, style)


def _range(codes: Mapping[str, list[tuple[str, str]]], name: str) -> str:
    """Return the range of a list of codes on the sheet `codes`."""
    column = get_column_letter(2 * list(codes).index(name) + 1)
    return f"={CODES}!${column}$2:${column}${len(codes[name]) + 1}"


def _write_codes(
    sheet: Any, codes: Mapping[str, list[tuple[str, str]]], styles: Mapping[str, Any]
) -> None:
    for index, (name, listed) in enumerate(codes.items()):
        column = 2 * index
        sheet.set_column(column, column, _WIDTHS.get(name, 18), styles["text"])
        sheet.set_column(column + 1, column + 1, 44, styles["text"])
        for at, title in ((column, name), (column + 1, f"{name} means")):
            sheet.write_string(0, at, title, styles["header"])
        for row, (code, meaning) in enumerate(listed, start=1):
            sheet.write_string(row, column, code, styles["text"])
            sheet.write_string(row, column + 1, meaning, styles["text"])


def _write_list(sheet: Any, lines: Sequence[tuple[str, str]], styles: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, 24, styles["wrapped"])
    sheet.set_column(1, 1, 100, styles["wrapped"])
    for row, (subject, text) in enumerate([("subject", "what to know"), *lines]):
        style = styles["header"] if row == 0 else styles["wrapped"]
        sheet.write_string(row, 0, subject, style)
        sheet.write_string(row, 1, text, style)


def _sentence(text: str) -> str:
    """Return a text with one full stop at its end."""
    return f"{text.strip().rstrip('.')}."


def _notes(plan: _Plan) -> list[tuple[str, str]]:
    """Return the notes on the template as pairs of subject and text."""
    return [
        ("this return", f"{plan.area_name}, reporting quarter {plan.quarter}."),
        *([(AUTHORITY_CODE, plan.area_code)] if plan.area_code else []),
        ("authority name", plan.area_name),
        ("sheet values", "One row for each figure that is due in this quarter. Fill in value,"
         " numerator, denominator and data_status. The columns from indicator_name to last_target"
         " say what is published already, and are not read. Add rows for corrected earlier"
         " figures."),
        ("sheet targets", "The targets in force. To change one, give the old row its last quarter"
         " in to_quarter and add a row with the new target, its data_status and its rationale. A"
         " row for the new target alone, without the old one, does the same: the old one ends by"
         " itself. Targets alone, commentary alone or values alone are a return too."),
        *([("targets by month", _BY_MONTH)] if plan.is_by_month else []),
        *([("targets between two bounds", _RANGES)] if plan.has_range else []),
        ("sheet commentary", "One row for each headline indicator: what happened, why, the action,"
         " who owns it (a role, not a name) and by when. Below the intervention level, action,"
         " owner and date are needed."),
        ("sheet codes", "The codes that the drop-downs offer."),
        ("values", "Type the value itself; of a formula the last result is read. Counts are whole"
         " numbers. A blank is never read as 0: write 0 if there were none."),
        ("symbols", "Where there is no figure, leave value blank and give a symbol: "
         + "; ".join(f"{symbol} = {reason}" for symbol, reason in SYMBOLS.items())
         + ". The last four stand beside a figure."),
        ("status", "Your own rating, if you give one (red, amber or green will do). It is kept and"
         " shown beside ours where they differ."),
        ("data_status", "published for final figures, provisional for figures that may still"
         " change, illustrative for made-up ones. Made-up and real figures are not mixed."),
        ("quarters and dates", "Quarters as Q1 2025-26, terms as spring term 2025, years as"
         " academic year 2024/25, dates as 30/09/2025 (day first)."),
        ("small numbers", "Give the true counts. When the return is published, counts of"
         f" {small_counts_words()} are hidden with their rates, and with other figures that would"
         " give them away, unless the indicator's definition says that it may be published."),
        ("what is checked", "Codes, periods, units, the value against its counts, duplicates,"
         " gaps, jumps and repeats, targets against intervention levels, commentary against the"
         " figures. Every fault is listed with its sheet and cell; nothing is published until"
         " every error is corrected."),
        ("limits", f"At most {LARGEST_FILE // 1_000_000} MB, {MOST_ROWS:,} rows a sheet,"
         f" {MOST_LINES:,} rows and {MOST_LETTERS:,} characters in all,"
         f" {MOST_TEXT:,} characters a cell; no macros, no links to other files."),
        *((f"indicator {i.id}", " ".join(map(_sentence, (
            i.name, i.definition, f"Numerator: {i.numerator}", f"Denominator: {i.denominator}",
            f"Value: {_VALUES.get(i.unit, i.unit)}")))) for i in plan.indicators),
    ]  # fmt: skip
