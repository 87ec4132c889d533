"""Nothing goes live that cannot be shown: `prove`, and who asks it."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kpi.errors import DefinitionError, KpiError
from kpi.indicators import scorecard
from kpi.model.definitions import definition_reader
from kpi.model.snapshot import Snapshot
from kpi.publishing import build, proposed_changes, publication, rollback
from kpi.publishing.go_live import go_live_check, start_check
from kpi.publishing.review.other_changes import OtherChange
from kpi.store import journal, live_snapshot, snapshots, writer
from tests.kpi.crashing import tables_of
from tests.kpi.sources.groups import a_neighbour_list

NOTE = OtherChange("note", "School attendance", "of Q1 2025-26", "changed")

Edit = Callable[[dict[str, Any]], object]


def with_definition(snapshot: Snapshot, edit: Edit, name: str = "ehcp-20-weeks") -> Snapshot:
    """The snapshot with one definition changed, as the store would load it."""
    rows = snapshot.definitions.to_dicts()
    for row in rows:
        if row["indicator_id"] == name:
            raw = json.loads(row["definition"])
            edit(raw)
            row["definition"] = json.dumps(raw)
    table = pl.DataFrame(rows, schema=snapshot.definitions.schema)
    return Snapshot(
        id="edited",
        manifest=snapshot.manifest,
        indicators=definition_reader.from_table(table),
        definitions=table,
        **{n: t for n, t in tables_of(snapshot).items() if n != "indicators"},
    )


def test_the_shipped_snapshot_can_be_shown(snapshot: Snapshot) -> None:
    proof = go_live_check.prove(snapshot)
    assert (proof.indicators, proof.quarters, proof.areas, proof.left_out) == (7, 12, 3, 0)
    assert 0 < proof.seconds < go_live_check.MOST_SECONDS
    assert str(proof).startswith("made once to see that all can be shown: 7 indicators, 12 quart")


def test_it_stops_in_time_and_says_what_it_left_out(snapshot: Snapshot) -> None:
    proof = go_live_check.prove(snapshot, most_seconds=0)
    assert proof.left_out > 50
    assert f"{proof.left_out} parts left out for time" in str(proof)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda d: d["benchmark"].update(source="nobody"), "nobody"),
        (lambda d: d.update(decimals=999), "ehcp-20-weeks"),
    ],
)
def test_a_definition_that_cannot_be_shown_is_one_clear_line(
    snapshot: Snapshot, edit: Edit, said: str
) -> None:
    with pytest.raises(start_check.UnshowableError) as caught:
        go_live_check.prove(with_definition(snapshot, edit))
    assert said in str(caught.value)
    assert "cannot be shown" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("quarter", ["Q3 2024-25", "Q3 2025-26"])
def test_the_indicator_and_quarter_are_named(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, quarter: str
) -> None:
    """Although the scorecard of the quarter after reads the same row; nothing is remembered."""
    snapshot = replace(snapshot)
    sound = scorecard.row

    def row(*given: Any) -> scorecard.ScorecardRow:
        if given[1].id == "assessments-45-days" and given[2].quarter.short == quarter:
            raise ZeroDivisionError("float division by zero")
        return sound(*given)

    monkeypatch.setattr(scorecard, "row", row)
    with pytest.raises(start_check.UnshowableError) as caught:
        go_live_check.prove(snapshot)
    assert str(caught.value) == (
        f"assessments-45-days of Bournemouth, Christchurch and Poole, {quarter} cannot be shown "
        "(ZeroDivisionError: float division by zero)"
    )


# ---- who asks -----------------------------------------------------------------------------


def refuse(_snapshot: Snapshot) -> None:
    raise start_check.UnshowableError("ehcp-20-weeks cannot be shown")


def state(where: Path) -> tuple[str, list[str], int]:
    """What a refusal must leave as it was."""
    return snapshots.current_id(where), snapshots.snapshot_ids(where), len(journal.entries(where))


@pytest.fixture
def where(store_root: Path, tmp_path: Path) -> Path:
    """A store of the test's own."""
    shutil.copytree(store_root, tmp_path / "store")
    return tmp_path / "store"


def test_what_is_refused_changes_nothing(where: Path, snapshot: Snapshot) -> None:
    before = state(where)
    tables = tables_of(snapshot)
    tables["sources"] = tables["sources"].with_columns(note=pl.lit("other"))
    more = {"why": "w", "who": "w", "store_root": where, "prove": refuse}
    proposal = proposed_changes.Proposal(before[0], tables, (), (), (), (NOTE,))
    with pytest.raises(KpiError, match="ehcp-20-weeks cannot be shown"):
        publication.publish(proposal, files=[], **more)  # type: ignore[arg-type]
    built = build.BuildResult({**tables}, [], [])
    with pytest.raises(KpiError, match="ehcp-20-weeks cannot be shown"):
        build.publish(built, **more)  # type: ignore[arg-type]
    with pytest.raises(KpiError, match="ehcp-20-weeks cannot be shown"):
        rollback.roll_back(before[0], **more)  # type: ignore[arg-type]
    assert state(where) == before
    assert list((where / "snapshots").iterdir()) == [where / "snapshots" / before[0]]


def test_each_way_to_go_live_asks_for_the_proof() -> None:
    for way in (publication.publish, rollback.roll_back, build.publish):
        assert way.__kwdefaults__["prove"] is go_live_check.prove


def test_a_benchmark_of_no_kind_of_period_is_refused_at_build(
    definitions_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "indicators"
    shutil.copytree(definitions_folder, folder)
    path = folder / "assessments-45-days.toml"
    text = path.read_text().replace(
        'period_kind = "year to March"', 'period_kind = "financial year"'
    )
    path.write_text(text)
    with pytest.raises(DefinitionError) as caught:
        definition_reader.read_files(folder)
    assert str(caught.value) == (
        "assessments-45-days.toml: benchmark: period_kind is 'financial year', not one of "
        "financial quarter, term, academic year, year to March, calendar year, "
        "year ending on a date, snapshot day, span of years, mean of months, month, "
        "last day of a quarter, year to the end of a quarter, financial year to date; perhaps "
        "'year to March'"
    )


def test_written_and_proved_is_what_the_store_holds(where: Path, snapshot: Snapshot) -> None:
    seen: list[str] = []
    tables = tables_of(snapshot)
    tables["sources"] = tables["sources"].with_columns(note=pl.lit("other"))

    def look(loaded: Snapshot) -> None:
        seen.append(loaded.id)
        assert snapshots.current_id(where) != loaded.id  # the pointer has not moved yet

    made = writer.write(tables, why="w", who="w", inputs=[], report=[], store=where, prove=look)
    assert seen == [made] == [snapshots.current_id(where)]


def test_a_command_names_the_fault_and_shows_nothing_else(where: Path) -> None:
    """Whoever asks for figures by command asked for those that are live."""
    folder = where / "snapshots" / snapshots.current_id(where)
    snapshot = snapshots.load(snapshots.current_id(where), where)
    writer.write(
        {**tables_of(snapshot), "sources": snapshot.sources.with_columns(note=pl.lit("x"))},
        why="w", who="w", inputs=[], report=[], store=where,
    )  # fmt: skip
    live = where / "snapshots" / snapshots.current_id(where) / "targets.parquet"
    assert live.parent != folder
    live.write_bytes(b"no table")
    with pytest.raises(KpiError, match=r"targets\.parquet is damaged or was changed"):
        live_snapshot.live(where)


@pytest.mark.parametrize("models", [("2028-05", "2025-05", "2021-04"), ("2021-04",), ("none",)])
def test_a_snapshot_with_three_neighbour_models_one_or_none_can_be_shown(
    snapshot: Snapshot, models: tuple[str, ...]
) -> None:
    names = [f"neighbours {model}" for model in models]
    is_other = ~pl.col("group").str.starts_with("neighbours ")
    groups = a_neighbour_list.added(snapshot).groups.filter(is_other | pl.col("group").is_in(names))
    tables = tables_of(snapshot) | {"groups": groups}
    edited = snapshot.with_tables(tables)
    assert edited.neighbour_models == models
    go_live_check.prove(edited)
