"""Statements based on counts: likely ranges, verdicts, and the rule behind each.

Used by page, file and paper. Plain English first, then the name of the method. A verdict is
never called a status, which is the word for targets (`kpi.wording.status.status_words`).
"""

from __future__ import annotations

from kpi import units
from kpi.formatting import (
    capital,
    count,
    difference_short,
    figure,
    figure_short,
    fixed,
    multiplier,
    round_half_away,
)
from kpi.indicators.change_verdicts import Change
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.comparisons.means_of_authorities import CountBase
from kpi.model.data_status import ILLUSTRATIVE, is_marked
from kpi.statistics import verdict_rules
from kpi.statistics.clear_change import DifferenceRange
from kpi.statistics.verdict_rules import (
    FEWEST,
    TOO_FEW,
    ConfidenceInterval,
    CountedShare,
    Measured,
    Verdict,
)

MARKS = {
    ILLUSTRATIVE: "our figure is illustrative: made up",
    "derived": "our figure is derived",
    "provisional": "our figure is provisional",
}


# ---- ranges -------------------------------------------------------------------------------


def shown(measure: Measured, value: float) -> str:
    """Return a figure of a measure with its unit."""
    return figure(value, measure.unit, measure.decimals)


def short(measure: Measured, value: float) -> str:
    """As `shown`, without a unit that the sentence has already given."""
    return figure_short(value, measure.unit, measure.decimals)


def range_words(measure: Measured, likely: ConfidenceInterval | None) -> str:
    """Return `likely between 46.6% and 61.1%`; empty without counts."""
    return f"likely between {_bounds(measure, likely)}" if likely else ""


def with_range(measure: Measured, value: float, likely: ConfidenceInterval | None) -> str:
    """Return `53.9%, likely between 46.6% and 61.1%`; the figure alone without counts.

    A unit such as `per 10,000 children` is given once, with the figure.
    """
    range_text = range_words(measure, likely)
    return f"{shown(measure, value)}, {range_text}" if range_text else shown(measure, value)


def change_range(measure: Measured, interval: DifferenceRange) -> str:
    """Return `between 5.3 and 25.2 points lower`; with both directions where zero is inside."""
    low, high = (round_half_away(v, measure.decimals) for v in (interval.low, interval.high))
    if low < 0 < high:
        return f"between {_size(measure, low)} lower and {_size(measure, high)} higher"
    if low == high == 0:
        return "nothing that these decimals show"
    smaller, larger = (fixed(v, measure.decimals) for v in sorted((abs(low), abs(high))))
    side = "higher" if high > 0 else "lower"
    unit = " points" if units.is_in_points(measure.unit) else ""
    return f"between {smaller} and {larger}{unit} {side}"


def why_likely(measure: Measured, value: float, likely: ConfidenceInterval) -> str:
    """Return `96 of 178 plans gives 53.9%. Had the underlying rate been anywhere between ...`."""
    return (
        f"{_made(measure, likely.counted)} gives {shown(measure, value)}. Had the underlying rate "
        f"been anywhere between {_bounds(measure, likely)}, such a count would be no surprise. "
        f"That is the likely range ({likely.method})."
    )


def why_change(
    measure: Measured,
    interval: DifferenceRange | None,
    change: Change,
    base: CountBase | None = None,
) -> str:
    """Return whether a change is more than chance, with the numbers behind that.

    Without counts, adds the difference as a number of cases where the `base` is known.
    """
    if interval is None and not (measure.unit == units.POINTS or multiplier(measure.unit)):
        return "Only a share or a rate of counts has a likely range, so the change is not judged."
    if interval is None and change.shares_months:
        return "The two figures share months, so the change is not judged."
    if interval is None:
        about = about_words(measure, change.difference, base)
        known = f"That is {about}. " if about else ""
        return f"{known}No counts that make both figures are held, so the change is not judged."
    if not interval.is_enough:
        return f"{too_few(measure)} It is {TOO_FEW} whether this is more than chance."
    size = change_range(measure, interval)
    both = f"With {_made(measure, interval.now)} now and {_plain(measure, interval.before)} then"
    if change.clear is None:
        return f"{both} the counts moved otherwise than the figures, so the change is not judged."
    chance = (
        "that leaves out no change at all, so chance alone would rarely make such a difference"
        if change.clear
        else "that takes in no change at all, so chance alone could make such a difference"
    )
    if change.clear and 0 in (
        round_half_away(interval.low, measure.decimals),
        round_half_away(interval.high, measure.decimals),
    ):
        chance = f"before rounding, {chance}"
    return f"{both}, the true change is likely {size}. {capital(chance)} ({interval.method})."


def about_words(measure: Measured, apart: float | None, base: CountBase | None) -> str:
    """Return a difference as a number of cases: `about 24 of 178 plans`; empty without a base."""
    number = base.number if base else None
    cases = verdict_rules.cases(apart, number, multiplier(measure.unit))
    if cases is None or base is None:
        return ""
    rounded = count(round_half_away(cases, 0))
    size = f"about {rounded}" if rounded != "0" else "less than one"
    if measure.unit == "percent":
        return f"{size} of {count(base.number)} {base.counted or measure.counted}"
    among = base.counted or _base(measure)
    return f"{size} ({measure.counted}) among {count(base.number)} {among}"


def too_few(measure: Measured) -> str:
    """Return why a figure is not judged: `Fewer than 10 plans are behind a figure here.`"""
    return f"Fewer than {FEWEST} {measure.counted} are behind a figure here."


def than(word: str) -> str:
    """Return a verdict's word for comparing: `better than`, `similar to`, `the same as`."""
    joint = {verdict_rules.SIMILAR: "to", verdict_rules.SAME: "as"}.get(word, "than")
    return f"{word} {joint}"


def tie(
    measure: Measured, interval: ConfidenceInterval | Verdict | None, value: float | None
) -> str:
    """Return `, before rounding` where a value outside a range is displayed as on its edge."""
    if interval is None or value is None or interval.low <= value <= interval.high:
        return ""
    bound = interval.low if value < interval.low else interval.high
    same = round_half_away(value, measure.decimals) == round_half_away(bound, measure.decimals)
    return ", before rounding" if same else ""


def mark_words(status: str, comparator: Comparator | None = None) -> str:
    """Return a sentence on the data status of our figure and the comparator, where either is not
    published; else an empty text."""
    marks = kinds(status, comparator)
    return f" {marks[:1].upper()}{marks[1:]}." if marks else ""


def kinds(status: str, comparator: Comparator | None) -> str:
    """Return `our figure is derived` or `our figure and their mean are derived`, or an empty text.

    `status` is the data status of our figure.
    """
    ours = [MARKS[status]] if status in MARKS else []
    if comparator is None or not is_marked(comparator.status):
        return "".join(ours)
    whose = {"england": "England's figure", "region": "the region's figure"}
    who = "their mean" if comparator.is_mean else whose.get(comparator.key, "theirs")
    if comparator.status == status:
        return f"our figure and {who} are {status}"
    return "; ".join([*ours, f"{who} is {comparator.status}"])


# ---- parts --------------------------------------------------------------------------------


def _bounds(measure: Measured, likely: ConfidenceInterval) -> str:
    return f"{short(measure, likely.low)} and {short(measure, likely.high)}"


def _size(measure: Measured, value: float) -> str:
    return difference_short(value, measure.unit, measure.decimals)


def _made(measure: Measured, share: CountedShare) -> str:
    """Return the counts: `96 of 178 plans`, `1,006 referrals among 74,472 children`."""
    if measure.unit == "percent":
        return f"{count(share.x)} of {count(share.n)} {measure.counted}"
    events = f"{count(share.x)} {measure.counted}"
    if share.x == 1:  # what is counted is named in the plural
        events = f"a count of 1 ({measure.counted})"
    return f"{events} among {count(share.n)} {_base(measure)}"


def _plain(measure: Measured, share: CountedShare) -> str:
    """Return the same counts without naming again what was counted."""
    between = "of" if measure.unit == "percent" else "among"
    return f"{count(share.x)} {between} {count(share.n)}"


def _base(measure: Measured) -> str:
    """Return the base of a rate: `children` of `per 10,000 children`."""
    return measure.unit.split(maxsplit=2)[-1]
