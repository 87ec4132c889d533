"""What changed between two releases of one source: measures, figures, series and symbols."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from kpi.sources.releases.release_figures import FACTS, KEY, ReleaseFigures
from kpi.sources.releases.series_shifts import SeriesShift, shifts
from kpi.statistics.float_noise import clean

ADDED, GONE, CHANGED, SYMBOL = "added", "gone", "changed", "symbol"
CELLS = pl.Schema(
    {
        "measure": pl.String,
        "name": pl.String,
        "area": pl.String,
        "label": pl.String,
        "year": pl.Int32,
        "change": pl.String,  # added | gone | changed | symbol
        "before": pl.Float64,
        "after": pl.Float64,
        "symbol_before": pl.String,
        "symbol_after": pl.String,
    }
)
_SAME_MEASURE = 0.95  # of the figures of one that goes, in one that comes: then it was renamed
_FEWEST = 20
_DIFFERENT = 5


@dataclass(frozen=True)
class ReleaseMeasure:
    """A measure that came or went, with how many values it has."""

    measure: str
    name: str
    values: int


@dataclass(frozen=True)
class RenamedMeasure:
    """A measure with another code: `same` of the `of` values that both have are the same."""

    before: str
    after: str
    name: str
    same: int
    of: int


@dataclass(frozen=True)
class ReleaseArea:
    """An area that came or went as a whole, by the source's code, with how many values it has.

    Ofsted's judgements are no numbers: each is counted.
    """

    area: str
    values: int


@dataclass(frozen=True)
class MeasureChange:
    """How many values of one measure came, went and changed, and of how many areas.

    `values` is how many there were, `of_areas` the areas that have rows in either release.
    """

    measure: str
    name: str
    added: int
    gone: int
    changed: int
    areas: int
    of_areas: int
    values: int


@dataclass(frozen=True)
class SymbolChange:
    """How many cells of a measure without a value have another symbol than before."""

    measure: str
    before: str
    after: str
    cells: int


@dataclass(frozen=True)
class FactChange:
    """Something else that the publisher says of a measure: its name, unit, polarity, ..."""

    measure: str
    fact: str
    before: str
    after: str


@dataclass(frozen=True)
class ReleaseComparison:
    """All that differs between two releases of a source.

    `cells` has every cell that came, went or changed (`CELLS`); `home` those of one area, which had
    `home_values_before`. Cells of measures that came or went as a whole are not among them.
    `areas_gone` have no value any more in the measures that both have, `areas_added` had none.
    """

    source: str
    values_before: int
    values_after: int
    added: tuple[ReleaseMeasure, ...]
    removed: tuple[ReleaseMeasure, ...]
    renamed: tuple[RenamedMeasure, ...]
    changed: tuple[MeasureChange, ...]
    shifted: tuple[SeriesShift, ...]
    symbols: tuple[SymbolChange, ...]
    facts: tuple[FactChange, ...]
    cells: pl.DataFrame = field(repr=False)
    home: pl.DataFrame = field(repr=False)
    home_values_before: int = 0
    areas_added: tuple[ReleaseArea, ...] = ()
    areas_gone: tuple[ReleaseArea, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many values were added, gone and changed, and in how many measures."""
        return {
            "values_before": self.values_before,
            "values_after": self.values_after,
            "values_added": sum(each.added for each in self.changed),
            "values_gone": sum(each.gone for each in self.changed),
            "values_changed": sum(each.changed for each in self.changed),
            "measures_with_changed_values": sum(each.changed > 0 for each in self.changed),
            "values_of_removed_measures": sum(each.values for each in self.removed),
        }

    @property
    def share_changed(self) -> float:
        """The share of the values there were that changed or went, those of measures gone too."""
        counts = self.counts
        names = ("values_changed", "values_gone", "values_of_removed_measures")
        return sum(counts[name] for name in names) / max(self.values_before, 1)

    @property
    def home_share_gone(self) -> float:
        """The share of the home authority's values that go, in measures that stay."""
        went = self.home.filter(pl.col("change") == GONE).height
        return went / max(self.home_values_before, 1)

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        parts = (self.added, self.removed, self.renamed, self.changed, self.symbols, self.facts)
        return not any((*parts, self.areas_added, self.areas_gone))


def compare(
    before: ReleaseFigures, after: ReleaseFigures, home: frozenset[str]
) -> ReleaseComparison:
    """Return what differs between two releases; `home` are the codes of the home authority.

    A measure that only has another code is renamed, neither added nor removed, and its figures
    are compared under the new one.
    """
    renamed = _renamed(before, after)
    codes = {each.before: each.after for each in renamed}
    old = before.figures.with_columns(pl.col("measure").replace(codes))
    old_facts = before.measures.with_columns(pl.col("measure").replace(codes))
    new, facts = after.figures, after.measures
    was, now = set(old_facts["measure"]), set(facts["measure"])
    names = {**_names(old_facts), **_names(facts)}
    both = sorted(was & now)
    cells = _cells(_of(old, both), _of(new, both), names)
    is_home = pl.col("area").is_in(list(home))
    had, has = _areas(_of(old, both)), _areas(_of(new, both))
    return ReleaseComparison(
        source=after.source,
        values_before=old["value"].count(),
        values_after=new["value"].count(),
        added=_whole(new, sorted(now - was), names),
        removed=_whole(old, sorted(was - now), names),
        renamed=renamed,
        changed=_changes(cells, old, new, names),
        shifted=_shifted(cells, old, new),
        symbols=_symbols(cells),
        facts=_facts(old_facts, facts),
        cells=cells,
        home=cells.filter(is_home),
        home_values_before=_of(old, both).filter(is_home)["value"].count(),
        areas_added=tuple(ReleaseArea(a, has[a]) for a in sorted(has.keys() - had.keys())),
        areas_gone=tuple(ReleaseArea(a, had[a]) for a in sorted(had.keys() - has.keys())),
    )


# ---- measures -----------------------------------------------------------------------------


def _names(measures: pl.DataFrame) -> dict[str, str]:
    return dict(measures.select("measure", "name").iter_rows())


def _of(figures: pl.DataFrame, measures: list[str]) -> pl.DataFrame:
    return figures.filter(pl.col("measure").is_in(measures))


def _whole(
    figures: pl.DataFrame, measures: list[str], names: Mapping[str, str]
) -> tuple[ReleaseMeasure, ...]:
    counted = _of(figures, measures).group_by("measure").agg(pl.col("value").count())
    values = dict(counted.iter_rows())
    return tuple(ReleaseMeasure(m, names[m], values.get(m, 0)) for m in measures)


def _renamed(before: ReleaseFigures, after: ReleaseFigures) -> tuple[RenamedMeasure, ...]:
    """Return the measures that go while one with nearly all of their figures comes."""
    was, now = set(before.measures["measure"]), set(after.measures["measure"])
    gone, come = sorted(was - now), sorted(now - was)
    if not gone or not come:
        return ()
    pairs = (
        _of(before.figures, gone)
        .drop_nulls("value")
        .join(
            _of(after.figures, come).drop_nulls("value"),
            on=["area", "year", "part"],
            suffix="_new",
        )
    )
    same = pl.col("value") == pl.col("value_new")
    counted = (
        pairs.group_by("measure", "measure_new")
        .agg(pl.len(), same.sum().alias("same"), pl.col("value").filter(same).n_unique().alias("d"))
        .filter(
            (pl.col("len") >= _FEWEST)
            & (pl.col("d") >= _DIFFERENT)
            & (pl.col("same") >= _SAME_MEASURE * pl.col("len"))
        )
        .sort("same", "measure", "measure_new", descending=[True, False, False])
    )
    names = _names(after.measures)
    renamed: list[RenamedMeasure] = []
    for old, new, number, agreed, _ in counted.iter_rows():
        if not any(old == each.before or new == each.after for each in renamed):
            renamed.append(RenamedMeasure(old, new, names[new], agreed, number))
    return tuple(sorted(renamed, key=lambda each: each.before))


def _facts(before: pl.DataFrame, after: pl.DataFrame) -> tuple[FactChange, ...]:
    both = before.join(after, on="measure", suffix="_new").sort("measure")
    return tuple(
        FactChange(row["measure"], word, row[fact] or "", row[f"{fact}_new"] or "")
        for row in both.iter_rows(named=True)
        for fact, word in FACTS.items()
        if row[fact] != row[f"{fact}_new"]
    )


# ---- figures ------------------------------------------------------------------------------


def _cells(before: pl.DataFrame, after: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """Return every cell that differs, in `CELLS`, by measure, area and year."""
    joined = before.join(after, on=KEY, how="full", coalesce=True, suffix="_new")
    was, now = pl.col("value"), pl.col("value_new")
    symbol = pl.col("symbol").ne_missing(pl.col("symbol_new"))
    # A row that comes or goes without a value says nothing new.
    both = pl.col("symbol").is_not_null() & pl.col("symbol_new").is_not_null()
    change = (
        pl.when(was.is_null() & now.is_not_null())
        .then(pl.lit(ADDED))
        .when(was.is_not_null() & now.is_null())
        .then(pl.lit(GONE))
        .when(was != now)
        .then(pl.lit(CHANGED))
        .when(was.is_null() & now.is_null() & both & symbol)
        .then(pl.lit(SYMBOL))
    )
    differing = joined.with_columns(change=change).filter(pl.col("change").is_not_null())
    # A figure written with other last bits has not changed.
    noise = (pl.col("change") == CHANGED) & (clean("value") == clean("value_new"))
    return (
        differing.filter(~noise.fill_null(False))
        .select(
            "measure",
            pl.col("measure").replace_strict(names, return_dtype=pl.String).alias("name"),
            "area",
            pl.coalesce("label_new", "label").alias("label"),
            "year",
            "change",
            before="value",
            after="value_new",
            symbol_before="symbol",
            symbol_after="symbol_new",
        )
        .cast(CELLS)
        .sort("measure", "area", "year", "label")
    )


def _areas(figures: pl.DataFrame) -> dict[str, int]:
    """Return how many values each area has, of those that have any; of judgements, how many."""
    with_value = figures if figures["value"].is_null().all() else figures.drop_nulls("value")
    return dict(with_value.group_by("area").len().iter_rows())


def _changes(
    cells: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame, names: Mapping[str, str]
) -> tuple[MeasureChange, ...]:
    moved = cells.filter(pl.col("change") != SYMBOL)
    counted = (
        moved.group_by("measure")
        .agg(
            *((pl.col("change") == kind).sum().alias(kind) for kind in (ADDED, GONE, CHANGED)),
            pl.col("area").n_unique().alias("areas"),
        )
        .sort("measure")
    )
    areas = pl.concat([t.select("measure", "area") for t in (before, after)])
    of_areas = dict(areas.group_by("measure").agg(pl.col("area").n_unique()).iter_rows())
    values = dict(before.group_by("measure").agg(pl.col("value").count()).iter_rows())
    return tuple(
        MeasureChange(m, names[m], added, gone, changed, held, of_areas[m], values.get(m, 0))
        for m, added, gone, changed, held in counted.iter_rows()
    )


def _shifted(
    cells: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame
) -> tuple[SeriesShift, ...]:
    """Return the series that moved as a whole, of those with a value that differs."""
    doubtful = cells.filter(pl.col("change") != SYMBOL)["measure"].unique().to_list()
    return shifts(
        _of(before, doubtful).drop_nulls("value"), _of(after, doubtful).drop_nulls("value")
    )


def _symbols(cells: pl.DataFrame) -> tuple[SymbolChange, ...]:
    counted = (
        cells.filter(pl.col("change") == SYMBOL)
        .group_by("measure", "symbol_before", "symbol_after")
        .len()
        .sort("measure", "symbol_before", "symbol_after")
    )
    return tuple(SymbolChange(*row) for row in counted.iter_rows())
