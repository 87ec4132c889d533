"""Neighbours, Good authorities, sources and faults as the definitions page tells them."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from kpi.guidance import provenance
from kpi.model.snapshot import Snapshot

HOME = "839"


def test_neighbours_of_both_models(snapshot: Snapshot) -> None:
    lists = provenance.neighbour_lists(snapshot, HOME)
    newest, older = lists["2025-05"], lists["2021-04"]
    assert [n.name for n in newest] == [
        "Bedford Borough", "Southend-on-Sea", "Kent", "Devon", "Milton Keynes", "Bexley",
        "West Sussex", "Norfolk", "East Sussex", "Essex",
    ]  # fmt: skip
    assert {n.name for n in newest if n.in_every} == {
        "Southend-on-Sea", "Kent", "Devon", "West Sussex", "East Sussex",
    }  # fmt: skip
    assert (newest[0].closeness, newest[9].closeness) == ("very close", "close")
    assert (older[0].name, older[9].name) == ("Southend-on-Sea", "Bath and North East Somerset")
    assert provenance.neighbours_changed(lists) == (
        "Five of the ten are in both lists; five changed when DfE made the May 2025 model."
    )


def test_neighbours_side_by_side(snapshot: Snapshot) -> None:
    rows = provenance.neighbours_by_rank(provenance.neighbour_lists(snapshot, HOME))
    assert [rank for rank, _ in rows] == list(range(1, 11))
    assert [n.rank for n in rows[4][1] if n] == [5, 5]


def test_an_authority_that_the_older_model_lacks(snapshot: Snapshot) -> None:
    lists = provenance.neighbour_lists(snapshot, "942")  # Cumberland, made in 2023
    assert (len(lists["2025-05"]), len(lists["2021-04"])) == (10, 0)
    assert provenance.neighbours_changed(lists) == (
        "The April 2021 model has no list for this authority."
    )
    assert provenance.neighbours_by_rank(lists)[0][1][1] is None


def test_the_choice_of_model_moves_the_plans_by_ten_points(snapshot: Snapshot) -> None:
    plans = next(
        e for e in provenance.model_effects(snapshot, HOME) if e.indicator.id == "ehcp-20-weeks"
    )
    newest, older = plans.by_model["2025-05"], plans.by_model["2021-04"]
    assert newest is not None
    assert older is not None
    assert newest.mean == pytest.approx(40.62, abs=0.01)
    assert older.mean == pytest.approx(30.34, abs=0.01)
    assert (newest.count, newest.of, str(plans.period)) == (10, 10, "2024 (calendar year)")


def test_good_authorities_leave_the_home_authority_out(snapshot: Snapshot) -> None:
    said = provenance.good_words(snapshot, HOME)
    assert said.startswith("67 authorities are judged Good overall as at 31 March 2025 (Ofsted, ")
    assert "is one of them and is left out, so the mean is made of up to 66 authorities." in said
    assert said.endswith("uses the judgements that Ofsted had published by its end.")
    assert "Leeds is not among them" in provenance.good_words(snapshot, "383")


def test_region_in_words(snapshot: Snapshot) -> None:
    assert provenance.region_words(snapshot, HOME) == "South West, which has 15 authorities"


def test_faults_are_one_entry_a_reason(snapshot: Snapshot) -> None:
    groups = provenance.faults(snapshot)
    assert len(groups) == snapshot.faults["fault"].n_unique()
    first = groups[0]
    assert first.fault.startswith("This is a count or a money total")
    assert (len(first.measures), first.withheld, first.is_long) == (51, "England and the region",
                                                                  True)  # fmt: skip
    assert list(first.measures) == sorted(set(first.measures))
    rate = next(g for g in groups if "sum of the nine regional rates" in g.fault)
    assert (rate.withheld, rate.is_long) == ("England", False)


def test_every_line_of_the_build_is_told_by_name(snapshot: Snapshot) -> None:
    lines = provenance.report(snapshot)
    assert len(lines) == len(snapshot.manifest["report"])
    assert (lines[0].name, lines[0].read) == ("Local Authority Interactive Tool (LAIT)", "641,070")
    assert all(line.name and line.why for line in lines)
    ids = {i.id.casefold() for i in snapshot.indicators}
    assert not {line.name.casefold().split(" ")[0] for line in lines} & ids


def sources_of(snapshot: Snapshot, *ids: str, **tables: pl.DataFrame) -> set[str]:
    """The sources listed where only some indicators are defined and some tables are others."""
    kept = tuple(each for each in snapshot.indicators if each.id in ids)
    ours = pl.col("indicator_id").is_in(ids)
    tables = {
        "observations": snapshot.observations.filter(ours),
        "targets": snapshot.targets.filter(ours),
        "commentary": snapshot.commentary.filter(ours),
    } | tables
    return {
        each.source for each in provenance.sources(replace(snapshot, indicators=kept, **tables))
    }


def test_every_source_of_the_shipped_indicators_is_listed(snapshot: Snapshot) -> None:
    listed = {each.source for each in provenance.sources(snapshot)}
    assert listed == {*snapshot.sources["source"], "ons-boundaries"}


def test_only_sources_of_which_something_is_shown_are_listed(snapshot: Snapshot) -> None:
    always = {"dfe-lait", "ofsted-ilacs", "ons-boundaries"}
    assert sources_of(snapshot) == always
    # The months are of one source, the children they are divided by of another.
    rate = sources_of(snapshot, "referrals-rate")
    assert rate == always | {"dfe-cin", "ons-population"}
    pupils = sources_of(snapshot, "primary-permanent-exclusions")
    assert {"dfe-exclusions-estimate", "dfe-attendance"} <= pupils
    ours = snapshot.observations.filter(source="illustrative-return")
    assert "illustrative-return" in sources_of(snapshot, "early-help-returns")
    none = {"observations": ours.clear(), "targets": snapshot.targets.clear()}
    bare = sources_of(
        snapshot, "early-help-returns", **none, commentary=snapshot.commentary.clear()
    )
    named = {"local-return", "dfe-cin"}  # by its definition: its own, its related measure's counts
    assert bare == always | named
    of_target = sources_of(snapshot, "early-help-returns", observations=ours.clear())
    assert "illustrative-return" in of_target, "its target is made up still"


def test_where_a_files_source_is_not_known_no_publishers_is_left_out(snapshot: Snapshot) -> None:
    (rate,) = (each for each in snapshot.indicators if each.id == "referrals-rate")
    assert rate.benchmark is not None
    moved = replace(rate, benchmark=replace(rate.benchmark, population="elsewhere/children.csv"))
    found = provenance.sources(replace(snapshot, indicators=(moved,)))
    assert {each.source for each in found} >= {*snapshot.sources["source"]} - {"local-return"}


def test_sources_have_their_day_in_words(snapshot: Snapshot) -> None:
    days = {each.source: each.published for each in provenance.sources(snapshot)}
    assert provenance.day_words(days["dfe-lait"]) == "8 April 2026"
    assert provenance.day_words(days["local-return"]) == "no date given"
    assert provenance.day_words(date(2025, 6, 1)) == "1 June 2025"
