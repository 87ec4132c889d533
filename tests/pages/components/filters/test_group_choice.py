"""The choice of a group of authorities: by address, by the file's default, and by menu."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.indicators.comparisons.chosen_groups import of_codes
from kpi.store import snapshots
from tests.pages.conftest import Opener
from tests.pages.reading import faults, markup, notices, text
from tests.pages.scorecard_reading import scorecard_tables

FILE = """
default = "coastal"
stands = "beside"

[[group]]
id = "coastal"
name = "Coastal authorities"
authorities = ["880", "851", "852"]

[[group]]
id = "quick"
name = "Quick with plans"
authorities = ["803", "838", "870"]
"""


OWN = of_codes(["880", "851", "852"]).in_address


def heads(app: AppTest) -> list[str]:
    """The comparators' heads of the scorecard's first table."""
    return list(scorecard_tables(markup(app))[0].heads[5:])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The council's own folder; the store stays the tests' own."""
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    return tmp_path


def test_without_a_group_the_page_has_four_comparators(open_page: Opener) -> None:
    app = open_page()
    assert len(heads(app)) == 4
    assert [box.label for box in app.selectbox if box.label == "Group of authorities"] == []


def test_an_address_may_name_authorities(open_page: Opener) -> None:
    app = open_page(group="880,851,852")
    assert faults(app) == []
    assert len(heads(app)) == 5
    assert heads(app)[3].endswith("Chosen")
    assert "Chosen (C): Chosen group (3 authorities), three authorities: Portsmouth" in text(app)
    assert app.query_params["group"] in (OWN, [OWN])  # in one order, however it was typed


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("880,851", "it has 2 authorities: name at least 3"),
        ("880,851,839,852", "it names '839', which is the authority itself"),
        ("880,851,zzz", "it names 'zzz', which is no authority"),
        ("nobody", "no group has that id; there is no file of groups"),
    ],
)
def test_what_is_no_group_is_named_and_ignored(open_page: Opener, asked: str, why: str) -> None:
    app = open_page(group=asked)
    (fault,) = notices(app, "status")
    assert fault.startswith(f"The address asks for group “{asked}”, {why}")
    assert fault.endswith("It was ignored: no group is shown.")
    assert len(heads(app)) == 4


def test_the_files_default_is_shown_and_can_be_left_out(open_page: Opener, folder: Path) -> None:
    (folder / "groups.toml").write_text(FILE, encoding="utf-8")
    app = open_page()
    assert len(heads(app)) == 5
    assert "Chosen (C): Coastal authorities, three authorities: Torbay" in text(app)
    assert "group" not in app.query_params
    assert len(heads(open_page(group="none"))) == 4
    assert "Quick with plans, three authorities" in text(open_page(group="quick"))


def test_the_definitions_say_who_is_in_each_group(open_page: Opener, folder: Path) -> None:
    named = FILE.replace("Quick with plans", "Quick & early")
    (folder / "groups.toml").write_text(named, encoding="utf-8")
    said = text(open_page("definitions"))
    assert "Coastal authorities, three authorities: Torbay, Portsmouth, Southampton." in said
    assert "Quick & early, three authorities: " in said


def test_a_default_may_stand_in_the_neighbours_place(open_page: Opener, folder: Path) -> None:
    (folder / "groups.toml").write_text(FILE.replace("beside", "instead"), encoding="utf-8")
    app = open_page()
    assert [head.split()[-1] for head in heads(app)] == ["England", "West", "Chosen", "Good"]
    page = open_page("indicator", indicator="ehcp-20-weeks")
    assert "The ten statistical neighbours" not in text(page)
    assert "Coastal authorities" in text(page)


def test_a_file_with_faults_is_named_and_not_used(open_page: Opener, folder: Path) -> None:
    (folder / "groups.toml").write_text(FILE.replace("852", "999"), encoding="utf-8")
    app = open_page()
    assert notices(app, "status") == [
        "The file of groups is not used. groups.toml: group 'coastal' names '999', which is no "
        "authority"
    ]
    assert len(heads(app)) == 4


def test_a_group_is_chosen_by_menu_and_kept_on_the_next_page(open_page: Opener) -> None:
    app = open_page()
    (chooser,) = [box for box in app.multiselect if "group of your own" in box.label]
    chooser.select("880").select("851").run()
    assert len(heads(app)) == 4  # two are no group yet
    (chooser,) = [box for box in app.multiselect if "group of your own" in box.label]
    assert chooser.value == ["880", "851"]
    chooser.select("852").run()
    assert app.query_params["group"] in (OWN, [OWN])
    assert len(heads(app)) == 5


@pytest.mark.parametrize("view", ["time", "all", "neighbours", "region", "map"])
def test_benchmarks_has_the_group_in_each_view(open_page: Opener, view: str) -> None:
    app = open_page("benchmarks", measure="SEN_EHC_Excpt_20wks", view=view, group=OWN)
    assert faults(app) == []
    assert notices(app, "status") == []
    said = text(app)
    assert "chosen group, mean of 3 of 3" in said
    if view == "neighbours":
        assert "All three lists" in said
        assert "Chosen group (3 authorities)" in said


def test_compare_and_build_a_table_have_the_group(open_page: Opener) -> None:
    app = open_page("compare", group=OWN)
    assert faults(app) == []
    assert "Chosen group (3 authorities), mean" in text(app)
    assert "Our place among the group" in text(app)
    table = open_page("table", table="1.Ct_B.839.h-g.~-~.~.w.202505.851-852-880")
    assert faults(table) == []
    assert notices(table, "status") == []
    assert "Chosen group (3 authorities), three authorities: Portsmouth" in text(table)
    paper = open_page("paper", group=OWN)
    assert faults(paper) == []
    assert "C (chosen group)" in text(paper)


NOTES = """
[[note]]
date = 2021-01-11
indicator = "SEN_EHC_Excpt_20wks"
text = "Inspection of the local area"

[[note]]
date = 2024-06-03
indicator = "ehcp-20-weeks"
text = "New system"
"""


@pytest.fixture
def own_store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store of this test alone: charts with notes are kept with their snapshot."""
    shutil.copytree(snapshots.root(), folder / "own-store")
    monkeypatch.setenv("KPI_STORE", str(folder / "own-store"))


@pytest.mark.usefixtures("own_store")
def test_notes_stand_on_charts_and_under_them(open_page: Opener, folder: Path) -> None:
    (folder / "notes.toml").write_text(NOTES, encoding="utf-8")
    for form in ("chart", "table"):
        app = open_page("benchmarks", measure="SEN_EHC_Excpt_20wks", **{"as": form})
        assert faults(app) == []
        assert "<li>11 January 2021: Inspection of the local area</li>" in markup(app)
        assert ('<span class="noted"' in markup(app)) is (form == "chart")
    page = open_page(
        "indicator", indicator="ehcp-20-weeks", quarter="Q3 2024-25", neighbours="2021-04"
    )
    assert "<li>3 June 2024: New system</li>" in markup(page)
    assert "Note 1, 3 June 2024: New system" in text(page)


@pytest.mark.usefixtures("own_store")
def test_a_file_of_notes_with_faults_is_named_and_not_used(open_page: Opener, folder: Path) -> None:
    (folder / "notes.toml").write_text(NOTES.replace("ehcp-20-weeks", "ehcp"), encoding="utf-8")
    app = open_page()
    (notice,) = notices(app, "status")
    assert notice.startswith("The file of notes is not used. notes.toml: note 2: indicator is 'ehc")
