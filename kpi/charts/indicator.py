"""Charts as figures in plotly's language, each with its title and text from the same figures.

`kpi.charts.svg` draws them for the indicator page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile

from kpi.charts.figure import Figure, Line, end_labels, layout, points, ring, target_trace, trace
from kpi.charts.marks import aside_words, break_labels, break_shapes, with_hollows
from kpi.formatting import lower
from kpi.indicators import changes, scorecard
from kpi.indicators.ratings import Target
from kpi.indicators.reporting import Observation, observations, reported_in
from kpi.indicators.scorecard import Row
from kpi.indicators.series import series
from kpi.model.data_status import ILLUSTRATIVE, in_brackets, of_figures, strongest
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import PERIOD_NAMES, placed, show
from kpi.model.periods_set_aside import aside_of
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import recalled
from kpi.periods import Kind, Period
from kpi.statistics.significance import Likely
from kpi.wording.comparisons.significance import range_words
from kpi.wording.headline import counts

OURS = "ours"
SHORT = {"neighbours": "neighbours"}
QUARTERS_SHOWN, YEARS_SHOWN = 13, 10
Points = tuple[tuple[Period, float | None], ...]


@dataclass(frozen=True, eq=False)
class Chart:
    """A figure with the words that stand for it; compared and hashed by identity."""

    title: str
    subtitle: str
    figure: Figure
    text: str
    lines: tuple[Line, ...]
    counts: Mapping[Period, str] = field(default_factory=dict)  # behind our own figures
    ranges: Mapping[Period, str] = field(default_factory=dict)  # of our own figures, while shown
    also: tuple[str, ...] = ()  # the data statuses of what is drawn beside the lines: the target

    @property
    def mark(self) -> str:
        """The mark of all that it shows: `illustrative`, `some figures derived`; or empty.

        Where all of the first line's figures are of the least certain kind, so is its title.
        """
        every = [s for line in self.lines for s in line.told_statuses] + [*self.also]
        own = set(self.lines[0].told_statuses) if self.lines else set()
        return strongest(own) if own == {strongest(every)} else of_figures(every)

    @property
    def is_empty(self) -> bool:
        """Whether no line has a figure to draw."""
        return all(value is None for line in self.lines for _, value in line.points)


@recalled
def trend(snapshot: Snapshot, row: Row, *, ranges: bool = False) -> Chart:
    """The indicator over time beside its comparators, target and last year's same period.

    With `ranges`, our own points that carry counts have their likely range as an upright bar.
    """
    indicator = row.indicator
    own = _own_line(row)
    lines = [own, *_comparator_lines(snapshot, row)]
    found = _ranges(indicator, row.series, own) if ranges else {}
    data = with_hollows(
        lines, [trace(line, indicator, ranges=found if line is own else None) for line in lines]
    )
    goal = target_trace(_goals(snapshot, row, own), indicator, _goal_statuses(snapshot, row, own))
    if goal:
        data.append(goal)
    before = _year_ago(row)
    if before is not None:
        data.append(ring(before, indicator))
    look = layout(indicator, own)
    labelled = [*lines, *_target_line(snapshot, row, own)]
    look["annotations"] = [*end_labels(labelled, indicator), *break_labels(indicator, own)]
    look["shapes"] = break_shapes(indicator, own)
    return Chart(
        f"{indicator.name}: {_headline(row)}",
        _more(_subtitle(row, goal is not None), aside_words(lines)) + _BARS * bool(found),
        {"data": data, "layout": look},
        _more(_text(row, lines), aside_words(lines)) + _ranges_text(indicator, found),
        tuple(lines),
        _counts(indicator, row.series),
        _range_words(indicator, found),
        tuple(_goal_statuses(snapshot, row, own).values()) if goal else (),
    )


@recalled
def yearly(snapshot: Snapshot, row: Row, *, ranges: bool = False) -> Chart | None:
    """Our own published years beside the comparators': like for like, where ours are quarters.

    `ranges` as in `trend`. None where our own series covers the same kind of period as the
    comparators.
    """
    indicator = row.indicator
    kind = indicator.benchmark_kind
    if kind is None or row.now is None or row.now.period.kind is kind:
        return None
    known_by = None if row.newest_comparators else row.quarter.end
    known = [
        o
        for o in observations(snapshot.observed(indicator.id), row.area.code, kind)
        if known_by is None or o.known_from <= known_by
    ][-YEARS_SHOWN:]
    own = list(dropwhile(lambda o: o.value is None, known))  # later gaps are drawn as gaps
    if len(own) < 2:
        return None
    drawn = points(own)
    mine = Line("home", row.area.name, drawn, OURS, _statuses(own), _aside(indicator, drawn))
    lines = [mine, *_comparator_lines(snapshot, row, own)]
    look = layout(indicator, mine)
    look["annotations"] = [*end_labels(lines, indicator), *break_labels(indicator, mine)]
    look["shapes"] = break_shapes(indicator, mine)
    found = _ranges(indicator, own, mine) if ranges else {}
    data = with_hollows(
        lines,
        [
            trace(line, indicator, yearly=True, ranges=found if line is mine else None)
            for line in lines
        ],
    )
    said = [_line_text(line, indicator) for line in lines]
    newest = f"{show(indicator, own[-1].value) or 'no figure'} {placed(own[-1].period)}"
    qualified = f", {indicator.qualifier}" if indicator.qualifier else ""
    return Chart(
        f"Year by year, like for like: {newest}{qualified}",
        _more(f"{row.area.name}, published figures, {_unit_words(indicator)}.", aside_words(lines))
        + _BARS * bool(found),
        {"data": data, "layout": look},
        _more(
            f"{'. '.join([f'Line chart of {indicator.name} by year', *said])}.", aside_words(lines)
        )
        + _ranges_text(indicator, found),
        tuple(lines),
        _counts(indicator, own),
        _range_words(indicator, found),
    )


@recalled
def legs(snapshot: Snapshot, row: Row) -> Chart | None:
    """Both parts a gap is made from, so that nobody takes a wide gap for poor results."""
    indicator = row.indicator
    if not indicator.legs or row.now is None:
        return None
    observed = snapshot.observed(indicator.id)
    lines, data = [], []
    england_last = row.comparator("england").period or row.now.period
    own_first = next((o.period for o in row.series if o.value is not None), row.now.period)
    for number, leg in enumerate(indicator.legs):
        for key, area in (("home", row.area.code), ("england", ENGLAND)):
            found = [
                o
                for o in observations(observed, area, indicator.local_kind, leg.id)
                if own_first <= o.period <= (row.now.period if key == "home" else england_last)
            ]
            who = row.area.name if key == "home" else "England"
            label = f"{leg.short or leg.name}, {OURS if key == 'home' else who}"
            drawn = points(_recent(found, row))
            aside = _aside(indicator, drawn)
            line = Line(key, f"{leg.name}, {who}", drawn, label, _statuses(found), aside)
            lines.append(line)
            data.append(trace(line, indicator, square=number > 0))
    data = with_hollows(lines, data)
    look = layout(indicator, lines[0])
    look["annotations"], look["shapes"] = end_labels(lines, indicator), []
    return Chart(
        f"Both groups behind the gap: {_legs_headline(indicator, lines)}",
        _more(f"Average Attainment 8 score, {row.area.name} and England.", aside_words(lines)),
        {"data": data, "layout": look},
        _more(_legs_text(indicator, lines), aside_words(lines)),
        tuple(lines),
    )


def goals(snapshot: Snapshot, row: Row) -> tuple[tuple[Period, float | None], ...]:
    """The target of each period of our own line in `trend`; None where none was in force."""
    return tuple(_goals(snapshot, row, _own_line(row)))


def bar_widths(values: Sequence[float | None]) -> list[float]:
    """The length of each bar as a percentage of the longest, from nought; 0 for no value."""
    longest = max((v for v in values if v is not None), default=0.0)
    return [round(100 * v / longest, 1) if v and longest > 0 and v > 0 else 0.0 for v in values]


# ---- lines --------------------------------------------------------------------------------


def _recent(found: Sequence[Observation], row: Row) -> list[Observation]:
    shown = QUARTERS_SHOWN if row.indicator.local_kind in (Kind.QUARTER, Kind.TERM) else YEARS_SHOWN
    kept = list(found[-shown:])
    while kept and kept[0].value is None:
        kept.pop(0)
    return kept


def _targets(snapshot: Snapshot, row: Row, own: Line) -> list[tuple[Period, Target | None]]:
    """The target that was in force when each of our own periods was first reported."""
    told = {o.period: reported_in(row.indicator, o)[0] for o in row.series}
    return [
        (period, scorecard.target_in(snapshot, row.indicator, row.area.code, told[period]))
        for period, _ in own.points
    ]


def _goals(snapshot: Snapshot, row: Row, own: Line) -> list[tuple[Period, float | None]]:
    found = _targets(snapshot, row, own)
    return [(period, target.target if target else None) for period, target in found]


def _goal_statuses(snapshot: Snapshot, row: Row, own: Line) -> dict[Period, str]:
    return {p: target.data_status for p, target in _targets(snapshot, row, own) if target}


def _statuses(found: Sequence[Observation]) -> dict[Period, str]:
    return {o.period: o.data_status for o in found}


def _target_line(snapshot: Snapshot, row: Row, own: Line) -> list[Line]:
    """The target as a line to be labelled at its end; none without one."""
    goals = _goals(snapshot, row, own)
    if not goals or goals[-1][1] is None:
        return []
    return [Line("target", "Target", tuple(goals), "target")]


def _year_ago(row: Row) -> Observation | None:
    """Last year's same period, to be marked; a yearly series has it next door anyway."""
    before = row.since_last_year.before
    if (
        before is None
        or before.value is None
        or before.period.kind not in (Kind.QUARTER, Kind.TERM)
    ):
        return None
    return before


def _own_line(row: Row) -> Line:
    drawn = points(_recent(row.series, row))
    aside = _aside(row.indicator, drawn)
    return Line("home", row.area.name, drawn, OURS, _statuses(row.series), aside)


def _aside(indicator: Indicator, drawn: Points) -> dict[Period, str]:
    """The points that are set aside, and why."""
    return {p: why.reason for p, _ in drawn if (why := aside_of(indicator, p))}


def _more(text: str, also: str) -> str:
    return f"{text} {also}" if also else text


def _comparator_lines(snapshot: Snapshot, row: Row, ours: Sequence[Observation] = ()) -> list[Line]:
    """England, region and neighbours: periods published by then, as far back as our own."""
    own = ours or _recent(row.series, row)
    if not own or row.indicator.benchmark_kind is None:
        return []
    table = series(
        snapshot,
        row.indicator,
        area=row.area.code,
        groups=("england", "region", "neighbours"),
        model=row.model,
    )
    known_by = None if row.newest_comparators else row.quarter.end
    lines = []
    for key, name in (
        ("england", "England"),
        ("region", row.comparator("region").label),
        ("neighbours", "Statistical neighbours"),
    ):
        found = [
            (Period.of(r["period_kind"], r["period_start"], r["period_end"]), r)
            for r in table.filter(table["group"] == key).iter_rows(named=True)
            if r["period_end"] >= own[0].period.start
            and (known_by is None or (r["known_from"] and r["known_from"] <= known_by))
            and r["period_start"] <= own[-1].period.end
        ]
        if found:
            drawn = tuple((period, r["value"]) for period, r in found)
            statuses = {period: r["data_status"] for period, r in found}
            aside = _aside(row.indicator, drawn)
            lines.append(Line(key, name, drawn, SHORT.get(key, name), statuses, aside))
    return lines


# ---- words --------------------------------------------------------------------------------


def _counts(indicator: Indicator, own: Sequence[Observation]) -> dict[Period, str]:
    return {o.period: said for o in own if (said := counts(indicator, o))}


_BARS = " Upright bars: the range that our figure is likely in, by its counts."


def _ranges(indicator: Indicator, own: Sequence[Observation], line: Line) -> dict[Period, Likely]:
    """The likely range of each of a line's points that carries counts."""
    drawn = {period for period, value in line.points if value is not None}
    found = {o.period: changes.likely_of(indicator, o) for o in own if o.period in drawn}
    return {period: likely for period, likely in found.items() if likely is not None}


def _range_words(indicator: Indicator, found: Mapping[Period, Likely]) -> dict[Period, str]:
    return {period: range_words(indicator, likely) for period, likely in found.items()}


def _ranges_text(indicator: Indicator, found: Mapping[Period, Likely]) -> str:
    """The newest range in words, for those who cannot see the bars."""
    if not found:
        return ""
    last = max(found)
    return f" Upright bars show likely ranges: {last} is {range_words(indicator, found[last])}."


def _unit_words(indicator: Indicator) -> str:
    return {"percent": "%", "points": "points"}.get(indicator.unit, indicator.unit)


def _subtitle(row: Row, has_target: bool) -> str:
    """Whose figures in what unit, and what the dashes and the ring mean."""
    parts = [f"{row.area.name}, {_unit_words(row.indicator)}."]
    if has_target:
        parts.append("Long dashes: the target.")
    before = _year_ago(row)
    if before is not None:
        name = PERIOD_NAMES.get(before.period.kind, "period")
        parts.append(f"Ring: the same {name} last year.")
    return " ".join(parts)


def _headline(row: Row) -> str:
    if row.now is None or row.now.value is None:
        return "no figure in this period"
    return f"{show(row.indicator, row.now.value)} {placed(row.now.period)}"


def _text(row: Row, lines: Sequence[Line]) -> str:
    """The chart in words: each line's first and last figure, and the target."""
    said = [_line_text(line, row.indicator) for line in lines]
    if row.target is not None:
        mark = in_brackets(row.target.data_status)
        said.append(f"Target {show(row.indicator, row.target.target)}{mark}")
    before = _year_ago(row)
    if before is not None:
        value = f"{show(row.indicator, before.value)}{in_brackets(before.data_status)}"
        said.append(f"Same period last year, {before.period}: {value}")
    parts = [f"Line chart of {row.indicator.name}", *(s for s in said if s)]
    made_up = {ILLUSTRATIVE, f"some figures {ILLUSTRATIVE}"} & {line.mark for line in lines}
    return f"{'. '.join([*parts, *(['Illustrative means made up, not real'] if made_up else [])])}."


def _line_text(line: Line, indicator: Indicator) -> str:
    told = [(p, v) for p, v in line.points if v is not None and p not in line.aside]
    if not told:
        return f"{line.name}: no figure"
    (first, start), (last, end) = told[0], told[-1]
    span = f"from {show(indicator, start)} in {first} to " if first != last else ""
    tail = f", {indicator.qualifier}" if indicator.qualifier else ""
    tail += in_brackets(line.mark)
    return f"{line.name}: {span}{show(indicator, end)} in {last}{tail}"


def _legs_headline(indicator: Indicator, lines: Sequence[Line]) -> str:
    """Whether the pupils of the last leg do better or worse here than in England."""
    ours, theirs = ({p: v for p, v in line.points if v is not None} for line in lines[-2:])
    shared = sorted(set(ours) & set(theirs))
    if not shared:
        return "average scores"
    home, england = ours[shared[-1]], theirs[shared[-1]]
    side = "above" if home > england else "below" if home < england else "level with"
    return f"{lower(indicator.legs[-1].name)} scored {side} England {placed(shared[-1])}"


def _legs_text(indicator: Indicator, lines: Sequence[Line]) -> str:
    said = [_line_text(line, indicator) for line in lines]
    return f"{'. '.join(['Line chart of both groups behind the gap', *said])}."
