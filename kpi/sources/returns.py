"""The council's own return as CSV files: values, targets and commentary, read as text first.

Every fault of every file is found before anything is refused, and each names file, row, column,
the value found and what was expected (DESIGN section 9).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from kpi.errors import InputError
from kpi.model import COMMENTARY, OBSERVATIONS, TARGETS, Indicator
from kpi.periods import Kind, Period, parse_period
from kpi.sources.cells import SYMBOLS, value_of

_NUMBERS = ("value", "numerator", "denominator", "target", "intervention_level")
_NO_FIGURE = ("c", "x", "z", "low", "k", "u")  # the other symbols stand beside a figure
STATUSES = ("illustrative", "provisional", "published")
_COLUMNS = {
    "observations.csv": [
        "indicator_id", "period", "reporting_quarter", "value", "numerator", "denominator",
        "symbol", "data_status", "source", "note",
    ],
    "targets.csv": [
        "indicator_id", "from_quarter", "to_quarter", "target", "intervention_level",
        "target_type", "data_status", "rationale",
    ],
    "commentary.csv": [
        "indicator_id", "reporting_quarter", "data_status", "what_happened", "why", "action",
        "owner_role", "due",
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Return:
    """One council's return: tables of the schemas in `kpi.model`, and how many rows were read."""

    observations: pl.DataFrame
    targets: pl.DataFrame
    commentary: pl.DataFrame
    rows_read: int


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one cell or row."""

    file: str
    row: int
    column: str
    found: str
    expected: str

    def __str__(self) -> str:
        where = f"{self.file}, row {self.row}" if self.row else self.file
        column = f", {self.column}" if self.column else ""
        return f"{where}{column}: found '{self.found}', expected {self.expected}"


def read(folder: Path, area: str, source: str, indicators: Sequence[Indicator]) -> Return:
    """Read a return's three files for `area`; raises InputError that lists every fault."""
    faults: list[Fault] = []
    tables = {name: _text_table(folder / name, faults) for name in _COLUMNS}
    if faults:
        raise _refused(faults)
    known = {indicator.id: indicator for indicator in indicators}
    values, targets, comments = (tables[name] for name in _COLUMNS)
    for check in (_check_ids, _check_status, _check_numbers, _check_quarters):
        for name, table in tables.items():
            faults += check(name, table, known)
    faults += _check_values(values, known)
    faults += _check_due(comments)
    faults += _check_targets(targets, known)
    if faults:
        raise _refused(faults)
    return Return(
        _observations(values, area, source),
        _targets(targets, area),
        _commentary(comments, area),
        sum(table.height for table in tables.values()),
    )


def _refused(faults: list[Fault]) -> InputError:
    noun = "fault" if len(faults) == 1 else "faults"
    return InputError(f"{len(faults)} {noun} in the return: " + "; ".join(map(str, faults)))


def _text_table(path: Path, faults: list[Fault]) -> pl.DataFrame:
    try:
        table = pl.read_csv(path, infer_schema=False).fill_null("")
    except FileNotFoundError:
        faults.append(Fault(path.name, 0, "", "no such file", "the file in the return's folder"))
        return pl.DataFrame()
    except (OSError, pl.exceptions.PolarsError) as fault:
        faults.append(Fault(path.name, 0, "", str(fault).splitlines()[0], "a table as CSV"))
        return pl.DataFrame()
    expected = _COLUMNS[path.name]
    faults += [
        Fault(path.name, 1, column, "nothing", "this column")
        for column in expected
        if column not in table.columns
    ]
    if faults:
        return table
    numbers = [value_of(c).alias(f"{c} as number") for c in expected if c in _NUMBERS]
    text = table.select(pl.col(expected).str.strip_chars()).with_row_index("row", offset=2)
    return text.with_columns(numbers)


# ---- checks -------------------------------------------------------------------------------

_Known = dict[str, Indicator]


def _check_ids(name: str, table: pl.DataFrame, known: _Known) -> list[Fault]:
    return [
        Fault(name, row, "indicator_id", found, f"one of {', '.join(known)}")
        for row, found in table.select("row", "indicator_id").iter_rows()
        if found not in known
    ]


def _check_status(name: str, table: pl.DataFrame, known: _Known) -> list[Fault]:
    return [
        Fault(name, row, "data_status", found, f"one of {', '.join(STATUSES)}")
        for row, found in table.select("row", "data_status").iter_rows()
        if found not in STATUSES
    ]


def _check_numbers(name: str, table: pl.DataFrame, known: _Known) -> list[Fault]:
    faults = []
    for column in _NUMBERS:
        if column not in table.columns:
            continue
        bad = table.filter((pl.col(column) != "") & value_of(column).is_null())
        faults += [
            Fault(name, row, column, found, "a plain number; a reason goes into 'symbol'")
            for row, found in bad.select("row", column).iter_rows()
        ]
    return faults


def _check_quarters(name: str, table: pl.DataFrame, known: _Known) -> list[Fault]:
    faults = []
    for column in ("reporting_quarter", "from_quarter", "to_quarter"):
        if column not in table.columns:
            continue
        for row, found in table.select("row", column).iter_rows():
            if found == "" and column == "to_quarter":
                continue
            if _quarter(found) is None:
                faults.append(Fault(name, row, column, found, "a quarter such as Q1 2025-26"))
    return faults


def _check_values(table: pl.DataFrame, known: _Known) -> list[Fault]:
    """Values, counts, periods and symbols of `observations.csv` fit one another."""
    name = "observations.csv"
    faults: list[Fault] = []
    seen: dict[tuple[str, str], int] = {}
    # One period may be written in two ways.
    periods = {text: _period_text(text) for text in table["period"]}
    for r in table.iter_rows(named=True):
        indicator = known.get(r["indicator_id"])
        key = (r["indicator_id"], periods[r["period"]])
        if key in seen:
            faults.append(
                Fault(name, r["row"], "period", r["period"], f"once, not as row {seen[key]}")
            )
        seen.setdefault(key, r["row"])
        if indicator:
            faults += _check_period(name, r, indicator)
            faults += _check_counts(name, r, indicator)
        if r["symbol"] and r["symbol"] not in SYMBOLS:
            faults.append(
                Fault(name, r["row"], "symbol", r["symbol"], f"one of {', '.join(SYMBOLS)}")
            )
        if r["symbol"] in _NO_FIGURE and (r["value"] or r["numerator"]):
            column = "value" if r["value"] else "numerator"
            expected = f"nothing beside the symbol {r['symbol']} ({SYMBOLS[r['symbol']]})"
            faults.append(Fault(name, r["row"], column, r[column], expected))
        if not r["value"] and not r["symbol"]:
            faults.append(
                Fault(name, r["row"], "value", "", "a value, or a symbol that says why not")
            )
    return faults


def _period_text(text: str) -> str:
    try:
        return str(parse_period(text))
    except ValueError:
        return text


def _check_period(name: str, r: dict[str, Any], indicator: Indicator) -> list[Fault]:
    try:
        period = parse_period(r["period"])
    except ValueError:
        return [Fault(name, r["row"], "period", r["period"], "a period such as Q1 2025-26")]
    if period.kind is not indicator.local_kind:
        return [Fault(name, r["row"], "period", r["period"], f"a {indicator.local_kind}")]
    return []


def _check_counts(name: str, r: dict[str, Any], indicator: Indicator) -> list[Fault]:
    value, top, bottom = (r[f"{c} as number"] for c in ("value", "numerator", "denominator"))
    row = r["row"]
    if indicator.unit == "percent" and value is not None and not 0 <= value <= 100:
        return [Fault(name, row, "value", r["value"], "a percentage from 0 to 100")]
    if (r["numerator"] == "") != (r["denominator"] == ""):
        column = "denominator" if r["numerator"] else "numerator"
        return [Fault(name, row, column, "", "both counts or neither")]
    if top is None or bottom is None:
        return []
    if top < 0:
        return [Fault(name, row, "numerator", r["numerator"], "0 or more")]
    if bottom <= 0:
        return [Fault(name, row, "denominator", r["denominator"], "more than 0")]
    if indicator.unit == "percent" and top > bottom:
        return [Fault(name, row, "numerator", r["numerator"], f"at most {r['denominator']}")]
    if indicator.unit == "percent" and value is not None:
        rate = top / bottom * 100
        slack = 0.5 * 10**-indicator.decimals + 1e-9
        if abs(rate - value) > slack:
            expected = f"{rate:.{indicator.decimals}f}, which is {top:g} of {bottom:g}"
            return [Fault(name, row, "value", r["value"], expected)]
    return []


def _check_targets(table: pl.DataFrame, known: _Known) -> list[Fault]:
    name = "targets.csv"
    faults = []
    for r in table.iter_rows(named=True):
        indicator = known.get(r["indicator_id"])
        target, level = r["target as number"], r["intervention_level as number"]
        if r["target"] == "":
            faults.append(Fault(name, r["row"], "target", "", "a target"))
        if indicator and indicator.polarity == "none":
            faults.append(
                Fault(name, r["row"], "target", r["target"], "no target: it is not judged")
            )
            continue
        if indicator is None or target is None or level is None:
            continue
        wrong = level > target if indicator.polarity == "higher" else level < target
        if wrong:
            side = "at most" if indicator.polarity == "higher" else "at least"
            faults.append(
                Fault(name, r["row"], "intervention_level", r["intervention_level"],
                      f"{side} the target {r['target']}, because {indicator.better}")
            )  # fmt: skip
    return faults


def _check_due(table: pl.DataFrame) -> list[Fault]:
    bad = table.filter(
        (pl.col("due") != "") & pl.col("due").str.to_date("%Y-%m-%d", strict=False).is_null()
    )
    return [
        Fault("commentary.csv", row, "due", found, "a date such as 2025-09-30")
        for row, found in bad.select("row", "due").iter_rows()
    ]


def _quarter(text: str) -> Period | None:
    try:
        period = parse_period(text)
    except ValueError:
        return None
    return period if period.kind is Kind.QUARTER else None


# ---- typing -------------------------------------------------------------------------------


def _blank_to_null(columns: list[str]) -> list[pl.Expr]:
    return [pl.when(pl.col(c) != "").then(pl.col(c)).alias(c) for c in columns]


def _short_quarters(table: pl.DataFrame, column: str) -> pl.Series:
    quarters = [_quarter(text) for text in table[column]]
    return pl.Series(column, [q.short if q else None for q in quarters], pl.String)


def _observations(table: pl.DataFrame, area: str, source: str) -> pl.DataFrame:
    periods = [parse_period(text) for text in table["period"]]
    quarters = [parse_period(text) for text in table["reporting_quarter"]]
    return (
        table.with_columns(
            *[value_of(c) for c in ("value", "numerator", "denominator")],
            *_blank_to_null(["symbol", "note"]),
            leg=pl.lit(""),
            area=pl.lit(area),
            source=pl.lit(source),
            period_kind=pl.Series([str(p.kind) for p in periods], dtype=pl.String),
            period_start=pl.Series([p.start for p in periods], dtype=pl.Date),
            period_end=pl.Series([p.end for p in periods], dtype=pl.Date),
            # The council knows its own figures when it reports them.
            known_from=pl.Series([q.end for q in quarters], dtype=pl.Date),
            reporting_quarter=pl.Series([q.short for q in quarters], dtype=pl.String),
        )
        .with_columns(reason=pl.col("symbol").replace_strict(SYMBOLS, default=None))
        .select(OBSERVATIONS.names())
        .cast(OBSERVATIONS)
    )


def _targets(table: pl.DataFrame, area: str) -> pl.DataFrame:
    return (
        table.with_columns(
            *[value_of(c) for c in ("target", "intervention_level")],
            _short_quarters(table, "from_quarter"),
            _short_quarters(table, "to_quarter"),
            *_blank_to_null(["target_type", "rationale"]),
            area=pl.lit(area),
        )
        .select(TARGETS.names())
        .cast(TARGETS)
    )


def _commentary(table: pl.DataFrame, area: str) -> pl.DataFrame:
    words = ["what_happened", "why", "action", "owner_role"]
    return (
        table.with_columns(
            *_blank_to_null(words),
            _short_quarters(table, "reporting_quarter"),
            area=pl.lit(area),
            due=pl.col("due").str.to_date("%Y-%m-%d", strict=False),
        )
        .select(COMMENTARY.names())
        .cast(COMMENTARY)
    )
