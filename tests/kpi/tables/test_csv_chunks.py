"""A table in parts is the whole table to the byte, and no part is larger than planned."""

import itertools

import pytest

from kpi.benchmarks.measures import all_measures
from kpi.errors import UnknownNameError
from kpi.file_writers.csv import to_csv
from kpi.model.snapshot import Snapshot
from kpi.tables import builder, builder_text, csv_chunks
from kpi.tables.selection import EXTRAS, Selection

ONE = 300_000


def some(snapshot: Snapshot, count: int) -> tuple[str, ...]:
    """Measures of every kind, our own indicators first."""
    return tuple(measure.id for measure in itertools.islice(all_measures(snapshot), count))


def chosen(snapshot: Snapshot) -> list[Selection]:
    measures = some(snapshot, 40)
    areas = ("home", "region", "england", "neighbours")
    return [
        Selection("839", measures, areas, extras=tuple(EXTRAS)),
        Selection("839", measures, areas, extras=("neighbours", "rank"), wide=True),
        Selection("839", measures[::-1], ("838", "all"), newest=True),
        Selection("839", measures, ("331",), wide=True, newest=True),  # has no return of ours
    ]


@pytest.mark.parametrize("most", [1, 5_000, 60_000, ONE])
def test_the_parts_are_the_whole_to_the_byte(snapshot: Snapshot, most: int) -> None:
    for wanted in chosen(snapshot):
        plan = csv_chunks.plan(snapshot, wanted, most=most)
        parts = [csv_chunks.part(snapshot, plan, number) for number in range(len(plan.parts))]
        assert b"".join(parts) == to_csv(builder.table(snapshot, wanted))
        assert [name for part in plan.parts for name in part] == list(wanted.measures)
        assert len(parts) == len(wanted.measures) if most == 1 else len(parts) >= 1


def test_no_part_has_more_cells_than_planned(snapshot: Snapshot) -> None:
    every = tuple(measure.id for measure in all_measures(snapshot))
    wanted = Selection("839", every, ("all",), newest=True, extras=tuple(EXTRAS))
    plan = csv_chunks.plan(snapshot, wanted)
    width = builder.width(snapshot, wanted)
    rows = builder.row_counts(snapshot, wanted)
    assert sum(rows.values()) == builder.row_count(snapshot, wanted)
    sizes = [sum(rows.get(name, 0) for name in part) * width for part in plan.parts]
    assert sum(sizes) > 2_000_000
    assert max(sizes) <= csv_chunks.PART_CELLS
    assert csv_chunks.is_large(plan)


def test_rows_are_counted_as_they_are_made(snapshot: Snapshot) -> None:
    for wanted in chosen(snapshot):
        made = builder.table(snapshot, wanted)
        counts = builder.row_counts(snapshot, wanted)
        assert dict(made.group_by("measure").len().iter_rows()) == counts


def test_a_table_without_rows_is_its_header(snapshot: Snapshot) -> None:
    wanted = Selection("839", ("ehcp-20-weeks",), ("330",))  # another council's return
    assert b"".join(csv_chunks.all_parts(snapshot, wanted)) == to_csv(
        builder.table(snapshot, wanted)
    )


def test_unknown_names_are_told_before_the_first_part(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownNameError, match="no measure 'nothing'"):
        csv_chunks.all_parts(snapshot, Selection("839", ("nothing",)))


def test_the_largest_table_that_is_offered_holds_the_bounds(snapshot: Snapshot) -> None:
    every = tuple(measure.id for measure in all_measures(snapshot))
    wide = Selection("839", every, ("all",), wide=True, extras=tuple(EXTRAS))
    size = builder_text.size(snapshot, wide)
    assert size.rows * size.columns > 50_000_000
    assert size.no_csv == (
        f"CSV: {size.rows:,} rows by {size.columns:,} columns are "
        f"{size.rows * size.columns:,} cells; this page makes at most 8,000,000: choose fewer, "
        "or use the command at the foot of this page."
    )
