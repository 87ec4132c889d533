"""Build a table: every value is the store's, and a selection survives its address and its file."""

import csv as reader
import io
import json
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi.benchmarks import lait_comparison
from kpi.benchmarks.grids.grid import grid
from kpi.benchmarks.measures import all_measures
from kpi.errors import InputError, UnknownNameError
from kpi.exports import csv
from kpi.indicators.comparisons.derived_means import with_means
from kpi.model.snapshot import Snapshot
from kpi.statistics.float_noise import cleaned
from kpi.tables import builder, selection
from kpi.tables.selection import EXTRAS, GROUPS, Selection

PLANS = "SEN_EHC_Excpt_20wks"
ALL_EXTRAS = tuple(EXTRAS)
FIXED = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def selections(draw: st.DrawFn, snapshot: Snapshot) -> Selection:
    """Any selection a person can make."""
    known = [m.id for m in all_measures(snapshot)]
    codes = snapshot.areas["area"].to_list()
    authorities = [a for a in codes if snapshot.area(a).kind == "authority"]
    days = st.none() | st.dates(date(2012, 1, 1), date(2027, 12, 31))
    first, last = draw(days), draw(days)
    if first and last and first > last:
        first, last = last, first
    unique = {"unique": True, "min_size": 1}
    areas = st.lists(st.sampled_from([*GROUPS, *codes]), max_size=8, **unique)  # type: ignore[arg-type]
    extras = draw(st.lists(st.sampled_from(ALL_EXTRAS), unique=True))
    return Selection(
        home=draw(st.sampled_from(authorities)),
        measures=tuple(draw(st.lists(st.sampled_from(known), max_size=12, **unique))),  # type: ignore[arg-type]
        areas=tuple(draw(areas)),
        first=first,
        last=last,
        newest=draw(st.booleans()) and not (first or last),
        extras=tuple(name for name in EXTRAS if name in extras),
        wide=draw(st.booleans()),
        model=draw(st.sampled_from(["2025-05", "2021-04"])),
    )


def stored(snapshot: Snapshot) -> dict[tuple[str, str, str, date], float | None]:
    """measure, area, kind and end of period: value, straight from the store, published or not,
    without the float noise of the source's spreadsheet.

    For terms, regions and England are means of authorities
    (`tests/kpi/indicators/comparisons/test_derived_means.py`).
    """

    def make() -> dict[tuple[str, str, str, date], float | None]:
        columns = ["period_kind", "period_end", "value"]
        lait = snapshot.benchmarks.drop_nulls("period_end").select("measure", "area", *columns)
        own = with_means(snapshot).select("indicator_id", "area", *columns)
        rows = [*lait.iter_rows(), *own.iter_rows()]
        return {(m, a, k, end): v if v is None else cleaned(v) for m, a, k, end, v in rows}

    return snapshot.remember("test: stored", make)


@FIXED
@given(data=st.data())
def test_every_value_of_any_table_is_the_stores(snapshot: Snapshot, data: st.DataObject) -> None:
    chosen = replace(data.draw(selections(snapshot)), wide=False)
    made = builder.table(snapshot, chosen)
    assert made.columns == builder.columns_of(chosen)
    assert made.height == builder.row_count(snapshot, chosen)
    values, wrong = stored(snapshot), {("FirstYJS", "970")}
    for row in made.iter_rows(named=True):
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
        assert set(made.select("measure", "area", "period_kind", "period_end").rows()) == wanted


@FIXED
@given(data=st.data())
def test_wide_holds_the_same_figures(snapshot: Snapshot, data: st.DataObject) -> None:
    chosen = replace(data.draw(selections(snapshot)), wide=True)
    wide = builder.table(snapshot, chosen)
    long = builder.table(snapshot, replace(chosen, wide=False))
    assert wide.height == builder.row_count(snapshot, chosen)
    for name in ["value", *(["rank"] if "rank" in chosen.extras else [])]:
        spread = [
            column
            for column in wide.columns
            if column.startswith(f"{name}_") and not column.startswith("rank_of_")
        ]
        found = sorted(v for c in spread for v in wide[c].drop_nulls())
        assert found == sorted(long[name].drop_nulls())


@FIXED
@given(data=st.data())
def test_a_selection_survives_its_address_and_its_file(
    snapshot: Snapshot, data: st.DataObject
) -> None:
    chosen = data.draw(selections(snapshot))
    text = selection.encode(snapshot, chosen)
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~.")
    assert selection.decode(snapshot, text, home="839") == (chosen, ())
    assert selection.from_json(snapshot, selection.to_json(chosen)) == chosen


@given(text=st.text(max_size=80) | st.from_regex(r"1(\.[\w~-]{0,12}){7}", fullmatch=True))
@FIXED
def test_any_text_is_read_without_a_crash(snapshot: Snapshot, text: str) -> None:
    found, faults = selection.decode(snapshot, text, home="839")
    assert found is not None or faults
    if found is not None:
        assert selection.checked(snapshot, found)[1] == ()


def test_the_address_is_short(snapshot: Snapshot) -> None:
    fifty = tuple(m.id for m in all_measures(snapshot)[:50])
    areas = (*grid(snapshot).current[:18], "region", "england")
    text = selection.encode(snapshot, Selection("839", fifty, areas, extras=ALL_EXTRAS))
    assert len(text) < 320
    every = Selection("839", tuple(m.id for m in all_measures(snapshot)), ("all",))
    assert selection.encode(snapshot, every) == "1.~.839.a.~-~.~.l.202505"


def test_faults_of_an_address_are_all_named(snapshot: Snapshot) -> None:
    code = selection.encode(snapshot, Selection("839", (PLANS,))).split(".")[1]
    found, faults = selection.decode(
        snapshot, f"1.{code}zzzz.999.h-777.20191301-~.nq.x.199901", home="839"
    )
    assert found == Selection("839", (PLANS,), ("home",), extras=("neighbours",))
    assert faults == (
        "'20191301' is not a day as in 20190101",
        "the table's shape 'x' is not l or w",
        "no column 'q'",
        "no measure has the code 'zzzz'",
        "no authority has the code '999'",
        "no area or group '777'",
        "no neighbour model '1999-01'; there are 2025-05, 2021-04",
    )
    assert selection.decode(snapshot, "2.x", home="839")[0] is None
    assert selection.decode(snapshot, "1.x", home="839")[1] == (
        "the table's address has 2 parts, expected 8",
    )


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"kind": "other"}, "not a selection of ours"),
        ({"version": 2}, "version 2, not 1"),
        ({"measures": "LAC"}, "'measures' is 'LAC', expected a list"),
        ({"measures": [1]}, "'measures' holds 1, expected text"),
        ({"measures": ["nope", "LAC"], "areas": ["x"]}, "no measure 'nope'; no area or group 'x'"),
        ({"measures": []}, "no measure is chosen"),
        ({"shape": "tall"}, "'shape' is 'tall'"),
        ({"periods_end_from": "then"}, "Invalid isoformat"),
        ({"extra": 1}, "'extra' is not expected"),
        ({"columns": ["money"]}, "no column 'money'"),
    ],
)
def test_faults_of_a_file_are_named(snapshot: Snapshot, change: dict[str, Any], fault: str) -> None:
    form = json.loads(selection.to_json(Selection("839", (PLANS,))))
    with pytest.raises(InputError, match=fault):
        selection.from_json(snapshot, json.dumps({**form, **change}).encode())


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"[" * 9000, b"x" * 90_000])
def test_files_that_are_no_selection(snapshot: Snapshot, data: bytes) -> None:
    with pytest.raises(InputError):
        selection.from_json(snapshot, data)


def test_typed_periods() -> None:
    assert selection.period_named("2019").start == date(2019, 1, 1)
    assert selection.period_named("2020").end == date(2020, 12, 31)
    assert selection.period_named("2018/19").start == date(2018, 9, 1)
    assert selection.period_named("Q1 2025-26").end == date(2025, 6, 30)
    with pytest.raises(UnknownNameError, match="no period 'x'"):
        selection.period_named("x")


def test_parts_that_are_not_chosen_stay() -> None:
    start = Selection("908", (PLANS,), first=date(2019, 1, 1), newest=True, extras=("rank",))
    assert selection.with_parts(start) == start
    changed = selection.with_parts(
        start,
        first=selection.period_named("2018/19"),
        last=selection.period_named("2020"),
        extras=("band",),
        wide=True,
        model="2021-04",
    )
    assert changed == Selection(
        "908", (PLANS,), first=date(2018, 9, 1), last=date(2020, 12, 31), newest=True,
        extras=("band",), wide=True, model="2021-04",
    )  # fmt: skip


def test_words_of_people_and_what_there_is(snapshot: Snapshot) -> None:
    assert selection.area_named(snapshot, "neighbours") == "neighbours"
    assert selection.area_named(snapshot, "E08000025") == "330"
    assert selection.home_named(snapshot, " 908 ") == "908"
    assert selection.columns_named(["rank", "band"]) == ("rank", "band")
    with pytest.raises(
        UnknownNameError, match="no area or group 'mars'; there are codes, and home"
    ):
        selection.area_named(snapshot, "mars")
    with pytest.raises(UnknownNameError, match="no authority has the code '970'"):
        selection.home_named(snapshot, "970")
    with pytest.raises(UnknownNameError, match="no column 'a'; no column 'b'; there are neighb"):
        selection.columns_named(["a", "rank", "b"])


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
    assert builder.file_name(chosen, "csv") == (
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
