"""A council's own file of comparators: what is read, what is refused, and by which words."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi.errors import InputError, KpiError
from kpi.model.definitions.indicator import Benchmark
from kpi.sources import comparators_csv

AREAS = ("839", "841", "970")
CODES = {"E06000058": "839", "E92000001": "970"}
SPEC = Benchmark(
    reader="csv",
    file="own.csv",
    value="rate",
    period_kind="year to March",
    source="own",
    name="Own",
)
COUNTED = replace(SPEC, numerator="seen", denominator="all")


def read(folder: Path, text: str, spec: Benchmark = SPEC, unit: str = "percent") -> pl.DataFrame:
    path = folder / spec.file
    path.write_text(text, encoding="utf-8")
    return comparators_csv.read(path, spec, CODES, AREAS, unit)


def test_areas_by_either_code_and_years_as_people_write_them(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "area,period,rate,note\n839,2024-25,12.5,x\nE92000001,2024/25,13.0,\n"
        "841,year to March 2025,c,few\n\n841,2023-24,0,\n",
    )
    assert found.select("area", "value", "symbol").rows() == [
        ("839", 12.5, None), ("970", 13.0, None), ("841", None, "c"), ("841", 0.0, None),
    ]  # fmt: skip
    assert found["period_end"].dt.year().to_list() == [2025, 2025, 2025, 2024]
    assert set(found["period_kind"]) == {"year to March"}
    assert found["reason"][2] == "confidential: too few children to show"


def test_counts_are_read_and_held_against_the_figure(tmp_path: Path) -> None:
    found = read(tmp_path, "area,period,rate,seen,all\n839,2024-25,12.5,1,8\n", COUNTED)
    assert found.select("numerator", "denominator").rows() == [(1.0, 8.0)]
    per_1000 = replace(COUNTED, per=1000.0)
    assert read(tmp_path, "area,period,rate,seen,all\n839,2024-25,125,1,8\n", per_1000).height == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("area,period\n839,2024-25\n", "row 1 lacks the column 'rate'"),
        ("Areas,period,rate\n839,2024-25,1\n", "lacks the column 'area'; perhaps 'Areas'"),
        ("AREA,Area,period,rate\n839,839,2024-25,1\n", "lacks the column 'area'; perhaps 'A"),
        ("area;period;rate\n839;2024-25;1\n", "row 1 has semicolons between the names of its"),
        ("area\tperiod\trate\n839\t2024-25\t1\n", "row 1 has tabs between the names of its"),
        ("area,period,rate\n", "no row with a figure"),
        ("area,period,rate\nPoole,2024-25,1\n", "row 2: area 'Poole' is not a code"),
        ("area,period,rate\n839,2024,1\n", "row 2: period '2024' is not a year to March"),
        ("area,period,rate\n839,Q1 2024-25,1\n", "is not a year to March, such as 2024-25"),
        ("area,period,rate\n839,2024-25,1.2%\n", "row 2: rate is '1.2%', neither a plain number"),
        ("area,period,rate\n839,2024-25,1\nE06000058,2024-25,2\n", "rows 2 and 3 are both of"),
        ('area,period,rate\n839,"2024-25,1\n', "not readable as CSV"),
    ],
)
def test_what_is_wrong_is_said_by_row(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as fault:
        read(tmp_path, text)
    assert said in str(fault.value)
    assert str(fault.value).startswith("own.csv: ")


def test_headings_may_have_other_letters(tmp_path: Path) -> None:
    found = read(tmp_path, "Area,PERIOD,Rate\n839,2024-25,12.5\n")
    assert found.select("area", "value").rows() == [("839", 12.5)]


@pytest.mark.parametrize(
    ("unit", "row", "other"),
    [
        ("percent", "12.5,1,8", "is 12.5 percent"),
        ("days", "58.4,584,10", "is 58.4 days"),
        ("pounds", "5430,54300,10", "is 5430.0 pounds"),
        ("ratio", "1.8,18,10", "is 1.8 ratio"),
        ("per 1,000 people 65 and over", "25.2,504,20000", "is 25.2 per 1,000 people 65 and"),
        ("per 100,000 children", "40,8,20000", "is 40.0 per 100,000 children"),
    ],
)
def test_counts_give_the_figure_in_the_unit(
    tmp_path: Path, unit: str, row: str, other: str
) -> None:
    head = "area,period,rate,seen,all\n839,2024-25,"
    assert read(tmp_path, f"{head}{row}\n", COUNTED, unit).height == 1
    with pytest.raises(InputError, match=other):
        read(tmp_path, f"{head}9{row}\n", COUNTED, unit)


@pytest.mark.parametrize("unit", ["percent", "days", "number", "per 1,000 people", "pounds"])
def test_a_figure_below_nought_is_a_fault(tmp_path: Path, unit: str) -> None:
    with pytest.raises(InputError, match=f"row 2: rate is '-3', below 0, and its unit is {unit}"):
        read(tmp_path, "area,period,rate\n839,2024-25,-3\n", unit=unit)
    assert read(tmp_path, "area,period,rate\n839,2024-25,-3\n", unit="points").height == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("12.6,1,8", "rate is 12.6, but 1 of 8 is 12.5"),
        ("12.5,-1,8", "seen is '-1', not a number of 0 or more"),
        ("12.5,one,8", "seen is 'one', not a number"),
        ("12.5,1,0", "1 of 0 is no share"),
    ],
)
def test_counts_that_do_not_give_the_figure_are_refused(
    tmp_path: Path, row: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, f"area,period,rate,seen,all\n839,2024-25,{row}\n", COUNTED)


def test_all_faults_are_told_but_the_first_twelve_at_length(tmp_path: Path) -> None:
    rows = "\n".join(f"839,2024-25,{n}x" for n in range(20))
    with pytest.raises(InputError) as fault:
        read(tmp_path, f"area,period,rate\n{rows}\n")
    assert str(fault.value).count("; ") == 12 + 12
    assert str(fault.value).endswith("; and 7 more")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    cells=st.lists(
        st.tuples(
            st.sampled_from(["839", "E06000058", "970", "", "x", "0839"]),
            st.sampled_from(["2024-25", "2023/24", "2024", "1 May 2025", "", "9" * 30]) | st.text(),
            st.sampled_from(["1", "1e400", "-0", "c", "..", "1,5", "nan", ""]) | st.text(),
        ),
        max_size=6,
    )
)
def test_any_cells_are_read_or_refused_in_one_line(
    tmp_path: Path, cells: list[tuple[str, str, str]]
) -> None:
    lines = ["area,period,rate", *(",".join(row) for row in cells)]
    said, found = "", pl.DataFrame()
    try:
        found = read(tmp_path, "\n".join(lines).encode("utf-8", "replace").decode("utf-8"))
    except KpiError as fault:
        said = str(fault)
    assert len(said.splitlines()) <= 1
    if not said:
        assert set(found["area"]) <= set(AREAS)
        assert found.select(pl.col("value").is_null() == pl.col("symbol").is_not_null())[
            "value"
        ].all()
