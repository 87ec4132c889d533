"""Good authorities: those whose reports were published by then."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from kpi.indicators.comparisons.good_authorities import judged_good
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP


@pytest.mark.parametrize(
    ("day", "good", "judgement", "unjudged"),
    [
        (date(2023, 6, 30), 65, "Good overall as published by 30 June 2023", 2),
        (date(2024, 3, 31), 64, "Good overall as published by 31 March 2024", 2),
        (date(2025, 3, 31), 67, "Good overall as published by 31 March 2025", 0),
        # The list knows inspections to 31 March 2025 only, whatever was published after.
        (date(2025, 6, 30), 67, "Good overall as at 31 March 2025", 0),
        (date(2026, 3, 31), 67, "Good overall as at 31 March 2025", 0),
        (None, 67, "Good overall as at 31 March 2025", 0),
    ],
)
def test_good_authorities_are_those_of_the_time(
    snapshot: Snapshot, day: date | None, good: int, judgement: str, unjudged: int
) -> None:
    found = judged_good(snapshot, day)
    assert (len(found.members), found.judgement, found.unjudged) == (good, judgement, unjudged)
    assert found.of == 153


def test_a_third_of_the_list_of_2025_was_not_good_in_2023(snapshot: Snapshot) -> None:
    listed = set(judged_good(snapshot).members)
    then = set(judged_good(snapshot, date(2023, 6, 30)).members)
    assert (len(listed - then), len(then - listed)) == (22, 20)
    assert BCP in listed - then  # judged Inadequate in 2021, Good in a report of 2025
    # Cumberland and Westmorland and Furness were two months old: Cumbria's report is not theirs.
    assert then.isdisjoint({"942", "943", "909"})
    assert judged_good(snapshot, date(2023, 6, 30)).unknown.startswith("Two of 153 authorities")


def test_reports_count_from_the_day_they_are_published(snapshot: Snapshot) -> None:
    """Surrey was inspected on 17 March 2025 and judged Good in a report of 9 May 2025."""
    assert "936" not in judged_good(snapshot, date(2025, 3, 31)).members
    assert "936" in judged_good(snapshot, date(2025, 6, 30)).members


def test_without_the_history_the_list_says_its_day(snapshot: Snapshot) -> None:
    groups = snapshot.groups.filter(~pl.col("group").str.starts_with("ofsted reports"))
    found = judged_good(replace(snapshot, groups=groups), date(2023, 6, 30))
    assert (len(found.members), found.judgement) == (67, "Good overall as at 31 March 2025")
    nothing = judged_good(replace(snapshot, groups=groups.clear()), date(2023, 6, 30))
    assert (nothing.members, nothing.day, nothing.judgement) == ((), None, "Good overall")
