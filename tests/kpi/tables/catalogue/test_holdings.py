"""Areas, sources and snapshots as tables."""

from pathlib import Path

import pytest

from kpi.model.snapshot import Snapshot
from kpi.store import served_snapshots, snapshots
from kpi.tables.catalogue import holdings


def test_areas_say_which_exist(snapshot: Snapshot) -> None:
    table = holdings.areas(snapshot)
    assert table.schema == holdings.AREAS
    assert table.height == snapshot.areas.height
    current = table.filter(table["is_current"] & (table["kind"] == "authority"))
    assert set(current["area"]) == {area.code for area in snapshot.current_authorities}
    assert holdings.areas(snapshot, "country")["name"].to_list() == ["England"]


def test_releases_are_the_register_with_its_editions(snapshot: Snapshot) -> None:
    table = holdings.releases(snapshot)
    assert table.schema == holdings.RELEASES
    assert table.drop("snapshot").equals(snapshot.sources)
    assert set(table["snapshot"]) == {snapshot.id}


def test_snapshots_are_those_served_without_who_published(
    store_root: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_STORE", str(store_root))
    table = holdings.snapshot_list(snapshot)
    assert table.schema == holdings.SNAPSHOTS
    assert table["snapshot"].to_list() == list(reversed(served_snapshots.ids(store_root)))
    live = table.filter(table["is_live"])
    assert live["snapshot"].to_list() == [snapshots.current_id(store_root)]
    assert live["live_since"].item().startswith("20")
