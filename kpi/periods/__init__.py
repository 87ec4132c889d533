"""What a figure covers: the `Period` type and the reading of every label in the data."""

from kpi.periods.period import Kind, Period, breaks_between
from kpi.periods.period_parser import from_ees, lait_period, parse_period, split_status

__all__ = [
    "Kind",
    "Period",
    "breaks_between",
    "from_ees",
    "lait_period",
    "parse_period",
    "split_status",
]
