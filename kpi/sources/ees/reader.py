"""Reads any open data file of Explore Education Statistics (EES), DfE's publishing platform.

The file is read as text, checked by `kpi.sources.ees.checks`, and then converted to types.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from kpi.errors import InputError
from kpi.model.missing.source_cells import (
    is_blank,
    is_unreadable,
    known_symbol_of,
    reason_of,
    symbol_of,
    value_of,
)
from kpi.sources.ees.checks import EesTable, check
from kpi.sources.ees.csv_text import LINE, sheet_of
from kpi.sources.ees.standard import (
    FIXED_COLUMNS,
    GEOGRAPHY_COLUMNS,
    TIME_COLUMNS,
    TIME_IDENTIFIERS,
)

# A number with a unit, thousands commas or a spreadsheet error: a faulty indicator, no filter.
_DIRTY = (
    r"^(?:[£$€]?\s*[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\s*%?"
    r"|[£$€]\s*[+-]?[0-9.]+m?|[+-]?[0-9.]+\s*%|#[A-Z0-9/]+[!?]?|(?i:[+-]?inf(?:inity)?|nan))$"
)
_MOSTLY = 0.9
_FEW = 100
_DIFFERENT = 3  # fewer distinct numbers next to one word may be categories
_SHOWN = 12


@dataclass(frozen=True)
class EesFile:
    """One file as read: its text, the role of each column, and all faults.

    `frame` has every column as text. `geographic_levels` and `symbols` count rows and indicator
    cells; `symbols` are as written, blank cells as "". `periods` are pairs of
    time_identifier and time_period in time order. `defaults` are default categories of filters
    in the metadata. `faults` are one-line messages, empty when the file meets every rule.
    """

    name: str
    frame: pl.DataFrame
    rows: int
    geographic_levels: dict[str, int]
    periods: list[tuple[str, str]]
    filters: dict[str, list[str]]
    indicators: list[str]
    symbols: dict[str, int]
    faults: list[str]
    defaults: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Columns:
    """The role of each column that is neither time nor geography."""

    filters: tuple[str, ...]
    groups: tuple[str, ...]
    indicators: tuple[str, ...]
    defaults: dict[str, str]
    faults: list[str]


def read(path: Path) -> EesFile:
    """Return the file with its faults; `<name>.meta.csv` in its folder gives the columns' roles.

    Raises
    ------
    InputError
        The file is missing, empty, unreadable, binary or not a table.
    """
    sheet = sheet_of(path)
    frame = sheet.frame.drop(LINE)
    standard = {name.strip().lower(): name for name in reversed(frame.columns)}
    fixed = {name: standard[name] for name in FIXED_COLUMNS if name in standard}
    free = [name for name in frame.columns if name not in fixed.values()]
    meta = path.with_name(f"{path.stem}.meta.csv")
    columns = _described(frame, free, fixed, meta) if meta.is_file() else _inferred(frame, free)
    fixed = {name: actual for name, actual in fixed.items() if actual not in columns.filters}
    table = EesTable(sheet.frame, fixed, columns.filters, columns.groups, columns.indicators)
    return EesFile(
        name=path.name,
        frame=frame,
        rows=frame.height,
        geographic_levels=_counts(frame, fixed.get("geographic_level")),
        periods=_periods(frame, fixed),
        filters={name: frame[name].unique().sort().to_list() for name in columns.filters},
        indicators=list(columns.indicators),
        symbols=_symbols(frame, columns.indicators),
        faults=[*sheet.faults, *columns.faults, *check(table)],
        defaults=columns.defaults,
    )


def to_json(file: EesFile) -> str:
    """Return the content of the file as one JSON object; see `EesFile` for its keys."""
    return json.dumps(
        {
            "rows": file.rows,
            "geographic_levels": file.geographic_levels,
            "periods": file.periods,
            "filters": file.filters,
            "indicators": file.indicators,
            "symbols": file.symbols,
            "faults": file.faults,
        },
        ensure_ascii=False,
        indent=2,
    )


def observations(
    file: EesFile,
    *,
    value: str,
    numerator: str | None,
    denominator: str | None,
    where: Mapping[str, str],
) -> pl.DataFrame:
    """Return one indicator's typed rows: one per place and period, for one category of each filter.

    Column names are matched without regard to case. A filter with several categories is set by
    `where` or has its default ("Total" or the metadata's); categories are never
    summed.

    Returns
    -------
    pl.DataFrame
        geographic_level, country_code, region_code, old_la_code, new_la_code, time_identifier,
        time_period (Utf8, null where blank); value, numerator, denominator (Float64, in the
        file's own unit); symbol, reason (Utf8, null where there is a value).

    Raises
    ------
    InputError
        A column or category is not in the file, a filter is not set and has no default, or a
        place and period appears twice.
    """
    for needed in ("geographic_level", *TIME_COLUMNS):
        _column(file, needed)
    indicators = {
        role: _indicator(file, name)
        for role, name in (("value", value), ("numerator", numerator), ("denominator", denominator))
        if name is not None
    }
    rows = _pinned(file, {_column(file, name): item for name, item in where.items()})
    _refuse_repeats(file, rows)
    number = {role: value_of(name).alias(role) for role, name in indicators.items()}
    none = pl.lit(None, dtype=pl.Float64)
    return rows.select(
        *(
            _known_text(file, name)
            for name in (
                "geographic_level", "country_code", "region_code", "old_la_code", "new_la_code",
                *reversed(TIME_COLUMNS),
            )
        ),
        *(number.get(role, none.alias(role)) for role in ("value", "numerator", "denominator")),
        symbol_of(indicators["value"]).alias("symbol"),
        reason_of(indicators["value"]).alias("reason"),
    )  # fmt: skip


# Roles of columns


def _inferred(frame: pl.DataFrame, free: list[str]) -> _Columns:
    """Return columns' roles without metadata: of numbers or symbols an indicator, else a filter.

    Cells such as `1,234`, `45%` or `#N/A` do not make a column of numbers a filter, nor do a few
    words in a column of measurements: they are faults of an indicator.
    """
    indicators = tuple(
        name for name in free if _is_indicator(frame[name].unique()) or _is_slip(frame[name])
    )
    filters = tuple(name for name in free if name not in indicators)
    return _Columns(filters, (), indicators, {}, [])


def _is_indicator(cells: pl.Series) -> bool:
    """Return whether the distinct cells of a column are those of an indicator."""
    name = cells.name
    value, words = value_of(name), is_unreadable(name)
    facts = cells.to_frame().select(
        filled=(~is_blank(name)).sum(),
        words=words.sum(),
        dirty=(words & pl.col(name).str.strip_chars().str.contains(_DIRTY)).sum(),
        numbers=value.is_not_null().sum(),
        fractions=(value != value.round(0)).any(),
    )
    filled, words_count, dirty, numbers, fractions = facts.row(0)
    if not filled or words_count == dirty:
        return bool(filled)
    # Categories are few whole numbers, such as ages; measurements are many or have decimals.
    measured = fractions or numbers > _FEW
    return bool(measured and numbers >= _MOSTLY * (numbers + words_count))


def _is_slip(cells: pl.Series) -> bool:
    """Return whether one single word in a column of distinct numbers is an error, not a category.

    The items of a filter repeat; `Total` and `All` are always items.
    """
    name = cells.name
    words = is_unreadable(name)
    facts = cells.to_frame().select(
        words=words.sum(),
        totals=(words & pl.col(name).str.to_lowercase().str.contains(r"\b(?:total|all)\b")).sum(),
        numbers=value_of(name).drop_nulls().n_unique(),
    )
    count, totals, numbers = facts.row(0)
    return bool(count == 1 and not totals and numbers >= _DIFFERENT)


def _described(
    frame: pl.DataFrame, free: list[str], fixed: Mapping[str, str], meta: Path
) -> _Columns:
    """Return columns' roles from the metadata, inferred for missing columns; and its faults."""
    sheet = sheet_of(meta)
    faults = [f"{meta.name}, {fault}" for fault in sheet.faults]
    rows = [
        {name.strip().lower(): cell for name, cell in row.items()} for row in sheet.frame.to_dicts()
    ]
    for needed in ("col_name", "col_type"):
        if needed not in rows[0]:
            faults.append(f'{meta.name}, line 1: no column "{needed}"; it was not used')
            return replace(_inferred(frame, free), faults=faults)
    places = [fixed[name] for name in GEOGRAPHY_COLUMNS if name in fixed]
    kinds: dict[str, str] = {}
    groups: list[str] = []
    defaults: dict[str, str] = {}
    for row in rows:
        line, column_name = row[LINE], (row.get("col_name") or "").strip()
        kind = (row.get("col_type") or "").strip().lower()
        # A place, such as names of schools among other levels, may be declared as a filter.
        name = _alike(column_name, [*free, *places] if kind == "filter" else free)
        if name is None:
            if column_name.lower() not in fixed:
                faults.append(
                    f'{meta.name}, line {line}: found "{column_name}", which is not a column'
                )
            continue
        if kind not in ("filter", "indicator"):
            faults.append(
                f'{meta.name}, line {line}, column "col_type": found "{kind}", expected Filter or '
                "Indicator"
            )
            continue
        kinds[name] = kind
        group = _alike((row.get("filter_grouping_column") or "").strip(), free)
        if group is not None:
            groups.append(group)
        if default := (row.get("filter_default") or "").strip():
            defaults[name] = default
    unnamed = [name for name in free if name not in kinds and name not in groups]
    single = {name for name in unnamed if frame[name].n_unique() == 1}
    faults += [f'{meta.name}: no row for column "{name}"' for name in unnamed if name not in single]
    guessed = set(_inferred(frame, [name for name in unnamed if name not in single]).indicators)
    indicators = tuple(name for name in free if kinds.get(name) == "indicator" or name in guessed)
    filters = tuple(
        name for name in frame.columns if (name in free or name in kinds) and name not in indicators
    )
    return _Columns(filters, tuple(groups), indicators, defaults, faults)


def _alike(name: str, names: list[str]) -> str | None:
    """Return the column of this name, else the first that differs only by case or spaces."""
    alike = (other for other in names if other.strip().lower() == name.lower())
    return name if name in names else next(alike, None)


# Content of the file


def _counts(frame: pl.DataFrame, column: str | None) -> dict[str, int]:
    if column is None:
        return {}
    counts = frame.group_by(pl.col(column).alias("name"), maintain_order=True).len()
    return dict(counts.iter_rows())


def _periods(frame: pl.DataFrame, fixed: Mapping[str, str]) -> list[tuple[str, str]]:
    if not all(column in fixed for column in TIME_COLUMNS):
        return []
    pairs = frame.select(fixed["time_identifier"], fixed["time_period"]).unique().rows()

    def in_time(pair: tuple[str, str]) -> tuple[str, int, str, str]:
        identifier, period = pair
        known = TIME_IDENTIFIERS.get(identifier)
        return period[:4], known.order if known else len(TIME_IDENTIFIERS), period, identifier

    return sorted(pairs, key=in_time)


def _symbols(frame: pl.DataFrame, indicators: tuple[str, ...]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in indicators:
        cells = frame.filter(is_blank(name) | known_symbol_of(name).is_not_null())
        for symbol, count in cells.group_by(pl.col(name).str.strip_chars().alias("s")).len().rows():
            counts[symbol] = counts.get(symbol, 0) + count
    return dict(sorted(counts.items()))


# Selection of rows


def _column(file: EesFile, name: str) -> str:
    if name in file.frame.columns:
        return name
    alike = [column for column in file.frame.columns if column.strip().lower() == name.lower()]
    if len(alike) == 1:
        return alike[0]
    why = "two such columns" if alike else f"its columns are {', '.join(file.frame.columns)}"
    raise InputError(f'{file.name} has no one column "{name}": {why}')


def _indicator(file: EesFile, name: str) -> str:
    column = _column(file, name)
    if column not in file.indicators:
        raise InputError(
            f'{file.name}: column "{column}" is not an indicator; '
            f"its indicators are {', '.join(file.indicators)}"
        )
    return column


def _shown(items: list[str]) -> str:
    more = f" and {len(items) - _SHOWN} more" if len(items) > _SHOWN else ""
    return ", ".join(f'"{item}"' for item in items[:_SHOWN]) + more


def _pinned(file: EesFile, pins: dict[str, str]) -> pl.DataFrame:
    """Return rows of one category of each filter: as set, else its default, else the only one."""
    for column, item in pins.items():
        items = file.filters.get(column) or file.frame[column].unique().sort().to_list()
        if item not in items:
            raise InputError(f'{file.name}: "{column}" has no "{item}"; it has {_shown(items)}')
    chosen = dict(pins)
    for column, items in file.filters.items():
        if column in pins or len(items) == 1 or _follows(file, column, pins):
            continue
        default = file.defaults.get(column, "Total").lower()
        defaults = [item for item in items if item.strip().lower() == default]
        if defaults:
            chosen[column] = defaults[0]
    wanted = [pl.col(column) == item for column, item in chosen.items()]
    rows = file.frame.filter(pl.all_horizontal(True, *wanted))
    if rows.is_empty():
        categories = ", ".join(f'{column} "{item}"' for column, item in chosen.items())
        raise InputError(f"{file.name} has no rows with {categories}")
    for column in file.filters:
        left = rows[column].unique().sort().to_list()
        if len(left) > 1:
            raise InputError(
                f'{file.name}: choose one category of "{column}": {_shown(left)}; it has no Total'
            )
    return rows


def _follows(file: EesFile, column: str, pins: Mapping[str, str]) -> bool:
    """Return whether another filter's category determines this one, as an item does its group."""
    return any(
        file.frame.select(pin, column).unique().height == file.frame[pin].n_unique()
        for pin in pins
        if pin in file.filters
    )


def _refuse_repeats(file: EesFile, rows: pl.DataFrame) -> None:
    standard = {"geographic_level", *TIME_COLUMNS, *GEOGRAPHY_COLUMNS}
    key = [name for name in rows.columns if name.strip().lower() in standard]
    repeated = rows.filter(rows.select(key).is_duplicated())
    if repeated.height:
        place_and_period = ", ".join(cell for cell in repeated.select(key).row(0) if cell)
        raise InputError(f"{file.name} has the same place and period twice: {place_and_period}")


def _known_text(file: EesFile, name: str) -> pl.Expr:
    """Return a time or geography column under its standard name; null where blank or missing."""
    actual = _alike(name, file.frame.columns)
    if actual is None:
        return pl.lit(None, dtype=pl.Utf8).alias(name)
    return pl.when(~is_blank(actual)).then(pl.col(actual).str.strip_chars()).alias(name)
