"""Every fault of definition files at once: their keys, and against LAIT's measures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kpi.errors import DefinitionError
from kpi.model.definitions import files
from kpi.model.definitions.indicator import Indicator
from kpi.model.definitions.recorded import indicator_from
from kpi.publishing.definitions import measure_checks


@dataclass(frozen=True)
class CheckedDefinitions:
    """The faults and questions of some definition files, each a line, and how many files."""

    files: int
    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    indicators: tuple[Indicator, ...]  # those without a fault of their own


def check(place: Path, measures: pl.DataFrame) -> CheckedDefinitions:
    """Return every fault of the definitions in a folder, or of one file.

    A file alone is not held against the orders of others. Raises DefinitionError for a folder
    without a definition.
    """
    paths = [place] if place.is_file() else sorted(place.glob("*.toml"))
    if not paths:
        raise DefinitionError(f"no indicator definition in {place.name}")
    loaded, faults = files.load_definitions(paths)
    known = [indicator_from(dict(each.raw), each.path.name) for each in loaded]
    faults += measure_checks.faults(known, measures)
    warned = measure_checks.unlike_others(known)
    return CheckedDefinitions(len(paths), tuple(faults), tuple(warned), tuple(known))
