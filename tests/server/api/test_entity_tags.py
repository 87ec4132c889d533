"""An ETag changes with whatever the answer is made of, and with nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from kpi.model.snapshot import Snapshot
from kpi.store import served_snapshots
from server.api.entity_tags import entity_tag

PARTS = ("/api/v1/summary.csv", "quarter=Q1", "csv")


def test_equal_requests_have_equal_tags(snapshot: Snapshot) -> None:
    tag = entity_tag(snapshot, PARTS)
    assert tag == entity_tag(snapshot, PARTS)
    assert len(tag) == 34
    assert tag[0] == tag[-1] == '"'


def test_what_changes_the_answer_changes_the_tag(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tags = [entity_tag(snapshot, PARTS), entity_tag(snapshot, (*PARTS[:2], "json"))]
    tags.append(entity_tag(replace(snapshot, id="another"), PARTS))
    with monkeypatch.context() as set_up:
        set_up.setenv("KPI_HOME", "330")
        tags.append(entity_tag(snapshot, PARTS))
    with monkeypatch.context() as set_up:  # a figure was withheld: past snapshots show less
        set_up.setattr(served_snapshots, "mark", lambda _where: ("live", "newest", "1"))
        tags.append(entity_tag(snapshot, PARTS))
    (tmp_path / "groups.toml").write_text(
        'default = "a"\n[[group]]\nid = "a"\nname = "A"\nauthorities = ["880", "851", "852"]\n'
    )
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    tags.append(entity_tag(snapshot, PARTS))
    assert len(set(tags)) == 6
