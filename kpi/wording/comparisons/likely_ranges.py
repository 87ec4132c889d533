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
from kpi.statistics.verdict_rules import (
    FEWEST,
    TOO_FEW,
    CountedShare,
    DifferenceRange,
    Likely,
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


def range_words(measure: Measured, found: Likely | None) -> str:
    """Return `likely between 46.6% and 61.1%`; empty without counts."""
    return f"likely between {_bounds(measure, found)}" if found else ""


def with_range(measure: Measured, value: float, found: Likely | None) -> str:
    """Return `53.9%, likely between 46.6% and 61.1%`; the figure alone without counts.

    A unit such as `per 10,000 children` is given once, with the figure.
    """
    said = range_words(measure, found)
    return f"{shown(measure, value)}, {said}" if said else shown(measure, value)


def change_range(measure: Measured, found: DifferenceRange) -> str:
    """Return `between 5.3 and 25.2 points lower`; with both directions where zero is inside."""
    low, high = (round_half_away(v, measure.decimals) for v in (found.low, found.high))
    if low < 0 < high:
        return f"between {_size(measure, low)} lower and {_size(measure, high)} higher"
    if low == high == 0:
        return "nothing that these decimals show"
    near, far = sorted((abs(low), abs(high)))
    side = "higher" if high > 0 else "lower"
    unit = " points" if units.is_in_points(measure.unit) else ""
    return (
        f"between {fixed(near, measure.decimals)} and {fixed(far, measure.decimals)}{unit} {side}"
    )


def why_likely(measure: Measured, value: float, found: Likely) -> str:
    """Return `96 of 178 plans gives 53.9%. Had the underlying rate been anywhere between ...`."""
    return (
        f"{_made(measure, found.counted)} gives {shown(measure, value)}. Had the underlying rate "
        f"been anywhere between {_bounds(measure, found)}, such a count would be no surprise. "
        f"That is the likely range ({found.method})."
    )


def why_change(
    measure: Measured, found: DifferenceRange | None, change: Change, base: CountBase | None = None
) -> str:
    """Return whether a change is more than chance, with the numbers behind that.

    Without counts, adds the difference as a number of cases where the `base` is known.
    """
    if found is None and not (measure.unit == units.POINTS or multiplier(measure.unit)):
        return "Only a share or a rate of counts has a likely range, so the change is not judged."
    if found is None and change.shares_months:
        return "The two figures share months, so the change is not judged."
    if found is None:
        about = about_words(measure, change.difference, base)
        known = f"That is {about}. " if about else ""
        return f"{known}No counts that make both figures are held, so the change is not judged."
    if not found.is_enough:
        return f"{too_few(measure)} It is {TOO_FEW} whether this is more than chance."
    size = change_range(measure, found)
    both = f"With {_made(measure, found.now)} now and {_plain(measure, found.before)} then"
    if change.clear is None:
        return f"{both} the counts moved otherwise than the figures, so the change is not judged."
    chance = (
        "that leaves out no change at all, so chance alone would rarely make such a difference"
        if change.clear
        else "that takes in no change at all, so chance alone could make such a difference"
    )
    if change.clear and 0 in (
        round_half_away(found.low, measure.decimals),
        round_half_away(found.high, measure.decimals),
    ):
        chance = f"before rounding, {chance}"
    return f"{both}, the true change is likely {size}. {capital(chance)} ({found.method})."


def about_words(measure: Measured, apart: float | None, base: CountBase | None) -> str:
    """Return a difference as a number of cases: `about 24 of 178 plans`; empty without a base."""
    number = base.number if base else None
    found = verdict_rules.cases(apart, number, multiplier(measure.unit))
    if found is None or base is None:
        return ""
    rounded = count(round_half_away(found, 0))
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


def tie(measure: Measured, found: Likely | Verdict | None, value: float | None) -> str:
    """Return `, before rounding` where a value outside a range is displayed as on its edge."""
    if found is None or value is None or found.low <= value <= found.high:
        return ""
    bound = found.low if value < found.low else found.high
    same = round_half_away(value, measure.decimals) == round_half_away(bound, measure.decimals)
    return ", before rounding" if same else ""


def mark_words(status: str, comparator: Comparator | None = None) -> str:
    """Return a sentence on the data status of our figure and the comparator, where either is not
    published; else an empty text."""
    said = kinds(status, comparator)
    return f" {said[:1].upper()}{said[1:]}." if said else ""


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


def _bounds(measure: Measured, found: Likely) -> str:
    return f"{short(measure, found.low)} and {short(measure, found.high)}"


def _size(measure: Measured, value: float) -> str:
    return difference_short(value, measure.unit, measure.decimals)


def _made(measure: Measured, found: CountedShare) -> str:
    """Return the counts: `96 of 178 plans`, `1,006 referrals among 74,472 children`."""
    if measure.unit == "percent":
        return f"{count(found.x)} of {count(found.n)} {measure.counted}"
    events = f"{count(found.x)} {measure.counted}"
    if found.x == 1:  # what is counted is named in the plural
        events = f"a count of 1 ({measure.counted})"
    return f"{events} among {count(found.n)} {_base(measure)}"


def _plain(measure: Measured, found: CountedShare) -> str:
    """Return the same counts without naming again what was counted."""
    between = "of" if measure.unit == "percent" else "among"
    return f"{count(found.x)} {between} {count(found.n)}"


def _base(measure: Measured) -> str:
    """Return the base of a rate: `children` of `per 10,000 children`."""
    return measure.unit.split(maxsplit=2)[-1]
