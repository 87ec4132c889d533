"""A council's folder of definitions: added to, retired from and renamed in, comments kept."""

import shutil
import tomllib
from pathlib import Path

import pytest

from kpi.errors import DefinitionError, UnknownNameError
from kpi.model.definitions import definition_reader
from kpi.periods import Period
from kpi.publishing.definitions import definition_folder

SHIPPED = definition_folder.SHIPPED
PLANS = "ehcp-20-weeks"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with two of the shipped definitions."""
    folder = tmp_path / "indicators"
    folder.mkdir()
    for name in (PLANS, "ks4-fsm-gap"):
        shutil.copy(SHIPPED / f"{name}.toml", folder)
    return folder


def ready(name: str) -> str:
    """A definition as the library has it: without an order."""
    lines = (SHIPPED / f"{name}.toml").read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("order"))


def state(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in place.iterdir()}


def test_the_councils_own_folder_is_that_of_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KPI_DATA", raising=False)
    assert definition_folder.folder() == SHIPPED
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    assert definition_folder.folder() == tmp_path / "indicators"


def test_what_is_added_comes_last_and_is_whole(place: Path) -> None:
    text = ready("referrals-rate")
    path = definition_folder.add(place, "referrals-rate", f"# why we have it\n{text}")
    written = path.read_text("utf-8")
    assert written.startswith("# why we have it\n")
    assert tomllib.loads(written) == {**tomllib.loads(text), "order": 50}
    table = definition_reader.read_files(place)
    assert table["indicator_id"].to_list() == ["ehcp-20-weeks", "ks4-fsm-gap", "referrals-rate"]
    assert definition_folder.ids(place) == ["ehcp-20-weeks", "ks4-fsm-gap", "referrals-rate"]


def test_a_new_folder_is_made(tmp_path: Path) -> None:
    path = definition_folder.add(tmp_path / "new", PLANS, ready(PLANS))
    assert tomllib.loads(path.read_text("utf-8"))["order"] == 10


def test_a_full_scale_of_orders_still_has_a_place(place: Path) -> None:
    file = place / "ks4-fsm-gap.toml"
    file.write_text(file.read_text("utf-8").replace("order = 40", "order = 999"), "utf-8")
    path = definition_folder.add(place, "referrals-rate", ready("referrals-rate"))
    assert tomllib.loads(path.read_text("utf-8"))["order"] == 1


def test_a_file_with_a_fault_does_not_stop_another_from_being_added(place: Path) -> None:
    (place / "broken.toml").write_text("id = no quotes", "utf-8")
    assert definition_folder.add(place, "referrals-rate", ready("referrals-rate")).exists()


def test_what_is_there_is_never_written_over(place: Path) -> None:
    before = state(place)
    with pytest.raises(DefinitionError, match=r"ehcp-20-weeks\.toml is there already"):
        definition_folder.add(place, PLANS, ready(PLANS))
    assert state(place) == before


def test_what_is_no_toml_is_not_added(place: Path) -> None:
    before = state(place)
    with pytest.raises(DefinitionError, match=r"new\.toml is not valid TOML"):
        definition_folder.add(place, "new", "id = no quotes")
    assert state(place) == before


def test_retired_and_restored(place: Path) -> None:
    whole = (place / f"{PLANS}.toml").read_text("utf-8")
    definition_folder.retire(place, PLANS, start="2025/26 Q2", why=" Replaced. ")
    retired = definition_reader.from_table(definition_reader.read_files(place))[0]
    assert retired.retired_from == Period.quarter(2025, 2)
    assert retired.retired_why == "Replaced."
    assert (place / f"{PLANS}.toml").read_text("utf-8").startswith(whole.rstrip())
    definition_folder.restore(place, PLANS)
    assert definition_reader.from_table(definition_reader.read_files(place))[0].retired_from is None
    with pytest.raises(UnknownNameError, match="is not retired"):
        definition_folder.restore(place, PLANS)


@pytest.mark.parametrize(
    ("name", "start", "why", "fault"),
    [
        ("ehcp-20-week", "Q1 2025-26", "w", "no definition of 'ehcp-20-week'; perhaps 'ehcp-20-"),
        ("../secret", "Q1 2025-26", "w", "no definition of"),
        (PLANS, "2025", "w", "2025"),
        (PLANS, "spring term 2025", "w", "'spring term 2025' is not a quarter"),
        (PLANS, "Q1 2025-26", " ", "say why"),
    ],
)
def test_what_cannot_be_retired(place: Path, name: str, start: str, why: str, fault: str) -> None:
    before = state(place)
    with pytest.raises((UnknownNameError, DefinitionError), match=fault):
        definition_folder.retire(place, name, start=start, why=why)
    assert state(place) == before


def test_renamed_twice_it_knows_both_earlier_ids(place: Path) -> None:
    definition_folder.rename(place, PLANS, "plans-in-time")
    definition_folder.rename(place, "plans-in-time", "plans")
    found = next(
        i
        for i in definition_reader.from_table(definition_reader.read_files(place))
        if i.id == "plans"
    )
    assert found.formerly == (PLANS, "plans-in-time")
    assert definition_folder.ids(place) == ["ks4-fsm-gap", "plans"]


def test_renamed_back_it_is_as_before(place: Path) -> None:
    """Its own former id is free to it, and is no former one then."""
    definition_folder.rename(place, PLANS, "plans-in-time")
    definition_folder.rename(place, "plans-in-time", PLANS)
    assert tomllib.loads((place / f"{PLANS}.toml").read_text("utf-8"))["formerly"] == [
        "plans-in-time"
    ]
    definition_folder.rename(place, PLANS, "plans-in-time")
    definition_folder.rename(place, "plans-in-time", "plans")
    found = next(
        i
        for i in definition_reader.from_table(definition_reader.read_files(place))
        if i.id == "plans"
    )
    assert found.formerly == (PLANS, "plans-in-time")


def test_a_former_id_is_given_to_nobody_else(place: Path) -> None:
    """Two definitions with one id would stop every build: whose it was is named before."""
    definition_folder.rename(place, PLANS, "plans-in-time")
    definition_folder.rename(place, "plans-in-time", "plans")
    (place / "broken.toml").write_text("formerly = [", "utf-8")
    before = state(place)
    for name in (PLANS, "plans-in-time"):
        remedy = f"'{name}' is a former id of plans, .* indicator rename plans {name}$"
        with pytest.raises(DefinitionError, match=remedy):
            definition_folder.add(place, name, ready(PLANS))
        with pytest.raises(DefinitionError, match=remedy):
            definition_folder.rename(place, "ks4-fsm-gap", name)
    assert state(place) == before


def test_an_id_that_it_has_already(place: Path) -> None:
    before = state(place)
    with pytest.raises(DefinitionError, match=f"^{PLANS} has that id already: there is nothing"):
        definition_folder.rename(place, PLANS, PLANS)
    assert state(place) == before


def test_a_reason_to_retire_is_not_written_over(place: Path) -> None:
    definition_folder.retire(place, PLANS, start="Q2 2025-26", why="Replaced.")
    before = state(place)
    with pytest.raises(
        DefinitionError,
        match=rf"retired already from Q2 2025-26 on: Replaced\..*indicator restore {PLANS}$",
    ):
        definition_folder.retire(place, PLANS, start="Q3 2025-26", why="Another reason.")
    assert state(place) == before


@pytest.mark.parametrize("new", ["", "Plans", "a b", "../up", "a--b", "-a", "é", "ks4-fsm-gap"])
def test_what_no_definition_may_be_called(place: Path, new: str) -> None:
    before = state(place)
    with pytest.raises(DefinitionError, match=r"is not an id|is there already"):
        definition_folder.rename(place, PLANS, new)
    assert state(place) == before


def test_a_definition_is_removed_and_an_unknown_one_named(place: Path) -> None:
    definition_folder.remove(place, PLANS)
    assert definition_folder.ids(place) == ["ks4-fsm-gap"]
    for name in (PLANS, "../indicators/ks4-fsm-gap"):
        with pytest.raises(UnknownNameError, match="no definition of"):
            definition_folder.remove(place, name)
    assert definition_folder.ids(place) == ["ks4-fsm-gap"]
