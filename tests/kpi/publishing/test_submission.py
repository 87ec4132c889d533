"""Taking in a return: one way for the command line and the page."""

import io
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from kpi.errors import InputError, UnknownNameError
from kpi.formatting import number_of
from kpi.model.snapshot import Snapshot
from kpi.publishing import submission
from tests.kpi.changing import BCP
from tests.kpi.cli.test_returns import BAD, VALUES, sent
from tests.kpi.returning import EARLY, own_row

TODAY = date(2025, 7, 20)


def received(snapshot: Snapshot, path: str) -> submission.CheckedReturn:
    return submission.receive([Path(path)], snapshot, area=BCP, today=TODAY)


def test_a_good_return_becomes_a_proposal(snapshot: Snapshot, tmp_path: Path) -> None:
    took = received(snapshot, sent(tmp_path))
    assert took.errors == ()
    found = submission.proposal(took, snapshot, area=BCP, why="Q1", today=TODAY)
    assert [(d.indicator_id, d.before, d.after) for d in found.differences] == [
        (EARLY, "10.5%", "9.9%")
    ]


def test_the_councils_own_status_is_kept(snapshot: Snapshot, tmp_path: Path) -> None:
    folder = Path(sent(tmp_path))
    header = VALUES.strip() + ",status\n"
    line = f"{EARLY},Q1 2025-26,Q1 2025-26,9.9,17,172,published,Amber\n"
    (folder / "values.csv").write_text(header + line)
    took = received(snapshot, str(folder))
    assert [f.rule for f in took.faults if f.column == "status"] == ["supplied-status"]
    found = submission.proposal(took, snapshot, area=BCP, why="Q1", today=TODAY)
    row = own_row(snapshot.with_tables(found.tables), EARLY, "Q1 2025-26")
    assert row["supplied_status"] == "off target"


def test_errors_forbid_a_proposal(snapshot: Snapshot, tmp_path: Path) -> None:
    took = received(snapshot, sent(tmp_path, BAD))
    with pytest.raises(InputError, match=r"^\d+ errors? in the return: nothing can be published"):
        submission.proposal(took, snapshot, area=BCP, why="Q1", today=TODAY)


def test_another_area_is_not_a_place_to_publish(snapshot: Snapshot, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="England, not an authority"):
        submission.receive([Path(sent(tmp_path))], snapshot, area="970", today=TODAY)


def test_the_fault_table_is_text(snapshot: Snapshot, tmp_path: Path) -> None:
    table = submission.fault_table(received(snapshot, sent(tmp_path, BAD)).faults)
    assert tuple(table.columns) == submission.FAULT_COLUMNS
    assert set(table.dtypes) == {pl.String}
    assert pl.read_csv(io.BytesIO(table.write_csv().encode())).height == table.height
    assert submission.fault_table(()).columns == list(submission.FAULT_COLUMNS)


def test_a_return_in_one_line(snapshot: Snapshot, tmp_path: Path) -> None:
    took = received(snapshot, sent(tmp_path, BAD))
    warnings = len(took.faults) - len(took.errors)
    assert submission.summed_up(took) == (
        f"2 lines read: {number_of(len(took.errors), 'error')}, {number_of(warnings, 'warning')}"
    )
    assert len(took.errors) > 0


def test_the_files_of_a_return_are_those_that_were_read(snapshot: Snapshot, tmp_path: Path) -> None:
    folder = Path(sent(tmp_path))
    (folder / "readme.txt").write_text("no part of the return")
    took = received(snapshot, str(folder))
    wanted = [folder / f"{name}.csv" for name in ("commentary", "targets", "values")]
    assert submission.files_of(took, [folder]) == wanted
    assert submission.files_of(took, [folder / "values.csv", tmp_path / "other.csv"]) == [
        folder / "values.csv"
    ]
