"""Both groups behind a gap: their scores, and England's as they were known."""

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
        "Both groups behind the gap: pupils eligible for free school meals scored above England "
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
    assert both.title.endswith("scored above England in the academic year 2023/24")
