"""The lines of the build report: what was read and withheld, and what to check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WARNING = "warning: "
NOT_USED = "not used: "
UNCHOSEN = "no definition names"
"""In the reason of a file that ships with the project and that the council has no use for."""
_MOST_NAMED = 3


@dataclass(frozen=True)
class BuildReportLine:
    """One line of the build report."""

    source: str
    read: int
    kept: int
    withheld: int
    why: str
    names: tuple[str, ...] = ()  # what `why` is about, where it is about several

    @property
    def is_unchosen(self) -> bool:
        """Whether it is about a file that no definition of the council has to use."""
        return self.why.startswith(NOT_USED) and UNCHOSEN in self.why

    def __str__(self) -> str:
        if self.why.startswith(NOT_USED):
            return self.why
        if self.why.startswith(WARNING):
            return f"{WARNING}{self.source}: {self.why.removeprefix(WARNING)}"
        about = f"{self.why}{self._named()}"
        return f"{self.source}: {self._counted()}{f' ({about})' if about else ''}"

    def _counted(self) -> str:
        """Return what was read and kept; what is not shown is no failure of the build."""
        if not self.read:
            return "nothing read"
        if not self.withheld:
            return f"read {self.read:,}, kept all"
        if not self.kept:
            return f"{self.withheld:,} not shown, as intended"
        are = "is" if self.withheld == 1 else "are"
        return (
            f"read {self.read:,}, kept {self.kept:,}; the other {self.withheld:,} {are} not shown, "
            "as intended"
        )

    def _named(self) -> str:
        if not self.names:
            return ""
        rest = len(self.names) - _MOST_NAMED
        more = f" and {rest:,} more" if rest > 0 else ""
        return f": {'; '.join(self.names[:_MOST_NAMED])}{more}"


def warnings(source: str, texts: Iterable[str]) -> list[BuildReportLine]:
    """Return a line for each thing that a person should check."""
    return [BuildReportLine(source, 0, 0, 0, f"{WARNING}{each}") for each in texts]


def not_used(texts: Iterable[str]) -> list[BuildReportLine]:
    """Return a line for each input file that the build did not use."""
    return [BuildReportLine("inputs", 0, 0, 0, f"{NOT_USED}{each}") for each in texts]


def printed(report: Sequence[BuildReportLine], *, is_detailed: bool = False) -> list[str]:
    """Return the report as lines; without details, one for all files that no definition names."""
    if is_detailed:
        return [
            f"{line}; all of them: {'; '.join(line.names)}" if line.names else str(line)
            for line in report
        ]
    unchosen = sum(line.is_unchosen for line in report)
    lines = [str(line) for line in report if not line.is_unchosen]
    if unchosen:
        noun = "input file or folder" if unchosen == 1 else "input files or folders"
        lines.append(f"{NOT_USED}{unchosen} {noun} that {UNCHOSEN}; --details has each")
    return lines
