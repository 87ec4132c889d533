"""What is known of the dashboard's accessibility: limits that stay, and the newest test results.

`data/accessibility.toml` lists what cannot be mended here. `data/accessibility-results.json` is
written by `python -m tools.accessibility_report`; nobody types a result by hand.
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
    """A limit that stays: the rule, what a person meets, why, and where its makers know of it."""

    rule: FilledText
    what: FilledText
    why: FilledText
    upstream: FilledText

    @property
    def is_criterion(self) -> bool:
        """Whether it fails a criterion of the guidelines, not a rule of good practice."""
        return self.rule.startswith(CRITERION)


@dataclass(frozen=True)
class AccessibilityFault:
    """A rule that the automated checks found broken: its words, how often, on which pages."""

    rule: str
    words: str
    times: int
    pages: tuple[str, ...]


@dataclass(frozen=True)
class Results:
    """One run of the automated checks: when, with what, on what, and what it found.

    `pages` are addresses, `ways` how each was looked at, in words (its width, colours, folds);
    `checks` is how many looks that made and `sideways` those in which a page scrolled sideways.
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
    """What `data/accessibility.toml` holds."""

    known: Listed[KnownLimit] = ()


def read_known(path: Path) -> tuple[KnownLimit, ...]:
    """The limits that stay; raises DefinitionError that names every fault in the file."""
    return load_toml(path, KnownFile).known


def read_results(path: Path) -> Results:
    """The results of a run; raises DefinitionError when the file is missing or not whole."""
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
def known() -> tuple[KnownLimit, ...]:
    """The limits that are shipped."""
    return read_known(KNOWN_FILE)


@lru_cache(maxsize=1)
def results() -> Results:
    """The results that are shipped."""
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
