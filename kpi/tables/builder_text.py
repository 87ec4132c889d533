"""Texts of Build a table: names of areas and groups, and counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from kpi.benchmarks.grids.grid_cache import current, time_span
from kpi.benchmarks.measures import all_measures
from kpi.formatting import long_date, many, number_of, round_half_away
from kpi.indicators.comparisons.chosen_groups import usable_groups
from kpi.model.neighbour_models import model_label
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot
from kpi.tables import builder, builder_workbook, selection
from kpi.tables.builder_facts import MEAN_NAME
from kpi.tables.selection import MEAN, Selection
from kpi.tables.table_limits import MOST_CSV_CELLS, MOST_CSV_ROWS, MOST_WORKBOOK_CELLS, PREVIEW_ROWS
from kpi.wording.comparisons import group_names

ANY = "any"
EXTRAS = {
    "neighbours": "Mean of each area's neighbours",
    "change": "Change since the period before",
    "rank": "Rank among authorities",
    "band": "Quartile band (A is best)",
}
SHAPES = {
    selection.WIDE: "Years across",
    selection.LONG: "One line a figure",
}
PERIOD_HELP = (
    "A period counts in the year in which it ends: academic year 2023/24 and the year to March "
    "2024 both end in 2024."
)
_ROUNDED = (
    "value", "previous_value", "change", "neighbours_mean", "neighbours_median", "group_mean",
    "group_median",
)  # fmt: skip


@dataclass(frozen=True)
class TableSize:
    """The size of a table, and why no CSV or workbook is made here; empty where it is."""

    rows: int
    columns: int
    no_csv: str
    no_xlsx: str


_NO_NEIGHBOURS = "Its statistical neighbours (this model has none)"
_NO_MEAN = f"{MEAN_NAME} (this model has none)"


def measure_labels(snapshot: Snapshot) -> Mapping[str, str]:
    """Return id and unique name of every measure, our own indicators first."""

    def make() -> dict[str, str]:
        known = all_measures(snapshot)
        names = [m.name for m in known]
        return {m.id: m.name if names.count(m.name) == 1 else f"{m.name} ({m.id})" for m in known}

    return snapshot.remember("measure labels", make)


def area_labels(snapshot: Snapshot, chosen: Selection) -> Mapping[str, str]:
    """Return groups, authorities, regions and abolished authorities by their selection key."""
    home = snapshot.authority(chosen.home)
    region = " or ".join(
        snapshot.area(code).name for code in (home.region, home.wider_region) if code
    )
    neighbours_count = len(snapshot.neighbours(home.code, chosen.model))
    groups = {
        "home": f"Ours: {home.name}",
        "neighbours": f"Its {many(neighbours_count, 'statistical neighbour')}"
        if neighbours_count
        else _NO_NEIGHBOURS,
        MEAN: MEAN_NAME if neighbours_count else _NO_MEAN,
        "region": f"Its region: {region}",
        "region-authorities": f"All authorities of its region ({region})",
        "england": "England",
        "regions": "All regions",
        "all": f"All {len(current(snapshot))} authorities",
    }
    group = selection.group_of(snapshot, chosen)
    if group is not None:
        groups["group"] = f"Authorities of {group_names.in_sentence(group.name)}"
    kinds = {"authority": 0, "region": 1}
    every = [snapshot.area(code) for code in snapshot.areas["area"] if code != ENGLAND]
    every.sort(key=lambda a: (not a.is_current, kinds.get(a.kind, 2), a.name))
    return {
        **groups,
        **{a.code: a.name if a.is_current else f"{a.name}, abolished" for a in every},
    }


def group_labels(snapshot: Snapshot, chosen: Selection) -> Mapping[str, str]:
    """Return the groups of authorities to choose from: none, those of the file, one's own."""
    group = selection.group_of(snapshot, chosen)
    own = {group.in_address: group.name} if group and not group.id else {}
    return {"": "No group", **{g.id: g.name for g in usable_groups(snapshot)[0].every}, **own}


def plain_areas(chosen: Selection) -> Selection:
    """Return the selection with England's code replaced by the group England."""
    areas = ("england" if area == ENGLAND else area for area in chosen.areas)
    return replace(chosen, areas=tuple(dict.fromkeys(areas)))


def ends(snapshot: Snapshot, chosen: Selection, *, first: bool) -> Mapping[str, str]:
    """Return the days a range of periods may start (`first`) or end with, by `day_key`."""
    oldest, newest = time_span(snapshot)
    if oldest is None or newest is None:
        return {ANY: "any"}
    years = range(newest.year, oldest.year - 1, -1)
    days = {date(y, 1, 1) if first else date(y, 12, 31): f"{y}" for y in years}
    own = chosen.first if first else chosen.last
    odd = {own: _day(own)} if own and own not in days else {}
    labels = {day_key(day): label for day, label in {**odd, **days}.items()}
    return {ANY: "earliest" if first else "newest", **labels}


def day_key(day: date | None) -> str:
    """Return the key of one end of a range."""
    return ANY if day is None else day.isoformat()


def day_of(key: str) -> date | None:
    """Return the day of a key made by `day_key`; None for an open end."""
    return None if key == ANY else date.fromisoformat(key)


def size(snapshot: Snapshot, chosen: Selection) -> TableSize:
    """Return the size of a table without making it. Raises UnknownNameError."""
    rows, columns = builder.row_count(snapshot, chosen), builder.width(snapshot, chosen)
    others = "choose fewer, or use the command at the foot of this page"
    no_csv = no_xlsx = ""
    cells = f"{rows:,} rows by {columns:,} columns are {rows * columns:,} cells"
    if rows > MOST_CSV_ROWS:
        no_csv = f"CSV: {rows:,} rows; this page makes at most {MOST_CSV_ROWS:,}: {others}."
    elif rows * columns > MOST_CSV_CELLS:
        no_csv = f"CSV: {cells}; this page makes at most {MOST_CSV_CELLS:,}: {others}."
    if refusal := builder_workbook.refusal(rows, columns):
        no_xlsx = f"Excel: {refusal}."
    elif rows * columns > MOST_WORKBOOK_CELLS:
        no_xlsx = (
            f"Excel: {cells}; this page makes workbooks of at most {MOST_WORKBOOK_CELLS:,}: "
            "take the CSV or choose fewer."
        )
    if not rows:
        no_csv = "CSV and Excel: no period fits, so there is nothing to take away."
    return TableSize(rows, columns, no_csv, no_xlsx)


def size_words(snapshot: Snapshot, chosen: Selection, table_size: TableSize) -> str:
    """Return `1,234 rows and 25 columns: 12 measures, 13 areas, each measure's newest period.`"""
    areas = len(builder.areas_of(snapshot, chosen))
    parts = [number_of(len(chosen.measures), "measure"), number_of(areas, "area"), _periods(chosen)]
    return (
        f"{number_of(table_size.rows, 'row')} and {number_of(table_size.columns, 'column')}: "
        f"{', '.join(parts)}."
    )


def preview_words(shown: int, table_size: TableSize) -> str:
    """Return how much of the table is on screen, and that it is rounded there."""
    if shown < table_size.rows:
        what = f"First {shown:,} of {table_size.rows:,} rows"
    else:
        what = f"All {number_of(table_size.rows, 'row')}"
    return f"{what}, rounded as they are published. Files hold every row, unrounded."


def illustrative_words(snapshot: Snapshot, chosen: Selection) -> str:
    """Return that some figures are illustrative and how to find them; empty where none is."""
    count = builder.illustrative_count(snapshot, chosen)
    if not count:
        return ""
    return (
        f"{number_of(count, 'figure')} of this table {'is' if count == 1 else 'are'} made up and "
        "stand for no real one: data_status says illustrative, on screen and in every file."
    )


def missing_choices(chosen: Selection) -> str:
    """Return what is still to be chosen; empty where nothing is missing."""
    if not chosen.measures:
        return "Choose one measure or more: type part of a name, or add a topic."
    return "" if chosen.areas else "Choose one area or more."


def preview(snapshot: Snapshot, chosen: Selection) -> pl.DataFrame:
    """Return the first rows with figures rounded to each measure's decimals."""
    made = builder.head(snapshot, chosen, PREVIEW_ROWS)
    figures = [
        name
        for name, kind in made.schema.items()
        if kind == pl.Float64 and (name in _ROUNDED or name.startswith(_ROUNDED))
    ]
    decimals = made["decimals"]
    return made.with_columns(
        pl.Series(name, map(_round, made[name], decimals), dtype=pl.Float64) for name in figures
    )


def reading_order(made: pl.DataFrame) -> list[str]:
    """Return the columns of a preview, the most read first; files have another order."""
    first = ["name", "area_name", "period", "value", "data_status", "unit"]
    starts = ("value_", "neighbours_", "group_", "previous_", "change", "rank", "band")
    wanted = [*first, *(n for n in made.columns if n.startswith(starts)), "reason", "polarity"]
    return list(dict.fromkeys(n for n in (*wanted, *made.columns) if n in made.columns))


def numbers(made: pl.DataFrame) -> list[str]:
    """Return the numeric columns of a preview."""
    return [name for name, kind in made.schema.items() if kind.is_numeric()]


def command(snapshot: Snapshot, chosen: Selection) -> str:
    """Return the command that makes the same table on the server."""
    return f"python -m kpi table --selection {selection.encode(snapshot, chosen)}"


def opened_words(snapshot: Snapshot, chosen: Selection) -> str:
    """Return what opening a saved selection loaded."""
    areas = number_of(len(builder.areas_of(snapshot, chosen)), "area")
    return (
        f"The saved selection was opened: {number_of(len(chosen.measures), 'measure')}, {areas}, "
        f"{_periods(chosen)}; own authority {snapshot.area(chosen.home).name}."
    )


# ---- parts --------------------------------------------------------------------------------


def _periods(chosen: Selection) -> str:
    if chosen.newest:
        return "each measure's newest period"
    if not (chosen.first or chosen.last):
        return "all periods"
    days = [
        f"from {_day(chosen.first)}" if chosen.first else "",
        f"to {_day(chosen.last)}" if chosen.last else "",
    ]
    return f"periods that end {' '.join(days).strip()}"


def _day(day: date) -> str:
    return long_date(day)


def _round(value: float | None, decimals: int) -> float | None:
    return None if value is None else round_half_away(value, decimals)


def models(snapshot: Snapshot) -> Mapping[str, str]:
    """Return the labels of the neighbour models."""
    return {model: model_label(model) for model in snapshot.neighbour_models}
