"""Comparators from a CSV file of the council's own: one row an area and period.

For indicators that LAIT has no measure of, such as those of another service. The columns `area`
(a three-digit or ONS code) and `period` are needed; a definition names the column of its figure,
and of its counts where there are any, so that one file may serve several indicators.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from kpi import settings, units
from kpi.errors import InputError
from kpi.file_readers import limits
from kpi.file_readers.cell_grid import CellGrid, csv_grid
from kpi.formatting import multiplier
from kpi.model.definitions.indicator import Benchmark
from kpi.model.missing.source_cells import known_symbol_of, reason_of, symbol_of, value_of
from kpi.periods import Kind, Period
from kpi.periods.period_parser import lait_period, parse_period
from kpi.sources.ees.areas_and_periods import period_columns
from kpi.toml_files import nearest

FOLDER = "comparators"
AREA, PERIOD = "area", "period"
_COLUMNS = [
    "leg", "area", "period_kind", "period_start", "period_end",
    "value", "numerator", "denominator", "symbol", "reason",
]  # fmt: skip
_SHOWN = 12
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright lines"}
_YEARS = {
    Kind.FINANCIAL: "financial year",
    Kind.ACADEMIC: "academic year",
    Kind.CALENDAR: "calendar year",
}
_EXAMPLES = {
    Kind.QUARTER: "Q1 2025-26",
    Kind.FINANCIAL: "2024-25",
    Kind.ACADEMIC: "2024-25",
    Kind.CALENDAR: "2024",
    Kind.SNAPSHOT: "31 March 2025",
    Kind.YEAR_ENDING: "year to September 2025",
    Kind.TERM: "autumn term 2024",
    Kind.MONTH: "June 2025",
}


def folder(inputs: Path) -> Path:
    """Return the folder of such files: `comparators` of the council's own, else of the inputs."""
    own = settings.council_folder()
    return (own or inputs) / FOLDER


@dataclass(frozen=True)
class _Row:
    """A row as read: its number, the period or what is wrong with it, and the cells by column."""

    number: int
    area: str | None
    period: Period | None
    cells: Mapping[str, str]
    faults: tuple[str, ...]


def read(
    path: Path,
    spec: Benchmark,
    codes: Mapping[str, str],
    areas: Collection[str],
    unit: str = units.PERCENT,
) -> pl.DataFrame:
    """Return the figures of a definition's columns, with the columns that every reader returns.

    `codes` maps ONS codes to areas; `areas` are the three-digit codes there are; `unit` is the
    indicator's. Raises InputError that names the file, and row and remedy of up to twelve faults.
    """
    text = limits.csv_text(path.name, limits.read_bytes(path)).text
    grid = csv_grid(path.name, text.splitlines(keepends=True), ",")
    wanted = [name for name in (spec.value, spec.numerator, spec.denominator) if name]
    heads = _heads(grid, wanted)
    rows = list(_rows(grid, heads, spec.period_kind, codes, areas))
    faults = [fault for row in rows for fault in row.faults]
    faults += _twice(rows)
    if not rows:
        faults.append("no row with a figure below the names of its columns")
    if not faults:
        table = _typed(rows, spec)
        faults = list(_of_numbers(table, spec, unit))
    if faults:
        more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise InputError(f"{path.name}: {'; '.join(faults[:_SHOWN])}{more}")
    return table.select(_COLUMNS)


def with_names(faults: Mapping[str, Sequence[str]]) -> list[str]:
    """Return a line for each fault of such files, with the definitions that use the file."""
    return [f"{', '.join(names)}: benchmark: {fault}" for fault, names in faults.items()]


def _heads(grid: CellGrid, wanted: Sequence[str]) -> dict[str, int]:
    """Return the number of each named column; raises InputError naming those that lack.

    A heading in other letters, `Area`, is the one that is meant where no second is like it.
    """
    heads = {cell.text.strip(): column for column, cell in grid.rows.get(1, {}).items()}
    if len(heads) == 1 and (sign := next((s for s in _SEPARATORS if s in next(iter(heads))), "")):
        raise InputError(
            f"{grid.file}: row 1 has {_SEPARATORS[sign]} between the names of its columns; save "
            "the file as CSV with commas"
        )
    for name in (AREA, PERIOD, *wanted):
        alike = [head for head in heads if head.casefold() == name.casefold()]
        if name not in heads and len(alike) == 1:
            heads[name] = heads[alike[0]]
    missing = [name for name in (AREA, PERIOD, *wanted) if name not in heads]
    if missing:
        names = ", ".join(f"'{name}'{nearest(name, heads)}" for name in missing)
        noun = "column" if len(missing) == 1 else "columns"
        raise InputError(
            f"{grid.file}: row 1 lacks the {noun} {names}; it names area, period and the columns "
            "that the definition asks for"
        )
    return {name: heads[name] for name in (AREA, PERIOD, *wanted)}


def _rows(
    grid: CellGrid,
    heads: Mapping[str, int],
    kind: str,
    codes: Mapping[str, str],
    areas: Collection[str],
) -> Iterator[_Row]:
    for number, cells in sorted(grid.rows.items()):
        texts = {
            name: cells[column].text.strip() if column in cells else ""
            for name, column in heads.items()
        }
        if number == 1 or not any(texts.values()):
            continue
        faults = []
        area = codes.get(texts[AREA], texts[AREA] if texts[AREA] in areas else None)
        if area is None:
            faults.append(
                f"row {number}: area '{texts[AREA][:40]}' is not a code; use one such as 839 or "
                "E06000058, 970 for England"
            )
        period = _period(texts[PERIOD], Kind(kind))
        if period is None:
            example = _EXAMPLES.get(Kind(kind), "")
            faults.append(
                f"row {number}: period '{texts[PERIOD][:40]}' is not a {kind}"
                f"{f', such as {example}' if example else ''}"
            )
        yield _Row(number, area, period, texts, tuple(faults))


def _period(text: str, kind: Kind) -> Period | None:
    """Return the period of a label; years alone are of the definition's kind.

    One year alone is a calendar year: it would leave open in which of two others it begins.
    """
    try:
        period: Period | None = parse_period(text)
    except ValueError:
        period = None
    if period is None and kind in _YEARS and text.isdigit() == (kind is Kind.CALENDAR):
        try:
            period, _ = lait_period(text, _YEARS[kind])
        except ValueError:
            return None
    return period if period is not None and period.kind is kind else None


def _twice(rows: Sequence[_Row]) -> Iterator[str]:
    seen: dict[tuple[str, Period], int] = {}
    for row in rows:
        if row.area is None or row.period is None:
            continue
        first = seen.setdefault((row.area, row.period), row.number)
        if first != row.number:
            yield (
                f"rows {first} and {row.number} are both of area {row.cells[AREA]} and "
                f"{row.cells[PERIOD]}; keep one"
            )


def _typed(rows: Sequence[_Row], spec: Benchmark) -> pl.DataFrame:
    """Return the rows as texts with their periods, and the typed columns with them."""
    records: list[dict[str, Any]] = [
        {
            "row": row.number,
            "leg": "",
            "area": row.area,
            **(period_columns(row.period) if row.period else {}),
            "text": row.cells[spec.value],
            "above": row.cells.get(spec.numerator, "") if spec.numerator else "",
            "below": row.cells.get(spec.denominator, "") if spec.denominator else "",
        }
        for row in rows
    ]
    return pl.DataFrame(records).with_columns(
        value_of("text").alias("value"),
        value_of("above").alias("numerator"),
        value_of("below").alias("denominator"),
        symbol_of("text").alias("symbol"),
        reason_of("text").alias("reason"),
        known_symbol_of("text").alias("known"),
    )


def _of_numbers(table: pl.DataFrame, spec: Benchmark, unit: str) -> Iterator[str]:
    """Yield a fault for each cell that is neither a number nor a symbol, and for unfit counts.

    What numerator over denominator is multiplied by follows from the unit: nothing for days, 100
    for a percentage, 1,000 for a rate per 1,000.
    """
    per = spec.per or multiplier(unit) or (1.0 if units.is_average(unit) else None)
    for row in table.iter_rows(named=True):
        place = f"row {row['row']}"
        if row["value"] is None and row["text"] and row["known"] is None:
            yield (
                f"{place}: {spec.value} is '{row['text'][:40]}', neither a plain number nor a "
                "symbol such as c or x"
            )
        elif row["value"] is not None and row["value"] < 0 and unit != units.POINTS:
            yield f"{place}: {spec.value} is '{row['text'][:40]}', below 0, and its unit is {unit}"
        for name, text in ((spec.numerator, row["above"]), (spec.denominator, row["below"])):
            number = row["numerator"] if name == spec.numerator else row["denominator"]
            if text and (number is None or number < 0):
                yield f"{place}: {name} is '{text[:40]}', not a number of 0 or more"
        above, below, value = row["numerator"], row["denominator"], row["value"]
        if above is None or below is None or value is None or per is None:
            continue
        printed = len(row["text"].partition(".")[2])
        if not below or abs(above / below * per - value) > 0.5 * 10**-printed + 1e-9:
            yield (
                f"{place}: {spec.value} is {row['text']}, but {row['above']} of {row['below']} "
                + (
                    "is no share"
                    if not below
                    else f"is {above / below * per:.{max(printed, 1)}f} {unit}"
                )
            )
