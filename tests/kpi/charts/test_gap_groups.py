"""Both groups behind a gap: their scores, and England's as they were known."""

from dataclasses import replace

from kpi.charts.gap_groups import legs
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import row_of


def test_both_groups(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ks4-fsm-gap", "Q3 2025-26")
    both = legs(snapshot, row)
    assert both is not None
    ends = {line.name: line.points[-1].value for line in both.lines}
    assert ends == {
        "Other pupils, Bournemouth, Christchurch and Poole": 54.1,
        "Other pupils, England": 50.0,
        "Pupils eligible for free school meals, Bournemouth, Christchurch and Poole": 36.3,
        "Pupils eligible for free school meals, England": 35.0,
    }
    assert both.title == (
        "Both groups behind the gap: pupils eligible for free school meals were above England "
        "in the academic year 2024/25"
    )
    assert legs(snapshot, row_of(snapshot, "ehcp-20-weeks")) is None


def test_the_second_group_has_square_points(snapshot: Snapshot) -> None:
    both = legs(snapshot, row_of(snapshot, "ks4-fsm-gap"))
    assert both is not None
    shapes = [line.marker.shape for line in both.lines if line.marker]
    assert shapes == ["circle", "circle", "square", "square"]
    assert [line.role for line in both.lines] == ["home", "england"] * 2


def test_a_group_of_england_ends_with_what_was_known(snapshot: Snapshot) -> None:
    """England's 2024/25 scores came out in October 2025, after Q2 2025-26."""
    both = legs(snapshot, row_of(snapshot, "ks4-fsm-gap", "Q2 2025-26"))
    assert both is not None
    ends = {line.name: (str(line.points[-1].period), line.points[-1].value) for line in both.lines}
    assert ends == {
        "Other pupils, Bournemouth, Christchurch and Poole": ("academic year 2024/25", 54.1),
        "Other pupils, England": ("academic year 2023/24", 49.5),
        "Pupils eligible for free school meals, Bournemouth, Christchurch and Poole": (
            "academic year 2024/25",
            36.3,
        ),
        "Pupils eligible for free school meals, England": ("academic year 2023/24", 34.6),
    }
    assert both.title.endswith("were above England in the academic year 2023/24")


def test_the_subtitle_names_what_is_measured(snapshot: Snapshot) -> None:
    both = legs(snapshot, row_of(snapshot, "ks4-fsm-gap"))
    assert both is not None
    assert both.subtitle.startswith(
        "Average Attainment 8 score by free school meal eligibility (DfE Key Stage 4), Bournemouth"
    )


def test_published_groups_are_not_behind_a_gap_of_the_councils_own(snapshot: Snapshot) -> None:
    """The council's own figure is not the difference of what DfE published for it."""
    row = row_of(snapshot, "ks4-fsm-gap")
    assert row.now is not None
    returned = replace(row.now, value=19.0, source="local-return")
    own = replace(row, shown=replace(row.shown, observation=returned))
    assert legs(snapshot, own) is None
