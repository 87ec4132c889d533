"""The rules of EES files: each passes and fails as it should."""

from pathlib import Path

import polars as pl
import pytest

from kpi.sources.ees import reader as ees_reader
from kpi.sources.ees.checks import RULES
from tests.kpi.sources.ees_rows import (
    FIXTURES,
    GOOD,
    LOCAL,
    NATIONAL,
    REGIONAL,
    faults,
    replaced,
    written,
)


@pytest.mark.parametrize(
    "column", ["time_period", "time_identifier", "geographic_level", "country_code", "country_name"]
)
def test_missing_columns(tmp_path: Path, column: str) -> None:
    path = written(tmp_path, *GOOD)
    pl.read_csv(path, infer_schema=False).drop(column).write_csv(path)
    assert f'line 1: no column "{column}"; every file must have it' in ees_reader.read(path).faults


def test_a_level_needs_its_columns(tmp_path: Path) -> None:
    path = written(tmp_path, *GOOD)
    pl.read_csv(path, infer_schema=False).drop("region_code").write_csv(path)
    expected = 'line 1: no column "region_code", expected because there are Regional rows'
    assert ees_reader.read(path).faults == [expected]


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (
            replaced(NATIONAL, "Reporting year", "Reporting Year"),
            'line 4, column "time_identifier": found "Reporting Year", expected a time identifier '
            'of EES such as "Reporting year" or "Spring term"',
        ),
        (
            replaced(NATIONAL, "2024", "202425"),
            'line 4, column "time_period": found "202425", expected 4 digits for "Reporting year"',
        ),
        (
            replaced(NATIONAL, "2024", ""),
            'line 4, column "time_period": found a blank, expected 4 digits for "Reporting year"',
        ),
        (
            replaced(NATIONAL, "2024,Reporting", "202425,Academic"),
            'line 4, column "time_identifier": found "Academic year" beside "Reporting year" of '
            "line 2, expected one kind of period in a file",
        ),
        (
            replaced(NATIONAL, "National", "Country"),
            'line 4, column "geographic_level": found "Country", expected a geographic level of '
            'EES such as "National", "Regional" or "Local authority"',
        ),
        (
            replaced(NATIONAL, "England,", ","),
            'line 4, column "country_name": found a blank, expected the country_name of every row',
        ),
        (
            replaced(LOCAL, "839", ""),
            'line 4, column "old_la_code": found a blank, expected the old_la_code of a Local '
            "authority row",
        ),
        (
            replaced(LOCAL, "E06000058", ""),
            'line 4, column "new_la_code": found a blank, expected the new_la_code of a Local '
            "authority row",
        ),
        (
            replaced(NATIONAL, "England,,", "England,E12000009,"),
            'line 4, column "region_code": found "E12000009", expected a blank on a National row',
        ),
        (
            replaced(REGIONAL, "South West,", "South West,839"),
            'line 4, column "old_la_code": found "839", expected a blank on a Regional row',
        ),
        (
            replaced(LOCAL, "South West", "All"),
            'line 4, column "region_name": found "All", expected a place, or a blank where no '
            "place applies",
        ),
        (
            NATIONAL,
            "line 4: found the same time, place and filters as line 2, expected each once (if a "
            "column of numbers is a filter, the file's .meta.csv must say so)",
        ),
        (
            replaced(LOCAL, "c,c", "c,"),
            'line 4, column "percent_%": found a blank, expected a number or a symbol such as '
            "x or z",
        ),
        (
            replaced(LOCAL, "Total", ""),
            'line 4, column "sex": found a blank, expected a category of this filter',
        ),
        (
            replaced(LOCAL, "c,c", "c,~"),
            'line 4, column "percent_%": found "~", expected the symbol "low" (it was read so)',
        ),
        (
            replaced(LOCAL, "c,c", "c,N/A"),
            'line 4, column "percent_%": found "N/A", expected the symbol "x" (it was read so)',
        ),
        (
            replaced(LOCAL, "c,c", '"1,234",1'),
            'line 4, column "Children": found "1,234", expected a plain number (no commas, % or £) '
            "or a symbol",
        ),
        (
            replaced(LOCAL, "c,c", "1,45%"),
            'line 4, column "percent_%": found "45%", expected a plain number (no commas, % or £) '
            "or a symbol",
        ),
    ],
)
def test_each_fault_is_told_alone(tmp_path: Path, bad: str, fault: str) -> None:
    assert faults(tmp_path, NATIONAL, REGIONAL, bad) == [fault]


def test_the_same_fault_is_told_once_with_its_count(tmp_path: Path) -> None:
    rows = [replaced(LOCAL, "2024", str(year)).replace("c,c", "c,..") for year in range(2019, 2024)]
    assert faults(tmp_path, NATIONAL, *rows) == [
        'line 3, column "percent_%": found "..", expected the symbol "x" (it was read so) '
        "(5 such cells, to line 7)"
    ]


@pytest.mark.parametrize(
    ("period", "right"),
    [("201920", True), ("199900", True), ("201921", False), ("201919", False), ("2019", False)],
)
def test_six_digits_are_consecutive_years(tmp_path: Path, period: str, right: bool) -> None:
    row = replaced(NATIONAL, "2024,Reporting year", f"{period},Spring term")
    assert (faults(tmp_path, row) == []) is right


def test_codes_and_names_agree(tmp_path: Path) -> None:
    other_name = replaced(LOCAL, '"Bournemouth, Christchurch and Poole"', "BCP").replace(
        "2024", "2023"
    )
    assert faults(tmp_path, LOCAL, other_name) == [
        f'line 3, column "la_name": found "BCP" for {code}, expected "Bournemouth, Christchurch '
        'and Poole" as in line 2'
        for code in ('old_la_code "839"', 'new_la_code "E06000058"')
    ]
    other_code = replaced(REGIONAL, "E12000009", "E12000008")
    assert faults(tmp_path, REGIONAL, other_code) == [
        'line 3, column "region_code": found "E12000008" for region_name "South West" in 2024, '
        'expected "E12000009" as in line 2'
    ]


@pytest.mark.parametrize(("year", "renamed"), [("202425", True), ("202324", False)])
def test_a_school_may_be_renamed_between_years_only(
    tmp_path: Path, year: str, renamed: bool
) -> None:
    rows = [
        f"{period},Academic year,School,E92000001,England,136180,{name},1"
        for period, name in (("202324", "Old School"), (year, "New School"))
    ]
    header = (
        "time_period,time_identifier,geographic_level,country_code,country_name,school_urn,"
        "school_name,pupils"
    )
    told = [fault for fault in faults(tmp_path, *rows, header=header) if "school_urn" in fault]
    assert (told == []) is renamed


def test_every_kind_of_fault_is_told_at_once() -> None:
    told = ees_reader.read(FIXTURES / "bad_everything.csv").faults
    # The fixture has every column it needs; all other rules are broken in it.
    assert len(told) >= len(RULES) - 2
    lines = {int(fault.split()[1].rstrip(",:")) for fault in told}
    assert lines == {2, 3, 4, 5, 6, 7, 8, 9}
