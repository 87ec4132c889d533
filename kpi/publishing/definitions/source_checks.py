"""Checks of the sources and files that a definition names: each must be there.

A source that no register has would leave an indicator without a publisher, or its figures never
due; a file that is not there stops a build half way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kpi.model.definitions.indicator import Benchmark, Indicator
from kpi.sources import comparators_csv
from kpi.sources.register import RETURN, Register
from kpi.toml_files import nearest

OWN_RETURN = "local-return"


def faults(indicators: Iterable[Indicator], register: Register) -> list[str]:
    """Return every fault of the sources and files of definitions, each with its file and key."""
    return [
        f"{indicator.id}.toml: {said}"
        for indicator in indicators
        for said in _of_one(indicator, register)
    ]


def _of_one(indicator: Indicator, register: Register) -> Iterator[str]:
    known = [name for name in register.table["source"] if name != RETURN]
    if indicator.local_source not in (OWN_RETURN, *known):
        near = nearest(indicator.local_source, [OWN_RETURN, *known])
        yield (
            f"local: source is '{indicator.local_source}', which no sources.toml names{near}; it "
            f"is '{OWN_RETURN}' for figures that the council returns"
        )
    benchmark = indicator.benchmark
    for related in indicator.related:
        if related.counts is not None:
            yield from _missing("related: counts: file", related.counts.file, register)
    if benchmark is None:
        return
    if benchmark.source not in known:
        near = nearest(benchmark.source, known) or f"; possible: {', '.join(known)}"
        yield f"benchmark: source is '{benchmark.source}', which no sources.toml names{near}"
    if benchmark.reader == "csv":
        yield from _own_file(benchmark.file, comparators_csv.folder(_inputs(register)))
        return
    for key, name in _files(benchmark):
        yield from _missing(f"benchmark: {key}", name, register)


def _files(benchmark: Benchmark) -> Iterator[tuple[str, str]]:
    """Yield the files of the publishers that a benchmark is made from, each with its key."""
    yield "file", benchmark.file
    yield "population", benchmark.population
    if benchmark.counts is not None:
        yield "counts: file", benchmark.counts.file
    if benchmark.weights is not None:
        yield "weights: file", benchmark.weights.file


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
