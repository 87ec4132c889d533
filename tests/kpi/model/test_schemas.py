"""The tables of a snapshot: what is shipped has these columns, each row once, and known codes."""

import polars as pl
import pytest

from kpi.model import schemas
from kpi.model.data_status import DERIVED, ILLUSTRATIVE, PROVISIONAL, PUBLISHED
from kpi.model.snapshot import Snapshot
from kpi.store.snapshots import TABLES

PERIOD = ["period_kind", "period_start", "period_end"]
KEYS = {
    "observations": ["indicator_id", "leg", "area", *PERIOD, "reporting_quarter", "source"],
    "revisions": ["indicator_id", "area", *PERIOD, "revised_on", "new_value"],
    "targets": ["indicator_id", "area", "from_quarter"],
    "commentary": ["indicator_id", "area", "reporting_quarter"],
    "areas": ["area"],
    "groups": ["group", "area", "member", "date"],
    "sources": ["source"],
    "faults": ["source", "subject", "comparator", "fault"],
}
STATUSES = {PUBLISHED, PROVISIONAL, DERIVED, ILLUSTRATIVE}


@pytest.mark.parametrize("name", KEYS)
def test_a_shipped_table_has_its_columns_and_each_row_once(snapshot: Snapshot, name: str) -> None:
    table: pl.DataFrame = getattr(snapshot, name)
    assert dict(table.schema) == dict(getattr(schemas, name.upper()))
    assert table.select(KEYS[name]).is_duplicated().sum() == 0


def test_every_table_of_our_own_has_a_schema_here() -> None:
    lait = {"benchmarks", "measures"}
    named = {name.lower() for name, value in vars(schemas).items() if isinstance(value, pl.Schema)}
    assert named - set(schemas.LATER_TABLES) == set(TABLES) - lait == {*KEYS, "indicators"}


@pytest.mark.parametrize("name", schemas.LATER_TABLES)
def test_a_table_that_older_snapshots_lack_is_empty_in_them(snapshot: Snapshot, name: str) -> None:
    table: pl.DataFrame = getattr(snapshot, name)
    assert table.is_empty()
    assert table.schema == schemas.LATER_TABLES[name]
    assert snapshot.later_tables == {}


def test_a_row_of_figures_says_what_it_is(snapshot: Snapshot) -> None:
    rows = snapshot.observations
    assert rows.select("indicator_id", "leg", "area", *PERIOD).null_count().sum_horizontal()[0] == 0
    assert set(rows["data_status"]) <= STATUSES
    assert rows.filter(pl.col("value").is_null() & pl.col("symbol").is_null()).is_empty()
    assert rows.filter(pl.col("symbol").is_not_null() & pl.col("reason").is_null()).is_empty()
    assert set(rows["area"]) <= set(snapshot.areas["area"])
    assert set(rows["source"]) <= set(snapshot.sources["source"])


def test_codes_mean_what_the_shipped_tables_hold(snapshot: Snapshot) -> None:
    england = snapshot.areas.filter(pl.col("area") == schemas.ENGLAND)
    assert england.select("name", "kind").rows() == [("England", "country")]
    assert set(snapshot.areas["kind"]) == {"authority", "region", "country"}
    weights = snapshot.observations.filter(pl.col("leg") == schemas.WEIGHT_LEG)
    assert set(weights["indicator_id"]) == {
        "primary-permanent-exclusions",
        "secondary-permanent-exclusions",
    }
