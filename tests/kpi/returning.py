"""Returns made in tests: rows as the reader types them, laid over a snapshot and published."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kpi.model.schemas import COMMENTARY, OBSERVATIONS, TARGETS
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, parse_period
from kpi.publishing import proposed_changes, publication, rollback
from kpi.publishing.definitions import definition_changes
from kpi.publishing.go_live import go_live_check, start_check
from kpi.publishing.proposed_changes import Proposal
from kpi.store import snapshots
from tests.kpi.changing import BCP

PLANS, EARLY, EXCLUDED = "ehcp-20-weeks", "early-help-returns", "primary-permanent-exclusions"
YEAR_2024 = ("Q4 2023-24", "Q1 2024-25", "Q2 2024-25", "Q3 2024-25")  # calendar 2024: 493 of 635
TODAY = date(2025, 7, 20)
WHY = "Return of the quarter"


def figure(
    indicator_id: str,
    period: str,
    numerator: float | None = None,
    denominator: float | None = None,
    **more: object,
) -> dict[str, object]:
    """A row of observations; the value is what the counts give, unless it is named."""
    covered = parse_period(period)
    value = None
    if numerator is not None and denominator:
        value = round(100 * numerator / denominator, 1)
    quarter = covered if covered.kind is Kind.QUARTER else parse_period("Q1 2025-26")
    return {
        "indicator_id": indicator_id,
        "leg": "",
        "area": BCP,
        "period_kind": str(covered.kind),
        "period_start": covered.start,
        "period_end": covered.end,
        "value": value,
        "numerator": numerator,
        "denominator": denominator,
        "symbol": None,
        "reason": None,
        "data_status": "published",
        "source": "local-return",
        "known_from": quarter.end,
        "reporting_quarter": quarter.short,
        "note": None,
        "supplied_status": None,
        **more,
    }


def comment(indicator_id: str, quarter: str, **more: object) -> dict[str, object]:
    """A row of commentary."""
    return {
        "indicator_id": indicator_id,
        "area": BCP,
        "reporting_quarter": quarter,
        "data_status": "published",
        "what_happened": None,
        "why": None,
        "action": None,
        "owner_role": None,
        "due": None,
        **more,
    }


def target(indicator_id: str, start: str, goal: float, **more: object) -> dict[str, object]:
    """A row of targets."""
    return {
        "indicator_id": indicator_id,
        "area": BCP,
        "from_quarter": start,
        "to_quarter": None,
        "target": goal,
        "intervention_level": None,
        "target_type": "local",
        "data_status": "published",
        "rationale": None,
        **more,
    }


Rows = Sequence[Mapping[str, object]]


def proposed(
    live: Snapshot,
    figures: Rows = (),
    targets: Rows = (),
    comments: Rows = (),
    *,
    why: str = WHY,
    today: date = TODAY,
) -> Proposal:
    """What publishing rows would change."""
    return proposed_changes.propose(
        live,
        pl.DataFrame(list(figures), schema=OBSERVATIONS, orient="row"),
        pl.DataFrame(list(targets), schema=TARGETS, orient="row"),
        pl.DataFrame(list(comments), schema=COMMENTARY, orient="row"),
        area=BCP,
        why=why,
        today=today,
    )


def after(proposal: Proposal, live: Snapshot) -> Snapshot:
    """The snapshot to be, without writing it."""
    return live.with_tables(proposal.tables)


def unproved(snapshot: Snapshot) -> None:
    """Nothing: that a snapshot can be shown is tested with `kpi.publishing.go_live`."""


@contextmanager
def proved_at_a_glance() -> Iterator[None]:
    """Publications and rollbacks prove only what a starting server makes, not every page.

    For tests that need what is published; each way to publish has one that sees the whole proof.
    """

    def look(snapshot: Snapshot) -> go_live_check.Proof:
        began = time.monotonic()
        start_check.quick_check(snapshot)
        return go_live_check.Proof(len(snapshot.indicators), 1, 1, 0, time.monotonic() - began)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(go_live_check, "prove", look)
        for way in (publication.publish, rollback.roll_back, definition_changes.publish):
            defaults = way.__kwdefaults__
            assert defaults is not None
            patch.setitem(defaults, "prove", look)
        yield


def live_of(where: Path) -> Snapshot:
    """The live snapshot of a store."""
    return snapshots.load(snapshots.current_id(where), where)


def published(proposal: Proposal, where: Path, why: str = WHY) -> Snapshot:
    """A proposal made live and loaded again."""
    made = publication.publish(
        proposal, who="an officer", why=why, files=[], store_root=where, prove=unproved
    )
    return snapshots.load(made, where)


def own_row(snapshot: Snapshot, indicator_id: str, period: str) -> dict[str, Any]:
    """The council's own row of a period."""
    covered = parse_period(period)
    rows = snapshot.observations.filter(
        (pl.col("indicator_id") == indicator_id)
        & (pl.col("area") == BCP)
        & (pl.col("leg") == "")
        & (pl.col("period_start") == covered.start)
        & (pl.col("period_end") == covered.end)
        & pl.col("reporting_quarter").is_not_null()
    )
    return rows.row(0, named=True)


def shown(snapshot: Snapshot, indicator_id: str, period: str) -> tuple[object, ...]:
    """Value, counts and symbol of the council's own row."""
    row = own_row(snapshot, indicator_id, period)
    return row["value"], row["numerator"], row["denominator"], row["symbol"]


def without_return(snapshot: Snapshot) -> Snapshot:
    """The snapshot as it is before the council has returned anything."""
    return replace(
        snapshot,
        observations=snapshot.observations.filter(pl.col("reporting_quarter").is_null()),
        targets=snapshot.targets.clear(),
        commentary=snapshot.commentary.clear(),
    )


def exempt(snapshot: Snapshot, indicator_id: str) -> Snapshot:
    """The snapshot with an indicator whose small numbers may be shown, with a reason."""
    return replace(
        snapshot,
        indicators=tuple(
            replace(i, publish_small_numbers="DfE publishes them") if i.id == indicator_id else i
            for i in snapshot.indicators
        ),
    )
