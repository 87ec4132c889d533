"""The rules of Explore Education Statistics (EES) open data: one small function for each.

Each rule takes an `EesTable` of text and returns its faults, one line each.
Rules: DfE's open data standards as checked by its screener (eesyscreener).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from kpi.model.missing.source_cells import is_blank, is_unreadable, known_symbol_of
from kpi.model.missing.symbol_meanings import SYMBOLS
from kpi.sources.ees.csv_text import LINE
from kpi.sources.ees.standard import GEOGRAPHY_COLUMNS, LEVELS, REQUIRED_COLUMNS, TIME_IDENTIFIERS

_FIRST_YEAR_OF_NINE_CHARACTER_CODES = 2011


@dataclass(frozen=True)
class EesTable:
    """A file to be checked: text columns with `LINE`, and the role of each column.

    `fixed` maps a time or geography column's standard name to its name in the file.
    `groups` are the filters that only group another filter.
    """

    frame: pl.DataFrame
    fixed: Mapping[str, str]
    filters: tuple[str, ...]
    groups: tuple[str, ...]
    indicators: tuple[str, ...]

    def has(self, *columns: str) -> bool:
        """Whether the file has all of these time or geography columns."""
        return all(column in self.fixed for column in columns)


Suspect = tuple[str, pl.Expr, pl.Expr | str]
"""A column, an expression for its wrong cells, and what was expected."""


def column_faults(table: EesTable, *suspects: Suspect) -> list[str]:
    """Return a fault per distinct wrong cell of a column: first line, column, value, expected."""
    if not suspects:
        return []
    # One pass over the file finds the columns to examine: most files have no faults.
    wrong = table.frame.select(
        bad.any().alias(str(place)) for place, (_, bad, _) in enumerate(suspects)
    ).row(0)
    return [
        fault
        for suspect, is_wrong in zip(suspects, wrong, strict=True)
        if is_wrong
        for fault in _fault_lines(table, *suspect)
    ]


def _fault_lines(table: EesTable, column: str, bad: pl.Expr, expected: pl.Expr | str) -> list[str]:
    words = pl.lit(expected) if isinstance(expected, str) else expected
    rows = (
        table.frame.filter(bad)
        .select(LINE, pl.col(column).alias("value"), words.alias("expected"))
        .group_by("value", "expected")
        .agg(pl.col(LINE).min().alias("first"), pl.col(LINE).max().alias("last"), pl.len())
        .sort("first", "value")
    )
    return [
        f'line {first}, column "{column}": found {_quoted(value)}, expected {what}'
        + (f" ({count} such cells, to line {last})" if count > 1 else "")
        for value, what, first, last, count in rows.iter_rows()
    ]


def _quoted(value: str) -> str:
    return f'"{value}"' if value.strip() else "a blank"


def missing_columns(table: EesTable) -> list[str]:
    """Return faults for missing columns that every file must have."""
    return [
        f'line 1: no column "{column}"; every file must have it'
        for column in REQUIRED_COLUMNS
        if not table.has(column)
    ]


def missing_level_columns(table: EesTable) -> list[str]:
    """Return faults for missing name and code columns of each geographic level with rows."""
    if not table.has("geographic_level"):
        return []
    present = set(table.frame[table.fixed["geographic_level"]].unique())
    return [
        f'line 1: no column "{column}", expected because there are {name} rows'
        for name, level in LEVELS.items()
        if name in present and name != "National"
        # A school may have either of its two codes.
        for column in (level.columns if name != "School" else (level.name,))
        if not table.has(column)
    ]


def unknown_time_identifiers(table: EesTable) -> list[str]:
    """Return faults for a `time_identifier` that is not exactly one of EES's."""
    if not table.has("time_identifier"):
        return []
    column = table.fixed["time_identifier"]
    known = pl.col(column).is_in(list(TIME_IDENTIFIERS))
    expected = 'a time identifier of EES such as "Reporting year" or "Spring term"'
    return column_faults(table, (column, ~known, expected))


def wrong_time_periods(table: EesTable) -> list[str]:
    """Return faults where `time_period` lacks its 4 digits, or 6 for two consecutive years."""
    if not table.has("time_period"):
        return []
    column = table.fixed["time_period"]
    period = pl.col(column)
    four = period.str.contains("^[0-9]{4}$")
    six = period.str.contains("^[0-9]{6}$")
    year = period.str.slice(0, 4).cast(pl.Int64, strict=False)
    consecutive = ((year + 1) % 100 == period.str.slice(4).cast(pl.Int64, strict=False)).fill_null(
        value=False
    )
    years: Suspect = (
        column, six & ~consecutive, "six digits to be two consecutive years, as in 201920",
    )  # fmt: skip
    if not table.has("time_identifier"):
        return column_faults(table, years, (column, ~four & ~six, "4 or 6 digits"))
    identifier = pl.col(table.fixed["time_identifier"])
    digits = identifier.replace_strict(
        {name: known.digits for name, known in TIME_IDENTIFIERS.items()},
        default=None,
        return_dtype=pl.Int64,
    )
    right = pl.when(digits == 4).then(four).when(digits == 6).then(six).otherwise(four | six)
    asked = pl.format('{} digits for "{}"', digits.cast(pl.Utf8).fill_null("4 or 6"), identifier)
    return column_faults(table, years, (column, ~right, asked))


def mixed_time_identifiers(table: EesTable) -> list[str]:
    """Return a fault where a file mixes groups of time identifiers: years, quarters, terms."""
    if not table.has("time_identifier"):
        return []
    column = table.fixed["time_identifier"]
    firsts = table.frame.group_by(pl.col(column).alias("name")).agg(pl.col(LINE).min()).sort(LINE)
    groups: dict[str, tuple[str, int]] = {}
    for name, line in firsts.iter_rows():
        if name in TIME_IDENTIFIERS:
            groups.setdefault(TIME_IDENTIFIERS[name].group, (name, line))
    if len(groups) < 2:
        return []
    (name, line), *others = groups.values()
    return [
        f'line {there}, column "{column}": found "{other}" beside "{name}" of line {line}, '
        "expected one kind of period in a file"
        for other, there in others
    ]


def unknown_levels(table: EesTable) -> list[str]:
    """Return faults for a `geographic_level` that is not exactly one of EES's."""
    if not table.has("geographic_level"):
        return []
    column = table.fixed["geographic_level"]
    expected = 'a geographic level of EES such as "National", "Regional" or "Local authority"'
    return column_faults(table, (column, ~pl.col(column).is_in(list(LEVELS)), expected))


def _blank_code(table: EesTable, level: str, column: str) -> pl.Expr:
    """Return whether a code is missing that the place must have."""
    blank = is_blank(table.fixed[column])
    if column == "new_la_code" and table.has("time_period"):
        # Authorities abolished before January 2011 never had a nine-character code.
        year = pl.col(table.fixed["time_period"]).str.slice(0, 4).cast(pl.Int64, strict=False)
        return blank & (year >= _FIRST_YEAR_OF_NINE_CHARACTER_CODES).fill_null(value=True)
    if level == "School":
        # A school has one of its two codes, or both.
        codes = [table.fixed[code] for code in LEVELS[level].codes if table.has(code)]
        return pl.all_horizontal(is_blank(code) for code in codes)
    return blank


def blank_places(table: EesTable) -> list[str]:
    """Return faults for rows without their own level's codes and name, or their country."""
    if not table.has("geographic_level"):
        return []
    row = pl.col(table.fixed["geographic_level"])
    suspects: list[Suspect] = []
    for level, known in LEVELS.items():
        concerned = pl.lit(value=True) if level == "National" else row == level
        for column in filter(table.has, known.columns):
            actual = table.fixed[column]
            bad = is_blank(actual) if column == known.name else _blank_code(table, level, column)
            expected = f"the {column} of " + ("every" if level == "National" else f"a {level}")
            suspects.append((actual, concerned & bad, f"{expected} row"))
    return column_faults(table, *suspects)


def overfilled_places(table: EesTable) -> list[str]:
    """Return faults for columns of a level filled on rows of levels that are not within it."""
    if not table.has("geographic_level"):
        return []
    row = pl.col(table.fixed["geographic_level"])
    suspects: list[Suspect] = []
    for level, known in LEVELS.items():
        elsewhere = row.is_in(list(LEVELS)) & ~row.is_in([level, *known.filled_on])
        for column in filter(table.has, known.columns if level != "National" else ()):
            actual = table.fixed[column]
            expected = pl.format("a blank on a {} row", row)
            suspects.append((actual, elsewhere & ~is_blank(actual), expected))
    return column_faults(table, *suspects)


def totals_as_places(table: EesTable) -> list[str]:
    """Return faults for `Total` or `All` in geography columns, which must then be blank."""
    columns = [table.fixed[name] for name in GEOGRAPHY_COLUMNS if table.has(name)]
    expected = "a place, or a blank where no place applies"
    return column_faults(
        table,
        *(
            (name, pl.col(name).str.contains(r"(?i)^\s*(total|all)\s*$"), expected)
            for name in columns
        ),
    )


def _places(table: EesTable, level: str, code: str) -> pl.DataFrame | None:
    """Return one level's rows that name a place: code, name, period, `LINE`; or None."""
    known = LEVELS[level]
    if not table.has("geographic_level", "time_period", code, known.name):
        return None
    rows = table.frame.filter(pl.col(table.fixed["geographic_level"]) == level).select(
        pl.col(table.fixed[code]).str.strip_chars().alias("code"),
        pl.col(table.fixed[known.name]).alias("name"),
        pl.col(table.fixed["time_period"]).alias("period"),
        LINE,
    )
    # Code x is an unknown place, z a group made for the file: neither is one place.
    return rows.filter(~is_blank("code") & ~is_blank("name") & ~pl.col("code").is_in(["x", "z"]))


def _contradictions(
    places: pl.DataFrame, key: list[str], other: str
) -> list[tuple[tuple[object, ...], str, int, str, int]]:
    """Return keys with two values: the key, first value and line, next value and line."""
    firsts = (
        places.group_by(*key, other)
        .agg(pl.col(LINE).min())
        .filter(pl.col(other).n_unique().over(key) > 1)
        .sort(LINE)
    )
    return [
        (which, *values.select(other, LINE).row(0), *values.select(other, LINE).row(place))
        for which, values in firsts.group_by(*key, maintain_order=True)
        for place in range(1, values.height)
    ]


def codes_with_two_names(table: EesTable) -> list[str]:
    """Return faults for codes with two names; schools, wards and providers may be renamed."""
    return [
        f'line {there}, column "{table.fixed[known.name]}": found "{second}" for {code} "{which}", '
        f'expected "{first}" as in line {line}'
        for level, known in LEVELS.items()
        for code in known.codes
        if (places := _places(table, level, code)) is not None
        for (which, *_), first, line, second, there in _contradictions(
            places, ["code"] if known.names_are_unique else ["code", "period"], "name"
        )
    ]


def names_with_two_codes(table: EesTable) -> list[str]:
    """Return faults for names with two codes in one period.

    Codes change with boundaries, so periods are checked one by one. A county that becomes a
    unitary authority appears twice in that year (Dorset 2019: E10000009 and E06000059), so only
    codes of the same kind, by their first three characters, contradict each other.
    """
    nine = pl.col("code").str.contains("^[A-Z][0-9]{8}$")
    kind = pl.when(nine).then(pl.col("code").str.slice(0, 3)).otherwise(pl.lit("")).alias("kind")
    faults = []
    for level, known in LEVELS.items():
        code = next(filter(table.has, reversed(known.codes)), None)
        places = _places(table, level, code) if code and known.names_are_unique else None
        if code is None or places is None:
            continue
        faults += [
            f'line {there}, column "{table.fixed[code]}": found "{second}" for {known.name} '
            f'"{name}" in {period}, expected "{first}" as in line {line}'
            for (name, period, _), first, line, second, there in _contradictions(
                places.with_columns(kind), ["name", "period", "kind"], "code"
            )
        ]
    return faults


def duplicate_rows(table: EesTable) -> list[str]:
    """Return faults for rows that repeat another's time, geography and filters."""
    key = [*table.fixed.values(), *table.filters]
    if not key:
        return []
    again = (
        table.frame.with_columns(pl.col(LINE).min().over(key).alias("original"))
        .filter(pl.col("original") != pl.col(LINE))
        .group_by("original")
        .agg(pl.col(LINE).min().alias("first"), pl.col(LINE).max().alias("last"), pl.len())
        .sort("original")
    )
    return [
        f"line {first}: found the same time, place and filters as line {original}, expected each "
        "once (if a column of numbers is a filter, the file's .meta.csv must say so)"
        + (f" ({count} such rows, to line {last})" if count > 1 else "")
        for original, first, last, count in again.iter_rows()
    ]


def blank_indicators(table: EesTable) -> list[str]:
    """Return faults for blank indicators: a symbol must say why there is no number."""
    expected = "a number or a symbol such as x or z"
    return column_faults(table, *((name, is_blank(name), expected) for name in table.indicators))


def blank_filters(table: EesTable) -> list[str]:
    """Return faults for blank filters, except columns that only group another filter."""
    filters = [name for name in table.filters if name not in table.groups]
    return column_faults(
        table, *((name, is_blank(name), "a category of this filter") for name in filters)
    )


def old_symbols(table: EesTable) -> list[str]:
    """Return faults for symbols that are not DfE's present ones in lower case."""
    suspects: list[Suspect] = []
    for name in table.indicators:
        symbol = known_symbol_of(name)
        outdated = symbol.is_not_null() & ~pl.col(name).is_in(list(SYMBOLS))
        suspects.append((name, outdated, pl.format('the symbol "{}" (it was read so)', symbol)))
    return column_faults(table, *suspects)


def unreadable_numbers(table: EesTable) -> list[str]:
    """Return faults for indicator cells other than plain numbers and symbols."""
    expected = "a plain number (no commas, % or £) or a symbol"
    return column_faults(
        table, *((name, is_unreadable(name), expected) for name in table.indicators)
    )


RULES: tuple[Callable[[EesTable], list[str]], ...] = (
    missing_columns, missing_level_columns, unknown_time_identifiers, wrong_time_periods,
    mixed_time_identifiers, unknown_levels, blank_places, overfilled_places, totals_as_places,
    codes_with_two_names, names_with_two_codes, duplicate_rows, blank_indicators, blank_filters,
    old_symbols, unreadable_numbers,
)  # fmt: skip


def check(table: EesTable) -> list[str]:
    """Return every fault of the table, rule by rule; empty when there are none."""
    return [fault for rule in RULES for fault in rule(table)]
