"""A release is looked at without a change, and taken in whole or not at all."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from kpi.benchmarks.pupil_groups.group_pairs import pairs_in
from kpi.benchmarks.pupil_groups.pupil_gaps import gap_series
from kpi.errors import InputError, StoreError
from kpi.file_writers import csv
from kpi.indicators.comparisons.comparators import comparators
from kpi.indicators.comparisons.official_annual_rates import newest_known, official_measure
from kpi.indicators.revisions import corrections
from kpi.indicators.series_table import series
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.publishing import build
from kpi.publishing.go_live import go_live_check
from kpi.publishing.releases import refresh, release_report
from kpi.sources.releases import taken_in
from kpi.store import snapshots
from kpi.tables import builder, csv_chunks
from kpi.tables.selection import Selection
from tests.kpi.publishing.releases.a_release import (
    ALL,
    FSM,
    GONE,
    INDICATORS,
    MOVED,
    NON_FSM,
    SHIPPED,
    TODAY,
    inputs,
    next_year,
    renamed,
    request,
    small,
    without,
)
from tests.kpi.sources.groups import a_neighbour_list


def live(where: Path) -> Snapshot:
    return snapshots.load(snapshots.current_id(where), where)


def files(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.rglob("*"))


def test_looking_changes_nothing(where: Path, tmp_path: Path) -> None:
    here = inputs(tmp_path)
    before, was = files(here), snapshots.current_id(where)
    with refresh.looked_at(request(without(tmp_path / "new"), here), TODAY, where) as found:
        assert [each.measure for each in found.comparison.removed] == [GONE]
        (shift,) = found.comparison.shifted
        assert (shift.measure, shift.by) == (MOVED, -1)
        assert found.beyond == (
            "1 measure goes, more than 0",
            "1 series moves, more than 0",
        )
        with pytest.raises(InputError, match="not taken in, as 1 measure goes"):
            refresh.accept(found, who="me", where=where, prove=go_live_check.prove)
    assert files(here) == before
    assert snapshots.current_id(where) == was


def test_a_release_is_taken_in_and_what_it_changed_is_logged(where: Path, tmp_path: Path) -> None:
    here = inputs(tmp_path)
    old = live(where)
    asked = request(small(tmp_path / "new", {FSM: 5.0}), here, edition="December 2026")
    with refresh.looked_at(asked, TODAY, where) as found:
        assert found.beyond == ()
        assert [(each.measure, each.changed) for each in found.comparison.changed] == [(FSM, 1)]
        taken, made = refresh.accept(found, who="me", where=where, prove=go_live_check.prove)
    assert taken.folder == here / "releases" / "dfe-lait" / "1"
    new = live(where)
    assert new.id == made
    assert new.source("dfe-lait").edition == "December 2026"
    (row,) = new.releases.rows(named=True)
    assert (row["edition"], row["taken_in"], row["values_changed"]) == ("December 2026", TODAY, 1)
    (cell,) = new.release_revisions.rows(named=True)
    assert (cell["measure"], cell["area"]) == (FSM, "839")
    assert cell["new_value"] == round(cell["old_value"] + 5.0, 1)
    # The gap that is made from it is corrected on the indicator's page, by its source.
    (said,) = corrections(new, new.indicator("ks4-fsm-gap"), "839")
    assert "corrected to" in said.in_words
    assert said.why == (
        "Revised by its source: Local Authority Interactive Tool (LAIT), December 2026."
    )
    assert said.revised_on == TODAY
    assert corrections(old, old.indicator("ks4-fsm-gap"), "839") == []
    # The figure has its mark in files and on pages; nothing else has one.
    table = series(new, new.indicator("ks4-fsm-gap"), area="839")
    (marked,) = table.filter(pl.col("symbol") == "r").rows(named=True)
    assert (marked["group"], f"{marked['period']}") == ("home", f"{said.period}")
    assert marked["symbol_reason"] == f"revised on {TODAY}"
    assert (new.observations["symbol"] == "r").sum() == 1
    # So it has in a built table, and so has LAIT's own figure that the release changed.
    chosen = Selection("839", (FSM, NON_FSM, "ks4-fsm-gap"), ("home", "neighbours", "england"))
    built = builder.table(new, chosen)
    told = built.filter(pl.col("symbol") == "r").select("measure", "area", "value", "reason")
    assert told.rows() == [
        (FSM, "839", cell["new_value"], f"revised on {TODAY}"),
        ("ks4-fsm-gap", "839", marked["value"], f"revised on {TODAY}"),
    ]
    assert b"".join(csv_chunks.all_parts(new, chosen)) == csv.to_csv(built)
    assert (builder.table(old, chosen)["symbol"] == "r").sum() == 0
    # A build from the same inputs later on has the release and its log.
    again = build.build(here, INDICATORS)
    assert build.preview(again, where) == ["nothing would change"]
    assert again.tables["releases"].equals(new.releases)


def test_a_measure_that_went_stays_with_its_last_figures(
    where: Path, tmp_path: Path, at_a_glance: None
) -> None:
    here = inputs(tmp_path)
    had = live(where).measure_rows(GONE).select("area", "label", "value")
    asked = request(without(tmp_path / "new"), here)
    with refresh.looked_at(asked, TODAY, where) as found:
        refresh.accept(
            found, who="me", reason="DfE says so", where=where, prove=go_live_check.prove
        )
    new = live(where)
    assert new.measure_rows(GONE).select("area", "label", "value").equals(had)
    row = new.measures.row(by_predicate=pl.col("measure") == GONE, named=True)
    assert row["status"] == "discontinued"
    assert "taken in on 30 November 2026 no longer has this measure" in row["notes"][-1]
    assert new.releases["reason"].to_list() == ["DfE says so"]
    # Looked at again, it is the release in force: nothing differs, nothing goes twice.
    with refresh.looked_at(asked, TODAY, where) as found:
        assert found.comparison.is_empty
        assert found.beyond == ()
        assert found.effects == ()


def test_a_measure_in_use_by_another_code_is_told_and_kept(
    where: Path, tmp_path: Path, at_a_glance: None
) -> None:
    """The look was refused, as the definition names a measure that the release does not have."""
    here = inputs(tmp_path)
    old = live(where)
    new_code = "Attain8_of_FSM"
    asked = request(renamed(tmp_path / "new", {FSM: new_code, GONE: "Cover"}), here)
    with refresh.looked_at(asked, TODAY, where) as found:
        assert [(each.before, each.after) for each in found.comparison.renamed] == [
            (FSM, new_code),
            (GONE, "Cover"),
        ]
        assert {m: [i.id for i in using] for m, using in found.used_by.items()} == {
            FSM: ["ks4-fsm-gap"]
        }
        assert found.beyond == (
            f"{FSM} is now {new_code}, and the definition has the old code: ks4-fsm-gap",
        )
        gap = old.indicator("ks4-fsm-gap").name
        (said,) = [line for line in release_report.lines(found) if line.startswith("in use: ")]
        assert said == (
            f"in use: {FSM}: by {gap} (ks4-fsm-gap): its last figures are kept until its "
            f"definition says {new_code}"
        )
        told = json.loads(json.dumps(release_report.data(found)))
        assert [each["used_by"] for each in told["renamed"]] == [["ks4-fsm-gap"], []]
        (row,) = (
            release_report.table(found)
            .filter(pl.col("change").str.starts_with("indicator of"))
            .rows(named=True)
        )
        assert (row["change"], row["measure"]) == ("indicator of a measure renamed", "ks4-fsm-gap")
        assert (row["before"], row["after"]) == (FSM, new_code)
        with pytest.raises(InputError, match="the definition has the old code"):
            refresh.accept(found, who="me", where=where, prove=go_live_check.prove)
        refresh.accept(
            found, who="me", reason="defined anew later", where=where, prove=go_live_check.prove
        )
    new = live(where)
    assert new.observations.equals(old.observations)
    status = dict(new.measures.select("measure", "status").iter_rows())
    assert (status[FSM], status[new_code]) == ("discontinued", "live")
    assert GONE not in status  # nobody's: its figures go on under the new code
    assert new.measure_rows(FSM)["value"].to_list() == new.measure_rows(new_code)["value"].to_list()


def test_what_cannot_be_published_leaves_everything_as_it_was(where: Path, tmp_path: Path) -> None:
    here = inputs(tmp_path)
    was = snapshots.current_id(where)

    def refused(_: Snapshot) -> None:
        raise StoreError("cannot be shown")

    asked = request(small(tmp_path / "new", {FSM: 5.0}), here)
    with (
        refresh.looked_at(asked, TODAY, where) as found,
        pytest.raises(StoreError, match="cannot be shown"),
    ):
        refresh.accept(found, who="me", where=where, prove=refused)
    assert snapshots.current_id(where) == was
    assert taken_in.current(here / "releases") == {}
    assert build.preview(build.build(here, INDICATORS), where) == ["nothing would change"]


def test_the_limits_are_those_of_sources_toml(where: Path, tmp_path: Path) -> None:
    here = inputs(tmp_path)
    register = here / "sources.toml"
    text = register.read_text(encoding="utf-8")
    for was, now in (
        ("values_changed = 0.05", "values_changed = 0.0001"),
        ("measures_gone = 0", "measures_gone = 1"),
        ("series_moved = 0", "series_moved = 1"),
    ):
        assert was in text
        text = text.replace(was, now)
    register.write_text(text, encoding="utf-8")
    with refresh.looked_at(request(without(tmp_path / "new"), here), TODAY, where) as found:
        (beyond,) = found.beyond
        share = found.comparison.share_changed
        assert beyond == f"{share:.1%} of the published values change or go, more than 0.0%"


def test_a_release_is_compared_with_another_on_request(where: Path, tmp_path: Path) -> None:
    here = inputs(tmp_path)
    other = without(tmp_path / "other")
    asked = request(SHIPPED, here, onto=other)
    with refresh.looked_at(asked, TODAY, where) as found:
        assert [each.measure for each in found.comparison.added] == [GONE]
        assert found.comparison.shifted[0].by == 1
        with pytest.raises(InputError, match="leave out --onto"):
            refresh.accept(found, who="me", reason="?", where=where, prove=go_live_check.prove)


@pytest.mark.parametrize("source", ["illustrative-return", "local-return", "nobody"])
def test_only_publishers_have_releases(where: Path, tmp_path: Path, source: str) -> None:
    asked = replace(request(SHIPPED, SHIPPED.parent), source=source)
    with (
        pytest.raises(InputError, match=f"no source '{source}'; there are dfe-lait, dfe-sen2"),
        refresh.looked_at(asked, TODAY, where),
    ):
        pass


def test_a_new_neighbour_model_comes_beside_the_old_ones(
    where: Path, tmp_path: Path, at_a_glance: None
) -> None:
    """A release that brings a model adds it; those that it lacks stay."""
    here, folder = inputs(tmp_path), tmp_path / "new"
    folder.mkdir()
    a_neighbour_list.written(folder / "SN May 2028.xlsx")
    with refresh.looked_at(request(folder, here), TODAY, where) as found:
        assert found.staged.used == (("SN May 2028.xlsx", "sn_may_2028.xlsx"),)
        assert found.comparison.is_empty
        words = "neighbour model May 2028 added: 7 of 10 of ours are the same"
        said = list(release_report.lines(found))
        assert words in said
        assert "nothing differs" not in said
        (told,) = json.loads(json.dumps(release_report.data(found)))["neighbour_models"]
        assert (told["model"], told["change"], told["compared_with"]) == (
            "2028-05", "added", "2025-05",
        )  # fmt: skip
        assert (told["same"], told["of"], told["words"]) == (7, 10, words)
        rows = release_report.table(found)
        (row,) = rows.filter(change="neighbour model added").rows(named=True)
        assert (row["measure"], row["name"], row["number"], row["of"], row["home"]) == (
            "2028-05", "May 2028", 7, 10, True,
        )  # fmt: skip
        assert {each.what for each in found.effects} >= {"Statistical neighbours"}
        assert {each.comparators for each in found.effects} == {"newest"}
        refresh.accept(found, who="me", where=where, prove=go_live_check.prove)
    assert live(where).neighbour_models == ("2028-05", "2025-05", "2021-04")
    again = build.build(here, INDICATORS)
    assert build.preview(again, where) == ["nothing would change"]
    # The next release has no workbook of neighbours: all three stay. A changed one is told.
    asked = request(small(tmp_path / "next", {FSM: 5.0}), here)
    with refresh.looked_at(asked, TODAY, where) as found:
        assert found.neighbours == ()
        assert {"sn_may_2028.xlsx", "sn_may_2025.xlsx", "sn_april_2021.xlsx"} <= {
            *found.staged.kept
        }
    other = ("330", *a_neighbour_list.OURS[1:])
    a_neighbour_list.written(asked.folder / "sn_may_2028.xlsx", other)
    with refresh.looked_at(asked, TODAY, where) as found:
        (change,) = found.neighbours
        assert release_report.neighbour_words(change) == (
            "neighbour model May 2028 changed: 9 of 10 of ours are the same"
        )
        assert (change.areas, change.of_areas) == (1, 158)


@pytest.mark.parametrize(
    ("day", "known_by", "was"),
    [
        # By the rule the year 2025/26 is known from 31 October 2026.
        (date(2026, 7, 14), date(2026, 9, 30), date(2026, 6, 30)),  # earlier than the rule
        (date(2026, 11, 30), date(2026, 12, 31), date(2026, 11, 15)),  # and later
    ],
)
def test_a_period_is_known_from_the_day_it_was_taken_in(
    where: Path, tmp_path: Path, at_a_glance: None, day: date, known_by: date, was: date
) -> None:
    here, old = inputs(tmp_path), live(where)
    gap, year, before = "ks4-fsm-gap", Period.academic_year(2025), Period.academic_year(2024)
    measures = (FSM, NON_FSM, ALL)
    asked = request(next_year(tmp_path / "new", measures), here, edition="November")
    with refresh.looked_at(asked, day, where) as found:
        assert found.first.filter(of="indicator", leg="").select("name", "period_end").rows() == [
            (gap, year.end)
        ]
        assert set(found.first.filter(of="measure")["name"]) == set(measures)
        looked_at = found.built.tables["observations"]
        refresh.accept(found, who="me", reason="tests", where=where, prove=go_live_check.prove)
    new = live(where)
    assert new.first_taken_in["taken_in"].unique().to_list() == [day]
    rows = new.observed(gap).filter(period_end=year.end)
    assert rows["known_from"].unique().to_list() == [day]
    assert set(rows["leg"]) == {"", "fsm", "other"}
    assert looked_at.filter(indicator_id=gap, period_end=year.end)[
        "known_from"
    ].unique().to_list() == [day]
    # The years before keep the days of their rule.
    kept = pl.col("period_end") < year.end
    assert new.observed(gap).filter(kept).equals(old.observed(gap).filter(kept))
    indicator = new.indicator(gap)
    for by, period in ((known_by, year), (was, before)):
        found_then = comparators(new, indicator, "839", local_period=None, known_by=by)
        assert {each.period for each in found_then} == {period}
    # The gap of the same two measures on Benchmarks and in the paper goes by the same day.
    pair = next(each for each in pairs_in(new) if each.measure == FSM)
    series = gap_series(new, pair, "839")
    then, now = series.as_known(was).now, series.as_known(known_by).now
    assert then is not None
    assert now is not None
    assert then.period < now.period == year
    # A store made from scratch of the same inputs has the same days.
    again = build.build(here, INDICATORS)
    assert again.tables["first_taken_in"].equals(new.first_taken_in)
    assert build.preview(again, where) == ["nothing would change"]
    # Earlier snapshots have no such table, and are read as they were.
    assert old.first_taken_in.is_empty()


def test_what_came_with_an_earlier_release_keeps_its_day(
    where: Path, tmp_path: Path, at_a_glance: None
) -> None:
    here, first = inputs(tmp_path), date(2026, 7, 14)
    folder = next_year(tmp_path / "new", (FSM, NON_FSM))
    with refresh.looked_at(request(folder, here), first, where) as found:
        refresh.accept(found, who="me", reason="tests", where=where, prove=go_live_check.prove)
    again = next_year(tmp_path / "next", (FSM, NON_FSM, "SecPermEx"))
    with refresh.looked_at(request(again, here), TODAY, where) as found:
        assert set(found.first["name"]) == {"SecPermEx"}
        refresh.accept(found, who="me", reason="tests", where=where, prove=go_live_check.prove)
    new = live(where)
    days = dict(new.first_taken_in.filter(of="measure").select("name", "taken_in").iter_rows())
    assert days == {FSM: first, NON_FSM: first, "SecPermEx": TODAY}
    official = official_measure(new.indicator("secondary-permanent-exclusions"))
    assert official is not None
    was = newest_known(new, official, date(2026, 11, 29))
    now = newest_known(new, official, TODAY)
    assert was is not None
    assert now is not None
    assert now[0] == was[0].next()
