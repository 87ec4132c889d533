"""A table's rows as a file, with the number of all of them."""

import io
import json
from dataclasses import replace
from functools import partial

import polars as pl
import pytest

from kpi.downloads import download_queue
from kpi.downloads.download_queue import DownloadBusyError
from kpi.downloads.table_files import RowRange, TableRequest, table_file
from kpi.errors import UnknownNameError
from kpi.file_writers import csv
from kpi.model.snapshot import Snapshot

TABLE = pl.DataFrame(
    {
        "name": ["a", "=b", None],
        "numerator": [1.0, 2.0, None],
        "value": [8.379999999999999, 1e-7, None],
        "symbol": [None, None, "c"],
    }
)


def some(_snapshot: Snapshot) -> pl.DataFrame:
    return TABLE


@pytest.fixture
def fresh(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, id="fresh")


def test_each_form_has_the_numbers_of_the_csv(fresh: Snapshot) -> None:
    made = partial(table_file, fresh, TableRequest(some), RowRange())
    assert made("csv").body == csv.to_csv(TABLE)
    rows = json.loads(made("json").body)
    assert rows[0] == {"name": "a", "numerator": 1, "value": 8.38, "symbol": None}
    assert rows[2] == {"name": None, "numerator": None, "value": None, "symbol": "c"}
    assert rows[1]["name"] == "=b"  # the sign before a formula is for spreadsheets alone
    stored = pl.read_parquet(io.BytesIO(made("parquet").body))
    assert stored.equals(csv.exact(TABLE))
    assert {made(form).rows for form in ("csv", "json", "parquet")} == {3}


def test_some_rows_are_those_of_the_whole(fresh: Snapshot) -> None:
    found = table_file(fresh, TableRequest(some), RowRange(1, 1), "json")
    assert found.rows == 3
    assert [row["name"] for row in json.loads(found.body)] == ["=b"]
    beyond = table_file(fresh, TableRequest(some), RowRange(9, 1), "csv")
    assert (beyond.rows, beyond.body) == (3, b"name,numerator,value,symbol\r\n")


def test_equal_requests_are_made_once_and_faults_are_not_kept(fresh: Snapshot) -> None:
    made: list[str] = []

    def named(_snapshot: Snapshot, name: str) -> pl.DataFrame:
        made.append(name)
        if name == "no":
            raise UnknownNameError("no such name")
        return TABLE

    for name in ("a", "a", "b"):
        table_file(fresh, TableRequest(named, (name,)), RowRange(), "json")
    for _ in range(2):
        with pytest.raises(UnknownNameError):
            table_file(fresh, TableRequest(named, ("no",)), RowRange(), "json")
    assert made == ["a", "b", "no", "no"]


def test_slow_tables_wait_in_the_line_of_slow_files(
    fresh: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download_queue, "_slow", download_queue._Turns(0, 0))
    with pytest.raises(DownloadBusyError):
        table_file(fresh, TableRequest(some, is_slow=True), RowRange(), "json")
    assert table_file(fresh, TableRequest(some), RowRange(), "json").rows == 3
