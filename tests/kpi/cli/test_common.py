"""The live snapshot and the authority that a command is about, and what is said of them once."""

import click
import pytest

from kpi.cli import common
from kpi.errors import KpiError
from kpi.model import existing_areas
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.store import live_snapshot
from kpi.store.watcher import ServedSnapshot
from tests.kpi.cli.running import run

pytestmark = pytest.mark.usefixtures("shared_store")


def context(area: str | None = None) -> click.Context:
    ctx = click.Context(click.Command("sample"))
    ctx.params["area"] = area
    return ctx


def test_the_option_stands_before_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_HOME", "E06000052")
    with context() as ctx:
        assert common.area_of(ctx) == "908"
    with context("330") as ctx:
        assert common.area_of(ctx, as_home=True) == "330"


def test_an_authority_with_successors_is_no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_HOME", "837")
    with context() as ctx:
        assert common.area_of(ctx) == "837"
        with pytest.raises(KpiError, match="choose 839 instead"):
            common.area_of(ctx, as_home=True)


def test_a_refused_snapshot_is_said_once(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = ServedSnapshot(snapshot, "Snapshot x: targets.parquet is damaged.")
    monkeypatch.setattr(live_snapshot, "live", lambda: refused)
    with context():
        assert common.live() is common.live() is snapshot
    assert capsys.readouterr().err == "kpi: Snapshot x: targets.parquet is damaged.\n"
    done = run("summary", "--quarter", "Q1 2025-26", "--indicator", "ehcp-20-weeks")
    assert (done.status, done.err) == (0, "kpi: Snapshot x: targets.parquet is damaged.\n")


def test_an_authority_that_has_ended_is_said_to_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(existing_areas, "ended_words", lambda area, day: f"{area.name} ended.")
    done = run("series", "ehcp-20-weeks", "--areas", "home", "--area", "330")
    assert (done.status, done.err) == (0, "kpi: Birmingham ended.\n")


def test_the_quarter_asked_for_or_the_newest_of_the_return(snapshot: Snapshot) -> None:
    first = Period.quarter(2024, 1)
    assert common.quarter_or_default(snapshot, "839", first) == first
    assert common.quarter_or_default(snapshot, "839", None) == Period.quarter(2025, 1)


def test_who_it_is_about_is_named_on_standard_error(
    snapshot: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    common.say_dashboard(snapshot.areas)
    assert capsys.readouterr().err == (
        "changing the dashboard of Bournemouth, Christchurch and Poole (839)\n"
    )
