"""The commands about inputs that others publish."""

import json
import shutil
from pathlib import Path

import pytest

from kpi.model.snapshot import Snapshot
from kpi.publishing import build as building
from kpi.publishing.definitions import definition_folder
from tests.kpi.cli.running import ROOT, good, run
from tests.kpi.publishing.definitions.quick_builds import built_once
from tests.kpi.returning import live_of, proved_at_a_glance

pytestmark = pytest.mark.usefixtures("shared_store")
EES = ROOT / "tests" / "kpi" / "sources" / "ees_fixtures"


def test_ees() -> None:
    out = good("ees", str(EES / "good_quarters.csv")).out
    found = json.loads(out)
    assert found["faults"] == []
    out = good("ees", str(EES / "bad_everything.csv")).out
    assert len(json.loads(out)["faults"]) > 5


def test_build_of_the_same_inputs_changes_nothing(store_root: Path, snapshot: Snapshot) -> None:
    before = sorted(p.name for p in (store_root / "snapshots").iterdir())
    out = good("build").out
    assert out.decode().splitlines()[-1] == (f"nothing has changed: {snapshot.id} stays live")
    assert sorted(p.name for p in (store_root / "snapshots").iterdir()) == before
    lines = out.decode().splitlines()
    assert (
        "ehcp-20-weeks: read 970, kept 961; the other 9 are not shown, as intended (9 without a "
        "value from the publisher: the reason is shown instead)"
    ) in lines
    (england,) = [line for line in lines if "England's figure" in line]
    assert england.startswith(
        "dfe-lait: 52 not shown, as intended (England's figure beside measures where it would "
        "mislead: "
    )
    assert not [line for line in lines if "withheld" in line]


def test_the_made_up_return_is_taken_out_by_one_command_and_stays_out(
    where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KPI_DATA", raising=False)
    monkeypatch.setattr(building, "build", built_once)
    with proved_at_a_glance():
        out = good("build", "--without-illustrative", "--why", "Our own figures only").out
        made = live_of(where)
        assert out.decode().splitlines()[-1] == f"snapshot {made.id} is live"
        for table in (made.observations, made.targets, made.commentary):
            assert "illustrative" not in set(table["data_status"])
        again = good("build").out
    assert again.decode().splitlines()[-1] == f"nothing has changed: {made.id} stays live"


def test_faults_of_notes_and_groups_are_told(
    where: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They stop no build, as pages go on without the file, but a paper without it is not made."""
    own = tmp_path / "council"
    shutil.copytree(definition_folder.SHIPPED, own / "indicators")
    (own / "notes.toml").write_text('[[note]]\ndate = 2025-02-03\nindicator = "x"\ntext = "t"\n')
    (own / "groups.toml").write_text("[[group]\n")
    monkeypatch.setenv("KPI_DATA", str(own))
    monkeypatch.setattr(building, "build", built_once)
    lines = good("build", "--dry-run").out.decode().splitlines()
    note = "notes.toml: note 1: indicator is 'x', which is no indicator or measure"
    assert any(line.startswith(f"warning: {note}") for line in lines)
    assert any(line.startswith("warning: groups.toml is not valid TOML: line 1") for line in lines)
    checked = run("indicator", "check")
    assert checked.status == 1
    assert [line[:11] for line in checked.text.splitlines()] == ["groups.toml", "notes.toml:"]
    assert run("indicator", "check", str(own / "indicators" / "ehcp-20-weeks.toml")).status == 0
    (own / "groups.toml").unlink()
    paper = run("paper", "--output", str(tmp_path / "paper.docx"))
    assert paper.status == 2
    assert note in paper.err
    assert not (tmp_path / "paper.docx").exists()
