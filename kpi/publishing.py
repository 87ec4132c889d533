"""Publishing a council's return: what would change, and the new snapshot.

A return is laid over the live snapshot: what it does not mention stays. Nothing is changed in
place; a changed earlier figure is marked revised, with old and new value, date and reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from kpi import model, scorecard, store, suppression, writer
from kpi.errors import InputError
from kpi.model import Indicator
from kpi.periods import Period, parse_period
from kpi.reporting import quarters
from kpi.snapshot import Snapshot
from kpi.suppression import Hidden
from kpi.telling import Figures, given_away
from kpi.words import show

_KEY = ["indicator_id", "leg", "area", "period_kind", "period_start", "period_end"]
_FIGURES = ("value", "numerator", "denominator")
NEW, CHANGED, REMOVED, SUPPRESSED = "new", "changed", "removed", "newly suppressed"
REPLACED = "real in place of illustrative"


@dataclass(frozen=True)
class Difference:
    """One figure that would change, in words fit to show: nothing suppressed is in them."""

    kind: str
    indicator_id: str
    indicator: str
    period: str
    before: str
    after: str


@dataclass(frozen=True)
class Flip:
    """A target status that would change in a reporting quarter."""

    indicator_id: str
    indicator: str
    quarter: str
    before: str
    after: str


@dataclass(frozen=True)
class Proposal:
    """A snapshot to be, and how it differs from the live one it is based on."""

    based_on: str
    tables: Mapping[str, pl.DataFrame]
    differences: tuple[Difference, ...]
    flips: tuple[Flip, ...]
    hidden: tuple[Hidden, ...]
    words_change: bool  # targets or commentary differ

    @property
    def is_empty(self) -> bool:
        """Whether publishing would change nothing at all."""
        return not self.differences and not self.words_change


def propose(
    live: Snapshot,
    observations: pl.DataFrame,
    targets: pl.DataFrame,
    commentary: pl.DataFrame,
    *,
    area: str,
    why: str,
    today: date,
) -> Proposal:
    """Lay a return's typed tables over the live snapshot, with small numbers suppressed.

    Raises InputError where a comment or note names a figure that must not be shown.
    """
    indicators = {indicator.id: indicator for indicator in live.indicators}
    is_local = pl.col("reporting_quarter").is_not_null()
    old_local = live.observations.filter(is_local & (pl.col("area") == area))
    others = live.observations.filter(~is_local | (pl.col("area") != area))
    merged = _over(old_local, _as_before(old_local, observations), _KEY)
    safe = suppression.suppress(merged, others.filter(pl.col("area") == area), indicators)
    local, revisions = _revise(old_local, safe.observations, why, today)
    tables = {
        **_unchanged(live),
        "observations": pl.concat([others, local]).sort(
            "indicator_id", "leg", "area", "period_end", "period_kind", "reporting_quarter"
        ),
        "targets": _targets(live.targets, targets),
        "commentary": _over(
            live.commentary, commentary, ["indicator_id", "area", "reporting_quarter"]
        ).sort("indicator_id", "area", "reporting_quarter"),
        "revisions": pl.concat([live.revisions, revisions]),
    }
    own = pl.col("area") == area
    _refuse_telling(
        safe.hidden, tables["commentary"].filter(own), tables["targets"].filter(own), indicators
    )
    differences = _differences(old_local, local, indicators)
    changed_words = not tables["commentary"].equals(
        live.commentary.sort("indicator_id", "area", "reporting_quarter")
    ) or not tables["targets"].equals(live.targets)
    return Proposal(
        live.id,
        tables,
        differences,
        _flips(live, tables, area),
        safe.hidden,
        changed_words,
    )


def publish(
    proposal: Proposal,
    *,
    who: str,
    why: str,
    files: Sequence[Path],
    store_root: Path | None = None,
) -> str:
    """Make a proposal the live snapshot; returns its id.

    Raises journal.BusyError where somebody else has published since it was made.
    """
    report: list[dict[str, Any]] = [
        {"source": d.indicator_id, "read": 1, "kept": 1, "withheld": 0, "why": _said(d)}
        for d in proposal.differences
    ]
    return writer.write(
        proposal.tables,
        why=why,
        who=who,
        inputs=[{"path": path.name, "sha256": store.file_digest(path)} for path in files],
        report=report,
        store=store_root,
        based_on=proposal.based_on,
    )


def described(proposal: Proposal) -> list[str]:
    """What would change, in words: each figure, each status that flips, and the rest."""
    lines = []
    for d in proposal.differences:
        before = f"{d.before} -> " if d.before else ""
        lines.append(f"{d.kind}: {d.indicator}, {d.period}: {before}{d.after}")
    lines += [
        f"status: {f.indicator}, {f.quarter} report: {f.before} -> {f.after}"
        for f in proposal.flips
    ]
    if proposal.words_change:
        lines.append("targets or commentary change")
    return lines


def _said(difference: Difference) -> str:
    return f"{difference.period}: {difference.kind}"


# ---- laying over --------------------------------------------------------------------------


def _over(old: pl.DataFrame, new: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """`old` with the rows of `new` in place of those of the same key, or added."""
    kept = old.join(new.select(key).unique(), on=key, how="anti")
    return pl.concat([kept, new.select(old.columns)])


def _as_before(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """`new` with rows that say what the live snapshot says kept as they stand there.

    So a figure that was revised once does not lose its mark when the same return comes again.
    """
    same = new.join(old, on=_KEY, suffix="_old").filter(
        *[pl.col(name).eq_missing(pl.col(f"{name}_old")) for name in _FIGURES],
        pl.col("data_status") == pl.col("data_status_old"),
        pl.col("symbol").is_null() & (pl.col("symbol_old") == "r"),
    )
    kept = old.join(same.select(_KEY), on=_KEY, how="semi")
    return _over(new, kept, _KEY) if kept.height else new


def _revise(
    old: pl.DataFrame, new: pl.DataFrame, why: str, today: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """New rows with changed earlier figures marked, and the record of each change.

    A real figure in place of an illustrative one is no revision: there was none before.
    """
    both = new.join(old, on=_KEY, suffix="_old").filter(
        ~pl.all_horizontal([pl.col(name).eq_missing(pl.col(f"{name}_old")) for name in _FIGURES])
    )
    revised = both.filter(
        (pl.col("data_status_old") != "illustrative") | (pl.col("data_status") == "illustrative")
    )
    record = revised.select(
        "indicator_id",
        "area",
        "period_kind",
        "period_start",
        "period_end",
        # A figure that is now suppressed is not repeated here as the old one.
        old_value=pl.when(pl.col("symbol").fill_null("") != "c").then(pl.col("value_old")),
        new_value="value",
        old_reason=pl.when(pl.col("symbol").fill_null("") == "c")
        .then(pl.lit("not shown"))
        .otherwise(pl.col("reason_old")),
        new_reason="reason",
        revised_on=pl.lit(today),
        why=pl.lit(why),
    ).cast(model.REVISIONS)
    marked = new.join(
        revised.select(_KEY).with_columns(revised=pl.lit(True)), on=_KEY, how="left"
    ).with_columns(
        symbol=pl.when(pl.col("revised") & pl.col("value").is_not_null())
        .then(pl.lit("r"))
        .otherwise(pl.col("symbol")),
        reason=pl.when(pl.col("revised") & pl.col("value").is_not_null())
        .then(pl.lit(f"revised on {today.isoformat()}"))
        .otherwise(pl.col("reason")),
    )
    return marked.select(new.columns), record


def _targets(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Targets with new ones in place; an open one before a new one ends the quarter before."""
    merged = _over(old, new, ["indicator_id", "area", "from_quarter"])
    starts: dict[tuple[str, str], list[Period]] = {}
    for indicator_id, area, text in merged.select(
        "indicator_id", "area", "from_quarter"
    ).iter_rows():
        starts.setdefault((indicator_id, area), []).append(parse_period(text))
    ends = []
    for r in merged.iter_rows(named=True):
        later = [
            p for p in starts[r["indicator_id"], r["area"]] if p > parse_period(r["from_quarter"])
        ]
        end = parse_period(r["to_quarter"]) if r["to_quarter"] else None
        if later:
            before = min(later).previous()
            assert before is not None
            end = before if end is None or end > before else end
        ends.append(end.short if end else None)
    order = [parse_period(text).start for text in merged["from_quarter"]]
    return (
        merged.with_columns(pl.Series("to_quarter", ends, pl.String), pl.Series("_order", order))
        .sort("indicator_id", "area", "_order")
        .drop("_order")
    )


def _unchanged(live: Snapshot) -> dict[str, pl.DataFrame]:
    return {
        "areas": live.areas,
        "groups": live.groups,
        "indicators": live.definitions,
        "sources": live.sources,
        "measures": live.measures,
        "faults": live.faults,
        "benchmarks": live.benchmarks,
    }


def _refuse_telling(
    hidden: Sequence[Hidden],
    commentary: pl.DataFrame,
    targets: pl.DataFrame,
    indicators: Mapping[str, Indicator],
) -> None:
    """Refuse words that name a figure which is not shown, those published earlier included."""
    figures: dict[str, list[Figures]] = {}
    for h in hidden:
        figures.setdefault(h.indicator_id, []).append(Figures(h.value, h.numerator, h.denominator))
    texts = [
        (r["indicator_id"], f"commentary of {r['reporting_quarter']}", r[name])
        for r in commentary.iter_rows(named=True)
        for name in ("what_happened", "why", "action", "owner_role")
    ]
    texts += [
        (r["indicator_id"], f"target from {r['from_quarter']}", r["rationale"])
        for r in targets.iter_rows(named=True)
    ]
    faults = [
        f"{name}, {where}"
        for name, where, text in texts
        if text and name in figures and any(given_away(indicators[name], text, figures[name]))
    ]
    if faults:
        raise InputError(
            "Nothing was published: words name a figure that is too small to show, or that would "
            f"give one away. Send them again without it: {'; '.join(dict.fromkeys(faults))}"
        )


# ---- what changes -------------------------------------------------------------------------


def _differences(
    old: pl.DataFrame, new: pl.DataFrame, indicators: Mapping[str, Indicator]
) -> tuple[Difference, ...]:
    before = {tuple(r[k] for k in _KEY): r for r in old.iter_rows(named=True)}
    found = []
    for r in new.sort("indicator_id", "period_end").iter_rows(named=True):
        earlier = before.get(tuple(r[k] for k in _KEY))
        kind = _kind(earlier, r)
        if kind is None:
            continue
        indicator = indicators[r["indicator_id"]]
        period = Period.of(r["period_kind"], r["period_start"], r["period_end"])
        after = show(indicator, r["value"]) or str(r["reason"])
        gone = r["symbol"] == "c"
        said = "" if earlier is None else show(indicator, earlier["value"]) or earlier["reason"]
        found.append(
            Difference(
                kind,
                indicator.id,
                indicator.name,
                str(period),
                "not shown" if gone and earlier is not None else str(said or ""),
                after,
            )
        )
    return tuple(found)


def _kind(earlier: Mapping[str, Any] | None, now: Mapping[str, Any]) -> str | None:
    if earlier is not None and all(
        earlier[name] == now[name] for name in (*_FIGURES, "data_status")
    ):
        same = (earlier["symbol"] == "c") == (now["symbol"] == "c")
        return None if same else SUPPRESSED
    if now["symbol"] == "c" and (earlier is None or earlier["symbol"] != "c"):
        return SUPPRESSED
    if earlier is None:
        return NEW
    if earlier["data_status"] == "illustrative" and now["data_status"] != "illustrative":
        return REPLACED
    if earlier["value"] is not None and now["value"] is None:
        return REMOVED
    return CHANGED


def _flips(
    live: Snapshot,
    tables: Mapping[str, pl.DataFrame],
    area: str,
) -> tuple[Flip, ...]:
    """Target statuses that differ, in every reporting quarter of the old and new snapshot."""
    new = live.with_tables(tables)
    found = []
    for quarter in sorted({*quarters(live, area), *quarters(new, area)}):
        before = {r.indicator.id: r for r in scorecard.summary(live, quarter, area=area)}
        for row in scorecard.summary(new, quarter, area=area):
            old = before[row.indicator.id].status
            if old != row.status:
                found.append(
                    Flip(row.indicator.id, row.indicator.name, quarter.short, old, row.status)
                )
    return tuple(found)
