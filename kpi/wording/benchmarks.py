"""Sentences and labels of the benchmark pages, made from the same figures as the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kpi.benchmarks.measures import Measure, show, show_difference
from kpi.benchmarks.neighbour_comparison import NeighbourComparison, NeighbourGroup, against_words
from kpi.benchmarks.ranking import (
    QUARTERS,
    ListedArea,
    ListedRegion,
    RankedAuthority,
    Ranking,
)
from kpi.benchmarks.time_series import COUNTS, MEDIANS, OverTime
from kpi.formatting import capital, displayed_difference, is_percent, listed, number
from kpi.indicators.change_verdicts import direction_of
from kpi.model.data_status import DERIVED, in_brackets, inside, strongest
from kpi.model.missing.missing_words import no_change
from kpi.model.neighbour_models import every_list
from kpi.statistics.rounded_figures import NO_CERTAIN_CHANGE, NO_CERTAIN_DIFFERENCE, is_certain
from kpi.wording.pupil_gaps import unpaired_words

DISCONTINUED = "This measure has been discontinued: no newer figures will come."


def subject(known: Measure) -> str:
    """Return what is measured in one line: topic, unit, which direction is better.

    One of our own indicators says what it is a share of; its topic is only that it is our own.
    """
    unit = known.unit_words or f"{known.topic} · {capital(known.unit)}"
    return f"{unit} · {known.polarity.words}"


def _whole_unit(known: Measure) -> str:
    unit = capital(known.unit_words or known.unit)
    return f"{unit}, {known.qualifier}" if known.qualifier else unit


def period_line(ranking: Ranking) -> str:
    """Return `Higher is better. 2024 (calendar year), leaving out exception cases.`"""
    known = ranking.measure
    qualifier = f", {known.qualifier}" if known.qualifier else ""
    return f"{capital(known.polarity.words)}. {capital(str(ranking.period))}{qualifier}."


def ranking_key(ranking: Ranking, axis: str) -> str:
    """Return how the bars of a ranking stand, as its `axis` says, and what the letters are."""
    if not any(band.count for band in ranking.bands):
        return f"{axis}."
    return f"{axis}. A to D are quarters of the authorities: A is the best, D the weakest."


def change_words(ranking: Ranking) -> str:
    """Return the own authority's change since the period before, and whether that is better."""
    own = ranking.own
    if own is None or own.value is None:
        return ""
    if ranking.missing is not None:
        return no_change(
            ranking.missing, lambda value: show(ranking.measure, value), what="Its change"
        )
    before = ranking.previous.in_words if ranking.previous else ""
    placed = ranking.previous.placed if ranking.previous else ""
    change = displayed_difference(own.value, own.previous_value, ranking.measure.decimals)
    if not change:
        return f"No change since {before}."
    way = "Up" if change > 0 else "Down"
    verdict = direction_of(change, ranking.measure.polarity)
    if not is_certain(change, ranking.rounding_error):
        verdict = NO_CERTAIN_CHANGE
    judged = f": {verdict}" if ranking.measure.is_judged else ""
    was = show(ranking.measure, own.previous_value)
    size = show_difference(ranking.measure, change)
    return f"{way} {size} from {was} {placed}{judged}."


@dataclass(frozen=True)
class Stat:
    """One figure of the stats line: whose it is, the figure or why there is none, and its words.

    `strong` is set off after the words, and `after` follows it.
    """

    key: str
    figure: str
    words: str
    status: str = ""
    strong: str = ""
    after: str = ""


def stats(
    ranking: Ranking,
    comparison: NeighbourComparison,
    model: str,
    region: str | None,
    wider: str | None,
) -> tuple[Stat, ...]:
    """Return our figure with rank and band, its change, England, our region and the neighbours."""
    own = ranking.own
    england, home = wider_rows(ranking, region, wider)
    every = [
        _own_stat(ranking, own),
        _change_stat(ranking, own),
        _wider_stat("england", ranking, england),
        _wider_stat("region", ranking, home) if home else None,
        *_group_stats(comparison, model),
    ]
    return tuple(each for each in every if each is not None)


def _own_stat(ranking: Ranking, own: RankedAuthority | None) -> Stat:
    if own is None or own.value is None:
        why = ranking.sentence.partition(f" for {ranking.period.in_words}")[2].strip(": .")
        return Stat("own", "no figure", f"{ranking.period.placed}{f': {why}' if why else ''}")
    figure = show(ranking.measure, own.value)
    if not own.place:
        why = own.reason or f"no rank, as {ranking.measure.polarity.words}"
        return Stat("own", figure, f"{ranking.period.placed}: {why}", ranking.status)
    band = QUARTERS[own.letter] if own.letter else ""
    return Stat("own", figure, ranking.period.placed, ranking.status, own.place, band)


def _change_stat(ranking: Ranking, own: RankedAuthority | None) -> Stat | None:
    change_sentence = change_words(ranking)
    if own is None or not change_sentence:
        return None
    if ranking.missing is not None:
        return Stat("change", "no change told", change_sentence)
    if not own.shown_change:
        return Stat(
            "change", "no change", f"since {ranking.previous.in_words}" if ranking.previous else ""
        )
    size = show_difference(ranking.measure, own.shown_change).replace("percentage point", "point")
    _, _, since = change_sentence.partition(" from ")
    return Stat("change", f"{own.arrow} {size}", f"from {since.rstrip('.')}", ranking.status)


def _wider_stat(key: str, ranking: Ranking, row: ListedRegion) -> Stat:
    if row.withheld:
        return Stat(key, "not shown", row.name)
    if row.value is None:
        return Stat(key, "no figure", f"{row.name}: {row.reason}")
    status = strongest((DERIVED, ranking.status)) if row.is_derived else ranking.status
    of = ", mean of its authorities" if row.is_derived else ""
    return Stat(key, show(ranking.measure, row.value), f"{row.name}{of}", status)


def _group_stats(comparison: NeighbourComparison, model: str) -> list[Stat]:
    """Return the neighbours' mean by one model and the chosen group's, or that in their place."""
    neighbours = [] if comparison.instead else [comparison.group(model)]
    chosen = [comparison.chosen] if comparison.chosen else []
    return [_group_stat(comparison, group, model) for group in (*neighbours, *chosen)]


def _group_stat(comparison: NeighbourComparison, group: NeighbourGroup, model: str) -> Stat:
    key, who = ("neighbours", "neighbours") if group.model else ("group", "chosen group")
    if comparison.withheld:
        return Stat(key, "not shown", "neighbours' mean" if group.model else "chosen group's mean")
    if group.mean is None:
        why = comparison.sentence(model) if group.model else f"{who}: none has a figure"
        return Stat(key, "no figure", why)
    ours = _ours(comparison.measure, group).replace("percentage point", "point")
    return Stat(
        key,
        show(comparison.measure, group.mean),
        f"{who}, mean of {group.counted}{ours}",
        group.status,
    )


def unshown_words(
    ranking: Ranking, comparison: NeighbourComparison, region: str | None, wider: str | None
) -> tuple[str, ...]:
    """Return each comparator of the stats line that is not shown, and why; equal reasons once."""
    england, home = wider_rows(ranking, region, wider)
    held = [(row.name, row.withheld) for row in (england, home) if row and row.withheld]
    if comparison.withheld:
        named = [] if comparison.instead else ["Statistical neighbours"]
        named += [comparison.chosen.label] if comparison.chosen else []
        held += [(name, comparison.withheld) for name in named]
    by_reason: dict[str, list[str]] = {}
    for name, why in held:
        by_reason.setdefault(why, []).append(name)
    return tuple(f"{listed(names)}: not shown. {why}" for why, names in by_reason.items())


def wider_rows(
    ranking: Ranking, region: str | None, wider: str | None
) -> tuple[ListedRegion, ListedRegion | None]:
    """Return the rows of England and of the region, or of all London where its part has none."""
    rows = {row.area: row for row in ranking.wider}
    own = rows.get(region or "")
    if own is not None and own.value is None and wider:
        own = rows.get(wider, own)
    return ranking.wider[-1], own


def wider_words(ranking: Ranking, region: str | None, wider: str | None) -> str:
    """Return England and the region in the same period, or why one of them is not shown."""
    england, own = wider_rows(ranking, region, wider)
    sentences = [_wider(ranking, row) for row in (england, own) if row]
    return " ".join(sentences)


def _wider(ranking: Ranking, row: ListedRegion) -> str:
    if row.withheld:
        return f"{row.name}: not shown. {row.withheld}"
    if row.value is None:
        return f"{row.name}: {row.reason}."
    mark = " (derived: mean of its authorities)" if row.is_derived else in_brackets(ranking.status)
    return f"{row.name}: {show(ranking.measure, row.value)}{mark}."


def moved(known: Measure, row: ListedArea) -> str:
    """Return a row's change with its arrow: `\N{UPWARDS ARROW} 72.8 percentage points`."""
    if row.shown_change is None:
        return row.change_reason if row.value is not None else ""
    if not row.shown_change:
        return "no change"
    return f"{row.arrow} {show_difference(known, row.shown_change)}"


def group_words(known: Measure, group: NeighbourGroup) -> str:
    """Return mean, median and count of one group of neighbours."""
    if group.mean is None:
        return f"No figure for any of the {group.of} by {group.label}."
    return (
        f"Mean {show(known, group.mean)}, median {show(known, group.median)}, of {group.count} of "
        f"{group.of} authorities{inside(group.status)}. Each counts the same."
    )


def quarter_ranges(ranked: Ranking) -> str:
    """Return each quartile band's figures: `Quarters, A is the best: A 79.5% to 100.0%; ...`.

    Empty without bands.
    """
    parts = [f"{band.letter} {band.words}" for band in ranked.bands if band.count]
    return f"Quarters, A is the best: {'; '.join(parts)}." if parts else ""


def lists_words(comparison: NeighbourComparison) -> str:
    """Return which lists of authorities are drawn: `Both lists`, `All three lists`."""
    if comparison.instead:
        return "The chosen group"
    number = len(comparison.groups_in_order)
    return "One list" if number == 1 else capital(every_list(number))


def group_side(comparison: NeighbourComparison, group: NeighbourGroup) -> str:
    """Return our figure against a group's mean: `37.0 percentage points better`."""
    return against_words(comparison.measure, group) or "cannot be calculated"


def _ours(known: Measure, group: NeighbourGroup) -> str:
    """Return what follows a mean: `: ours is 37.0 percentage points better`; empty for nothing."""
    against = against_words(known, group)
    if against in ("", NO_CERTAIN_DIFFERENCE):
        return f": {against}" if against else ""
    return f": ours is {against}"


def group_short(comparison: NeighbourComparison, group: NeighbourGroup) -> str:
    """Return a group's mean and median in a few words, and our side of the mean."""
    known = comparison.measure
    if comparison.withheld:
        return f"Not shown. {comparison.withheld}"
    if group.mean is None:
        return group_words(known, group)
    ours = _ours(known, group)
    return (
        f"mean {show(known, group.mean)} of {group.counted}, median "
        f"{show(known, group.median)}{ours}"
    )


def moved_short(known: Measure, row: ListedArea) -> str:
    """Return a row's change with its arrow and no unit: `\N{UPWARDS ARROW} 72.8`."""
    if row.shown_change is None:
        return "\N{EN DASH}" if row.value is not None else ""
    if not row.shown_change:
        return "no change"
    return f"{row.arrow} {number(abs(row.shown_change), known.decimals)}"


def shift_head(ranking: Ranking) -> str:
    """Return the heading over such changes: since when, and points where figures are percentages.

    `Change from 2023, points`.
    """
    since = f" from {ranking.previous.in_words}" if ranking.previous else ""
    points = ", points" if is_percent(ranking.measure.unit) else ""
    return f"Change{since}{points}"


def gap_words(over: OverTime) -> str:
    """Return a sentence on the periods without any figure and why; empty where there are none."""
    by_reason: dict[str, list[str]] = {}
    for period, why in over.gaps:
        by_reason.setdefault(why, []).append(period)
    return " ".join(f"{capital(' and '.join(p))}: {why}." for why, p in by_reason.items())


def aside_words(over: OverTime) -> str:
    """Return a sentence on the periods set aside and why; empty where there are none."""
    by_reason: dict[str, list[str]] = {}
    for period, why in over.asides:
        by_reason.setdefault(why, []).append(period)
    return " ".join(
        f"{capital(' and '.join(p))}: set aside, as {why}. "
        f"{'It is' if len(p) == 1 else 'They are'} left out of changes and trends."
        for why, p in by_reason.items()
    )


def break_words(over: OverTime) -> str:
    """Return that the series breaks, where and why; empty where it does not."""
    if not over.breaks:
        return ""
    break_sentences = [f"{capital(str(period))}: {why.rstrip('.')}." for period, why in over.breaks]
    return " ".join(
        ["The series breaks: figures before and after do not compare.", *break_sentences]
    )


def withheld_words(over: OverTime) -> tuple[str, ...]:
    """Return each line that is not drawn, and why: it would mislead, or it has no figure."""
    withheld = [f"{s.name} is not shown. {s.withheld}" for s in over.series if s.withheld]
    empty = [
        f"{s.name} has no figure in any period."
        for s in over.series
        if not s.withheld and over.table[s.key].null_count() == over.table.height
    ]
    return (*withheld, *empty)


def over_time_rows(
    over: OverTime, columns: tuple[tuple[str, str], ...]
) -> list[tuple[str, list[str]]]:
    """Return each period, newest first, with one cell per column (key and name), as text.

    What is so of a whole period, its data status and why it is set aside or empty or the series
    breaks, stands once, beside the period.
    """
    broken = {str(period): f"; the series breaks: {why.rstrip('.')}" for period, why in over.breaks}
    rows = []
    for row in reversed(over.table.to_dicts()):
        cells = [_cell(over, row, key) for key, _name in columns]
        aside = f"; set aside: {row['set_aside']}" if row["set_aside"] else ""
        empty = f": {row['gap_reason']}" if row["gap_reason"] else ""
        head = f"{row['period']}{in_brackets(row['data_status'])}{aside}{empty}"
        rows.append((f"{head}{broken.get(row['period'], '')}", cells))
    return rows


def _cell(over: OverTime, row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    if value is None:
        return "no figure"
    text = show(over.measure, value)
    group = next((mean for mean, median in MEDIANS.items() if key in (mean, median)), None)
    if group is not None:
        return f"{text} ({row[COUNTS[group]]} of {over.size(group)})"
    return text


def about(known: Measure) -> list[tuple[str, str]]:
    """Return what a measure means, who publishes it, when it is next due, and its cautions."""
    faults = [*known.notes, *(f"{who}: not shown. {why}" for who, why in _held(known))]
    entries = [
        ("Definition", known.definition),
        ("Which way is better", capital(known.polarity.words)),
        ("Unit", _whole_unit(known)),
        ("Kind of year", known.year_type),
        ("Topic", known.topic),
        ("Directorate", " and ".join(known.directorates)),
        ("How it is made", known.methodology),
        ("Publisher", known.publisher),
        ("Last update", known.last_update),
        ("Next update", DISCONTINUED if known.discontinued else known.next_update),
        ("Read with care", "\n\n".join(faults) or "Nothing in particular."),
        ("Why it has no gap", unpaired_words(known.id)),
        ("Also known as", known.also_known_as),
        ("Name in LAIT" if not known.is_own else "Name in downloads", known.id),
    ]
    return [(term, text) for term, text in entries if text.strip()]


def _held(known: Measure) -> list[tuple[str, str]]:
    return [(capital(who), why) for who, why in known.withheld.items()]
