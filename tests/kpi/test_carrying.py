"""Building anew for newer benchmarks loses nothing that a council has published."""

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from kpi import build, publishing, store
from kpi.build import Built
from tests.kpi.returning import PLANS, WHY, figure
from tests.kpi.returning import TODAY as DAY


@pytest.fixture
def where(store_root: Path, tmp_path: Path) -> Path:
    shutil.copytree(store_root, tmp_path / "store")
    return tmp_path / "store"


def publish(where: Path, *rows: dict[str, object]) -> str:
    live = store.load(store.current_id(where), where)
    found = publishing.propose(
        live,
        pl.DataFrame(list(rows), schema=live.observations.schema),
        live.targets.clear(),
        live.commentary.clear(),
        area="839",
        why=WHY,
        today=DAY,
    )
    return publishing.publish(found, who="tests", why=WHY, files=[], store_root=where)


def test_nothing_changes_without_a_real_return(where: Path, built: Built) -> None:
    live = store.current_id(where)
    assert build.publish(built, why="again", who="tests", store_root=where) == (live, False)


def test_a_published_return_survives_a_build(where: Path, built: Built) -> None:
    publish(where, figure(PLANS, "Q1 2025-26", 99, 180), figure(PLANS, "Q2 2025-26", 111, 182))
    publish(where, figure(PLANS, "Q1 2025-26", 100, 180))  # a correction
    before = store.load(store.current_id(where), where)
    newer = dict(built.tables)
    newer["sources"] = newer["sources"].with_columns(edition=pl.lit("newer"))
    made, is_new = build.publish(
        Built(newer, built.inputs, built.report), why="newer benchmarks", who="t", store_root=where
    )
    after = store.load(made, where)
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
    where: Path, built: Built
) -> None:
    good = publish(where, figure(PLANS, "Q2 2025-26", 111, 182))
    bad = publish(where, figure(PLANS, "Q3 2025-26", 120, 190))
    (where / "snapshots" / bad / "observations.parquet").write_bytes(b"damaged")
    made, is_new = build.publish(built, why="mend", who="tests", store_root=where)
    assert is_new
    after = store.load(made, where)
    plans = after.observations.filter(pl.col("data_status") == "published").filter(
        pl.col("source") == "local-return"
    )
    assert plans["numerator"].to_list() == [111.0]
    assert good in store.snapshot_ids(where)
