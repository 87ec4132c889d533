"""Polarity: whether a higher or a lower figure is better, or one within a range, with its words."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class SideWords(NamedTuple):
    """Words for how a figure stands to another: where one way is better, and where neither is."""

    better: str
    worse: str
    higher: str
    lower: str


class Polarity(StrEnum):
    """Whether a higher or a lower figure is better, or neither; values as in definition files.

    Within a range better figures are those between two bounds, which its target gives: higher is
    not better, and lower is not either.
    """

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"
    RANGE = "range"

    @staticmethod
    def of_lait(word: str | None) -> Polarity:
        """Return the polarity for LAIT's word: `High`, `Low`; any other is none."""
        return {"High": Polarity.HIGHER, "Low": Polarity.LOWER}.get(word or "", Polarity.NONE)

    @property
    def lait(self) -> str:
        """LAIT's word for it: `High`, `Low` or `-`."""
        return {Polarity.HIGHER: "High", Polarity.LOWER: "Low"}.get(self, "-")

    @property
    def words(self) -> str:
        """In words, as `higher is better` or `neither higher nor lower is better`."""
        if self is Polarity.NONE:
            return "neither higher nor lower is better"
        if self is Polarity.RANGE:
            return "between two bounds is better"
        return f"{self} is better"

    @property
    def is_judged(self) -> bool:
        """Whether one way is better: higher or lower."""
        return self in (Polarity.HIGHER, Polarity.LOWER)

    @property
    def has_target(self) -> bool:
        """Whether a figure can meet a target."""
        return self is not Polarity.NONE

    @property
    def sign(self) -> int:
        """1 where higher is better, -1 where lower is, 0 where neither is."""
        return {Polarity.HIGHER: 1, Polarity.LOWER: -1}.get(self, 0)

    @property
    def or_better(self) -> str:
        """`or more` or `or less`, for figures that meet a target. Raises ValueError for none."""
        return "or more" if self._judged is Polarity.HIGHER else "or less"

    @property
    def better_side(self) -> str:
        """`above` or `below`: where better figures are. Raises ValueError for none."""
        return "above" if self._judged is Polarity.HIGHER else "below"

    @property
    def worse_side(self) -> str:
        """`below` or `above`: where worse figures are. Raises ValueError for none."""
        return "below" if self._judged is Polarity.HIGHER else "above"

    def is_better(self, *, higher: bool) -> bool:
        """Return whether a figure that is higher, or else lower, than another is the better one.

        Raises ValueError where neither way is better.
        """
        return higher == (self._judged is Polarity.HIGHER)

    def side(self, words: SideWords, *, higher: bool) -> str:
        """Return the word for a figure that is higher, or else lower, than another."""
        if not self.is_judged:
            return words.higher if higher else words.lower
        return words.better if self.is_better(higher=higher) else words.worse

    @property
    def _judged(self) -> Polarity:
        if not self.is_judged:
            raise ValueError("neither way is better")
        return self
