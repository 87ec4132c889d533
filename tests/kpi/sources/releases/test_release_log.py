"""The log of releases as a snapshot holds it."""

from datetime import date
from pathlib import Path

import polars as pl

from kpi.model import schemas
from kpi.sources.releases import release_log, taken_in
from kpi.sources.releases.release_comparison import CELLS
from kpi.sources.releases.taken_in import TakenInRelease
from tests.kpi.sources.releases.test_taken_in import staged

FIRST = pl.DataFrame([], taken_in.FIRSTS)
CELL = {
    "measure": "M", "name": "Measure", "area": "839", "label": "2024", "year": 2024,
    "change": "changed", "before": 1.5, "after": 2.5, "symbol_before": None, "symbol_after": None,
}  # fmt: skip


def kept(base: Path, folder: Path) -> TakenInRelease:
    about = staged(folder)
    return taken_in.keep(about.folder, base, about, pl.DataFrame([CELL], CELLS), FIRST)


def test_nothing_taken_in_makes_no_table(tmp_path: Path) -> None:
    assert release_log.tables(tmp_path / "releases", {}) == {}


def test_a_release_and_each_value_it_changed(tmp_path: Path) -> None:
    base = tmp_path / "releases"
    release = kept(base, tmp_path / "a")
    taken_in.put_in_force(release)
    made = release_log.tables(base, {"dfe-cin": release})
    assert made["releases"].schema == schemas.RELEASES
    (row,) = made["releases"].rows(named=True)
    assert (row["source"], row["edition"], row["taken_in"]) == (
        "dfe-cin",
        "2026",
        date(2026, 11, 2),
    )
    assert (row["values_changed"], row["measures_gone"]) == (4, 2)
    assert made["release_revisions"].schema == schemas.RELEASE_REVISIONS
    assert made["release_revisions"].rows() == [
        ("dfe-cin", "2026", date(2026, 11, 2), "M", "Measure", "839", "2024", 1.5, 2.5)
    ]


def test_a_kept_release_counts_when_it_is_about_to_be_in_force(tmp_path: Path) -> None:
    base = tmp_path / "releases"
    release = kept(base, tmp_path / "a")
    assert release_log.tables(base, {}) == {}
    assert release_log.tables(base, {"dfe-cin": release})["releases"].height == 1
    only_looked_at = staged(tmp_path / "b")
    assert release_log.tables(base, {"dfe-cin": only_looked_at}) == {}
