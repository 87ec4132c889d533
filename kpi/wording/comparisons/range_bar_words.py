"""The range bar in words: its text alternative, the note under it, its ends and its labels.

All from the figures that the bar is drawn from
(`kpi.indicators.comparisons.national_range.FiguresInRange`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kpi import units
from kpi.benchmarks.ranking import few_cases
from kpi.formatting import capital, fixed, ordinal, place_words, with_unit_symbol
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.comparisons.national_range import FiguresInRange, NationalRange
from kpi.indicators.comparisons.national_rank import Standing
from kpi.model.data_status import PUBLISHED, marks, strongest
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import PERIOD_NAMES, show, show_short
from kpi.model.polarity import Polarity
from kpi.periods import Kind, Period
from kpi.service import too_few
from kpi.wording.comparisons.area_letters import short_area_name
from kpi.wording.comparisons.likely_ranges import range_words
from kpi.wording.headline import goal
from kpi.wording.target_words import level_words

_MEANS = {
    "neighbours": "the neighbours' mean",
    "group": "the chosen group's mean",
    "good": "the mean of Good authorities",
}
_RAIL = {
    "beyond": "thick red is beyond the intervention level",
    "short": "dashed is off target",
    "met": "thin green is on target",
}


def figure(indicator: Indicator, value: float) -> str:
    """Return a figure for a label, without words of a unit: `53.9%`, `17.0`."""
    return with_unit_symbol(indicator.unit, fixed(value, indicator.decimals))


def end_words(polarity: Polarity) -> tuple[str, str]:
    """Return the names of the left and the right end: `weakest` and `best`.

    Right is better; where neither way is better, right is higher.
    """
    return ("weakest", "best") if polarity.is_judged else ("lowest", "highest")


def own_end_words(polarity: Polarity) -> tuple[str, str]:
    """Return the names of the ends of our own past: `our weakest` and `our best`."""
    left, right = end_words(polarity)
    return f"our {left}", f"our {right}"


def end_values(national: NationalRange, polarity: Polarity) -> tuple[float, float]:
    """Return the figures of the left and the right end, however far out."""
    return sided((national.lowest, national.highest), polarity)


def sided(pair: tuple[float, float], polarity: Polarity) -> tuple[float, float]:
    """Return a lower and a higher figure in the order of the bar, the better one last."""
    return pair[::-1] if polarity is Polarity.LOWER else pair


def published_labels(figures: FiguresInRange, then: Standing) -> tuple[str, str, str]:
    """Return the words before and after our published figure in its label, and a brief label.

    For example `ours in 2024:`, `, 43rd of 151` and `then 77.6%, 43rd`.
    """
    place = _place(figures)
    after = f", {place}" if place else ""
    rank = f", {_joint(then)}{ordinal(then.rank)}" if then.rank is not None else ""
    return (
        f"ours {then.period.placed}:",
        after,
        f"then {figure(figures.row.indicator, then.value)}{rank}",
    )


def heading(figures: FiguresInRange) -> str:
    """Return what is drawn, for over a picture: `Among 151 authorities, 2024`."""
    if figures.national is not None:
        return f"Among {_everybody(figures.national)}, {brief(figures.national.period)}"
    if not figures.past:
        return ""
    alone = "others are not compared" if _is_size(figures) else "others have no figure"
    return f"{capital(_own_periods(figures))}; {alone}"


def note(figures: FiguresInRange) -> str:
    """Return the line under a bar: `2024: ours 77.6%, 43rd of 151`; empty with nothing to say.

    Our figure is left out where the row shows that very one. Comparators of another period than
    the bar are named with theirs.
    """
    if figures.national is None:
        return _past_note(figures)
    parts = [f"{brief(figures.national.period)}: {_ours(figures)}"]
    parts += [
        f"{short_area_name(c)}: {brief(c.period)}" for c in _of_other_periods(figures) if c.period
    ]
    if not figures.row.indicator.polarity.is_judged and not figures.row.indicator.is_context:
        parts.append("the lowest at the left")  # others in its table have their weakest there
    return "; ".join(parts)


def note_status(figures: FiguresInRange) -> str:
    """Return the data status of what the note says of ours."""
    if figures.national is None:
        return strongest(o.data_status for o in figures.past)
    return figures.published.data_status if figures.published else PUBLISHED


def large_note(figures: FiguresInRange) -> str:
    """Return what the large bar shows, for a line beside its heading; empty without a bar."""
    national = figures.national
    if national is None:
        return _past_note(figures)
    parts = ["Each tick is one of them; boxes are quarters."]
    likely = range_words(figures.row.indicator, figures.row.likely) if figures.now else ""
    if likely:
        parts.append(f"Bar through our dot: {likely}.")
    others = [
        f"{short_area_name(c)}: {brief(c.period)}" for c in _of_other_periods(figures) if c.period
    ]
    if others:
        parts.append(f"{'; '.join(others)}.")
    return " ".join(parts)


def rail_words(kinds: Sequence[str]) -> str:
    """Return what the line under a bar is, of the parts it has; empty without a line."""
    parts = [words for kind, words in _RAIL.items() if kind in kinds]
    return f"Line under the bar: {', '.join(parts)}." if parts else ""


def text(figures: FiguresInRange) -> str:
    """Return the text alternative of a bar: everything drawn, left to right, with data marks.

    Without any figure it says so.
    """
    if figures.national is None and not figures.past:
        return nothing(figures)
    return " ".join([*_parts(figures), *marks(_statuses(figures))])


def brief(period: Period) -> str:
    """Return a period as briefly as it is clear: `2024`, `Q4 2023-24`, `year to March 2024`."""
    return period.in_words if period.kind is Kind.CALENDAR else period.short


def nothing(figures: FiguresInRange) -> str:
    """Return why there is no bar: neither an authority's figure nor one of ours."""
    if _is_size(figures):
        return "No range: authorities are not compared by numbers that depend on their size."
    if figures.is_suppressed:
        return "No range: no other authority has a figure, and ours is not shown."
    return "No range: no authority has a figure."


# ---- parts --------------------------------------------------------------------------------


def _parts(figures: FiguresInRange) -> Iterator[str]:
    row, national = figures.row, figures.national
    yield _among(national, figures) if national else _own_past(figures)
    yield from _of_ours(figures)
    for comparator in row.comparators:
        if comparator.value is not None:
            other = comparator.period if comparator.period != figures.period else None
            when = f" {other.placed}" if other else ""
            yield f"{comparator.label} {show(row.indicator, comparator.value)}{when}."
    if row.target is not None and row.indicator.polarity.has_target:
        level = level_words(row.indicator, row.target)
        beyond = f", intervention level {level}" if level else ""
        yield f"Target {goal(row)}{beyond}."


def _among(national: NationalRange, figures: FiguresInRange) -> str:
    indicator = figures.row.indicator
    left, right = end_words(indicator.polarity)
    way = "better to the right" if indicator.polarity.is_judged else "from lowest to highest"
    first, last = (show(indicator, v) for v in end_values(national, indicator.polarity))
    lower, _, upper = national.quartiles
    left_quarter, right_quarter = (
        show(indicator, v) for v in sided((lower, upper), indicator.polarity)
    )
    return (
        f"Range bar, {way}: {_everybody(national)}, {national.period.in_words}, from {first} "
        f"({left}) to {last} ({right}); the middle half from {left_quarter} to {right_quarter}."
    )


def _own_past(figures: FiguresInRange) -> str:
    way = ", better to the right" if figures.row.indicator.polarity.is_judged else ""
    alone = "Other authorities are not compared by numbers that depend on their size."
    if not _is_size(figures):
        alone = "No other authority has a figure."
    return f"Range bar{way}: {_past_note(figures)}. {alone}"


def _is_size(figures: FiguresInRange) -> bool:
    return units.is_size(figures.row.indicator.unit)


def _of_ours(figures: FiguresInRange) -> Iterator[str]:
    row = figures.row
    if figures.now is not None:
        place = _place(figures) if figures.is_same else ""
        likely = range_words(row.indicator, row.likely)
        yield (
            f"Ours now {show(row.indicator, figures.now.value)}"
            f"{f', {likely}' if likely else ''}{f', {place}' if place else ''}."
        )
    else:
        why = too_few() if figures.is_suppressed else "no figure of this report"
        yield f"Ours now: {why}."
    if figures.apart is not None:
        place = _place(figures)
        shown = show(row.indicator, figures.apart.value)
        yield f"Ours in their period {shown}{f', {place}' if place else ''}."


def _ours(figures: FiguresInRange) -> str:
    """Return our figure and place, or without them how many authorities there are."""
    assert figures.national is not None
    place = _short_place(figures)
    everybody = _everybody(figures.national)
    if figures.published is None:
        return everybody
    if figures.is_same:
        return place or everybody
    figure = f"ours {show_short(figures.row.indicator, figures.published.value)}"
    return f"{figure}, {place}" if place else f"{figure}; {everybody}"


def _everybody(national: NationalRange) -> str:
    return f"{national.of} {'authority' if national.of == 1 else 'authorities'}"


def _place(figures: FiguresInRange) -> str:
    """Return `joint 117th of 152, shared by 3`, and on how many cases where they are few."""
    published = figures.published
    if published is None or published.rank is None:
        return ""
    place = place_words(published.rank, published.of, published.sharing)
    return f"{place}{_on_few(published)}"


def _short_place(figures: FiguresInRange) -> str:
    """Return `_place` for a narrow line: `joint 117th of 152`."""
    published = figures.published
    if published is None or published.rank is None:
        return ""
    return f"{_joint(published)}{place_words(published.rank, published.of)}{_on_few(published)}"


def _joint(published: Standing) -> str:
    return "joint " if published.sharing > 1 else ""


def _on_few(published: Standing) -> str:
    few = few_cases(published.numerator, published.denominator)
    return f", on {few}" if few else ""


def _past_note(figures: FiguresInRange) -> str:
    """Return `our own last 9 quarters: 16.8% to 10.5%`, in the order of the bar."""
    if not figures.past:
        return ""
    indicator = figures.row.indicator
    values = [o.value for o in figures.past if o.value is not None]
    first, last = sided((min(values), max(values)), indicator.polarity)
    upto = f" to {show_short(indicator, last)}" if len(values) > 1 else ""
    return f"{_own_periods(figures)}: {show_short(indicator, first)}{upto}"


def _own_periods(figures: FiguresInRange) -> str:
    past = figures.past
    start, end = brief(past[0].period), brief(past[-1].period)
    if len(past) == 1:
        return f"our own figure of {start}"
    if _is_unbroken(figures):
        noun = PERIOD_NAMES.get(past[-1].period.kind, "period")
        return f"our own last {len(past)} {noun}s"
    return f"our own {len(past)} figures from {start} to {end}"


def _is_unbroken(figures: FiguresInRange) -> bool:
    """Whether our past figures follow each other up to the one that the row shows."""
    follows = all(b.period.previous() == a.period for a, b in pairwise(figures.past))
    return (
        follows
        and figures.row.now is not None
        and figures.past[-1].period == figures.row.now.period
    )


def _of_other_periods(figures: FiguresInRange) -> list[Comparator]:
    """Return the comparators drawn whose figure is of another period than the bar."""
    return [
        c for c in figures.row.comparators if c.value is not None and c.period != figures.period
    ]


def _statuses(figures: FiguresInRange) -> dict[str, str]:
    """Return the data status of everything that the text names."""
    row, used = figures.row, {}
    if figures.national is not None:
        used["the authorities' figures"] = figures.national.status
    elif figures.past:
        used["our own past figures"] = strongest(o.data_status for o in figures.past)
    if figures.now is not None:
        used["our figure"] = figures.now.data_status
    if figures.apart is not None:
        used["our figure in their period"] = figures.apart.data_status
    for comparator in row.comparators:
        if comparator.value is not None:
            used[_MEANS.get(comparator.key, comparator.label)] = comparator.status
    if row.target is not None and row.indicator.polarity.has_target:
        used["the target"] = row.target.data_status
    return used
