"""Build a table: every value is the store's, and a selection survives its address and its file."""

import csv as reader
import io
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.benchmarks import lait_comparison
from kpi.benchmarks.grids.grid import grid
from kpi.benchmarks.measures import all_measures, by_id
from kpi.benchmarks.time_series import over_time
from kpi.downloads import file_names
from kpi.errors import UnknownNameError
from kpi.file_writers import csv
from kpi.indicators.comparisons.chosen_groups import of_codes
from kpi.indicators.comparisons.england_and_region_means import with_means
from kpi.model import schemas
from kpi.model.snapshot import Snapshot
from kpi.statistics.float_noise import cleaned
from kpi.tables import builder
from kpi.tables.selection import MEAN, Selection
from tests.kpi.tables.choosing import ALL_EXTRAS, FIXED, PLANS, selections


def stored(snapshot: Snapshot) -> dict[tuple[str, str, str, date], float | None]:
    """measure, area, kind and end of period: value, straight from the store, published or not,
    without the float noise of the source's spreadsheet.

    For terms, regions and England are means of authorities
    (`tests/kpi/indicators/comparisons/test_england_and_region_means.py`).
    """

    def make() -> dict[tuple[str, str, str, date], float | None]:
        columns = ["period_kind", "period_end", "value"]
        lait = snapshot.benchmarks.drop_nulls("period_end").select("measure", "area", *columns)
        own = with_means(snapshot).select("indicator_id", "area", *columns)
        rows = [*lait.iter_rows(), *own.iter_rows()]
        return {(m, a, k, end): v if v is None else cleaned(v) for m, a, k, end, v in rows}

    return snapshot.remember("test: stored", make)


def mean_of_neighbours(
    snapshot: Snapshot, chosen: Selection, measure: str, kind: str, end: date
) -> float | None:
    """The plain mean of what the store holds of the neighbours that existed on that day."""
    values = stored(snapshot)
    found = []
    for code in snapshot.neighbours(chosen.home, chosen.model):
        area = snapshot.area(code)
        exists = (area.created_on or date.min) <= end < (area.abolished_on or date.max)
        value = values.get((measure, code, kind, end))
        if exists and value is not None:
            found.append(value)
    return sum(found) / len(found) if found else None


@FIXED
@given(data=st.data())
def test_every_value_of_any_table_is_the_stores(snapshot: Snapshot, data: st.DataObject) -> None:
    chosen = replace(data.draw(selections(snapshot)), wide=False)
    made = builder.table(snapshot, chosen)
    assert made.columns == builder.columns_of(chosen)
    assert made.height == builder.row_count(snapshot, chosen)
    values, wrong = stored(snapshot), {("FirstYJS", "970")}
    for row in made.iter_rows(named=True):
        where = row["measure"], row["period_kind"], row["period_end"]
        if row["area"] == MEAN:
            assert row["data_status"] != "published"
            withheld = "neighbours" in by_id(snapshot)[row["measure"]].withheld
            expected = None if withheld else mean_of_neighbours(snapshot, chosen, *where)
            assert row["value"] == pytest.approx(expected)
            assert (row["value"] is None) == (row["symbol"] is not None)
            continue
        expected = values[row["measure"], row["area"], row["period_kind"], row["period_end"]]
        if (row["measure"], row["area"]) in wrong:
            assert row["value"] is None
            assert "sum of the nine regional rates" in row["reason"]
        else:
            assert row["value"] == expected
        assert (row["value"] is None) == (row["symbol"] is not None)
        assert row["value"] is not None or row["reason"]
        assert chosen.first is None or row["period_end"] >= chosen.first
        assert chosen.last is None or row["period_end"] <= chosen.last
    held = {key for key in values if key[0] in chosen.measures}
    areas = set(builder.areas_of(snapshot, chosen))
    wanted = {
        key
        for key in held
        if key[1] in areas
        and (chosen.first is None or key[3] >= chosen.first)
        and (chosen.last is None or key[3] <= chosen.last)
    }
    if not chosen.newest:
        real = made.filter(pl.col("area") != MEAN)
        assert set(real.select("measure", "area", "period_kind", "period_end").rows()) == wanted


# ---- the extra columns --------------------------------------------------------------------


@pytest.mark.parametrize("home", ["839", "908", "202"])
def test_extra_columns_are_those_of_the_comparison(snapshot: Snapshot, home: str) -> None:
    names = tuple(snapshot.measures["measure"])
    made = builder.table(snapshot, Selection(home, names, newest=True, extras=ALL_EXTRAS))
    both = made.join(lait_comparison.compare(snapshot, area=home), on="measure", suffix="_c")
    assert both.height == 434
    for name in ("value", "neighbours_count", "change", "rank", "rank_of", "band"):
        assert both.filter(~pl.col(name).eq_missing(pl.col(f"{name}_c"))).is_empty(), name
    gap = (pl.col("neighbours_mean") - pl.col("neighbours_mean_c")).abs()
    assert both.filter(gap > 1e-9 * pl.max_horizontal(1, "value")).is_empty()
    assert set(both["neighbours_of"]) == {10}


def test_defect_region_and_england_rows_carry_a_rank(snapshot: Snapshot) -> None:
    chosen = Selection("839", (PLANS,), ("home", "region", "england"), extras=ALL_EXTRAS)
    made = builder.table(snapshot, replace(chosen, newest=True))
    assert made.select("area", "rank", "rank_of", "band", "neighbours_count").rows() == [
        ("839", 43, 151, "B", 10), ("990", None, None, None, None), ("970", None, None, None, None),
    ]  # fmt: skip


def test_sums_say_that_they_are_sums(snapshot: Snapshot) -> None:
    made = builder.table(snapshot, Selection("839", ("LACnum",), ("home", "england"), newest=True))
    own, england = made.rows(named=True)
    assert (own["value"], own["note"]) == (560.0, None)
    assert (england["value"], england["symbol"]) == (81770.0, None)
    assert england["note"].startswith("This is a count or a money total")


def test_a_figure_that_a_release_revised_has_its_mark(snapshot: Snapshot) -> None:
    newest = Selection("839", (PLANS,), ("home", "england", MEAN), newest=True)
    own, england, mean = builder.table(snapshot, newest).rows(named=True)
    assert (own["symbol"], own["reason"]) == (None, None)
    logged = {"source": "dfe-lait", "edition": "x", "measure": PLANS, "name": "x", "old_value": 1.0}
    label = own["period_label"]
    changes = [
        ("839", label, date(2026, 5, 1), own["value"] + 1),
        ("839", label, date(2026, 7, 1), own["value"]),  # the newer release counts
        ("970", label, date(2026, 7, 1), england["value"] + 1),  # no longer what it made of it
        ("839", "2016", date(2026, 7, 1), own["value"]),
        (MEAN, label, date(2026, 7, 1), mean["value"]),
    ]
    rows = [
        logged | {"area": a, "period": p, "taken_in": day, "new_value": value}
        for a, p, day, value in changes
    ]
    revised = snapshot.with_tables(
        {"release_revisions": pl.DataFrame(rows, schemas.RELEASE_REVISIONS)}
    )
    told = builder.table(revised, replace(newest, newest=False))
    marked = told.filter(pl.col("symbol") == "r").select("area", "period_label", "value", "reason")
    assert marked.rows() == [("839", label, own["value"], "revised on 2026-07-01")]


def test_illustrative_figures_say_so(snapshot: Snapshot) -> None:
    made = builder.table(snapshot, Selection("839", ("ehcp-20-weeks",), ("home", "england")))
    quarters = made.filter(pl.col("period_kind") == "financial quarter")
    assert set(quarters["data_status"]) == {"illustrative"}
    assert set(quarters["area"]) == {"839"}
    assert set(made.filter(pl.col("area") == "970")["data_status"]) == {"published"}
    wide = builder.table(snapshot, Selection("839", ("ehcp-20-weeks",), wide=True))
    assert set(wide["data_status"]) == {"published", "illustrative"}


def test_a_councils_return_is_never_ranked_nor_in_a_mean(snapshot: Snapshot) -> None:
    made = builder.table(snapshot, Selection("839", ("ehcp-20-weeks",), extras=ALL_EXTRAS))
    own = made.filter(pl.col("data_status") == "illustrative")
    assert own.height == 6
    assert own.select("rank", "rank_of", "band", "neighbours_mean").null_count().row(0) == (6,) * 4


def test_groups_are_the_areas_they_name(snapshot: Snapshot) -> None:
    def codes(*areas: str, home: str = "839") -> tuple[str, ...]:
        return builder.areas_of(snapshot, Selection(home, (PLANS,), areas))

    assert codes("neighbours")[:3] == ("822", "882", "886")
    assert codes("region", "england") == ("990", "970")
    assert codes("region", home="202") == ("987", "986")
    assert len(codes("all")) == 153
    assert len(codes("regions")) == 11
    assert len(codes("region-authorities")) == 15
    assert codes("home", "839", "neighbours", "822").count("822") == 1


def test_names_nobody_knows(snapshot: Snapshot) -> None:
    bad = Selection("999", ("nope",), ("there",), extras=("money",), model="2007")
    with pytest.raises(UnknownNameError) as fault:
        builder.table(snapshot, bad)
    for word in ("999", "nope", "there", "money", "2007"):
        assert word in str(fault.value)
    late = Selection("839", (PLANS,), first=date(2024, 1, 1), last=date(2023, 1, 1))
    with pytest.raises(UnknownNameError, match="after they end"):
        builder.row_count(snapshot, late)


def test_fifty_by_twenty_as_csv_opened_again(snapshot: Snapshot) -> None:
    names = tuple(snapshot.measures["measure"])[100:150]
    areas = (*grid(snapshot).current[30:48], "region", "england")
    made = builder.table(snapshot, Selection("839", names, areas, extras=("neighbours",)))
    rows = list(reader.DictReader(io.StringIO(csv.to_csv(made).decode(), newline="")))
    values = stored(snapshot)
    assert len(rows) == made.height > 8000
    for row in rows:
        end = date.fromisoformat(row["period_end"])
        expected = values[row["measure"], row["area"], row["period_kind"], end]
        assert (float(row["value"]) if row["value"] else None) == expected
        assert row["value"] or row["reason"]


def test_the_file_name_states_the_selection() -> None:
    chosen = Selection("839", (PLANS,), ("home", "england"), first=date(2019, 1, 1))
    assert file_names.built_table(chosen, "csv") == (
        "table-sen-ehc-excpt-20wks-839-home-england-from-2019-01-01.csv"
    )


# ---- the first rows, without the rest -------------------------------------------------------


@FIXED
@given(data=st.data(), most=st.integers(1, 120))
def test_the_first_rows_are_those_of_the_whole_table(
    snapshot: Snapshot, data: st.DataObject, most: int
) -> None:
    chosen = data.draw(selections(snapshot))
    whole = builder.table(snapshot, chosen)
    assert builder.head(snapshot, chosen, most).equals(whole.head(most))
    assert builder.head(snapshot, chosen, most).schema == whole.schema
    assert builder.width(snapshot, chosen) == whole.width


def test_the_first_rows_of_everything_are_quick_to_make(snapshot: Snapshot) -> None:
    every = tuple(m.id for m in all_measures(snapshot))
    chosen = Selection("839", every, ("home",), extras=ALL_EXTRAS, wide=True)
    made = builder.head(snapshot, chosen, 100)
    assert made.height == 100
    assert made.equals(builder.table(snapshot, chosen).head(100))


# ---- the neighbours' mean as an area ------------------------------------------------------


def test_the_mean_as_an_area_is_the_mean_of_the_column(snapshot: Snapshot) -> None:
    chosen = Selection("839", (PLANS, "ehcp-20-weeks"), ("home", MEAN), extras=("neighbours",))
    made = builder.table(snapshot, chosen)
    own = made.filter((pl.col("area") == "839") & pl.col("neighbours_mean").is_not_null())
    mean = made.filter(pl.col("area") == MEAN)
    assert mean.height > 10
    keys = ["measure", "period"]
    both = own.join(mean, on=keys, suffix="_of_area")
    assert both.height == mean.drop_nulls("value").height
    assert both["neighbours_mean"].to_list() == both["value_of_area"].to_list()
    assert both["neighbours_count"].to_list() == both["neighbours_count_of_area"].to_list()
    assert set(mean["data_status"]) == {"derived"}
    assert mean.drop_nulls("value")["symbol"].null_count() == mean.drop_nulls("value").height


def test_a_mean_that_is_withheld_says_why(snapshot: Snapshot) -> None:
    known = by_id(snapshot)
    wrong = {**known, PLANS: replace(known[PLANS], withheld={"neighbours": "Too few."})}
    changed = replace(snapshot)
    changed.remember("measures by id", lambda: wrong)
    made = builder.table(changed, Selection("839", (PLANS,), (MEAN,), newest=True))
    (row,) = made.rows(named=True)
    assert (row["value"], row["symbol"], row["reason"]) == (None, "x", "Too few.")


def test_a_return_has_no_mean(snapshot: Snapshot) -> None:
    made = builder.table(snapshot, Selection("839", ("early-help-returns",), ("home", MEAN)))
    assert set(made["area"]) == {"839"}
    assert made.height == builder.row_count(
        snapshot, Selection("839", ("early-help-returns",), ("home", MEAN))
    )


def test_a_change_of_the_mean_is_derived(snapshot: Snapshot) -> None:
    chosen = Selection("839", ("ehcp-20-weeks",), (MEAN,), newest=True, extras=("change",))
    (row,) = builder.table(snapshot, chosen).filter(pl.col("value").is_not_null()).rows(named=True)
    assert row["change"] == pytest.approx(row["value"] - row["previous_value"])
    assert row["change_data_status"] == "derived"


@pytest.mark.parametrize("wide", [False, True])
def test_a_chosen_groups_mean_is_a_column_and_its_authorities_are_areas(
    snapshot: Snapshot, wide: bool
) -> None:
    chosen = Selection("839", (PLANS,), ("home", "group"), wide=wide, group="851,852,880")
    made = builder.table(snapshot, chosen)
    assert made["area"].unique(maintain_order=True).to_list() == ["839", "851", "852", "880"]
    over = over_time(snapshot, PLANS, area="839", group=of_codes(["851", "852", "880"])).table
    if wide:
        newest = made.filter(area="839").row(0, named=True)
        last = over.row(-1, named=True)
        assert newest["group_mean_2024_calendar_year"] == last["group_mean"]
        assert newest["group_count_2024_calendar_year"] == last["group_count"]
        return
    for area in ("839", "880"):
        rows = made.filter(area=area)
        assert rows["group_mean"].to_list() == over["group_mean"].to_list()
        assert rows["group_median"].to_list() == over["group_median"].to_list()
        assert rows["group_count"].to_list() == over["group_count"].to_list()
        assert set(rows["group_of"]) == {3}
        assert set(rows["group_data_status"]) == {"derived"}
    plain = builder.table(snapshot, replace(chosen, areas=("home",), group=""))
    assert plain.equals(made.filter(area="839").select(plain.columns))
