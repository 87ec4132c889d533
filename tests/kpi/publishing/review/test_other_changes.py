"""What a return changes beside figures is said line by line, with both values."""

from datetime import date
from typing import Any

import polars as pl

from kpi.model.schemas import COMMENTARY, OBSERVATIONS
from kpi.model.snapshot import Snapshot
from kpi.publishing.proposed_changes import described
from kpi.publishing.review.other_changes import OtherChange, SaidTables, other_changes
from tests.kpi.changing import BCP, between
from tests.kpi.returning import PLANS, after, comment, figure, proposed, target

NAME = "Education, health and care plans issued within 20 weeks"


def lines(found: tuple[OtherChange, ...]) -> list[str]:
    return [each.line for each in found]


def test_a_corrected_target_and_a_new_one_are_said_with_their_values(snapshot: Snapshot) -> None:
    live = after(proposed(snapshot, targets=[target(PLANS, "Q2 2025-26", 85.0)]), snapshot)
    found = proposed(
        live, targets=[target(PLANS, "Q2 2025-26", 80.0), target(PLANS, "Q3 2025-26", 90.0)]
    )
    assert lines(found.others) == [
        f"target: {NAME}, from Q2 2025-26: 85.0% becomes 80.0%",
        f"target: {NAME}, from Q2 2025-26: last period: no end becomes Q2 2025-26",
        f"target: {NAME}, from Q3 2025-26: 90.0% (new)",
    ]
    assert set(lines(found.others)) <= set(described(found))


def test_levels_ends_and_what_is_said_of_a_target(snapshot: Snapshot) -> None:
    first = target(PLANS, "Q2 2025-26", 85.0, intervention_level=70.0)
    live = after(proposed(snapshot, targets=[first]), snapshot)
    changed = {**first, "intervention_level": 65.0, "to_quarter": "Q4 2025-26", "rationale": "New"}
    assert lines(proposed(live, targets=[changed]).others) == [
        f"intervention level: {NAME}, from Q2 2025-26: 70.0% becomes 65.0%",
        f"target: {NAME}, from Q2 2025-26: last period: no end becomes Q4 2025-26",
        f"target: {NAME}, from Q2 2025-26: rationale changed",
    ]
    without = {**first, "intervention_level": None}
    assert lines(proposed(live, targets=[without]).others) == [
        f"intervention level: {NAME}, from Q2 2025-26: 70.0% becomes none"
    ]
    assert proposed(live, targets=[first]).is_empty


def test_bounds_of_a_range(snapshot: Snapshot) -> None:
    made = between(snapshot, PLANS, (18.0, 25.0))
    indicators = {i.id: i for i in made.indicators}
    is_it = (pl.col("indicator_id") == PLANS) & (pl.col("area") == BCP)
    wider = made.targets.with_columns(
        target_upper=pl.when(is_it).then(30.0).otherwise("target_upper")
    )
    none = made.observations.clear()
    before, now = (SaidTables(none, each, made.commentary) for each in (made.targets, wider))
    said = lines(other_changes(before, now, indicators))
    assert said, "each row of the indicator differs"
    assert {line.split(": ")[-1] for line in said} == {"18.0% to 25.0% becomes 18.0% to 30.0%"}


def test_commentary_is_new_or_changed(snapshot: Snapshot) -> None:
    sent = [comment(PLANS, "Q1 2025-26", why="Other words"), comment(PLANS, "Q2 2025-26")]
    assert lines(proposed(snapshot, comments=sent).others) == [
        f"commentary: {NAME}, of Q1 2025-26: changed",
        f"commentary: {NAME}, of Q2 2025-26: new",
    ]


def test_a_note_is_said_only_where_its_figure_stays(snapshot: Snapshot) -> None:
    live = after(proposed(snapshot, [figure(PLANS, "Q1 2025-26", 97, 178)]), snapshot)
    noted = figure(PLANS, "Q1 2025-26", 97, 178, note="Counted by hand")
    assert lines(proposed(live, [noted]).others) == [f"note: {NAME}, of Q1 2025-26: changed"]
    moved = figure(PLANS, "Q1 2025-26", 98, 178, note="Counted by hand")
    assert proposed(live, [moved]).others == ()


def test_every_difference_of_a_table_makes_a_line(snapshot: Snapshot) -> None:
    """Whatever column of targets or commentary changes, publishing is not taken for nothing."""
    indicators = {i.id: i for i in snapshot.indicators}
    told = snapshot.observations.filter(pl.col("reporting_quarter").is_not_null())
    before = SaidTables(told, snapshot.targets, snapshot.commentary)
    other: dict[Any, Any] = {pl.Float64: 1.5, pl.String: "Q4 2031-32", pl.Date: date(2031, 1, 1)}
    # The source alone never changes (`replaced_rows.with_sources`).
    keys = ("indicator_id", "area", "from_quarter", "reporting_quarter", "source")
    for column in [c for c in snapshot.targets.columns if c not in keys]:
        kind = type(snapshot.targets.schema[column])
        changed = snapshot.targets.with_columns(pl.lit(other[kind]).alias(column))
        now = SaidTables(told, changed, snapshot.commentary)
        assert other_changes(before, now, indicators), column
    for column in [c for c in COMMENTARY if c not in keys]:
        changed = snapshot.commentary.with_columns(
            pl.lit(other[type(COMMENTARY[column])]).alias(column)
        )
        now = SaidTables(told, snapshot.targets, changed)
        assert other_changes(before, now, indicators), column
    for column in ("note", "supplied_status", "reason", "symbol"):
        changed = told.with_columns(pl.lit("?", OBSERVATIONS[column]).alias(column))
        now = SaidTables(changed, snapshot.targets, snapshot.commentary)
        assert other_changes(before, now, indicators), column
