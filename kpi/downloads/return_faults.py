"""The faults of a return as a table, for the metadata of the file that officers take away."""

from __future__ import annotations

import polars as pl

from kpi.downloads.table_files import TableRequest
from kpi.model.snapshot import Snapshot
from kpi.publishing import submission

TABLE = "faults"


def columns(_snapshot: Snapshot) -> TableRequest:
    """Return the table without a fault: its columns are those of every return."""
    return TableRequest(_without_faults)


def _without_faults(_snapshot: Snapshot) -> pl.DataFrame:
    return submission.fault_table(())
