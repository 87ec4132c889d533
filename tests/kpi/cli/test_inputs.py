"""The commands about inputs that others publish."""

import json
from pathlib import Path

import pytest

from kpi.model.snapshot import Snapshot
from tests.kpi.cli.running import ROOT, good

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
    assert b"ehcp-20-weeks: read 970, kept 961, withheld 9 (9 no value" in out
