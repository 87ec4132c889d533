"""The questions of a scorecard as a table."""

from datetime import date

from kpi.lines_of_enquiry.question_table import COLUMNS, table
from kpi.lines_of_enquiry.questions import enquiries
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import row_of

DAY = date(2025, 11, 30)


def test_one_row_a_question_in_their_order(snapshot: Snapshot) -> None:
    rows = [row_of(snapshot, "ehcp-20-weeks"), row_of(snapshot, "referrals-rate")]
    made = table(snapshot, rows, DAY)
    assert made.schema == COLUMNS
    wanted = [
        (row.indicator.id, place, each.question, each.because, each.data_status)
        for row in rows
        for place, each in enumerate(enquiries(snapshot, row, DAY), start=1)
    ]
    assert len(wanted) > 2
    assert made.select("indicator_id", "place", "question", "because", "data_status").rows() == (
        wanted
    )
    assert made["read_on"].unique().to_list() == [DAY]
    assert made["snapshot"].unique().to_list() == [snapshot.id]
    assert made["reporting_quarter"].unique().to_list() == ["Q1 2025-26"]


def test_no_rows_no_questions(snapshot: Snapshot) -> None:
    assert table(snapshot, [], DAY).schema == COLUMNS
    assert table(snapshot, [], DAY).is_empty()
