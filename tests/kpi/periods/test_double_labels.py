"""Labels that say their period twice: by number and by months."""

from datetime import date

import pytest

from kpi.periods import Period
from kpi.periods.double_labels import double_label

_FIRST = (Period.quarter(2025, 1), date(2025, 4, 1), date(2025, 6, 30))
_JULY = (Period.month(2025, 7), date(2025, 7, 1), date(2025, 7, 31))


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("q1 2025-26 apr-jun", _FIRST),
        ("q1 apr-jun 25", _FIRST),
        ("quarter 1 apr-jun 2025/26", _FIRST),
        ("apr-jun 2025 q1", _FIRST),
        ("apr to june 2025-26 qtr 1", _FIRST),
        ("2025-26 q1 april-june", _FIRST),
        ("q1 2025-26 1 april to 30 june 2025", _FIRST),
        ("month 4 july 2025/26", _JULY),
        ("m4 2025-26 jul", _JULY),
        ("july 2025 p4", _JULY),
        # Both are given as they stand, also where they differ.
        ("q4 2025-26 jan-mar 2025", (Period.quarter(2025, 4), date(2025, 1, 1), date(2025, 3, 31))),
        ("q2 apr-jun 2025", (Period.quarter(2025, 2), date(2025, 4, 1), date(2025, 6, 30))),
        (
            "apr 2024 - mar 2025 q3",
            (Period.quarter(2024, 3), date(2024, 4, 1), date(2025, 3, 31)),
        ),
    ],
)
def test_both_periods_of_a_label(label: str, found: tuple[Period, date, date]) -> None:
    assert double_label(label) == found


@pytest.mark.parametrize(
    "label",
    [
        "q1 2025-26", "apr-jun 2025", "july 2025", "m1-m3 2025-26", "m1-6 2025-26", "q1-q2 2025-26",
        "q1 apr-jun", "12 months to q1 2025-26", "q2 ytd 2025-26", "2025", "", "q1 2025",
    ],
)  # fmt: skip
def test_a_label_that_says_it_once(label: str) -> None:
    assert double_label(label) is None
