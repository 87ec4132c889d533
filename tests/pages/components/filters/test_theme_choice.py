"""The choice of a theme: what it leaves on the scorecard, among all measures, and in addresses."""

from pathlib import Path

import pytest

from kpi.benchmarks import authority_profile
from kpi.downloads.page_files import ProfileSelection, profile_csv
from kpi.model.definitions import themes
from kpi.model.snapshot import Snapshot
from kpi.resources import DATA
from tests.kpi.changing import BCP
from tests.kpi.cli.running import good, rows_of, run
from tests.pages.conftest import Opener
from tests.pages.reading import faults, notices, text
from tests.shipped_models import DEFAULT_MODEL

PROTECTION = ["assessments-45-days", "early-help-returns", "referrals-rate"]


def test_the_scorecard_keeps_the_indicators_of_a_theme(
    open_page: Opener, snapshot: Snapshot
) -> None:
    app = open_page("scorecard", theme="help-and-protection")
    assert faults(app) == []
    said = text(app)
    for indicator in snapshot.indicators:
        assert (indicator.name in said) == (indicator.id in PROTECTION), indicator.id
    names = app.selectbox(key="indicator").options
    assert len(names) == 4
    app.selectbox(key="theme").set_value("all").run()
    assert len(app.selectbox(key="indicator").options) == 8


def test_an_indicator_outside_a_newly_chosen_theme_is_let_go(open_page: Opener) -> None:
    app = open_page("scorecard", indicator="ehcp-20-weeks")
    app.selectbox(key="theme").set_value("help-and-protection").run()
    assert app.selectbox(key="indicator").value == "all"
    assert faults(app) == []


def test_only_themes_of_the_directorate_are_offered(open_page: Opener) -> None:
    app = open_page("scorecard", theme="help-and-protection")
    app.selectbox(key="directorate").set_value("Education and Skills").run()
    assert app.selectbox(key="theme").value == "all"
    assert app.selectbox(key="theme").options == ["All"]


def test_all_measures_keeps_those_of_a_theme(open_page: Opener, snapshot: Snapshot) -> None:
    held = themes.measures_of(snapshot, themes.theme("care-leavers"))
    app = open_page("profile", theme="care-leavers")
    assert faults(app) == []
    every = authority_profile.profile(snapshot, BCP)
    assert f"{len(held)} of {len(every)} measures" in text(app)
    listed = ProfileSelection(
        BCP, DEFAULT_MODEL, None, None, None, None, None, "topic", theme="care-leavers"
    )
    rows = rows_of(profile_csv(snapshot, listed))
    assert {row["measure"] for row in rows} == held


def test_an_unknown_theme_in_an_address_is_named(open_page: Opener) -> None:
    app = open_page("scorecard", theme="prizes")
    assert any("prizes" in said for said in notices(app, "alert") + notices(app, "status"))
    assert app.selectbox(key="theme").value == "all"


def test_a_faulty_file_is_named_and_the_page_goes_on(
    open_page: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / themes.NAME).write_text("theme = 3", encoding="utf-8")
    monkeypatch.setenv("KPI_STORE", str(DATA / "store"))
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    app = open_page("scorecard")
    assert faults(app) == []
    assert "The file of themes is not used. themes.toml" in text(app)
    assert "Education, health and care plans issued within 20 weeks" in text(app)


def test_commands_take_a_theme() -> None:
    rows = good("summary", "--quarter", "Q1 2025-26", "--theme", "help-and-protection").rows
    assert [row["indicator_id"] for row in rows] == PROTECTION
    both = ("--theme", "help-and-protection", "--indicator", "referrals-rate")
    assert len(good("summary", "--quarter", "Q1 2025-26", *both).rows) == 1
    none = run("summary", "--theme", "help-and-protection", "--indicator", "ehcp-20-weeks")
    assert none.status != 0
    assert "theme 'help-and-protection' holds none of ehcp-20-weeks" in none.err
    assert "holds none of the indicators" in run("summary", "--theme", "care-leavers").err
    assert "perhaps 'safe'" in run("summary", "--theme", "saef").err
