"""Benchmarks of each indicator against published figures, and refusals of each reader."""

import calendar
import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kpi.errors import DefinitionError, InputError
from kpi.model.definitions import definition_reader
from kpi.model.definitions.indicator import Indicator
from kpi.model.definitions.publication_dates import Publication
from kpi.model.definitions.snapshot_definition import Part, benchmark_from
from kpi.model.schemas import OBSERVATIONS
from kpi.periods import Period
from kpi.publishing.build import BuildResult
from kpi.sources import published_figures

HOME, ENGLAND = "839", "970"
MONTHS = [*calendar.month_name[4:], *calendar.month_name[1:4]]
C6 = "dfe-cin-2024/c6_children_in_need_referrals_by_month_2013_to_2024.csv"
C2 = "dfe-cin-2024/c2_children_in_need_assessments_duration_2014_to_2024.csv"
REFERRALS = "referrals-rate"


def rows_of(built: BuildResult, indicator_id: str, area: str | None = None) -> pl.DataFrame:
    """Benchmark rows, in time order."""
    rows = built.tables["observations"].filter(
        (pl.col("indicator_id") == indicator_id) & (pl.col("source") != "illustrative-return")
    )
    if area is not None:
        rows = rows.filter(pl.col("area") == area)
    return rows.sort("leg", "area", "period_end")


def at(built: BuildResult, indicator_id: str, area: str, period: Period) -> dict[str, Any]:
    rows = rows_of(built, indicator_id, area).filter(
        (pl.col("leg") == "")
        & (pl.col("period_start") == period.start)
        & (pl.col("period_end") == period.end)
    )
    return rows.row(0, named=True) if rows.height == 1 else {}


def lines(path: Path) -> list[dict[str, str]]:
    """A file as its text says, read without any of our code."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


# ---- referrals: months to quarters --------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "counts"), [(2019, [777, 966, 720, 953]), (2023, [991, 931, 1027, 1006])]
)
def test_referrals_of_bcp_by_quarter(built: BuildResult, year: int, counts: list[int]) -> None:
    told = [at(built, REFERRALS, HOME, Period.quarter(year, n)) for n in (1, 2, 3, 4)]
    assert [row["numerator"] for row in told] == counts
    assert all(row["value"] == row["numerator"] / row["denominator"] * 10_000 for row in told)


def test_referrals_are_over_the_children_of_the_middle_of_the_year(built: BuildResult) -> None:
    """2023-24 is divided by mid-2023, not by mid-2024 (74,810)."""
    assert at(built, REFERRALS, HOME, Period.quarter(2023, 4))["denominator"] == 74_472
    assert at(built, REFERRALS, HOME, Period.quarter(2022, 4))["denominator"] == 73_925
    value = at(built, REFERRALS, HOME, Period.quarter(2023, 4))["value"]
    assert value == pytest.approx(135.0843, abs=0.0001)


@pytest.mark.parametrize(("area", "symbol"), [("884", "u"), ("850", "u"), ("201", "c")])
def test_no_quarter_where_a_month_is_missing(built: BuildResult, area: str, symbol: str) -> None:
    for number in (1, 2, 3, 4):
        row = at(built, REFERRALS, area, Period.quarter(2023, number))
        assert (row["value"], row["numerator"], row["symbol"]) == (None, None, symbol)
        assert row["reason"]


def test_quarters_add_up_to_the_published_year(built: BuildResult, inputs_folder: Path) -> None:
    """For every authority and year of which no month is suppressed."""
    ours = {
        (r["area"], r["period_start"]): r["numerator"]
        for r in rows_of(built, REFERRALS).iter_rows(named=True)
    }
    checked = 0
    for line in lines(inputs_folder / C6):
        start = int(line["time_period"]) - 1
        if line["geographic_level"] != "Local authority" or start < 2019:
            continue
        if not all(line[month].isdigit() for month in (*MONTHS, "Referrals")):
            continue
        quarters = [ours[line["old_la_code"], Period.quarter(start, n).start] for n in (1, 2, 3, 4)]
        assert sum(quarters) == int(line["Referrals"]), line["la_name"]
        checked += 1
    assert checked == 739


def test_a_quarter_has_a_figure_exactly_where_its_three_months_have(
    built: BuildResult, inputs_folder: Path
) -> None:
    ours = {
        (r["area"], r["period_start"]): r["numerator"]
        for r in rows_of(built, REFERRALS).iter_rows(named=True)
    }
    for line in lines(inputs_folder / C6):
        start = int(line["time_period"]) - 1
        if line["geographic_level"] != "Local authority" or start < 2019:
            continue
        for number in (1, 2, 3, 4):
            months = [line[month] for month in MONTHS[3 * number - 3 : 3 * number]]
            whole = all(month.isdigit() for month in months)
            expected = sum(map(int, months)) if whole else None
            assert ours[line["old_la_code"], Period.quarter(start, number).start] == expected


def test_regions_of_the_files_are_those_of_the_areas(
    built: BuildResult, inputs_folder: Path
) -> None:
    names = {
        (line["region_code"], line["region_name"])
        for line in lines(inputs_folder / C6)
        if line["geographic_level"] == "Regional"
    }
    ours = dict(built.tables["areas"].select("ons_code", "name").iter_rows())
    aliases = {
        "Yorkshire and The Humber": "Yorkshire and the Humber",
        "East of England": "East of England",
        "Inner London": "London (Inner)",
        "Outer London": "London (Outer)",
    }
    assert len(names) >= 9
    for code, name in names:
        assert ours[code] == aliases.get(name, name)


# ---- EHCPs --------------------------------------------------------------------------------


def test_ehcp_with_its_counts(built: BuildResult) -> None:
    row = at(built, "ehcp-20-weeks", HOME, Period.calendar_year(2024))
    assert (row["value"], row["numerator"], row["denominator"]) == (77.6, 493, 635)
    before = at(built, "ehcp-20-weeks", HOME, Period.calendar_year(2023))
    assert before["value"] == 4.8
    england = at(built, "ehcp-20-weeks", ENGLAND, Period.calendar_year(2024))
    assert (england["value"], england["known_from"]) == (46.4, date(2025, 6, 30))
    assert at(built, "ehcp-20-weeks", "990", Period.calendar_year(2024))["value"] == 28.5


def test_authorities_that_counted_every_plan_as_an_exception(built: BuildResult) -> None:
    for area in ("838", "201"):
        row = at(built, "ehcp-20-weeks", area, Period.calendar_year(2024))
        assert (row["value"], row["symbol"], row["reason"]) == (None, "x", "not available")
        assert (row["numerator"], row["denominator"]) == (0, 0)


def test_every_rate_is_its_numerator_over_its_denominator(built: BuildResult) -> None:
    for indicator_id in ("ehcp-20-weeks", "assessments-45-days"):
        rows = rows_of(built, indicator_id).drop_nulls(["value", "numerator"])
        rate = rows["numerator"] / rows["denominator"] * 100
        assert rows.height > 900
        assert (rate - rows["value"]).abs().max() <= 0.05 + 1e-9


# ---- assessments --------------------------------------------------------------------------


def test_assessments_with_their_counts(built: BuildResult) -> None:
    row = at(built, "assessments-45-days", HOME, Period.financial_year(2023))
    assert (row["value"], row["numerator"], row["denominator"]) == (90.2, 3241, 3594)
    # LAIT has a newer year than the file with the counts.
    newest = at(built, "assessments-45-days", HOME, Period.financial_year(2024))
    assert (newest["value"], newest["numerator"], newest["denominator"]) == (95.0, None, None)


def test_counts_are_whole_or_not_there(built: BuildResult, inputs_folder: Path) -> None:
    """No sum over bands of days of which one is suppressed."""
    bands = ["Same_day", "1-10_days", "11-20_days", "21-30_days", "31-40_days", "41-45_days"]
    ours = {
        (r["area"], r["period_end"].year): r["numerator"]
        for r in rows_of(built, "assessments-45-days").iter_rows(named=True)
    }
    suppressed = 0
    for line in lines(inputs_folder / C2):
        found = ours.get((line["old_la_code"], int(line["time_period"])))
        if all(line[band].isdigit() for band in bands):
            assert found in (None, sum(int(line[band]) for band in bands))
        elif line["geographic_level"] == "Local authority":
            assert found is None
            suppressed += 1
    assert suppressed > 50


def test_counts_that_do_not_give_the_rate_are_left_out_and_told(built: BuildResult) -> None:
    told = next(line for line in built.report if line.source == "assessments-45-days")
    assert "16 counts that do not give the published rate: left out" in told.why


# ---- Key Stage 4 --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "other", "fsm", "gap"),
    [(HOME, 54.1, 36.3, 17.8), ("990", 49.7, 32.8, 16.9), (ENGLAND, 50.0, 35.0, 15.0)],
)
def test_the_gap_is_others_minus_fsm(
    built: BuildResult, area: str, other: float, fsm: float, gap: float
) -> None:
    rows = rows_of(built, "ks4-fsm-gap", area).filter(pl.col("period_end") == date(2025, 8, 31))
    assert dict(rows.select("leg", "value").iter_rows()) == {"": gap, "other": other, "fsm": fsm}


def test_a_gap_without_one_group_has_no_value(built: BuildResult) -> None:
    rows = rows_of(built, "ks4-fsm-gap")
    legs = rows.filter(pl.col("leg") != "").pivot(
        "leg", index=["area", "period_end"], values="value"
    )
    gaps = rows.filter(pl.col("leg") == "").join(legs, on=["area", "period_end"])
    assert gaps.height == rows.height / 3
    either = pl.col("other").is_null() | pl.col("fsm").is_null()
    assert gaps.filter(either)["value"].null_count() == gaps.filter(either).height == 76
    told = gaps.filter(~either)
    assert (told["value"] - (told["other"] - told["fsm"])).abs().max() < 1e-9
    assert set(gaps.filter(either)["symbol"]) == {"x"}


# ---- exclusions ---------------------------------------------------------------------------


def test_exclusions_of_bcp(built: BuildResult) -> None:
    told = {}
    for phase in ("primary", "secondary"):
        told[phase] = [
            at(built, f"{phase}-permanent-exclusions", HOME, Period.term(name, year))["value"]
            for name, year in (
                ("autumn", 2023), ("spring", 2024), ("summer", 2024), ("autumn", 2024),
                ("spring", 2025),
            )
        ]  # fmt: skip
    assert told == {
        "primary": [0.012, 0.011, 0.0, 0.021, 0.012],
        "secondary": [0.131, 0.115, 0.091, 0.15, 0.117],
    }


@pytest.mark.parametrize(("phase", "official"), [("primary", 0.0227), ("secondary", 0.336)])
def test_three_terms_are_about_the_official_year(
    built: BuildResult, phase: str, official: float
) -> None:
    terms = (Period.term("autumn", 2023), Period.term("spring", 2024), Period.term("summer", 2024))
    told = [at(built, f"{phase}-permanent-exclusions", HOME, term)["value"] for term in terms]
    assert sum(told) == pytest.approx(official, abs=0.0015)


def test_exclusions_have_no_england_and_no_region(built: BuildResult) -> None:
    rows = rows_of(built, "primary-permanent-exclusions").filter(pl.col("leg") == "")
    kinds = dict(built.tables["areas"].select("area", "kind").iter_rows())
    assert {kinds[area] for area in rows["area"].unique()} == {"authority"}
    assert set(rows["data_status"]) == {"derived"}
    assert rows["numerator"].null_count() == rows.height


# ---- refusals -----------------------------------------------------------------------------

HEAD = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"
    "region_name,old_la_code,new_la_code,la_name,"
)
PLACE = "E92000001,England,E12000009,South West,839,E06000058,BCP,"
FILES = {
    "sen2.csv": HEAD + "breakdown,plans,in_time,rate\n"
    f"2024,Calendar year,Local authority,{PLACE}All,635,493,77.6\n"
    f"2023,Calendar year,Local authority,{PLACE}All,417,20,4.8\n",
    "months.csv": HEAD + "category," + ",".join(MONTHS) + "\n"
    f"2024,Reporting year,Local authority,{PLACE}Month,288,316,387,373,257,301,392,391,244,"
    "420,314,272\n"
    f"2023,Reporting year,Local authority,{PLACE}Month,1,c,3,4,5,6,u,8,9,10,11,12\n",
    "people.csv": HEAD + "age_group,population_estimate\n"
    f"2023,Calendar year,Local authority,{PLACE}Children,74472\n"
    f"2022,Calendar year,Local authority,{PLACE}Children,73925\n",
    "dfe-exclusions-termly/rates.csv": HEAD + "education_phase,perm_excl_rate_all_estimate\n"
    f"202425,Spring term,Local authority,{PLACE}State-funded primary,0.012\n"
    f"202425,Spring term,Local authority,{PLACE}State-funded secondary,0.117\n",
}
LEGS = {measure: {"id": measure.lower(), "measure": measure, "name": measure} for measure in "MNO"}
SPECS: dict[str, dict[str, Any]] = {
    "lait": {"measure": "M"},
    "lait difference": {"legs": [LEGS["M"], LEGS["N"]]},
    "ees": {
        "file": "sen2.csv", "value": "rate", "numerator": "in_time", "denominator": "plans",
        "where": {"breakdown": "All"},
    },
    "exclusions estimate": {"phase": "State-funded primary"},
    "monthly rate": {
        "file": "months.csv", "population": "people.csv", "per": 10000, "first_year": 2020,
    },
}  # fmt: skip


@pytest.fixture
def inputs(tmp_path: Path) -> published_figures.BenchmarkInputs:
    """A few good rows for every reader."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    year = Period.financial_year(2023)
    lait = pl.DataFrame(
        [
            {
                "measure": measure, "area": HOME, "period_kind": str(year.kind),
                "period_start": year.start, "period_end": year.end, "value": value, "symbol": None,
            }
            for measure, value in (("M", 54.1), ("N", 36.3))
        ],
        schema_overrides={"symbol": pl.String},
    )  # fmt: skip
    return published_figures.BenchmarkInputs(
        tmp_path, lait, {"E06000058": HOME, "E92000001": ENGLAND}
    )


@pytest.fixture(scope="module")
def some(definitions_folder: Path) -> Indicator:
    table = definition_reader.read_files(definitions_folder)
    return next(i for i in definition_reader.from_table(table) if i.id == "ehcp-20-weeks")


def with_reader(some: Indicator, reader: str, **changes: object) -> Indicator:
    always = {"reader": reader, "source": "s", "name": "n", "period_kind": "term"}
    spec = {**always, **SPECS.get(reader, {}), **changes}
    kept = {key: value for key, value in spec.items() if value is not None}
    benchmark = benchmark_from(Part(kept, "it"))
    return replace(some, benchmark=benchmark, publication=(Publication(6, 1),))


def refusal(indicator: Indicator, inputs: published_figures.BenchmarkInputs) -> str:
    with pytest.raises((InputError, DefinitionError)) as caught:
        published_figures.read(indicator, inputs, "published")
    message = str(caught.value)
    assert message
    assert "\n" not in message
    return message


def edit(inputs: published_figures.BenchmarkInputs, name: str, old: str, new: str) -> None:
    path = inputs.folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


FILE_OF = {
    "ees": "sen2.csv",
    "exclusions estimate": "dfe-exclusions-termly/rates.csv",
    "monthly rate": "months.csv",
}


@pytest.mark.parametrize(
    ("reader", "values"),
    [
        ("lait", [54.1]),
        ("lait difference", [17.8, 54.1, 36.3]),
        ("ees", [4.8, 77.6]),
        ("exclusions estimate", [0.012]),
        ("monthly rate", [None, 15 / 7.3925, None, 33 / 7.3925, 991 / 7.4472, 931 / 7.4472,
                          1027 / 7.4472, 1006 / 7.4472]),
    ],
)  # fmt: skip
def test_each_reader_reads_a_good_file(
    some: Indicator,
    inputs: published_figures.BenchmarkInputs,
    reader: str,
    values: list[float | None],
) -> None:
    rows = published_figures.read(with_reader(some, reader), inputs, "published").rows
    assert rows.schema == OBSERVATIONS
    assert set(rows["area"]) == {HOME}
    assert rows["known_from"].null_count() == 0
    told = rows.sort("leg", "period_end")["value"].to_list()
    assert told == [None if v is None else pytest.approx(v) for v in values]


def test_months_keep_their_symbol(
    some: Indicator, inputs: published_figures.BenchmarkInputs
) -> None:
    rows = published_figures.read(with_reader(some, "monthly rate"), inputs, "published").rows
    told = rows.sort("period_end").select("symbol", "numerator").rows()
    assert told[:4] == [("c", None), (None, 15.0), ("u", None), (None, 33.0)]


def test_an_unknown_reader(some: Indicator, inputs: published_figures.BenchmarkInputs) -> None:
    message = refusal(with_reader(some, "crystal ball"), inputs)
    assert "'crystal ball' is not one of lait, lait difference, ees" in message


@pytest.mark.parametrize(
    ("reader", "key"), [(reader, key) for reader, spec in SPECS.items() for key in spec]
)
def test_a_definition_that_lacks_what_its_reader_needs(
    some: Indicator, inputs: published_figures.BenchmarkInputs, reader: str, key: str
) -> None:
    message = refusal(with_reader(some, reader, **{key: None}), inputs)
    assert message == f"ehcp-20-weeks: its benchmark lacks {key}"


@pytest.mark.parametrize(
    ("reader", "changes", "message"),
    [
        ("lait", {"measure": "no such"}, "LAIT has no measure 'no such'"),
        ("lait difference", {"legs": [LEGS["M"], LEGS["O"]]}, "LAIT has no measure 'O'"),
        ("lait difference", {"legs": [LEGS["M"]]}, "a difference has two legs, not 1"),
        ("ees", {"cross_check": "no such"}, "LAIT has no measure 'no such'"),
        ("ees", {"file": "nowhere.csv"}, "nowhere.csv"),
        ("ees", {"value": "PC_rate"}, "PC_rate"),
        ("ees", {"numerator": "no such"}, "no such"),
        ("ees", {"where": {"breakdown": "Some"}}, "Some"),
        ("ees", {"where": {"colour": "red"}}, "colour"),
        ("exclusions estimate", {"phase": "Nursery"}, "rates.csv: no rows of phase 'Nursery'"),
        ("monthly rate", {"file": "nowhere.csv"}, "nowhere.csv"),
        ("monthly rate", {"population": "nowhere.csv"}, "nowhere.csv"),
        ("monthly rate", {"file": "people.csv"}, "people.csv lacks the columns April, May"),
        (
            "monthly rate", {"population": "months.csv"},
            "months.csv lacks the columns population_estimate",
        ),
    ],
)  # fmt: skip
def test_a_definition_that_names_what_is_not_there(
    some: Indicator,
    inputs: published_figures.BenchmarkInputs,
    reader: str,
    changes: dict[str, object],
    message: str,
) -> None:
    assert message in refusal(with_reader(some, reader, **changes), inputs)


@pytest.mark.parametrize("reader", list(FILE_OF))
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("E06000058", "E06999999", "E06999999"),
        ("geographic_level", "level", "geographic_level"),
        ("time_period", "period", "time_period"),
        ("time_identifier", "identifier", "time_identifier"),
        ("new_la_code", "la_code", "new_la_code"),
        ("Local authority", "Planet", "Planet"),
        ("BCP,", "Bournemouth, Christchurch and Poole,", "has a header but no rows that fit it"),
        ("2024", "24", "24"),
    ],
)
def test_a_file_that_does_not_fit(
    some: Indicator,
    inputs: published_figures.BenchmarkInputs,
    reader: str,
    old: str,
    new: str,
    message: str,
) -> None:
    edit(inputs, FILE_OF[reader], old, new)
    told = refusal(with_reader(some, reader), inputs)
    assert message in told
    assert Path(FILE_OF[reader]).name in told


@pytest.mark.parametrize("reader", list(FILE_OF))
def test_a_row_whose_cells_shifted_is_not_dropped_in_silence(
    some: Indicator, inputs: published_figures.BenchmarkInputs, reader: str
) -> None:
    path = inputs.folder / FILE_OF[reader]
    first, second = path.read_text(encoding="utf-8").splitlines()[:2]
    shifted = second.replace("BCP,", "Bournemouth, Christchurch and Poole,")
    path.write_text("\n".join([first, shifted, second]) + "\n", encoding="utf-8")
    told = refusal(with_reader(some, reader), inputs)
    assert "line 2: found" in told
    assert "the row is left out" in told


def picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")


@pytest.mark.parametrize("reader", list(FILE_OF))
@pytest.mark.parametrize("spoil", [picture, Path.unlink], ids=["picture", "missing"])
def test_a_file_that_is_no_table(
    some: Indicator,
    inputs: published_figures.BenchmarkInputs,
    reader: str,
    spoil: Callable[[Path], None],
) -> None:
    spoil(inputs.folder / FILE_OF[reader])
    refusal(with_reader(some, reader), inputs)


def test_rates_that_are_not_their_counts_are_refused(
    some: Indicator, inputs: published_figures.BenchmarkInputs
) -> None:
    edit(inputs, "sen2.csv", "77.6", "0.776")
    told = refusal(with_reader(some, "ees"), inputs)
    assert "sen2.csv: 1 rates are not their numerator over their denominator" in told


def test_a_missing_column_of_rates(
    some: Indicator, inputs: published_figures.BenchmarkInputs
) -> None:
    edit(inputs, FILE_OF["exclusions estimate"], "perm_excl_rate_all_estimate", "rate")
    told = refusal(with_reader(some, "exclusions estimate"), inputs)
    assert "lacks the columns perm_excl_rate_all_estimate" in told


def test_a_missing_month(some: Indicator, inputs: published_figures.BenchmarkInputs) -> None:
    edit(inputs, "months.csv", ",March", ",Mar")
    assert "months.csv lacks the columns March" in refusal(
        with_reader(some, "monthly rate"), inputs
    )


def test_children_of_the_year_are_needed(
    some: Indicator, inputs: published_figures.BenchmarkInputs
) -> None:
    edit(inputs, "people.csv", "2022,Calendar", "2012,Calendar")
    told = refusal(with_reader(some, "monthly rate"), inputs)
    whose = "(read for the benchmark of ehcp-20-weeks.toml)"
    assert told == f"people.csv: no children of area 839 in mid-2022 {whose}"


def test_a_period_that_nobody_publishes(
    some: Indicator, inputs: published_figures.BenchmarkInputs
) -> None:
    indicator = replace(
        with_reader(some, "exclusions estimate"), publication=(Publication(11, 1, term="autumn"),)
    )
    assert "no publication rule covers spring term 2025" in refusal(indicator, inputs)


def test_figures_of_england_and_regions_that_would_mislead_are_withheld_with_the_reason(
    some: Indicator, inputs: published_figures.BenchmarkInputs
) -> None:
    others = [
        inputs.lait.with_columns(area=pl.lit(code), value=pl.lit(value, pl.Float64))
        for code, value in ((ENGLAND, 1258.0), ("989", 70.0))
    ]
    inputs.lait = pl.concat([inputs.lait, *others])
    measures = pl.DataFrame(
        {
            "measure": ["M", "N"],
            "withheld": [[{"comparator": "england", "reason": "It is a sum of rates."}], []],
        },
        schema_overrides={
            "withheld": pl.List(pl.Struct({"comparator": pl.String, "reason": pl.String}))
        },
    )
    areas = pl.DataFrame({"area": [HOME, "989", ENGLAND], "kind": ["authority", "region", "e"]})
    inputs.withhold(measures, areas)
    lait = with_reader(some, "lait", measure="M")
    rows = published_figures.read(lait, inputs, "published").rows.sort("area")
    assert rows.select("area", "value", "symbol", "reason").rows() == [
        (HOME, 54.1, None, None),
        (ENGLAND, None, "x", "not shown: It is a sum of rates."),
        ("989", 70.0, None, None),
    ]
    of_other = with_reader(some, "lait", measure="N")
    kept = published_figures.read(of_other, inputs, "published").rows
    assert set(kept.filter(area=ENGLAND)["value"]) == {1258.0}


def test_a_period_without_a_line_of_publication_is_told_with_its_remedy(
    some: Indicator, inputs: published_figures.BenchmarkInputs
) -> None:
    """Where a newer release has another kind of period than the definition was checked for."""
    spring = replace(some.publication[0], term="spring")
    made = replace(with_reader(some, "monthly rate"), publication=(spring,))
    told = refusal(made, inputs)
    assert told.startswith("ehcp-20-weeks.toml: publication: no publication rule covers ")
    assert told.endswith("; add [[publication]] without a term, which holds for all periods")
