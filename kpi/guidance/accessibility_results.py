"""Results on the dashboard's accessibility: known limits, and the newest test results.

`data/accessibility.toml` lists what cannot be fixed here. `data/accessibility-results.json` is
written by `python -m tools.accessibility_report`; results are never typed by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from kpi.errors import DefinitionError
from kpi.resources import DATA
from kpi.toml_files import FilledText, Listed, TomlModel, load_toml

KNOWN_FILE, RESULTS_FILE = DATA / "accessibility.toml", DATA / "accessibility-results.json"
CRITERION = "WCAG "


class KnownLimit(TomlModel):
    """A known limit: the rule, what a user meets, why, and where its makers track it.

    `about` says what a user meets in few words.
    """

    rule: FilledText
    what: FilledText
    why: FilledText
    about: FilledText
    upstream: FilledText

    @property
    def is_criterion(self) -> bool:
        """Whether it fails a criterion of the guidelines rather than a rule of good practice."""
        return self.rule.startswith(CRITERION)


@dataclass(frozen=True)
class AccessibilityFault:
    """A rule that the automated checks found broken: its text, how often, on which pages."""

    rule: str
    words: str
    times: int
    pages: tuple[str, ...]


@dataclass(frozen=True)
class Results:
    """One run of the automated checks: date, tools, pages and findings.

    `pages` are addresses, `ways` the settings of each view in words (width, colours, folds);
    `checks` is the number of views checked and `sideways` those that scrolled sideways.
    """

    day: date
    browser: str
    axe: str
    pages: tuple[str, ...]
    ways: tuple[str, ...]
    checks: int
    sideways: tuple[str, ...]
    faults: tuple[AccessibilityFault, ...]


class KnownFile(TomlModel):
    """The content of `data/accessibility.toml`."""

    known: Listed[KnownLimit] = ()


def read_limits(path: Path) -> tuple[KnownLimit, ...]:
    """Return the known limits; raises DefinitionError that names every fault in the file."""
    return load_toml(path, KnownFile).known


def read_results(path: Path) -> Results:
    """Return the results of a run; raises DefinitionError for a missing or incomplete file."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return _results(raw)
    except FileNotFoundError:
        raise DefinitionError(
            f"{path.name}: there is no such file; 'python -m tools.accessibility_report' makes it"
        ) from None
    except (OSError, ArithmeticError, ValueError, LookupError, TypeError, AttributeError) as fault:
        raise DefinitionError(f"{path.name} is not as the report writes it: {fault!r}") from fault


@lru_cache(maxsize=1)
def shipped_limits() -> tuple[KnownLimit, ...]:
    """Return the known limits shipped with the dashboard."""
    return read_limits(KNOWN_FILE)


@lru_cache(maxsize=1)
def results() -> Results:
    """Return the results shipped with the dashboard."""
    return read_results(RESULTS_FILE)


def _results(raw: Mapping[str, Any]) -> Results:
    return Results(
        day=date.fromisoformat(raw["day"]),
        browser=str(raw["browser"]),
        axe=str(raw["axe"]),
        pages=tuple(map(str, raw["pages"])),
        ways=tuple(map(str, raw["ways"])),
        checks=int(raw["checks"]),
        sideways=tuple(map(str, raw["sideways"])),
        faults=tuple(
            AccessibilityFault(
                str(f["rule"]), str(f["words"]), int(f["times"]), tuple(map(str, f["pages"]))
            )
            for f in raw["faults"]
        ),
    )
