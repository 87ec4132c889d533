"""Texts of Build a table: names, counts, ends of periods, limits and what is on screen."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.benchmarks.measures import all_measures
from kpi.model.snapshot import Snapshot
from kpi.tables import builder, builder_text
from kpi.tables.builder_text import ANY, TableSize, day_key, day_of
from kpi.tables.selection import Selection
from tests.kpi.tables.choosing import ALL_EXTRAS, PLANS

ONE = Selection("839", (PLANS,), newest=True)


# ---- names --------------------------------------------------------------------------------


def test_every_measure_has_a_name_of_its_own(snapshot: Snapshot) -> None:
    labels = builder_text.measure_labels(snapshot)
    known = all_measures(snapshot)
    assert list(labels) == [m.id for m in known]
    assert len(set(labels.values())) == len(known)


def test_measures_of_one_name_are_told_apart_by_their_id(snapshot: Snapshot) -> None:
    both = pl.col("measure").is_in(["LAC", "LACnum"])
    named = pl.when(both).then(pl.lit("Children looked after")).otherwise("name").alias("name")
    labels = builder_text.measure_labels(
        replace(snapshot, measures=snapshot.measures.with_columns(named))
    )
    assert (labels["LAC"], labels["LACnum"]) == (
        "Children looked after (LAC)", "Children looked after (LACnum)",
    )  # fmt: skip


def test_groups_come_first_and_abolished_authorities_last(snapshot: Snapshot) -> None:
    labels = builder_text.area_labels(snapshot, ONE)
    assert list(labels.items())[:8] == [
        ("home", "Ours: Bournemouth, Christchurch and Poole"),
        ("neighbours", "Its ten statistical neighbours"),
        ("neighbours-mean", "Neighbours' mean"),
        ("region", "Its region: South West"),
        ("region-authorities", "All authorities of its region (South West)"),
        ("england", "England"),
        ("regions", "All regions"),
        ("all", "All 153 authorities"),
    ]
    areas = [snapshot.area(code) for code in list(labels)[8:]]
    assert "970" not in labels
    assert [a.is_current for a in areas] == sorted((a.is_current for a in areas), reverse=True)
    gone = [labels[a.code] for a in areas if not a.is_current]
    assert gone
    assert all(label.endswith(", abolished") for label in gone)


def test_inner_london_has_london_as_well_and_not_all_have_neighbours(
    snapshot: Snapshot,
) -> None:
    camden = builder_text.area_labels(snapshot, Selection("202"))
    assert camden["region"] == "Its region: London (Inner) or London"
    alone = builder_text.area_labels(replace(snapshot, groups=snapshot.groups.clear()), ONE)
    assert alone["neighbours"] == "Its statistical neighbours (this model has none)"
    assert alone["neighbours-mean"] == "Neighbours' mean (this model has none)"


def test_england_s_code_is_the_group(snapshot: Snapshot) -> None:
    chosen = Selection("839", (PLANS,), ("970", "home", "england"))
    assert builder_text.plain_areas(chosen).areas == ("england", "home")


# ---- ends of periods ----------------------------------------------------------------------


@given(st.none() | st.dates())
def test_a_day_comes_back_from_its_key(day: date | None) -> None:
    assert day_of(day_key(day)) == day


def test_years_may_be_chosen_newest_first_and_an_odd_day_stays(snapshot: Snapshot) -> None:
    starts = builder_text.ends(snapshot, ONE, first=True)
    assert next(iter(starts.items())) == (ANY, "earliest")
    years = [int(label) for label in list(starts.values())[1:]]
    assert years == list(range(years[0], years[-1] - 1, -1))
    assert starts[f"{years[0]}-01-01"] == str(years[0])
    odd = Selection("839", (PLANS,), first=date(2019, 4, 1), last=date(2020, 12, 31))
    assert builder_text.ends(snapshot, odd, first=True)["2019-04-01"] == "1 April 2019"
    closing = builder_text.ends(snapshot, odd, first=False)
    assert (closing[ANY], closing["2020-12-31"]) == ("newest", "2020")
    assert len(closing) == len(starts)  # the last day is a year's own


# ---- size and limits ----------------------------------------------------------------------


def test_the_size_is_that_of_the_table(snapshot: Snapshot) -> None:
    chosen = Selection("839", (PLANS, "LAC"), ("home", "neighbours"), extras=ALL_EXTRAS)
    found, made = builder_text.size(snapshot, chosen), builder.table(snapshot, chosen)
    assert found == TableSize(made.height, made.width, "", "")


@pytest.mark.parametrize(
    ("rows", "columns", "csv", "xlsx"),
    [
        (200_000, 3, "", ""),
        (200_001, 3, "CSV: 200,001 rows; this page makes at most 200,000: choose fewer", ""),
        (200_000, 40, "", "Excel: 200,000 rows by 40 columns are 8,000,000 cells; this page makes"),
        (200_000, 41, "CSV: 200,000 rows by 41 columns are 8,200,000 cells; this page makes at mo",
         "Excel: 200,000 rows by 41 columns are 8,200,000 cells"),
        (2_000_000, 3, "CSV: 2,000,000 rows", "Excel: "),
        (0, 12, "CSV and Excel: no period fits, so there is nothing to take away.", ""),
    ],
)  # fmt: skip
def test_limits_of_files_are_told(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, rows: int, columns: int, csv: str,
    xlsx: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(builder, "row_count", lambda *_: rows)
    monkeypatch.setattr(builder, "width", lambda *_: columns)
    found = builder_text.size(snapshot, ONE)
    assert (found.rows, found.columns) == (rows, columns)
    assert (found.no_csv[: len(csv)], bool(found.no_csv)) == (csv, bool(csv))
    assert (found.no_xlsx[: len(xlsx)], bool(found.no_xlsx)) == (xlsx, bool(xlsx))


@pytest.mark.parametrize(
    ("chosen", "size", "said"),
    [
        (ONE, (1, 25), "1 row and 25 columns: 1 measure, 1 area, each measure's newest period."),
        (Selection("839", (PLANS, "LAC"), ("home", "england")), (1234, 1),
         "1,234 rows and 1 column: 2 measures, 2 areas, all periods."),
        (Selection("839", (PLANS,), first=date(2019, 1, 1)), (2, 2),
         "2 rows and 2 columns: 1 measure, 1 area, periods that end from 1 January 2019."),
        (Selection("839", (PLANS,), last=date(2019, 12, 31)), (2, 2),
         "2 rows and 2 columns: 1 measure, 1 area, periods that end to 31 December 2019."),
        (Selection("839", (PLANS,), first=date(2019, 1, 1), last=date(2020, 12, 31)), (2, 2),
         "2 rows and 2 columns: 1 measure, 1 area, periods that end from 1 January 2019 to "
         "31 December 2020."),
    ],
)  # fmt: skip
def test_the_size_in_words(
    snapshot: Snapshot, chosen: Selection, size: tuple[int, int], said: str
) -> None:
    assert builder_text.size_words(snapshot, chosen, TableSize(*size, "", "")) == said


def test_what_is_on_screen_in_words() -> None:
    rounded = ", rounded as they are published. Files hold every row, unrounded."
    size = TableSize(1234, 25, "", "")
    assert builder_text.preview_words(100, size) == f"First 100 of 1,234 rows{rounded}"
    assert builder_text.preview_words(1234, size) == f"All 1,234 rows{rounded}"
    assert builder_text.preview_words(1, TableSize(1, 2, "", "")) == f"All 1 row{rounded}"


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, ""), (1, "1 figure of this table is made up"), (6, "6 figures of this table are made up")],
)
def test_made_up_figures_are_counted(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, count: int, said: str
) -> None:
    monkeypatch.setattr(builder, "illustrative_count", lambda *_: count)
    found = builder_text.illustrative_words(snapshot, ONE)
    assert (found[: len(said)], bool(found)) == (said, bool(said))


def test_what_is_still_to_be_chosen() -> None:
    assert builder_text.missing_choices(Selection("839")).startswith("Choose one measure or more")
    assert builder_text.missing_choices(Selection("839", (PLANS,), ())) == (
        "Choose one area or more."
    )
    assert builder_text.missing_choices(ONE) == ""


# ---- the preview --------------------------------------------------------------------------


def test_a_preview_is_rounded_to_the_measure_s_decimals(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pl.DataFrame(
        {
            "decimals": [1, 0], "value": [12.25, -0.5], "value_2024": [0.05, None],
            "neighbours_mean": [1.949, 2.5], "closeness": [1.23456, 1.0], "name": ["a", "b"],
        }
    )  # fmt: skip
    monkeypatch.setattr(builder, "head", lambda *_: made)
    found = builder_text.preview(snapshot, ONE)
    assert found["value"].to_list() == [12.3, -1.0]
    assert found["value_2024"].to_list() == [0.1, None]
    assert found["neighbours_mean"].to_list() == [1.9, 3.0]
    assert found["closeness"].to_list() == [1.23456, 1.0]  # no figure of the measure
    assert builder_text.numbers(found) == [
        "decimals", "value", "value_2024", "neighbours_mean", "closeness",
    ]  # fmt: skip


def test_the_most_read_columns_come_first_and_none_is_lost() -> None:
    made = pl.DataFrame(
        schema=["measure", "area", "rank_of", "value", "reason", "name", "unit", "previous_value"]
    )
    assert builder_text.reading_order(made) == [
        "name", "value", "unit", "rank_of", "previous_value", "reason", "measure", "area",
    ]  # fmt: skip


def test_commands_and_saved_selections(snapshot: Snapshot) -> None:
    said = builder_text.command(snapshot, ONE)
    assert said.startswith("python -m kpi table --selection 1.")
    assert said.endswith(".839.h.n.~.l.202505")
    assert builder_text.opened_words(snapshot, ONE) == (
        "The saved selection was opened: 1 measure, 1 area, each measure's newest period; own "
        "authority Bournemouth, Christchurch and Poole."
    )
    assert builder_text.models(snapshot) == {
        "2025-05": "DfE's May 2025 model", "2021-04": "DfE's April 2021 model",
    }  # fmt: skip
