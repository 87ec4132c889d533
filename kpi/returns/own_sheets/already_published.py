"""Which lines of a council's own sheet are published already: its sheet has every period again.

They are left as they are, because the sheet often has a rounded figure without the counts that
were published with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kpi.formatting import displayed_difference
from kpi.indicators.targets.targets_in_force import AMOUNTS
from kpi.model.data_status import ILLUSTRATIVE
from kpi.model.observation import Observation
from kpi.periods import Period
from kpi.returns.checks.context import Context
from kpi.returns.checks.return_and_live import live_target
from kpi.returns.records import ParsedReturn, TargetLine, ValueLine


def without(read: ParsedReturn, context: Context) -> ParsedReturn:
    """Return a return without the figures and targets of own sheets that are live as they stand."""
    if not read.own_sheets:
        return read
    live = {(name, o.period): o for name, series in context.history.items() for o in series}
    return replace(
        read,
        values=tuple(v for v in read.values if not _is_live(v, read, live, context)),
        targets=tuple(t for t in read.targets if not _is_in_force(t, read, context)),
    )


def number(whole: ParsedReturn, read: ParsedReturn) -> int:
    """Return how many figures and targets `without` took away."""
    return len(whole.values) - len(read.values) + len(whole.targets) - len(read.targets)


def _is_own(line: ValueLine | TargetLine, read: ParsedReturn) -> bool:
    return (line.place.file, line.place.sheet) in read.own_sheets


def _is_live(
    line: ValueLine,
    read: ParsedReturn,
    live: Mapping[tuple[str, Period], Observation],
    context: Context,
) -> bool:
    before = live.get((line.indicator_id, line.period)) if line.period else None
    if before is None or not _is_own(line, read) or line.value is None or before.value is None:
        return False
    if before.data_status == ILLUSTRATIVE and line.data_status != ILLUSTRATIVE:
        return False  # a real figure takes the place of a made-up one
    indicator = context.indicators[line.indicator_id]
    if displayed_difference(line.value, before.value, indicator.decimals) != 0:
        return False
    counts = ((line.numerator, before.numerator), (line.denominator, before.denominator))
    return all(now is None or now == then for now, then in counts)


def _is_in_force(line: TargetLine, read: ParsedReturn, context: Context) -> bool:
    if not _is_own(line, read) or line.from_quarter is None or line.target is None:
        return False
    target = live_target(context, line.indicator_id, line.from_quarter)
    if target is None:
        return False
    if target.data_status == ILLUSTRATIVE and line.data_status != ILLUSTRATIVE:
        return False
    given_amounts = [(name, getattr(line, name)) for name in AMOUNTS]
    return all(amount in (None, getattr(target, name)) for name, amount in given_amounts)
