"""Newer totals of DfE are judged against what a council has published; what tells is held back."""

from datetime import date
from pathlib import Path

import polars as pl

from kpi.disclosure.suppression import SECONDARY
from kpi.publishing import build, proposed_changes, publication
from kpi.publishing.build import BuildResult
from kpi.store import live_snapshot, snapshots, writer
from tests.kpi.returning import PLANS, WHY, comment, figure, own_row, proposed, shown, unproved
from tests.kpi.returning import TODAY as DAY


def newer_total(built: BuildResult, numerator: float, denominator: float) -> BuildResult:
    """What is built once DfE has published calendar 2025 as well."""
    rows = built.tables["observations"]
    last = rows.filter(
        (pl.col("indicator_id") == PLANS)
        & (pl.col("area") == "839")
        & (pl.col("period_kind") == "calendar year")
        & (pl.col("period_end") == date(2024, 12, 31))
    )
    new = last.with_columns(
        period_start=pl.lit(date(2025, 1, 1)),
        period_end=pl.lit(date(2025, 12, 31)),
        numerator=pl.lit(float(numerator)),
        denominator=pl.lit(float(denominator)),
        value=pl.lit(100 * numerator / denominator),
    )
    return BuildResult(
        {**built.tables, "observations": proposed_changes.in_order(pl.concat([rows, new]))},
        built.inputs,
        built.report,
    )


def test_a_newer_total_is_judged_against_what_was_published(
    where: Path, built: BuildResult
) -> None:
    """318 less 118, 96 and 101 is 3. As an older version published it: one quarter hidden alone,
    another corrected, with a comment that names it."""
    live = snapshots.load(snapshots.current_id(where), where)
    quarters = ("Q4 2024-25", "Q1 2025-26", "Q2 2025-26", "Q3 2025-26")
    hidden = {"value": None, "numerator": None, "denominator": None, "symbol": "c",
              "reason": "fewer than 6: too few children to show"}  # fmt: skip
    rows = [
        figure(PLANS, quarters[0], 118, 170),
        figure(PLANS, quarters[1], 90, 178),
        {**figure(PLANS, quarters[2], 3, 160), **hidden},
        figure(PLANS, quarters[3], 107, 175),
    ]
    own = pl.DataFrame(rows, schema=live.observations.schema)
    key = ["indicator_id", "area", "period_start", "period_end"]
    kept = live.observations.join(own.select(key), on=key, how="anti")
    said = comment(PLANS, quarters[1], what_happened="90 of 178 plans were issued in time.",
                   action="Recruit two more caseworkers.")  # fmt: skip
    comments = pl.DataFrame([said], schema=live.commentary.schema)
    mine = live.commentary.filter(pl.col("indicator_id") != PLANS)
    record = {
        "indicator_id": PLANS, "area": "839", "period_kind": "financial quarter",
        "period_start": date(2025, 4, 1), "period_end": date(2025, 6, 30), "old_value": 53.9,
        "new_value": 50.6, "old_reason": None, "new_reason": None, "revised_on": DAY,
        "why": "90 of 178 counted again",
    }  # fmt: skip
    old = {
        **proposed_changes.all_tables(live),
        "observations": proposed_changes.in_order(pl.concat([kept, own])),
        "commentary": pl.concat([mine, comments]),
        "revisions": pl.DataFrame([record], schema=live.revisions.schema),
    }
    before = writer.write(old, why="as before", who="t", inputs=[], report=[], store=where)
    told: list[build.Line] = []
    made, is_new = build.publish(
        newer_total(built, 318, 683),
        why="DfE 2025",
        who="t",
        store_root=where,
        print_line=told.append,
        prove=unproved,
    )
    assert is_new
    after = snapshots.load(made, where)
    assert [shown(after, PLANS, q)[3] for q in quarters] == [None, "c", "c", None]
    assert {own_row(after, PLANS, q)["reason"] for q in quarters[1:3]} == {SECONDARY}
    correction = after.revisions.row(0, named=True)
    assert (correction["old_value"], correction["new_value"]) == (None, None)
    assert correction["why"] is None
    words = after.commentary.filter(pl.col("indicator_id") == PLANS).row(0, named=True)
    assert (words["what_happened"], words["action"]) == (None, "Recruit two more caseworkers.")
    assert [(line.source, line.withheld, line.why) for line in told] == [
        (
            "small numbers",
            1,
            "judged again: ehcp-20-weeks, Q1 2025-26 (Apr to Jun 2025): it was published before. "
            "From now on no snapshot shows it, but whoever saw it may have kept it",
        ),
        (
            "words",
            1,
            "held back, as they name a figure that is not shown: ehcp-20-weeks, commentary of "
            "Q1 2025-26 (what happened)",
        ),
        (
            "words",
            1,
            "held back, as they name a figure that is not shown: ehcp-20-weeks, reason for a "
            "correction of 2025-04-01 to 2025-06-30",
        ),
    ]
    assert after.manifest["report"][-1]["why"] == told[-1].why
    past = live_snapshot.frozen(before, where)
    assert shown(past, PLANS, quarters[1])[:3] == (None, None, None)
    assert past.revisions.row(0, named=True)["new_value"] is None
    assert "90 of 178" not in past.commentary.write_ndjson()


def test_a_newer_total_that_tells_nothing_says_nothing(where: Path, built: BuildResult) -> None:
    """As this version publishes: two quarters of a year are hidden before its total comes."""
    quarters = ("Q4 2024-25", "Q1 2025-26", "Q2 2025-26", "Q3 2025-26")
    counts = ((118, 170), (97, 177), (3, 160), (100, 176))
    live = snapshots.load(snapshots.current_id(where), where)
    rows = [figure(PLANS, q, n, d) for q, (n, d) in zip(quarters, counts, strict=True)]
    publication.publish(
        proposed(live, rows), who="t", why=WHY, files=[], store_root=where, prove=unproved
    )
    before = snapshots.load(snapshots.current_id(where), where)
    told: list[build.Line] = []
    made, _ = build.publish(
        newer_total(built, 318, 683),
        why="DfE 2025",
        who="t",
        store_root=where,
        print_line=told.append,
        prove=unproved,
    )
    after = snapshots.load(made, where)
    assert told == []
    for q in quarters:
        assert own_row(after, PLANS, q) == own_row(before, PLANS, q)
    assert [shown(after, PLANS, q)[3] for q in quarters] == [None, "c", "c", None]
