"""The release calendar as a table: one row a figure that is late or to come."""

from kpi.downloads import file_names
from kpi.file_writers import csv
from kpi.indicators.releases.release_calendar import due_figures
from kpi.model.snapshot import Snapshot
from kpi.tables.reports.release_calendar import COLUMNS, table

HOME = "839"


def test_one_row_a_figure_in_the_order_of_the_page(snapshot: Snapshot) -> None:
    made = table(snapshot, HOME)
    assert made.schema == COLUMNS
    wanted = [
        (figure.indicator.id, figure.period.short, figure.day, state)
        for row in due_figures(snapshot, HOME)
        for state, figures in (("late", row.late), ("to come", row.coming))
        for figure in figures
    ]
    assert made.select("indicator_id", "period", "due_by", "state").rows() == wanted
    assert set(made["whose"]) == {"own", "comparators"}


def test_late_is_before_the_day_it_names(snapshot: Snapshot) -> None:
    made = table(snapshot, HOME)
    assert set(made["as_at"]) == {snapshot.made_on}
    for row in made.iter_rows(named=True):
        assert (row["state"] == "late") is (row["due_by"] < row["as_at"])


def test_the_file_is_plain_csv_and_its_name_says_whose_and_when(snapshot: Snapshot) -> None:
    text = csv.to_csv(table(snapshot, HOME)).decode()
    assert text.splitlines()[0] == ",".join(COLUMNS)
    assert (
        file_names.release_calendar(snapshot, HOME)
        == f"release-calendar-839-{snapshot.made_on}.csv"
    )
