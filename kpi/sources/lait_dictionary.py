"""LAIT's data dictionary: the definition of each of the 434 measures, and our decisions on it.

The dictionary has 448 rows for 434 measures: 14 are under two topics, 12 of these with two
long names. `measures` has one row per measure; its `entries` are LAIT's own rows, one per long
name (446). See docs/lait-traps.md, traps 14 to 18, 20 to 23 and 28.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import polars as pl

from kpi.errors import InputError
from kpi.formatting import long_date
from kpi.sources import lait_period_exceptions
from kpi.toml_files import CrossRule, FilledList, FilledText, Listed, TomlModel, load_toml, twice

DICTIONARY_FILE = "lait_data_dictionary.csv"
DECISIONS_FILE = "decisions.toml"
KEPT_FILE = "kept_measures.csv"
"""The entries of measures that a release no longer has, with the day from which they are kept."""
KEPT_ON = "Kept_on"
Comparator = Literal["england", "region", "neighbours"]

_COLUMNS = {
    "Topic": "topic",
    "Measure": "name",
    "Chart_title": "title",
    "Measure_short": "measure",
    "Polarity": "polarity",
    "y_axis_name": "unit",
    "Table_status": "table_status",
    "Description": "description",
    "Last Update": "last_update_text",
    "Next Update": "next_update_text",
    "Data Owner (DO) /Supplier and Contact Details": "source",
    "Methodology": "methodology",
    "Hyperlink(s)": "link",
    "dps": "dps",
    "Year_Type": "year_type",
    "No_Quartile": "no_quartile",
}
_IGNORED = {
    "Measure_code",
    "state_funded_flag",
    KEPT_ON,
}  # not a key (trap 16); never shown by LAIT
# "NA" is a value in some columns and blank in others (trap 18), so each column has a rule.
_ALLOWED = {
    "polarity": ("High", "Low", "-", "NA"),
    "dps": ("0", "1", "2", "NA"),
    "no_quartile": ("N", "NA"),
}
_WORDS = {"High": "higher", "Low": "lower", "-": "none", "NA": "none"}
_GONE = "The release of LAIT taken in on"
_EXCEL_DAY_0 = pl.date(1899, 12, 30)


class WithheldTable(TomlModel):
    """Comparators of measures that are not shown, and why: one [[withheld]], or [counts]."""

    measures: FilledList[FilledText]
    comparators: FilledList[Comparator]
    reason: FilledText


class UnitTable(TomlModel):
    """The correct unit of a measure: one [[unit]]."""

    measure: FilledText
    unit: FilledText


class NoteTable(TomlModel):
    """A note on measures: one [[note]]."""

    measures: FilledList[FilledText]
    text: FilledText


class DecisionsFile(TomlModel):
    """The content of `decisions.toml`."""

    counts: WithheldTable | None = None
    withheld: Listed[WithheldTable] = ()
    unit: Listed[UnitTable] = ()
    note: Listed[NoteTable] = ()
    period: Listed[lait_period_exceptions.PeriodTable] = ()
    published: Listed[lait_period_exceptions.PublishedTable] = ()


@dataclass(frozen=True)
class Decisions:
    """Our decisions on single measures; read from `decisions.toml`."""

    withheld: pl.DataFrame  # measure, comparator (england|region|neighbours), reason
    units: dict[str, str]
    counts: frozenset[str]
    notes: pl.DataFrame  # measure, note
    periods: dict[str, lait_period_exceptions.PeriodDecision]
    published: dict[str, lait_period_exceptions.PublicationDecision]

    def measures(self) -> set[str]:
        """Return every measure that a decision names."""
        named = {*self.withheld["measure"], *self.notes["measure"], *self.periods}
        return named | set(self.units) | self.counts | set(self.published)

    def without_a_measure(self, measures: pl.DataFrame) -> list[str]:
        """Return measures named in decisions but not in a release, as measures come and go."""
        return sorted(self.measures() - set(measures["measure"]))


def read_measures(
    folder: Path, decided: Decisions | None = None, without: Collection[str] = ()
) -> pl.DataFrame:
    """Return one row per measure, sorted by `measure`, with our decisions applied.

    Without `decided` they are those of the folder. Entries of measures in `without`, of which the
    release has no rows, are passed over. Measures that the release no longer has, but
    whose last figures were kept, are discontinued and have a note that says so.

    Columns: measure, name, also_known_as (the second long name or null), title, topic (all joined
    with " / "), topics (list), entries (list of struct name, topic, no_quartile: LAIT's own rows),
    polarity (LAIT's text: High, Low, -, NA), better (higher, lower, none), unit, decimals,
    year_type, no_quartile (in any entry), last_update and next_update (date or null) with
    `_text`, status (live or discontinued), description, methodology, source, link, is_count,
    withheld (list of struct comparator, reason), notes (list).

    Raises InputError for a bad dictionary, DefinitionError for a bad decision.
    """
    rows = _read_rows(folder / DICTIONARY_FILE).filter(~pl.col("measure").is_in([*without]))
    if (folder / KEPT_FILE).is_file():
        kept = _read_rows(folder / KEPT_FILE)
        rows = pl.concat([rows, kept.filter(~pl.col("measure").is_in(rows["measure"].implode()))])
    decided = decided or read_decisions(folder / DECISIONS_FILE)
    return _kept(_decide(_one_row_a_measure(_typed(rows)), decided), kept_on(folder, without))


def names(folder: Path) -> set[str]:
    """Return the measures of a release's own dictionary. Raises InputError for a bad one."""
    return set(_read_rows(folder / DICTIONARY_FILE)["measure"])


def unknown_columns(folder: Path) -> list[str]:
    """Return the columns of a release's dictionary that nobody expects, and which are not read."""
    with (folder / DICTIONARY_FILE).open(encoding="utf-8", newline="") as file:
        return _unknown(next(csv.reader(file), []))


def kept_on(folder: Path, without: Collection[str] = ()) -> dict[str, date]:
    """Return the measures that a release no longer has, each with the day its figures were kept.

    It does not have those in `without`, whatever its dictionary says.
    """
    if not (folder / KEPT_FILE).is_file():
        return {}
    rows = _records(folder / KEPT_FILE)
    named = names(folder).difference(without)
    try:
        days = {row["Measure_short"]: date.fromisoformat(row[KEPT_ON]) for row in rows}
    except (KeyError, ValueError) as error:
        raise InputError(f"{KEPT_FILE}: column {KEPT_ON}: {error}, expected a day") from error
    return {measure: day for measure, day in days.items() if measure not in named}


def keep(
    folder: Path,
    before: Path,
    measures: Collection[str],
    day: date,
    without: Collection[str] = (),
) -> None:
    """Write the dictionary entries of measures that went into a release's folder, with a day.

    `before` is the release that still had them, or had kept them: those in `without`, whatever
    its dictionary says.
    """
    files = [name for name in (DICTIONARY_FILE, KEPT_FILE) if (before / name).is_file()]
    rows: dict[tuple[str, str, str], dict[str, str]] = {}
    for name, row in ((file, row) for file in files for row in _records(before / file)):
        is_left_over = name == DICTIONARY_FILE and row["Measure_short"] in without
        if row["Measure_short"] in measures and not is_left_over:
            key = (row["Measure_short"], row["Measure"], row["Topic"])
            rows.setdefault(key, {KEPT_ON: day.isoformat()} | row)
    text = io.StringIO(newline="")
    header = dict.fromkeys(name for row in rows.values() for name in row)
    writer = csv.DictWriter(text, [*header], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows.values())
    (folder / KEPT_FILE).write_text(text.getvalue(), encoding="utf-8", newline="")


def _records(path: Path) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))]


def _kept(measures: pl.DataFrame, days: Mapping[str, date]) -> pl.DataFrame:
    """Return the measures with kept ones marked: discontinued, with a note."""
    notes = {
        measure: f"{_GONE} {long_date(day)} no longer has this measure: its last figures are kept."
        for measure, day in days.items()
    }
    note = pl.col("measure").replace_strict(notes, default=None, return_dtype=pl.String)
    return measures.with_columns(
        pl.when(note.is_not_null())
        .then(pl.lit("discontinued"))
        .otherwise("status")
        .alias("status"),
        pl.when(note.is_not_null())
        .then(pl.col("notes").list.concat(note))
        .otherwise("notes")
        .alias("notes"),
    )


def read_decisions(path: Path) -> Decisions:
    """Return the decisions in a file; raises DefinitionError that names every fault in it."""
    file = load_toml(path, DecisionsFile, rules=_RULES)
    withheld = [
        (measure, comparator, entry.reason)
        for entry in (*file.withheld, *((file.counts,) if file.counts else ()))
        for measure in entry.measures
        for comparator in entry.comparators
    ]
    notes = [(measure, entry.text) for entry in file.note for measure in entry.measures]
    schema = {"measure": pl.String, "comparator": pl.String, "reason": pl.String}
    return Decisions(
        withheld=pl.DataFrame(withheld, schema, orient="row"),
        units={entry.measure: entry.unit for entry in file.unit},
        counts=frozenset(file.counts.measures if file.counts else ()),
        notes=pl.DataFrame(notes, {"measure": pl.String, "note": pl.String}, orient="row"),
        periods=lait_period_exceptions.covers_of(file.period),
        published=lait_period_exceptions.published_of(file.published),
    )


def _withheld_twice(raw: Mapping[str, Any]) -> Iterator[str]:
    entries = [*raw.get("withheld", ()), *([raw["counts"]] if "counts" in raw else [])]
    pairs = (
        f"{measure} ({comparator})"
        for entry in entries
        for measure in entry["measures"]
        for comparator in entry["comparators"]
    )
    if repeated := twice(pairs):
        yield f"withheld twice: {', '.join(repeated)}"


_RULES = (
    CrossRule(("withheld", "counts"), _withheld_twice),
    CrossRule(("period",), lait_period_exceptions.decided_twice),
)


# ---- steps -------------------------------------------------------------------------------


def _read_rows(path: Path) -> pl.DataFrame:
    """Return the dictionary as text, checked, columns renamed, with the spreadsheet's `row`."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name}: not UTF-8 text: {error}") from error
    try:
        header, *records = [*csv.reader(io.StringIO(text, newline=""))] or [[]]
    except csv.Error as error:
        raise InputError(f"{path.name}: cannot be read as CSV: {error}") from error
    if not header:
        raise InputError(f"{path.name}: is empty, or its first line is")
    faults = [f"column '{name}' is missing" for name in _COLUMNS if name not in header]
    twice = [name for name, times in Counter(header).items() if times > 1]
    faults += [f"column '{name}' is there more than once" for name in twice]
    if faults:  # one that is not expected may be the missing one by another name
        faults += [f"column '{name}' is not expected" for name in _unknown(header)]
    faults += [
        f"row {number}: {len(record)} cells, expected {len(header)}"
        for number, record in enumerate(records, 2)
        if len(record) != len(header)
    ]
    if faults:
        raise InputError(f"{path.name}: " + "; ".join(faults))
    rows = (
        pl.DataFrame(records, dict.fromkeys(header, pl.String), orient="row")
        .select(pl.col(old).alias(new) for old, new in _COLUMNS.items())
        .with_row_index("row", 2)
    )
    if faults := [*_value_faults(rows), *_twin_faults(rows)]:
        raise InputError(f"{path.name}: " + "; ".join(faults))
    return rows


def _unknown(header: Iterable[str]) -> list[str]:
    return [name for name in header if name not in {*_COLUMNS, *_IGNORED}]


def _value_faults(rows: pl.DataFrame) -> list[str]:
    faults = [
        f"row {row}, column {column}: '{value}', expected one of {', '.join(allowed)}"
        for column, allowed in _ALLOWED.items()
        for row, value in rows.filter(~pl.col(column).is_in(allowed)).select("row", column).rows()
    ]
    for column in ("measure", "name", "topic", "year_type"):
        empty = rows.filter(pl.col(column).str.strip_chars() == "")["row"]
        faults += [f"row {row}, column {column}: empty" for row in empty]
    return faults


def _twin_faults(rows: pl.DataFrame) -> list[str]:
    """Return faults for measures with two polarities or year types, as no rule could choose."""
    return [
        f"measure '{measure}': column {column} has {count} different values"
        for column in ("polarity", "year_type")
        for measure, count in rows.group_by("measure", maintain_order=True)
        .agg(pl.col(column).n_unique())
        .filter(pl.col(column) > 1)
        .rows()
    ]


def _typed(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with clean text (trap 22), typed numbers and dates (traps 18 and 20)."""
    text = ("name", "title", "description", "methodology", "source", "unit", "link")
    return rows.with_columns(
        *(_clean(column) for column in text),
        pl.col("dps").replace("NA", None).cast(pl.Int8),
        pl.col("no_quartile") == "N",
        _date("last_update_text").alias("last_update"),
        _date("next_update_text").alias("next_update"),
    )


def _one_row_a_measure(rows: pl.DataFrame) -> pl.DataFrame:
    entries = rows.group_by("measure", "name", maintain_order=True).agg(
        pl.col("topic").unique(maintain_order=True).str.join(" / "),
        pl.col("no_quartile").any(),
    )
    newest = pl.col("last_update").is_null(), pl.col("last_update")
    ended = pl.any_horizontal(
        pl.col("next_update_text").str.contains("(?i)discontinued|no longer").any(),
        pl.col("table_status").str.contains("(?i)discontinued").any(),
    )
    return (
        rows.group_by("measure")
        .agg(
            pl.col("name").first(),
            pl.col("name")
            .unique(maintain_order=True)
            .get(1, null_on_oob=True)
            .alias("also_known_as"),
            pl.col("title").first(),
            pl.col("topic").unique(maintain_order=True).str.join(" / "),
            pl.col("topic").unique(maintain_order=True).alias("topics"),
            pl.col("polarity").first(),
            pl.col("polarity").first().replace_strict(_WORDS).alias("better"),
            pl.col("unit").first(),
            pl.col("dps").max().fill_null(1).alias("decimals"),
            pl.col("year_type").first(),
            pl.col("no_quartile").any(),
            *(
                pl.col(column).sort_by(*newest, descending=[False, True]).first()
                for column in ("last_update", "last_update_text", "next_update", "next_update_text")
            ),
            pl.when(ended).then(pl.lit("discontinued")).otherwise(pl.lit("live")).alias("status"),
            pl.col("description", "methodology", "source", "link").first(),
        )
        .join(
            entries.group_by("measure", maintain_order=True).agg(
                pl.struct("name", "topic", "no_quartile").alias("entries")
            ),
            on="measure",
            how="left",
            validate="1:1",
        )
        .sort("measure")
    )


def _decide(measures: pl.DataFrame, decisions: Decisions) -> pl.DataFrame:
    withheld = decisions.withheld.group_by("measure", maintain_order=True).agg(
        pl.struct("comparator", "reason").alias("withheld")
    )
    notes = decisions.notes.group_by("measure", maintain_order=True).agg(
        pl.col("note").alias("notes")
    )
    decided = (
        measures.with_columns(
            pl.col("measure")
            .replace_strict(decisions.units, default=pl.col("unit"), return_dtype=pl.String)
            .alias("unit"),
            pl.col("measure").is_in(sorted(decisions.counts)).alias("is_count"),
        )
        .join(withheld, on="measure", how="left")
        .join(notes, on="measure", how="left")
        .with_columns(
            pl.col("withheld").fill_null(pl.lit([], dtype=withheld.schema["withheld"])),
            pl.col("notes").fill_null(pl.lit([], dtype=pl.List(pl.String))),
        )
        .sort("measure")
    )
    return lait_period_exceptions.with_publication(decided, decisions.published)


def _clean(column: str) -> pl.Expr:
    return (
        pl.col(column)
        .str.replace_all(r"\r+\n|\r+", "\n")
        .str.replace_all("[\u202f\u00a0\t]", " ")
        .str.replace_all("\uf0b7", "\u2022")
        .str.replace_all(r" +\n", "\n")
        .str.replace_all(r"\n{3,}", "\n\n")
        .str.strip_chars()
    )


def _date(column: str) -> pl.Expr:
    """Return an Excel day number as a date; null for other text such as "TBC"."""
    number = pl.col(column).str.extract(r"^(\d{5})$").cast(pl.Int64)
    return _EXCEL_DAY_0 + pl.duration(days=number)
