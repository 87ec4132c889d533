"""The service shown by the dashboard: its title, the people counted, its directorates in order."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kpi import settings
from kpi.errors import KpiError
from kpi.formatting import slug

NAME = "service.toml"
PEOPLE = "children"


@dataclass(frozen=True)
class Service:
    """The content of `service.toml`."""

    title: str  # such as Children's Services
    people: str  # whom the figures count, in the plural
    directorates: tuple[str, ...]  # in the order in which they are shown

    @property
    def heading(self) -> str:
        """What pages and papers are called."""
        return f"{self.title} performance"

    @property
    def slug(self) -> str:
        """The title as the start of file names: `childrens-services`."""
        return slug(re.sub("['\u2019]", "", self.title))

    def in_order(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return names of directorates, each once: the file's order, then the order given."""
        used = tuple(dict.fromkeys(names))
        return tuple(dict.fromkeys((*(n for n in self.directorates if n in used), *used)))


def service() -> Service:
    """Return the content of the council's own `service.toml`, else of the one shipped.

    Raises DefinitionError that names every fault in it.
    """
    return read(settings.own_file(NAME))


@lru_cache(maxsize=4)
def read(path: Path) -> Service:
    """Read a file once; raises DefinitionError that names every fault in it."""
    # Most commands need none of it, and importing the checks of files takes time.
    from kpi.toml_files import CrossRule, FilledList, FilledText, TomlModel, load_toml, twice

    class ServiceFile(TomlModel):
        title: FilledText
        people: FilledText = PEOPLE
        directorates: FilledList[FilledText]

    def once(raw: Mapping[str, Any]) -> Iterator[str]:
        for name in twice(raw.get("directorates", ())):
            yield f"the directorate '{name}' is there twice"

    file = load_toml(path, ServiceFile, rules=[CrossRule(("directorates",), once)])
    return Service(file.title, file.people, tuple(file.directorates))


def heading() -> str:
    """Return what pages are called; for a faulty file `Performance`, as `service` reports it."""
    try:
        return service().heading
    except KpiError:
        return "Performance"


def description() -> str:
    """Return what the dashboard is, for search engines; of no service where the file is faulty."""
    try:
        of = f" for {service().title}"
    except KpiError:
        of = ""
    return f"Key performance indicators{of}, with targets and comparisons."


@lru_cache(maxsize=1)
def people() -> str:
    """Return whom the figures count; `children` where the file does not say or is faulty.

    It goes into constant texts, so it is read once and without the checks, which `service` makes.
    """
    try:
        written = tomllib.loads(settings.own_file(NAME).read_text(encoding="utf-8")).get("people")
    except (OSError, ValueError, RecursionError):
        return PEOPLE
    return written if isinstance(written, str) and written.strip() else PEOPLE


def too_few() -> str:
    """Return why a small count is not shown: "too few children to show"."""
    return f"too few {people()} to show"
