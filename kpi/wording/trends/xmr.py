"""Whether a figure is unusual, in plain words, for page, file and command.

The rules are in `kpi.statistics.xmr_rules` and `kpi.indicators.xmr`; how the range was made is in
`kpi.wording.trends.xmr_method`. Unusual means that chance alone would rarely produce the figure; it
does not say why.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kpi.formatting import capital, figure_short, fixed, in_words, lower, many
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.xmr import Xmr, XmrAnswer, XmrPoint
from kpi.model.data_status import DERIVED, ILLUSTRATIVE, IN_SENTENCES, PROVISIONAL, is_marked
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import placed, show, show_short, when
from kpi.model.observation import Observation
from kpi.periods import Kind
from kpi.statistics.xmr_rules import (
    ENOUGH,
    Assurance,
    Limits,
    SpcRule,
    Variation,
    assurance,
    is_close_to_limit,
    variation,
)
from kpi.wording.headline import goal

NAMES = {
    Kind.QUARTER: "quarter",
    Kind.QUARTER_DAY: "quarter",
    Kind.TERM: "term",
    Kind.MONTH: "month",
}
NO_FIGURES = "There are no figures, so nothing can be said."
_EDGES = {"percent": (0.0, 100.0), "points": (None, None)}  # others: from 0 up


# ---- the answer ---------------------------------------------------------------------------


def why_never(row: ScorecardRow) -> str:
    """Return why figures like these are never judged by their own variation; empty if they are.

    Figures published for the area are those of whole years, whatever the council's own are.
    """
    now, indicator = row.now, row.indicator
    is_own = now is None or now.period.kind is indicator.local_kind
    return indicator.figure_kind.why_not_tested if is_own else ""


def sentence(row: ScorecardRow, xmr: Xmr) -> str:
    """Return the answer about the newest figure, with its data mark unless published."""
    indicator, name = row.indicator, NAMES[xmr.latest.period.kind]
    phase, count = xmr.now, xmr.now.count
    match xmr.answer:
        case XmrAnswer.MISSING:
            answer = f"There is no figure for {when(xmr.latest.period)}, so nothing can be said."
        case XmrAnswer.ASIDE:
            answer = (
                f"The figure for {when(xmr.latest.period)} "
                f"({show_short(indicator, xmr.latest.aside)}) is set aside and not judged: "
                f"{xmr.latest.why}."
            )
        case XmrAnswer.TOO_SHORT:
            answer = _too_short(xmr, name)
        case XmrAnswer.CONSTANT:
            answer = (
                f"All of the last {count} {name}s have the same figure, "
                f"{show(indicator, xmr.latest.value)}: where nothing varies, nothing can be "
                "called usual or unusual."
            )
        case XmrAnswer.SELDOM:
            answer = (
                f"This cannot be judged: more than half of the time the figure does not change "
                f"from one {name} to the next, and the method is for figures that vary."
            )
        case XmrAnswer.ORDINARY:
            assert phase.limits is not None  # a judged phase has limits
            answer = (
                f"Nothing unusual: {_those(xmr, name)} vary around "
                f"{show(indicator, phase.limits.mean)}, and {when(xmr.latest.period)} "
                f"({show_short(indicator, xmr.latest.value)}) is within the usual range of "
                f"{usual_range(indicator, phase.limits)}."
            )
        case XmrAnswer.UNUSUAL:
            answer = f"Unusual: {_unusual(indicator, xmr, name)} {_meaning(row, xmr)}"
    return f"{answer}{marks(row.series)}"


def earlier(row: ScorecardRow, xmr: Xmr) -> str:
    """Return how many earlier figures stand out; empty where the series is not judged."""
    marked = [p for p in xmr.points[:-1] if p.signal]
    if not xmr.is_judged or not marked:
        return ""
    name = NAMES[xmr.latest.period.kind]
    number, last = len(marked), marked[-1]
    are = "one stands out" if number == 1 else f"{in_words(number)} stand out"
    return (
        f"Of the {xmr.count - 1} {name}s before it, {are}; the last is {when(last.period)} "
        f"({show_short(row.indicator, last.value)}: {point_words(last)}).{marks(row.series)}"
    )


def target_sentence(row: ScorecardRow, xmr: Xmr) -> str:
    """Return whether the target would be met if nothing changes; empty where that is not known."""
    kind = assured(row, xmr)
    if kind is None or row.target is None:
        return ""
    name = NAMES[xmr.latest.period.kind]
    outcome = {
        Assurance.HITS: f"every {name} would meet it, as the whole usual range does",
        Assurance.MISSES: f"no {name} would meet it, as no part of the usual range does",
        Assurance.HIT_AND_MISS: f"some {name}s would meet it and some would not, by chance, as it "
        "lies inside the usual range",
    }[kind]
    status = row.target.data_status
    mark = f" The target is {IN_SENTENCES[status]}." if is_marked(status) else ""
    return f"The target is {goal(row)}. If nothing changes, {outcome}.{mark}{marks(row.series)}"


def assured(row: ScorecardRow, xmr: Xmr) -> Assurance | None:
    """Return the type of the assurance icon at the latest limits; None where not judged."""
    if not xmr.is_judged or xmr.now.limits is None or row.target is None:
        return None
    limits = xmr.now.limits
    return assurance(limits.lower, limits.upper, row.target.target, row.indicator.polarity)


def varied(row: ScorecardRow, xmr: Xmr) -> Variation | None:
    """Return the type of the variation icon of the newest figure; None where not judged."""
    if not xmr.is_judged:
        return None
    return variation(xmr.latest.signal, row.indicator.polarity)


def point_words(point: XmrPoint) -> str:
    """Return why a point stands out: `above the usual range`; empty where it does not."""
    if point.signal is None:
        return ""
    high = point.signal.side > 0
    side = "above" if high else "below"
    return {
        SpcRule.OUTSIDE: f"{side} the usual range",
        SpcRule.TREND: f"one of seven or more {'rising' if high else 'falling'} in a row",
        SpcRule.TWO_OF_THREE: f"one of two in three far {side} the average",
        SpcRule.SHIFT: f"one of seven or more in a row {side} the average",
    }[point.signal.rule]


def usual_range(indicator: Indicator, limits: Limits) -> str:
    """Return the usual range, `75.1 to 219.6`, within what the figure can be."""
    low, high = displayed(indicator, limits)
    return f"{show_short(indicator, low)} to {show_short(indicator, high)}"


def displayed(indicator: Indicator, limits: Limits) -> tuple[float, float]:
    """Return both limits as displayed: not below 0 for shares and rates, nor above 100%."""
    floor, ceiling = _EDGES.get(indicator.unit, (0.0, None))
    low = limits.lower if floor is None else max(limits.lower, floor)
    high = limits.upper if ceiling is None else min(limits.upper, ceiling)
    return low, high


def marks(series: Sequence[Observation]) -> str:
    """Return the data mark of a series, with a space before it; empty for published figures.

    Every sentence made from a series says whether some or all of its figures are marked.
    """
    return marks_of([o.data_status for o in series if o.value is not None])


def marks_of(statuses: Sequence[str]) -> str:
    """As `marks`, from the data statuses of the figures."""
    by_status = {
        ILLUSTRATIVE: ("The council's figures are", "illustrative (made up)"),
        PROVISIONAL: ("The figures are", "provisional"),
        DERIVED: ("The figures are", "derived from published ones"),
    }
    return "".join(
        f" {whose if all(s == status for s in statuses) else f'Some of {lower(whose)}'} {what}."
        for status, (whose, what) in by_status.items()
        if status in statuses
    )


# ---- parts --------------------------------------------------------------------------------


def _those(xmr: Xmr, name: str) -> str:
    """Return the figures a range is from: `the last 20 quarters`, `the first 12` of a baseline.

    Where the series has gaps, it says how many have a figure.
    """
    phase = xmr.now
    if phase.limits is not None and phase.limits.count < phase.count:
        return f"the first {phase.limits.count} {name}s"
    aside = sum(point.aside is not None for point in phase.points)
    if phase.count + aside == len(phase.points):
        less = f", less the {in_words(aside)} set aside," if aside else ""
        return f"the last {len(phase.points)} {name}s{less}"
    return f"the {phase.count} {name}s with a figure since {when(phase.points[0].period)}"


def _too_short(xmr: Xmr, name: str) -> str:
    count = xmr.now.count
    if count >= ENOUGH:
        return f"This cannot be judged: no two {name}s with a figure follow each other."
    known = f"{many(count, name)} with a figure"
    since = f" since the new start {placed(xmr.now.points[0].period)}" if xmr.now.reason else ""
    held = f"there {'is' if count == 1 else 'are'} {known}{since}"
    more = ENOUGH - count
    return (
        f"Too soon to say: {ENOUGH} {name}s are needed to tell what is usual, and {held}. "
        f"{capital(in_words(more))} more {'is' if more == 1 else 'are'} needed."
    )


def _unusual(indicator: Indicator, xmr: Xmr, name: str) -> str:
    """Return what is unusual about the newest figure."""
    signal, limits = xmr.latest.signal, xmr.now.limits
    value = xmr.latest.value
    assert signal is not None
    assert limits is not None
    assert value is not None
    high = signal.side > 0
    side, period = "above" if high else "below", when(xmr.latest.period)
    here = f"{period} ({show_short(indicator, value)})"
    average = show(indicator, limits.mean)
    match signal.rule:
        case SpcRule.OUTSIDE:
            here, scope = _distinct(indicator, value, limits, high)
            return f"{period} ({here}) is {side} the usual range of {scope}."
        case SpcRule.TREND:
            steps = _run([(b > a) - (b < a) for a, b in pairwise(_recent(xmr))], signal.side)
            moved = "risen" if high else "fallen"
            return f"the figure has {moved} {in_words(steps)} times in a row, to {here}."
        case SpcRule.TWO_OF_THREE:
            number = sum(is_close_to_limit(v, limits) for v in _recent(xmr)[-3:])
            return (
                f"{'all' if number == 3 else 'two'} of the last three {name}s, {here} among them, "
                f"lie far {side} the average of "
                f"{average}, near the end of the usual range "
                f"({usual_range(indicator, limits)})."
            )
        case SpcRule.SHIFT:
            sides = [(v > limits.mean) - (v < limits.mean) for v in _recent(xmr)]
            return (
                f"the last {in_words(_run(sides, signal.side))} {name}s, up to {here}, all lie "
                f"{side} the average of {average}."
            )


def _distinct(indicator: Indicator, value: float, limits: Limits, high: bool) -> tuple[str, str]:
    """Return a value outside the range, and the range, with enough decimals to differ."""
    low, top = displayed(indicator, limits)
    limit, decimals = top if high else low, indicator.decimals
    while fixed(value, decimals) == fixed(limit, decimals) and decimals < 10:
        decimals += 1
    if decimals == indicator.decimals:
        return show_short(indicator, value), usual_range(indicator, limits)

    def exact(number: float) -> str:
        return figure_short(number, indicator.unit, decimals)

    return exact(value), f"{exact(low)} to {exact(top)}"


def _recent(xmr: Xmr) -> list[float]:
    """Return the figures of the newest phase since its last gap."""
    values: list[float] = []
    for point in xmr.now.points:
        values = [] if point.value is None else [*values, point.value]
    return values


def _run(sides: Sequence[int], side: int) -> int:
    """Return how many of the last figures are on `side`."""
    length = 0
    for each in reversed(sides):
        if each != side:
            break
        length += 1
    return length


def _meaning(row: ScorecardRow, xmr: Xmr) -> str:
    kind = variation(xmr.latest.signal, row.indicator.polarity)
    if kind in (Variation.NEUTRAL_HIGH, Variation.NEUTRAL_LOW):
        return "Neither high nor low is better here: it is a change to understand, not a verdict."
    better = kind in (Variation.IMPROVEMENT_HIGH, Variation.IMPROVEMENT_LOW)
    return (
        f"That is {'an improvement' if better else 'a cause for concern'}, as "
        f"{row.indicator.polarity.words}."
    )
