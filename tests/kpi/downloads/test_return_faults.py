"""What the columns of a return's faults are."""

import json

from kpi.downloads import csv_tables, return_faults
from kpi.file_writers import csv
from kpi.model.snapshot import Snapshot
from kpi.publishing import submission
from kpi.returns.records import ReturnFault
from tests.kpi.downloads.test_csvw import faults

FAULT = ReturnFault(
    "return.xlsx", "values", "D14", "value", "error", "value-is-a-number", "n/a", "a number"
)


def test_the_file_of_faults_is_described_and_has_no_source(snapshot: Snapshot) -> None:
    made = csv_tables.metadata(
        snapshot, return_faults.columns(snapshot), return_faults.TABLE, "return-faults.csv"
    )
    document = json.loads(made)
    assert faults(document, csv.to_csv(submission.fault_table([FAULT]))) == []
    assert "dc:source" not in document
    assert "dc:license" not in document
    assert "missing" not in document["dc:description"]
