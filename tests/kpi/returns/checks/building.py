"""A calm, valid return written as rows of text, and the lines and context made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from kpi.formatting import fixed
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.definitions import definition_reader
from kpi.model.definitions.indicator import Indicator
from kpi.model.observation import Observation
from kpi.periods import Kind, Period, parse_period
from kpi.returns import period_spellings
from kpi.returns.checks.context import Context
from kpi.returns.checks.return_and_live import observed
from kpi.returns.records import (
    COLUMNS,
    COMMENTARY,
    TARGETS,
    VALUES,
    CellPlace,
    CommentLine,
    ParsedReturn,
    TargetLine,
    ValueLine,
)

AREA = "839"
TODAY = date(2025, 7, 20)
NEWEST = "Q1 2025-26"
EARLY, ASSESSED, PLANS = "early-help-returns", "assessments-45-days", "ehcp-20-weeks"
EXCLUDED, GAP, REFERRED = "secondary-permanent-exclusions", "ks4-fsm-gap", "referrals-rate"
_ROOT = Path(__file__).resolve().parents[4]
INDICATORS: dict[str, Indicator] = {
    i.id: i
    for i in definition_reader.from_table(
        definition_reader.read_files(_ROOT / "data" / "indicators")
    )
}

Row = dict[str, str]
QUARTERS = (
    "Q2 2023-24", "Q3 2023-24", "Q4 2023-24", "Q1 2024-25", "Q2 2024-25", "Q3 2024-25",
    "Q4 2024-25", NEWEST,
)  # fmt: skip
COUNTS = {
    EARLY: [(32, 190), (30, 186), (28, 184), (26, 180), (24, 178), (22, 171), (21, 169), (19, 165)],
    ASSESSED: [
        (818, 880), (799, 868), (802, 906), (822, 940), (848, 902), (872, 916), (858, 897),
        (869, 921),
    ],
    PLANS: [
        (110, 180), (92, 182), (107, 178), (95, 181), (100, 176), (86, 183), (97, 179), (80, 180),
    ],
}  # fmt: skip
TERMS = [
    ("autumn term 2023", "Q3 2023-24", "0.110"),
    ("spring term 2024", "Q1 2024-25", "0.095"),
    ("summer term 2024", "Q2 2024-25", "0.080"),
    ("autumn term 2024", "Q3 2024-25", "0.104"),
    ("spring term 2025", NEWEST, "0.085"),
]


@dataclass
class Sheets:
    """A return as rows of text; the first row of a sheet stands in row 2 of its file."""

    values: list[Row] = field(default_factory=list)
    targets: list[Row] = field(default_factory=list)
    commentary: list[Row] = field(default_factory=list)

    def row(self, sheet: str, indicator: str, when: str) -> Row:
        """The row of an indicator and a period or quarter."""
        rows: list[Row] = getattr(self, sheet)
        column = {VALUES: "period", TARGETS: "from_quarter", COMMENTARY: "reporting_quarter"}[sheet]
        return next(r for r in rows if r["indicator_id"] == indicator and r[column] == when)

    def number(self, sheet: str, indicator: str, when: str) -> int:
        """In which row of the file it stands."""
        rows: list[Row] = getattr(self, sheet)
        return rows.index(self.row(sheet, indicator, when)) + 2


def share(top: int, bottom: int, decimals: int = 1) -> str:
    """A percentage as an officer types it."""
    return fixed(top / bottom * 100, decimals)


def value_row(
    name: str, period: str, quarter: str, value: str, top: str = "", bottom: str = ""
) -> Row:
    """A row of values."""
    return dict.fromkeys(COLUMNS[VALUES], "") | {
        "indicator_id": name, "period": period, "reporting_quarter": quarter, "value": value,
        "numerator": top, "denominator": bottom, "data_status": "provisional",
        "source": "local-return",
    }  # fmt: skip


def target_row(name: str, start: str, end: str, target: str, level: str, why: str) -> Row:
    """A row of targets."""
    return dict.fromkeys(COLUMNS[TARGETS], "") | {
        "indicator_id": name, "from_quarter": start, "to_quarter": end, "target": target,
        "intervention_level": level, "data_status": "published", "rationale": why,
    }  # fmt: skip


def comment_row(name: str, quarter: str, happened: str, why: str) -> Row:
    """A row of commentary with an action, an owner and a date."""
    return dict.fromkeys(COLUMNS[COMMENTARY], "") | {
        "indicator_id": name, "reporting_quarter": quarter, "data_status": "provisional",
        "what_happened": happened, "why": why, "action": "Clear the backlog.",
        "owner_role": "Head of Service", "due": "2025-10-31",
    }  # fmt: skip


def good() -> Sheets:
    """A return without a fault or a warning; plans are below their intervention level."""
    values = [
        value_row(name, quarter, quarter, share(top, bottom), str(top), str(bottom))
        for name, counts in COUNTS.items()
        for quarter, (top, bottom) in zip(QUARTERS, counts, strict=True)
    ]
    values += [value_row(EXCLUDED, period, quarter, value) for period, quarter, value in TERMS]
    values.append(value_row(GAP, "academic year 2023/24", "Q2 2024-25", "16.2"))
    targets = [
        target_row(EARLY, "Q1 2023-24", "Q4 2024-25", "16", "20", "First year's baseline"),
        target_row(EARLY, "Q1 2025-26", "", "15", "20", "Tightened by one point"),
        target_row(ASSESSED, "Q1 2023-24", "", "90", "82.5", "England"),
        target_row(PLANS, "Q1 2023-24", "", "60", "46.4", "Recovery plan"),
        target_row(EXCLUDED, "Q1 2023-24", "", "0.09", "0.11", "South West"),
    ]
    commentary = [
        comment_row(PLANS, NEWEST, "80 of 180 plans were in time, 44.4%.", "Late advice."),
        comment_row(EARLY, NEWEST, "Fewer families came back.", "They have a named worker."),
    ]
    return Sheets(values, targets, commentary)


# ---- from text to lines ---------------------------------------------------------------------


def _number(text: str) -> float | None:
    return float(text) if text else None


def _period(text: str) -> Period | None:
    if not text or not text.startswith("Apr-"):
        return parse_period(text) if text else None
    read = period_spellings.period(text, Kind.TO_DATE)  # a year to date, which no publisher writes
    assert isinstance(read, Period)
    return read


def _place(sheet: str, index: int) -> CellPlace:
    return CellPlace(
        "return.xlsx",
        sheet,
        f"row {index + 2}",
        {c: f"{chr(65 + n)}{index + 2}" for n, c in enumerate(COLUMNS[sheet])},
    )


def read_of(sheets: Sheets) -> ParsedReturn:
    """The lines of a return."""
    return ParsedReturn(
        ("return.xlsx",),
        tuple(_value(_place(VALUES, n), row) for n, row in enumerate(sheets.values)),
        tuple(_target(_place(TARGETS, n), row) for n, row in enumerate(sheets.targets)),
        tuple(_comment(_place(COMMENTARY, n), row) for n, row in enumerate(sheets.commentary)),
        (),
    )


def _value(place: CellPlace, row: Row) -> ValueLine:
    return ValueLine(
        place, row["indicator_id"], _period(row["period"]), _period(row["reporting_quarter"]),
        _number(row["value"]), _number(row["numerator"]), _number(row["denominator"]),
        row["symbol"] or None, row["status"] or None, row["data_status"], row["source"],
        row["note"] or None, row,
    )  # fmt: skip


def _target(place: CellPlace, row: Row) -> TargetLine:
    return TargetLine(
        place, row["indicator_id"], _period(row["from_quarter"]), _period(row["to_quarter"]),
        _number(row["target"]), _number(row["intervention_level"]), row["target_type"] or None,
        row["data_status"], row["rationale"] or None, row,
        _number(row["target_upper"]), _number(row["intervention_upper"]),
    )  # fmt: skip


def _comment(place: CellPlace, row: Row) -> CommentLine:
    due = date.fromisoformat(row["due"]) if row["due"] else None
    return CommentLine(
        place, row["indicator_id"], _period(row["reporting_quarter"]), row["data_status"],
        row["what_happened"] or None, row["why"] or None, row["action"] or None,
        row["owner_role"] or None, due, row,
    )  # fmt: skip


def context_of(sheets: Sheets, before: str = "Q4 2024-25") -> Context:
    """What is live when a return holds everything up to the quarter `before` and its targets."""
    last = parse_period(before)
    history: dict[str, list[Observation]] = {}
    for line in read_of(sheets).values:
        if line.period and line.reporting_quarter and line.reporting_quarter <= last:
            history.setdefault(line.indicator_id, []).append(observed(line, line.period))
    targets: dict[str, list[Target]] = {}
    for row in sheets.targets:
        level, end = _number(row["intervention_level"]), row["to_quarter"] or None
        made = Target(
            float(row["target"]), level, None, row["data_status"], row["rationale"],
            row["from_quarter"], end,
        )  # fmt: skip
        targets.setdefault(row["indicator_id"], []).append(made)
    return Context(INDICATORS, AREA, history, targets, TODAY)


Edit = Callable[[Sheets], None]
Recontext = Callable[[Context], Context]


def put(sheet: str, indicator: str, when: str, **cells: str) -> Edit:
    """Type something else into cells of one row."""

    def edit(sheets: Sheets) -> None:
        row = sheets.row(sheet, indicator, when)
        assert all(row[column] != text for column, text in cells.items()), "changes nothing"
        row.update(cells)

    return edit


def drop(sheet: str, indicator: str, when: str) -> Edit:
    """Take a row out."""
    return lambda sheets: getattr(sheets, sheet).remove(sheets.row(sheet, indicator, when))


def add(sheet: str, row: Row) -> Edit:
    """Put a row at the end."""
    return lambda sheets: getattr(sheets, sheet).append(row)


def both(*edits: Edit) -> Edit:
    """Several edits, one after the other."""

    def edit(sheets: Sheets) -> None:
        for each in edits:
            each(sheets)

    return edit


def with_status(context: Context, name: str, status: str) -> Context:
    """The same with an indicator's live figures of another data status."""
    series = [replace(o, data_status=status) for o in context.history[name]]
    return replace(context, history={**context.history, name: series})


def without_history(context: Context, names: Iterable[str] = ()) -> Context:
    """The same without live figures, of some indicators or of all."""
    gone = set(names) or set(context.history)
    history = {name: series for name, series in context.history.items() if name not in gone}
    return replace(context, history=history)
