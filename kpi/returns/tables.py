"""The typed tables of a return, of the schemas in `kpi.model.schemas`, from the
lines that were read.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from kpi.model.data_status import ILLUSTRATIVE
from kpi.model.missing.symbol_meanings import SYMBOLS
from kpi.model.schemas import COMMENTARY, LOCAL_RETURN, OBSERVATIONS, TARGETS
from kpi.periods import Period
from kpi.returns.records import (
    ERROR,
    CellPlace,
    CommentLine,
    ParsedReturn,
    ReturnFault,
    TargetLine,
    ValueLine,
)


@dataclass(frozen=True)
class ReturnTables:
    """One council's return: tables of the schemas in `kpi.model.schemas`, and how
    many rows were read.
    """

    observations: pl.DataFrame
    targets: pl.DataFrame
    commentary: pl.DataFrame
    rows_read: int


def tables(read: ParsedReturn, area: str, source: str = LOCAL_RETURN) -> ReturnTables:
    """Return the lines of an area's return that have no error, in the order of the files.

    `source` is `LOCAL_RETURN`, or `ILLUSTRATIVE_RETURN` for the shipped made-up one. A figure is
    known from the end of the quarter that reports it. Lines without a readable period have an
    error of their own and are left out.
    """
    wrong = {_row(fault) for fault in read.faults if fault.severity == ERROR}
    values = [v for v in read.values if v.period and v.reporting_quarter and _is_sound(v, wrong)]
    targets = [t for t in read.targets if t.from_quarter and _is_sound(t, wrong)]
    comments = [c for c in read.commentary if c.reporting_quarter and _is_sound(c, wrong)]
    return ReturnTables(
        pl.DataFrame([_observation(v, area, source) for v in values], schema=OBSERVATIONS),
        pl.DataFrame([_target(t, area, source) for t in targets], schema=TARGETS),
        pl.DataFrame([_comment(c, area, source) for c in comments], schema=COMMENTARY),
        len(read.values) + len(read.targets) + len(read.commentary),
    )


def _row(fault: ReturnFault) -> tuple[str, str, str]:
    return fault.file, fault.sheet, fault.cell


def _is_sound(line: ValueLine | TargetLine | CommentLine, wrong: set[tuple[str, str, str]]) -> bool:
    place: CellPlace = line.place
    cells = {place.row, *place.cells.values()}
    return not any((place.file, place.sheet, cell) in wrong for cell in cells)


def _short(quarter: Period | None) -> str | None:
    return quarter.short if quarter else None


def _observation(line: ValueLine, area: str, source: str) -> dict[str, object]:
    assert line.period is not None
    assert line.reporting_quarter is not None
    return {
        "indicator_id": line.indicator_id,
        "leg": "",
        "area": area,
        "period_kind": str(line.period.kind),
        "period_start": line.period.start,
        "period_end": line.period.end,
        "value": line.value,
        "numerator": line.numerator,
        "denominator": line.denominator,
        "symbol": line.symbol,
        "reason": (line.reason or SYMBOLS.get(line.symbol)) if line.symbol else None,
        "data_status": line.data_status,
        "source": source,
        # The council knows its own figures when it reports them.
        "known_from": line.reporting_quarter.end,
        "reporting_quarter": line.reporting_quarter.short,
        "note": line.note,
        "supplied_status": line.supplied_status,
    }


def _named(data_status: str | None, source: str) -> str | None:
    """Return the source that a target or a comment names; see `kpi.model.schemas.TARGETS`."""
    return source if source == LOCAL_RETURN and data_status == ILLUSTRATIVE else None


def _target(line: TargetLine, area: str, source: str) -> dict[str, object]:
    return {
        "indicator_id": line.indicator_id,
        "area": area,
        "from_quarter": _short(line.from_quarter),
        "to_quarter": _short(line.to_quarter),
        "target": line.target,
        "intervention_level": line.intervention_level,
        "target_upper": line.target_upper,
        "intervention_upper": line.intervention_upper,
        "target_type": line.target_type,
        "data_status": line.data_status,
        "rationale": line.rationale,
        "source": _named(line.data_status, source),
    }


def _comment(line: CommentLine, area: str, source: str) -> dict[str, object]:
    return {
        "indicator_id": line.indicator_id,
        "area": area,
        "reporting_quarter": _short(line.reporting_quarter),
        "data_status": line.data_status,
        "what_happened": line.what_happened,
        "why": line.why,
        "action": line.action,
        "owner_role": line.owner_role,
        "due": line.due,
        "source": _named(line.data_status, source),
    }
