"""The lines of the build report: what was read and withheld, and what to check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WARNING = "warning: "
NOT_USED = "not used: "


@dataclass(frozen=True)
class BuildReportLine:
    """One line of the build report."""

    source: str
    read: int
    kept: int
    withheld: int
    why: str

    def __str__(self) -> str:
        if self.why.startswith(NOT_USED):
            return self.why
        if self.why.startswith(WARNING):
            return f"{WARNING}{self.source}: {self.why.removeprefix(WARNING)}"
        counted = f"read {self.read:,}, kept {self.kept:,}, withheld {self.withheld:,}"
        return f"{self.source}: {counted}{f' ({self.why})' if self.why else ''}"


def warnings(source: str, said: Iterable[str]) -> list[BuildReportLine]:
    """Return a line for each thing that a person should check."""
    return [BuildReportLine(source, 0, 0, 0, f"{WARNING}{each}") for each in said]


def not_used(said: Iterable[str]) -> list[BuildReportLine]:
    """Return a line for each input file that the build did not use."""
    return [BuildReportLine("inputs", 0, 0, 0, f"{NOT_USED}{each}") for each in said]
