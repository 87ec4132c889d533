"""The grid of all figures against a plain calculation, row by row, of tidy and of untidy stores."""

import math
import tomllib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Context
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kpi.benchmarks.grids import grid as grids
from kpi.benchmarks.grids.grid import Grid
from kpi.model.snapshot import Snapshot
from kpi.periods import Period

Key = tuple[str, str]


def comparability_of(kind: str) -> set[Key]:
    """Each label and measure that a table of the file of what compares names."""
    file = Path(__file__).resolve().parents[4] / "data" / "comparability.toml"
    return {
        (label, measure)
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))[kind]
        for label in entry.get("periods", [entry.get("period")])
        for measure in entry.get("measures", [])
    }


def untidy(snapshot: Snapshot) -> Snapshot:
    """Rows in no order, some twice with another figure, ties, zeros and measures not described;
    areas in another order and some unknown; some measures without polarity."""
    rows = snapshot.held_benchmarks.sample(fraction=0.2, seed=3, shuffle=True)
    twice = rows.sample(fraction=0.05, seed=5).with_columns(pl.col("value") + 1.5)
    rows = pl.concat([rows, twice]).sample(fraction=1, seed=7, shuffle=True)
    at = pl.int_range(rows.height)
    changed = pl.when(at % 101 == 0).then(None).when(at % 97 == 0).then(0.0)
    return replace(
        snapshot,
        benchmarks=rows.with_columns(changed.otherwise(pl.col("value").round()).alias("value")),
        measures=snapshot.measures.filter(pl.int_range(pl.len()) % 7 != 0).with_columns(
            pl.when(pl.int_range(pl.len()) % 5 == 0)
            .then(pl.lit("-"))
            .otherwise("polarity")
            .alias("polarity")
        ),
        areas=snapshot.areas.filter(pl.int_range(pl.len()) % 11 != 0).reverse(),
    )


def otherwise_typed(snapshot: Snapshot) -> Snapshot:
    """The same with texts and free categories instead of lists of codes, as large stores have."""
    free = pl.col("measure", "label").cast(pl.String).cast(pl.Categorical)
    rows = snapshot.held_benchmarks.with_columns(pl.col(pl.Enum).cast(pl.String))
    return replace(snapshot, benchmarks=rows.with_columns(free))


@pytest.fixture(params=["shipped", "untidy", "otherwise typed"])
def case(request: pytest.FixtureRequest, snapshot: Snapshot) -> Snapshot:
    if request.param == "shipped":
        return snapshot
    return untidy(snapshot) if request.param == "untidy" else otherwise_typed(untidy(snapshot))


def meant(value: float | None) -> float | None:
    """What a published figure stands for: at most eleven digits but for its last bits."""
    if value is None:
        return None
    short = float(Context(prec=11).create_decimal(value))
    return short if abs(value - short) <= 8 * math.ulp(value) else value


def published(snapshot: Snapshot) -> dict[Key, list[dict[str, Any]]]:
    """The rows of each measure and label that are in the grid, in the order of the store."""
    known = set(snapshot.measures["measure"])
    found: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    for row in snapshot.held_benchmarks.drop_nulls("period_end").iter_rows(named=True):
        if row["measure"] in known:
            row["value"] = meant(row["value"])
            found[row["measure"], row["label"]].append(row)
    return found


def lait_rows(snapshot: Snapshot, made: Grid) -> pl.DataFrame:
    return made.rows.filter(pl.col("measure").is_in(snapshot.measures["measure"].to_list()))


def test_rows_are_the_periods_of_each_measure_in_order_of_time(case: Snapshot) -> None:
    found, data = lait_rows(case, grids.grid(case)), published(case)
    expected: list[tuple[str, date, date, str]] = sorted(
        (measure, rows[0]["period_end"], rows[0]["period_start"], label)
        for (measure, label), rows in data.items()
    )
    assert found.select("measure", "period_end", "period_start", "label").rows() == expected
    before: dict[str, int] = {}
    earlier: dict[str, list[tuple[date, date, int]]] = defaultdict(list)
    closed, broke = comparability_of("set_aside"), comparability_of("break")
    for row in found.iter_rows(named=True):
        one = data[row["measure"], row["label"]][0]
        period = (one["period_kind"], one["period_start"], one["period_end"])
        assert (row["period"], row["status"]) == (str(Period.of(*period)), one["status"])
        measure, start, end = row["measure"], row["period_start"], row["period_end"]
        is_aside = (row["period"], measure) in closed
        fit = [
            at
            for began, ended, at in earlier[measure]
            if ended < start
            and not any(
                began < Period.academic_year(int(label[14:18])).start <= start
                for label, name in broke
                if name == measure
            )
        ]
        # Across a break nothing compares, and what is set aside stands in no row's place.
        assert row["previous"] == (fit[-1] if fit and not is_aside else None)
        if not is_aside:
            earlier[measure].append((start, end, row["at"]))
        before[measure] = row["at"]
    assert dict(found.filter("is_newest").select("measure", "at").rows()) == before


def test_every_figure_stands_in_its_cell_and_no_other(case: Snapshot) -> None:
    made, data = grids.grid(case), published(case)
    assert made.values.columns == case.areas["area"].to_list()
    for row in lait_rows(case, made).iter_rows(named=True):
        first: dict[str, float] = {}
        for one in data[row["measure"], row["label"]]:
            if one["value"] is not None:
                first.setdefault(one["area"], one["value"])
        cells = {a: v for a, v in made.values.row(row["at"], named=True).items() if v is not None}
        assert cells == {area: first[area] for area in made.values.columns if area in first}
        assert row["is_blank"] == (not cells)


def test_ranks_and_cuts_are_of_the_authorities_of_the_period(case: Snapshot) -> None:
    made, data = grids.grid(case), published(case)
    authorities = case.areas.filter(pl.col("kind") == "authority")
    assert made.current == tuple(authorities.filter(pl.col("abolished_on").is_null())["area"])
    assert tuple(made.ranks.columns) == tuple(authorities["area"])
    lives = {
        code: (created or date.min, ended or date.max)
        for code, created, ended in authorities.select(
            "area", "created_on", "abolished_on"
        ).iter_rows()
    }
    for row in lait_rows(case, made).iter_rows(named=True):
        peers = [
            (one["area"], one["value"])
            for one in data[row["measure"], row["label"]]
            if one["value"] is not None
            and one["area"] in lives
            and lives[one["area"]][0] <= row["period_end"] < lives[one["area"]][1]
        ]
        values = sorted(value for _, value in peers)
        assert row["peers"] == len(values)
        assert (row["minimum"], row["maximum"]) == (
            (values[0], values[-1]) if values else (None, None)
        )
        expected: dict[str, int] = {}
        for area, value in peers:
            if row["polarity"] in ("High", "Low"):
                lower, higher = (
                    bisect_left(values, value),
                    len(values) - bisect_right(values, value),
                )
                expected.setdefault(area, 1 + (higher if row["polarity"] == "High" else lower))
        ranks = {a: r for a, r in made.ranks.row(row["at"], named=True).items() if r is not None}
        assert ranks == expected


def test_rows_of_a_measure_are_its_own_however_they_lie(case: Snapshot) -> None:
    rows = case.held_benchmarks
    for measure in ("LAC", "SEN_EHC_Excpt_20wks", rows["measure"][-1]):
        expected = rows.filter(pl.col("measure") == measure)
        assert case.measure_rows(measure).equals(expected)


def test_a_store_without_benchmarks_still_has_our_own(snapshot: Snapshot) -> None:
    bare = replace(snapshot, benchmarks=snapshot.held_benchmarks.clear())
    whole, own = grids.grid(snapshot), grids.grid(bare)
    ours = whole.rows.filter(pl.col("measure").is_in(own.rows["measure"].unique().to_list()))
    kept = ["measure", "label", "basis", "period", "peers", "minimum", "q1", "q2", "q3", "maximum"]
    assert own.rows.select(kept).equals(ours.select(kept))
    assert own.values.equals(whole.values.select(pl.all().gather(ours["at"])))
    assert own.ranks.equals(whole.ranks.select(pl.all().gather(ours["at"])))


def test_a_row_by_its_number(snapshot: Snapshot) -> None:
    found = grids.grid(snapshot)
    newest = found.row(found.newest["SEN_EHC_Excpt_20wks"])
    assert (newest.label, newest.period) == ("2024", Period.calendar_year(2024))
    assert (newest.peers, newest.is_derived, newest.data_status) == (151, False, "published")
    assert newest.cuts == newest.ends
    assert (newest.cuts[0], newest.cuts[-1]) == (3.2, 100.0)
    assert found.period_before(newest) == Period.calendar_year(2023)
    first = found.row(found.spans["SEN_EHC_Excpt_20wks"][0])
    assert first.previous is None
    assert found.period_before(first) is None
    without = found.rows.filter(pl.col("peers") == 0)["at"]
    assert all(found.row(at).cuts == () for at in without)
    for row in found.rows[::997].to_dicts():
        line = found.row(row["at"])
        assert (line.at, line.peers, line.previous) == (row["at"], row["peers"], row["previous"])
