"""Which way a figure is better: the one type of it, with its words and its better side."""

from __future__ import annotations

from enum import StrEnum


class Polarity(StrEnum):
    """Whether a higher or a lower figure is better, or neither; as definition files have it."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"

    @staticmethod
    def of_lait(word: str | None) -> Polarity:
        """From the word of DfE's Local Authority Interactive Tool: `High`, `Low`; else none."""
        return {"High": Polarity.HIGHER, "Low": Polarity.LOWER}.get(word or "", Polarity.NONE)

    @property
    def lait(self) -> str:
        """The word of DfE's Local Authority Interactive Tool: `High`, `Low` or `-`."""
        return {Polarity.HIGHER: "High", Polarity.LOWER: "Low", Polarity.NONE: "-"}[self]

    @property
    def words(self) -> str:
        """`higher is better`, `lower is better`, `neither higher nor lower is better`."""
        if self is Polarity.NONE:
            return "neither higher nor lower is better"
        return f"{self} is better"

    @property
    def is_judged(self) -> bool:
        """Whether one way is better."""
        return self is not Polarity.NONE

    @property
    def sign(self) -> int:
        """1 where higher is better, -1 where lower is, 0 where neither is."""
        return {Polarity.HIGHER: 1, Polarity.LOWER: -1, Polarity.NONE: 0}[self]

    @property
    def or_better(self) -> str:
        """`or more`, `or less`: the figures that meet a target. Raises ValueError for none."""
        return "or more" if self._judged is Polarity.HIGHER else "or less"

    @property
    def better_side(self) -> str:
        """`above` or `below`: where better figures lie. Raises ValueError for none."""
        return "above" if self._judged is Polarity.HIGHER else "below"

    @property
    def worse_side(self) -> str:
        """`below` or `above`: where worse figures lie. Raises ValueError for none."""
        return "below" if self._judged is Polarity.HIGHER else "above"

    def is_better(self, *, higher: bool) -> bool:
        """Whether a figure that is higher, or else lower, than another is the better one.

        Raises ValueError where neither way is better.
        """
        return higher == (self._judged is Polarity.HIGHER)

    @property
    def _judged(self) -> Polarity:
        if self is Polarity.NONE:
            raise ValueError("neither way is better")
        return self
