"""Periods that first came with a release: which, from which day, and for which indicators."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from kpi.model.schemas import FIRST_TAKEN_IN, WEIGHT_LEG
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.sources.releases import first_taken_in
from kpi.sources.releases.taken_in import FIRSTS, TakenInRelease

JULY, MARCH = date(2026, 7, 14), date(2027, 3, 1)
YEAR, NEXT = Period.academic_year(2024), Period.academic_year(2025)
FSM, OTHER = "FSM_AVG_Attain8_Score", "NonFSM_AVG_Attain8_Score"


def release(day: date, edition: str = "e") -> TakenInRelease:
    return TakenInRelease("dfe-lait", Path("x"), edition, None, day, "folder")


def came(*rows: tuple[str, str, str, Period]) -> pl.DataFrame:
    found = [(of, n, leg, str(p.kind), p.start, p.end) for of, n, leg, p in rows]
    return pl.DataFrame(found, FIRSTS, orient="row")


def days(table: pl.DataFrame) -> dict[tuple[str, str, date], date]:
    return {
        (name, leg, end): day
        for name, leg, end, day in table.select("name", "leg", "period_end", "taken_in").iter_rows()
    }


def test_only_a_period_without_any_figure_before_comes_first(snapshot: Snapshot) -> None:
    tables = {"observations": snapshot.observations, "benchmarks": snapshot.held_benchmarks}
    assert first_taken_in.firsts(tables, tables).is_empty()
    of_year = (pl.col("indicator_id") == "ks4-fsm-gap") & (pl.col("period_end") == YEAR.end)
    fewer = snapshot.observations.filter(~of_year)
    one_less = snapshot.observations.filter(~(of_year & (pl.col("area") == "839")))
    found = first_taken_in.firsts({**tables, "observations": fewer}, tables)
    assert found.schema == FIRSTS
    assert found.select("of", "name", "leg").rows() == [
        ("indicator", "ks4-fsm-gap", leg) for leg in ("", "fsm", "other")
    ]
    assert first_taken_in.firsts({**tables, "observations": one_less}, tables).is_empty()
    blank = tables["observations"].with_columns(
        value=pl.when(of_year).then(None).otherwise(pl.col("value"))
    )
    found = first_taken_in.firsts({**tables, "observations": blank}, tables)
    assert set(found["name"]) == {"ks4-fsm-gap"}  # a row without a figure is none
    weights = snapshot.observations.filter(pl.col("leg") != WEIGHT_LEG)
    assert first_taken_in.firsts({**tables, "observations": weights}, tables).is_empty()
    returned = snapshot.observations.filter(pl.col("reporting_quarter").is_null())
    assert first_taken_in.firsts({**tables, "observations": returned}, tables).is_empty()


def test_the_first_of_several_releases_counts() -> None:
    rows = came(("indicator", "a", "", YEAR))
    more = came(("indicator", "a", "", YEAR), ("indicator", "a", "", NEXT))
    found = first_taken_in.table([(release(MARCH, "2"), more), (release(JULY), rows)], ())
    assert found.schema == FIRST_TAKEN_IN
    assert days(found) == {("a", "", YEAR.end): JULY, ("a", "", NEXT.end): MARCH}
    assert found["edition"].to_list() == ["e", "2"]


def test_an_indicator_defined_later_is_known_by_its_measures(snapshot: Snapshot) -> None:
    """A difference from the later of its two; one with another id by that."""
    gap = snapshot.indicator("ks4-fsm-gap")
    releases = [
        (release(JULY), came(("measure", FSM, "", YEAR))),
        (release(MARCH), came(("measure", OTHER, "", YEAR))),
    ]
    found = first_taken_in.table(releases, [gap])
    assert days(found.filter(of="indicator")) == {
        (gap.id, "", YEAR.end): MARCH,
        (gap.id, "fsm", YEAR.end): JULY,
        (gap.id, "other", YEAR.end): MARCH,
    }
    renamed = replace(gap, id="new-name", formerly=(gap.id,))
    found = first_taken_in.table(
        [(release(JULY), came(("indicator", gap.id, "", NEXT)))], [renamed]
    )
    assert days(found)[("new-name", "", NEXT.end)] == JULY
    assert first_taken_in.table([], [gap]).is_empty()


def test_only_figures_of_publishers_get_the_day(snapshot: Snapshot) -> None:
    quarter = Period.quarter(2025, 1)
    rows = came(("indicator", "ks4-fsm-gap", "", YEAR), ("indicator", "ehcp-20-weeks", "", quarter))
    table = first_taken_in.table([(release(JULY), rows)], ())
    made = first_taken_in.applied(snapshot.observations, table)
    assert made.drop("known_from").equals(snapshot.observations.drop("known_from"))
    changed = made.filter(made["known_from"] != snapshot.observations["known_from"])
    assert set(changed["indicator_id"]) == {"ks4-fsm-gap"}
    assert (changed["leg"] == "").all()
    assert changed["reporting_quarter"].null_count() == changed.height > 100
    assert set(changed["known_from"]) == {JULY}
    same = first_taken_in.applied(snapshot.observations, table.clear())
    assert same.equals(snapshot.observations)
