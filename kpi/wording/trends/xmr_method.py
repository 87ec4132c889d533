"""How the usual range is calculated and how to read it, in words."""

from __future__ import annotations

from kpi.formatting import capital, in_words, there_are
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.xmr import Xmr
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import placed, show, show_short, when
from kpi.periods import Kind
from kpi.statistics.xmr_rules import ENOUGH
from kpi.wording.trends.xmr import NAMES, displayed

METHOD = "The method is the one of the NHS guidance Making Data Count."


def notes(row: ScorecardRow, xmr: Xmr) -> list[str]:
    """Return how the usual range was calculated and cautions on it, one or two sentences each."""
    indicator, name = row.indicator, NAMES[xmr.latest.period.kind]
    sentences = [
        f"The usual range is worked out from the council's own figures: their average, and how "
        f"much they change from one {name} to the next. As long as only chance is at work, "
        f"nearly every figure falls inside it. {METHOD}",
        "A figure is called unusual when it lies outside the range, or when seven in a row rise "
        "or fall. So it is when two of three in a row lie far from the average on one side, or "
        "when seven in a row lie on one side of it. Unusual does not say why: ask what happened.",
        _seasons(row, xmr),
        _floor(indicator, xmr, name),
        _gaps(xmr, name),
        _set_aside(indicator, xmr),
        _screened(xmr, name),
        _level(xmr),
        _starts(xmr),
        _trial(xmr, name),
    ]
    if xmr.broke:
        first = xmr.points[0].period
        sentences.append(f"Counted from {when(first)} on, as the series breaks there: {xmr.broke}")
    return [text for text in sentences if text]


# ---- parts ----------------------------------------------------------


def _seasons(row: ScorecardRow, xmr: Xmr) -> str:
    latest = xmr.latest.period
    if not row.indicator.seasonal or latest.kind is not Kind.TERM:
        return ""
    season = latest.term_name
    same = [p.value for p in xmr.points if p.value is not None and p.period.term_name == season]
    spread = (
        f" ({show(row.indicator, min(same))} to {show(row.indicator, max(same))})" if same else ""
    )
    return (
        f"Terms differ by season. All terms are judged together, so a regular difference between "
        f"them counts as ordinary and makes the usual range wider. A small change can go unseen, "
        f"but no season is called unusual for being itself. Judging {season} terms alone would "
        f"take {ENOUGH} of them, and {there_are(len(same))}{spread}."
    )


def _floor(indicator: Indicator, xmr: Xmr, name: str) -> str:
    limits = xmr.now.limits
    if limits is None or xmr.now.unfit:
        return ""
    low, high = displayed(indicator, limits)
    sentences = []
    if low > limits.lower:
        sentences.append(
            f"The lower end works out below nought{_exact(indicator, limits.lower, low)}, which "
            f"cannot be, so it is shown as {show_short(indicator, low)}: no {name} can be "
            "unusually low by lying below the range."
        )
    if high < limits.upper:
        sentences.append(
            f"The upper end works out above 100%{_exact(indicator, limits.upper, high)}, which "
            f"cannot be, so it is shown as {show_short(indicator, high)}: no {name} can be "
            "unusually high by lying above the range."
        )
    return " ".join(sentences)


def _exact(indicator: Indicator, limit: float, edge: float) -> str:
    """Return the calculated limit, where it differs from the displayed one."""
    exact = show_short(indicator, limit)
    return "" if exact == show_short(indicator, edge) else f" ({exact})"


def _gaps(xmr: Xmr, name: str) -> str:
    gaps = [p.period for p in xmr.points if p.value is None and p.aside is None]
    if not gaps:
        return ""
    listed = ", ".join(p.short for p in gaps[:6]) + (" and others" if len(gaps) > 6 else "")
    return (
        f"There is no figure for {listed}. Nothing is put in its place: no change is counted from "
        f"the {name} before a gap to the one after it, and no run goes on across it."
    )


def _set_aside(indicator: Indicator, xmr: Xmr) -> str:
    """Return which known figures are left out of the calculation, and why."""
    by_reason: dict[str, list[str]] = {}
    for point in xmr.set_aside:
        figure = f"{when(point.period)} ({show_short(indicator, point.aside)})"
        by_reason.setdefault(point.why, []).append(figure)
    return " ".join(
        f"Set aside: {' and '.join(listed)}, as {why}. What is set aside is in no average, range "
        "or run."
        for why, listed in by_reason.items()
    )


def _screened(xmr: Xmr, name: str) -> str:
    limits = xmr.now.limits
    if limits is None or not limits.screened or xmr.now.unfit:
        return ""
    number = limits.screened
    what = "One change" if number == 1 else f"{capital(in_words(number))} changes"
    return (
        f"{what} from one {name} to the next {'was' if number == 1 else 'were'} far larger than "
        "the others and left out in working out the range, so that it is not stretched."
    )


def _level(xmr: Xmr) -> str:
    points = xmr.now.points
    if 2 * sum(p.signal is not None for p in points) <= len(points):
        return ""
    return (
        "More than half of the figures stand out, so the level has changed on the way and one "
        "average does not describe the whole time. A new start may be due. It is set by people, "
        "from a date and with its reason, never by the computer."
    )


def _starts(xmr: Xmr) -> str:
    starts = [
        f"A new start was made {placed(phase.points[0].period)}: {phase.reason}"
        for phase in xmr.phases
        if phase.reason
    ]
    return " ".join(text if text.endswith(".") else f"{text}." for text in starts)


def _trial(xmr: Xmr, name: str) -> str:
    if not any(phase.is_trial for phase in xmr.phases) or xmr.count < ENOUGH:
        return ""
    return (
        f"A range made from fewer than {ENOUGH} {name}s is a trial: it will still move as figures "
        "come in, so the newest figure is not judged by it."
    )
