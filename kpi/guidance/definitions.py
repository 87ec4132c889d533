"""The definitions page's texts on each indicator: marks, boundary cases and facts.

Everything is made from the definitions and the snapshot's figures, and the boundary cases
are judged by the scorecard's own function, so that the page cannot disagree with either.
"""

from __future__ import annotations

from dataclasses import dataclass

from kpi.formatting import capital, figure, in_words, many
from kpi.guidance.release_calendar import comparator_release, own_release
from kpi.indicators.comparisons.comparators import benchmark_rows
from kpi.indicators.reporting_quarters import default_quarter, own_series
from kpi.indicators.scorecard import target_in, targets
from kpi.indicators.targets import target_status
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.data_status import ILLUSTRATIVE, STATUSES
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import show
from kpi.model.series_discontinuities import comparability
from kpi.model.snapshot import Snapshot, in_order
from kpi.wording.comparisons.official_rate_words import sum_words
from kpi.wording.indicator_notes import source_named
from kpi.wording.target_words import beyond_words, goal_words, span_words


@dataclass(frozen=True)
class IndicatorStatuses:
    """The data statuses of an indicator's own figures, targets and comparators."""

    indicator: Indicator
    own: tuple[str, ...]
    target: tuple[str, ...]
    comparators: tuple[str, ...]


@dataclass(frozen=True)
class BoundaryCase:
    """An example figure near a boundary, with its target status and the rule behind it."""

    figure: str
    status: str
    why: str


@dataclass(frozen=True)
class RuleExample:
    """A target in force, and the statuses of figures at its boundaries."""

    indicator: Indicator
    target: Target
    rule: str
    cases: tuple[BoundaryCase, ...]


@dataclass(frozen=True)
class PastTarget:
    """One target that an indicator has had, in words; newest first in `target_history`."""

    when: str
    words: str
    data_status: str


def marked(snapshot: Snapshot, area: str) -> list[IndicatorStatuses]:
    """Return the data statuses of each indicator's own figures, targets and comparators."""
    by_indicator = []
    for indicator in in_order(snapshot):
        own = {o.data_status for o in own_series(snapshot, indicator, area)}
        goals = {t.data_status for t in targets(snapshot, indicator, area)}
        theirs = set(benchmark_rows(snapshot, indicator)["data_status"].to_list())
        by_indicator.append(
            IndicatorStatuses(indicator, _ordered(own), _ordered(goals), _ordered(theirs))
        )
    return by_indicator


def illustrative_words(marks: list[IndicatorStatuses]) -> str:
    """Return which indicators now have illustrative figures or targets; empty where none has."""
    figures = [m.indicator.name for m in marks if ILLUSTRATIVE in m.own]
    goals = [m.indicator.name for m in marks if ILLUSTRATIVE in m.target]
    sentences = []
    if figures:
        sentences.append(
            f"The council's own figures of {in_words(len(figures))} of "
            f"{_the(len(marks))} are illustrative now: {_listed(figures)}."
        )
    with_target = [m.indicator.name for m in marks if m.target]
    if goals and goals == with_target:
        sentences.append(
            f"All targets and intervention levels, of {many(len(goals), 'indicator')}, are "
            "illustrative now."
        )
    elif goals:
        sentences.append(f"These targets are illustrative now: {_listed(goals)}.")
    return " ".join(sentences)


def examples(snapshot: Snapshot, area: str) -> list[RuleExample]:
    """Return the status rule's boundary cases for one indicator of each polarity.

    Uses the targets in force in the newest quarter; empty for an area without targets.
    """
    quarter = default_quarter(snapshot, area)
    by_polarity: dict[str, RuleExample] = {}
    for indicator in in_order(snapshot):
        target = target_in(snapshot, indicator, area, quarter)
        if target is None or target.intervention_level is None or not indicator.polarity.is_judged:
            continue
        if indicator.polarity not in by_polarity:
            by_polarity[indicator.polarity] = _example(indicator, target)
    return list(by_polarity.values())


def measured_in(indicator: Indicator) -> str:
    """Return the unit and the decimals shown: `percent, shown to 1 decimal place`."""
    places = in_words(indicator.decimals)
    noun = f"decimal place{'' if indicator.decimals == 1 else 's'}"
    return f"{capital(indicator.unit)}, shown to {places} {noun}"


def target_history(snapshot: Snapshot, indicator: Indicator, area: str) -> list[PastTarget]:
    """Return every target the indicator has had, newest first."""
    lines = []
    for target in reversed(targets(snapshot, indicator, area)):
        words = f"{capital(goal_words(indicator, target))}."
        if target.has_level:
            words += f" Intervention level: {beyond_words(indicator, target)}."
        if target.target_type:
            words += f" {capital(target.target_type)} target."
        if target.rationale:
            words += f" Reason: {target.rationale}."
        lines.append(PastTarget(span_words(target), words, target.data_status))
    return lines


def own_lines(snapshot: Snapshot, indicator: Indicator, area: str) -> list[str]:
    """Return what the council's own figure covers, when it is published and where it is shown."""
    release = own_release(snapshot, indicator, area)
    lines = [
        f"Covers: {release.covers}.",
        f"Published: {release.published}.",
        f"Shown in: {release.shown_in}.",
        f"Newest here: {release.newest}.",
    ]
    if release.due:
        lines.append(f"Next: {release.due}.")
    return lines


def comparator_lines(snapshot: Snapshot, indicator: Indicator) -> list[str]:
    """Return the comparators' measure and when they are published, or why there are none."""
    if indicator.benchmark is None:
        return [indicator.no_comparator]
    release = comparator_release(snapshot, indicator)
    lines = [
        f"Measure: {indicator.benchmark.name}.",
        f"Cover: {release.covers}.",
        f"Published: {release.published}.",
        f"Used in reports: {release.shown_in}.",
        f"Newest here: {release.newest}.",
    ]
    if release.due:
        lines.append(f"Next: {release.due}.")
    if summed := sum_words(snapshot, indicator):
        lines.append(summed)
    return lines


def break_lines(indicator: Indicator) -> list[str]:
    """Return the breaks in the series with their source: `Academic year 2021/22: ...`."""
    cited = indicator.break_sources
    return [
        f"{capital(str(period))}: {note}{f' (Source: {cited[period]}.)' if period in cited else ''}"
        for period, note in indicator.breaks
    ]


def aside_lines(indicator: Indicator) -> list[str]:
    """Return the periods set aside and who says so: `Spring term 2021: schools were ...`."""
    return [
        f"{capital(str(each.period))}: {each.reason}. (Source: {each.source}.)"
        for each in comparability().asides_of(indicator)
    ]


def related_lines(indicator: Indicator) -> list[str]:
    """Return measures shown with the indicator, and why they are not comparators."""
    return [f"{related.label}. {related.why}" for related in indicator.related]


def source_lines(snapshot: Snapshot, indicator: Indicator) -> list[str]:
    """Return title, publisher and edition of the sources of figures, comparators and counts."""
    own = _own_source(snapshot, indicator)
    benchmark = indicator.benchmark
    used = {"Own figure": own, "Comparators": benchmark.source if benchmark else None}
    if benchmark and benchmark.counts and benchmark.counts.source:
        used["Counts behind the comparators"] = benchmark.counts.source
    if used["Own figure"] == used["Comparators"]:
        used = {"Own figure and comparators": own}
    lines = []
    for what, name in used.items():
        if name:
            lines.append(f"{what}: {source_named(snapshot.source(name))}.")
    return lines


# ---- parts --------------------------------------------------------------------------------


def _own_source(snapshot: Snapshot, indicator: Indicator) -> str:
    """Return the source of the newest returned figure; without one, the definition's source."""
    returned = snapshot.observed(indicator.id).drop_nulls("reporting_quarter").sort("period_end")
    return str(returned["source"][-1]) if returned.height else indicator.local_source


def _ordered(statuses: set[str]) -> tuple[str, ...]:
    return tuple(status for status in STATUSES if status in statuses)


def _the(number: int) -> str:
    return f"the {many(number, 'indicator')}"


def _listed(names: list[str]) -> str:
    *first, last = names
    return f"{'; '.join(first)}; and {last}" if first else last


def _example(indicator: Indicator, target: Target) -> RuleExample:
    level = target.intervention_level
    assert level is not None
    step = 10.0**-indicator.decimals * -indicator.polarity.sign  # one step worse
    short = target.target + step * 0.4
    seen = show(indicator, short)
    exact = figure(short, indicator.unit, indicator.decimals + 1)
    cases = [
        (target.target, show(indicator, target.target), "exactly on the target: met"),
        (short, exact, f"shown as {seen}, and judged as shown: met"),
        (target.target + step, "", "short of the target, not beyond the intervention level"),
        (level, "", "exactly on the intervention level: not yet beyond it"),
        (level + step, "", "beyond the intervention level: the council must act"),
    ]
    return RuleExample(
        indicator,
        target,
        f"target {goal_words(indicator, target)}, "
        f"intervention level {beyond_words(indicator, target)}",
        tuple(
            BoundaryCase(
                text or show(indicator, value),
                target_status.status_of(
                    value, target.target, level, indicator.polarity, indicator.decimals
                ),
                why,
            )
            for value, text, why in cases
        ),
    )
