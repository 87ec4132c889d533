"""Checks of the sources and files that a definition names: each must be there.

A source that no register has would leave an indicator without a publisher, or its figures never
due; a file that is not there stops a build half way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from kpi.model.schemas import ILLUSTRATIVE_RETURN, LOCAL_RETURN
from kpi.sources import comparators_csv
from kpi.sources.register import Register
from kpi.toml_files import CrossRule, nearest

_Tables = Mapping[str, Any]


def rules(register: Register) -> tuple[CrossRule, ...]:
    """Return the rules that hold the sources and files of a definition against a register."""
    known = tuple(name for name in register.table["source"] if name != ILLUSTRATIVE_RETURN)
    files = ("file", "population", "counts.file", "weights.file")
    return (
        CrossRule(("local.source",), partial(_local_source, known=known)),
        CrossRule(("benchmark.source",), partial(_benchmark_source, known=known)),
        *(
            CrossRule(
                ("benchmark.reader", f"benchmark.{key}"),
                partial(_benchmark_file, key=key, register=register),
            )
            for key in files
        ),
        CrossRule(("related.counts.file",), partial(_related_files, register=register)),
    )


def _local_source(definition: _Tables, *, known: Sequence[str]) -> Iterator[str]:
    source = definition.get("local", {}).get("source")
    if source and source not in (LOCAL_RETURN, *known):
        near = nearest(source, [LOCAL_RETURN, *known])
        yield (
            f"local: source is '{source}', which no sources.toml names{near}; it "
            f"is '{LOCAL_RETURN}' for figures that the council returns"
        )


def _benchmark_source(definition: _Tables, *, known: Sequence[str]) -> Iterator[str]:
    source = (definition.get("benchmark") or {}).get("source")
    if source and source not in known:
        near = nearest(source, known) or f"; possible: {', '.join(known)}"
        yield f"benchmark: source is '{source}', which no sources.toml names{near}"


def _benchmark_file(definition: _Tables, *, key: str, register: Register) -> Iterator[str]:
    """Yield a fault for a file of a benchmark that is not there; `key` may be `counts.file`."""
    benchmark = definition.get("benchmark") or {}
    is_own = benchmark.get("reader") == "csv"
    found: Any = benchmark
    for part in key.split("."):
        found = (found or {}).get(part, "")
    if not is_own:
        yield from _missing(f"benchmark: {key.replace('.', ': ')}", found, register)
    elif key == "file" and found:
        yield from _own_file(found, comparators_csv.folder(_inputs(register)))


def _related_files(definition: _Tables, *, register: Register) -> Iterator[str]:
    for related in definition.get("related", ()):
        if counts := related.get("counts"):
            yield from _missing("related: counts: file", counts["file"], register)


def _missing(key: str, name: str, register: Register) -> Iterator[str]:
    if not name:
        return
    inputs = _inputs(register)
    path = register.path(name)
    if ".." in Path(name).parts or Path(name).is_absolute() or not path.is_file():
        folder = inputs / Path(name).parent.name
        there = [f"{folder.name}/{each.name}" for each in sorted(folder.glob("*.csv"))]
        yield f"{key} is '{name}', and {inputs.name} has no such file{nearest(name, there)}"


def _own_file(name: str, place: Path) -> Iterator[str]:
    """Yield a fault for a file of the council's own comparators that is not there."""
    if Path(name).name != name:
        yield (
            f"benchmark: file is '{name}', not the name of a file in {place.name}; write its name "
            "alone"
        )
    elif not (place / name).is_file():
        there = [each.name for each in sorted(place.glob("*.csv"))] if place.is_dir() else []
        yield (
            f"benchmark: file is '{name}', and the folder {place.name} has no such file"
            f"{nearest(name, there)}; put it there"
        )


def _inputs(register: Register) -> Path:
    return next(iter(register.shipped.values())).parent
