"""The folder of an export: whole or not there, with its dictionary, and nobody's files lost."""

import csv as plain_csv
import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from kpi.downloads import export_folder, export_tables
from kpi.downloads.export_folder import ExportRequest
from kpi.errors import InputError, StoreError
from kpi.file_writers import csv
from kpi.model.snapshot import Snapshot
from tests.kpi.downloads.test_csvw import faults

FEW = tuple(
    replace(each, parts=lambda snapshot, area: export_tables.benchmarks(snapshot, area, ["TotAbs"]))
    if each.name == "benchmarks"
    else each
    for each in export_tables.TABLES
)


def request(*names: str, with_csv: bool = True) -> ExportRequest:
    return ExportRequest("839", with_csv, tuple(t for t in FEW if not names or t.name in names))


@pytest.fixture(scope="module")
def exported(snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole export, with the published figures of one measure."""
    folder = tmp_path_factory.mktemp("export") / "kpi"
    export_folder.write(snapshot, folder, request())
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_each_table_is_there_twice_with_the_same_figures(exported: Path) -> None:
    for table in FEW:
        stored = pl.read_parquet(exported / f"{table.name}.parquet")
        lines = pl.read_csv(exported / f"{table.name}.csv", infer_schema=False)
        assert lines.columns == stored.columns
        assert lines.height == stored.height, table.name
        for name, kind in stored.schema.items():
            read = lines[name].cast(kind) if kind.is_numeric() else lines[name]
            if kind.is_numeric():
                assert read.equals(stored[name]), (table.name, name)


def test_csv_files_are_the_parts_one_after_another(snapshot: Snapshot, exported: Path) -> None:
    parts = list(export_tables.summary(snapshot, "839"))
    whole = b"".join(csv.to_csv(part, header=at == 0) for at, part in enumerate(parts))
    assert (exported / "summary.csv").read_bytes() == whole


def test_the_dictionary_has_every_column_of_every_file(exported: Path) -> None:
    with (exported / "data-dictionary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(plain_csv.DictReader(file))
    told: dict[str, list[str]] = {}
    for row in rows:
        told.setdefault(row["file"], []).append(row["column"])
        assert row["means"]
        assert row["type"]
    files = sorted(path.name for path in exported.glob("*.parquet"))
    assert sorted(told) == sorted([*files, *(f"{Path(each).stem}.csv" for each in files)])
    for each in files:
        assert told[each] == pl.read_parquet_schema(exported / each).names()


def test_the_metadata_is_that_of_the_files(exported: Path) -> None:
    group = json.loads((exported / "csv-metadata.json").read_text("utf-8"))
    for document in group["tables"]:
        assert faults(document, (exported / document["url"]).read_bytes()) == [], document["url"]


def test_a_validator_of_csv_on_the_web_finds_no_fault(exported: Path, tmp_path: Path) -> None:
    validator = pytest.importorskip("csvw", reason="made with the other packages of the tests")
    found = validator.CSVW(str(exported / "csv-metadata.json"), validate=True)
    assert found.is_valid, [str(each.message) for each in found.warnings]
    shutil.copytree(exported, tmp_path / "wrong")
    lines = (tmp_path / "wrong" / "quarters.csv").read_bytes()
    (tmp_path / "wrong" / "quarters.csv").write_bytes(lines.replace(b",true", b",perhaps", 1))
    wrong = validator.CSVW(str(tmp_path / "wrong" / "csv-metadata.json"), validate=True)
    assert not wrong.is_valid


def test_the_list_of_contents_has_licences_sources_and_checksums(
    snapshot: Snapshot, exported: Path
) -> None:
    told = json.loads((exported / "export.json").read_text("utf-8"))
    assert (told["kind"], told["snapshot"], told["area"]) == ("kpi export 1", snapshot.id, "839")
    assert "Open Government Licence v3.0" in told["licences"]
    assert {each["source"] for each in told["sources"]} <= set(snapshot.sources["source"])
    for name, digest in told["files"].items():
        assert hashlib.sha256((exported / name).read_bytes()).hexdigest() == digest
    assert set(told["files"]) == set(contents(exported)) - {"export.json"}
    assert told["tables"]["series"]["columns"]["value"]["type"] == "number"
    readme = (exported / "README.md").read_text("utf-8")
    assert snapshot.id in readme
    assert "Department for Education" in readme


def test_an_earlier_export_is_replaced_and_an_empty_folder_filled(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    export_folder.write(snapshot, folder, request("areas"))
    first = contents(folder)
    export_folder.write(snapshot, folder, request("areas", "quarters", with_csv=False))
    assert "areas.csv" in first
    assert "areas.csv" not in contents(folder)
    assert "quarters.parquet" in contents(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


@pytest.mark.parametrize("name", ["notes.txt", "export.json"])
def test_a_folder_of_something_else_is_left_alone(
    snapshot: Snapshot, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / name).write_text("{}", "utf-8")
    with pytest.raises(InputError, match="earlier export"):
        export_folder.write(snapshot, folder, request("areas"))
    assert contents(folder) == {name: b"{}"}
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_file_put_beside_an_export_is_not_lost(snapshot: Snapshot, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    export_folder.write(snapshot, folder, request("areas"))
    (folder / "my-analysis.R").write_text("1", "utf-8")
    before = contents(folder)
    with pytest.raises(InputError, match=r"holds my-analysis\.R, which no export wrote"):
        export_folder.write(snapshot, folder, request("areas"))
    assert contents(folder) == before


def test_what_fails_half_way_leaves_the_earlier_export(snapshot: Snapshot, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    export_folder.write(snapshot, folder, request("areas"))
    before = contents(folder)

    def broken(_snapshot: Snapshot, _area: str) -> object:
        raise StoreError("gone")

    tables = (*request("quarters").tables, replace(FEW[0], parts=broken))  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="gone"):
        export_folder.write(snapshot, folder, ExportRequest("839", True, tables))
    assert contents(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["export"]


def test_a_file_in_the_folders_place_is_refused(snapshot: Snapshot, tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("", "utf-8")
    with pytest.raises(InputError, match="is no folder"):
        export_folder.write(snapshot, place, request("areas"))


def test_each_table_is_told(snapshot: Snapshot, tmp_path: Path) -> None:
    told: list[str] = []
    found = export_folder.write(snapshot, tmp_path / "e", request("quarters"), told.append)
    assert told == [f"quarters: {found[0].rows} rows"]
