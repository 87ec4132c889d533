"""Pages, commands and the API give one and the same file, for every indicator and quarter."""

import shutil
from collections.abc import Callable, Hashable
from pathlib import Path

import polars as pl
import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from kpi.downloads import page_files
from kpi.downloads.page_files import ScorecardSelection
from kpi.indicators.reporting_quarters import quarters
from kpi.indicators.scorecard import View
from kpi.model.definitions import themes
from kpi.model.snapshot import Snapshot
from kpi.publishing import withdrawal
from kpi.store import live_snapshot, snapshots
from pages.components import downloads
from tests.kpi.cli.running import good
from tests.kpi.sources.groups import a_neighbour_list
from tests.pages.conftest import open_page

__all__ = ["open_page"]

HOMES = ("839", "330", "873", "213", "926")
"""One with a return; a city, two counties and a borough of London without."""
Drawn = dict[str, tuple[Callable[..., bytes], tuple[Hashable, ...]]]


@pytest.mark.parametrize("home", HOMES)
def test_every_quarter_and_indicator_is_the_same_everywhere(
    api: TestClient, snapshot: Snapshot, home: str
) -> None:
    compared = 0
    for quarter in quarters(snapshot, home):
        view, asked = View(home, quarter), {"area": home, "quarter": quarter.short}
        taken = api.get("summary.csv", params=asked).content
        assert taken == page_files.summary_csv(snapshot, ScorecardSelection(view))
        assert taken == good("summary", "--area", home, "--quarter", quarter.short).out
        told = api.get("changes.csv", params=asked).content
        assert told == good("changes", "--area", home, "--quarter", quarter.short).out
        for indicator in snapshot.indicators:
            one = {**asked, "indicator": indicator.id}
            scope = ScorecardSelection(view, indicator_ids=(indicator.id,))
            row = api.get("summary.csv", params=one).content
            assert row == page_files.summary_csv(snapshot, scope)
            series = api.get("series.csv", params=one).content
            assert series == page_files.series_csv(snapshot, indicator.id, view)
            compared += 1
    assert compared >= 4 * len(snapshot.indicators)
    for indicator in snapshot.indicators:
        newest = {"area": home, "indicator": indicator.id, "newest": "true"}
        series = api.get("series.csv", params=newest).content
        assert series == good("series", indicator.id, "--area", home).out


@pytest.mark.parametrize("home", HOMES)
def test_what_a_page_offers_is_what_the_api_gives(
    api: TestClient,
    snapshot: Snapshot,
    open_page: Callable[..., AppTest],
    monkeypatch: pytest.MonkeyPatch,
    home: str,
) -> None:
    """The buttons that the pages themselves draw, pressed."""
    drawn: Drawn = {}
    monkeypatch.setenv("KPI_HOME", home)

    def pressed(label: str, work: Callable[..., bytes], *choices: Hashable, **_about: str) -> None:
        drawn[label] = (work, choices)

    monkeypatch.setattr(downloads, "button", pressed)
    quarter = quarters(snapshot, home)[-1].short
    open_page("scorecard", quarter=quarter)
    open_page("indicator", quarter=quarter, indicator="ehcp-20-weeks")
    open_page("definitions")
    open_page("compare")
    files = {
        label: work(snapshot, *choices)
        for label, (work, choices) in drawn.items()
        if "CSV" in label
    }
    asked = {"quarter": quarter}
    one = {**asked, "indicator": "ehcp-20-weeks"}
    for label, table, parameters in (
        ("Summary (CSV)", "summary", asked),
        ("Changes since the last report (CSV)", "changes", asked),
        ("This row (CSV)", "summary", one),
        ("This series (CSV)", "series", one),
        ("Calendar (CSV)", "calendar", {}),
        ("Figures (CSV)", "side-by-side", {}),
    ):
        assert api.get(f"{table}.csv", params=parameters).content == files[label], label
        assert f",{home},".encode() in files[label] or label == "Calendar (CSV)", label


def test_a_theme_is_that_of_the_command(api: TestClient, snapshot: Snapshot) -> None:
    for theme in themes.of_indicators(snapshot):
        for table in ("summary", "changes"):
            taken = api.get(f"{table}.csv", params={"theme": theme}).content
            assert taken == good(table, "--theme", theme).out


def test_lait_and_built_tables_are_those_of_the_commands(api: TestClient) -> None:
    assert api.get("compare.csv?area=330").content == good("compare", "--all", "--area", "330").out
    named = "measure=SEN_EHC_Excpt_20wks&measure=ehcp-20-weeks"
    words = ("--measure", "SEN_EHC_Excpt_20wks", "ehcp-20-weeks")
    for query, options in (
        ("", ()),
        ("&area=home&area=neighbours&area=england", ("--area", "home", "neighbours", "england")),
        ("&area=all&newest=true", ("--area", "all", "--newest")),
        ("&from=2019&to=2023&wide=true", ("--from", "2019", "--to", "2023", "--wide")),
        ("&with=rank&with=band&home=330", ("--with", "rank,band", "--home", "330")),
        ("&group=880,851,852&area=group", ("--group", "880,851,852", "--area", "group")),
    ):
        command = good("table", *words, *options).out
        assert api.get(f"table.csv?{named}{query}").content == command, query
    short = good("table", *words, "--count").text.split(": ")[1].strip()
    assert api.get("table.csv", params={"selection": short}).content == good("table", *words).out
    wider = {"selection": short, "area": ["home", "england"]}
    command = good("table", *words, "--area", "home", "england").out
    assert api.get("table.csv", params=wider).content == command


def test_a_large_built_table_comes_in_parts_as_whole(api: TestClient) -> None:
    large = api.get("table.csv?measure=all&area=all&newest=true").content
    assert large == good("table", "--measure", "all", "--area", "all", "--newest").out
    assert large.count(b"\r\n") > 50_000


def test_what_is_suppressed_is_null_with_its_reason_in_every_form(
    api: TestClient, snapshot: Snapshot
) -> None:
    hidden = snapshot.observations.filter((pl.col("symbol") == "c") & (pl.col("leg") == ""))
    assert hidden.height > 0
    met = 0
    for indicator in hidden["indicator_id"].unique():
        for area in hidden.filter(pl.col("indicator_id") == indicator)["area"].unique()[:5]:
            told = api.get(f"series?indicator={indicator}&areas={area}&limit=10000").json()
            for row in told["rows"]:
                if row["symbol"] == "c":
                    met += 1
                    assert row["value"] is row["numerator"] is None
                    assert row["value_low"] is row["value_high"] is None
                    assert row["symbol_reason"]
    assert met > 0


def test_a_past_snapshot_is_as_members_saw_it_without_what_is_withheld_since(
    api: TestClient, store_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A figure is taken back: neither state shows it, and both ETags are new."""
    where = tmp_path / "store"
    shutil.copytree(store_root, where)
    monkeypatch.setenv("KPI_STORE", str(where))
    first = snapshots.current_id(where)
    asked = {"indicator": "early-help-returns", "areas": "home", "snapshot": first}
    before = api.get("series.json", params=asked)
    shown = [row["period"] for row in before.json()["rows"] if row["value"] is not None]
    live = live_snapshot.live(where).snapshot
    figure = withdrawal.figure_named(f"early-help-returns:{shown[-1]}", live, "839")
    second = withdrawal.withhold_figure(figure, where, who="officer", why="Counted wrongly")
    assert live_snapshot.live(where).snapshot.id == second  # a server looks every few seconds
    after = api.get("series.json", params=asked)
    (row,) = (each for each in after.json()["rows"] if each["period"] == shown[-1])
    assert (row["value"], row["numerator"], row["symbol"]) == (None, None, "c")
    assert row["symbol_reason"]
    assert {each["snapshot"] for each in after.json()["rows"]} == {first}
    assert after.headers["etag"] != before.headers["etag"]
    assert api.get("series.json", params=asked | {"snapshot": second}).json()["snapshot"] == second
    listed = api.get("snapshots").json()["rows"]
    assert [(each["snapshot"], each["is_live"]) for each in listed] == [
        (second, True), (first, False),
    ]  # fmt: skip
    assert "officer" not in api.get("snapshots").text
    named = {"quarter": "Q1 2025-26", "since": first}
    command = good("changes", "--quarter", "Q1 2025-26", "--since", first).out
    assert api.get("changes.csv", params=named).content == command


def test_neighbour_models_are_those_of_the_snapshot_asked_for(
    api: TestClient, store_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"measure": "FirstYJS", "neighbours": "2028-05"}
    refused = api.get("compare.json", params=asked)
    assert refused.status_code == 404
    said = refused.json()["detail"]
    assert said.startswith("No neighbour model '2028-05'; there are 2025-05, 2021-04")
    before = snapshots.current_id(store_root)
    where = a_neighbour_list.stored(store_root, tmp_path / "store")
    monkeypatch.setenv("KPI_STORE", str(where))
    mine = api.get("compare.csv", params=asked).content
    assert mine == api.get("compare.csv", params={"measure": "FirstYJS"}).content
    assert mine != api.get("compare.csv", params={**asked, "neighbours": "2025-05"}).content
    summary = api.get("summary.json", params={"newest": "true"}).json()["rows"]
    assert {row["neighbours_model"] for row in summary} == {"DfE's May 2028 model"}
    table = api.get(
        "table.csv", params={"measure": "FirstYJS", "area": "neighbours", "newest": "true"}
    )
    assert "Cornwall" in table.text
    assert api.get("compare.json", params={**asked, "snapshot": before}).status_code == 404
