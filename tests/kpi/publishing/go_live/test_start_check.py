"""A server that starts: the newest snapshot whose scorecard can be made is the one it shows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kpi.model.snapshot import Snapshot
from kpi.publishing.go_live import start_check
from kpi.publishing.go_live.start_check import UnshowableError
from kpi.store import live_snapshot, snapshots, writer
from server import warmup
from tests.kpi.crashing import tables_of
from tests.kpi.publishing.go_live.test_go_live_check import with_definition


def test_it_names_the_indicator_that_cannot_be_shown(snapshot: Snapshot) -> None:
    start_check.quick_check(snapshot)
    with pytest.raises(UnshowableError, match=r"ehcp-20-weeks of .* Q1 2025-26 cannot be shown"):
        start_check.quick_check(with_definition(snapshot, lambda d: d.update(decimals=999)))


def test_the_quarter_that_pages_open_on_and_the_newest_are_both_made(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []
    make_it = start_check.made

    def made(name: str, make: Callable[[], object]) -> None:
        names.append(name)
        make_it(name, make)

    monkeypatch.setattr(start_check, "made", made)
    start_check.quick_check(snapshot)
    whole = [name for name in names if name.startswith("The scorecard")]
    assert [name.rpartition(", ")[2] for name in whole] == ["Q1 2025-26", "Q4 2025-26"]


def test_a_home_authority_that_is_not_there_is_left_to_the_pages(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = with_definition(snapshot, lambda d: d.update(decimals=999))
    monkeypatch.setenv("KPI_HOME", "000")
    start_check.quick_check(broken)


def test_a_server_starts_with_the_newest_snapshot_that_can_be_shown(
    where: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What other software made live is glanced at before anybody sees it."""
    first = snapshots.current_id(where)
    edited = with_definition(snapshot, lambda d: d.update(decimals=999))
    more: dict[str, Any] = {"why": "w", "who": "w", "inputs": [], "report": []}
    bad = writer.write(tables_of(edited), store=where, **more)
    monkeypatch.setattr(live_snapshot, "_prepared", [warmup.prepare])
    live = live_snapshot.live(where)
    assert live.snapshot.id == first
    assert live.problem == (
        "ehcp-20-weeks of Bournemouth, Christchurch and Poole, Q1 2025-26 cannot be shown "
        "(InvalidOperation: [<class 'decimal.InvalidOperation'>])"
    )
    assert live.notice.endswith("Poole, Q1 2025-26 cannot be shown.")
    assert snapshots.current_id(where) == bad  # nothing was moved


def test_a_server_starts_without_a_snapshot_that_cannot_be_read(
    where: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A definition of other software may be one that no indicator can be made from."""
    first = snapshots.current_id(where)
    tables = tables_of(snapshot)
    tables["indicators"] = tables["indicators"].with_columns(
        pl.col("definition").str.replace('"period_kind": "year to March"', '"period_kind": "year"')
    )
    bad = writer.write(tables, store=where, why="w", who="w", inputs=[], report=[])
    monkeypatch.setattr(live_snapshot, "_prepared", [warmup.prepare])
    live = live_snapshot.live(where)
    assert live.snapshot.id == first
    assert live.problem.startswith(
        f"Snapshot {bad}: assessments-45-days: benchmark: period_kind is 'year', not one of "
    )
