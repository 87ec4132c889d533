"""How a monthly indicator makes the figure that a quarter's report shows."""

from __future__ import annotations

from enum import StrEnum


class MonthRule(StrEnum):
    """What of its three months a quarter shows; the values are those of definition files."""

    LAST = "last month"
    SUM = "sum"
    MEAN = "mean"
    POOLED = "pooled counts"

    @property
    def words(self) -> str:
        """How the quarter's figure is made, as a sentence."""
        return {
            MonthRule.LAST: "The quarter shows the figure of its last month.",
            MonthRule.SUM: "The quarter's figure is the sum of its three months.",
            MonthRule.MEAN: "The quarter's figure is the mean of its three months.",
            MonthRule.POOLED: "The quarter's figure is made from the counts of its three months, "
            "added up above and below the line.",
        }[self]
