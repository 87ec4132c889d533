"""LAIT's data and dictionary: what the real files hold (one test a trap), and spoilt copies."""

import csv
import io
import math
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpi.errors import DefinitionError, InputError
from kpi.model.missing import symbol_meanings
from kpi.sources import lait, lait_dictionary

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "data" / "inputs" / "dfe-lait-2026-04"
ABOLISHED = {"835": 2019, "836": 2019, "837": 2019, "928": 2021, "909": 2023}


@pytest.fixture(scope="module")
def real() -> lait.LaitRead:
    return lait.read(FOLDER)


@pytest.fixture(scope="module")
def raw() -> pl.DataFrame:
    return pl.read_parquet(FOLDER / lait.DATA_FILE)


def measure(read: lait.LaitRead, name: str) -> dict[str, Any]:
    return read.measures.filter(pl.col("measure") == name).row(0, named=True)


def of(read: lait.LaitRead, name: str, area: str) -> pl.DataFrame:
    return read.benchmarks.filter((pl.col("measure") == name) & (pl.col("area") == area))


def newest(read: lait.LaitRead) -> pl.DataFrame:
    """Every area's row of each measure's newest period."""
    last = pl.col("period_end").max().over("measure")
    return read.benchmarks.filter(pl.col("period_end") == last)


# ---- the data ----------------------------------------------------------------------------


def test_shape_and_order(real: lait.LaitRead) -> None:
    assert real.benchmarks.height == 641_070
    assert real.benchmarks["measure"].n_unique() == 434
    assert real.benchmarks["area"].n_unique() == 170
    keys = real.benchmarks.select("measure", "area", "period_end", "label")
    assert keys.equals(keys.sort("measure", "area", "period_end", "label", nulls_last=False))


def test_report(real: lait.LaitRead) -> None:
    counts = {what: count for what, count, _ in real.report}
    assert counts["LAIT rows read"] == counts["LAIT rows kept"] == 641_070
    assert counts["LAIT values"] + counts["LAIT values withheld"] == 641_070
    assert counts["LAIT measure-periods"] == 3771


def test_trap_01_only_a_dash_is_missing(real: lait.LaitRead) -> None:
    blank = real.benchmarks.filter(pl.col("value").is_null())
    assert blank.height == 93_883
    assert blank["symbol"].unique().to_list() == ["x"]
    assert real.benchmarks.filter(pl.col("value").is_not_null())["symbol"].null_count() == 547_187


def test_trap_02_numbers_are_read_exactly(real: lait.LaitRead, raw: pl.DataFrame) -> None:
    assert raw["Values"].str.contains("[eE]").sum() == 2917
    texts = raw["Values"].unique().to_list()
    expected = sorted(float(text) for text in texts if text != "-")
    found = real.benchmarks["value"].drop_nulls().unique().sort().to_list()
    assert found == sorted(set(expected))


def test_trap_03_float_noise_is_kept(real: lait.LaitRead) -> None:
    value = of(real, "3&4yr_Ofsted_rating", "970").sort("period_end")["value"][-1]
    assert value == 94.80000000000001
    assert value != 94.8


def test_trap_06_area_codes_are_text(real: lait.LaitRead) -> None:
    assert real.benchmarks.schema["area"] == pl.String
    assert real.benchmarks["area"].str.contains(r"^\d{3}$").all()


def test_trap_07_the_label_0_has_no_period(real: lait.LaitRead) -> None:
    rows = real.benchmarks.filter(pl.col("label") == "0")
    assert rows.height == 170
    assert rows["measure"].unique().to_list() == ["CINPermExclusion"]
    assert rows["value"].null_count() == rows["period_kind"].null_count() == 170
    assert rows["year_number"].unique().to_list() == [0]
    assert real.benchmarks["period_kind"].null_count() == 170


def test_trap_08_nine_label_shapes(real: lait.LaitRead) -> None:
    shapes = (
        real.benchmarks.select("measure", "label")
        .unique()
        .select(pl.col("label").str.replace_all(r"\d", "9"))["label"]
        .value_counts()
    )
    assert dict(shapes.iter_rows()) == {
        "9999": 3413,
        "9999-99 (OT)": 126,
        "9999/99": 108,
        "9999-99": 54,
        "9999 (Rev)": 42,
        "9999 (Final)": 14,
        "9999/99-99/99": 9,
        "9999 (prov)": 4,
        "9": 1,
    }


def test_trap_09_status_is_parted_from_the_label(real: lait.LaitRead) -> None:
    status = dict(of(real, "APSE_Alevel", "839").select("label", "status").iter_rows())
    assert status["2025 (Rev)"] == "revised"
    phonics = dict(of(real, "KS1P_all", "839").select("label", "status").iter_rows())
    assert phonics["2025 (prov)"] == "provisional"
    assert phonics["2024"] is None


@pytest.mark.parametrize(
    ("name", "label", "kind", "start", "end"),
    [
        ("PriPermEx", "2023/24", "academic year", date(2023, 9, 1), date(2024, 8, 31)),
        ("AVG_Prog8_Score", "2024", "academic year", date(2023, 9, 1), date(2024, 8, 31)),
        ("HE_19_FSM", "2023-24", "academic year", date(2023, 9, 1), date(2024, 8, 31)),
        ("ReReferral", "2025", "year to March", date(2024, 4, 1), date(2025, 3, 31)),
        ("FosteringFinance", "2024-25 (OT)", "year to March", date(2024, 4, 1), date(2025, 3, 31)),
        ("SEN_EHC_Excpt_20wks", "2024", "calendar year", date(2024, 1, 1), date(2024, 12, 31)),
        ("RTA", "2020-22", "span of years", date(2020, 1, 1), date(2022, 12, 31)),
        ("LAC", "2025", "snapshot day", date(2025, 3, 31), date(2025, 3, 31)),
        ("LACnum", "2025", "snapshot day", date(2025, 3, 31), date(2025, 3, 31)),
        ("CPP_rate", "2025", "snapshot day", date(2025, 3, 31), date(2025, 3, 31)),
        ("CPP_Num", "2025", "snapshot day", date(2025, 3, 31), date(2025, 3, 31)),
        ("CIN", "2025", "snapshot day", date(2025, 3, 31), date(2025, 3, 31)),
        ("LAC_Foster_Placements", "2025", "snapshot day", date(2025, 3, 31), date(2025, 3, 31)),
        ("LAC_SEN", "2025", "snapshot day", date(2025, 3, 31), date(2025, 3, 31)),
        ("Work_Force_Vac_Rate", "2025", "snapshot day", date(2025, 9, 30), date(2025, 9, 30)),
        (
            "Social_Work_Leavers",
            "2025",
            "year ending on a date",
            date(2024, 10, 1),
            date(2025, 9, 30),
        ),
        ("SEN_CASES_JAN", "2025", "snapshot day", date(2025, 1, 1), date(2025, 1, 31)),
        ("SEN_TotStat", "2025", "snapshot day", date(2025, 1, 1), date(2025, 1, 31)),
        ("%_2yr_olds", "2025", "snapshot day", date(2025, 1, 1), date(2025, 1, 31)),
        ("16-17 NEET", "2025", "mean of months", date(2024, 12, 1), date(2025, 2, 28)),
        ("16-17Ed&Training", "2025", "snapshot day", date(2025, 3, 31), date(2025, 3, 31)),
        ("L2Age19_E&M_not16", "2024", "snapshot day", date(2024, 8, 31), date(2024, 8, 31)),
        ("Premium", "2025-26", "snapshot day", date(2024, 10, 1), date(2024, 10, 31)),
        ("Premium", "2020-21", "snapshot day", date(2020, 1, 1), date(2020, 1, 31)),
        ("LACDental%", "2025", "year to March", date(2024, 4, 1), date(2025, 3, 31)),
        ("CPP_Abuse", "2025", "year to March", date(2024, 4, 1), date(2025, 3, 31)),
    ],
)
def test_traps_10_and_11_the_same_number_is_not_the_same_year(
    real: lait.LaitRead, name: str, label: str, kind: str, start: date, end: date
) -> None:
    row = of(real, name, "839").filter(pl.col("label") == label)
    assert row.select("period_kind", "period_start", "period_end").row(0) == (kind, start, end)


def test_no_period_ends_after_its_figures_were_published(real: lait.LaitRead) -> None:
    assert real.warnings == ()
    ends = (
        real.benchmarks.drop_nulls("value")
        .group_by("measure")
        .agg(pl.col("period_end").max())
        .join(real.measures.select("measure", "last_update"), on="measure")
        .drop_nulls("last_update")
    )
    assert ends.height == 419  # the other 15 are "New Data", without a month
    assert ends.filter(pl.col("period_end") > pl.col("last_update").dt.month_end()).is_empty()


def test_what_a_measure_covers_rests_on_the_dictionarys_own_words(real: lait.LaitRead) -> None:
    decided = lait_dictionary.read_decisions(FOLDER / lait_dictionary.DECISIONS_FILE).periods
    assert len(decided) == 85
    for name, decision in decided.items():
        row = measure(real, name)
        keys = ("name", "also_known_as", "title", "description", "methodology")
        said = " ".join(" | ".join(str(row[key]) for key in keys).split())
        assert decision.quote.casefold() in said.casefold(), name


# Its own words name a day, and it is not about the state on that day: looked at by hand.
_DAY = re.compile(r"\b(?:at|on) (?:the )?(?:31(?:st)? March|30(?:th)? September|31(?:st)? August)")


def test_a_measure_whose_own_words_name_a_day_is_decided(real: lait.LaitRead) -> None:
    decided = lait_dictionary.read_decisions(FOLDER / lait_dictionary.DECISIONS_FILE).periods
    kinds = dict(real.benchmarks.select("measure", "period_kind").unique().drop_nulls().iter_rows())
    for row in real.measures.iter_rows(named=True):
        said = " ".join(f"{row['name']} {row['title']} {row['description']}".split())
        if _DAY.search(said) and kinds[row["measure"]] != "snapshot day":
            assert row["measure"] in decided or "not included in the other children in need" in said


def test_a_publication_date_is_mended_only_while_it_stands(copy: Path) -> None:
    assert measure(lait.read(FOLDER), "16-17Ed&Training")["last_update"] == date(2025, 7, 1)
    update = measure(lait.read(copy), "ReReferral")["last_update"]
    assert update == date(2025, 10, 1)
    decided = """[[published]]
measures = ["ReReferral"]
stands = {stands}
published = 2026-01-01
reason = "Known to be late."
"""
    for stands, expected in ((update, date(2026, 1, 1)), (date(2020, 1, 1), update)):
        text = decided.format(stands=stands)
        (copy / lait_dictionary.DECISIONS_FILE).write_text(text, encoding="utf-8")
        read = lait.read(copy)
        assert measure(read, "ReReferral")["last_update"] == expected
        noted = "Known to be late." in measure(read, "ReReferral")["notes"]
        assert noted == (expected != update)


def test_a_period_that_ends_after_publication_is_named(copy: Path) -> None:
    decided = """[[period]]
measures = ["ReReferral"]
covers = "calendar year"
quote = "x"
reason = "wrong"
"""
    (copy / lait_dictionary.DECISIONS_FILE).write_text(decided, encoding="utf-8")
    assert lait.read(copy).warnings == (
        "ReReferral: '2025' is read as ending on 31 December 2025, after its last update in "
        "October 2025",
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            '[[period]]\nmeasures = ["a"]\ncovers = "31 March"\nreason = "x"',
            "period 1: lacks 'quote'",
        ),
        (
            '[[period]]\nmeasures = ["a"]\ncovers = "Tuesdays"\nquote = "x"\nreason = "x"',
            "period 1: covers: 'Tuesdays' does not say what a measure covers",
        ),
        (
            '[[period]]\nmeasures = ["a", "a"]\ncovers = "31 March"\nquote = "x"\nreason = "x"',
            "decides a twice",
        ),
        ("[[period]]\nmeasures = []", "period 1: measures is empty"),
        ('[[period]]\nmeasure = ["a"]', "period 1: has an unknown key 'measure'"),
        (
            '[[published]]\nmeasures = ["a"]\nstands = "June"\npublished = 2025-06-01\n'
            'reason = "x"',
            "published 1: stands is 'June', not a day such as 2025-07-01",
        ),
    ],
)
def test_decisions_about_periods_are_checked(copy: Path, text: str, fault: str) -> None:
    (copy / lait_dictionary.DECISIONS_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=re.escape(fault)):
        lait.read(copy)


def test_trap_12_gaps_stay_gaps(real: lait.LaitRead) -> None:
    labels = of(real, "FSP_Gooddev_Chinese", "839")["label"].to_list()
    assert "2022" not in labels
    assert {"2021", "2023"} <= set(labels)


def test_trap_13_wholly_blank_periods(real: lait.LaitRead) -> None:
    counts = {what: count for what, count, _ in real.report}
    assert counts["LAIT measure-periods wholly blank"] == 254


def test_trap_25_inner_and_outer_london_blank(real: lait.LaitRead) -> None:
    rows = newest(real).filter(pl.col("area").is_in(["987", "988"]))
    blank = rows.group_by("measure").agg(pl.col("value").is_null().all()).filter("value")
    assert blank.height == 113


def test_trap_26_england_blank(real: lait.LaitRead) -> None:
    rows = newest(real).filter((pl.col("area") == "970") & pl.col("value").is_null())
    assert sorted(rows["measure"]) == ["ReoffYO", "ReoffYO15-17", "YJS_Caution-Sentence10-17_YO"]


def test_trap_27_england_of_first_entrants_is_a_sum(real: lait.LaitRead) -> None:
    rows = newest(real).filter(pl.col("measure") == "FirstYJS")
    regions = rows.filter(pl.col("area").is_between(pl.lit("980"), pl.lit("990")))
    assert rows.filter(pl.col("area") == "970")["value"].item() == 1258
    assert regions["value"].sum() == 1257
    held = measure(real, "FirstYJS")["withheld"]
    assert [entry["comparator"] for entry in held] == ["england"]


def test_trap_28_unit_corrected(real: lait.LaitRead) -> None:
    assert measure(real, "PreChildDea")["unit"] == "Number of deaths"
    assert measure(real, "PreChildDea")["is_count"]


def test_trap_29_the_counts_are_those_where_england_exceeds_every_authority(
    real: lait.LaitRead,
) -> None:
    rows = newest(real)
    highest = rows.filter(pl.col("area") < "970").group_by("measure").agg(pl.col("value").max())
    england = rows.filter(pl.col("area") == "970").select("measure", england="value")
    beyond = highest.join(england, on="measure").filter(pl.col("england") > pl.col("value"))
    counts = real.measures.filter("is_count")["measure"]
    assert set(beyond["measure"]) - set(counts) == {"FirstYJS"}
    assert set(counts) <= set(beyond["measure"])
    assert counts.len() == 51


def test_trap_30_percentages_outside_0_to_100_are_counted(real: lait.LaitRead) -> None:
    # 290 cells in the reference, of which 33 are PreChildDea (trap 28), now a count.
    counts = {what: count for what, count, _ in real.report}
    assert counts["LAIT percentages outside 0 to 100"] == 290 - 33


def test_trap_31_zeros_of_abolished_authorities(real: lait.LaitRead) -> None:
    ends = pl.DataFrame({"area": list(ABOLISHED), "year": list(ABOLISHED.values())})
    after = real.benchmarks.join(ends, on="area").filter(
        pl.col("period_start") >= pl.date(pl.col("year"), 4, 1)
    )
    assert (after["value"] == 0).sum() == 26
    held = newest(real).filter(pl.col("area").is_in(list(ABOLISHED)))
    assert held.drop_nulls("value")["measure"].n_unique() == 38


def test_trap_32_values_under_the_abolished_authority_are_noted_not_moved(
    real: lait.LaitRead,
) -> None:
    rows = newest(real).filter(pl.col("measure") == "FirstYJS")
    values = dict(rows.select("area", "value").iter_rows())
    assert values["835"] == 122
    assert values["838"] is None
    assert "Dorset (838)" in str(measure(real, "FirstYJS")["notes"])
    assert "Northamptonshire (928)" in str(measure(real, "Number_Foster_Places(New)")["notes"])


def test_trap_34_bcp_has_no_newest_value_in_11_measures(real: lait.LaitRead) -> None:
    assert newest(real).filter(pl.col("area") == "839")["value"].null_count() == 11


def test_trap_35_tiny_authorities(real: lait.LaitRead) -> None:
    rows = newest(real)
    assert rows.filter(pl.col("area") == "201")["value"].null_count() == 255
    assert rows.filter(pl.col("area") == "420")["value"].null_count() == 254


def test_trap_39_data_item_is_not_read(real: lait.LaitRead, raw: pl.DataFrame) -> None:
    assert raw["Data item"].null_count() == 591_770
    assert not {"Data item", "Region"} & set(real.benchmarks.columns)


def test_trap_23_dictionary_and_data_match(real: lait.LaitRead) -> None:
    assert set(real.measures["measure"]) == set(real.benchmarks["measure"])


# ---- spoilt copies -----------------------------------------------------------------------

NAMES = ["ReReferral", "CINPermExclusion"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, raw: pl.DataFrame) -> Path:
    """LAIT with two measures and three areas."""
    folder = tmp_path_factory.mktemp("lait")
    shutil.copy(FOLDER / lait.AREAS_FILE, folder)
    chosen = pl.col("Short Desc").is_in(NAMES) & pl.col("LA Number").is_in([839.0, 970.0, 201.0])
    raw.filter(chosen).write_parquet(folder / lait.DATA_FILE)
    text = (FOLDER / lait_dictionary.DICTIONARY_FILE).read_bytes().decode()
    header, *rows = csv.reader(text.splitlines(keepends=True))
    short = header.index("Measure_short")
    write_dictionary(folder, [header, *(row for row in rows if row[short] in NAMES)])
    (folder / lait_dictionary.DECISIONS_FILE).write_text("", encoding="utf-8")
    return folder


def write_dictionary(folder: Path, rows: list[list[str]]) -> None:
    path = folder / lait_dictionary.DICTIONARY_FILE
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)


@pytest.fixture
def copy(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "lait"))


def change(folder: Path, **columns: pl.Expr) -> None:
    path = folder / lait.DATA_FILE
    data = pl.read_parquet(path).with_row_index("row", 1)
    names = {"value": "Values", "area": "LA Number", "name": "LA and Regions", "year": "Years"}
    exprs = {names.get(key, "Short Desc"): expr for key, expr in columns.items()}
    first = pl.col("row") == 1
    data.with_columns(
        pl.when(first).then(expr).otherwise(pl.col(name)).alias(name)
        for name, expr in exprs.items()
    ).drop("row").write_parquet(path)


def test_the_small_copy_is_good(copy: Path) -> None:
    assert lait.read(copy).measures.height == 2


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({"value": pl.lit("1,234")}, "row 1, Values: '1,234', expected a number or '-'"),
        ({"value": pl.lit("3O")}, "row 1, Values: '3O'"),
        ({"value": pl.lit("Bournemouth and Poole")}, "row 1, Values: 'Bournemouth and Poole'"),
        ({"value": pl.lit("inf")}, "row 1, Values: 'inf'"),
        ({"value": pl.lit("1e999")}, "row 1, Values: '1e999'"),
        ({"value": pl.lit("9 9.9")}, "row 1, Values: '9 9.9'"),
        ({"area": pl.lit(999.0)}, "row 1, LA Number: '999' is not in la_code_list.xlsx"),
        ({"area": pl.lit(839.5)}, r"LA Number: '839\.5' is not in la_code_list.xlsx"),
        ({"area": pl.lit(None, pl.Float64)}, "LA Number: 'None' is not in la_code_list.xlsx"),
        ({"name": pl.lit("Poole")}, "LA and Regions: 'Poole', expected"),
        ({"year": pl.lit("20223")}, "row 1, Years: '20223' is not one of LAIT's period labels"),
        (
            {"measure": pl.lit("New_Measure")},
            "measure 'New_Measure' is not in lait_data_dictionary",
        ),
    ],
)
def test_data_faults_are_named(copy: Path, columns: dict[str, pl.Expr], fault: str) -> None:
    change(copy, **columns)
    with pytest.raises(InputError, match=fault):
        lait.read(copy)


@pytest.mark.parametrize(
    ("mark", "symbol", "reason"),
    [
        ("..", "x", symbol_meanings.LAIT_DASH_REASON),
        ("c", "c", "confidential: too few children to show"),
        ("z", "z", "not applicable"),
        ("[c]", "c", "confidential: too few children to show"),
        ("LOW", "low", "rounds to 0 but is not 0"),
        # Marks that no release has had yet.
        ("*", "x", symbol_meanings.LAIT_DASH_REASON),
        ("?", "x", symbol_meanings.LAIT_DASH_REASON),
        ("NaN", "x", symbol_meanings.LAIT_DASH_REASON),
        ("C", "c", "confidential: too few children to show"),
        ("", "x", symbol_meanings.LAIT_DASH_REASON),
        (None, "x", symbol_meanings.LAIT_DASH_REASON),
    ],
)
def test_other_marks_become_symbols_with_a_warning(
    copy: Path, mark: str | None, symbol: str, reason: str
) -> None:
    change(copy, value=pl.lit(mark, pl.String))
    first = pl.read_parquet(copy / lait.DATA_FILE).row(0, named=True)
    read = lait.read(copy)
    found = of(read, first["Short Desc"], f"{first['LA Number']:.0f}").filter(
        pl.col("label") == first["Years"]
    )
    assert found.select("value", "symbol").row(0) == (None, symbol)
    assert lait.reason_of(symbol) == reason
    assert len(read.warnings) == 1
    said = f"'{mark}'" if mark else "a blank"
    assert f"{said} in 1 cell ({first['Short Desc']}): read as no value" in read.warnings[0]


@pytest.mark.parametrize(
    "typed", ["99.9 ", " 99.9", "\u00a099.9\u00a0", "\t99.9\r\n", "\u202f99.9"]
)
def test_spaces_around_a_number_say_nothing(copy: Path, typed: str) -> None:
    change(copy, value=pl.lit(typed))
    first = pl.read_parquet(copy / lait.DATA_FILE).row(0, named=True)
    read = lait.read(copy)
    found = of(read, first["Short Desc"], f"{first['LA Number']:.0f}").filter(
        pl.col("label") == first["Years"]
    )
    assert found.select("value", "symbol").row(0) == (99.9, None)
    assert read.warnings == ()


def test_spaces_around_laits_own_mark_say_nothing(copy: Path) -> None:
    change(copy, value=pl.lit(" - "))
    assert lait.read(copy).warnings == ()


def test_measures_of_one_name_are_named(copy: Path) -> None:
    path = copy / "lait_data_dictionary.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    first, second = sorted({row["Measure_short"] for row in rows})
    name = next(row["Measure"] for row in rows if row["Measure_short"] == first)
    for row in rows:
        if row["Measure_short"] == second:
            row["Measure"] = f" {name.upper()}"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0]])
        writer.writeheader()
        writer.writerows(rows)
    (said,) = lait.read(copy).warnings
    assert said == (
        f"lait_data_dictionary.csv: '{name}' is the name of several measures: {first}, {second}"
    )


def test_a_release_with_two_dots_is_read(tmp_path: Path) -> None:
    """Rows of the release of 9 July 2025, with the decisions and areas of today."""
    extracts = Path(__file__).parent / "lait_extracts"
    rows = pl.read_csv(extracts / "2025-07-09_double_dot.csv", infer_schema=False)
    rows.with_columns(pl.col("LA Number").cast(pl.Float64)).write_parquet(tmp_path / lait.DATA_FILE)
    shutil.copy(extracts / "2025-07-09_dictionary.csv", tmp_path / lait_dictionary.DICTIONARY_FILE)
    for name in (lait.AREAS_FILE, lait_dictionary.DECISIONS_FILE):
        shutil.copy(FOLDER / name, tmp_path)
    read = lait.read(tmp_path)
    held = rows.filter(pl.col("Values") == "..")
    assert held.height == 2
    for row in held.iter_rows(named=True):
        found = of(read, row["Short Desc"], row["LA Number"].removesuffix(".0"))
        cell = found.filter(pl.col("label") == row["Years"]).row(0, named=True)
        assert (cell["value"], cell["symbol"]) == (None, "x")
    dots, gone = read.warnings
    assert "'..' in 2 cells (Number_Foster_Places_Filled(New))" in dots
    assert gone.startswith("decisions.toml: names ")
    assert "LACnum" in gone


def test_decisions_about_measures_that_are_gone_are_warned_of(copy: Path) -> None:
    gone = '[[note]]\nmeasures = ["Gone", "ReReferral"]\ntext = "Noted."'
    (copy / lait_dictionary.DECISIONS_FILE).write_text(gone, encoding="utf-8")
    read = lait.read(copy)
    assert read.warnings == (
        "decisions.toml: names 1 that this release does not hold, and which are passed over: Gone",
    )
    assert measure(read, "ReReferral")["notes"] == ["Noted."]


def test_all_faults_at_once(copy: Path) -> None:
    change(copy, value=pl.lit("1,2"), area=pl.lit(999.0))
    with pytest.raises(InputError, match=r"2 faults: row 1, LA Number.*; row 1, Values"):
        lait.read(copy)


def test_many_faults_are_counted(copy: Path) -> None:
    data = pl.read_parquet(copy / lait.DATA_FILE).with_columns(pl.lit("1,2").alias("Values"))
    data.write_parquet(copy / lait.DATA_FILE)
    with pytest.raises(
        InputError, match=rf"{data.height + 1:,} faults: .*and {data.height - 19:,} more"
    ):
        lait.read(copy)


def test_a_mark_that_nobody_knows_in_every_other_cell_is_one_fault(copy: Path) -> None:
    """Not one for each cell, which would say what is expected but not what is the matter."""
    data = pl.read_parquet(copy / lait.DATA_FILE)
    odd = pl.int_range(pl.len()) % 2 == 0
    value = pl.when(odd).then(pl.lit("[q]")).otherwise(pl.col("Values")).alias("Values")
    data = data.with_columns(value).filter(pl.col("Years") != "0")
    data.write_parquet(copy / lait.DATA_FILE)
    marked = (data["Values"] == "[q]").sum()
    said = (
        rf"1 fault: Values: {marked:,} of {data.height:,} cells hold a mark that "
        r"nobody knows \('\[q\]'\), more than a tenth$"
    )
    with pytest.raises(InputError, match=said):
        lait.read(copy)


def test_label_0_with_a_value_is_a_fault(copy: Path) -> None:
    path = copy / lait.DATA_FILE
    value = pl.when(pl.col("Years") == "0").then(pl.lit("1")).otherwise(pl.col("Values"))
    pl.read_parquet(path).with_columns(value.alias("Values")).write_parquet(path)
    with pytest.raises(InputError, match="Years: '0' names no period but has values"):
        lait.read(copy)


def test_duplicates_are_a_fault(copy: Path) -> None:
    path = copy / lait.DATA_FILE
    data = pl.read_parquet(path)
    pl.concat([data, data.head(1)]).write_parquet(path)
    with pytest.raises(InputError, match=rf"rows 1, {data.height + 1}: .* stands twice"):
        lait.read(copy)


def test_a_measure_without_rows_is_gone_whatever_the_dictionary_says(copy: Path) -> None:
    path = copy / lait.DATA_FILE
    pl.read_parquet(path).filter(pl.col("Short Desc") == NAMES[0]).write_parquet(path)
    read = lait.read(copy)
    assert read.measures["measure"].to_list() == [NAMES[0]]
    (said,) = [each for each in read.warnings if "without a row" in each]
    assert said.startswith("lait_data_dictionary.csv: ")
    assert "are read as gone (" in said
    assert "CINPermExclusion" in said


def test_data_without_a_row_is_a_fault(copy: Path) -> None:
    path = copy / lait.DATA_FILE
    pl.read_parquet(path).head(0).write_parquet(path)
    with pytest.raises(InputError, match="1 fault: it has no rows"):
        lait.read(copy)


def test_data_columns_are_checked(copy: Path) -> None:
    path = copy / lait.DATA_FILE
    data = pl.read_parquet(path).rename({"Values": "Value"}).with_columns(pl.lit(1).alias("Years"))
    data.write_parquet(path)
    with pytest.raises(InputError) as fault:
        lait.read(copy)
    assert "column 'Values' is missing" in str(fault.value)
    assert "column 'Value' is not expected" in str(fault.value)
    assert "column 'Years' holds Int32, expected text" in str(fault.value)


def test_new_columns_are_passed_over_with_a_warning(copy: Path) -> None:
    """A publisher may add columns; those that are read are all there and mean what they did."""
    before = lait.read(copy)
    data, dictionary = copy / lait.DATA_FILE, copy / lait_dictionary.DICTIONARY_FILE
    added = pl.read_parquet(data).with_columns(pl.lit("x").alias("Flag"), pl.lit(1).alias("Order"))
    added.write_parquet(data)
    header, *rows = csv.reader(io.StringIO(dictionary.read_bytes().decode(), newline=""))
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[*header, "Colour"], *([*row, "red"] for row in rows)])
    dictionary.write_text(text.getvalue(), encoding="utf-8", newline="")

    after = lait.read(copy)
    assert after.benchmarks.equals(before.benchmarks)
    assert after.measures.equals(before.measures)
    assert set(after.warnings) - set(before.warnings) == {
        "bds_long_0.parquet: new columns 'Flag', 'Order': nothing of it is read",
        "lait_data_dictionary.csv: new column 'Colour': nothing of it is read",
    }


@pytest.mark.parametrize("file", [lait.DATA_FILE, lait.AREAS_FILE])
@pytest.mark.parametrize("content", [None, b"", b"text"])
def test_unreadable_files(copy: Path, file: str, content: bytes | None) -> None:
    (copy / file).unlink()
    if content is not None:
        (copy / file).write_bytes(content)
    with pytest.raises(InputError, match="not a readable"):
        lait.read(copy)


def is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


@example("NAN")
@given(st.one_of(st.floats(allow_nan=False, allow_infinity=False).map(repr), st.text(max_size=8)))
def test_values_are_numbers_as_python_reads_them_or_faults(text: str) -> None:
    """What passes is exactly what float() makes of plain digits; everything else is named."""
    frame = pl.DataFrame({"row": [1], "text": [text]})
    marks = lait._marks(frame)
    faults = list(lait._value_faults(frame, marks))
    unknown = "Values: 1 of 1 cells hold a mark that nobody knows"
    if faults and faults[0].startswith(unknown):
        assert faults == [f"{unknown} ('{text}'), more than a tenth"]
        assert not is_number(text)
    elif faults:
        assert faults == [f"row 1, Values: '{text}', expected a number or '-'"]
    elif text != "-" and text not in marks:
        value = float(text)
        assert math.isfinite(value)
        assert frame["text"].cast(pl.Float64).item() == value


# ---- the list of traps -------------------------------------------------------------------


def test_every_trap_has_a_decision_and_its_tests_exist() -> None:
    text = (ROOT / "docs" / "lait-traps.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if re.match(r"\|\s*\d", line)
    ]
    assert [int(row[0]) for row in rows] == list(range(1, 41))
    files = sorted((ROOT / "tests" / "kpi").rglob("test_*.py"))
    tests = set(re.findall(r"def (test_\w+)", "".join(file.read_text("utf-8") for file in files)))
    for number, _, decision, where, proof in rows:
        assert decision, number
        assert where, number
        named = set(re.findall(r"test_\w+", proof))
        assert named <= tests, (number, named - tests)
        assert named or proof.startswith("does not bite"), number
