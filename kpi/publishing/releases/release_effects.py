"""What a new release does to the pages: statuses, verdicts, ranks and figures that differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kpi.indicators import scorecard
from kpi.indicators.comparisons.national_range import figures_in_range
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.display import show
from kpi.model.snapshot import Snapshot
from kpi.publishing.preview import quarters
from kpi.wording import headline

AS_KNOWN, NEWEST = "as known then", "newest"
NOTHING = "none"


@dataclass(frozen=True)
class PageEffect:
    """One thing that reads differently on the pages of an indicator, in the quarters named.

    `what` is status, figure, rank, verdict against a comparator or the comparator's figure;
    `comparators` says whether those are as known in the quarter or the newest.
    """

    indicator_id: str
    indicator: str
    what: str
    before: str
    after: str
    quarters: tuple[str, ...]
    comparators: str


def effects(before: Snapshot, after: Snapshot, area: str) -> tuple[PageEffect, ...]:
    """Return what differs for an area in every quarter that can be chosen, newest quarter first.

    What reads the same in several quarters is one effect. A quarter in which it is the same with
    comparators as known then and the newest is counted once, as known then.
    """
    views_of_effect: dict[tuple[str, str, str, str], dict[str, list[str]]] = {}
    names: dict[str, str] = {}
    for quarter in quarters(before, after, area):
        for newest in (False, True):
            view = View(area, quarter, newest)
            old = {row.indicator.id: row for row in scorecard.summary(before, view)}
            for row in scorecard.summary(after, view):
                if (was := old.get(row.indicator.id)) is None:
                    continue
                names[row.indicator.id] = row.indicator.name
                for what, old_text, new_text in _differences(before, was, after, row):
                    seen = views_of_effect.setdefault(
                        (row.indicator.id, what, old_text, new_text), {}
                    )
                    seen.setdefault(NEWEST if newest else AS_KNOWN, []).append(quarter.short)
    made = []
    for (indicator, what, old_text, new_text), views in views_of_effect.items():
        known = views.get(AS_KNOWN, [])
        rest = [quarter for quarter in views.get(NEWEST, []) if quarter not in known]
        for comparators, when in ((AS_KNOWN, known), (NEWEST, rest)):
            if when:
                name = names[indicator]
                made.append(
                    PageEffect(indicator, name, what, old_text, new_text, tuple(when), comparators)
                )
    return tuple(made)


def _differences(
    before: Snapshot, was: ScorecardRow, after: Snapshot, now: ScorecardRow
) -> Iterator[tuple[str, str, str]]:
    """Yield what differs between two rows of one indicator, with both texts."""
    pairs = [("status", was.status, now.status)]
    pairs.append(("figure", headline.value_or_reason(was), headline.value_or_reason(now)))
    for old, new in zip(was.comparators, now.comparators, strict=True):
        against = f"verdict against {new.label}"
        pairs.append((against, _verdict(was, old.key), _verdict(now, new.key)))
        pairs.append((new.label, _figure(was, old.key), _figure(now, new.key)))
    pairs.append(("rank", _rank(before, was), _rank(after, now)))
    return (
        (what, old_text, new_text) for what, old_text, new_text in pairs if old_text != new_text
    )


def _verdict(row: ScorecardRow, key: str) -> str:
    verdict = row.verdicts[key]
    return verdict.word if verdict and verdict.is_judged else NOTHING


def _figure(row: ScorecardRow, key: str) -> str:
    comparator = row.comparator(key)
    text = show(row.indicator, comparator.value) or NOTHING
    return f"{text} ({comparator.period.short})" if comparator.period else text


def _rank(snapshot: Snapshot, row: ScorecardRow) -> str:
    standing = figures_in_range(snapshot, row).published
    if standing is None or standing.rank is None:
        return NOTHING
    return f"{standing.rank} of {standing.of} ({standing.period.short})"
