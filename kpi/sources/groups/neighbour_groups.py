"""DfE's statistical neighbour groups: ten neighbours per authority, a workbook a model.

The workbook is laid out for people: two rows of column numbers above the header, ten
columns all called SNP, a title row in the name column, blank rows, abolished authorities below
a gap, and "-" where the 2021 model has no neighbours (traps 37 and 38). So the table is found by
its header and its rows by their code, and every pair is checked. Which models there are is what
the folder holds: a workbook says its model by the month and year of its name.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from python_calamine import CalamineError

from kpi.errors import InputError
from kpi.file_readers.publisher_workbook import opened
from kpi.model.neighbour_models import month_words

CLOSENESS = ("Extremely close", "Very close", "Close", "Somewhat close", "Not close")
NEIGHBOURS = 10

WORKBOOK = ".xlsx"
_NAME = re.compile(r"sn[ _-]+([a-z]+)[ _-]+([12][0-9]{3})", re.IGNORECASE)
_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}
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
    """The neighbour groups and the home regions of one or several models.

    groups: model, area, neighbour, rank (1 to 10), closeness. An authority for which the model
    has no neighbours has no rows. homes: model, area, name, region_name (GOReg). report: what
    was counted, how many, why.
    """

    groups: pl.DataFrame
    homes: pl.DataFrame
    report: list[tuple[str, int, str]]


def read(folder: Path, named: Mapping[str, str] | None = None) -> NeighboursRead:
    """Read every model of a LAIT folder, newest first; InputError names every fault of a workbook.

    `named` is as in `workbooks`.
    """
    reads = [read_model(path, model) for model, path in workbooks(folder, named).items()]
    return NeighboursRead(
        groups=pl.concat([pl.DataFrame(schema=_GROUPS), *(read.groups for read in reads)]),
        homes=pl.concat([pl.DataFrame(schema=_HOMES), *(read.homes for read in reads)]),
        report=[line for read in reads for line in read.report],
    )


def workbooks(folder: Path, named: Mapping[str, str] | None = None) -> dict[str, Path]:
    """Return the workbook of each model in a folder, newest first.

    `named` are the models of workbooks whose name does not say it, by file name. Raises
    InputError for a workbook of neighbours whose model nothing says, and for two of one model.
    """
    return models_among((path for path in folder.iterdir() if path.is_file()), named)


def models_among(paths: Iterable[Path], named: Mapping[str, str] | None = None) -> dict[str, Path]:
    """Return the workbook of each model among some files, as `workbooks` does for a folder."""
    by_model: dict[str, Path] = {}
    for path in sorted(paths):
        model = _model_of(path, named or {})
        if model is None:
            continue
        if model in by_model:
            raise InputError(
                f"{by_model[model].name} and {path.name} are both the {month_words(model)} list of "
                "statistical neighbours: leave one out"
            )
        by_model[model] = path
    return dict(sorted(by_model.items(), reverse=True))


def file_name(model: str) -> str:
    """Return the name by which a model's workbook is kept: `sn_may_2025.xlsx`."""
    month, year = month_words(model).lower().split()
    return f"sn_{month}_{year}{WORKBOOK}"


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


def _model_of(path: Path, named: Mapping[str, str]) -> str | None:
    """Return the model that a file is of; None where it is no workbook of neighbours."""
    if path.suffix.lower() != WORKBOOK:
        return None
    named_model = {name.casefold(): model for name, model in named.items()}.get(
        path.name.casefold()
    )
    if named_model is not None:
        return named_model
    if match := _NAME.fullmatch(path.stem):
        month = _MONTHS.get(match[1].lower())
        if month is not None:
            return f"{match[2]}-{month:02d}"
    if not _has_header(path):
        return None
    raise InputError(
        f"{path.name} is a list of statistical neighbours, but its name says no month and year: "
        f"name it like sn_may_2025{WORKBOOK}, or say in sources.toml which model it is: "
        f'[dfe-lait.neighbour_models] "{path.name}" = "2025-05"'
    )


def _has_header(path: Path) -> bool:
    try:
        rows = opened(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, InputError, OSError):
        return False  # the build names it among the files that it did not use
    return any(list(row[: len(_HEADER)]) == _HEADER for row in rows)


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
    pairs = []
    for rank in range(1, NEIGHBOURS + 1):
        neighbour, closeness = cells[2 * rank - 2], str(cells[2 * rank - 1]).strip().capitalize()
        other = _code(neighbour)
        if other is None:
            faults.append(f"row {number}, SN{rank}: '{neighbour}', expected an authority's code")
        elif closeness not in CLOSENESS:
            expected = ", ".join(CLOSENESS)
            faults.append(f"row {number}, SNP of SN{rank}: '{closeness}', expected {expected}")
        else:
            pairs.append((model, code, other, rank, closeness))
    return pairs


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
