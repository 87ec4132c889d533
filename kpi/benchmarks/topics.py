"""The names and directorates of LAIT's topics, and why whole years have no figures.

This is wording and grouping, not data, so it is in `data/topics.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from kpi.periods import Kind, Period
from kpi.resources import DATA
from kpi.toml_files import FilledList, FilledText, Listed, TomlModel, load_toml

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
        """Return how a topic is written on our pages."""
        return self.names.get(topic, topic)

    def directorates_of(self, topic: str) -> tuple[str, ...]:
        """Return a topic's directorates, or the one for topics that none names."""
        return self.by_topic.get(topic, (self.others,))

    def gap_reason(self, period: Period) -> str:
        """Return why no area has a figure for a period: its year's known reason, or `NO_DATA`."""
        if period.kind is Kind.SPAN:
            return NO_DATA
        return self.gaps.get(period.end.year, NO_DATA)


class DirectorateTable(TomlModel):
    """One [[directorate]] of the file."""

    name: FilledText
    topics: Listed[FilledText]


class GapTable(TomlModel):
    """One [[gap]] of the file."""

    end_years: Listed[int]
    reason: FilledText


class TopicsFile(TomlModel):
    """The contents of `data/topics.toml`."""

    others: FilledText
    names: dict[str, FilledText] = Field(default_factory=dict)
    units: dict[str, FilledText] = Field(default_factory=dict)
    directorate: FilledList[DirectorateTable]
    gap: Listed[GapTable] = ()


@lru_cache(maxsize=4)
def topics(path: Path = FILE) -> Topics:
    """Read the file once; raises DefinitionError that names every fault in it."""
    file = load_toml(path, TopicsFile)
    by_topic: dict[str, tuple[str, ...]] = {}
    for directorate in file.directorate:
        for topic in directorate.topics:
            by_topic[topic] = (*by_topic.get(topic, ()), directorate.name)
    return Topics(
        names=file.names,
        directorates=tuple(directorate.name for directorate in file.directorate),
        by_topic=by_topic,
        others=file.others,
        gaps={year: gap.reason for gap in file.gap for year in gap.end_years},
        units=file.units,
    )
