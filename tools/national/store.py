"""Makes a store of national size: the shipped figures and generated quarterly ones.

    python -m tools.national.store FOLDER [--rows 64000000] [--seed 1]

Every authority, region and England has 48 quarters of each generated measure. These measures
are breakdowns of the real ones, and are marked as made up in their names, definitions, source
and in the status of each figure. They sort after the real ones, whose figures are unchanged, so
the store's answers for these can be compared with the shipped store's. The same seed makes the
same figures. Rows are written as they are made, so that memory does not grow with their number.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from polars.io.plugins import register_io_source

from kpi.benchmarks.measures import LAIT
from kpi.errors import KpiError, StoreError
from kpi.model import schemas, series_discontinuities
from kpi.model.benchmark_file import COLUMNS, NEWEST, checksums
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.store import journal, live_pointer
from kpi.store import snapshots as store_snapshots

MADE_UP = "made-up"
MARK = "zz_made-up"  # sorts after every real measure
ROWS = 64_000_000
FIRST_YEAR, YEARS = 2013, 12
ROW_GROUP = 16_384
_BATCH = 32  # measures made at a time
_AGES = ("all ages", "under 1", "aged 1 to 4", "aged 5 to 9", "aged 10 to 15", "aged 16 and 17")
_GROUPS = ("all", "girls", "boys", "disabled", "not disabled", "in care", "not in care")
_CODED = ("area", "label", "period_kind", "symbol", "status")
_MISSING = 0.02
REFUSED = 2


@dataclass(frozen=True)
class Size:
    """The snapshot, rows and measures written."""

    snapshot_id: str
    rows: int
    measures: int


class Maker:
    """Makes the rows: the real ones first, then the generated measures in order of their ids."""

    def __init__(self, snapshot: Snapshot, rows: int, seed: int) -> None:
        self.seed = seed
        self.real = snapshot.held_benchmarks
        authorities = [area.code for area in snapshot.current_authorities]
        here = set(authorities) | set(snapshot.regions) | {ENGLAND}
        self.areas = sorted(here)
        self.member = np.array([self.areas.index(code) for code in authorities])
        self.region = {
            self.areas.index(code): np.array(
                [
                    self.areas.index(a.code)
                    for a in snapshot.current_authorities
                    if code in (a.region, a.wider_region)
                ]
            )
            for code in snapshot.regions
        }
        self.england = self.areas.index(ENGLAND)
        quarters = [
            Period.quarter(FIRST_YEAR + year, number)
            for year in range(YEARS)
            for number in (1, 2, 3, 4)
        ]
        self.periods = pl.DataFrame(
            {
                "label": [f"{p.short}" for p in quarters],
                "year_number": [FIRST_YEAR + place // 4 for place in range(len(quarters))],
                "period_kind": [str(p.kind) for p in quarters],
                "period_start": [p.start for p in quarters],
                "period_end": [p.end for p in quarters],
            },
            schema_overrides={"year_number": pl.Int32},
        )
        each = len(self.areas) * self.periods.height
        wanted = -(-max(rows - self.real.height, 0) // each)
        self.measures = _measures(snapshot.measures, wanted)
        self.levels = _levels(snapshot)
        self.schema = self._schema()
        self.height = self.real.height + wanted * each

    def all_rows(self) -> pl.LazyFrame:
        """Return every row in the order of the store, made while it is read."""
        return register_io_source(lambda *_: self._frames(newest=False), schema=self.schema)

    def newest_rows(self) -> pl.LazyFrame:
        """Return the rows of each measure's newest period and of the one it is compared with."""
        return register_io_source(lambda *_: self._frames(newest=True), schema=self.schema)

    def _schema(self) -> dict[str, pl.DataType]:
        words: dict[str, set[str]] = {
            "area": set(self.areas),
            "label": set(self.periods["label"]),
            "period_kind": set(self.periods["period_kind"]),
            "symbol": {"x"},
            "status": {MADE_UP},
        }
        real = self.real.schema
        coded = {
            name: pl.Enum(sorted(words[name] | set(self.real[name].cast(pl.String).drop_nulls())))
            for name in _CODED
        }
        # The measure is text, coded within each row group by the writer: an Enum of thousands of
        # measures would write all their names into every row group.
        return {
            name: coded[name] if name in coded else pl.String() if name == "measure" else real[name]
            for name in COLUMNS
        }

    def _frames(self, *, newest: bool) -> Iterator[pl.DataFrame]:
        real = self.real.with_columns(pl.col("measure", *_CODED).cast(pl.String))
        if newest:
            named = real.drop_nulls("period_end")
            about = ("measure", "label", "period_kind", "period_start", "period_end")
            wanted = series_discontinuities.newest(named.select(about).unique())
            real = named.join(wanted, on=["measure", "label"], how="semi")
            real = real.sort("measure", "area", "period_end", "label")
        yield self._typed(real)
        keys = self._keys()
        if newest:
            keys = keys.filter(pl.col("quarter") >= self.periods.height - 2)
        names = self.measures["measure"].to_list()
        for start in range(0, len(names), _BATCH):
            batch = names[start : start + _BATCH]
            frames = [
                keys.with_columns(
                    pl.lit(name).alias("measure"),
                    pl.Series("value", values.ravel()).fill_nan(None),
                )
                for place, name in enumerate(batch, start)
                for values in [self._values(place)[:, -2:] if newest else self._values(place)]
            ]
            yield self._typed(
                pl.concat(frames).with_columns(
                    pl.when(pl.col("value").is_null()).then(pl.lit("x")).alias("symbol"),
                    pl.lit(MADE_UP).alias("status"),
                )
            )

    def _keys(self) -> pl.DataFrame:
        """Return area and the facts of each period, area by area, as in the store."""
        coded = self.periods.with_row_index("quarter").with_columns(
            pl.col(name).cast(self.schema[name]) for name in ("label", "period_kind")
        )
        return pl.DataFrame({"area": pl.Series(self.areas, dtype=self.schema["area"])}).join(
            coded, how="cross", maintain_order="left_right"
        )

    def _typed(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.select(pl.col(name).cast(kind) for name, kind in self.schema.items())

    def _values(self, place: int) -> Any:
        """Return a generated measure: a row per area, a column per quarter; NaN where missing.

        Each authority starts from its own level, about the real measure's median, and varies at
        random; a region and England are the plain means of their authorities.
        """
        chance = np.random.default_rng([self.seed, place])
        middle, spread, low, high, decimals = self.levels[self.measures["of"][place]]
        count, quarters = len(self.member), self.periods.height
        level = chance.normal(middle, spread, (count, 1))
        walk = chance.normal(0, spread / 12, (count, quarters)).cumsum(axis=1)
        own = np.clip(level + walk, low, high).round(decimals)
        own[chance.random((count, quarters)) < _MISSING] = np.nan
        values = np.full((len(self.areas), quarters), np.nan)
        values[self.member] = own
        for area, members in (*self.region.items(), (self.england, self.member)):
            held = values[members]
            number = (~np.isnan(held)).sum(axis=0)
            mean = np.nansum(held, axis=0) / np.maximum(number, 1)
            values[area] = np.where(number > 0, mean.round(decimals + 1), np.nan)
        return values


def _levels(snapshot: Snapshot) -> dict[str, tuple[float, float, float, float, int]]:
    """Return per real measure: median, half its middle half's range, least, greatest, decimals."""
    value = pl.col("value")
    levels = (
        snapshot.held_benchmarks.drop_nulls("value")
        .group_by(pl.col("measure").cast(pl.String))
        .agg(
            value.median().alias("middle"),
            ((value.quantile(0.75) - value.quantile(0.25)) / 2).alias("spread"),
            value.min().alias("low"),
            value.quantile(0.99).alias("high"),
        )
    )
    joined = snapshot.measures.select("measure", "decimals").join(levels, on="measure", how="left")
    return {
        name: (middle or 0.0, spread or 1.0, low or 0.0, high or 1.0, decimals)
        for name, decimals, middle, spread, low, high in joined.iter_rows()
    }


def _measures(real: pl.DataFrame, count: int) -> pl.DataFrame:
    """Return the generated measures' definitions by id, and `of`, the real measure's id."""
    kinds = [f"{group}, {age}" for age, group in itertools.product(_AGES, _GROUPS)]
    rows = []
    # Not `product`, which would first collect the endless count.
    endless = ((number, about) for number in itertools.count() for about in real.to_dicts())
    for number, about in itertools.islice(endless, count):
        part, kind = divmod(number, len(kinds))
        more = f", part {part + 1}" if part else ""
        name = f"Made-up quarterly figures: {about['name']} ({kinds[kind]}{more})"
        rows.append(
            about
            | {
                "measure": f"{MARK}_{about['measure']}_{number:04d}",
                "of": about["measure"],
                "name": name,
                "also_known_as": None,
                "title": name,
                "year_type": "Financial Quarter",
                "last_update": None,
                "last_update_text": MADE_UP,
                "next_update": None,
                "next_update_text": MADE_UP,
                "description": "Made up by a script to try a large store: no real figure.",
                "methodology": "Made up: a random walk of each authority.",
                "source": "Made up: published by nobody",
                "link": "",
                "entries": [e | {"name": name} for e in about["entries"]],
                "notes": ["Made up: this is no real figure."],
            }
        )
    return pl.DataFrame(rows, {**real.schema, "of": pl.String}).sort("measure")


def make(folder: Path, *, rows: int = ROWS, seed: int = 1, source: Path | None = None) -> Size:
    """Write the store from the live snapshot of `source`; returns its snapshot, rows, measures.

    Raises StoreError where the folder has a store already or the source cannot be read.
    """
    if (folder / "CURRENT").exists():
        raise StoreError(f"{folder} holds a store already; choose an empty folder.")
    snapshot = store_snapshots.load(store_snapshots.current_id(source), source)
    maker = Maker(snapshot, rows, seed)
    snapshots = folder / "snapshots"
    snapshots.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".making-", dir=snapshots))
    try:
        files = {
            name: _write(table.lazy(), aside / name)
            for name, table in _small_tables(snapshot, maker).items()
        }
        path, newest = aside / "benchmarks.parquet", aside / NEWEST
        files[path.name] = _write(maker.all_rows(), path) | checksums(path)
        files[newest.name] = _write(maker.newest_rows(), newest) | checksums(newest)
        content = _content(files)
        snapshot_id = f"made-up-{content[:12]}"
        manifest = {
            "schema_version": schemas.SCHEMA_VERSION,
            "id": snapshot_id,
            "made_at": journal.now(),
            "made_by": "tools.national.store",
            "why": f"{MADE_UP} figures, seed {seed}: a store of national size",
            "based_on": None,
            "content": content,
            "inputs": [],
            "files": files,
            "report": [],
        }
        (aside / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        aside.chmod(0o755)
        aside.rename(snapshots / snapshot_id)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    live_pointer.point_to(snapshot_id, folder, why=str(manifest["why"]), who="tools.national.store")
    return Size(snapshot_id, maker.height, snapshot.measures.height + maker.measures.height)


def _small_tables(snapshot: Snapshot, maker: Maker) -> dict[str, pl.DataFrame]:
    kept = {
        name: snapshot.definitions if name == "indicators" else getattr(snapshot, name)
        for name in store_snapshots.TABLES
        if name != "benchmarks"
    }
    made = pl.lit(f" and {MADE_UP} figures published by nobody (their names begin 'Made-up')")
    is_lait = pl.col("source") == LAIT
    kept["sources"] = snapshot.sources.with_columns(
        pl.when(is_lait).then(pl.col(name) + made).otherwise(pl.col(name)).alias(name)
        for name in ("title", "note")
    )
    kept["measures"] = pl.concat([snapshot.measures, maker.measures.drop("of")])
    return {f"{name}.parquet": table for name, table in kept.items()}


def _write(rows: pl.LazyFrame, path: Path) -> dict[str, Any]:
    rows.sink_parquet(path, compression="zstd", row_group_size=ROW_GROUP)
    height = pl.scan_parquet(path).select(pl.len()).collect().item()
    return {"rows": height, "sha256": store_snapshots.file_digest(path)}


def _content(files: dict[str, Any]) -> str:
    file_checksums = sorted((name, about["sha256"]) for name, about in files.items())
    return hashlib.sha256(json.dumps(file_checksums).encode()).hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the requested store; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.national.store", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=ROWS, help="at least so many rows")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    try:
        size = make(chosen.folder, rows=chosen.rows, seed=chosen.seed)
    except (KpiError, OSError) as fault:
        print(fault, file=sys.stderr)
        return REFUSED
    print(f"{chosen.folder}: {size.rows:,} rows of {size.measures:,} measures ({size.snapshot_id})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
