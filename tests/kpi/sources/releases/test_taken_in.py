"""Releases that were taken in: kept whole, in force in one step, and checked when they are read."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from kpi.errors import InputError
from kpi.sources.releases import taken_in
from kpi.sources.releases.release_comparison import CELLS
from kpi.sources.releases.taken_in import FIRSTS, TakenInRelease

COUNTS = {
    "measures_added": 1, "measures_gone": 2, "measures_renamed": 0, "series_moved": 1,
    "values_added": 3, "values_changed": 4, "values_gone": 5,
}  # fmt: skip


def staged(folder: Path, text: str = "figures") -> TakenInRelease:
    folder.mkdir(parents=True)
    (folder / "data.csv").write_text(text, encoding="utf-8")
    return TakenInRelease(
        "dfe-cin", folder, "2026", date(2026, 10, 30), date(2026, 11, 2), "folder new",
        counts=COUNTS,
    )  # fmt: skip


def keep(base: Path, about: TakenInRelease) -> TakenInRelease:
    return taken_in.keep(
        about.folder, base, about, pl.DataFrame(schema=CELLS), pl.DataFrame(schema=FIRSTS)
    )


def test_a_kept_release_is_not_in_force_until_it_is_put_there(tmp_path: Path) -> None:
    base = tmp_path / "releases"
    about = staged(tmp_path / "a")
    kept = keep(base, about)
    assert kept == replace(about, folder=base / "dfe-cin" / "1")
    assert taken_in.current(base) == {}
    taken_in.put_in_force(kept)
    assert list(taken_in.history(base, kept)) == [kept]
    # Of one that is looked at elsewhere: what was taken in before it.
    assert list(taken_in.history(base, about)) == [kept]
    assert list(taken_in.history(tmp_path / "none", about)) == []
    assert taken_in.current(base) == {"dfe-cin": kept}
    assert taken_in.revisions(kept).schema == CELLS


def test_the_next_release_has_the_next_number_and_the_log_has_both(tmp_path: Path) -> None:
    base = tmp_path / "releases"
    first = keep(base, staged(tmp_path / "a"))
    taken_in.put_in_force(first)
    abandoned = keep(base, staged(tmp_path / "b", "other"))
    assert abandoned.folder.name == "2"
    second = keep(base, replace(staged(tmp_path / "c", "newest"), edition="2027", reason="Because"))
    assert second.folder.name == "2"  # in the place of the one that was never in force
    taken_in.put_in_force(second)
    assert [each.edition for each in taken_in.history(base, second)] == ["2026", "2027"]
    assert [each.edition for each in taken_in.history(base, first)] == ["2026"]
    assert taken_in.current(base)["dfe-cin"].reason == "Because"
    assert (second.folder / "data.csv").read_text(encoding="utf-8") == "newest"


def test_a_release_that_was_gone_back_from_stays_beside_the_next_one(tmp_path: Path) -> None:
    base = tmp_path / "releases"
    first = keep(base, staged(tmp_path / "a"))
    taken_in.put_in_force(first)
    for number, text in enumerate(("second", "third"), start=1):
        taken_in.put_in_force(keep(base, staged(tmp_path / text, text)))
        taken_in.put_in_force(first)  # as one who writes 1 into the file CURRENT
        keep(base, staged(tmp_path / f"after {text}", f"after {text}"))
        aside = base / "dfe-cin" / f"2.aside-{number * 2 - 1}"
        assert (aside / "data.csv").read_text(encoding="utf-8") == text
    in_force = taken_in.current(base)["dfe-cin"]
    assert [each.edition for each in taken_in.history(base, in_force)] == ["2026"]


def test_going_back_ends_at_the_shipped_release(tmp_path: Path) -> None:
    base = tmp_path / "releases"
    first = keep(base, staged(tmp_path / "a"))
    taken_in.put_in_force(first)
    second = keep(base, staged(tmp_path / "b"))
    taken_in.put_in_force(second)
    assert [taken_in.before(second), taken_in.before(first)] == [first, None]
    taken_in.put_out_of_force(second)
    assert taken_in.current(base) == {"dfe-cin": first}
    taken_in.put_out_of_force(first)
    assert taken_in.current(base) == {}
    assert second.folder.is_dir()


def test_a_file_that_was_changed_or_lost_is_named(tmp_path: Path) -> None:
    base = tmp_path / "releases"
    kept = keep(base, staged(tmp_path / "a"))
    taken_in.put_in_force(kept)
    (kept.folder / "data.csv").write_text("other figures", encoding="utf-8")
    with pytest.raises(InputError, match=r"dfe-cin/1/data.csv: is not as it was taken in"):
        taken_in.current(base)
    (kept.folder / "data.csv").unlink()
    with pytest.raises(InputError, match=r"dfe-cin/1/data.csv: is not as it was taken in"):
        taken_in.current(base)


def test_a_pointer_to_no_number_is_named(tmp_path: Path) -> None:
    base = tmp_path / "releases"
    taken_in.put_in_force(keep(base, staged(tmp_path / "a")))
    (base / "dfe-cin" / "CURRENT").write_text("newest", encoding="utf-8")
    with pytest.raises(InputError, match="CURRENT: 'newest' is not the number of a release"):
        taken_in.current(base)


def test_a_release_of_another_source_is_named(tmp_path: Path) -> None:
    base = tmp_path / "releases"
    taken_in.put_in_force(keep(base, staged(tmp_path / "a")))
    (base / "dfe-cin").rename(base / "dfe-sen2")
    with pytest.raises(InputError, match="is of dfe-cin, not of dfe-sen2"):
        taken_in.current(base)


def test_a_councils_own_releases_lie_with_its_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KPI_DATA", raising=False)
    assert taken_in.place(tmp_path / "inputs") == tmp_path / "inputs" / "releases"
    monkeypatch.setenv("KPI_DATA", str(tmp_path / "own"))
    assert taken_in.place(tmp_path / "inputs") == tmp_path / "own" / "inputs" / "releases"
