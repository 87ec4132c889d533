"""What the counts say, in words: likely ranges, verdicts, and the rule behind each.

One place for page, file and paper. Plain English first, the method's name after. A verdict is
never called a status: that is the target's word (`kpi.reasons.why_status`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpi import evidence
from kpi.changes import Change, likely_of
from kpi.comparators import Comparator, model_label
from kpi.evidence import FEWEST, TOO_FEW, Counted, Gap, Likely, Measured, Verdict
from kpi.judge import displayed_change
from kpi.numbers import count, difference, figure, fixed, round_half_away
from kpi.reporting import Observation
from kpi.scorecard import Row
from kpi.words import capital, difference_words, when

_MARKS = {
    "illustrative": "our figure is illustrative: made up",
    "derived": "our figure is derived",
    "provisional": "our figure is provisional",
}


@dataclass(frozen=True)
class Told:
    """One verdict as a page shows it: against whom, the word, the sentence, and why."""

    key: str
    against: str
    word: str
    sentence: str
    why: str


# ---- ranges -------------------------------------------------------------------------------


def shown(measure: Measured, value: float) -> str:
    """A figure of a measure with its unit."""
    return figure(value, measure.unit, measure.decimals)


def short(measure: Measured, value: float) -> str:
    """As `shown`, without a unit that the sentence has told already."""
    if measure.unit in ("percent", "points"):
        return shown(measure, value)
    return fixed(value, measure.decimals)


def range_words(measure: Measured, found: Likely | None) -> str:
    """`likely between 46.6% and 61.1%`; empty without counts."""
    return f"likely between {_bounds(measure, found)}" if found else ""


def with_range(measure: Measured, value: float, found: Likely | None) -> str:
    """`53.9%, likely between 46.6% and 61.1%`; the figure alone without counts.

    A unit such as `per 10,000 children` is told once, with the figure.
    """
    said = range_words(measure, found)
    return f"{shown(measure, value)}, {said}" if said else shown(measure, value)


def change_range(measure: Measured, found: Gap) -> str:
    """`between 5.3 and 25.2 points lower`, or `between 3.3 points lower and 0.7 points higher`."""
    low, high = (round_half_away(v, measure.decimals) for v in (found.low, found.high))
    if low < 0 < high:
        return f"between {_size(measure, low)} lower and {_size(measure, high)} higher"
    if low == high == 0:
        return "nothing that these decimals show"
    near, far = sorted((abs(low), abs(high)))
    side = "higher" if high > 0 else "lower"
    unit = " points" if measure.unit in ("percent", "points") else ""
    return (
        f"between {fixed(near, measure.decimals)} and {fixed(far, measure.decimals)}{unit} {side}"
    )


# ---- verdicts -----------------------------------------------------------------------------


def against(row: Row, comparator: Comparator) -> str:
    """`53.9%, likely between 46.6% and 61.1%: better than England's 46.4%`.

    With the mark of a figure that is not a published one. Empty without a verdict.
    """
    found = row.verdicts.get(comparator.key)
    if found is None or row.value is None:
        return ""
    status = row.now.data_status if row.now else ""
    return _against(row, row.value, row.likely, found, comparator, status)


def why_verdict(row: Row, comparator: Comparator) -> str:
    """The rule behind a verdict with its numbers in it; or why there is none."""
    return _why(row, row.now, row.likely, comparator)


def verdicts(row: Row) -> list[Told]:
    """Every comparator that has a figure: the verdict on ours and why, or why there is none."""
    if row.now is None or row.value is None:
        return []
    return _told(row, row.now, row.likely)


def verdicts_of(row: Row, own: Observation) -> list[Told]:
    """As `verdicts`, on another figure of ours, of the comparators' own period."""
    return _told(row, own, likely_of(row.indicator, own))


def why_likely(measure: Measured, value: float, found: Likely) -> str:
    """`96 of 178 plans gives 53.9%. Had the underlying rate been anywhere between ...`."""
    return (
        f"{_made(measure, found.counted)} gives {shown(measure, value)}. Had the underlying rate "
        f"been anywhere between {_bounds(measure, found)}, such a count would be no surprise. "
        f"That is the likely range ({found.method})."
    )


def why_change(measure: Measured, found: Gap | None, change: Change) -> str:
    """Whether a change is more than chance, with its numbers."""
    if found is None:
        return "Without counts nobody can say whether this is more than chance."
    if not found.is_enough:
        return f"{_fewest(measure)} It is {TOO_FEW} whether this is more than chance."
    size = change_range(measure, found)
    both = f"With {_made(measure, found.now)} now and {_plain(measure, found.before)} then"
    if change.clear is None:
        return f"{both} the counts moved otherwise than the figures, so nobody can say."
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


# ---- which neighbours ---------------------------------------------------------------------


@dataclass(frozen=True)
class NeighbourMean:
    """The mean of one neighbour model, by its name in `kpi.snapshot.MODELS`."""

    model: str
    value: float | None
    count: int | None


def model_words(
    measure: Measured,
    value: float | None,
    found: Likely | None,
    means: Sequence[NeighbourMean],
    status: str = "",
) -> str:
    """A sentence where the verdict depends on which neighbours are meant; else empty.

    Without counts the figures as shown are compared, which is no verdict. `status` is the data
    status of our figure.
    """
    said = [
        (_beside(measure, value, found, mean.value), mean, mean.value)
        for mean in means
        if value is not None and mean.value is not None
    ]
    if value is None or len({word for word, _, _ in said}) < 2:
        return ""
    told = " but ".join(
        f"{_than(word)} the {short(measure, other)} of {model_label(mean.model)} "
        f"(mean of {mean.count}{tie(measure, found, other)})"
        for word, mean, other in said
    )
    if found is None:
        return (
            "How ours compares depends on the neighbour model. There are no counts, so this is "
            f"no verdict. As shown, {shown(measure, value)} is {told}.{_mark(status)}"
        )
    return (
        "The verdict depends on the neighbour model. "
        f"{with_range(measure, value, found)}, is {told}.{_mark(status)}"
    )


def row_models(rows: Sequence[Row]) -> str:
    """`model_words` of one indicator's rows, one a neighbour model."""
    means = [NeighbourMean(r.model, n.value, n.count) for r in rows for n in (near(r),)]
    first = rows[0]
    status = first.now.data_status if first.now else ""
    return model_words(first.indicator, first.value, first.likely, means, status)


# ---- parts --------------------------------------------------------------------------------


def _mark(status: str) -> str:
    """A sentence of its own that says what our figure is, where it is not a published one."""
    return f" {_MARKS[status].capitalize()}." if status in _MARKS else ""


def near(row: Row) -> Comparator:
    """The row's statistical neighbours."""
    return row.comparator("neighbours")


def _bounds(measure: Measured, found: Likely) -> str:
    return f"{short(measure, found.low)} and {short(measure, found.high)}"


def _size(measure: Measured, value: float) -> str:
    if measure.unit in ("percent", "points"):
        return difference(value, measure.unit, measure.decimals)
    return fixed(abs(value), measure.decimals)


def _made(measure: Measured, found: Counted) -> str:
    """`96 of 178 plans`, `1,006 referrals among 74,472 children`."""
    if measure.unit == "percent":
        return f"{count(found.x)} of {count(found.n)} {measure.counted}"
    events = f"{count(found.x)} {measure.counted}"
    if found.x == 1:  # what is counted is told in the plural
        events = f"a count of 1 ({measure.counted})"
    return f"{events} among {count(found.n)} {_base(measure)}"


def _plain(measure: Measured, found: Counted) -> str:
    """The same counts without saying again what was counted."""
    between = "of" if measure.unit == "percent" else "among"
    return f"{count(found.x)} {between} {count(found.n)}"


def _base(measure: Measured) -> str:
    """Whom a rate is per: `children` of `per 10,000 children`."""
    return measure.unit.split(maxsplit=2)[-1]


def _than(word: str) -> str:
    return f"{word} {'to' if word == evidence.SIMILAR else 'as' if word == _SAME else 'than'}"


_SAME = "the same"


def _against(
    row: Row,
    value: float,
    found: Likely | None,
    told: Verdict,
    comparator: Comparator,
    status: str,
) -> str:
    said = with_range(row.indicator, value, found)
    theirs = _possessed(row, comparator)
    mark = f" ({_MARKS[status]})" if status in _MARKS else ""
    if told.word == TOO_FEW:
        return f"{said}: {TOO_FEW} how it stands to {theirs}{mark}"
    said_tie = tie(row.indicator, found, comparator.value)
    return f"{said}: {_than(told.word)} {theirs}{said_tie}{mark}"


def _possessed(row: Row, comparator: Comparator) -> str:
    """`England's 46.4%`, `statistical neighbours' 40.6% (mean of 10)`."""
    value = short(row.indicator, comparator.value or 0.0)
    who = {
        "neighbours": "statistical neighbours'",
        "good": "other Good authorities'",
    }.get(comparator.key, f"{_place(comparator)}'s")
    if not comparator.is_mean:
        return f"{who} {value}"
    number = f"{comparator.count}"
    if comparator.count != comparator.of:
        number += f" of {comparator.of}"
    return f"{who} {value} (mean of {number})"


def _place(comparator: Comparator) -> str:
    is_region = comparator.key == "region" and not comparator.label.startswith("London")
    return f"the {comparator.label}" if is_region else comparator.label


def _fewest(measure: Measured) -> str:
    return f"Fewer than {FEWEST} {measure.counted} are behind a figure here."


def _told(row: Row, own: Observation, found: Likely | None) -> list[Told]:
    value = own.value
    if value is None:
        return []
    entries = []
    for comparator in row.comparators:
        if comparator.value is None:
            continue
        told = evidence.against(row.indicator, found, comparator)
        sentence = (
            _against(row, value, found, told, comparator, own.data_status)
            if told
            else f"no verdict without counts; {difference_words(row, comparator.value, value)}"
        )
        entries.append(
            Told(
                comparator.key,
                comparator.label,
                told.word if told else "",
                sentence,
                _why(row, own, found, comparator),
            )
        )
    return entries


def _why(row: Row, own: Observation | None, found: Likely | None, comparator: Comparator) -> str:
    indicator = row.indicator
    if own is None or own.value is None:
        return "There is no figure to compare."
    if comparator.value is None:
        return f"There is nothing to compare with: {comparator.reason}."
    told = evidence.against(indicator, found, comparator)
    mark = _mark(own.data_status)
    if found is None or told is None:
        return (
            "No counts that make the figure are held, so there is no verdict. Only the "
            f"difference is told: {difference_words(row, comparator.value, own.value)}.{mark}"
        )
    text = why_likely(indicator, own.value, found)
    theirs = f"{_possessed(row, comparator)} in {when(comparator.period)}"
    theirs = theirs[:1].upper() + theirs[1:]
    if told.word == TOO_FEW:
        judged = f"{_fewest(indicator)} One more or less would move it too far, so: {TOO_FEW}."
        return f"{text} {judged}{mark}"
    return f"{text} {theirs} {_lies(indicator, told, comparator.value)} {_unlike(comparator)}{mark}"


def _lies(measure: Measured, told: Verdict, value: float) -> str:
    """`lies below that range, and higher is better, so: better.`"""
    if told.word == evidence.SIMILAR:
        return "lies within that range, so: similar."
    side = "below" if value < told.low else "above"
    side += f" that range{tie(measure, told, value)}"
    if measure.polarity == "none":
        return f"lies {side}, so ours is {told.word}."
    return f"lies {side}, and {measure.polarity} is better, so: {told.word}."


def tie(measure: Measured, found: Likely | Verdict | None, value: float | None) -> str:
    """`, before rounding` where a value outside a range looks as if it touched it."""
    if found is None or value is None or found.low <= value <= found.high:
        return ""
    bound = found.low if value < found.low else found.high
    same = round_half_away(value, measure.decimals) == round_half_away(bound, measure.decimals)
    return ", before rounding" if same else ""


def _unlike(comparator: Comparator) -> str:
    """What the rule leaves out: the comparator's own range, and another period."""
    taken = "The comparator is taken as it stands, without a range of its own"
    _, _, other = comparator.likeness.partition("same measure, different period: ")
    return f"{taken}, and covers another period: {other}." if other else f"{taken}."


def _beside(
    measure: Measured, value: float | None, found: Likely | None, other: float | None
) -> str:
    """A verdict's word; without counts, better or worse by the figures as shown."""
    told = evidence.verdict(found, other, measure.polarity)
    if told is not None:
        return told.word
    apart = displayed_change(value, other, measure.decimals)
    if not apart:
        return _SAME
    return evidence.side(apart > 0, measure.polarity)
