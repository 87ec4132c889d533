"""LAIT's benchmark data: 434 measures, 158 authorities, 11 regions and England.

Read as text, checked, then typed. `-` is LAIT's marker for no value: it does not say whether the
value is suppressed, not applicable or not collected (trap 1). Earlier releases also
had `..`; that, the other marks of official statistics and marks that nobody knows yet become
symbols, with a warning.
Traps: docs/lait-traps.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
from python_calamine import CalamineError

from kpi.errors import InputError
from kpi.file_readers.publisher_workbook import opened
from kpi.model.missing.symbol_meanings import (
    LAIT_DASH,
    LAIT_DASH_REASON,
    LAIT_DASH_SYMBOL,
    SUPPRESSED,
    SYMBOLS,
)
from kpi.periods import lait_period
from kpi.sources import lait_dictionary, lait_period_exceptions

DATA_FILE = "bds_long_0.parquet"
AREAS_FILE = "la_code_list.xlsx"
KEPT_FILE = "kept_measures.parquet"
"""The last rows of measures that a release no longer has (`lait_dictionary.KEPT_FILE`)."""
# Marks of other statistics that LAIT's releases have had or may have, as symbols.
OTHER_MARKS = {
    **dict.fromkeys(("..", ".", ":"), LAIT_DASH_SYMBOL),
    **{symbol: symbol for symbol in ("x", SUPPRESSED, "z", "u", "k", "low")},
}

# "Data item" is filled for the first period of 290 measures only and is not read (trap 39).
# "Region" is the region of an authority; areas and regions come from elsewhere (trap 24).
_COLUMNS = {
    "Short Desc": "measure",
    "Years": "label",
    "LA and Regions": "name",
    "Values": "text",
    "LA Number": "number",
}
_IGNORED = {"Data item", "Region"}
_KEY = ["measure", "area", "label"]
_NUMBER = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$"
# A mark for no value is short and has no digit; with a digit it may be a number gone wrong.
_MARK = r"^[^0-9]{0,12}$"
_BROKEN = r"^\s*[+-]?(?i:inf|infinity)\s*$"  # the result of a division by zero at the publisher
_MOST_UNKNOWN = 0.1  # of all cells; with more, the column does not hold values
_SHOWN = 20  # faults listed in one message; the total is always given


@dataclass(frozen=True)
class LaitRead:
    """LAIT's data as typed tables.

    benchmarks, sorted by measure, area, period: measure, area ("839"), label (LAIT's Years),
    year_number (its first four digits, as LAIT sorts by), period_kind, period_start, period_end
    (null for LAIT's label "0"), value, symbol ("x" where there is no value), status
    (provisional, revised, final, outturn or null). measures: `lait_dictionary.read_measures`.
    report: what was counted, how many, why. warnings: what a person should check. kept: measures
    that the release no longer has, whose last figures were kept.
    """

    benchmarks: pl.DataFrame
    measures: pl.DataFrame
    report: list[tuple[str, int, str]]
    warnings: tuple[str, ...] = ()
    kept: frozenset[str] = frozenset()


def read(folder: Path, decided_in: Path | None = None) -> LaitRead:
    """Read LAIT's data and dictionary from `folder`, with our decisions in another or the same.

    Raises InputError naming all faults of a file, DefinitionError for a bad decision.
    """
    decisions = lait_dictionary.read_decisions(
        (decided_in or folder) / lait_dictionary.DECISIONS_FILE
    )
    text = _read_text(folder / DATA_FILE)
    without = lait_dictionary.names(folder).difference(text["measure"].unique())
    measures = lait_dictionary.read_measures(folder, decisions, without)
    kept = lait_dictionary.kept_on(folder, without)
    if kept:
        text = pl.concat([text, _rows_of(_read_text(folder / KEPT_FILE), kept)])
    marks = _marks(text)
    faults = [
        *_measure_faults(text, measures),
        *_area_faults(text, _known_areas(folder / AREAS_FILE)),
        *_duplicate_faults(text),
        *_value_faults(text, marks),
    ]
    text = text.with_columns(symbol=_symbol(marks))
    periods, period_faults = _periods(text, measures, decisions.periods)
    _refuse(DATA_FILE, [*faults, *period_faults])
    benchmarks = _typed(text, periods)
    warnings = (
        *_column_warnings(folder),
        *_mark_warnings(text, marks),
        *_left_over(without),
        *_shared_names(measures, kept),
        *_strangers(decisions.without_a_measure(measures)),
        *lait_period_exceptions.ended_after_publication(benchmarks, measures),
        *_kept_warnings(kept),
    )
    return LaitRead(benchmarks, measures, _report(benchmarks, measures), warnings, frozenset(kept))


def without_rows(folder: Path) -> set[str]:
    """Return the measures of a release's dictionary of which it has no rows: they are gone."""
    have = pl.read_parquet(folder / DATA_FILE, columns=["Short Desc"])
    return lait_dictionary.names(folder).difference(have["Short Desc"].unique())


def keep(folder: Path, before: Path, measures: Collection[str], day: date) -> None:
    """Write the last figures of measures that went into the folder of the release without them.

    `before` is the folder of the release that had them, or had kept them.
    """
    lait_dictionary.keep(folder, before, measures, day, without_rows(before))
    had = [pl.read_parquet(before / n) for n in (DATA_FILE, KEPT_FILE) if (before / n).is_file()]
    rows = pl.concat([part.select(*_COLUMNS).cast({"LA Number": pl.Float64}) for part in had])
    wanted = rows.filter(pl.col("Short Desc").is_in(list(measures)))
    # A measure that came back is in both files: the release's own rows are the newer.
    once = wanted.unique(["Short Desc", "LA Number", "Years"], keep="first", maintain_order=True)
    once.write_parquet(folder / KEPT_FILE)


# ---- reading -----------------------------------------------------------------------------


def _read_text(path: Path) -> pl.DataFrame:
    """Return the required columns, areas as text codes, with the `row` in the file."""
    try:
        raw = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise InputError(f"{path.name}: not a readable Parquet file: {error}") from error
    faults = [f"column '{name}' is missing" for name in _COLUMNS if name not in raw.columns]
    if faults:  # one that is not expected may be the missing one by another name
        faults += [f"column '{name}' is not expected" for name in _unknown_columns(raw.columns)]
    faults += [
        f"column '{name}' holds {raw.schema[name]}, expected text"
        for name, column in _COLUMNS.items()
        if name in raw.columns and column != "number" and raw.schema[name] != pl.String
    ]
    if not faults and raw.is_empty():
        faults.append("it has no rows")
    _refuse(path.name, faults)
    return (
        raw.select(pl.col(old).alias(new) for old, new in _COLUMNS.items())
        .with_row_index("row", 1)
        # Spaces around a number, plain or not, say nothing, as in the files of open data.
        .with_columns(pl.col("text").fill_null("").str.strip_chars())
        # 839.0 as "839" (trap 6); 839.5 stays unchanged and is refused as an unknown code.
        .with_columns(pl.col("number").cast(pl.String).str.replace(r"\.0$", "").alias("area"))
        .drop("number")
    )


def _unknown_columns(names: Iterable[str]) -> list[str]:
    return [name for name in names if name not in {*_COLUMNS, *_IGNORED}]


def _known_areas(path: Path) -> pl.DataFrame:
    """Return LAIT's list of areas: area, known_name."""
    try:
        rows = opened(path).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError) as error:
        raise InputError(f"{path.name}: not a readable workbook: {error}") from error
    if not rows or rows[0][:2] != ["LA Number", "LA Name"]:
        raise InputError(f"{path.name}: row 1 does not start with LA Number, LA Name")
    pairs = [(str(row[0]).removesuffix(".0"), str(row[1])) for row in rows[1:]]
    return pl.DataFrame(pairs, {"area": pl.String, "known_name": pl.String}, orient="row")


# ---- checks ------------------------------------------------------------------------------


def _refuse(file: str, faults: list[str]) -> None:
    if faults:
        more = f"; and {len(faults) - _SHOWN:,} more" if len(faults) > _SHOWN else ""
        number = "1 fault" if len(faults) == 1 else f"{len(faults):,} faults"
        raise InputError(f"{file}: {number}: {'; '.join(faults[:_SHOWN])}{more}")


def _measure_faults(text: pl.DataFrame, measures: pl.DataFrame) -> Iterable[str]:
    data, dictionary = set(text["measure"].unique()), set(measures["measure"])
    for measure in sorted(data - dictionary, key=str):
        yield f"measure '{measure}' is not in {lait_dictionary.DICTIONARY_FILE}"
    for measure in sorted(dictionary - data):
        yield f"measure '{measure}' of {lait_dictionary.DICTIONARY_FILE} has no rows"


def _area_faults(text: pl.DataFrame, known: pl.DataFrame) -> Iterable[str]:
    areas = (
        text.group_by("area", "name")
        .agg(pl.col("row").min())
        .join(known, on="area", how="left")
        .sort("row")
    )
    for area, name, row, expected in areas.rows():
        if expected is None:
            yield f"row {row}, LA Number: '{area}' is not in {AREAS_FILE}"
        elif name != expected:
            yield f"row {row}, LA and Regions: '{name}', expected '{expected}' for {area}"


def _duplicate_faults(text: pl.DataFrame) -> Iterable[str]:
    # Counting first is ten times faster than marking every row, and usually finds none.
    if text.select(pl.struct(_KEY).n_unique()).item() == text.height:
        return
    twice = text.group_by(_KEY).agg(pl.col("row").sort()).filter(pl.col("row").list.len() > 1)
    for measure, area, label, rows in twice.sort(pl.col("row").list.first()).rows():
        yield f"rows {', '.join(map(str, rows))}: {measure}, {area}, {label} stands twice"


def reason_of(symbol: str) -> str:
    """Return why LAIT has no value, by the symbol that replaces its mark."""
    return LAIT_DASH_REASON if symbol == LAIT_DASH_SYMBOL else SYMBOLS[symbol]


def _marks(text: pl.DataFrame) -> dict[str, str]:
    """Return the unusual marks for no value in the data, each with the symbol it becomes.

    Marks of official statistics become their symbols, written in brackets or capitals too; others
    mean that there is no value, and no more.
    """
    value = pl.col("text")
    unusual = text.filter(_is_mark() & (value != LAIT_DASH))
    texts = unusual["text"].unique().sort()
    symbols = {mark: OTHER_MARKS.get(mark.strip().strip("[]").lower()) for mark in texts}
    unknown = [mark for mark, symbol in symbols.items() if symbol is None]
    cells = unusual.filter(value.is_in(unknown)).height
    is_too_many = cells > _MOST_UNKNOWN * text.height
    return {
        mark: symbol or LAIT_DASH_SYMBOL
        for mark, symbol in symbols.items()
        if symbol is not None or not is_too_many
    }


def _is_mark() -> pl.Expr:
    """Return an expression: whether a cell could be a mark for no value, known or not."""
    value = pl.col("text")
    return value.str.contains(_MARK) & ~value.str.contains(_BROKEN)


def _symbol(marks: Mapping[str, str]) -> pl.Expr:
    """Return an expression: the symbol of each cell that has no value; null where it has one."""
    return pl.col("text").replace_strict(
        {LAIT_DASH: LAIT_DASH_SYMBOL, **marks}, default=None, return_dtype=pl.String
    )


def _mark_warnings(text: pl.DataFrame, marks: Mapping[str, str]) -> Iterable[str]:
    """Yield a warning for each unusual mark: how many cells, of which measures."""
    for mark, symbol in marks.items():
        rows = text.filter(pl.col("text") == mark)
        measures = ", ".join(rows["measure"].unique().sort().head(_SHOWN))
        cells = "1 cell" if rows.height == 1 else f"{rows.height:,} cells"
        mark_words = f"'{mark}'" if mark.strip() else "a blank"
        yield (
            f"{DATA_FILE}: {mark_words} in {cells} ({measures}): read as no value, symbol "
            f"'{symbol}', {SYMBOLS[symbol]}"
        )


def _rows_of(text: pl.DataFrame, measures: Collection[str]) -> pl.DataFrame:
    return text.filter(pl.col("measure").is_in(list(measures)))


def _kept_warnings(kept: Collection[str]) -> Iterable[str]:
    if kept:
        names = ", ".join(sorted(kept))
        yield f"the last figures of measures that it no longer has are kept: {names}"


def _column_warnings(folder: Path) -> Iterable[str]:
    """Yield the columns of each file that are passed over: a release may bring new ones."""
    for file, names in (
        (DATA_FILE, _unknown_columns(pl.read_parquet_schema(folder / DATA_FILE))),
        (lait_dictionary.DICTIONARY_FILE, lait_dictionary.unknown_columns(folder)),
    ):
        if names:
            several = "columns" if len(names) > 1 else "column"
            column_names = ", ".join(f"'{name}'" for name in names)
            yield f"{file}: new {several} {column_names}: nothing of it is read"


def _left_over(without: Collection[str]) -> Iterable[str]:
    if without:
        names = ", ".join(sorted(without)[:_SHOWN])
        more = f" and {len(without) - _SHOWN:,} more" if len(without) > _SHOWN else ""
        yield (
            f"{lait_dictionary.DICTIONARY_FILE}: measures without a row in {DATA_FILE} are read as "
            f"gone ({len(without):,}): {names}{more}"
        )


def _shared_names(measures: pl.DataFrame, kept: Collection[str]) -> Iterable[str]:
    """Yield each name that two measures of the release have: nobody could tell one by it."""
    named = (
        measures.filter(~pl.col("measure").is_in(list(kept)))
        .explode("entries")
        .select("measure", name=pl.col("entries").struct.field("name"))
        .with_columns(key=pl.col("name").str.to_lowercase().str.replace_all(r"\s+", " "))
        .group_by("key", maintain_order=True)
        .agg(pl.col("name").first(), pl.col("measure").unique().sort())
        .filter(pl.col("measure").list.len() > 1)
    )
    for name, several in named.select("name", "measure").iter_rows():
        ids = ", ".join(several)
        yield f"{lait_dictionary.DICTIONARY_FILE}: '{name}' is the name of several measures: {ids}"


def _strangers(measures: Sequence[str]) -> Iterable[str]:
    if measures:
        yield (
            f"{lait_dictionary.DECISIONS_FILE}: names {len(measures)} that this release does not "
            f"hold, and which are passed over: {', '.join(measures)}"
        )


def _value_faults(text: pl.DataFrame, marks: Collection[str]) -> Iterable[str]:
    value = pl.col("text")
    number = value.str.contains(_NUMBER) & value.cast(pl.Float64, strict=False).is_finite()
    good = (value == LAIT_DASH) | value.is_in(list(marks)) | number
    unknown = text.filter(~good & _is_mark())
    if unknown.height > _MOST_UNKNOWN * text.height:
        names = ", ".join(f"'{each}'" for each in unknown["text"].unique().sort().head(_SHOWN))
        yield (
            f"Values: {unknown.height:,} of {text.height:,} cells hold a mark that nobody knows "
            f"({names}), more than a tenth"
        )
        good = good | _is_mark()
    for row, cell_text in text.filter(~good).select("row", "text").rows():
        yield f"row {row}, Values: '{cell_text}', expected a number or '{LAIT_DASH}'"


def _periods(
    text: pl.DataFrame,
    measures: pl.DataFrame,
    decided: Mapping[str, lait_period_exceptions.PeriodDecision],
) -> tuple[pl.DataFrame, list[str]]:
    """Return the period of each measure's labels, by decision or year type, and faults."""
    pairs = text.group_by("measure", "label").agg(
        pl.col("row").min(), pl.col("symbol").is_not_null().all().alias("blank")
    )
    period_rows: list[tuple[object, ...]] = []
    faults: list[str] = []
    typed = pairs.join(measures.select("measure", "year_type"), on="measure").sort("row")
    for measure, label, row, blank, year_type in typed.rows():
        covers = decided[measure].of(str(label)) if measure in decided else year_type
        try:
            period, status = lait_period(str(label), covers)
        except ValueError as error:
            faults.append(f"row {row}, Years: {error}")
            continue
        if period is None and not blank:
            faults.append(f"row {row}, Years: '{label}' names no period but has values")
        parts = (str(period.kind), period.start, period.end) if period else (None, None, None)
        period_rows.append((measure, label, *parts, status))
    schema = {
        "measure": pl.String,
        "label": pl.String,
        "period_kind": pl.String,
        "period_start": pl.Date,
        "period_end": pl.Date,
        "status": pl.String,
    }
    return pl.DataFrame(period_rows, schema, orient="row"), faults


# ---- typing ------------------------------------------------------------------------------


def _typed(text: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    return (
        text.join(periods, on=["measure", "label"], how="left", validate="m:1")
        .select(
            "measure",
            "area",
            "label",
            pl.col("label").str.slice(0, 4).cast(pl.Int32).alias("year_number"),
            "period_kind",
            "period_start",
            "period_end",
            # The cast rounds as Python's float() does (trap 2); a test verifies that.
            pl.when(pl.col("symbol").is_null())
            .then(pl.col("text"))
            .cast(pl.Float64)
            .alias("value"),
            "symbol",
            "status",
        )
        .sort("measure", "area", "period_end", "label", nulls_last=False)
    )


def _report(benchmarks: pl.DataFrame, measures: pl.DataFrame) -> list[tuple[str, int, str]]:
    value = pl.col("value")
    percent = measures.filter(pl.col("unit").str.starts_with("%"))["measure"].to_list()
    outside = benchmarks.filter(
        pl.col("measure").is_in(percent) & ~value.is_between(0, 100) & value.is_not_null()
    )
    series = benchmarks.group_by("measure", "label").agg(value.is_null().all())
    unnamed = benchmarks.filter(pl.col("period_kind").is_null())
    return [
        ("LAIT rows read", benchmarks.height, DATA_FILE),
        ("LAIT rows kept", benchmarks.height, "every row, with a value or a symbol"),
        ("LAIT values", benchmarks["value"].count(), f"{measures.height} measures"),
        (
            "LAIT values withheld",
            benchmarks["value"].null_count(),
            f"'{LAIT_DASH}': {LAIT_DASH_REASON}",
        ),
        ("LAIT rows without a period", unnamed.height, "label '0', all blank"),
        ("LAIT measure-periods", series.height, "of these some are wholly blank, see next"),
        ("LAIT measure-periods wholly blank", series.filter("value").height, "no area has a value"),
        ("LAIT percentages outside 0 to 100", outside.height, "kept as published"),
    ]
