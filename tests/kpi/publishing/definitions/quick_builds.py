"""Builds for tests of changed definitions: each set of definitions is built once a run."""

from pathlib import Path

from kpi.publishing import build as building
from kpi.publishing.build import BuildResult
from kpi.publishing.definitions import definition_changes

_build = building.build
_built: dict[tuple[str, bool], BuildResult] = {}


def built_once(inputs: Path, indicator_folder: Path, *, illustrative: bool = True) -> BuildResult:
    """What `build.build` returns for the shipped inputs."""
    key = (definition_changes.folder_mark(indicator_folder), illustrative)
    if key not in _built:
        _built[key] = _build(inputs, indicator_folder, illustrative=illustrative)
    return _built[key]
