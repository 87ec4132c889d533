"""`python -m kpi indicator`: the library searched, definitions added, checked, retired, renamed."""

import csv
import io
import shutil
from pathlib import Path

import pytest

from kpi.publishing.definitions import definition_folder
from tests.kpi.cli.running import run

pytestmark = pytest.mark.usefixtures("shared_store")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A council's own folder with the shipped definitions."""
    folder = tmp_path / "council" / "indicators"
    shutil.copytree(definition_folder.SHIPPED, folder)
    monkeypatch.setenv("KPI_DATA", str(folder.parent))
    return folder


def test_search_prints_csv(place: Path) -> None:
    done = run("indicator", "search", "care", "rate")
    rows = list(csv.DictReader(io.StringIO(done.text)))
    assert done.status == 0
    assert "children-in-care-rate" in [row["id"] for row in rows]
    assert {row["state"] for row in rows} == {""}


def test_add_two_and_check(place: Path) -> None:
    done = run("indicator", "add", "children-in-care-rate", "re-referrals-12-months")
    assert done.status == 0
    assert done.text.count("added ") == 2
    assert "python -m kpi build" in done.err
    checked = run("indicator", "check")
    assert (checked.status, checked.text) == (0, "")
    assert checked.err == "9 definitions checked: no fault\n"


def test_add_all_or_none(place: Path) -> None:
    before = definition_folder.ids(place)
    for names, fault in (
        (("children-in-care-rate", "no-such-thing"), "the library has no 'no-such-thing'"),
        (("children-in-care-rate", "ehcp-20-weeks"), "ehcp-20-weeks: there already"),
    ):
        done = run("indicator", "add", *names)
        assert done.status == 2
        assert fault in done.err
        assert definition_folder.ids(place) == before


def test_check_lists_each_fault_on_its_line(place: Path) -> None:
    for name in ("ehcp-20-weeks", "ks4-fsm-gap"):
        file = place / f"{name}.toml"
        file.write_text(file.read_text("utf-8").replace("decimals = 1", 'decimals = "1"'), "utf-8")
    done = run("indicator", "check")
    assert done.status == 1
    assert done.text.splitlines() == [
        f"{name}.toml: decimals is '1', not a whole number from 0 to 6"
        for name in ("ehcp-20-weeks", "ks4-fsm-gap")
    ]
    assert done.err == "7 definitions checked: 2 faults\n"
    one = run("indicator", "check", str(place / "ks4-fsm-gap.toml"))
    assert (one.status, one.err) == (1, "1 definition checked: 1 fault\n")


def test_retire_restore_and_rename(place: Path) -> None:
    done = run("indicator", "retire", "ks4-fsm-gap", "--from", "Q2 2026-27", "--why", "Replaced")
    assert done.status == 0
    assert done.text.startswith("ks4-fsm-gap is not reported from Q2 2026-27 on: ")
    assert run("indicator", "restore", "ks4-fsm-gap").text.startswith("ks4-fsm-gap is reported ag")
    done = run("indicator", "rename", "ks4-fsm-gap", "gap-at-16")
    assert done.text.startswith("ks4-fsm-gap is gap-at-16 now: ")
    assert "gap-at-16" in definition_folder.ids(place)
    assert run("indicator", "check").status == 0


def test_faults_are_one_line(place: Path) -> None:
    for arguments, fault in (
        (("retire", "nothing", "--from", "Q2 2026-27", "--why", "w"), "no definition of 'nothing'"),
        (("restore", "ehcp-20-weeks"), "is not retired"),
        (("rename", "ehcp-20-weeks", "A B"), "is not an id"),
    ):
        done = run("indicator", *arguments)
        assert (done.status, done.text) == (2, "")
        assert len(done.err.splitlines()) == 1
        assert fault in done.err


ANSWERS = {
    "name": "Visits on time", "directorate": "Children's Social Care", "aim": "More visits on time",
    "counted": "visits", "happened": "were on time", "owner_role": "Head of Care",
    "definition": "Visits made on time.", "numerator": "Visits on time", "denominator": "Visits",
    "why_it_matters": "Children are seen.", "council_controls": "The visits.",
}  # fmt: skip


def options(**more: str) -> list[str]:
    """All options of `new`, so that nothing is asked."""
    every = {
        "measure": "none", **ANSWERS, "polarity": "higher", "unit": "percent", "decimals": "1",
        "period_kind": "financial quarter", "figure_kind": "flow", **more,
    }  # fmt: skip
    return [f"--{key.replace('_', '-')}={value}" for key, value in every.items()]


def test_new_from_options(place: Path) -> None:
    done = run("indicator", "new", *options())
    assert done.status == 0, done.err
    assert done.text == f"written: {place / 'visits-on-time.toml'}\n"
    assert run("indicator", "check").status == 0
    assert run("indicator", "new", *options()).status == 2  # it is there already


def test_new_with_a_fault_writes_nothing(place: Path) -> None:
    before = definition_folder.ids(place)
    done = run("indicator", "new", *options(measure="ReReferral"))
    assert done.status == 2
    assert "polarity is 'higher', but of LAIT's ReReferral lower is better" in done.err
    assert definition_folder.ids(place) == before


def test_new_asks_what_it_is_not_given(place: Path) -> None:
    given = [each for each in options() if not each.startswith("--name")]
    done = run("indicator", "new", *given)
    assert done.status == 2
    assert done.err.endswith(
        "kpi: nothing was written: no answer to 'What it is called on pages'\n"
    )


def test_a_council_that_begins_needs_no_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KPI_STORE")
    monkeypatch.setenv("KPI_DATA", str(tmp_path / "new"))
    assert run("indicator", "add", "re-referrals-12-months").status == 0
    done = run("indicator", "check")
    assert (done.status, done.err) == (0, "1 definition checked: no fault\n")


def test_a_store_that_is_there_and_damaged_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KPI_STORE")
    monkeypatch.setenv("KPI_DATA", str(tmp_path / "new"))
    assert run("indicator", "add", "re-referrals-12-months").status == 0
    (tmp_path / "new" / "store").mkdir()
    (tmp_path / "new" / "store" / "CURRENT").write_text("no such snapshot")
    done = run("indicator", "check")
    assert (done.status, done.text) == (2, "")
