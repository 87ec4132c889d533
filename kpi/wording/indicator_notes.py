"""Text that only pages need: labels, arrows, and notes on targets, sources and dates."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.benchmarks.ranking import few_cases
from kpi.formatting import capital, count, long_date, lower, place_words
from kpi.indicators.change_verdicts import Change, ChangeVerdict, likely_of
from kpi.indicators.comparisons.chosen_groups import GROUP
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.comparisons.national_rank import Standing
from kpi.indicators.reporting_quarters import returned_quarters
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.data_status import DERIVED, PUBLISHED, in_brackets, is_marked, of_figures
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import PERIOD_NAMES, placed, placed_figure, show, when
from kpi.model.missing import missing_words
from kpi.model.neighbour_models import model_label
from kpi.model.observation import Observation
from kpi.model.schemas import LOCAL_RETURN
from kpi.model.snapshot import Snapshot, Source
from kpi.periods import Kind, Period
from kpi.statistics.verdict_rules import TOO_FEW, confidence_interval
from kpi.wording.change_words import (
    change_chance,
    change_from,
    change_note,
    change_words,
    otherwise,
)
from kpi.wording.comparisons.likely_ranges import why_likely, with_range
from kpi.wording.comparisons.verdicts import model_words, neighbour_means
from kpi.wording.headline import waiting
from kpi.wording.target_words import aim_words, level_words, span_words, sum_of_months


def arrow(change: Change) -> str:
    """Return the arrow after a number; empty where nothing changed or no change is certain."""
    if not change.difference or change.test is ChangeVerdict.NOT_TELLABLE:
        return ""
    return "\N{UPWARDS ARROW}" if change.difference > 0 else "\N{DOWNWARDS ARROW}"


def better(indicator: Indicator) -> str:
    """Return which direction is better, and what every figure of the indicator leaves out."""
    return "; ".join(part for part in (indicator.polarity.words, indicator.qualifier) if part)


def _lacks_count(indicator: Indicator, now: Observation | None) -> bool:
    if not indicator.very_small or now is None:
        return False
    return now.value is not None and now.numerator is None


def no_count(indicator: Indicator, now: Observation | None) -> str:
    """Return that a rate of rare events has no known count, and why; empty for other figures."""
    if now is None or not _lacks_count(indicator, now):
        return ""
    why = (
        "the figure is worked out from published rates"
        if now.data_status == DERIVED
        else "the source gives the rate only"
    )
    return f"How many {indicator.counted} {indicator.happened} is not known: {why}."


def no_count_short(indicator: Indicator, now: Observation | None) -> str:
    """Return the same for a table's cell: `number of primary pupils not known`."""
    return f"number of {indicator.counted} not known" if _lacks_count(indicator, now) else ""


def comparisons(row: ScorecardRow) -> list[tuple[str, Change]]:
    """Return the changes to show, each with its base of comparison; one where both are the same."""
    kind = row.now.period.kind if row.now else row.indicator.local_kind
    name = PERIOD_NAMES.get(kind, "period")
    yearly = (f"against the same {name} a year before", row.since_last_year)
    if row.since_last.period == row.since_last_year.period:
        if kind in (Kind.ACADEMIC, Kind.CALENDAR, Kind.FINANCIAL):
            return [("against the year before", row.since_last)]
        if kind in (Kind.SNAPSHOT, Kind.MONTHS):
            return [("against a year before", row.since_last)]
        return [yearly]
    return [(f"against the {name} before", row.since_last), yearly]


def moved(row: ScorecardRow) -> list[str]:
    """Return each change to show as a sentence, with its base and mark."""
    sentences = []
    for base, change in comparisons(row):
        note = change_note(row, change)
        words = f"{capital(change_words(change))} {base}{f': {note}' if note else ''}"
        sentences.append(f"{words}{in_brackets(change.status)}.")
    return sentences


def moved_short(row: ScorecardRow) -> list[str]:
    """Return each change as its earlier figure and base; the second also says its direction.

    `From 69.4% the quarter before`, `From 75.6% the same quarter a year before: worsened clearly`.
    Without an earlier figure: why there is none; empty for the first where nothing is known of it.
    """
    notes = []
    for place, (base, change) in enumerate(comparisons(row)):
        earlier = change_from(row, change)
        chance = change_chance(row, change)
        words = change_words(change) if place else ""
        if not earlier:
            why = chance or words
            notes.append(f"{capital(base)}: {why}" if why else "")
            continue
        more = "; ".join(part for part in (words, chance) if part)
        text = f"{capital(earlier)} {base.removeprefix('against ')}"
        notes.append(f"{text}: {more}" if more else text)
    return notes


def no_return(snapshot: Snapshot, area: str) -> str:
    """Return that no figure was returned for an area, and what is shown instead; else "".

    A return may have brought targets or comments alone.
    """
    if returned_quarters(snapshot, area):
        return ""
    if any((each["area"] == area).any() for each in (snapshot.targets, snapshot.commentary)):
        return (
            f"No quarterly figures have been returned for {snapshot.area(area).name} so far. Shown "
            "are the newest published figures."
        )
    return (
        f"No return has been loaded for {snapshot.area(area).name}: there are no quarterly "
        "figures, targets or comments of its own. Shown are the newest published figures."
    )


def retired_words(indicator: Indicator) -> str:
    """Return that an indicator is no longer reported, from when and why; else ""."""
    start = indicator.retired_from
    return f"Not reported from {start.short} on: {indicator.retired_why}" if start else ""


def neighbour_words(row: ScorecardRow) -> str:
    """Return the neighbours' mean, median and count, and the neighbour model."""
    neighbours = row.comparator("neighbours")
    if neighbours.value is None:
        return neighbours.reason
    return (
        f"{_group_figures(row, neighbours)} "
        f"The ten most like {row.area.name} by {model_label(row.model)}; each counts the same."
    )


def group_words(row: ScorecardRow) -> str:
    """Return a chosen group's mean, median and count, and why it was chosen; else its reason."""
    comparator, group = row.comparator(GROUP), row.view.group
    assert group is not None
    if comparator.value is None:
        return comparator.reason
    why = f"{group.why.rstrip('.')}. " if group.why else ""
    return (
        f"{_group_figures(row, comparator)} {why}Chosen by the council, not by DfE; each authority "
        "counts the same."
    )


def _group_figures(row: ScorecardRow, comparator: Comparator) -> str:
    mean, median = (show(row.indicator, v) for v in (comparator.value, comparator.median))
    return (
        f"Mean {mean}, median {median}, "
        f"of {comparator.count} of {comparator.of} authorities {placed(comparator.period)}"
        f"{in_brackets(comparator.status)}."
    )


def standing_words(row: ScorecardRow, standing: Standing | None) -> str:
    """Return the like-for-like sentence: our published figure, its rank with range, and band."""
    if standing is None:
        return ""
    what = show(row.indicator, standing.value)
    if standing.numerator is not None and standing.denominator is not None:
        what = f"{count(standing.numerator)} of {count(standing.denominator)} ({what})"
    text = f"{capital(placed(standing.period))} {row.area.name} had {what}{_left_out(row)}"
    if standing.rank is None or standing.band is None:
        return f"{text}."
    place = place_words(standing.rank, standing.of, standing.sharing, "authorities")
    few = few_cases(standing.numerator, standing.denominator)
    rests = f" It rests on {few}: one case more or less would move it far." if few else ""
    return (
        f"{text}: {place}, where 1st is best "
        f"(band {standing.band}, where A is the best quarter of them). A rank is not a judgement: "
        f"authorities close in rank may differ little.{rests}"
    )


def _left_out(row: ScorecardRow) -> str:
    return f", {row.indicator.qualifier}" if row.indicator.qualifier else ""


def target_words(indicator: Indicator, target: Target) -> str:
    """Return one target of the history, with its quarters, level, kind, reason and mark."""
    parts = [f"{span_words(target)}: {aim_words(indicator, target)}"]
    if made := sum_of_months(indicator, target):
        parts.append(made)
    if target.has_level:
        parts.append(f"intervention level {level_words(indicator, target)}")
    kind = f" ({target.target_type} target)" if target.target_type else ""
    reason = f"; reason: {target.rationale}" if target.rationale else ""
    mark = f" [{target.data_status}]" if is_marked(target.data_status) else ""
    return f"{', '.join(parts)}{kind}{reason}.{mark}"


def source_named(about: Source) -> str:
    """Return a source's title, publisher and edition; a publisher that its title names, once."""
    named_already = about.publisher.casefold() in about.title.casefold()
    return ", ".join([about.title, *([] if named_already else [about.publisher]), about.edition])


def source_words(snapshot: Snapshot, row: ScorecardRow) -> str:
    """Return the sources of the figure and its comparators, with edition and day."""
    return "; ".join(source_names(snapshot, row)) or NO_SOURCE


def source_names(snapshot: Snapshot, row: ScorecardRow) -> tuple[str, ...]:
    """Return each source of the figure and its comparators, with edition and day.

    The status of a source's figures (`published`, `some figures provisional`) is that of those
    shown: our own up to the quarter's, and the comparators that it publishes itself. Only a
    source of which nothing is shown is described as the register of sources does.
    """
    names = [row.now.source] if row.now else []
    if row.indicator.benchmark:
        names.append(row.indicator.benchmark.source)
    sources = []
    for name in dict.fromkeys(names):
        about = snapshot.source(name)
        day = snapshot.last_updated(name)
        when_out = f"; {long_date(day)}" if day else ""
        # What is derived from a source is not the source's own status.
        shown = [about.status if s == DERIVED else s for s in _statuses_from(row, name)]
        status = (of_figures(shown) or PUBLISHED) if shown else about.status
        sources.append(f"{source_named(about)} ({status}{when_out})")
    return tuple(sources)


def _statuses_from(row: ScorecardRow, source: str) -> list[str]:
    """Return the data status of each figure shown that a source gives: not of means of ours."""
    own = [o.data_status for o in row.series if o.value is not None and o.source == source]
    others = [
        c.status or PUBLISHED
        for c in row.comparators
        if c.value is not None and c.source == source and not c.is_mean
    ]
    return [*own, *others]


def next_words(row: ScorecardRow) -> str:
    """Return when the next figure is due."""
    following, report = row.shown.upcoming, row.shown.upcoming_quarter
    if following is None or report is None:
        return _next_unknown(row)
    if not row.shown.is_current:
        return waiting(row) or "not known"
    if isinstance(following, Period) and following.kind is Kind.QUARTER:
        return f"{following}, in the {report.short} report"
    due = (
        f"at the {row.indicator.reporting.due} {following.end.year}, "
        if row.indicator.reporting.due
        else ""
    )
    return f"{following}, {due}in the {report.short} report"


def _next_unknown(row: ScorecardRow) -> str:
    """Return what is known of the next figure where no period is set for it."""
    now, benchmark = row.now, row.indicator.benchmark
    if now is None:
        return "not known"
    newest = f"the newest is for {when(now.period)}"
    is_returned = row.indicator.local_source == LOCAL_RETURN and not row.indicator.retired_from
    if is_returned and benchmark and now.source == benchmark.source:
        return f"the council's own, with its first return; until then {newest}, as published"
    return f"not known; {newest}"


def first_keys(row: ScorecardRow) -> tuple[str, str]:
    """Return the comparators whose verdicts come first, as in the sentence at the top."""
    return "england", row.alike.key


NO_SOURCE = "no figure of this council is held here"
VERDICT_IS_NOT_STATUS = (
    "This is not the target status. It asks whether the figure differs from another area's by "
    "more than chance; a figure can miss its target and still be better than England."
)
NO_RANGES = "No figure of ours here carries counts, so no likely range can be drawn."
NO_RANGE_ABOVE_100 = "A figure above 100% has no likely range."


def no_ranges(row: ScorecardRow) -> str:
    """Return why no likely range can be drawn."""
    above = row.indicator.may_exceed_100 and any((o.value or 0) > 100 for o in row.series)
    return NO_RANGE_ABOVE_100 if above else NO_RANGES


def may_exceed(indicator: Indicator) -> str:
    """Return why a figure may be above 100%, and that it then has no likely range; or empty."""
    if not indicator.may_exceed_100:
        return ""
    why = indicator.may_exceed_100.rstrip(".")
    return f"A figure may be above 100%: {lower(why)}. {NO_RANGE_ABOVE_100}"


def range_rule(row: ScorecardRow) -> str:
    """Return how the likely range of the row's figure was calculated; empty without counts."""
    if row.likely is None or row.value is None:
        return ""
    return why_likely(row.indicator, row.value, row.likely)


def member_rule(indicator: Indicator, like: Standing | None, member: str = "neighbour") -> str:
    """Return how our figure is judged against each member of a group; empty where it is not."""
    if (
        like is None
        or confidence_interval(indicator, like.value, like.numerator, like.denominator) is None
    ):
        return ""
    return (
        f"{'An' if member[0] in 'aeiou' else 'A'} {member} outside the likely range of our figure "
        "is told as better, worse, higher or lower, one within it as similar. Each "
        f"{member}'s own figure is taken as it stands, "
        "though chance moves it too: where the two are close, do not read much into the word."
    )


def like_models(rows: Sequence[ScorecardRow], own: Observation) -> str:
    """Return whether the verdict on our published figure depends on the neighbour model, or "".

    `rows` are of one indicator, one per neighbour model.
    """
    measure = rows[0].indicator
    own_likely = likely_of(measure, own)
    return model_words(measure, own.value, own_likely, neighbour_means(rows), own.data_status)


def year_words(row: ScorecardRow, own: Observation, change: Change) -> str:
    """Return our published figure of the comparators' period: its range and its change."""
    text = with_range(row.indicator, own.value or 0.0, likely_of(row.indicator, own))
    our_figure = f"{capital(placed_figure(row.indicator, own.period))}: {text}"
    if change.missing is not None:
        why = missing_words.no_change(
            change.missing, lambda value: show(row.indicator, value), what="How it moved"
        )
        return f"{our_figure}. {why}"
    assert change.before is not None  # a change that can be calculated has both figures
    mark = otherwise(own.data_status, change.before)
    then = placed_figure(row.indicator, change.before.period)
    earlier = f"{show(row.indicator, change.before.value)}{mark} {then}"
    if change.difference == 0:
        return f"{our_figure}, the same as {earlier}."
    if change.too_small:
        return f"{our_figure}; {change.direction} against {earlier}."
    moved = f"{our_figure}; {change_words(change)} from {earlier}"
    if change.is_too_few:
        return f"{moved}: {TOO_FEW} whether that is chance."
    return f"{moved}: {ChangeVerdict.NORMAL}." if change.clear is False else f"{moved}."
