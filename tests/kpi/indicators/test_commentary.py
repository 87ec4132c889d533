"""What the council says about its figures."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from kpi.indicators.commentary import Comment, comment
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP, quarter

Q1 = quarter("Q1 2025-26")


def test_comment_on_plans(snapshot: Snapshot) -> None:
    assert comment(snapshot, snapshot.indicator("ehcp-20-weeks"), BCP, Q1) == Comment(
        "96 of 178 plans were issued in time. Last quarter it was 118 of 170.",
        "Advice from educational psychologists was late and older cases were cleared first.",
        "Use locum psychologists until the backlog of advice is below 40 cases.",
        "Head of SEND",
        date(2025, 10, 31),
        "illustrative",
    )


def test_every_headline_indicator_has_one_in_the_first_quarter(snapshot: Snapshot) -> None:
    for indicator in snapshot.indicators:
        found = comment(snapshot, indicator, BCP, Q1)
        assert (found is None) == indicator.is_context, indicator.id
        if found is not None:
            assert found.data_status == "illustrative"
            assert found.action
            assert found.owner_role
            assert found.due


def test_there_is_none_for_another_quarter_or_council(snapshot: Snapshot) -> None:
    indicator = snapshot.indicator("ehcp-20-weeks")
    assert comment(snapshot, indicator, BCP, quarter("Q4 2024-25")) is None
    assert comment(snapshot, indicator, "330", Q1) is None


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2025, 10, 30), "31 October 2025"),
        (date(2025, 10, 31), "31 October 2025"),
        (date(2025, 11, 1), "31 October 2025: overdue"),
    ],
)
def test_an_overdue_action_says_so(snapshot: Snapshot, today: date, said: str) -> None:
    found = comment(snapshot, snapshot.indicator("ehcp-20-weeks"), BCP, Q1)
    assert found is not None
    assert found.due_words(today) == said


def test_without_a_date_it_says_so(snapshot: Snapshot) -> None:
    undated = replace(
        snapshot, commentary=snapshot.commentary.with_columns(due=pl.lit(None, pl.Date))
    )
    found = comment(undated, snapshot.indicator("ehcp-20-weeks"), BCP, Q1)
    assert found is not None
    assert found.due_words(date(2030, 1, 1)) == "no date given"


@pytest.mark.parametrize(
    ("action", "due", "overdue"),
    [
        ("Hire.", date(2025, 10, 31), True),
        ("Hire.", date(2025, 11, 1), False),
        ("Hire.", None, False),
        (None, date(2025, 10, 31), False),
        ("", date(2025, 10, 31), False),
    ],
)
def test_only_an_action_with_a_day_is_overdue(
    action: str | None, due: date | None, overdue: bool
) -> None:
    said = Comment(None, None, action, None, due, "published")
    assert said.is_overdue(date(2025, 11, 1)) is overdue
    assert said.due_words(date(2025, 11, 1)).endswith(": overdue") is overdue
