"""The values that releases changed, as a table to take away."""

from kpi.downloads import file_names
from kpi.file_writers import csv
from kpi.model.snapshot import Snapshot
from kpi.tables.reports.release_revisions import table
from tests.kpi.guidance.test_releases_taken_in import logged


def test_one_row_a_value_with_its_area_by_name(snapshot: Snapshot) -> None:
    (row,) = table(logged(snapshot)).rows(named=True)
    assert row["area_name"] == "Bournemouth, Christchurch and Poole"
    assert (row["measure"], row["old_value"], row["new_value"]) == ("M", 1.0, 2.0)


def test_it_is_a_plain_file_named_after_its_day(snapshot: Snapshot) -> None:
    made = table(logged(snapshot))
    assert csv.to_csv(made).decode().splitlines()[0] == ",".join(made.columns)
    assert (
        file_names.revised_values(snapshot)
        == f"revised-by-publishers-{snapshot.made_on.isoformat()}.csv"
    )
