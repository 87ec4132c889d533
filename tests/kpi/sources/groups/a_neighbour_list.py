"""A made-up list of statistical neighbours, laid out as DfE lays out its own."""

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl
from openpyxl import Workbook

from kpi.model.snapshot import Snapshot
from kpi.sources.groups import neighbour_groups
from kpi.sources.groups.neighbour_groups import NEIGHBOURS, NeighboursRead
from kpi.store import snapshots, writer

ROOT = Path(__file__).parents[4]
SHIPPED = ROOT / "data" / "inputs" / "dfe-lait-2026-04"
HOME = "839"
OURS = ("886", "878", "822", "882", "826", "303", "938", "908", "802", "800")
"""Seven of the ten neighbours of May 2025, then Cornwall, North Somerset, Bath."""
KEPT = 7


@cache
def _shipped() -> NeighboursRead:
    return neighbour_groups.read_model(SHIPPED / "sn_may_2025.xlsx", "2025-05")


def written(path: Path, ours: tuple[str, ...] = OURS) -> Path:
    """A workbook with DfE's list of May 2025, other neighbours for our authority alone."""
    read, book = _shipped(), Workbook()
    sheet = book.active
    assert sheet is not None
    pairs = [cell for rank in range(1, NEIGHBOURS + 1) for cell in (f"SN{rank}", "SNP")]
    header = ["LA num", "LA Name", "LA number", "GOInd", "GOReg", *pairs]
    sheet.append(list(range(1, len(header) + 1)))
    sheet.append([])
    sheet.append(header)
    near = read.groups.partition_by("area", as_dict=True)
    for _, code, name, region in read.homes.iter_rows():
        listed = near[(code,)].sort("rank").select("neighbour", "closeness").rows()
        if code == HOME:
            listed = [(other, "Close") for other in ours]
        cells = [cell for other, close in listed for cell in (int(other), close)]
        sheet.append([int(code), name, int(code), 1, region, *cells])
    book.save(path)
    return path


def groups(model: str, ours: tuple[str, ...] = OURS) -> pl.DataFrame:
    """The same list as rows of the table `groups` of a snapshot."""
    close = pl.when(pl.col("area") == HOME).then(pl.lit("Close")).otherwise("closeness")
    own = {(HOME, rank): code for rank, code in enumerate(ours, start=1)}
    found = _shipped().groups
    members = [own.get((a, r), n) for a, n, r in found.select("area", "neighbour", "rank").rows()]
    return found.select(
        group=pl.lit(f"neighbours {model}"),
        area="area",
        member=pl.Series(members),
        rank=pl.col("rank").cast(pl.Int32),
        detail=close,
        date=pl.lit(None, pl.Date),
    )


def added(snapshot: Snapshot, model: str = "2028-05") -> Snapshot:
    """A snapshot with this list beside its own."""
    return replace(snapshot, groups=pl.concat([groups(model), snapshot.groups]))


def stored(store: Path, where: Path) -> Path:
    """A copy of a store, in which a snapshot with this list of May 2028 is live."""
    shutil.copytree(store, where)
    live = snapshots.load(snapshots.current_id(where), where)
    tables = {name: getattr(live, name) for name in snapshots.TABLES if name != "indicators"}
    tables |= {"indicators": live.definitions, **live.later_tables, "groups": added(live).groups}
    writer.write(tables, why="tests", who="tests", inputs=[], report=[], store=where)
    return where
