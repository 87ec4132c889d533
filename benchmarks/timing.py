"""Timing several ways of doing one job, taking turns, so that a busy machine slows all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """At most `limit` times as slow as `against`, or, where `quicker`, at least so much quicker."""

    against: str
    limit: float
    quicker: bool = False


@dataclass(frozen=True)
class Result:
    """One job: milliseconds (median) of ours and the others, and whether each bar is met."""

    job: str
    milliseconds: Mapping[str, float]
    bars: tuple[Bar, ...]

    def ratio(self, bar: Bar) -> float:
        """Ours over the other, or the other over ours for a bar that asks to be quicker."""
        ours, other = self.milliseconds["ours"], self.milliseconds[bar.against]
        return other / ours if bar.quicker else ours / other

    def is_met(self, bar: Bar) -> bool:
        """Whether the bar is reached."""
        return self.ratio(bar) >= bar.limit if bar.quicker else self.ratio(bar) <= bar.limit


def take_turns(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median milliseconds of each way over `rounds`, one after the other in each round."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()  # warm
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            taken[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}
