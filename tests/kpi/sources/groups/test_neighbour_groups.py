"""The two neighbour workbooks: the real ones, and spoilt copies."""

import shutil
import zipfile
from pathlib import Path

import polars as pl
import pytest

from kpi.errors import InputError
from kpi.sources.groups import neighbour_groups
from tests.kpi.sources.groups import a_neighbour_list

FOLDER = Path(__file__).parents[4] / "data" / "inputs" / "dfe-lait-2026-04"
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def real() -> neighbour_groups.NeighboursRead:
    return neighbour_groups.read(FOLDER)


def spoil(tmp_path: Path, old: str, new: str, member: str = SHEET) -> Path:
    """A copy of the 2025 workbook with one text of its XML replaced once."""
    path = tmp_path / "spoilt.xlsx"
    with zipfile.ZipFile(FOLDER / "sn_may_2025.xlsx") as source, zipfile.ZipFile(path, "w") as out:
        for name in source.namelist():
            data = source.read(name)
            if name == member:
                text = data.decode()
                assert old in text
                data = text.replace(old, new, 1).encode()
            out.writestr(name, data)
    return path


def members(read: neighbour_groups.NeighboursRead, model: str, area: str) -> list[str]:
    chosen = (pl.col("model") == model) & (pl.col("area") == area)
    return read.groups.filter(chosen).sort("rank")["neighbour"].to_list()


def test_trap_37_the_2025_workbook(real: neighbour_groups.NeighboursRead) -> None:
    groups = real.groups.filter(pl.col("model") == "2025-05")
    assert groups.height == 1580
    assert groups["area"].n_unique() == 158
    assert groups["rank"].unique().sort().to_list() == list(range(1, 11))
    assert (groups["closeness"] == "Very close").sum() == 820 + 45
    assert groups.filter(pl.col("area") == pl.col("neighbour")).is_empty()
    assert members(real, "2025-05", "839") == [
        *("822", "882", "886", "878", "826", "303", "938", "926", "845", "881")
    ]
    abolished = ["835", "836", "837", "909", "928"]
    links = groups.filter(pl.col("neighbour").is_in(abolished))
    assert links.select("area", "neighbour").rows() == [("836", "835"), ("837", "836")]


def test_trap_38_the_2021_workbook(real: neighbour_groups.NeighboursRead) -> None:
    assert members(real, "2021-04", "942") == []
    assert members(real, "2021-04", "943") == []
    assert real.groups.filter(pl.col("model") == "2021-04").height == 1560
    assert set(members(real, "2021-04", "839")) & set(members(real, "2025-05", "839")) == {
        *("882", "886", "878", "938", "845")
    }
    abolished = ["835", "836", "837", "909", "928", "942", "943"]
    both = real.groups.filter(~pl.col("area").is_in(abolished)).pivot(
        "model", index=["area", "neighbour"], values="rank"
    )
    kept = both.drop_nulls().group_by("area").len()
    assert both["area"].n_unique() == 151
    assert round(kept["len"].sum() / 151, 1) == 5.4
    assert (kept["len"] == 10).sum() == 1


def test_home_regions(real: neighbour_groups.NeighboursRead) -> None:
    homes = real.homes.filter(pl.col("model") == "2025-05")
    assert homes.height == 158
    found = dict(homes.select("area", "region_name").iter_rows())
    assert found["839"] == "South West"
    assert found["203"] == "London (Outer)"
    assert found["370"] == "Yorkshire and the Humber"


def test_report_names_authorities_without_neighbours(real: neighbour_groups.NeighboursRead) -> None:
    assert real.report[-1] == (
        "authorities without neighbours",
        2,
        "the 2021-04 model has none for: Cumberland, Westmorland and Furness",
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"F4" s="12"><v>308', '"F4" s="12"><v>301', "authority 301: neighbour 301 is its own"),
        ('"F4" s="12"><v>308', '"F4" s="12"><v>821', "authority 301: neighbour 821 stands twice"),
        ('"F4" s="12"><v>308', '"F4" s="12"><v>999', "neighbour 999 is not an authority of"),
        ('"F4" s="12"><v>308', '"F4" s="12"><v>3.5', r"row 4, SN1: '3.5', expected an authority"),
        ('"A4" s="3"><v>301', '"A4" s="3"><v>302', "row 4: codes '302.0' and '301.0'"),
        ('"C4" s="3"><v>301', '"C4" s="3"><v>30', "row 4: codes '301.0' and '30.0'"),
        ('t="s"><v>180</v>', 't="s"><v>179</v>', "no header row"),
    ],
)
def test_faults_are_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        neighbour_groups.read_model(spoil(tmp_path, old, new), "2025-05")


def test_an_authority_listed_twice_is_a_fault(tmp_path: Path) -> None:
    path = spoil(tmp_path, '"A5" s="3"><v>302', '"A5" s="3"><v>301')
    path = path.rename(tmp_path / "half.xlsx")
    with zipfile.ZipFile(path) as source:
        text = source.read(SHEET).decode().replace('"C5" s="3"><v>302', '"C5" s="3"><v>301')
        parts = {name: source.read(name) for name in source.namelist()} | {SHEET: text.encode()}
    with zipfile.ZipFile(path, "w") as out:
        for name, data in parts.items():
            out.writestr(name, data)
    with pytest.raises(InputError, match="authority 301 stands twice"):
        neighbour_groups.read_model(path, "2025-05")


def test_unknown_closeness_is_a_fault(tmp_path: Path) -> None:
    path = spoil(tmp_path, ">Somewhat close<", ">Rather near<", "xl/sharedStrings.xml")
    with pytest.raises(InputError, match="'Rather near', expected Extremely close, Very close"):
        neighbour_groups.read_model(path, "2025-05")


@pytest.mark.parametrize("content", [None, b"", b"not a workbook"])
def test_unreadable_workbook(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "bad.xlsx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"bad\.xlsx: not a readable workbook"):
        neighbour_groups.read_model(path, "2025-05")


# ---- which models a folder holds ----------------------------------------------------------


def test_every_workbook_of_a_folder_is_a_model_by_the_words_of_its_name(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "lait"))
    a_neighbour_list.written(folder / "SN_May_2028.XLSX")
    found = neighbour_groups.workbooks(folder)
    assert {model: path.name for model, path in found.items()} == {
        "2028-05": "SN_May_2028.XLSX",
        "2025-05": "sn_may_2025.xlsx",
        "2021-04": "sn_april_2021.xlsx",
    }
    read = neighbour_groups.read(folder)
    assert read.groups["model"].unique(maintain_order=True).to_list() == list(found)
    assert members(read, "2028-05", "839") == list(a_neighbour_list.OURS)
    assert members(read, "2028-05", "330") == members(read, "2025-05", "330")


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("sn_september_2031.xlsx", "2031-09"),
        ("SN Sep 2031.xlsx", "2031-09"),
        ("sn-DECEMBER-1999.xlsx", "1999-12"),
    ],
)
def test_month_and_year_are_read_in_words(tmp_path: Path, name: str, model: str) -> None:
    (tmp_path / name).touch()
    assert list(neighbour_groups.workbooks(tmp_path)) == [model]


def test_a_name_without_month_and_year_needs_an_entry(tmp_path: Path) -> None:
    for name in ("neighbours-new.xlsx", "sn_spring_2028.xlsx"):
        path = a_neighbour_list.written(tmp_path / name)
        fault = rf'{name} is a list of .+ say in sources.toml .+ "{name}" = "2025-05"'
        with pytest.raises(InputError, match=fault):
            neighbour_groups.read(tmp_path)
        assert list(neighbour_groups.workbooks(tmp_path, {name.upper(): "2028-05"})) == ["2028-05"]
        path.unlink()
    assert neighbour_groups.file_name("2028-05") == "sn_may_2028.xlsx"


def test_other_files_of_a_folder_are_no_models(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "la_code_list.xlsx", tmp_path)
    (tmp_path / "notes.xlsx").write_bytes(b"not a workbook")
    (tmp_path / "sn_may_2028.txt").touch()
    assert neighbour_groups.workbooks(tmp_path) == {}
    read = neighbour_groups.read(tmp_path)
    assert (read.groups.height, read.homes.height, read.report) == (0, 0, [])


def test_two_workbooks_of_one_model_are_a_fault(tmp_path: Path) -> None:
    for name in ("sn_may_2028.xlsx", "SN May 2028.xlsx"):
        (tmp_path / name).touch()
    with pytest.raises(InputError, match="are both the May 2028 list of statistical neighbours"):
        neighbour_groups.workbooks(tmp_path)
