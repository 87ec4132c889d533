"""A release is laid out as its importer reads it, whatever its files are called."""

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from kpi.errors import InputError
from kpi.sources import lait
from kpi.sources.groups import neighbour_groups
from kpi.sources.releases import staging
from tests.kpi.sources.groups import a_neighbour_list
from tests.kpi.sources.releases.extracts import (
    AFTER,
    BEFORE,
    JULY,
    ROOT,
    SHIPPED,
    complete,
    release,
)

INPUTS = ROOT / "data" / "inputs"


def test_what_a_release_lacks_is_that_of_the_one_in_force(tmp_path: Path) -> None:
    came = release(tmp_path / "came", AFTER)
    found = staging.lay_out("dfe-lait", came, SHIPPED, tmp_path / "staged")
    assert found.kept == ("la_code_list.xlsx", "sn_april_2021.xlsx", "sn_may_2025.xlsx")
    assert found.unused == ()
    read = lait.read(tmp_path / "staged", SHIPPED)
    assert read.measures.height == 3
    assert not (tmp_path / "staged" / "decisions.toml").exists()  # ours, with every release


@pytest.mark.parametrize(
    ("lacks", "others", "why"),
    [
        ("bds_long_0.parquet", (), "both come together"),
        ("lait_data_dictionary.csv", (), "both come together"),
        ("bds_long_0.parquet", ("a.parquet", "b.parquet"), "a.parquet, b.parquet could each be it"),
    ],
)
def test_one_of_laits_two_files_without_the_other_is_refused(
    tmp_path: Path, lacks: str, others: tuple[str, ...], why: str
) -> None:
    """Else old figures would stand under the new edition's name."""
    came = release(tmp_path / "came", AFTER)
    for name in others:
        shutil.copy(came / lacks, came / name)
    (came / lacks).unlink()
    with pytest.raises(InputError, match=f"^came: lacks {lacks} of dfe-lait: {why}$"):
        staging.lay_out("dfe-lait", came, SHIPPED, tmp_path / "staged")
    assert not (tmp_path / "staged").exists()


def test_a_list_of_neighbours_may_come_alone(tmp_path: Path) -> None:
    (tmp_path / "came").mkdir()
    shutil.copy(SHIPPED / "sn_may_2025.xlsx", tmp_path / "came" / "sn_may_2028.xlsx")
    found = staging.lay_out("dfe-lait", tmp_path / "came", SHIPPED, tmp_path / "staged")
    assert [name for _, name in found.used] == ["sn_may_2028.xlsx"]


def test_names_of_files_are_not_relied_on(tmp_path: Path) -> None:
    came = release(tmp_path / "came", AFTER)
    (came / "bds_long_0.parquet").rename(came / "data-2031.parquet")
    (came / "lait_data_dictionary.csv").rename(came / "words.csv")
    (came / "notes.txt").write_text("?", encoding="utf-8")
    found = staging.lay_out("dfe-lait", came, SHIPPED, tmp_path / "staged")
    assert dict(found.used) == {
        "data-2031.parquet": "bds_long_0.parquet",
        "words.csv": "lait_data_dictionary.csv",
    }
    assert found.unused == ("notes.txt",)
    assert lait.read(tmp_path / "staged", SHIPPED).measures.height == 3


def test_a_folder_within_a_release_is_named(tmp_path: Path) -> None:
    new = release(tmp_path / "new", AFTER)
    for name in ("neighbours", ".hidden"):
        (new / name).mkdir()
    shutil.copy(SHIPPED / "sn_may_2025.xlsx", new / "neighbours")
    found = staging.lay_out("dfe-lait", new, SHIPPED, tmp_path / "made")
    assert (found.folders, found.unused) == (("neighbours",), ())
    assert "sn_may_2025.xlsx" in found.kept
    (tmp_path / "outer").mkdir()
    new.rename(tmp_path / "outer" / "unpacked")
    with pytest.raises(InputError, match="nothing is looked for in its folder unpacked"):
        staging.lay_out("dfe-lait", tmp_path / "outer", SHIPPED, tmp_path / "again")


def test_a_file_of_open_data_is_found_without_its_years(tmp_path: Path) -> None:
    came, shipped = tmp_path / "came", INPUTS / "dfe-cin-2024"
    came.mkdir()
    (old,) = shipped.glob("c2_*.csv")
    shutil.copy(old, came / "c2_children_in_need_assessments_duration_2014_to_2031.csv")
    found = staging.lay_out("dfe-cin", came, shipped, tmp_path / "staged")
    assert [name for _, name in found.used] == [old.name]
    assert sorted(p.name for p in (tmp_path / "staged").iterdir()) == sorted(
        p.name for p in shipped.iterdir()
    )


def test_ofsteds_new_list_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    came, shipped = tmp_path / "came", INPUTS / "ofsted-ilacs-2025-03"
    came.mkdir()
    shutil.copy(next(shipped.glob("*.ods")), came / "newest.ods")
    found = staging.lay_out("ofsted-ilacs", came, shipped, tmp_path / "staged")
    assert found.used == (("newest.ods", "newest.ods"),)
    assert [p.name for p in (tmp_path / "staged").iterdir()] == ["newest.ods"]


@pytest.mark.parametrize("source", ["dfe-lait", "ofsted-ilacs", "dfe-cin"])
def test_a_folder_of_something_else_is_refused(tmp_path: Path, source: str) -> None:
    folder = {"dfe-lait": SHIPPED, "ofsted-ilacs": INPUTS / "ofsted-ilacs-2025-03"}
    (tmp_path / "came").mkdir()
    (tmp_path / "came" / "letter.docx").write_text("?", encoding="utf-8")
    with pytest.raises(InputError, match=f"came: holds no file of {source}; expected "):
        staging.lay_out(
            source, tmp_path / "came", folder.get(source, INPUTS / "dfe-cin-2024"), tmp_path / "s"
        )
    with pytest.raises(InputError, match="is not a folder"):
        staging.lay_out(source, tmp_path / "nowhere", SHIPPED, tmp_path / "s")


def test_a_measure_that_goes_keeps_its_last_figures_and_is_marked(tmp_path: Path) -> None:
    """One goes in July, stays away, and comes back in October."""
    gone, day = "SEN_PEC_AN_REVIEW_EXPECTED", date(2026, 7, 14)
    before = complete(tmp_path / "before", BEFORE)
    had = lait.read(before, SHIPPED).benchmarks.filter(pl.col("measure") == gone)
    july = tmp_path / "july"
    staging.lay_out("dfe-lait", release(tmp_path / "came", JULY), before, july)
    staging.keep_measures(july, before, [gone], day)
    read = lait.read(july, SHIPPED)
    assert read.kept == {gone}
    assert read.benchmarks.filter(pl.col("measure") == gone).equals(had)
    row = read.measures.row(by_predicate=pl.col("measure") == gone, named=True)
    assert row["status"] == "discontinued"
    assert row["notes"][-1] == (
        "The release of LAIT taken in on 14 July 2026 no longer has this measure: its last "
        "figures are kept."
    )
    assert any(gone in said and "kept" in said for said in read.warnings)

    again = tmp_path / "again"
    staging.lay_out("dfe-lait", release(tmp_path / "came-again", JULY), july, again)
    staging.keep_measures(again, july, [], date(2026, 9, 1))
    read = lait.read(again, SHIPPED)
    assert read.benchmarks.filter(pl.col("measure") == gone).equals(had)
    note = read.measures.row(by_predicate=pl.col("measure") == gone, named=True)["notes"][-1]
    assert "14 July 2026" in note

    back = tmp_path / "back"
    staging.lay_out("dfe-lait", release(tmp_path / "october", BEFORE), again, back)
    staging.keep_measures(back, again, [], date(2026, 10, 10))
    read = lait.read(back, SHIPPED)
    assert read.kept == frozenset()
    assert read.benchmarks.filter(pl.col("measure") == gone).equals(had)


def test_a_measure_that_goes_from_the_data_alone_is_kept_too(tmp_path: Path) -> None:
    """Its entry stays in the dictionary, in July and again in October: gone since July."""
    gone, day = "SEN_PEC_AN_REVIEW_EXPECTED", date(2026, 7, 14)
    before = complete(tmp_path / "before", BEFORE)
    had = lait.read(before, SHIPPED).benchmarks.filter(pl.col("measure") == gone)
    came = tmp_path / "came"
    shutil.copytree(before, came)
    data = pl.read_parquet(came / "bds_long_0.parquet").filter(pl.col("Short Desc") != gone)
    data.write_parquet(came / "bds_long_0.parquet")
    earlier, days = before, (day, date(2026, 10, 10))
    for name, today in zip(("july", "october"), days, strict=True):
        staged = tmp_path / name
        staging.lay_out("dfe-lait", came, earlier, staged)
        staging.keep_measures(staged, earlier, [gone] if today == day else [], today)
        read = lait.read(staged, SHIPPED)
        assert read.kept == {gone}
        assert read.benchmarks.filter(pl.col("measure") == gone).equals(had)
        row = read.measures.row(by_predicate=pl.col("measure") == gone, named=True)
        assert row["status"] == "discontinued"
        assert "14 July 2026" in row["notes"][-1]
        earlier = staged


def test_a_model_of_neighbours_keeps_the_name_it_has_whatever_it_comes_as(tmp_path: Path) -> None:
    came = release(tmp_path / "came", AFTER)
    shutil.copy(SHIPPED / "sn_may_2025.xlsx", came / "SN May 2025.xlsx")
    a_neighbour_list.written(came / "latest.xlsx")
    with pytest.raises(InputError, match=r"latest\.xlsx is a list of statistical neighbours"):
        staging.lay_out("dfe-lait", came, SHIPPED, tmp_path / "refused")
    named = {"latest.xlsx": "2028-05"}
    found = staging.lay_out("dfe-lait", came, SHIPPED, tmp_path / "staged", named)
    used = dict(found.used)
    assert used["SN May 2025.xlsx"] == "sn_may_2025.xlsx"
    assert used["latest.xlsx"] == "sn_may_2028.xlsx"  # so that it needs no entry any more
    assert found.kept == ("la_code_list.xlsx", "sn_april_2021.xlsx")
    assert list(neighbour_groups.workbooks(tmp_path / "staged")) == [
        "2028-05",
        "2025-05",
        "2021-04",
    ]
