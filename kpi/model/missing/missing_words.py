"""The wording of why a figure is missing or a change cannot be calculated."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from kpi.model.data_status import in_brackets
from kpi.model.missing.missing_reasons import Held, Missing, Why
from kpi.model.missing.symbol_meanings import SUPPRESSED
from kpi.periods import Period

Show = Callable[[float], str]
NOTHING_HELD = "There is no figure to compare."


def no_change(missing: Missing, show: Show, *, what: str = "It") -> str:
    """Return in words why a change (`what`) cannot be calculated; `show` prints a figure."""
    if missing.why is Why.NO_FIGURE:
        return NOTHING_HELD
    return f"{what} cannot be calculated: {_because(missing, show)}.{_newest(missing, show)}"


def no_change_short(missing: Missing, show: Show) -> str:
    """Return the same for a table's cell: `no figure for Q4 2024-25; the newest earlier is ...`."""
    text = _short(missing, show)
    if missing.earlier is None or missing.earlier.value is None:
        return text
    newest = f"{_marked(missing.earlier, show)} {missing.earlier.period.placed_short}"
    return f"{text}; the newest earlier is {newest}"


def no_figure(held: Held) -> str:
    """Return why a period has no figure: `the figure for 2025 is suppressed (...)`."""
    if held.symbol == SUPPRESSED:
        return f"the figure for {held.period.in_words} is suppressed{_reason(held)}"
    return f"there is no figure for {held.period.in_words}{_reason(held)}"


def no_change_of(change: str) -> pl.Expr:
    """Return the expression `change_reason`: why a measure has no change, null where it has.

    `change` names the column of the change; the table has value, period, previous_period,
    previous_value and apart (why no earlier period is comparable). Such a table has no figures from
    before the previous period, so the reason does not mention them.
    """
    return (
        pl.when(pl.col(change).is_not_null())
        .then(None)
        .when(pl.col("value").is_null())
        .then(pl.format("no figure for {}", pl.col("period").fill_null("any period")))
        .when(pl.col("previous_period").is_null())
        .then("apart")
        .otherwise(pl.format("no figure for {}", pl.col("previous_period")))
        .alias("change_reason")
    )


# ---- parts --------------------------------------------------------------------------------


def _because(missing: Missing, show: Show) -> str:
    now, before = missing.now, missing.before
    match missing.why:
        case Why.NOW_SUPPRESSED | Why.NOW_MISSING:
            assert now is not None
            return no_figure(now)
        case Why.BEFORE_SUPPRESSED | Why.BEFORE_MISSING:
            assert before is not None
            return no_figure(before)
        case Why.NOW_ASIDE:
            assert now is not None
            return f"the figure for {now.period.in_words} is set aside, as {missing.aside}"
        case Why.BEFORE_ASIDE:
            assert before is not None
            return f"the figure for {before.period.in_words} is set aside, as {missing.aside}"
        case Why.SHARED:
            return "every earlier figure is of years of which it shares some"
        case Why.NOT_THEN:
            return f"there is no figure for {_words(missing.wanted)}"
        case Why.NO_PERIOD_BEFORE:
            return "a figure of this kind of period has no set period before it"
        case Why.FIRST:
            return "there is no earlier figure"
    assert now is not None  # a break parts two figures
    assert now.value is not None
    assert before is not None
    assert before.value is not None
    return (
        f"the series breaks after {before.period.in_words}, so the {_marked(before, show)} of then "
        f"does not compare with the {_marked(now, show)} of now"
    )


def _short(missing: Missing, show: Show) -> str:
    now, before = missing.now, missing.before
    match missing.why:
        case Why.NO_FIGURE:
            return ""
        case Why.NOW_SUPPRESSED:
            assert now is not None
            return f"{now.period.short} is suppressed"
        case Why.NOW_MISSING:
            assert now is not None
            return f"no figure for {now.period.short}"
        case Why.BEFORE_SUPPRESSED:
            assert before is not None
            return f"{before.period.short} is suppressed"
        case Why.NOW_ASIDE:
            assert now is not None
            return f"{now.period.short} is set aside"
        case Why.BEFORE_ASIDE:
            assert before is not None
            return f"{before.period.short} is set aside"
        case Why.SHARED:
            return "earlier figures share years with it"
        case Why.BEFORE_MISSING | Why.NOT_THEN:
            assert missing.wanted is not None
            return f"no figure for {missing.wanted.short}"
        case Why.NO_PERIOD_BEFORE:
            return "no set period before"
        case Why.FIRST:
            return "no earlier figure"
    assert before is not None
    return (
        f"{_marked(before, show)} {before.period.placed_short} does not compare: the series breaks"
    )


def _newest(missing: Missing, show: Show) -> str:
    """Return a sentence with the newest earlier figure, where it is not of the period wanted."""
    if missing.earlier is None or missing.earlier.value is None:
        return ""
    earlier = missing.earlier
    return f" The newest earlier figure is {_marked(earlier, show)} {earlier.period.placed}."


def _marked(held: Held, show: Show) -> str:
    assert held.value is not None
    return f"{show(held.value)}{in_brackets(held.data_status)}"


def _reason(held: Held) -> str:
    return f" ({held.reason})" if held.reason else ""


def _words(period: Period | None) -> str:
    return period.in_words if period else "the period before"
