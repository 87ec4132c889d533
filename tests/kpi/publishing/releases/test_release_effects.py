"""What reads differently on the pages: each once, with the quarters it concerns."""

import polars as pl

from kpi.indicators import scorecard
from kpi.indicators.reporting_quarters import quarters
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.publishing.releases.release_effects import AS_KNOWN, NEWEST, effects

PLANS = "ehcp-20-weeks"


def with_england(snapshot: Snapshot, more: float) -> Snapshot:
    """A snapshot in which England's newest figure of plans is another."""
    rows = snapshot.observations
    is_it = (pl.col("indicator_id") == PLANS) & (pl.col("area") == "970") & (pl.col("leg") == "")
    last = rows.filter(is_it)["period_end"].max()
    raised = pl.when(is_it & (pl.col("period_end") == last)).then(pl.col("value") + more)
    return snapshot.with_tables(
        {"observations": rows.with_columns(value=raised.otherwise(pl.col("value")))}
    )


def test_the_same_snapshot_reads_the_same(snapshot: Snapshot) -> None:
    assert effects(snapshot, snapshot, "839") == ()


def test_a_comparators_figure_and_verdict_are_told_with_their_quarters(snapshot: Snapshot) -> None:
    after = with_england(snapshot, 30)
    found = effects(snapshot, after, "839")
    assert {each.indicator_id for each in found} == {PLANS}
    assert {each.what for each in found} >= {"England"}
    known = next(e for e in found if e.what == "England" and e.comparators == AS_KNOWN)
    for quarter in quarters(snapshot, "839"):
        old, new = (
            next(
                row
                for row in scorecard.summary(each, View("839", quarter))
                if row.indicator.id == PLANS
            ).comparator("england")
            for each in (snapshot, after)
        )
        assert (quarter.short in known.quarters) == (old.value != new.value)
    newest = [e for e in found if e.what == "England" and e.comparators == NEWEST]
    assert all(set(each.quarters).isdisjoint(known.quarters) for each in newest)


def test_a_status_that_flips_is_told(snapshot: Snapshot) -> None:
    rows = snapshot.observations
    ours = (
        (pl.col("indicator_id") == PLANS)
        & (pl.col("area") == "839")
        & pl.col("reporting_quarter").is_not_null()
    )
    value = pl.when(ours).then(0.0).otherwise(pl.col("value"))
    after = snapshot.with_tables({"observations": rows.with_columns(value=value)})
    flips = [each for each in effects(snapshot, after, "839") if each.what == "status"]
    assert flips
    for each in flips:
        assert each.before != each.after
        for name in each.quarters:
            quarter = next(q for q in quarters(snapshot, "839") if q.short == name)
            row = next(
                r
                for r in scorecard.statuses(after, View("839", quarter))
                if r.indicator.id == PLANS
            )
            assert row.status == each.after
