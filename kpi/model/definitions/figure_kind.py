"""What kind of figure an indicator is: how its values behave in time, and what that allows.

Only counts of separate periods add up. A state on a day is one in each report, a rolling year
already covers four quarters, and a year to date grows until March.
"""

from __future__ import annotations

from enum import StrEnum

from kpi.service import people


class FigureKind(StrEnum):
    """How values behave in time; the values are those of definition files."""

    FLOW = "flow"
    STOCK = "stock"
    ROLLING = "rolling"
    CUMULATIVE = "cumulative"

    @property
    def words(self) -> str:
        """What it is, in words: `a state on a day`."""
        return {
            FigureKind.FLOW: "what happened in a period",
            FigureKind.STOCK: "a state on a day",
            FigureKind.ROLLING: "the twelve months to a day",
            FigureKind.CUMULATIVE: "the financial year so far",
        }[self]

    @property
    def adds_up(self) -> bool:
        """Whether the counts of several periods may be added up."""
        return self is FigureKind.FLOW

    @property
    def stands_alone(self) -> bool:
        """Whether each value is of another time than the one before.

        The rules for unusual values and for trends need that: values that share months move
        together whatever happened.
        """
        return self in (FigureKind.FLOW, FigureKind.STOCK)

    @property
    def why_not_added(self) -> str:
        """Why its values are never added up, as a sentence; empty where they are."""
        return {
            FigureKind.FLOW: "",
            FigureKind.STOCK: f"The figure is a state on a day. The same {people()} are counted "
            "again each time, so quarters are never added up.",
            FigureKind.ROLLING: "The figure already covers twelve months, so quarters are not "
            "added up.",
            FigureKind.CUMULATIVE: "The figure is already that of the financial year so far, so "
            "quarters are not added up.",
        }[self]

    @property
    def why_not_tested(self) -> str:
        """Why its values cannot be tested for chance over time; empty where they can."""
        return {
            FigureKind.FLOW: "",
            FigureKind.STOCK: "",
            FigureKind.ROLLING: "Each figure shares nine months with the one before, so they move "
            "together whatever happened: unusual figures cannot be told from ordinary ones.",
            FigureKind.CUMULATIVE: "The figures of one financial year grow on each other and start "
            "again in April: unusual figures cannot be told from ordinary ones.",
        }[self]
