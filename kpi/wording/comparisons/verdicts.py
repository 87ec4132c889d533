"""Comparisons in words: sentences about a verdict and its basis; its own word is `verdict_rules`'.

Against a published figure: better, similar or worse, with the likely range. Against a mean of
authorities: how many of them it is better than, the difference from their mean, and a verdict
only where the range lies outside the group's middle half
(`kpi.statistics.verdict_rules.beyond`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpi.formatting import contrasted, displayed_difference, possessive
from kpi.indicators.change_verdicts import likely_of
from kpi.indicators.comparisons import comparators
from kpi.indicators.comparisons.comparator_periods import other_period
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.comparisons.means_of_authorities import CountBase
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.data_status import DERIVED
from kpi.model.display import placed
from kpi.model.neighbour_models import model_label
from kpi.model.observation import Observation
from kpi.periods import Period
from kpi.statistics import verdict_rules
from kpi.statistics.spread import Spread
from kpi.statistics.verdict_rules import NOT_JUDGED, TOO_FEW, ConfidenceInterval, Measured, Verdict
from kpi.wording.comparisons.like_for_like import joined, own_period
from kpi.wording.comparisons.likely_ranges import (
    about_words,
    kinds,
    mark_words,
    short,
    shown,
    than,
    tie,
    too_few,
    why_likely,
    with_range,
)
from kpi.wording.comparisons.place_in_group import (
    judged_words,
    members_with_figure,
    middle_words,
    rank_in_group_words,
)
from kpi.wording.headline import difference_words, place


@dataclass(frozen=True)
class VerdictText:
    """One verdict as a page shows it: the comparator, the word, the sentence, and the reason."""

    key: str
    against: str
    word: str
    sentence: str
    why: str


@dataclass(frozen=True)
class NeighbourMean:
    """The neighbours' mean and spread by one of DfE's models."""

    model: str
    value: float | None
    spread: Spread | None


# ---- one comparator -----------------------------------------------------------------------


def against(row: ScorecardRow, comparator: Comparator) -> str:
    """Return `53.9%, likely between 46.6% and 61.1%: better than England's 46.4%`.

    Adds our figure of the comparators' own period where its verdict differs, and the mark of a
    figure that is not published. Empty without counts.
    """
    verdict = row.verdicts.get(comparator.key)
    if verdict is None or row.now is None or row.value is None:
        return ""
    return _against(row, row.now, row.likely, comparator, own_period(row, comparator, ranked=True))


def verdicts(row: ScorecardRow) -> list[VerdictText]:
    """Return a verdict and its reason for every comparator with a figure, or why there is none."""
    if row.now is None or row.value is None:
        return []
    return [
        _verdict_text(
            row, row.now, row.likely, comparator, own_period(row, comparator, ranked=True)
        )
        for comparator in row.comparators
        if comparator.value is not None
    ]


def verdicts_of(row: ScorecardRow, own: Observation) -> list[VerdictText]:
    """As `verdicts`, on another figure of ours, of the comparators' own period."""
    if own.value is None:
        return []
    likely = likely_of(row.indicator, own)
    return [
        _verdict_text(row, own, likely, comparator)
        for comparator in row.comparators
        if comparator.value is not None
    ]


# ---- which neighbours ---------------------------------------------------------------------


def model_words(
    measure: Measured,
    value: float | None,
    likely: ConfidenceInterval | None,
    means: Sequence[NeighbourMean],
    status: str = "",
) -> str:
    """Return a sentence where the verdict depends on the neighbour model; else an empty text.

    Without counts the displayed figures are compared, which is no verdict. `status` is the data
    status of our figure.
    """
    judged = [
        (_among(measure, value, likely, mean), mean, mean.value)
        for mean in means
        if value is not None and mean.value is not None
    ]
    if value is None or len({side for side, _, _ in judged}) < 2:
        return ""
    if likely is None:
        contrasts = contrasted(
            [
                (
                    side,
                    f"{than(side)} the {short(measure, other)} of {model_label(mean.model)} "
                    f"(mean of {mean.spread.count if mean.spread else 1}, {DERIVED})",
                )
                for side, mean, other in judged
            ],
            ("but", "and"),
        )
        return (
            "How ours compares depends on the neighbour model. There are no counts, so this is "
            f"no verdict. As shown, {shown(measure, value)} is {contrasts}.{mark_words(status)}"
        )
    contrasts = contrasted(
        [
            (
                side,
                f"{model_label(mean.model)} (mean {short(measure, other)}) it is "
                f"{_by_model(measure, value, likely, mean)}.",
            )
            for side, mean, other in judged
        ],
        ("But by", "And by"),
    )
    return (
        f"The verdict on {with_range(measure, value, likely)}, against statistical neighbours "
        f"depends on the neighbour model. By {contrasts}{mark_words(status)}"
    )


def row_models(rows: Sequence[ScorecardRow]) -> str:
    """Return `model_words` of one indicator's rows, one per neighbour model."""
    first = rows[0]
    status = first.now.data_status if first.now else ""
    return model_words(first.indicator, first.value, first.likely, neighbour_means(rows), status)


def neighbour_means(rows: Sequence[ScorecardRow]) -> list[NeighbourMean]:
    """Return the neighbours' mean from each of one indicator's rows, one per neighbour model."""
    by_model = ((row.model, row.comparator("neighbours")) for row in rows)
    return [
        NeighbourMean(model, neighbours.value, neighbours.spread) for model, neighbours in by_model
    ]


# ---- parts --------------------------------------------------------------------------------


def _among(
    measure: Measured, value: float | None, likely: ConfidenceInterval | None, mean: NeighbourMean
) -> str:
    """Return a verdict's word; without counts, better or worse than the mean as displayed."""
    verdict = verdict_rules.verdict(likely, mean.value, measure.polarity, mean.spread)
    if verdict is not None:
        return verdict.word
    apart = displayed_difference(value, mean.value, measure.decimals)
    return verdict_rules.side(apart > 0, measure.polarity) if apart else verdict_rules.SAME


def _by_model(
    measure: Measured, value: float, likely: ConfidenceInterval, mean: NeighbourMean
) -> str:
    verdict = verdict_rules.verdict(likely, mean.value, measure.polarity, mean.spread)
    assert verdict is not None
    assert mean.spread is not None
    passed = rank_in_group_words(measure, value, mean.spread)
    return f"{passed}. That is {judged_words(measure, verdict)}"


def _verdict_text(
    row: ScorecardRow,
    own: Observation,
    likely: ConfidenceInterval | None,
    comparator: Comparator,
    other: str = "",
) -> VerdictText:
    verdict = comparators.against(row.indicator, likely, comparator)
    return VerdictText(
        comparator.key,
        comparator.label,
        verdict.word if verdict else NOT_JUDGED,
        _against(row, own, likely, comparator, other),
        _why(row, own, likely, comparator),
    )


def _against(
    row: ScorecardRow,
    own: Observation,
    likely: ConfidenceInterval | None,
    comparator: Comparator,
    other: str,
) -> str:
    """Return one comparator's sentences with the data marks of both, without a final full stop."""
    indicator, value = row.indicator, own.value or 0.0
    verdict = comparators.against(indicator, likely, comparator)
    both = kinds(own.data_status, comparator)
    mark = f" ({both})" if both else ""
    own_figure = with_range(indicator, value, likely)
    apart = difference_words(row, comparator.value, value)
    if comparator.spread is not None:
        who = members_with_figure(comparator)
        passed = rank_in_group_words(indicator, value, comparator.spread, who)
        mean, theirs = short(indicator, comparator.value or 0.0), _mean(comparator)
        to_mean = f"{_capital(apart)} than {theirs} of {mean}"
        if apart == "ours is the same":
            to_mean = f"{_capital(theirs)} is {mean} too"
        judged = (
            f"; {judged_words(indicator, verdict)}"
            if verdict
            else _without_counts(row, own, comparator)
        )
        stands = joined(f"{own_figure}: {passed}", other)
        return f"{stands}. {to_mean}{judged}{f'. {_capital(both)}' if both else ''}"
    theirs = _possessed(row, comparator)
    if verdict is None:
        stands = joined(f"{own_figure}: {_than_figure(apart)} {theirs}", other)
        return f"{stands}{_without_counts(row, own, comparator)}{mark}"
    if verdict.word == TOO_FEW:
        return f"{joined(f'{own_figure}: {TOO_FEW} how it stands to {theirs}', other)}{mark}"
    rounding_note = tie(indicator, likely, comparator.value)
    return f"{joined(f'{own_figure}: {than(verdict.word)} {theirs}{rounding_note}', other)}{mark}"


def _than_figure(apart: str) -> str:
    """Return `0.038 points higher than` from `ours is 0.038 points higher`; or `the same as`."""
    size = apart.removeprefix("ours is ")
    return than(size)


def _without_counts(row: ScorecardRow, own: Observation, comparator: Comparator) -> str:
    """Return what is known without counts: the difference as a number of cases, where known."""
    apart = displayed_difference(own.value, comparator.value, row.indicator.decimals)
    about = about_words(row.indicator, apart, _base(row, own))
    return f"{f', {about}' if about else ''}. Without counts that is not judged"


def _why(
    row: ScorecardRow, own: Observation, likely: ConfidenceInterval | None, comparator: Comparator
) -> str:
    indicator = row.indicator
    assert own.value is not None
    assert comparator.value is not None
    verdict = comparators.against(indicator, likely, comparator)
    mark = mark_words(own.data_status, comparator)
    if likely is None or verdict is None:
        apart = displayed_difference(own.value, comparator.value, indicator.decimals)
        about = about_words(indicator, apart, _base(row, own))
        return (
            "No counts that make the figure are held, so it is not judged. What is known is the "
            f"difference: {difference_words(row, comparator.value, own.value)}"
            f"{f', {about}' if about else ''}.{mark}"
        )
    text = why_likely(indicator, own.value, likely)
    if verdict.word == TOO_FEW:
        judged = f"{too_few(indicator)} One more or less would move it too far, so: {TOO_FEW}."
        return f"{text} {judged}{mark}"
    if verdict.spread is not None:
        lies = _lies_among(row, own, verdict, comparator)
        return f"{text} {lies}{_unlike(row, own, comparator)}{mark}"
    theirs = _capital(f"{_possessed(row, comparator)} {placed(comparator.period)}")
    return (
        f"{text} {theirs} {_lies(indicator, verdict, comparator.value)} The comparator is taken "
        f"as it stands, without a range of its own.{_unlike(row, own, comparator)}{mark}"
    )


def _lies(measure: Measured, verdict: Verdict, value: float) -> str:
    """Return `lies below that range, and higher is better, so: better.`"""
    if verdict.word == verdict_rules.SIMILAR:
        return f"lies within that range, so: {verdict.word}."
    side = "below" if value < verdict.low else "above"
    side += f" that range{tie(measure, verdict, value)}"
    if not measure.polarity.is_judged:
        return f"lies {side}, so ours is {verdict.word}."
    return f"lies {side}, and {measure.polarity.words}, so: {verdict.word}."


def _lies_among(
    row: ScorecardRow, own: Observation, verdict: Verdict, comparator: Comparator
) -> str:
    """Return the likely range against a group: how many it passes, the middle half, the mean."""
    indicator = row.indicator
    assert verdict.spread is not None
    assert own.value is not None
    passed = rank_in_group_words(indicator, own.value, verdict.spread)
    who = f"{verdict.spread.count} {members_with_figure(comparator)}"
    half = middle_words(indicator, verdict.spread)
    text = f"The middle half of the {who} {placed(comparator.period)} have {half}." if half else ""
    mean = short(indicator, comparator.value or 0.0)
    apart = difference_words(row, comparator.value, own.value)
    return (
        f"{text} Ours is {passed}; {judged_words(indicator, verdict)}. "
        f"{_capital(_mean(comparator))} is {mean}; {apart}, "
        "which alone is not judged."
    ).strip()


def _base(row: ScorecardRow, own: Observation) -> CountBase | None:
    """Return the base of our figure; for a figure other than the row's, only its own count."""
    if own is row.now:
        return row.base
    if own.denominator is not None:
        return CountBase(own.denominator)
    return row.base if row.base is not None and row.base.counted else None


def _mean(comparator: Comparator) -> str:
    return "their weighted mean" if comparator.weighted else "their mean"


def _possessed(row: ScorecardRow, comparator: Comparator) -> str:
    """Return a comparator's figure as a possessive: `England's 46.4%`."""
    return f"{possessive(place(comparator))} {short(row.indicator, comparator.value or 0.0)}"


def _unlike(row: ScorecardRow, own: Observation, comparator: Comparator) -> str:
    """Return a note where our figure and the comparator's are of different kinds of period."""
    theirs: Period | None = comparator.period
    other = other_period(own.period, theirs, row.indicator.figure_kind) if theirs else ""
    return f" It covers another period: {other}." if other else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
