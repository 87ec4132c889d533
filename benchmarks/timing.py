"""Times several ways of doing one job in turns, so that a busy machine slows all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class SpeedBar:
    """A limit: at most `limit` times as slow as `against`, or that much faster if `quicker`."""

    against: str
    limit: float
    quicker: bool = False


@dataclass(frozen=True)
class Result:
    """One job: milliseconds, or another unit, of ours and the others; and its limits."""

    job: str
    milliseconds: Mapping[str, float]
    bars: tuple[SpeedBar, ...]
    unit: str = "ms"

    def ratio(self, bar: SpeedBar) -> float:
        """Return ours over the other, or the other over ours for a limit that asks to be faster."""
        ours, other = self.milliseconds["ours"], self.milliseconds[bar.against]
        high, low = (other, ours) if bar.quicker else (ours, other)
        return high / low if low else inf

    def is_met(self, bar: SpeedBar) -> bool:
        """Return whether the limit is met."""
        return self.ratio(bar) >= bar.limit if bar.quicker else self.ratio(bar) <= bar.limit


def take_turns(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return median milliseconds of each way over `rounds`, one after the other in each round."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()  # warm-up
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            taken[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def show(result: Result) -> None:
    """Print a result with its limits."""
    times = ", ".join(f"{name} {taken:.1f}" for name, taken in result.milliseconds.items())
    print(f"{result.job}: {times} {result.unit}")
    for bar in result.bars:
        rule = f"at least {bar.limit:g} times quicker" if bar.quicker else f"at most {bar.limit:g}"
        verdict = "met" if result.is_met(bar) else "MISSED"
        print(f"    against {bar.against}: {result.ratio(bar):.2f} ({rule}): {verdict}")


def form(result: Result) -> dict[str, object]:
    """Return a result in its JSON form."""
    return {
        "job": result.job,
        result.unit: {name: round(taken, 3) for name, taken in result.milliseconds.items()},
        "bars": [
            {
                "against": bar.against,
                "ratio": round(result.ratio(bar), 3),
                "limit": bar.limit,
                "at_least": bar.quicker,
                "met": result.is_met(bar),
            }
            for bar in result.bars
        ],
    }
