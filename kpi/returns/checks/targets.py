"""Rules on targets: the quarters in force, the direction, and the reason for a change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from difflib import get_close_matches
from statistics import median

from kpi.indicators.targets.targets_in_force import (
    AMOUNTS,
    Target,
    in_force_at_start_of,
    last_begun,
    of_quarter,
)
from kpi.model.data_status import ILLUSTRATIVE
from kpi.model.polarity import Polarity
from kpi.periods import Kind, Period
from kpi.returns import bounds
from kpi.returns.checks.context import Context
from kpi.returns.checks.registry import Finding, rule
from kpi.returns.checks.return_and_live import (
    grouped,
    is_blank,
    is_real,
    of_known_indicators,
    place_words,
    typed,
)
from kpi.returns.records import TARGET_TYPES, WARNING, ParsedReturn, TargetLine

_NEARLY = 0.7  # as alike as `statuary` and `statutory`
_FRACTION = (30.0, 300.0)  # ratio of the usual figure to a target given as a fraction of 1


@rule("target-without-polarity")
def target_without_polarity(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """An indicator without polarity must have no target: neither higher nor lower is better."""
    for indicator, line in of_known_indicators(read.targets, context):
        if not indicator.polarity.has_target:
            expected = f"no target: {indicator.polarity.words}, so it is not judged"
            yield Finding(line.place, "target", typed(line, "target"), expected)


@rule("target-missing", unless=("target-without-polarity",))
def target_missing(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A row of targets must have a target; an intervention level alone judges nothing."""
    for line in read.targets:
        if line.target is None and is_blank(line, "target"):
            yield Finding(line.place, "target", "nothing", "a target, or no row")


@rule("target-bounds", unless=("target-without-polarity", "target-missing"))
def target_bounds(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A target between two bounds must have both, the lower one in `target`; others have one.

    An intervention level of a range lies outside it, on its own side.
    """
    for indicator, line in of_known_indicators(read.targets, context):
        if indicator.polarity is Polarity.RANGE:
            yield from _unlike_a_range(line)
            continue
        for column in ("target_upper", "intervention_upper"):
            if getattr(line, column) is not None:
                expected = f"nothing, because {indicator.polarity.words}"
                yield Finding(line.place, column, typed(line, column), expected)


def _unlike_a_range(line: TargetLine) -> Iterator[Finding]:
    low, high = line.target, line.target_upper
    if low is not None and high is None and is_blank(line, "target_upper"):
        expected = f"the upper bound, because better is between two; {low:g} is the lower one"
        yield Finding(line.place, "target_upper", "nothing", expected)
    if low is None or high is None:
        return
    if high <= low:
        expected = f"more than the lower bound {low:g}"
        yield Finding(line.place, "target_upper", _typed(line, "target_upper"), expected)
        return
    below, above = line.intervention_level, line.intervention_upper
    if below is not None and below > low:
        expected = f"at most the lower bound {low:g}"
        level_text = typed(line, "intervention_level")
        yield Finding(line.place, "intervention_level", level_text, expected)
    if above is not None and above < high:
        expected = f"at least the upper bound {high:g}"
        level_text = typed(line, "intervention_upper")
        yield Finding(line.place, "intervention_upper", level_text, expected)


@rule("target-quarters")
def target_quarters(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A target must give its first quarter in force, and must not end before it starts.

    One given by month ends with a month, one by quarter with a quarter.
    """
    for line in read.targets:
        start, end = line.from_quarter, line.to_quarter
        if start is None and is_blank(line, "from_quarter"):
            expected = "the first quarter it is in force, such as Q1 2025-26"
            yield Finding(line.place, "from_quarter", "nothing", expected)
        if start is None or end is None:
            continue
        if start.kind is not end.kind:
            like = Period.containing(start.kind, end.end).short
            expected = f"a {start.kind} such as {like}, because from_quarter is a {start.kind}"
            yield Finding(line.place, "to_quarter", typed(line, "to_quarter"), expected)
        elif end < start:
            expected = f"{start.short} or later, or nothing while it stays in force"
            yield Finding(line.place, "to_quarter", typed(line, "to_quarter"), expected)


@rule("duplicate-target", unless=("target-quarters",))
def duplicate_target(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """An indicator must have one target at a time, or the status would depend on row order.

    One by quarter and one by month may overlap: the later start counts.
    """
    unread = {(f.file, f.sheet, f.cell) for f in read.faults if f.column == "to_quarter"}
    for lines in grouped(read.targets, context).values():
        for kind in (Kind.QUARTER, Kind.MONTH):
            spans = [
                (line.from_quarter, line)
                for line in lines
                if line.from_quarter is not None and line.from_quarter.kind is kind
            ]
            spans = [
                (start, line)
                for start, line in spans
                if not _ends_early(line) and _end(line) not in unread
            ]
            yield from _overlapping(spans)


def _overlapping(spans: list[tuple[Period, TargetLine]]) -> Iterator[Finding]:
    open_line: TargetLine | None = None
    for start, line in sorted(spans, key=lambda span: span[0]):
        if open_line is not None and _reaches(open_line, start):
            expected = f"one target at a time; {place_words(open_line.place)} is in force then too"
            yield Finding(line.place, "from_quarter", typed(line, "from_quarter"), expected)
        if open_line is None or not _outlasts(open_line, line):
            open_line = line


def _end(line: TargetLine) -> tuple[str, str, str]:
    return line.place.file, line.place.sheet, line.place.cells.get("to_quarter", line.place.row)


def _ends_early(line: TargetLine) -> bool:
    return bool(line.from_quarter and line.to_quarter and line.to_quarter < line.from_quarter)


def _reaches(line: TargetLine, quarter: Period) -> bool:
    return line.to_quarter is None or line.to_quarter >= quarter


def _outlasts(line: TargetLine, other: TargetLine) -> bool:
    if line.to_quarter is None:
        return True
    return other.to_quarter is not None and line.to_quarter >= other.to_quarter


@rule("target-range")
def target_range(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A target or intervention level must be within the bounds of its unit."""
    for indicator, line in of_known_indicators(read.targets, context):
        limits = bounds.of_unit(indicator.unit)
        for column in AMOUNTS:
            amount = getattr(line, column)
            if amount is not None and not limits.hold(amount):
                yield Finding(line.place, column, _typed(line, column), limits.words)


def _typed(line: TargetLine, column: str) -> str:
    """Return a cell as typed; of an upper bound that stands in `target`, that cell."""
    return typed(line, column) or typed(line, "target")


@rule("target-units")
def target_units(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A target must be in its figures' unit: 0.6 for 60% would be met by almost any figure."""
    values: dict[str, list[float]] = {
        name: [o.value for o in history if o.value is not None and is_real(o)]
        for name, history in context.history.items()
    }
    for indicator, value in of_known_indicators(read.values, context):
        if value.value is not None:
            values.setdefault(indicator.id, []).append(value.value)
    for indicator, line in of_known_indicators(read.targets, context):
        if indicator.unit != "percent" or not values.get(indicator.id):
            continue
        usual = median(values[indicator.id])
        for column in AMOUNTS:
            amount = getattr(line, column)
            if amount and amount < 1 and _FRACTION[0] <= usual / amount <= _FRACTION[1]:
                figure = f"{usual:.{indicator.decimals}f}%"
                expected = f"per cent, perhaps {amount * 100:g}; its figures are around {figure}"
                yield Finding(line.place, column, _typed(line, column), expected)


@rule("intervention-side", unless=("target-range", "target-units", "target-without-polarity"))
def intervention_side(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """The intervention level must be worse than the target, or nothing is ever between them."""
    for indicator, line in of_known_indicators(read.targets, context):
        target, level = line.target, line.intervention_level
        if target is None or level is None or not indicator.polarity.is_judged:
            continue
        polarity = indicator.polarity
        if level != target and polarity.is_better(higher=level > target):
            expected = (
                f"{polarity.worse_side} the target {typed(line, 'target')}, "
                f"because {polarity.words}"
            )
            level_text = typed(line, "intervention_level")
            yield Finding(line.place, "intervention_level", level_text, expected)


@rule("intervention-equals-target", WARNING)
def intervention_equals_target(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """Target and intervention level should differ, or no figure is ever off target only."""
    for line in read.targets:
        for aim, column in (
            (line.target, "intervention_level"),
            (line.target_upper, "intervention_upper"),
        ):
            if aim is not None and aim == getattr(line, column):
                level_text = _typed(line, column)
                expected = "a level worse than the target; as it is, nothing is 'off target' only"
                yield Finding(line.place, column, level_text, expected)


@rule("target-rationale", unless=("target-range", "target-units", "intervention-side"))
def target_rationale(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A changed target must give a reason: members ask whether it was moved to be met."""
    for name, lines in grouped(read.targets, context).items():
        for line in lines:
            if line.rationale or not is_blank(line, "rationale") or line.target is None:
                continue
            now = of_quarter(line, context.indicators[name].quarter_from)
            for before in _before(name, line, lines, context):
                if _changed(now, before):
                    problem = f"nothing, and the target goes from {_amounts_text(before)}"
                    problem += f" to {_amounts_text(now)}"
                    expected = "the reason for the change, in a sentence"
                    yield Finding(line.place, "rationale", problem, expected)
                    break


def _before(
    name: str, line: TargetLine, lines: list[TargetLine], context: Context
) -> Iterator[TargetLine | Target]:
    """Yield what a target replaces: the live one in its first quarter, and the one before it.

    Each as a quarter is judged against it, so that a month's compares with a quarter's.
    """
    start = line.from_quarter
    if start is None:
        return
    rule, known = context.indicators[name].quarter_from, context.targets.get(name, [])
    live = in_force_at_start_of(known, start)
    if live:
        yield of_quarter(live, rule)
    day = start.start - timedelta(days=1)
    earlier = last_begun(lines, Period(day, day, Kind.SNAPSHOT))
    if earlier:
        yield of_quarter(earlier, rule)
    elif not live:
        ended = [t for t in known if t.starts.start < start.start]
        yield from (of_quarter(t, rule) for t in ended[-1:])


def _changed(line: TargetLine, before: TargetLine | Target) -> bool:
    """Return whether a target differs from a real earlier one; illustrative ones do not count."""
    if before.data_status == ILLUSTRATIVE and line.data_status != ILLUSTRATIVE:
        return False
    if before.target is None:
        return False
    return any(getattr(line, name) != getattr(before, name) for name in AMOUNTS)


def _amounts_text(target: TargetLine | Target) -> str:
    ends = [value for value in (target.target, target.target_upper) if value is not None]
    levels = [v for v in (target.intervention_level, target.intervention_upper) if v is not None]
    added = target.months_added
    words, level = (" to ".join(f"{value / added:g}" for value in each) for each in (ends, levels))
    words += " a month" * (added > 1)
    return f"{words} (intervention level {level})" if level else words


@rule("target-type", WARNING)
def target_type(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A type of target that is nearly a known one is told with it; another word may stand there."""
    for line in read.targets:
        word = (line.target_type or "").casefold()
        close_types = get_close_matches(word, TARGET_TYPES, n=1, cutoff=_NEARLY)
        if word and close_types and word != close_types[0]:
            yield Finding(line.place, "target_type", typed(line, "target_type"), close_types[0])
