"""Dates of figures that are late or to come, against the page's own rows and by hand."""

from datetime import date

import pytest

from kpi.formatting import long_date
from kpi.guidance.release_calendar import COMPARATORS, NOT_YET, OWN, releases
from kpi.indicators.releases.release_calendar import DueFigures, due_figures, horizon
from kpi.model.snapshot import Snapshot
from kpi.periods import Period

HOME = "839"


@pytest.fixture(scope="module")
def rows(snapshot: Snapshot) -> dict[str, DueFigures]:
    """The due figures of each indicator."""
    return {row.indicator.id: row for row in due_figures(snapshot, HOME)}


def test_every_indicator_has_its_row(snapshot: Snapshot, rows: dict[str, DueFigures]) -> None:
    assert set(rows) == {indicator.id for indicator in snapshot.indicators}


def test_late_ends_the_day_before_the_snapshot_and_coming_a_year_after(
    snapshot: Snapshot, rows: dict[str, DueFigures]
) -> None:
    made_on = snapshot.made_on
    assert horizon(snapshot).year == made_on.year + 1
    assert horizon(snapshot).month == made_on.month
    assert sum(len(row.late) for row in rows.values()) > 0
    assert sum(len(row.coming) for row in rows.values()) > 0
    for row in rows.values():
        assert all(figure.day < made_on for figure in row.late)
        assert all(made_on <= figure.day <= horizon(snapshot) for figure in row.coming)
        assert [f.day for f in row.coming] == sorted(f.day for f in row.coming)


def test_the_first_of_each_is_the_next_of_the_release_calendar(
    snapshot: Snapshot, rows: dict[str, DueFigures]
) -> None:
    told = 0
    for release in releases(snapshot, HOME, snapshot.indicators):
        row = rows[release.indicator.id]
        is_own = release.whose == OWN
        assert is_own or release.whose == COMPARATORS
        late = [f for f in row.late if f.is_own is is_own]
        coming = [f for f in row.coming if f.is_own is is_own]
        first = (late + coming)[0]
        assert release.due.startswith(f"{first.period.short}, ")
        assert release.due.endswith(NOT_YET) is bool(late)
        if not is_own:
            assert f"by {long_date(first.day)}" in release.due
        told += 1
    assert told == 13


def test_a_return_is_due_at_the_end_of_its_quarter(rows: dict[str, DueFigures]) -> None:
    row = rows["ehcp-20-weeks"]
    own = [(f.period, f.day) for f in (*row.late, *row.coming) if f.is_own]
    assert own[0] == (Period.quarter(2025, 2), date(2025, 9, 30))
    assert all(period.end == day for period, day in own)


def test_a_year_of_months_is_published_on_one_day(rows: dict[str, DueFigures]) -> None:
    row = rows["referrals-rate"]
    late = [(f.period, f.day) for f in row.late if not f.is_own]
    assert late[:4] == [(Period.quarter(2024, n), date(2025, 11, 30)) for n in (1, 2, 3, 4)]


def test_terms_are_due_as_their_publisher_says(rows: dict[str, DueFigures]) -> None:
    row = rows["primary-permanent-exclusions"]
    others = [(f.period, f.day) for f in (*row.late, *row.coming) if not f.is_own]
    assert others[:2] == [
        (Period.term("summer", 2025), date(2026, 7, 31)),
        (Period.term("autumn", 2025), date(2026, 11, 30)),
    ]
    own = [(f.period, f.day) for f in (*row.late, *row.coming) if f.is_own]
    assert own[0] == (Period.term("summer", 2025), date(2025, 9, 30))
