"""The log of what was taken out: written, read back, and never read in part."""

from datetime import date
from pathlib import Path

import pytest

from kpi.errors import StoreError
from kpi.store import withholding
from kpi.store.withholding import Withdrawal, WithheldFigure

FIGURE = WithheldFigure("ehcp-20-weeks", "839", "financial quarter", "2025-04-01", "2025-06-30")
OF_SNAPSHOT = Withdrawal("2025-09-01T10:00:00", "A", "wrong", snapshot="20250901-1")
OF_FIGURE = Withdrawal("2025-09-02T10:00:00", "B", "too few", figure=FIGURE)


def test_what_is_noted_is_read_back_oldest_first(tmp_path: Path) -> None:
    assert withholding.entries(tmp_path) == []
    for entry in (OF_SNAPSHOT, OF_FIGURE):
        withholding.note(tmp_path, entry)
    assert withholding.entries(tmp_path) == [OF_SNAPSHOT, OF_FIGURE]
    assert withholding.snapshots(withholding.entries(tmp_path)) == {"20250901-1": OF_SNAPSHOT}


def test_a_figure_is_withheld_from_what_was_made_until_then() -> None:
    told = [OF_SNAPSHOT, OF_FIGURE]
    found = withholding.figures(told, "2025-09-02T10:00:00")
    assert found.select("indicator_id", "area", "period_start", "period_end").rows() == [
        ("ehcp-20-weeks", "839", date(2025, 4, 1), date(2025, 6, 30))
    ]
    assert withholding.figures(told, "2025-09-02T10:00:01").rows() == []


def test_a_figure_is_named_with_its_period() -> None:
    assert str(FIGURE) == "ehcp-20-weeks, area 839, Q1 2025-26 (Apr to Jun 2025)"


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"at": "x"}', '{"at": "x", "who": "A", "why": "w", "figure": {"area": 1}}']
)
def test_a_damaged_line_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    withholding.note(tmp_path, OF_FIGURE)
    with (tmp_path / f"{withholding.LOG}.jsonl").open("a", encoding="utf-8") as log:
        log.write(f"{line}\n")
    with pytest.raises(StoreError, match="line 2 of WITHHELD is damaged"):
        withholding.entries(tmp_path)


def test_a_text_that_hides_something_is_noted_as_one_plain_line(tmp_path: Path) -> None:
    withholding.note(tmp_path, Withdrawal("t", "A\u202e", "one\ntwo", snapshot="s"))
    (found,) = withholding.entries(tmp_path)
    assert (found.who, found.why) == ("A", "one two")
