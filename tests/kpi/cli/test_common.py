"""The live snapshot and the authority that a command is about, and what is said of them once."""

import json
from pathlib import Path

import click
import pytest

from kpi.cli import common
from kpi.cli.main import command_line
from kpi.errors import KpiError
from kpi.model import existing_areas
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.store import live_snapshot
from kpi.store.watcher import ServedSnapshot
from tests.kpi.cli.csv_commands import CALLS, described
from tests.kpi.cli.running import good, run

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


# ---- CSV ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_a_csv_file_has_the_metadata_of_its_columns_beside_it(
    tmp_path: Path, call: tuple[str, ...]
) -> None:
    document = described(tmp_path, *call)
    assert document["dc:identifier"].split(",")[0] in ("library", "measures-to-choose", *call)


def test_every_command_that_makes_csv_is_tried_here() -> None:
    """`check` and `refresh` stand with their own tests."""
    groups = [command_line, command_line.commands["indicator"]]
    every = [each for group in groups for each in group.commands.values()]  # type: ignore[union-attr]
    writing = {
        each.name
        for each in every
        for option in each.params
        if isinstance(option, click.Option) and option.callback is common.csv_file
    }
    tried = {call[1] if call[0] == "indicator" else call[0] for call in CALLS}
    assert writing == tried | {"check", "refresh"}


def test_the_sources_are_those_of_the_indicators_own_figures(tmp_path: Path) -> None:
    document = described(tmp_path, "signals", "referrals-rate")
    assert [each["dc:title"] for each in document["dc:source"]] == ["Children in need"]
    assert document["dc:temporal"] == "2019-04-01/2024-03-31"


def test_a_built_tables_file_names_all_its_sources(tmp_path: Path) -> None:
    call = ("table", "--measure", "RTA", "ehcp-20-weeks")
    document = described(tmp_path, *call)
    named = {row["source"] for row in good(*call).rows if row["source"]}
    assert {each["dc:title"] for each in document["dc:source"]} == named
    assert len(named) > 1
    assert document["dc:identifier"].startswith("table, snapshot ")


def test_a_file_that_is_there_is_not_written_over_unasked(tmp_path: Path) -> None:
    path = tmp_path / "our q1.csv"
    call = ("summary", "--output", str(path), "--quarter", "Q1 2025-26")
    good(*call)
    beside = json.loads((tmp_path / "our q1.csv-metadata.json").read_text("utf-8"))
    assert beside["url"] == "our%20q1.csv", "an address, as CSV on the Web has it"
    before = path.read_bytes()
    path.write_text("mine")
    done = run(*call)
    assert (done.status, done.out) == (2, b"")
    assert done.err == f"kpi: {path} is there already; --force writes over it\n"
    assert path.read_text() == "mine"
    good(*call, "--force")
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("summary", "--xlsx", "x.xlsx"), "leave it or --xlsx out"),
        (("table", "--measure", "RTA", "--xlsx", "x.xlsx"), "leave it or --xlsx out"),
        (("table", "--measure", "RTA", "--count"), "leave it or --count out"),
        (("check", "x.xlsx"), "give --format csv too"),
        (("refresh", "dfe-lait", "--format", "json"), "give --format csv too"),
    ],
)
def test_no_file_is_promised_where_none_is_made(
    tmp_path: Path, call: tuple[str, ...], said: str
) -> None:
    done = run(*call, "--output", str(tmp_path / "x.csv"))
    assert (done.status, done.out) == (2, b"")
    assert done.err == f"kpi: --output writes CSV: {said}\n"
    assert list(tmp_path.iterdir()) == []
