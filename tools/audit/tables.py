"""The published tables as plain rows."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.compute as compute
import pyarrow.parquet as parquet

TABLES = ("areas", "groups", "observations", "targets", "indicators", "sources")
COLUMNS = ["measure", "area", "period_kind", "period_start", "period_end", "value"]
Record = dict[str, Any]


@dataclass
class AuditTables:
    """The tables of a snapshot as lists of plain rows."""

    tables: Mapping[str, list[Record]]
    definitions: list[Record] = field(init=False)

    def __post_init__(self) -> None:
        self.definitions = [json.loads(r["definition"]) for r in self.tables["indicators"]]
        self.areas = {r["area"]: r for r in self.tables["areas"]}
        self.by_indicator: dict[str, list[Record]] = defaultdict(list)
        self.weights: dict[str, dict[str, float]] = defaultdict(dict)
        for row in self.tables["observations"]:
            if not row["leg"]:
                self.by_indicator[row["indicator_id"]].append(row)
            elif row["leg"] == "weight" and row["value"] is not None:
                self.weights[row["indicator_id"]][row["area"]] = row["value"]
        for weights in self.weights.values():
            weights |= self._ended(weights)

    def _ended(self, weights: Mapping[str, float]) -> dict[str, float]:
        """Return the weights of abolished authorities: those of their successors."""
        after = {
            a["area"]: a["successors"].split(";") for a in self.areas.values() if a["successors"]
        }
        heirs = [code for codes in after.values() for code in codes]
        return {
            area: math.fsum(weights[code] for code in codes)
            for area, codes in after.items()
            if all(code in weights and heirs.count(code) == 1 for code in codes)
        }

    def members(self, group: str, area: str) -> list[str]:
        """Return the members of an area's group."""
        return [
            r["member"]
            for r in self.tables["groups"]
            if r["group"] == group and (r["area"] or "") == area
        ]


def read(folder: Path) -> AuditTables:
    """Return the tables of the snapshot named by a store's pointer."""
    root = folder / "snapshots" / (folder / "CURRENT").read_text("utf-8").strip()
    tables = {name: parquet.read_table(root / f"{name}.parquet").to_pylist() for name in TABLES}
    official = {
        related["measure"]
        for row in tables["indicators"]
        for related in json.loads(row["definition"]).get("related", ())
        if related.get("official")
    }
    lait = parquet.read_table(root / "benchmarks.parquet", columns=COLUMNS)
    is_official = compute.is_in(lait["measure"].cast("string"), pyarrow.array(sorted(official)))
    tables["official"] = lait.filter(is_official).to_pylist()
    # Snapshots before the first release have no such table.
    first = root / "first_taken_in.parquet"
    tables["first_taken_in"] = parquet.read_table(first).to_pylist() if first.exists() else []
    return AuditTables(tables)
