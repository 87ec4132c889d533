"""Indicator definitions: from the files of `data/indicators`, or from a snapshot's table."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from kpi.errors import DefinitionError
from kpi.model.definitions import rules
from kpi.model.definitions.indicator import Indicator, indicator_from
from kpi.model.schemas import INDICATORS
from kpi.periods import Kind


def read_files(folder: Path) -> pl.DataFrame:
    """The table `indicators` from the definition files, checked, in the order of the paper.

    Raises DefinitionError when a file is not TOML, is incomplete, or two share an id or order.
    """
    rows: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as fault:
            raise DefinitionError(f"{path.name} is not valid TOML: {fault}") from fault
        try:
            text = json.dumps(raw, ensure_ascii=False, allow_nan=False)
        except (TypeError, ValueError) as fault:  # a day, or a number without end
            raise DefinitionError(
                f"{path.name}: holds what is no text or number: {fault}"
            ) from fault
        wrong = rules.faults(raw)
        try:
            indicator = indicator_from(raw, path.name)
        except DefinitionError as fault:
            raise DefinitionError("; ".join([str(fault), *wrong])) from fault
        if wrong:
            raise DefinitionError(f"{path.name}: {'; '.join(wrong)}")
        if indicator.id != path.stem:
            raise DefinitionError(f"{path.name}: its id is '{indicator.id}', not its file name")
        rows.append(
            {
                "indicator_id": indicator.id,
                "order": indicator.order,
                "definition": text,
            }
        )
    table = pl.DataFrame(rows, schema=INDICATORS).sort("order")
    if table.is_empty():
        raise DefinitionError(f"no indicator definition in {folder.name}")
    if table["order"].n_unique() != table.height:
        raise DefinitionError("two indicators share the same order")
    return table


def from_table(table: pl.DataFrame) -> tuple[Indicator, ...]:
    """The typed definitions of a snapshot's `indicators` table, in order."""
    return tuple(
        indicator_from(json.loads(text), name)
        for name, text in table.sort("order").select("indicator_id", "definition").iter_rows()
    )


def following_measures(
    table: pl.DataFrame, kinds: Mapping[str, str]
) -> tuple[pl.DataFrame, list[str]]:
    """The definitions with the kind of period that their LAIT measure has, and what was changed.

    `kinds` is a measure's kind of period. What a measure covers is its publisher's to say, so a
    definition that says otherwise would find no comparators at all.
    """
    texts, said = [], []
    for name, text in table.select("indicator_id", "definition").iter_rows():
        raw = json.loads(text)
        benchmark = raw.get("benchmark", {})
        parts = [benchmark, *benchmark.get("legs", ())]
        kind = next((kinds[m] for p in parts if (m := str(p.get("measure"))) in kinds), None)
        written = benchmark.get("period_kind")
        if written not in set(Kind):
            kind = None  # no kind at all: refused where the definition is typed
        if kind and written != kind and str(benchmark.get("reader", "")).startswith("lait"):
            said.append(
                f"{name}: its comparators are taken as '{kind}', which is what the measure "
                f"covers; the definition says '{written}'"
            )
            benchmark["period_kind"] = kind
            text = json.dumps(raw, ensure_ascii=False)
        texts.append(text)
    return table.with_columns(pl.Series("definition", texts, pl.String)), said
