"""The picture of the release calendar: its marks are the rows, its labels have room."""

from itertools import pairwise

import pytest

from kpi.charts.definitions.release_calendar import release_calendar
from kpi.charts.specification.definitions.release_calendar import ReleaseCalendar, ReleaseMark
from kpi.formatting import long_date
from kpi.indicators.releases.release_calendar import due_figures
from kpi.model.snapshot import Snapshot

LETTER = 0.77  # hundredths of a lane, as drawn

HOME = "839"


@pytest.fixture(scope="module")
def calendar(snapshot: Snapshot) -> ReleaseCalendar:
    """The calendar of the shipped snapshot."""
    return release_calendar(snapshot, HOME)


def test_the_marks_are_the_rows(snapshot: Snapshot, calendar: ReleaseCalendar) -> None:
    rows = due_figures(snapshot, HOME)
    assert [lane.indicator for lane in calendar.lanes] == [row.indicator.id for row in rows]
    for lane, row in zip(calendar.lanes, rows, strict=True):
        wanted = {(figure.day, figure.is_own) for figure in row.coming}
        assert sorted((m.day, m.is_own) for m in lane.marks) == sorted(wanted)
        for mark in lane.marks:
            periods = [
                f.period.short for f in row.coming if (f.day, f.is_own) == (mark.day, mark.is_own)
            ]
            assert mark.periods.removeprefix("the ").split(" to ")[0] == periods[0].split(" to ")[0]
            assert mark.periods.endswith(periods[-1].split(" to ")[-1])
            assert f"{mark.words}, due by {long_date(mark.day)}" in lane.text


def test_a_later_day_stands_further_right_and_none_outside(calendar: ReleaseCalendar) -> None:
    for lane in calendar.lanes:
        assert all(a.day <= b.day and a.x <= b.x for a, b in pairwise(lane.marks))
        assert all(calendar.now <= mark.x < 99 for mark in lane.marks)


def test_no_label_meets_another_mark_or_label(calendar: ReleaseCalendar) -> None:
    def span(mark: ReleaseMark) -> tuple[float, float]:
        width = LETTER * len(mark.label)
        if mark.side == "left":
            return mark.x - width, mark.x
        return mark.x, mark.x + (width if mark.side == "right" else 0)

    for lane in calendar.lanes:
        shown = [span(mark) for mark in lane.marks if not mark.shifted]
        assert all(before[1] < after[0] for before, after in pairwise(shown)), lane.name


def test_terms_are_short_in_the_picture_and_whole_in_the_text(calendar: ReleaseCalendar) -> None:
    lane = next(e for e in calendar.lanes if e.indicator == "primary-permanent-exclusions")
    labels = [mark.label for mark in lane.marks]
    assert {label[:5] for label in labels} == {"aut. ", "spr. ", "sum. "}
    for short in ("aut.", "spr.", "sum."):
        assert short not in lane.text
    assert "ours for the autumn term" in lane.text


def test_what_is_late_is_said_with_how_many_and_since_when(
    snapshot: Snapshot, calendar: ReleaseCalendar
) -> None:
    for lane, row in zip(calendar.lanes, due_figures(snapshot, HOME), strict=True):
        ours = [f for f in row.late if f.is_own]
        theirs = [f for f in row.late if not f.is_own]
        assert (f"{len(ours)} of ours" in lane.late) is bool(ours)
        assert (f"{len(theirs)} of others'" in lane.late) is bool(theirs)
        if row.late:
            assert lane.late.endswith(f"from {(ours or theirs)[0].period.short}")
    assert calendar.late == f"{sum(bool(e.late) for e in calendar.lanes)} of 7 have something late"


def test_two_of_one_day_share_the_label_of_ours(calendar: ReleaseCalendar) -> None:
    doubles = [m for lane in calendar.lanes for m in lane.marks if m.is_double]
    assert doubles
    for mark in doubles:
        assert mark.shifted is not mark.is_own
        assert bool(mark.label) is mark.is_own


def test_four_quarters_of_one_day_are_one_mark(calendar: ReleaseCalendar) -> None:
    lane = next(e for e in calendar.lanes if e.indicator == "referrals-rate")
    assert all(mark.label.startswith("four quarters of ") for mark in lane.marks if mark.is_own)
    for mark in lane.marks:
        year = mark.periods[-7:]
        assert mark.periods == f"Q1 {year} to Q4 {year}"


def test_months_stand_at_their_first_day_with_the_year_once(calendar: ReleaseCalendar) -> None:
    labels = [month.label for month in calendar.months]
    assert 12 <= len(labels) <= 13
    years = [label for label in labels if label[-1].isdigit()]
    assert 1 <= len(years) <= 2  # one where the calendar begins with the year
    assert all(a.x < b.x for a, b in pairwise(calendar.months))
