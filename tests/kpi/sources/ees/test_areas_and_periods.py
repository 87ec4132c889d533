"""Areas and periods of EES rows: every row keeps its place, or the file is refused."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.errors import InputError
from kpi.periods import Period
from kpi.sources.ees import areas_and_periods as places
from kpi.sources.ees import reader as ees_reader
from tests.kpi.sources.ees_rows import GOOD, written

CODES = {"E92000001": "970", "E12000009": "990", "E06000058": "839"}


def rows(*levels: tuple[str, str | None]) -> pl.DataFrame:
    """Rows of these levels, each with its code in the column of its level."""
    columns = {
        "National": "country_code",
        "Regional": "region_code",
        "Local authority": "new_la_code",
    }
    empty = dict.fromkeys(("country_code", "region_code", "new_la_code"))
    return pl.DataFrame(
        [
            {"geographic_level": level, **empty, columns.get(level, "new_la_code"): code}
            for level, code in levels
        ],
        schema={"geographic_level": pl.String, **dict.fromkeys(empty, pl.String)},
    )


def test_each_level_has_its_area() -> None:
    table = rows(
        ("National", "E92000001"), ("Regional", "E12000009"), ("Local authority", "E06000058")
    )
    placed = places.with_area(table, CODES, "file.csv")
    assert placed["area"].to_list() == ["970", "990", "839"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("Local authority", "E06999999"), "E06999999"),
        (("Local authority", None), "Local authority"),
        (("School", "E06000058"), "E06000058"),  # no level that is read
        (("Regional", "E12000099"), "E12000099"),
    ],
)
def test_a_row_of_an_unknown_area_refuses_the_file(row: tuple[str, str | None], said: str) -> None:
    with pytest.raises(InputError) as fault:
        places.with_area(rows(("National", "E92000001"), row), CODES, "f.csv")
    assert str(fault.value) == f"f.csv: 1 rows of unknown areas, for example {said}"


def test_periods_are_read_and_no_row_is_lost() -> None:
    table = pl.DataFrame(
        {
            "time_identifier": ["Financial year", "Spring term", "Financial year"],
            "time_period": ["202324", "202324", "202223"],
            "figure": [1, 2, 3],
        }
    )
    found = places.with_period(table, "f.csv").sort("figure")
    assert found.select(places.PERIOD).rows() == [
        ("year to March", date(2023, 4, 1), date(2024, 3, 31)),
        ("term", date(2024, 1, 1), date(2024, 4, 30)),
        ("year to March", date(2022, 4, 1), date(2023, 3, 31)),
    ]
    assert set(found["leg"]) == {""}
    kept = places.with_period(table.with_columns(leg=pl.lit("top")), "f.csv")
    assert set(kept["leg"]) == {"top"}


def test_a_period_that_ees_does_not_know_refuses_the_file() -> None:
    for identifier, period in (("Financial year", "2023"), (None, "202324"), ("Term", None)):
        table = pl.DataFrame(
            {"time_identifier": [identifier], "time_period": [period]},
            schema={"time_identifier": pl.String, "time_period": pl.String},
        )
        with pytest.raises(InputError, match=r"^f\.csv: "):
            places.with_period(table, "f.csv")


def test_a_period_as_columns() -> None:
    assert places.period_columns(Period.calendar_year(2024)) == {
        "period_kind": "calendar year",
        "period_start": date(2024, 1, 1),
        "period_end": date(2024, 12, 31),
    }


def test_columns_that_a_file_lacks_are_named(tmp_path: Path) -> None:
    file = ees_reader.read(written(tmp_path, *GOOD))
    places.need(file, ["sex", "Children"])
    with pytest.raises(InputError, match=r"file\.csv lacks the columns age, rate"):
        places.need(file, ["sex", "age", "rate"])


def test_years_of_a_file(tmp_path: Path) -> None:
    file = ees_reader.read(written(tmp_path, *GOOD))
    assert places.years_of(file).to_list() == [2024, 2024, 2024]
    spoilt = file.frame.with_columns(time_period=pl.Series(["2024", "2023/24", "2022"]))
    with pytest.raises(InputError, match=r"file\.csv: time_period '2023/24' is not a year"):
        places.years_of(replace(file, frame=spoilt))


@given(st.integers(0, 1000), st.integers(-20, 20))
def test_a_rate_agrees_within_half_a_printed_digit(tenths: int, hundredths: int) -> None:
    """Published with one decimal: five hundredths either way is the same figure."""
    table = pl.DataFrame({"made": [tenths / 10 + hundredths / 100], "published": [tenths / 10]})
    agreed = table.select(places.agrees(pl.col("made"), pl.col("published"))).item()
    assert agreed == (abs(hundredths) <= 5)
