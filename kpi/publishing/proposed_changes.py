"""What publishing a council's return would change: figures, statuses, and the tables that follow.

A return is merged into the live snapshot: whatever it does not mention remains. A changed earlier
figure is marked revised, with old and new value, date and reason. Publishing them:
`kpi.publishing.publication`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from kpi import visible_text
from kpi.disclosure import refused_texts, suppression
from kpi.disclosure.suppression import HiddenFigure
from kpi.indicators import scorecard
from kpi.indicators.report_changes import figure_versions
from kpi.indicators.report_changes.figure_versions import FigureVersion
from kpi.indicators.report_changes.flips import flipped
from kpi.indicators.reporting_quarters import quarters, returned_quarters
from kpi.indicators.revisions import TargetTables, target_revisions
from kpi.indicators.scorecard import View
from kpi.model.definitions.indicator import Indicator
from kpi.model.merging import figure_corrections, replaced_rows, target_succession
from kpi.model.merging.replaced_rows import COMMENT_KEY, KEY
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.publishing.review.other_changes import OtherChange, SaidTables, other_changes


@dataclass(frozen=True)
class FigureChange:
    """One figure that would change, as text for display without suppressed figures."""

    kind: str
    indicator_id: str
    indicator: str
    period: str
    before: str
    after: str


@dataclass(frozen=True)
class StatusChange:
    """A target status that would change in a reporting quarter."""

    indicator_id: str
    indicator: str
    quarter: str
    before: str
    after: str


@dataclass(frozen=True)
class Proposal:
    """A proposed snapshot, and its differences from the live one that it is based on."""

    based_on: str
    tables: Mapping[str, pl.DataFrame]
    differences: tuple[FigureChange, ...]
    flips: tuple[StatusChange, ...]
    hidden: tuple[HiddenFigure, ...]
    others: tuple[OtherChange, ...] = ()  # targets, commentary, notes, the council's own status

    @property
    def is_empty(self) -> bool:
        """Whether publishing would change nothing."""
        return not self.differences and not self.others


def propose(  # noqa: PLR0913 - named by every caller
    live: Snapshot,
    observations: pl.DataFrame,
    targets: pl.DataFrame,
    commentary: pl.DataFrame,
    *,
    area: str,
    why: str,
    today: date,
    shown: pl.DataFrame | None = None,
) -> Proposal:
    """Merge a return's typed tables into the live snapshot, with small numbers suppressed.

    `shown` are the area's own figures that any snapshot shows or has shown
    (`kpi.store.served_snapshots.shown`); without it, those of the live one. Raises InputError where
    a comment or note names a figure that must not be shown.
    """
    why = visible_text.line(why)
    indicators = {indicator.id: indicator for indicator in live.indicators}
    is_local = pl.col("reporting_quarter").is_not_null()
    old_local = live.observations.filter(is_local & (pl.col("area") == area))
    others = live.observations.filter(~is_local | (pl.col("area") != area))
    observations = replaced_rows.with_sources(old_local, observations, KEY)
    targets = replaced_rows.with_sources(live.targets, targets, target_succession.KEY)
    commentary = replaced_rows.with_sources(live.commentary, commentary, COMMENT_KEY)
    own = pl.col("area") == area
    merged = replaced_rows.over(
        old_local, figure_corrections.carry_revision_marks(old_local, observations), KEY
    )
    safe = suppression.suppress(
        merged,
        others.filter(own),
        indicators,
        before=old_local,
        yearly=yearly_rates(live, area),
        shown=shown,
    )
    local, revised = figure_corrections.revise(old_local, safe.observations, why, today)
    merged_targets = target_succession.targets(live.targets, targets)
    note = (why, today)
    tables = {
        **_unchanged(live),
        "observations": pl.concat([others.filter(~own), safe.published, local]).sort(
            replaced_rows.ORDER
        ),
        "targets": merged_targets,
        "commentary": replaced_rows.over(live.commentary, commentary, COMMENT_KEY).sort(
            COMMENT_KEY
        ),
        "revisions": figure_corrections.forget(
            pl.concat([live.revisions, revised, _of_targets(live, targets, merged_targets, note)]),
            local,
        ),
    }
    words = {
        "observations": local,
        **{name: tables[name].filter(own) for name in ("commentary", "targets", "revisions")},
    }
    known = tables["observations"]
    secrets = (*safe.hidden, *suppression.versions(local, old_local if shown is None else shown))
    refused_texts.refuse(secrets, words, indicators, why=why, commentary=commentary, known=known)
    return Proposal(
        live.id,
        tables,
        _differences(old_local, local, indicators),
        _flips(live, tables, area),
        safe.hidden,
        other_changes(
            SaidTables(old_local, live.targets, live.commentary),
            SaidTables(local, tables["targets"], tables["commentary"]),
            indicators,
        ),
    )


def _of_targets(
    live: Snapshot, given: pl.DataFrame, after: pl.DataFrame, note: tuple[str, date]
) -> pl.DataFrame:
    """Return the record of the targets that a return corrects; `note` is why, and the day."""
    newest_quarters: dict[str, Period] = {}
    for area in given["area"].unique():
        if reported := returned_quarters(live, area):
            newest_quarters[area] = max(reported)
    return target_revisions(TargetTables(live.targets, given, after), newest_quarters, *note)


def described(proposal: Proposal) -> list[str]:
    """Return the changes in words: a line each: figures, statuses, targets, the rest."""
    lines = []
    for d in proposal.differences:
        before = f"{d.before} -> " if d.before else ""
        lines.append(f"{d.kind}: {d.indicator}, {d.period}: {before}{d.after}")
    lines += [
        f"status: {f.indicator}, {f.quarter} report: {f.before} -> {f.after}"
        for f in proposal.flips
    ]
    lines += [each.line for each in proposal.others]
    return lines + [f"note: {line}" for line in too_late(proposal)]


def too_late(proposal: Proposal) -> list[str]:
    """Return a line for each figure that can no longer be hidden, as it is published already."""
    return too_late_for(proposal.hidden)


def too_late_for(hidden: Iterable[HiddenFigure]) -> list[str]:
    """Return the line of each of these figures that can no longer be hidden."""
    late = (h for h in hidden if h.was_shown or h.is_exposed)
    return [hidden_words(h, from_now_on="Once this is published") for h in late]


def hidden_words(h: HiddenFigure, *, from_now_on: str = "From now on") -> str:
    """Return which figure is hidden, and whether that is too late; `from_now_on` says from when."""
    period = Period.of(h.period_kind, h.period_start, h.period_end)
    kept = f"it was published before. {from_now_on} no snapshot shows it, {_KEPT}"
    late = kept if h.was_shown else _FOLLOWS if h.is_exposed else "it is not shown from now on"
    return f"{h.indicator_id}, {period}: {late}"


_KEPT = "but whoever saw it may have kept it"
_FOLLOWS = (
    "it is not shown, but it can be worked out from what is published already: totals of others, "
    "or figures shown before"
)


def _unchanged(live: Snapshot) -> dict[str, pl.DataFrame]:
    return {
        "areas": live.areas,
        "groups": live.groups,
        "indicators": live.definitions,
        "sources": live.sources,
        "measures": live.measures,
        "faults": live.faults,
        "benchmarks": live.held_benchmarks,
        **live.later_tables,
    }


def all_tables(live: Snapshot) -> dict[str, pl.DataFrame]:
    """Return every table of a snapshot by name, as it is written."""
    own = ("observations", "targets", "commentary", "revisions")
    return {**_unchanged(live), **{name: getattr(live, name) for name in own}}


def in_order(observations: pl.DataFrame) -> pl.DataFrame:
    """Return observations in the order of the store."""
    return observations.sort(replaced_rows.ORDER)


def yearly_rates(live: Snapshot, area: str) -> pl.DataFrame:
    """Return the periods for which a related measure has a published rate of the area."""
    measures = [
        (i.id, related.measure)
        for i in live.indicators
        for related in i.related
        if i.local_kind.is_part_of_year and not related.counts
    ]
    named = pl.DataFrame(
        measures, schema={"indicator_id": pl.String, "measure": pl.String}, orient="row"
    )
    return (
        live.benchmark_rows([measure for _, measure in measures])
        .filter((pl.col("area") == area) & pl.col("value").is_not_null())
        .with_columns(pl.col("measure").cast(pl.String))
        .join(named, on="measure")
        .select("indicator_id", "period_start", "period_end")
    )


# ---- what changes -------------------------------------------------------------------------


def _differences(
    old: pl.DataFrame, new: pl.DataFrame, indicators: Mapping[str, Indicator]
) -> tuple[FigureChange, ...]:
    before = {tuple(r[k] for k in KEY): FigureVersion.of_row(r) for r in old.iter_rows(named=True)}
    changes = []
    for r in new.sort("indicator_id", "period_end").iter_rows(named=True):
        earlier, version = before.get(tuple(r[k] for k in KEY)), FigureVersion.of_row(r)
        kind = figure_versions.kind_of(earlier, version)
        if kind is None:
            continue
        indicator = indicators[r["indicator_id"]]
        period = Period.of(r["period_kind"], r["period_start"], r["period_end"])
        was, now = figure_versions.as_displayed(indicator, earlier, version)
        changes.append(FigureChange(kind, indicator.id, indicator.name, str(period), was, now))
    return tuple(changes)


def _flips(
    live: Snapshot,
    tables: Mapping[str, pl.DataFrame],
    area: str,
) -> tuple[StatusChange, ...]:
    """Return the target statuses that differ, in every reporting quarter of both snapshots."""
    new = live.with_tables(tables)
    status_changes = []
    for quarter in sorted({*quarters(live, area), *quarters(new, area)}):
        view = View(area, quarter)
        pairs = flipped(scorecard.statuses(live, view), scorecard.statuses(new, view))
        status_changes += [
            StatusChange(
                row.indicator.id, row.indicator.name, quarter.short, old.status, row.status
            )
            for old, row in pairs
        ]
    return tuple(status_changes)
