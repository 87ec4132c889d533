"""The changes of a report as a table: one row a change."""

from datetime import date

from kpi.file_writers import csv
from kpi.indicators.report_changes.report import report_changes
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.tables.reports.changes import COLUMNS, table
from tests.kpi.changing import BCP, quarter

TODAY = date(2025, 10, 31)


def test_one_row_a_change(snapshot: Snapshot) -> None:
    found = report_changes(snapshot, View(BCP, quarter("Q1 2025-26")), TODAY)
    made = table(snapshot, found)
    assert made.schema == COLUMNS
    assert made.height == len(found.changes) == 17
    assert made.row(1, named=True) == {
        "quarter": "Q1 2025-26",
        "since": "Q4 2024-25",
        "area": BCP,
        "kind": "status flipped",
        "indicator_id": "ehcp-20-weeks",
        "indicator": "Education, health and care plans issued within 20 weeks",
        "period": "Q1 2025-26 (Apr to Jun 2025)",
        "before": "on target",
        "before_status": "illustrative",
        "after": "off target",
        "after_status": "illustrative",
        "sentence": (
            "Education, health and care plans issued within 20 weeks: on target in the Q4 2024-25 "
            "report, off target in the Q1 2025-26 report. Then 69.4% (118 of 170, illustrative) "
            "against a target of 50.0% or more (illustrative), now 53.9% (96 of 178, illustrative) "
            "against a target of 60.0% or more (illustrative). Figures are counted leaving out "
            "exception cases."
        ),
        "read_on": TODAY,
        "snapshot": snapshot.id,
    }
    action = made.row(-1, named=True)
    assert (action["kind"], action["before"], action["before_status"], action["period"]) == (
        "action due",
        None,
        None,
        None,
    )
    assert action["after"] == "31 October 2025"


def test_a_first_report_is_a_table_without_rows(snapshot: Snapshot) -> None:
    found = report_changes(snapshot, View(BCP, quarter("Q1 2023-24")), TODAY)
    assert table(snapshot, found).is_empty()
    assert csv.to_csv(table(snapshot, found)).decode().strip() == ",".join(COLUMNS)


def test_since_names_the_snapshot(snapshot: Snapshot) -> None:
    view = View(BCP, quarter("Q1 2025-26"))
    earlier = snapshot.with_tables({"commentary": snapshot.commentary.clear()})
    made = table(snapshot, report_changes(snapshot, view, TODAY, earlier=earlier))
    assert set(made["since"]) == {earlier.id}
    assert set(made["kind"]) == {"comment changed"}
