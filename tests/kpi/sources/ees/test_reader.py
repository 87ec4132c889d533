"""EES files: read, told apart and typed; the real files as published."""

import csv
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi.errors import InputError
from kpi.sources.ees import reader as ees_reader
from tests.kpi.sources.ees_rows import (
    ENGLAND,
    FIXTURES,
    GOOD,
    HEADER,
    LOCAL,
    NATIONAL,
    REGIONAL,
    faults,
    replaced,
    written,
)

INPUTS = Path(__file__).parents[4] / "data" / "inputs"
SEN2 = INPUTS / "dfe-sen2-2025" / "timeliness_20_week.csv"
C6 = INPUTS / "dfe-cin-2024" / "c6_children_in_need_referrals_by_month_2013_to_2024.csv"

# Reading


def test_a_good_file_is_read_as_it_stands(tmp_path: Path) -> None:
    file = ees_reader.read(written(tmp_path, *GOOD))
    assert file.faults == []
    assert file.name == "file.csv"
    assert file.rows == 3
    assert file.frame.columns == HEADER.split(",")
    assert set(file.frame.dtypes) == {pl.Utf8}
    assert file.frame["la_name"][2] == "Bournemouth, Christchurch and Poole"
    assert file.geographic_levels == {"National": 1, "Regional": 1, "Local authority": 1}
    assert file.periods == [("Reporting year", "2024")]
    assert file.filters == {"sex": ["Total"]}
    assert file.indicators == ["Children", "percent_%"]
    assert file.symbols == {"c": 2}


@pytest.mark.parametrize(
    "name", sorted(path.name for path in FIXTURES.glob("good_*.csv") if path.suffixes == [".csv"])
)
def test_good_fixtures_have_no_fault(name: str) -> None:
    assert ees_reader.read(FIXTURES / name).faults == []


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(start + "\r\n".join([HEADER, *GOOD]).encode())
    file = ees_reader.read(path)
    assert file.faults == []
    assert file.frame.columns[0] == "time_period"


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8))
def test_every_cell_is_kept_as_written(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    path = tmp_path / "file.csv"
    with path.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([("one", "two", "three"), *rows])
    assert ees_reader.read(path).frame.rows() == rows


def test_windows_text_is_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    row = f"2024,Reporting year,National,{ENGLAND},Café,1,1"
    path.write_bytes("\n".join([HEADER, NATIONAL, row]).encode("cp1252"))
    file = ees_reader.read(path)
    assert file.filters["sex"] == ["Café", "Total"]
    assert file.faults == [
        "line 3: found the byte 0xe9, which is not UTF-8; the file was read as Windows-1252"
    ]


@pytest.mark.parametrize(
    ("separator", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")]
)
def test_other_separators_are_read_and_told(tmp_path: Path, separator: str, word: str) -> None:
    header, row = HEADER.replace(",", separator), NATIONAL.replace(",", separator)
    file = ees_reader.read(written(tmp_path, row, header=header))
    assert file.indicators == ["Children", "percent_%"]
    assert file.faults == [f"line 1: found {word} between cells, expected commas"]


def test_ragged_rows_are_left_out_and_told_by_line(tmp_path: Path) -> None:
    two_lines = f'2023,Reporting year,National,{ENGLAND},"Total",1,1'.replace(
        "England", '"Eng\nland"'
    )
    file = ees_reader.read(written(tmp_path, NATIONAL, two_lines, REGIONAL + ",9", LOCAL[:-2]))
    assert file.rows == 2
    assert [fault for fault in file.faults if "cells" in fault] == [
        "line 5: found 14 cells, expected 13; the row is left out",
        "line 6: found 12 cells, expected 13; the row is left out",
    ]


def test_header_faults(tmp_path: Path) -> None:
    told = faults(tmp_path, NATIONAL + ",1,2,3", header=HEADER + ",sex,,two words")
    assert told[:3] == [
        'line 1: column 14 is a second "sex", expected each name once',
        "line 1: column 15 has no name, expected one",
        'line 1: found a space in column name "two words", expected none',
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n \n", "is empty"),
        (b"a,b\n1,\0\n", "binary"),
        (b"PK\x03\x04....", "Excel"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"%PDF-1.7", "a PDF"),
        ("a,b\n1,2".encode("utf-16"), "UTF-16"),
        (b"a,b\n\x81,1\n", "neither UTF-8 nor Windows-1252"),
        (b"<!DOCTYPE html>\n<p>404</p>\n", "not a table"),
        (b"one\n1\n2\n", "not a table"),
        (b"time_period,time_identifier\n", "no rows"),
        (b"a,b\n1,2,3\n", "no rows that fit"),
        (b"a,b\n1,'" + b"x" * 200_000 + b"\n", "cannot be read as a table"),
    ],
)
def test_what_is_not_a_table_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as refusal:
        ees_reader.read(path)
    assert "\n" not in str(refusal.value)
    assert "file.csv" in str(refusal.value)


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is missing"):
        ees_reader.read(tmp_path / "none.csv")
    with pytest.raises(InputError, match="cannot be read"):
        ees_reader.read(tmp_path)


# What columns are


def test_without_metadata_numbers_and_symbols_make_an_indicator(tmp_path: Path) -> None:
    header = HEADER + ",all_symbols,age,dear,share,sheet,rate"
    kinds = [("Total", "Total", "£5", "45%", "1", "1.5"), ("s20", "20", "12", "c", "2", "nearly 3")]
    kinds += [(f"s{n}", str(n), "1,234", "45", "#N/A", f"{n}.5") for n in range(20)]
    rows = [
        f'2024,Reporting year,National,{ENGLAND},{sex},1,1,x,{age},"{dear}",{share},{sheet},{rate}'
        for sex, age, dear, share, sheet, rate in kinds
    ]
    file = ees_reader.read(written(tmp_path, *rows, header=header))
    assert list(file.filters) == ["sex", "age"]
    assert file.indicators == [
        "Children", "percent_%", "all_symbols", "dear", "share", "sheet", "rate",
    ]  # fmt: skip
    number = "expected a plain number (no commas, % or £) or a symbol"
    assert file.faults == [
        f'line 2, column "dear": found "£5", {number}',
        f'line 4, column "dear": found "1,234", {number} (20 such cells, to line 23)',
        f'line 2, column "share": found "45%", {number}',
        f'line 4, column "sheet": found "#N/A", {number} (20 such cells, to line 23)',
        f'line 3, column "rate": found "nearly 3", {number}',
    ]


def test_metadata_says_what_columns_are() -> None:
    file = ees_reader.read(FIXTURES / "good_described.csv")
    assert list(file.filters) == ["age", "topic", "group_of_topic", "source"]
    assert file.indicators == ["Number_of_children"]
    assert file.defaults == {"age": "99"}
    rows = ees_reader.observations(
        file, value="number_of_children", numerator=None, denominator=None, where={"topic": "Boys"}
    )
    assert rows["value"].to_list() == [30.0]


def test_metadata_without_its_columns_is_told_and_not_used(tmp_path: Path) -> None:
    path = written(tmp_path, *GOOD)
    path.with_name("file.meta.csv").write_text("Column,column,Type\nsex,,Filter\n")
    file = ees_reader.read(path)
    assert file.faults == ['file.meta.csv, line 1: no column "col_name"; it was not used']
    assert file.indicators == ["Children", "percent_%"]


def test_metadata_may_make_a_place_a_filter() -> None:
    file = ees_reader.read(FIXTURES / "good_school_filter.csv")
    assert file.filters == {"school_name": ["Bourne Academy", "Total"]}


def test_faults_of_metadata_are_told() -> None:
    file = ees_reader.read(FIXTURES / "bad_described.csv")
    assert file.faults == [
        'bad_described.meta.csv, line 3: found "nowhere", which is not a column',
        'bad_described.meta.csv, line 4, column "col_type": found "measure", expected Filter or '
        "Indicator",
        'bad_described.meta.csv: no row for column "children"',
    ]
    assert file.indicators == ["children"]


# Observations


def sen2(**choice: str) -> pl.DataFrame:
    return ees_reader.observations(
        ees_reader.read(SEN2),
        value="pc_plans_issued_20_weeks_EX",
        numerator="plans_issued_20_weeks_ex",
        denominator="plans_issued_den_ex",
        where=choice,
    )


def test_sen2_as_published() -> None:
    file = ees_reader.read(SEN2)
    assert file.faults == []
    assert file.rows == 12_211
    assert file.geographic_levels == {"National": 90, "Regional": 790, "Local authority": 11_331}
    assert file.periods == [("Calendar year", str(year)) for year in range(2019, 2025)]
    assert list(file.filters) == ["breakdown_topic", "breakdown"]
    assert len(file.indicators) == 14
    assert set(file.symbols) == {"x"}
    rows = sen2(breakdown="All EHC plans issued").filter(time_period="2024")
    bcp = rows.filter(old_la_code="839", new_la_code="E06000058")
    assert bcp.select("numerator", "denominator", "value", "symbol", "reason").rows() == [
        (493.0, 635.0, 77.6, None, None)
    ]
    assert rows.filter(geographic_level="National")["value"].to_list() == [46.4]
    assert rows.filter(region_code="E12000009", geographic_level="Regional")["value"].to_list() == [
        28.5
    ]


def test_cin_referrals_by_month_as_published() -> None:
    file = ees_reader.read(C6)
    assert file.faults == []
    assert file.indicators == [
        "Referrals", "April", "May", "June", "July", "August", "September",
        "October", "November", "December", "January", "February", "March",
    ]  # fmt: skip
    assert set(file.symbols) == {"c", "u", "x"}
    months = [
        ees_reader.observations(file, value=month, numerator=None, denominator=None, where={})
        .filter(pl.col("time_period") == "2024")
        .select("old_la_code", "value", "symbol")
        for month in file.indicators[1:]
    ]

    def of(authority: str) -> list[tuple[float | None, str | None]]:
        return [month.filter(old_la_code=authority).row(0)[1:] for month in months]

    assert of("839") == [
        (count, None) for count in (288, 316, 387, 373, 257, 301, 392, 391, 244, 420, 314, 272)
    ]
    assert of("884") == of("850") == [(None, "u")] * 12  # Herefordshire, Hampshire
    few, none = (None, "c"), (0, None)  # the Isles of Scilly: no referral is not the same as few
    assert of("420") == [few, none, *[few] * 4, none, *[few] * 3, none, (6, None)]


@pytest.mark.parametrize(
    "path",
    [
        path
        for folder in ("dfe-cin-2024", "dfe-exclusions-termly", "ons-population")
        for path in sorted((INPUTS / folder).glob("*.csv"))
    ],
    ids=lambda path: path.stem,
)
def test_published_files_have_no_faults(path: Path) -> None:
    assert ees_reader.read(path).faults == []


def test_terms_are_in_time_order() -> None:
    (path,) = (INPUTS / "dfe-exclusions-termly").glob("*.csv")
    assert ees_reader.read(path).periods[:4] == [
        ("Autumn term", "201920"),
        ("Spring term", "201920"),
        ("Summer term", "201920"),
        ("Autumn term", "202021"),
    ]


def two_filters(folder: Path, *kinds: str) -> ees_reader.EesFile:
    rows = [f"2024,Reporting year,National,{ENGLAND},{kind},{n}" for n, kind in enumerate(kinds, 1)]
    header = HEADER.replace(",sex,Children,percent_%", ",topic,sex,n")
    return ees_reader.read(written(folder, *rows, header=header))


def chosen(file: ees_reader.EesFile, **where: str) -> list[float]:
    rows = ees_reader.observations(file, value="n", numerator=None, denominator=None, where=where)
    return rows["value"].to_list()


def test_a_filter_stands_at_its_total_or_must_be_pinned(tmp_path: Path) -> None:
    file = two_filters(tmp_path, "A,total", "A,Boys", "A,Girls", "B,total")
    assert chosen(file, topic="A") == [1]
    assert chosen(file, TOPIC="A", sex="Girls") == [3]
    with pytest.raises(InputError, match='choose one category of "topic": "A", "B"'):
        chosen(file)


def test_a_pinned_category_settles_its_group(tmp_path: Path) -> None:
    file = two_filters(tmp_path, "Total,Total", "Sex,Boys", "Sex,Girls")
    assert chosen(file, sex="Boys") == [2]
    assert chosen(file) == [1]


def test_a_total_is_not_passed_over_for_the_only_category_left(tmp_path: Path) -> None:
    # Girls of topic C have no Total row: their figure for Sub must not be taken for all of them.
    file = two_filters(tmp_path, "Total,Boys", "Sub,Boys", "Sub,Girls")
    assert chosen(file, sex="Boys") == [1]
    with pytest.raises(InputError, match='has no rows with sex "Girls", topic "Total"'):
        chosen(file, sex="Girls")


def test_categories_are_never_summed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the same place and period twice: 2024, Reporting year"):
        chosen(two_filters(tmp_path, "A,Total", "A,Total"))


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"value": "none"}, 'no one column "none"'),
        ({"value": "sex"}, 'column "sex" is not an indicator; its indicators are Children'),
        ({"numerator": "la_name"}, "is not an indicator"),
        ({"where": {"sex": "Other"}}, '"sex" has no "Other"; it has "Total"'),
        ({"where": {"colour": "Red"}}, 'no one column "colour"'),
    ],
)
def test_wrong_choices_are_refused(tmp_path: Path, choice: dict[str, object], words: str) -> None:
    file = ees_reader.read(written(tmp_path, *GOOD))
    usual = {"value": "children", "numerator": None, "denominator": None, "where": {}}
    with pytest.raises(InputError, match=words):
        ees_reader.observations(file, **(usual | choice))  # type: ignore[arg-type]


def test_missing_places_are_null_and_symbols_stay_apart(tmp_path: Path) -> None:
    path = written(tmp_path, NATIONAL, replaced(LOCAL, "c,c", "low,1.5"))
    pl.read_csv(path, infer_schema=False).drop("region_code", "old_la_code").write_csv(path)
    rows = ees_reader.observations(
        ees_reader.read(path), value="children", numerator="PERCENT_%", denominator=None, where={}
    )
    assert rows.schema == {
        **dict.fromkeys(
            ["geographic_level", "country_code", "region_code", "old_la_code", "new_la_code",
             "time_identifier", "time_period"], pl.Utf8),
        **dict.fromkeys(["value", "numerator", "denominator"], pl.Float64),
        **dict.fromkeys(["symbol", "reason"], pl.Utf8),
    }  # fmt: skip
    period = ("Reporting year", "2024")
    assert rows.rows() == [
        ("National", "E92000001", None, None, None, *period, 120.0, 12.5, None, None, None),
        ("Local authority", "E92000001", None, None, "E06000058", *period, None, 1.5, None, "low",
         "rounds to 0 but is not 0"),
    ]  # fmt: skip


def test_json_has_everything_but_the_rows() -> None:
    told = json.loads(ees_reader.to_json(ees_reader.read(FIXTURES / "good_quarters.csv")))
    assert told == {
        "rows": 4,
        "geographic_levels": {"Local authority": 4},
        "periods": [
            ["Financial year Q1", "202425"],
            ["Financial year Q2", "202425"],
            ["Financial year Q4", "202425"],
            ["Financial year Q1", "202526"],
        ],
        "filters": {},
        "indicators": ["1st_quarter_%"],
        "symbols": {"k": 1, "u": 1, "z": 1},
        "faults": [],
    }


SMALL = "time_period,time_identifier,geographic_level,country_code,country_name,sex,rate"


def small_file(folder: Path, *cells: str) -> ees_reader.EesFile:
    path = folder / "small.csv"
    rows = [
        f"202{year},Calendar year,National,E92000001,England,Total,{cell}"
        for year, cell in enumerate(cells)
    ]
    path.write_text("\n".join([SMALL, *rows]) + "\n", encoding="utf-8")
    return ees_reader.read(path)


@pytest.mark.parametrize("slip", ["abc", "NaN", "inf", "-Infinity", "12 pupils"])
def test_one_word_among_numbers_is_a_fault_and_no_filter(tmp_path: Path, slip: str) -> None:
    file = small_file(tmp_path, "46.4", "50.3", slip, "49.2")
    assert file.indicators == ["rate"]
    assert list(file.filters) == ["sex"]
    assert any(slip in fault and "rate" in fault and "4" in fault for fault in file.faults)


@pytest.mark.parametrize(
    "cells", [("5", "6", "7", "Total"), ("1", "N1", "2", "N1"), ("a", "b", "1")]
)
def test_items_of_a_filter_are_no_slip(tmp_path: Path, cells: tuple[str, ...]) -> None:
    assert "rate" in small_file(tmp_path, *cells).filters
