"""Tables that pages offer as CSV files, each with metadata that says what its columns are.

Both are made when somebody asks for them, of the same function and choices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, Generic, ParamSpec
from urllib.parse import quote

import polars as pl

from kpi.downloads import table_files
from kpi.downloads.table_files import TableRequest
from kpi.file_writers import csv
from kpi.model.snapshot import Snapshot

P = ParamSpec("P")
ENDING = "-metadata.json"
"""What readers of CSV on the Web put behind a file's name to find its metadata."""


@dataclass(frozen=True)
class PageTable(Generic[P]):
    """A table as CSV: its name in `data/columns.toml`, and the function that makes it.

    Called as that function is, it returns the file.
    """

    name: str
    make: Callable[Concatenate[Snapshot, P], pl.DataFrame]

    def __call__(self, snapshot: Snapshot, *choices: P.args, **named: P.kwargs) -> bytes:
        """Return the file."""
        return csv.to_csv(self.make(snapshot, *choices, **named))

    def request(self, _snapshot: Snapshot, *choices: P.args, **_none: P.kwargs) -> TableRequest:
        """Return the table as a request, for its metadata."""
        return TableRequest(self.make, choices)


def metadata(snapshot: Snapshot, wanted: TableRequest, name: str, file_name: str) -> bytes:
    """Return the metadata of a table's CSV file, which lies in the same folder by its name.

    `name` is the table's in `data/columns.toml`. Raises as `table_files.metadata_file`.
    """
    return table_files.metadata_file(snapshot, wanted, name, quote(file_name))
