"""What a release would change, as lines to read, as rows of a CSV file and as data for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import polars as pl

from kpi.publishing.releases.refresh import Refresh
from kpi.publishing.releases.release_effects import PageEffect
from kpi.sources.releases.neighbour_changes import NeighbourChange
from kpi.sources.releases.release_comparison import (
    ADDED,
    CHANGED,
    GONE,
    SYMBOL,
    MeasureChange,
    ReleaseComparison,
)
from kpi.sources.releases.series_shifts import BY_YEARS, SeriesShift

ROWS = pl.Schema(
    {
        "source": pl.String,
        "change": pl.String,
        "measure": pl.String,
        "name": pl.String,
        "area": pl.String,
        "period": pl.String,
        "before": pl.String,
        "after": pl.String,
        "value_before": pl.Float64,
        "value_after": pl.Float64,
        "number": pl.Int64,  # values that came, went or follow the rule
        "of": pl.Int64,
        "home": pl.Boolean,
    }
)
_MOST_FACTS = 20
_MOST_AREAS = 20
_VERBS = {ADDED: "added", GONE: "gone", CHANGED: "changed", SYMBOL: "other symbol"}


def lines(refresh: Refresh) -> Iterator[str]:
    """Yield the changes in words: measures, series, values, the home authority's, the pages."""
    compared = refresh.comparison
    counts = compared.counts
    is_dated = refresh.request.edition or refresh.request.published
    edition = refresh.taken.edition if is_dated else "a release without a date"
    yield f"{refresh.source}: {edition}, from {refresh.taken.origin}"
    for came, name in refresh.staged.used:
        yield f"file: {came}" + ("" if came == name else f", read as {name}")
    for name in refresh.staged.kept:
        yield f"file: {name}, of the release compared with"
    yield from (f"warning: {warning}" for warning in refresh.warnings)
    if compared.is_empty and not refresh.neighbours:
        yield "nothing differs"
        return
    yield from (neighbour_words(each) for each in refresh.neighbours)
    if compared.values_before or compared.values_after:  # Ofsted's judgements are no numbers
        yield (
            f"values: {counts['values_before']:,} before, {counts['values_after']:,} after: "
            f"{counts['values_added']:,} added, {counts['values_changed']:,} changed and "
            f"{counts['values_gone']:,} gone in measures that both have"
        )
    yield from _measure_lines(refresh)
    yield from _area_lines(refresh)
    yield from (f"shift: {shift_words(each)}" for each in compared.shifted)
    yield from (_change_words(each) for each in compared.changed)
    yield from (
        f"symbol: {each.measure}: {_of(each.cells, 'cell')} '{each.before}' becomes '{each.after}'"
        for each in compared.symbols
    )
    yield from _fact_lines(compared)
    number = compared.home.height
    yield f"home authority: {_of(number, 'cell')} {'differs' if number == 1 else 'differ'}"
    yield from (_cell_words(row) for row in compared.home.iter_rows(named=True))
    yield from page_lines(refresh.effects)
    yield from (f"beyond its limits: {limit_words}" for limit_words in refresh.beyond)


def page_lines(effects: Sequence[PageEffect]) -> Iterator[str]:
    """Yield what reads differently on the pages, a line each, or that nothing does."""
    yield from (
        f"page: {each.indicator}: {each.what}: {each.before} -> {each.after} "
        f"({', '.join(each.quarters)}; comparators {each.comparators})"
        for each in effects
    )
    if not effects:
        yield "pages: no status, verdict, rank or figure of an indicator differs"


def table(refresh: Refresh) -> pl.DataFrame:
    """Return one row a change (`ROWS`): measures, series, every cell, and the pages."""
    compared, source = refresh.comparison, refresh.source
    rows: list[dict[str, Any]] = [
        {"change": change, "measure": m.measure, "name": m.name, "number": m.values}
        for change, measures in (
            ("measure added", compared.added), ("measure gone", compared.removed)
        )
        for m in measures
    ]  # fmt: skip
    rows += [
        {
            "change": "measure renamed", "measure": each.after, "name": each.name,
            "before": each.before, "after": each.after, "number": each.same, "of": each.of,
        }
        for each in compared.renamed
    ]  # fmt: skip
    codes = {each.before: each.after for each in compared.renamed}
    rows += [
        {
            "change": f"indicator of a measure {'renamed' if measure in codes else 'gone'}",
            "measure": each.id, "name": each.name, "before": measure, "after": codes.get(measure),
        }
        for measure, using in refresh.used_by.items()
        for each in using
    ]  # fmt: skip
    rows += [
        {
            "change": f"area {word}", "area": each["area"], "name": each["name"],
            "number": each["values"], "home": each["area"] == refresh.request.area,
        }
        for word, areas in _areas(refresh)
        for each in areas
    ]  # fmt: skip
    rows += [
        {
            "change": f"series moved by {each.kind}", "measure": each.measure,
            "after": _moved(each), "number": each.moved, "of": each.of,
        }
        for each in compared.shifted
    ]  # fmt: skip
    rows += [
        {
            "change": each.fact, "measure": each.measure, "before": each.before,
            "after": each.after,
        }
        for each in compared.facts
    ]  # fmt: skip
    rows += [
        {
            "change": f"page: {each.what}", "measure": each.indicator_id, "name": each.indicator,
            "period": ", ".join(each.quarters), "before": each.before, "after": each.after,
            "home": True,
        }
        for each in refresh.effects
    ]  # fmt: skip
    rows += [
        {
            "change": f"neighbour model {each.change}", "measure": each.model, "name": each.name,
            "before": each.compared_with, "after": each.model, "number": each.same,
            "of": each.of, "home": True,
        }
        for each in refresh.neighbours
    ]  # fmt: skip
    facts = pl.DataFrame(rows, ROWS).with_columns(source=pl.lit(source))
    homes = compared.home["area"].unique().to_list()
    cells = compared.cells.select(
        source=pl.lit(source),
        change=pl.format("value {}", pl.col("change").replace(SYMBOL, "with another symbol")),
        measure="measure",
        name="name",
        area="area",
        period="label",
        before="symbol_before",
        after="symbol_after",
        value_before="before",
        value_after="after",
        number=pl.lit(None, pl.Int64),
        of=pl.lit(None, pl.Int64),
        home=pl.col("area").is_in(homes),
    )
    return pl.concat([facts, cells.cast(ROWS)]).with_columns(pl.col("home").fill_null(False))


def data(refresh: Refresh) -> dict[str, Any]:
    """Return everything that differs as plain data.

    `added`, `removed`, `renamed`, `changed`, `shifted`, `symbols` and `facts` are lists of
    measures, `home` lists the home authority's cells, `areas_added` and `areas_gone` the areas
    that came or went as a whole, `neighbour_models` the lists of neighbours that came or changed,
    `pages` what reads differently.
    """
    compared = refresh.comparison
    moved = {each.measure for each in compared.shifted}
    return {
        "source": refresh.source,
        "edition": refresh.taken.edition,
        "origin": refresh.taken.origin,
        "files": [{"came": came, "read_as": name} for came, name in refresh.staged.used],
        "warnings": list(refresh.warnings),
        "counts": {**compared.counts, "home": compared.home.height},
        "added": [asdict(each) for each in compared.added],
        "removed": [
            {**asdict(each), "used_by": _used(refresh, each.measure)} for each in compared.removed
        ],
        "renamed": [
            {**asdict(each), "used_by": _used(refresh, each.before)} for each in compared.renamed
        ],
        **{f"areas_{word}": areas for word, areas in _areas(refresh)},
        "changed": [
            {
                "measure": each.measure,
                "name": each.name,
                "values_added": each.added,
                "values_gone": each.gone,
                "values_changed": each.changed,
                "areas": each.areas,
                "of_areas": each.of_areas,
                "values_before": each.values,
                "shifted": each.measure in moved,
            }
            for each in compared.changed
        ],
        "shifted": [{**asdict(each), "words": shift_words(each)} for each in compared.shifted],
        "home": compared.home.drop("year").to_dicts(),
        "symbols": [asdict(each) for each in compared.symbols],
        "facts": [asdict(each) for each in compared.facts],
        "neighbour_models": [
            {**asdict(each), "name": each.name, "words": neighbour_words(each)}
            for each in refresh.neighbours
        ],
        "pages": [asdict(each) for each in refresh.effects],
        "beyond": list(refresh.beyond),
    }


def neighbour_words(change: NeighbourChange) -> str:
    """Return `neighbour model May 2028 added: 7 of 10 of ours are the same`."""
    begin = f"neighbour model {change.name} {change.change}: "
    if not change.of:
        return f"{begin}it has no list for ours"
    if not change.compared_with:
        return f"{begin}{change.of} of ours, where there was no list"
    are = "is" if change.same == 1 else "are"
    return f"{begin}{change.same} of {change.of} of ours {are} the same"


def shift_words(shift: SeriesShift) -> str:
    """Return `KS4_DES_Apprentice: 976 of 976 values moved: each stands one year earlier`."""
    verb = "stands" if shift.kind == BY_YEARS else "is"
    return (
        f"{shift.measure}: {shift.moved:,} of {_of(shift.of, 'value')} moved: "
        f"each {verb} {_moved(shift)}"
    )


def together(reports: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the data of several sources by their names; of one source that data itself."""
    return reports[0] if len(reports) == 1 else {each["source"]: each for each in reports}


# ---- parts --------------------------------------------------------------------------------


def _moved(shift: SeriesShift) -> str:
    if shift.kind == BY_YEARS:
        years = "one year" if abs(shift.by) == 1 else f"{abs(shift.by):g} years"
        return f"{years} {'later' if shift.by > 0 else 'earlier'}"
    return f"{shift.by:g} times what it was"


def _measure_lines(refresh: Refresh) -> Iterator[str]:
    compared = refresh.comparison
    for word, measures in (("added", compared.added), ("gone", compared.removed)):
        for each in measures:
            yield f"measure {word}: {each.measure} ({each.name}): {_of(each.values, 'value')}"
    for each_renamed in compared.renamed:
        yield (
            f"measure renamed: {each_renamed.before} is now {each_renamed.after} "
            f"({each_renamed.name}): {each_renamed.same:,} of {_of(each_renamed.of, 'value')} "
            "are the same"
        )
    codes = {each.before: each.after for each in compared.renamed}
    for measure, using in refresh.used_by.items():
        users = ", ".join(f"{each.name} ({each.id})" for each in using)
        until = f" until its definition says {codes[measure]}" if measure in codes else ""
        yield f"in use: {measure}: by {users}: its last figures are kept{until}"


def _area_lines(refresh: Refresh) -> Iterator[str]:
    for word, areas in _areas(refresh):
        for each in areas[:_MOST_AREAS]:
            values = _of(each["values"], "value")
            yield f"area {word}: {each['name']} ({each['area']}): {values}"
        if len(areas) > _MOST_AREAS:
            yield f"and {len(areas) - _MOST_AREAS:,} more areas {word}: see --format csv or json"


def _areas(refresh: Refresh) -> tuple[tuple[str, list[dict[str, Any]]], ...]:
    """Return the areas that came and that went, each with code, name and number of values."""
    compared, known = refresh.comparison, refresh.built.tables["areas"]
    names = dict(known.select("ons_code", "name").iter_rows())  # Ofsted's codes
    names |= dict(known.select("area", "name").iter_rows())
    return tuple(
        (word, [{**asdict(each), "name": names.get(each.area, each.area)} for each in areas])
        for word, areas in (("added", compared.areas_added), ("gone", compared.areas_gone))
    )


def _used(refresh: Refresh, measure: str) -> list[str]:
    """Return the ids of the indicators that use a measure which goes or has another code."""
    return [each.id for each in refresh.used_by.get(measure, ())]


def _change_words(each: MeasureChange) -> str:
    parts = ((each.added, "added"), (each.changed, "changed"), (each.gone, "gone"))
    counts = ", ".join(f"{number:,} {word}" for number, word in parts if number)
    areas = f"{each.areas:,} of {_of(each.of_areas, 'area')}"
    return (
        f"measure: {each.measure} ({each.name}): {counts} of {_of(each.values, 'value')}, {areas}"
    )


def _fact_lines(compared: ReleaseComparison) -> Iterator[str]:
    for each in compared.facts[:_MOST_FACTS]:
        yield f"{each.fact}: {each.measure}: '{each.before}' becomes '{each.after}'"
    if len(compared.facts) > _MOST_FACTS:
        rest = len(compared.facts) - _MOST_FACTS
        yield f"and {rest:,} more of names, units and other facts: see --format csv or json"


def _cell_words(row: dict[str, Any]) -> str:
    before = _cell(row["before"], row["symbol_before"])
    after = _cell(row["after"], row["symbol_after"])
    return f"home: {row['measure']}, {row['label']}: {_VERBS[row['change']]}: {before} -> {after}"


def _cell(value: float | None, symbol: str | None) -> str:
    return str(value) if value is not None else symbol or "nothing"


def _of(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
