"""Building anew for newer benchmarks loses nothing that a council has published."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from kpi.errors import InputError
from kpi.model.schemas import ILLUSTRATIVE_RETURN, LOCAL_RETURN
from kpi.model.snapshot import Snapshot
from kpi.publishing import build, carry_forward, proposed_changes, publication
from kpi.publishing.build import BuildResult
from kpi.returns import reader
from kpi.returns.tables import ReturnTables, tables
from kpi.store import journal, snapshots
from tests.kpi.returning import PLANS, WHY, figure, unproved
from tests.kpi.returning import TODAY as DAY
from tests.kpi.sent_returns import FOLDER


def publish(where: Path, *rows: dict[str, object]) -> str:
    live = snapshots.load(snapshots.current_id(where), where)
    found = proposed_changes.propose(
        live,
        pl.DataFrame(list(rows), schema=live.observations.schema),
        live.targets.clear(),
        live.commentary.clear(),
        area="839",
        why=WHY,
        today=DAY,
    )
    return publication.publish(
        found, who="tests", why=WHY, files=[], store_root=where, prove=unproved
    )


def test_nothing_changes_without_a_real_return(where: Path, built: BuildResult) -> None:
    live = snapshots.current_id(where)
    assert build.publish(built, why="again", who="tests", store_root=where) == (live, False)


def test_a_published_return_survives_a_build(where: Path, built: BuildResult) -> None:
    publish(where, figure(PLANS, "Q1 2025-26", 99, 180), figure(PLANS, "Q2 2025-26", 111, 182))
    publish(where, figure(PLANS, "Q1 2025-26", 100, 180))  # a correction
    before = snapshots.load(snapshots.current_id(where), where)
    newer = dict(built.tables)
    newer["sources"] = newer["sources"].with_columns(edition=pl.lit("newer"))
    made, is_new = build.publish(
        BuildResult(newer, built.inputs, built.report),
        why="newer benchmarks",
        who="t",
        store_root=where,
        prove=unproved,
    )
    after = snapshots.load(made, where)
    assert is_new
    assert set(after.sources["edition"]) == {"newer"}
    for table in ("observations", "targets", "commentary", "revisions"):
        assert getattr(after, table).equals(getattr(before, table)), table
    plans = after.observations.filter(
        (pl.col("indicator_id") == PLANS) & (pl.col("period_end") == date(2025, 6, 30))
    )
    assert plans.select("numerator", "symbol").row(0) == (100.0, "r")
    assert after.revisions.height == 1


def test_a_damaged_live_snapshot_does_not_lose_the_return_before_it(
    where: Path, built: BuildResult
) -> None:
    good = publish(where, figure(PLANS, "Q2 2025-26", 111, 182))
    bad = publish(where, figure(PLANS, "Q3 2025-26", 120, 190))
    (where / "snapshots" / bad / "observations.parquet").write_bytes(b"damaged")
    made, is_new = build.publish(built, why="mend", who="tests", store_root=where, prove=unproved)
    assert is_new
    after = snapshots.load(made, where)
    plans = after.observations.filter(pl.col("data_status") == "published").filter(
        pl.col("source") == "local-return"
    )
    assert plans["numerator"].to_list() == [111.0]
    assert good in snapshots.snapshot_ids(where)


def test_a_build_that_would_drop_published_figures_stops_and_names_them(
    where: Path, built: BuildResult
) -> None:
    publish(where, figure(PLANS, "Q1 2025-26", 99, 180), figure(PLANS, "Q2 2025-26", 111, 182))
    before = (snapshots.current_id(where), snapshots.snapshot_ids(where), journal.entries(where))
    known = built.tables["indicators"].filter(pl.col("indicator_id") != PLANS)
    without = BuildResult({**built.tables, "indicators": known}, built.inputs, built.report)
    with pytest.raises(InputError) as caught:
        build.publish(without, why="a definition less", who="t", store_root=where)
    assert str(caught.value) == (
        "Nothing was built: published figures would be dropped, as no definition has their id any "
        "more (ehcp-20-weeks: 2 figures). Put the definition back; an indicator that is no longer "
        "reported is retired (python -m kpi indicator retire), and one gets a new id by python "
        "-m kpi indicator rename OLD NEW, which takes its figures along"
    )
    assert (
        snapshots.current_id(where),
        snapshots.snapshot_ids(where),
        journal.entries(where),
    ) == before
    live = snapshots.load(before[0], where)
    assert carry_forward.refuse_loss(live, built.tables) is None


def test_targets_and_comments_are_named_too(snapshot: Snapshot, built: BuildResult) -> None:
    real = pl.lit("published").alias("data_status")
    own = pl.col("indicator_id") == PLANS
    live = snapshot.with_tables(
        {
            "targets": snapshot.targets.filter(own).head(1).with_columns(real),
            "commentary": snapshot.commentary.filter(own).head(1).with_columns(real),
        }
    )
    known = built.tables["indicators"].filter(~own)
    with pytest.raises(InputError, match=r"\(ehcp-20-weeks: 1 target and 1 comment\)"):
        carry_forward.refuse_loss(live, {**built.tables, "indicators": known})


def test_what_was_published_goes_with_an_indicator_to_its_new_id(
    where: Path, built: BuildResult
) -> None:
    publish(where, figure(PLANS, "Q1 2025-26", 99, 180), figure(PLANS, "Q2 2025-26", 111, 182))
    publish(where, figure(PLANS, "Q1 2025-26", 100, 180))  # a correction
    tables = {
        name: table.with_columns(pl.col("indicator_id").replace(PLANS, "plans"))
        if "indicator_id" in table.columns
        else table
        for name, table in built.tables.items()
    }
    tables["indicators"] = tables["indicators"].with_columns(
        pl.when(pl.col("indicator_id") == "plans")
        .then(pl.col("definition").map_elements(_renamed, pl.String))
        .otherwise("definition")
        .alias("definition")
    )
    made, _ = build.publish(
        BuildResult(tables, built.inputs, built.report),
        why="another name", who="t", store_root=where, prove=unproved,
    )  # fmt: skip
    after = snapshots.load(made, where)
    own = after.observations.filter(
        (pl.col("indicator_id") == "plans") & (pl.col("source") == "local-return")
    ).sort("period_end")
    assert own["numerator"].to_list() == [100.0, 111.0]
    assert after.revisions["indicator_id"].to_list() == ["plans"]
    assert after.indicator(PLANS).id == "plans"  # old addresses still find it
    for table in ("observations", "targets", "commentary", "revisions"):
        assert PLANS not in set(getattr(after, table)["indicator_id"])


def _renamed(text: str) -> str:
    return json.dumps({**json.loads(text), "id": "plans", "formerly": [PLANS]})


@pytest.fixture
def returned(snapshot: Snapshot) -> ReturnTables:
    """The shipped made-up return as a council would send it, each figure illustrative."""
    return tables(reader.read(FOLDER, snapshot.indicators), "839")


def test_what_a_council_returned_as_illustrative_survives_a_build(
    where: Path, built: BuildResult, returned: ReturnTables
) -> None:
    bare = dict(built.tables)
    of_return = pl.col("source") == ILLUSTRATIVE_RETURN
    bare["observations"] = bare["observations"].filter(~of_return)
    bare |= {name: bare[name].clear() for name in ("targets", "commentary")}
    plain = BuildResult(bare, built.inputs, built.report)
    build.publish(plain, why="no made-up return", who="t", store_root=where, prove=unproved)
    live = snapshots.load(snapshots.current_id(where), where)
    assert set(live.observations["data_status"]) == {"published", "derived"}
    found = proposed_changes.propose(
        live, returned.observations, returned.targets, returned.commentary,
        area="839", why=WHY, today=DAY,
    )  # fmt: skip
    publication.publish(found, who="t", why=WHY, files=[], store_root=where, prove=unproved)
    before = snapshots.load(snapshots.current_id(where), where)
    newer = {**bare, "sources": bare["sources"].with_columns(edition=pl.lit("newer"))}
    made, _ = build.publish(
        BuildResult(newer, built.inputs, built.report),
        why="newer benchmarks", who="t", store_root=where, prove=unproved,
    )  # fmt: skip
    after = snapshots.load(made, where)
    ours = after.observations.filter(pl.col("reporting_quarter").is_not_null())
    assert (ours.height, set(ours["source"]), set(ours["data_status"])) == (
        24, {LOCAL_RETURN}, {"illustrative"},
    )  # fmt: skip
    for table in ("observations", "targets", "commentary"):
        assert getattr(after, table).equals(getattr(before, table)), table
    assert (after.targets.height, after.commentary.height) == (8, 6)
    # Such a store is not one that uses the shipped made-up return.
    assert not build.uses_illustrative(where)


def test_illustrative_figures_of_a_council_are_named_where_a_build_would_drop_them(
    snapshot: Snapshot, built: BuildResult, returned: ReturnTables
) -> None:
    live = snapshot.with_tables(
        {
            "observations": returned.observations,
            "targets": returned.targets,
            "commentary": returned.commentary,
        }
    )
    known = built.tables["indicators"].filter(pl.col("indicator_id") != PLANS)
    with pytest.raises(InputError, match=r"\(ehcp-20-weeks: 6 figures, 2 targets and 1 comment\)"):
        carry_forward.refuse_loss(live, {**built.tables, "indicators": known})
    assert carry_forward.refuse_loss(snapshot, {**built.tables, "indicators": known}) is None
