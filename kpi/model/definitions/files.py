"""Reading of indicator definitions, from the files of `data/indicators` or a snapshot's table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from kpi.errors import DefinitionError
from kpi.model.definitions.indicator import Indicator
from kpi.model.definitions.snapshot_definition import indicator_from
from kpi.model.schemas import INDICATORS

if TYPE_CHECKING:
    from kpi import toml_files
    from kpi.model.definitions.definition_format import DefinitionFile


def read_files(folder: Path) -> pl.DataFrame:
    """Return the checked table `indicators` from the definition files, in the order of the paper.

    Raises DefinitionError that names every fault of every file, and files that share an order.
    """
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise DefinitionError(f"no indicator definition in {folder.name}")
    loaded, faults = load_definitions(paths)
    if faults:
        raise DefinitionError("; ".join(faults))
    rows = [
        (each.model.id, each.model.order, json.dumps(each.raw, ensure_ascii=False))
        for each in loaded
    ]
    return pl.DataFrame(rows, schema=INDICATORS, orient="row").sort("order")


def load_definitions(
    paths: Sequence[Path],
) -> tuple[list[toml_files.Loaded[DefinitionFile]], list[str]]:
    """Return the definitions without a fault of their own, and every fault of every file."""
    # No page needs the checks of files, and importing them takes time.
    from kpi import toml_files
    from kpi.model.definitions.definition_format import RULES, DefinitionFile

    def across(loaded: Sequence[toml_files.Loaded[DefinitionFile]]) -> Iterator[str]:
        for each in loaded:
            if each.model.id != each.path.stem:
                yield (
                    f"{each.path.name}: its id is '{each.model.id}', not its file name "
                    f"'{each.path.stem}'; change one of the two"
                )
        for order, named in _by_order(loaded).items():
            if len(named) > 1:
                yield f"{' and '.join(named)} share the same order, {order}"

    return toml_files.load_each(paths, DefinitionFile, rules=RULES, across=across)


def _by_order(loaded: Sequence[toml_files.Loaded[DefinitionFile]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for each in loaded:
        found.setdefault(each.model.order, []).append(each.path.name)
    return found


def from_table(table: pl.DataFrame) -> tuple[Indicator, ...]:
    """Return the typed definitions of a snapshot's `indicators` table, in order."""
    return tuple(
        indicator_from(json.loads(text), name)
        for name, text in table.sort("order").select("indicator_id", "definition").iter_rows()
    )


def following_measures(
    table: pl.DataFrame, kinds: Mapping[str, str]
) -> tuple[pl.DataFrame, list[str]]:
    """Return the definitions with the kind of period of their LAIT measure, and what was changed.

    `kinds` maps a measure to its kind of period. The publisher decides what a measure covers, so a
    definition with another kind would find no comparators at all.
    """
    texts, said = [], []
    for indicator, text in zip(from_table(table), table.sort("order")["definition"], strict=True):
        texts.append(text)
        benchmark = indicator.benchmark
        if benchmark is None or not benchmark.reader.startswith("lait"):
            continue
        measures = [benchmark.measure, *(leg.measure for leg in benchmark.legs)]
        kind = next((kinds[measure] for measure in measures if measure in kinds), None)
        if kind and benchmark.period_kind != kind:
            said.append(
                f"{indicator.id}: its comparators are taken as '{kind}', which is what the measure "
                f"covers; the definition says '{benchmark.period_kind}'"
            )
            raw = json.loads(text)
            raw["benchmark"]["period_kind"] = kind
            texts[-1] = json.dumps(raw, ensure_ascii=False)
    return table.sort("order").with_columns(pl.Series("definition", texts, pl.String)), said
