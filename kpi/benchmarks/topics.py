"""What LAIT's topics are called here, whose work they are, and why whole years are blank.

It is wording and grouping, not data, so it lies beside the code in `data/topics.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kpi.errors import DefinitionError
from kpi.periods import Kind, Period
from kpi.resources import DATA

FILE = DATA / "topics.toml"
NO_DATA = "no data published"


@dataclass(frozen=True)
class Topics:
    """Topic names, directorates of topics, reasons for years without any figure, plain units."""

    names: Mapping[str, str]
    directorates: tuple[str, ...]
    by_topic: Mapping[str, tuple[str, ...]]
    others: str
    gaps: Mapping[int, str]
    units: Mapping[str, str]

    def name(self, topic: str) -> str:
        """How a topic is written on our pages."""
        return self.names.get(topic, topic)

    def directorates_of(self, topic: str) -> tuple[str, ...]:
        """The directorates a topic belongs to; the one for all others where none names it."""
        return self.by_topic.get(topic, (self.others,))

    def gap_reason(self, period: Period) -> str:
        """Why no area has a figure for a period: the known reason of its year, or none known."""
        if period.kind is Kind.SPAN:
            return NO_DATA
        return self.gaps.get(period.end.year, NO_DATA)


@lru_cache(maxsize=4)
def topics(path: Path = FILE) -> Topics:
    """Read and check the file; raises DefinitionError when it is not well formed."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        by_topic: dict[str, list[str]] = {}
        for entry in raw["directorate"]:
            for topic in entry["topics"]:
                by_topic.setdefault(topic, []).append(entry["name"])
        gaps = {int(y): str(g["reason"]) for g in raw.get("gap", []) for y in g["end_years"]}
        return Topics(
            dict(raw.get("names", {})),
            tuple(str(entry["name"]) for entry in raw["directorate"]),
            {topic: tuple(names) for topic, names in by_topic.items()},
            str(raw["others"]),
            gaps,
            dict(raw.get("units", {})),
        )
    except OSError as fault:
        raise DefinitionError(f"{path.name}: cannot be read: {fault.strerror}") from fault
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as fault:
        raise DefinitionError(f"{path.name}: not well formed: {fault}") from fault
