"""Reading of indicator definitions, from the files of `data/indicators` or a snapshot's table."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from kpi.errors import DefinitionError, DefinitionFaultsError
from kpi.model.definitions.indicator import Indicator, is_id
from kpi.model.definitions.snapshot_definition import indicator_from
from kpi.model.schemas import INDICATORS

if TYPE_CHECKING:
    from kpi import toml_files
    from kpi.model.definitions.definition_format import DefinitionFile

    _ReadDefinition = toml_files.ReadFile[DefinitionFile]


def read_files(folder: Path) -> pl.DataFrame:
    """Return the checked table `indicators` from the definition files, in the order of the paper.

    Raises DefinitionError that names every fault of every file, and files that share an order.
    """
    files = paths(folder)
    if not files:
        raise DefinitionError(no_definition(folder))
    done = load_definitions(files)
    if done.faults:
        raise DefinitionFaultsError(done.faults)
    rows = [
        (each.model.id, each.model.order, json.dumps(each.raw, ensure_ascii=False))
        for each in done.loaded
    ]
    return pl.DataFrame(rows, schema=INDICATORS, orient="row").sort("order")


def paths(folder: Path) -> list[Path]:
    """Return the definition files of a folder, by name.

    Files whose names begin with a full stop are those of editors and file systems.
    """
    return sorted(path for path in folder.glob("*.toml") if not path.name.startswith("."))


def no_definition(folder: Path) -> str:
    """Return that a folder has no definition, and how it gets one."""
    return (
        f"no indicator definition in {folder.name}: python -m kpi indicator add ID takes one from "
        "the library"
    )


def misnamed(folder: Path) -> list[str]:
    """Return a fault for each file that its name keeps from being read: `X.TOML`, `x.toml.txt`."""
    if not folder.is_dir():  # has no definition, which is reported elsewhere
        return []
    return [
        f"{path.name}: its name does not end in '.toml', so it is not read; rename it, or take it "
        "away"
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".")
        and path.name.lower().endswith(_LIKE_TOML)
        and path.suffix != ".toml"
    ]


_LIKE_TOML = (".toml", ".toml.txt", ".tml", ".tom")


def load_definitions(
    paths: Sequence[Path], rules: Sequence[toml_files.CrossRule] = ()
) -> toml_files.ReadFiles[DefinitionFile]:
    """Return the definitions without a fault of their own, and every fault of every file.

    `rules` are held beside those of the format.
    """
    # No page needs the checks of files, and importing them takes time.
    from kpi import toml_files
    from kpi.model.definitions.definition_format import RULES, DefinitionFile

    return toml_files.load_each(paths, DefinitionFile, rules=(*RULES, *rules), across=_across)


def _across(read: Sequence[_ReadDefinition]) -> Iterator[str]:
    """Yield faults between definitions: ids and orders that are shared, names that do not fit.

    Of a file with other faults, what can be read of it counts.
    """
    for each in read:
        own_id = each.checked.value("id")
        if own_id is None:
            continue
        if not is_id(own_id):
            yield (
                f"{each.path.name}: id is '{own_id}', not small letters, digits and single "
                "hyphens; write such an id, and name the file by it"
            )
        elif own_id != each.path.stem:
            name = each.path.stem
            mend = _name_remedy(own_id, name, {other.path.stem for other in read})
            yield f"{each.path.name}: its id is '{own_id}', not its file name '{name}'; {mend}"
    orders = _by_order(read)
    for order, named in orders.items():
        if len(named) > 1:
            free = next((n for n in range(order + 1, 1000) if n not in orders), None)
            such = f", such as {free}" if free else ""
            yield (
                f"{' and '.join(named)} share the same order, {order}; give one of them another"
                f"{such}"
            )
    yield from _earlier_ids(read)


def _name_remedy(own_id: str, name: str, names: Container[str]) -> str:
    """Return what to do with a file whose name, one of `names`, is not the id it has."""
    if own_id in names:
        return f"{own_id}.toml is another file, so make the id '{name}'"
    back = f"rename the file back to {own_id}.toml"
    if not is_id(name):
        return back
    return (
        f"{back}, or use python -m kpi indicator rename {own_id} {name}, which gives the indicator "
        "that id and takes along what was published"
    )


def _earlier_ids(read: Sequence[_ReadDefinition]) -> Iterator[str]:
    """Yield faults for earlier ids that are in use, or that two definitions have."""
    ids = {each.checked.value("id") for each in read}
    taken: dict[str, str] = {}
    for each in read:
        for old in each.checked.value("formerly") or ():
            if old in ids:
                is_own = old == each.checked.value("id")
                whose = "its own id" if is_own else "the id of another definition"
                yield f"{each.path.name}: formerly has '{old}', which is {whose}; leave it out"
            elif old in taken:
                yield (
                    f"{each.path.name}: formerly has '{old}', which {taken[old]} has too; leave it "
                    "out of one"
                )
            taken.setdefault(old, each.path.name)


def _by_order(read: Sequence[_ReadDefinition]) -> dict[int, list[str]]:
    by_order: dict[int, list[str]] = {}
    for each in read:
        if (order := each.checked.value("order")) is not None:
            by_order.setdefault(order, []).append(each.path.name)
    return by_order


def from_table(table: pl.DataFrame) -> tuple[Indicator, ...]:
    """Return the typed definitions of a snapshot's `indicators` table, in order."""
    return tuple(
        indicator_from(json.loads(text), name)
        for name, text in table.sort("order").select("indicator_id", "definition").iter_rows()
    )


def another_kind(indicator: Indicator, kinds: Mapping[str, str]) -> str:
    """Return the kind of period of an indicator's LAIT measure, where its definition says another.

    Empty where it says the same, or is compared with no measure of LAIT.
    """
    benchmark = indicator.benchmark
    if benchmark is None or not benchmark.reader.startswith("lait"):
        return ""
    kind = measured_kind([benchmark.measure, *(leg.measure for leg in benchmark.legs)], kinds)
    return "" if benchmark.period_kind == kind else kind


def measured_kind(measures: Iterable[str | None], kinds: Mapping[str, str]) -> str:
    """Return the kind of period of the first of some measures that has one in `kinds`, or ""."""
    return next((kinds[each] for each in measures if each is not None and each in kinds), "")


def following_measures(
    table: pl.DataFrame, kinds: Mapping[str, str]
) -> tuple[pl.DataFrame, list[str]]:
    """Return the definitions with the kind of period of their LAIT measure, and what was changed.

    `kinds` maps a measure to its kind of period. The publisher decides what a measure covers, so a
    definition with another kind would find no comparators at all.
    """
    texts, changed = [], []
    for indicator, text in zip(from_table(table), table.sort("order")["definition"], strict=True):
        texts.append(text)
        kind = another_kind(indicator, kinds)
        if kind and (benchmark := indicator.benchmark):
            changed.append(
                f"{indicator.id}: its comparators are taken as '{kind}', which is what the measure "
                f"covers; the definition says '{benchmark.period_kind}'"
            )
            raw = json.loads(text)
            raw["benchmark"]["period_kind"] = kind
            texts[-1] = json.dumps(raw, ensure_ascii=False)
    return table.sort("order").with_columns(pl.Series("definition", texts, pl.String)), changed
