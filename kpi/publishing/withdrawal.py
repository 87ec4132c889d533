"""Withdraws a snapshot, or one figure, from every served state of a store."""

from __future__ import annotations

from typing import Any

import polars as pl

from kpi import visible_text
from kpi.disclosure import refused_texts
from kpi.disclosure.suppression import KEY, HiddenFigure
from kpi.errors import InputError, StoreError
from kpi.model.snapshot import Snapshot
from kpi.periods import parse_period
from kpi.publishing import carry_forward, proposed_changes
from kpi.store import (
    journal,
    live_pointer,
    publisher_lock,
    served_snapshots,
    snapshots,
    withholding,
    writer,
)
from kpi.store.backends.location import Where
from kpi.store.withholding import Withdrawal, WithheldFigure

ACTION = journal.WITHHOLD


def figure_named(text: str, live: Snapshot, area: str) -> WithheldFigure:
    """Return the figure named as `early-help-returns:Q2 2025-26`, optionally with an area's code
    in between; raises UnknownNameError or InputError."""
    parts = [part.strip() for part in text.split(":") if part.strip()]
    if len(parts) not in (2, 3):
        raise InputError(
            f"'{text}' is no snapshot of the store, and no figure such as "
            '"ehcp-20-weeks:Q1 2025-26"'
        )
    if len(parts) == 3:
        area = parts[1]
    indicator = live.indicator(parts[0])
    try:
        period = parse_period(parts[-1])
    except ValueError as fault:
        raise InputError(f"'{parts[-1]}' is no period: {fault}") from None
    return WithheldFigure(
        indicator.id, live.authority(area).code, str(period.kind),
        period.start.isoformat(), period.end.isoformat(),
    )  # fmt: skip


def is_snapshot(text: str, where: Where) -> bool:
    """Return whether a text names a snapshot of the store, or one that was withheld and removed."""
    return text in snapshots.snapshot_ids(where) or text in withholding.snapshots(
        withholding.entries(where)
    )


def withhold_snapshot(snapshot_id: str, where: Where, *, who: str, why: str) -> str:
    """Stop serving a snapshot; returns what is live now.

    Where it is live itself, the newest other that is served becomes live first. Raises StoreError
    where there is no such snapshot, or no other.
    """
    withdrawals = withholding.entries(where)
    served_snapshots.check(snapshot_id, where, withdrawals)
    if snapshot_id not in snapshots.snapshot_ids(where):
        raise StoreError(f"There is no snapshot {snapshot_id[:80]} in the store.")
    reason = f"Snapshot {snapshot_id}: {visible_text.line(why)}"
    live = snapshots.current_id(where)
    other = _other(snapshot_id, where) if live == snapshot_id else live
    if other is None:
        raise StoreError(
            f"{snapshot_id} is live, and there is no other snapshot to show in its place: publish "
            "or build a better one first."
        )
    with publisher_lock.locked(where):
        withholding.note(where, Withdrawal(journal.now(), who, why, snapshot=snapshot_id))
        if other == live:
            journal.note(
                where, journal.JournalEntry(journal.now(), who, reason, ACTION, live, live)
            )
    if other != live:
        live_pointer.point_to(other, where, why=reason, who=who, action=ACTION, based_on=live)
    return other


def withhold_figure(figure: WithheldFigure, where: Where, *, who: str, why: str) -> str:
    """Hide a figure of an authority's own in every state; returns what is live now.

    Where the live snapshot shows it, a new one without it, and without what would reveal it,
    becomes live. Raises StoreError where no snapshot shows it, InputError for a reason that names
    it.
    """
    rows = _rows(figure, where)
    if rows.is_empty():
        raise StoreError(f"No snapshot shows {figure}.")
    before = snapshots.load(snapshots.current_id(where), where)
    hidden = [_hidden(r) for r in rows.iter_rows(named=True)]
    indicators = {i.id: i for i in before.indicators}
    own = before.observations.filter(
        (pl.col("area") == figure.area) & pl.col("reporting_quarter").is_not_null()
    )
    if refused_texts.is_revealing(why, hidden, own, indicators):
        raise InputError(
            "Nothing was withheld: the reason names the figure. It stands in the history for "
            "good: say it in other words."
        )
    reason = f"{figure}: {visible_text.line(why)}"
    with publisher_lock.locked(where):
        withholding.note(where, Withdrawal(journal.now(), who, why, figure=figure))
    state = served_snapshots.state(before.id, where)
    if state is before or state.observations.equals(before.observations):
        with publisher_lock.locked(where):
            entry = journal.JournalEntry(journal.now(), who, reason, ACTION, before.id, before.id)
            journal.note(where, entry)
        return before.id
    carried = carry_forward.carry(state, proposed_changes.all_tables(state), where)
    return writer.write(
        carried.tables,
        why=reason,
        who=visible_text.line(who),
        inputs=[],
        report=[
            {"source": figure.indicator_id, "read": 1, "kept": 0, "withheld": 1, "why": line}
            for line in (*carried.hidden, *carried.held_back)
        ],
        store=where,
        action=ACTION,
        based_on=before.id,
    )


def _other(snapshot_id: str, where: Where) -> str | None:
    for name in reversed(served_snapshots.ids(where)):
        if name == snapshot_id:
            continue
        try:
            snapshots.load(name, where)
        except StoreError:
            continue
        return name
    return None


def _rows(figure: WithheldFigure, where: Where) -> pl.DataFrame:
    period = figure.period
    return served_snapshots.shown(where, figure.area).filter(
        (pl.col("indicator_id") == figure.indicator_id)
        & (pl.col("leg") == "")
        & (pl.col("period_kind") == figure.period_kind)
        & (pl.col("period_start") == period.start)
        & (pl.col("period_end") == period.end)
    )


def _hidden(r: dict[str, Any]) -> HiddenFigure:
    key = {name: r[name] for name in KEY if name != "area"}
    return HiddenFigure(
        **key, numerator=r["numerator"], denominator=r["denominator"], value=r["value"],
        secondary=False,
    )  # fmt: skip
