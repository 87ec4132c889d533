"""The release log in words."""

from dataclasses import replace
from datetime import date

import polars as pl

from kpi.guidance.releases_taken_in import ReleaseTakenIn, releases_taken_in
from kpi.model import schemas
from kpi.model.snapshot import Snapshot

ROW = {
    "source": "dfe-lait", "edition": "July 2026", "published": date(2026, 7, 14),
    "taken_in": date(2026, 7, 20), "origin": "folder", "reason": "", "measures_added": 0,
    "measures_gone": 1, "measures_renamed": 0, "series_moved": 0, "values_added": 1200,
    "values_changed": 1, "values_gone": 0,
}  # fmt: skip
REVISED = {
    "source": "dfe-lait", "edition": "July 2026", "taken_in": date(2026, 7, 20), "measure": "M",
    "name": "Measure", "area": "839", "period": "2024", "old_value": 1.0, "new_value": 2.0,
}  # fmt: skip


def logged(snapshot: Snapshot) -> Snapshot:
    later = {**ROW, "edition": "October 2026", "published": None, "reason": "DfE said so"}
    return replace(
        snapshot,
        releases=pl.DataFrame([ROW, later], schemas.RELEASES),
        release_revisions=pl.DataFrame([REVISED], schemas.RELEASE_REVISIONS),
    )


def test_a_snapshot_without_any_has_none(snapshot: Snapshot) -> None:
    assert releases_taken_in(snapshot, "839") == ()


def test_each_release_says_what_it_changed_newest_first(snapshot: Snapshot) -> None:
    newest, first = releases_taken_in(logged(snapshot), "839")
    assert first == ReleaseTakenIn(
        "Local Authority Interactive Tool (LAIT)",
        "July 2026",
        "14 July 2026",
        "20 July 2026",
        "1,200 new values, 1 value changed, 1 measure gone",
        "1",
        "",
        date(2026, 7, 20),
    )
    assert (newest.published, newest.home, newest.reason) == ("not said", "0", "DfE said so")


def test_another_authority_has_its_own_count(snapshot: Snapshot) -> None:
    assert [each.home for each in releases_taken_in(logged(snapshot), "838")] == ["0", "0"]
