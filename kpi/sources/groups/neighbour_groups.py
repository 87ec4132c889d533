"""DfE's statistical neighbour groups: ten neighbours per authority, in two models.

The workbook is laid out for people: two rows of column numbers above the header, ten
columns all called SNP, a title row in the name column, blank rows, abolished authorities below
a gap, and "-" where the 2021 model has no neighbours (traps 37 and 38). So the table is found by
its header and its rows by their code, and every pair is checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from python_calamine import CalamineError

from kpi.errors import InputError
from kpi.files.publisher_workbook import opened

MODELS = {"2025-05": "sn_may_2025.xlsx", "2021-04": "sn_april_2021.xlsx"}
CLOSENESS = ("Extremely close", "Very close", "Close", "Somewhat close", "Not close")
NEIGHBOURS = 10

_HEADER = ["LA num", "LA Name", "LA number", "GOInd", "GOReg"]
for _rank in range(1, NEIGHBOURS + 1):
    _HEADER += [f"SN{_rank}", "SNP"]
_GROUPS = {
    "model": pl.String,
    "area": pl.String,
    "neighbour": pl.String,
    "rank": pl.Int8,
    "closeness": pl.String,
}
_HOMES = {"model": pl.String, "area": pl.String, "name": pl.String, "region_name": pl.String}


@dataclass(frozen=True)
class NeighboursRead:
    """The neighbour groups and the home regions of one or both models.

    groups: model, area, neighbour, rank (1 to 10), closeness. An authority for which the model
    has no neighbours has no rows. homes: model, area, name, region_name (GOReg). report: what
    was counted, how many, why.
    """

    groups: pl.DataFrame
    homes: pl.DataFrame
    report: list[tuple[str, int, str]]


def read(folder: Path) -> NeighboursRead:
    """Read both models from a LAIT folder; raises InputError naming every fault of a workbook."""
    reads = [read_model(folder / file, model) for model, file in MODELS.items()]
    return NeighboursRead(
        groups=pl.concat([read.groups for read in reads]),
        homes=pl.concat([read.homes for read in reads]),
        report=[line for read in reads for line in read.report],
    )


def read_model(path: Path, model: str) -> NeighboursRead:
    """Read one model's workbook; raises InputError naming every fault."""
    numbered = _table(path)
    faults: list[str] = []
    homes: list[tuple[str, str, str, str]] = []
    pairs: list[tuple[str, str, str, int, str]] = []
    without: list[str] = []
    for number, row in numbered:
        code, name, region = _code(row[2]), str(row[1]).strip(), str(row[4]).strip()
        if code is None or code != _code(row[0]):
            faults.append(f"row {number}: codes '{row[0]}' and '{row[2]}', expected one code twice")
            continue
        homes.append((model, code, name, region))
        if all(cell == "-" for cell in row[5:]):
            without.append(name)
            continue
        pairs += _pairs(model, code, number, row[5:], faults)
    groups = pl.DataFrame(pairs, _GROUPS, orient="row")
    table = pl.DataFrame(homes, _HOMES, orient="row")
    faults += _pair_faults(groups, table)
    if faults:
        raise InputError(f"{path.name}: " + "; ".join(faults))
    report = [(f"neighbours of the {model} model", len(pairs), f"{len(homes)} authorities")]
    if without:
        reason = f"the {model} model has none for: {', '.join(without)}"
        report.append(("authorities without neighbours", len(without), reason))
    return NeighboursRead(groups, table, report)


# ---- steps -------------------------------------------------------------------------------


def _table(path: Path) -> list[tuple[int, Sequence[object]]]:
    """Return the rows below the header that have a code, with their row numbers in the sheet."""
    try:
        sheet = opened(path).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise InputError(f"{path.name}: not a readable workbook: {error}") from error
    width = len(_HEADER)
    for index, row in enumerate(rows):
        if list(row[:width]) == _HEADER:
            below = enumerate(rows[index + 1 :], index + 2)
            # Rows without a code are blank, or the title "Old SNs:" above the abolished ones.
            return [(number, r[:width]) for number, r in below if r[0] != "" or r[2] != ""]
    raise InputError(f"{path.name}: no header row; expected LA num, LA Name, ..., SN1, SNP, ...")


def _pairs(
    model: str, code: str, number: int, cells: Sequence[object], faults: list[str]
) -> list[tuple[str, str, str, int, str]]:
    found = []
    for rank in range(1, NEIGHBOURS + 1):
        neighbour, closeness = cells[2 * rank - 2], str(cells[2 * rank - 1]).strip().capitalize()
        other = _code(neighbour)
        if other is None:
            faults.append(f"row {number}, SN{rank}: '{neighbour}', expected an authority's code")
        elif closeness not in CLOSENESS:
            expected = ", ".join(CLOSENESS)
            faults.append(f"row {number}, SNP of SN{rank}: '{closeness}', expected {expected}")
        else:
            found.append((model, code, other, rank, closeness))
    return found


def _pair_faults(groups: pl.DataFrame, homes: pl.DataFrame) -> list[str]:
    twice = homes.filter(pl.col("area").is_duplicated())["area"].unique().sort()
    faults = [f"authority {code} stands twice" for code in twice]
    checks = {
        "is its own neighbour": pl.col("area") == pl.col("neighbour"),
        "stands twice": pl.struct("area", "neighbour").is_duplicated(),
        "is not an authority of the table": ~pl.col("neighbour").is_in(homes["area"].to_list()),
    }
    for what, rule in checks.items():
        for area, neighbour in groups.filter(rule).select("area", "neighbour").unique().rows():
            faults.append(f"authority {area}: neighbour {neighbour} {what}")
    return faults


def _code(cell: object) -> str | None:
    """Return 839.0 and "839" as "839"; None for anything that is not a three-digit code."""
    text = str(cell).strip().removesuffix(".0")
    return text if text.isascii() and text.isdigit() and len(text) == 3 else None
