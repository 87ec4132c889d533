"""Every CSV file of a page has metadata that says what it holds, by its own check and csvw's."""

import json
from pathlib import Path
from typing import Any

import pytest

from kpi.downloads import csv_tables, page_files
from kpi.downloads.csv_tables import PageTable
from kpi.model.snapshot import Snapshot
from kpi.tables import builder, csv_chunks
from kpi.tables.catalogue import column_meanings
from kpi.tables.selection import Selection
from tests.kpi.downloads.page_choices import LAIT, page_choices
from tests.kpi.downloads.test_csvw import faults

NAMES = [name for name, each in vars(page_files).items() if isinstance(each, PageTable)]
WITHOUT_PERIODS = {"about", "columns"}
OWN = "ehcp-20-weeks"


def described(snapshot: Snapshot, table: PageTable[...], *choices: object) -> dict[str, Any]:
    made = csv_tables.metadata(
        snapshot, table.request(snapshot, *choices), table.name, f"{table.name}.csv"
    )
    found: dict[str, Any] = json.loads(made)
    return found


def written(folder: Path, name: str, file: bytes, document: dict[str, Any]) -> Path:
    """Both files in one folder, as somebody keeps what two presses brought."""
    (folder / name).write_bytes(file)
    (folder / f"{name}{csv_tables.ENDING}").write_text(json.dumps(document), "utf-8")
    return folder / name


def faults_by_csvw(path: Path) -> list[str]:
    validator = pytest.importorskip("csvw", reason="made with the other packages of the tests")
    found = validator.CSVW(f"{path}{csv_tables.ENDING}", validate=True)
    return [] if found.is_valid else [str(each.message) for each in found.warnings] or ["invalid"]


def test_every_table_of_the_pages_is_tried_here(snapshot: Snapshot) -> None:
    tried = [table for table, _choices in page_choices(snapshot)]
    assert [getattr(page_files, name) for name in NAMES] == tried
    assert len({table.name for table in tried}) == len(tried)


@pytest.mark.parametrize("measure", [LAIT, OWN])
def test_each_says_what_its_file_holds(snapshot: Snapshot, tmp_path: Path, measure: str) -> None:
    for table, choices in page_choices(snapshot, measure):
        file, document = table(snapshot, *choices), described(snapshot, table, *choices)
        assert faults(document, file) == [], table.name
        assert faults_by_csvw(written(tmp_path, f"{table.name}.csv", file, document)) == []
        assert document["url"] == f"{table.name}.csv"
        has_rows = file.count(b"\r\n") > 1
        assert ("dc:temporal" in document) == (table.name not in WITHOUT_PERIODS and has_rows)
        has_sources = column_meanings.tables()[table.name].has_sources
        assert bool(document.get("dc:license")) == has_sources, table.name


def test_a_figure_that_is_no_number_is_found_by_csvw(snapshot: Snapshot, tmp_path: Path) -> None:
    table, choices = page_choices(snapshot)[7]
    assert table is page_files.ranking_csv
    file, document = table(snapshot, *choices), described(snapshot, table, *choices)
    wrong = file.replace(b",100,1,", b",all,1,", 1)
    assert faults_by_csvw(written(tmp_path, "wrong.csv", wrong, document | {"url": "wrong.csv"}))


def test_the_sources_and_days_are_those_of_the_view(snapshot: Snapshot) -> None:
    for table, choices in page_choices(snapshot)[6:10]:
        document = described(snapshot, table, *choices)
        assert [each["dc:title"] for each in document["dc:source"]] == [
            "Local Authority Interactive Tool (LAIT)"
        ]
        start = "2016-01-01" if table is page_files.over_time_csv else "2024-01-01"
        assert document["dc:temporal"] == f"{start}/2024-12-31", table.name


def test_a_column_that_nobody_described_has_no_metadata(snapshot: Snapshot) -> None:
    odd: PageTable[...] = PageTable(
        "region",
        lambda snapshot: page_choices(snapshot)[9][0].make(
            snapshot, *page_choices(snapshot)[9][1]
        ).with_columns(nonsense=1),
    )  # fmt: skip
    with pytest.raises(KeyError, match="nonsense"):
        described(snapshot, odd)


def test_a_column_means_another_thing_where_a_table_says_so() -> None:
    """Each meaning stands once: a table repeats none that all tables have."""
    found = column_meanings.listed()
    everywhere = dict(found.filter(found["table"].is_null()).select("column", "means").iter_rows())
    own = found.filter(found["table"].is_not_null())
    repeated = [
        (table, name)
        for table, name, means in own.select("table", "column", "means").iter_rows()
        if everywhere.get(name) == means
    ]
    assert repeated == []


@pytest.mark.parametrize("wide", [False, True])
def test_a_built_table_names_every_source_and_day(
    snapshot: Snapshot, tmp_path: Path, wide: bool
) -> None:
    chosen = Selection("839", (LAIT, OWN), ("home", "england"), wide=wide)
    made = csv_tables.metadata(
        snapshot, page_files.built_columns(snapshot, chosen), "table", "table.csv"
    )
    document = json.loads(made)
    file = b"".join(csv_chunks.all_parts(snapshot, chosen))
    assert faults(document, file) == []
    assert faults_by_csvw(written(tmp_path, "table.csv", file, document)) == []
    said = builder.table(snapshot, Selection("839", (LAIT, OWN), ("home", "england")))
    titles = {each["dc:title"] for each in document["dc:source"]}
    assert titles == set(said["source"]) > {"Local Authority Interactive Tool (LAIT)"}
    assert "Made up for demonstration" in document["dc:license"]
    first, last = said["period_start"].min(), said["period_end"].max()
    assert document["dc:temporal"] == f"{first}/{last}"
