"""The match of a file's own sheets, for the command and the page."""

import pytest

from kpi.errors import InputError
from kpi.model.snapshot import Snapshot
from kpi.publishing import own_sheet_match
from kpi.returns.own_sheets import sheet_mapping
from tests.kpi.changing import BCP
from tests.kpi.returns.own_sheets.scorecards import ASSESSED, wide
from tests.kpi.returns.workbooks import good_workbook


def test_a_sheet_is_matched_with_what_is_published(snapshot: Snapshot) -> None:
    """Fractions are sure by the figures that are known of the indicator."""
    (found,) = own_sheet_match.matches({"own.xlsx": wide()}, snapshot, BCP, [])
    assert [e.sureness for e in found.entries if e.part == "figures"] == ["sure"]
    lines = list(own_sheet_match.lines([found]))
    assert lines[0] == "sheet Scorecard: a row an indicator"
    assert f"  sure: A5: {ASSESSED} = assessments-45-days" in lines
    made = sheet_mapping.confirmed(found.mapping())
    (again,) = own_sheet_match.matches({"own.xlsx": wide()}, snapshot, BCP, [made])
    assert again.open == ()


def test_a_return_in_our_form_has_nothing_to_match(snapshot: Snapshot) -> None:
    """Nor has a file that is refused."""
    assert own_sheet_match.matches({"r.xlsx": good_workbook()}, snapshot, BCP, []) == ()
    with pytest.raises(InputError, match="not an Excel workbook"):
        own_sheet_match.matches({"r.xlsx": b"PK no"}, snapshot, BCP, [])
