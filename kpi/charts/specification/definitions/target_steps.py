"""The specification of an indicator's targets over time: steps, with the intervention level."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TargetStep:
    """One target in force: its start and end as percentages of the time shown, and its heights.

    Heights are percentages from the bottom; `level` is None where there is no intervention level.
    A range has an upper bound, and may have a level above it.
    """

    start: float
    end: float
    target: float
    level: float | None
    upper: float | None = None
    level_upper: float | None = None


@dataclass(frozen=True)
class TargetSteps:
    """All targets in order of time, what its lines stand for, and the text alternative.

    `first` is the earliest target where there are several, `last` the newest and its beginning,
    `level` where the newest one's intervention level begins, empty where it has none.
    """

    steps: tuple[TargetStep, ...]
    first: str
    last: str
    level: str
    status: str
    text: str

    @property
    def has_level(self) -> bool:
        """Whether any of the targets has an intervention level."""
        return any((s.level, s.level_upper) != (None, None) for s in self.steps)
