"""Checks of the sources, files and columns that a definition names: each must be there.

A source that no register has would leave an indicator without a publisher, or its figures never
due; one that is not the figures' own would say that somebody else published them. A file or column
that is not there stops a build half way.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from kpi.model.schemas import ILLUSTRATIVE_RETURN, LOCAL_RETURN
from kpi.sources import comparators_csv
from kpi.sources.register import LAIT, Register
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
        CrossRule(
            ("related.counts.file", "related.counts.source"),
            partial(_related_files, register=register),
        ),
        CrossRule(
            ("benchmark.reader", "benchmark.source"), partial(_of_another_publisher, known=known)
        ),
        *(
            CrossRule(
                ("benchmark.reader", "benchmark.source", f"benchmark.{place}"),
                partial(_file_of_another, place=place, register=register),
            )
            for place in ("file", "counts", "weights")
        ),
        *(
            CrossRule(
                ("benchmark.reader", *(f"benchmark.{key}" for key in (file, *keys))),
                partial(_without_columns, file=file, keys=keys, register=register),
            )
            for file, keys in _COLUMNS
        ),
        CrossRule(("related.counts",), partial(_related_columns, register=register)),
    )


def _local_source(definition: _Tables, *, known: Sequence[str]) -> Iterator[str]:
    source = definition.get("local", {}).get("source")
    if source and source not in (LOCAL_RETURN, *known):
        suggestion = nearest(source, [LOCAL_RETURN, *known])
        yield (
            f"local: source is '{source}', which no sources.toml names{suggestion}; it "
            f"is '{LOCAL_RETURN}' for figures that the council returns"
        )


def _benchmark_source(definition: _Tables, *, known: Sequence[str]) -> Iterator[str]:
    source = (definition.get("benchmark") or {}).get("source")
    if source and source not in known:
        suggestion = nearest(source, known) or f"; possible: {', '.join(known)}"
        yield f"benchmark: source is '{source}', which no sources.toml names{suggestion}"


_OF_READER = {
    "lait": LAIT,
    "lait difference": LAIT,
    "exclusions estimate": "dfe-exclusions-estimate",
}
"""Whose figures a reader reads, whatever the definition names."""


def _of_another_publisher(definition: _Tables, *, known: Sequence[str]) -> Iterator[str]:
    """Yield a fault for a source whose figures the reader does not read."""
    benchmark = definition.get("benchmark") or {}
    reader, source = benchmark.get("reader"), benchmark.get("source")
    theirs = _OF_READER.get(reader or "", source)
    if source in known and source != theirs:
        yield (
            f"benchmark: source is '{source}', but the reader '{reader}' reads figures of "
            f"'{theirs}'; use that"
        )


def _file_of_another(definition: _Tables, *, place: str, register: Register) -> Iterator[str]:
    """Yield a fault for a source that is not that of the file's folder.

    `place` is the key of a file of the benchmark, or of a table that has `file` and `source`.
    """
    benchmark = definition.get("benchmark") or {}
    if benchmark.get("reader") == "csv":
        return
    is_own = place == "file"
    table = benchmark if is_own else benchmark.get(place) or {}
    where = "benchmark" if is_own else f"benchmark: {place}"
    yield from _other_source(where, table.get("file"), table.get("source"), register)


def _other_source(
    where: str, file: str | None, source: str | None, register: Register
) -> Iterator[str]:
    folder = (file or "").partition("/")[0]
    theirs = next((s for s, each in register.shipped.items() if each.name == folder), None)
    if source and theirs and source != theirs and source in register.shipped:
        yield f"{where}: source is '{source}', but {folder} has files of '{theirs}'; use that"


def _benchmark_file(definition: _Tables, *, key: str, register: Register) -> Iterator[str]:
    """Yield a fault for a file of a benchmark that is not there; `key` may be `counts.file`."""
    benchmark = definition.get("benchmark") or {}
    is_own = benchmark.get("reader") == "csv"
    named_file: Any = benchmark
    for part in key.split("."):
        named_file = (named_file or {}).get(part, "")
    if not is_own:
        yield from _missing(f"benchmark: {key.replace('.', ': ')}", named_file, register)
    elif key == "file" and named_file:
        yield from _own_file(named_file, comparators_csv.folder(_inputs(register)))


def _related_files(definition: _Tables, *, register: Register) -> Iterator[str]:
    for related in definition.get("related", ()):
        if counts := related.get("counts"):
            where = "related: counts"
            yield from _missing(f"{where}: file", counts["file"], register)
            yield from _other_source(where, counts["file"], counts.get("source"), register)


_COLUMNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("file", ("value", "numerator", "denominator", "where")),
    ("counts.file", ("counts.numerator", "counts.denominator")),
    ("weights.file", ("weights.value", "weights.where")),
)
"""The keys of files, each with those that name columns of it."""


def _without_columns(
    definition: _Tables, *, file: str, keys: Sequence[str], register: Register
) -> Iterator[str]:
    """Yield a fault for each column that a file of the benchmark does not have."""
    benchmark = definition.get("benchmark") or {}
    if benchmark.get("reader") == "csv":  # read whole, by its own check
        return
    heads = _heads(_at(benchmark, file), register)
    for key in keys if heads else ():
        place = f"benchmark: {key.replace('.', ': ')}"
        yield from _lacking(place, _at(benchmark, key), str(_at(benchmark, file)), heads)


def _related_columns(definition: _Tables, *, register: Register) -> Iterator[str]:
    for number, related in enumerate(definition.get("related", ()), 1):
        counts = related.get("counts") or {}
        heads = _heads(counts.get("file"), register)
        for key in ("numerator", "denominator") if heads else ():
            place = f"related {number}: counts: {key}"
            yield from _lacking(place, counts.get(key), counts["file"], heads)


def _lacking(place: str, named: Any, file: str, heads: Sequence[str]) -> Iterator[str]:
    """Yield a fault for each column named that is not among a file's headings, with the nearest."""
    columns = [named] if isinstance(named, str) else [*(named or ())]
    folded = {each.casefold() for each in heads}
    for column in columns:
        if column and column.casefold() not in folded:
            name = Path(file).name
            yield f"{place} has '{column}', which is no column of {name}{nearest(column, heads)}"


def _heads(file: Any, register: Register) -> tuple[str, ...]:
    """Return the headings of a publisher's file; none where it is not there or cannot be read."""
    if not file or not isinstance(file, str) or _is_outside(file):
        return ()
    path = register.path(file)
    if not path.is_file():  # a fault of `_missing`
        return ()
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            return tuple(head.strip() for head in next(csv.reader(text), []))
    except (OSError, UnicodeDecodeError, csv.Error):  # the reader of the file says why
        return ()


def _at(table: _Tables, key: str) -> Any:
    """Return the value of a key, `counts.file`; None where there is none."""
    value: Any = table
    for part in key.split("."):
        value = (value or {}).get(part)
    return value


def _missing(key: str, name: str, register: Register) -> Iterator[str]:
    if not name:
        return
    inputs = _inputs(register)
    path = register.path(name)
    if _is_outside(name) or not path.is_file():
        folder = inputs / Path(name).parent.name
        there = [f"{folder.name}/{each.name}" for each in sorted(folder.glob("*.csv"))]
        yield f"{key} is '{name}', and {inputs.name} has no such file{nearest(name, there)}"


def _is_outside(name: str) -> bool:
    """Whether a file's name leads out of the folder of the inputs."""
    return ".." in Path(name).parts or Path(name).is_absolute()


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
