"""The comparison on a page and in a file: each comparator with figure, period and verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from kpi.benchmarks import lait_comparison
from kpi.formatting import count, displayed_difference, fixed, long_date
from kpi.indicators.comparisons.chosen_groups import GROUP
from kpi.indicators.comparisons.comparators import Comparator, in_period
from kpi.indicators.comparisons.national_rank import Standing
from kpi.indicators.comparisons.official_annual_rates import newest_known
from kpi.indicators.reporting_quarters import observations
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.data_status import DERIVED, MEANINGS, PROVISIONAL, PUBLISHED, in_brackets, strongest
from kpi.model.definitions.indicator import Related
from kpi.model.display import show
from kpi.model.existing_areas import existing, state_words
from kpi.model.neighbour_models import model_label
from kpi.model.observation import Observation
from kpi.model.polarity import Polarity
from kpi.model.recorded_first_days import measure_day
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot
from kpi.periods import Period, split_status
from kpi.statistics import verdict_rules
from kpi.statistics.spread import Spread
from kpi.statistics.verdict_rules import ConfidenceInterval, Measured
from kpi.wording.comparisons.like_for_like import own_period_short
from kpi.wording.comparisons.likely_ranges import range_words, tie
from kpi.wording.comparisons.official_rate_words import official_value, official_verdict
from kpi.wording.comparisons.place_in_group import rank_in_group_words, stance_words
from kpi.wording.comparisons.verdicts import NeighbourMean, model_words
from kpi.wording.headline import difference_words, no_comparator

_OFFICIAL = "official "


@dataclass(frozen=True)
class ComparisonEntry:
    """One line of a comparison; what is not a figure is text."""

    key: str
    label: str
    value: float | None
    figure: str  # the value as text, or why there is none
    period: str
    basis: str
    verdict: str
    likeness: str
    range: str = ""  # the likely range of a figure of ours
    same_period: str = ""  # verdict on our figure of the comparators' own period
    data_status: str = PUBLISHED  # of the figure
    verdict_status: str = PUBLISHED  # of the verdict: the less certain of both figures
    same_period_status: str = PUBLISHED  # of the verdict in `same_period`

    @property
    def drawn(self) -> float | None:
        """The value for a bar; None for a whole year's rate among rates of terms."""
        return None if self.key.startswith(_OFFICIAL) else self.value


@dataclass(frozen=True)
class RelatedFigures:
    """A related measure's newest figures: area and figure as text, and our newest counts.

    `verdicts` has a word for each of `figures`: how the area's own figure of this measure
    compares with it, empty without counts (for neighbours: than how many of them). `models` says
    where that depends on the neighbour model.
    """

    period: str
    figures: tuple[tuple[str, str], ...]
    counts: str
    verdicts: tuple[str, ...] = ()
    models: str = ""


@dataclass(frozen=True)
class _RelatedMeasure:
    """The counts, display and judgement of a related measure of LAIT."""

    unit: str
    decimals: int
    polarity: Polarity
    counted: str
    very_small: bool = False


def comparison(row: ScorecardRow, own_published: Standing | None = None) -> list[ComparisonEntry]:
    """Return our own figure, our published one of the comparators' period, and the comparators."""
    now = row.now
    own = ComparisonEntry(
        "home",
        row.area.name,
        row.value,
        show(row.indicator, row.value) or "no figure",
        str(now.period) if now else "",
        MEANINGS[now.data_status] if now else "",
        "",
        "",
        range_words(row.indicator, row.likely),
        data_status=row.figure_status,
    )
    stands_apart = own_published is not None and not (
        now is not None and now.period == own_published.period
    )
    others = [
        ComparisonEntry(
            c.key,
            c.label if c.key != "neighbours" else f"{c.label} ({model_label(row.model)})",
            c.value,
            show(row.indicator, c.value) or no_comparator(row, c),
            str(c.period) if c.period else "",
            c.basis if c.value is not None else "",
            comparator_words(row, c),
            c.likeness,
            same_period=_like_words(row, own_published, c.value, c.spread) if stands_apart else "",
            data_status=c.status or PUBLISHED,
            verdict_status=row.status_against(c),
            same_period_status=strongest((own_published.data_status, c.status))
            if own_published
            else PUBLISHED,
        )
        for c in row.comparators
    ]
    official = _official(row)
    others = [each for entry in others for each in (entry, *official.get(entry.key, ()))]
    if own_published is None or not stands_apart:
        return [own, *others]
    like = ComparisonEntry(
        "home",
        f"{row.area.name}, same period as the comparators",
        own_published.value,
        show(row.indicator, own_published.value),
        str(own_published.period),
        MEANINGS[own_published.data_status],
        "",
        "the like-for-like figure",
        range_words(row.indicator, likely_of(row, own_published)),
        data_status=own_published.data_status,
    )
    return [own, like, *others]


def _official(row: ScorecardRow) -> dict[str, tuple[ComparisonEntry]]:
    """Return DfE's official annual rate of England and region, where derived for terms."""
    annual = row.annual
    if annual is None:
        return {}
    entries = [
        ComparisonEntry(
            f"{_OFFICIAL}{comparator.key}",
            f"{comparator.label}, DfE's official annual rate",
            value,
            show(row.indicator, value),
            str(annual.period),
            "published figure",
            official_verdict(row, value),
            "our official annual rate against it: like for like",
        )
        for comparator in row.comparators
        if comparator.is_derived_area and (value := official_value(annual, comparator)) is not None
    ]
    return {entry.key.removeprefix(_OFFICIAL): (entry,) for entry in entries}


def likely_of(row: ScorecardRow, like: Standing) -> ConfidenceInterval | None:
    """Return the likely range of our published figure of the comparators' period."""
    return verdict_rules.confidence_interval(
        row.indicator, like.value, like.numerator, like.denominator
    )


@cached_on_snapshot
def neighbours(
    snapshot: Snapshot, row: ScorecardRow, like: Standing | None
) -> list[ComparisonEntry]:
    """Return the ten neighbours by name in order of figure, with ours of the same period.

    Without such a figure of ours they are listed alone: a quarter is not ranked among years.
    """
    codes = snapshot.neighbours(row.area.code, row.model)
    return _members(snapshot, row, like, "neighbours", codes)


@cached_on_snapshot
def group_members(
    snapshot: Snapshot, row: ScorecardRow, like: Standing | None
) -> list[ComparisonEntry]:
    """As `neighbours`, the authorities of the row's chosen group; none without one."""
    group = row.view.group
    others = group.others(row.area.code) if group is not None else ()
    return _members(snapshot, row, like, GROUP, others) if others else []


def _members(
    snapshot: Snapshot,
    row: ScorecardRow,
    like: Standing | None,
    key: str,
    codes: Sequence[str],
) -> list[ComparisonEntry]:
    period = row.comparator(key).period
    rows = in_period(snapshot, row.indicator, period)
    values = {r["area"]: r for r in rows.iter_rows(named=True)}
    entries = []
    for code in codes:
        neighbour = snapshot.area(code)
        absent = state_words(neighbour, period.end) if period else ""
        member = None if absent else values.get(code)
        value = member["value"] if member else None
        reason = str(member["reason"] or "no figure") if member else "not in the source"
        if absent:
            reason = f"{absent}, so not counted"
        figure = show(row.indicator, value) or reason
        verdict = _like_words(row, like, value)
        status = member["data_status"] if member and value is not None else PUBLISHED
        entries.append(
            ComparisonEntry(
                key, neighbour.name, value, figure, str(period), "", verdict, "",
                data_status=status,
                verdict_status=strongest((status, like.data_status if like else None)),
            )
        )  # fmt: skip
    if like is not None:
        figure = show(row.indicator, like.value)
        likely_range = range_words(row.indicator, likely_of(row, like))
        own = ComparisonEntry(
            "home", row.area.name, like.value, figure, str(like.period), "", "", "", likely_range,
            data_status=like.data_status,
        )  # fmt: skip
        entries.append(own)
    return sorted(entries, key=lambda e: (e.value is None, -(e.value or 0.0), e.label))


def comparator_words(row: ScorecardRow, comparator: Comparator) -> str:
    """Return the comparison of the row's figure with one comparator, as `against_words` puts it.

    Adds our own figure of the comparator's own period, where that compares differently.
    """
    comparison_text = against_words(row, row.value, row.likely, comparator.value, comparator.spread)
    return "; ".join(part for part in (comparison_text, own_period_short(row, comparator)) if part)


def short_stance(row: ScorecardRow, comparator: Comparator) -> str:
    """Return how the row's figure compares, for a narrow cell: `ours better`, `similar`.

    Against a mean of authorities that is not judged, or without counts: than how many of them,
    `ours better than 6 of 10`. Against a published figure without counts only which is higher and
    on which side that is, `ours higher: worse side`. Empty without either figure.
    """
    if row.value is None or comparator.value is None:
        return ""
    verdict = verdict_rules.verdict(
        row.likely, comparator.value, row.indicator.polarity, comparator.spread
    )
    is_judged = verdict is not None and verdict.word != verdict_rules.NOT_JUDGED
    if comparator.spread is not None and not is_judged:
        place = rank_in_group_words(row.indicator, row.value, comparator.spread, brief=True)
        return f"ours {place}"
    if verdict is None:
        return _side_words(row, row.value, comparator.value)
    if verdict.word in (verdict_rules.SIMILAR, verdict_rules.TOO_FEW):
        return verdict.word
    return f"ours {verdict.word}"


def _side_words(row: ScorecardRow, own: float, other: float) -> str:
    """Return `ours higher: worse side`, `ours lower` where no way is better, or `ours level`."""
    apart = displayed_difference(own, other, row.indicator.decimals)
    if not apart:
        return "ours level"
    polarity = row.indicator.polarity
    direction = f"ours {'higher' if apart > 0 else 'lower'}"
    return (
        f"{direction}: {verdict_rules.side(apart > 0, polarity)} side"
        if polarity.is_judged
        else direction
    )


def _like_words(
    row: ScorecardRow, like: Standing | None, other: float | None, spread: Spread | None = None
) -> str:
    """Return `ours is 7.5 points lower: worse`: our published figure against another of its period.

    The difference, and the verdict where counts exist; empty where either figure is missing.
    """
    if like is None:
        return ""
    return against_words(row, like.value, likely_of(row, like), other, spread)


def against_words(
    row: ScorecardRow,
    own: float | None,
    own_likely: ConfidenceInterval | None,
    other: float | None,
    spread: Spread | None = None,
) -> str:
    """Return `ours is 7.5 points higher: better`, for a table's cell; empty without either figure.

    It gives the difference from another figure, and the verdict where counts exist. Where the
    other is the mean of a group with a `spread`: `ours is 13.3 points higher; not judged
    (better than 6 of the 10)`.
    """
    if own is None or other is None:
        return ""
    apart = difference_words(row, other, own)
    verdict = verdict_rules.verdict(own_likely, other, row.indicator.polarity, spread)
    if spread is not None:
        return f"{apart}; {stance_words(row.indicator, own, spread, verdict)}"
    if verdict is None:
        return apart
    return f"{apart}: {verdict.word}{tie(row.indicator, verdict, other)}"


@cached_on_snapshot
def _compared(
    snapshot: Snapshot, area: str, measure: str, period: str, model: str
) -> dict[str, Any]:
    """Return a measure's row of LAIT's comparison, which many quarters' figures share."""
    table = lait_comparison.compare(
        snapshot, area=area, measures=[measure], period=period, model=model
    )
    return table.row(0, named=True)


@cached_on_snapshot
def related(snapshot: Snapshot, row: ScorecardRow, other: Related) -> RelatedFigures | None:
    """Return LAIT's figures of a related measure in its newest period known by the row's quarter.

    The counts are those of the same period, where we hold them. None where none was known yet.
    """
    chosen = newest_known(snapshot, other, row.known_by)
    if chosen is None:
        return None
    period, label = chosen
    is_early = split_status(label)[1] == PROVISIONAL
    about = snapshot.measures.filter(pl.col("measure") == other.measure).row(0, named=True)
    by_model = {
        model: _compared(snapshot, row.area.code, other.measure, label, model)
        for model in row.models
    }
    r = by_model[row.model]
    suffix = "%" if "%" in about["unit"] else f" {about['unit']}"
    # For very small rates two decimals would hide the difference.
    decimals = max(about["decimals"], row.indicator.decimals if row.indicator.very_small else 0)

    def text(value: float | None) -> str:
        return "no figure" if value is None else f"{fixed(value, decimals)}{suffix}"

    measure = _RelatedMeasure(
        "percent" if suffix == "%" else about["unit"],
        decimals,
        Polarity.of_lait(about["polarity"]),
        other.counts.counted if other.counts else "",
    )
    own = _related_likely(snapshot, row, other, period, measure, r["value"])

    def word(value: float | None, spread: Spread | None = None) -> str:
        verdict = verdict_rules.verdict(own, value, measure.polarity, spread)
        if spread is None or r["value"] is None:
            return verdict.word if verdict else ""
        return stance_words(measure, r["value"], spread, verdict)

    values = _values_in(snapshot, other, label)
    spreads = {model: _spread(snapshot, row, values, model, period) for model in by_model}
    means = [
        NeighbourMean(model, figures["neighbours_mean"], spreads[model])
        for model, figures in by_model.items()
    ]
    home = snapshot.authority(row.area.code)
    return RelatedFigures(
        (f"{period}{in_brackets(PROVISIONAL)}" if is_early else str(period))
        + _taken_in(snapshot, other, period),
        (
            (home.name, text(r["value"])),
            ("England", text(r["england"])),
            (snapshot.area(home.region).name if home.region else "Region", text(r["region"])),
            (
                f"Statistical neighbours, mean of {r['neighbours_count']}, {DERIVED}",
                text(r["neighbours_mean"]),
            ),
        ),
        _related_counts(snapshot, row, other, period, measure, own),
        ("", word(r["england"]), word(r["region"]), word(r["neighbours_mean"], spreads[row.model])),
        model_words(measure, r["value"], own, means),
    )


def _values_in(snapshot: Snapshot, other: Related, label: str) -> dict[str, float]:
    """Return every area's value of a related measure in the period with this LAIT label."""
    rows = snapshot.measure_rows(other.measure).filter(pl.col("label").cast(pl.String) == label)
    return dict(rows.drop_nulls("value").select("area", "value").iter_rows())


def _spread(
    snapshot: Snapshot, row: ScorecardRow, values: Mapping[str, float], model: str, period: Period
) -> Spread | None:
    """Return the figures of those neighbours of the area that existed in the period."""
    members = existing(snapshot, snapshot.neighbours(row.area.code, model), period.end)
    return Spread.of(values[code] for code in members if code in values)


def _related_now(
    snapshot: Snapshot, row: ScorecardRow, other: Related, period: Period
) -> Observation | None:
    rows = snapshot.observed(row.indicator.id)
    series = observations(rows, row.area.code, period.kind, other.measure)
    return next((o for o in series if o.period == period), None)


def _related_likely(
    snapshot: Snapshot,
    row: ScorecardRow,
    other: Related,
    period: Period,
    measure: Measured,
    value: float | None,
) -> ConfidenceInterval | None:
    """Return the likely range of our figure of a related measure, where we hold its counts."""
    now = _related_now(snapshot, row, other, period)
    return (
        verdict_rules.confidence_interval(measure, value, now.numerator, now.denominator)
        if now
        else None
    )


def _taken_in(snapshot: Snapshot, other: Related, period: Period) -> str:
    """Return on which day a related measure's period came with a release, where that is known."""
    day = measure_day(snapshot, other.measure, period)
    return f", taken in on {long_date(day)}" if day else ""


def _related_counts(
    snapshot: Snapshot,
    row: ScorecardRow,
    other: Related,
    period: Period,
    measure: Measured,
    own: ConfidenceInterval | None,
) -> str:
    now = _related_now(snapshot, row, other, period)
    if other.counts is None or now is None or now.numerator is None or now.denominator is None:
        return ""
    likely_range = range_words(measure, own)
    return (
        f"{row.area.name}: {count(now.numerator)} of {count(now.denominator)} "
        f"{other.counts.counted} {period.placed}{f', {likely_range}' if likely_range else ''}."
    )
