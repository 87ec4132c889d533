"""LAIT's comparison rules against reference figures, a plain second calculation, and our own."""

import csv
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.errors import UnknownNameError
from kpi.sources import areas, lait
from kpi.sources.groups import neighbour_groups
from kpi.statistics import rank_and_quartile_rules as lait_ranks

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "data" / "inputs" / "dfe-lait-2026-04"
EXPECTED = ROOT / "tests" / "expected" / "lait_expected.csv"
TOLERANCE = 1e-9
# Our column beside the reference's; the other names are the same in both.
NUMBERS = {
    "value": "la_value",
    "england": "england",
    "region": "region",
    "neighbours_mean": "sn_average",
    "change": "change",
    "rank_of": "rank_out_of",
}
TEXTS = {
    "period": "latest_period",
    "previous_period": "previous_period",
    "rank": "national_rank",
    "band": "quartile_band",
    "polarity": "polarity",
}


@dataclass(frozen=True)
class Lait:
    benchmarks: pl.DataFrame
    measures: pl.DataFrame
    areas: pl.DataFrame
    neighbours: pl.DataFrame

    def compare(
        self,
        area: str,
        measure: str | None = None,
        *,
        period: str | None = None,
        model: str = "2025-05",
        as_lait: bool = False,
    ) -> pl.DataFrame:
        return lait_ranks.compare(
            self.benchmarks,
            self.measures,
            self.areas,
            self.neighbours,
            area=area,
            measures_wanted=None if measure is None else [measure],
            period=period,
            model=model,
            lait_compatible=as_lait,
        )

    def row(self, area: str, measure: str, **options: Any) -> dict[str, Any]:
        return self.compare(area, measure, **options).row(0, named=True)


@pytest.fixture(scope="module")
def real() -> Lait:
    read = lait.read(FOLDER)
    no_codes = pl.DataFrame(schema={"area": pl.String, "ons_code": pl.String})
    table = areas.read(FOLDER, ROOT / "data" / "inputs" / "area-changes.csv", no_codes)
    return Lait(read.benchmarks, read.measures, table, neighbour_groups.read(FOLDER).groups)


# ---- the reference figures ---------------------------------------------------------------


def expected_rows() -> list[dict[str, str]]:
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def differences(found: dict[str, object], expected: dict[str, str]) -> Iterable[str]:
    for ours, theirs in TEXTS.items():
        if (found[ours] or "") != expected[theirs]:
            yield f"{ours}: {found[ours]!r}, expected {expected[theirs]!r}"
    for ours, theirs in NUMBERS.items():
        value, text = found[ours], expected[theirs]
        same = text == "" if value is None else text != ""
        if isinstance(value, float | int) and text:
            same = abs(value - float(text)) <= TOLERANCE
        if not same:
            yield f"{ours}: {value!r}, expected {text!r}"


@pytest.mark.parametrize("area", ["839", "330", "201"])
def test_every_reference_figure(real: Lait, area: str) -> None:
    table = lait_ranks.as_lait(real.compare(area, as_lait=True))
    found = {(row["measure"], row["topic"]): row for row in table.rows(named=True)}
    assert len(found) == table.height == 446
    rows = [row for row in expected_rows() if row["la_number"] == area]
    assert len(rows) == 63
    wrong = [
        f"{row['measure_short']} ({row['topic']}) {fault}"
        for row in rows
        for fault in differences(found[row["measure_short"], row["topic"]], row)
    ]
    assert wrong == []


# ---- a plain second calculation ------------------------------------------------------------


def type_7(values: list[float], share: float) -> float:
    ordered, place = sorted(values), (len(values) - 1) * share
    low, part = int(place), place - int(place)
    if part == 0 or ordered[low] == ordered[low + 1]:
        return ordered[low]
    return (1 - part) * ordered[low] + part * ordered[low + 1]


Series = dict[str, dict[str, dict[str, float | None]]]


@pytest.fixture(scope="module")
def data(real: Lait) -> Series:
    """measure, label, area: value."""
    found: Series = {}
    for measure, code, label, value in real.benchmarks.select(
        "measure", "area", "label", "value"
    ).iter_rows():
        found.setdefault(measure, {}).setdefault(label, {})[code] = value
    return found


def plain(
    real: Lait, data: Series, area: str, model: str
) -> dict[tuple[str, str], dict[str, object]]:
    """LAIT's rules in loops and dictionaries, written apart from the expressions under test."""
    here = real.areas.filter(pl.col("area") == area).row(0, named=True)
    group = real.neighbours.filter((pl.col("model") == model) & (pl.col("area") == area))
    answers: dict[tuple[str, str], dict[str, object]] = {}
    for entry in real.measures.rows(named=True):
        labels = data[entry["measure"]]
        latest = max(labels)
        now = labels[latest]
        earlier = sorted((label for label in labels if label[:4] < latest[:4]), key=lambda x: x[:4])
        before = labels[earlier[-1]][area] if earlier else None
        peers = {c: v for c, v in now.items() if int(c) < 970 and v is not None}
        value = now[area]
        near = [v for n in group["neighbour"] if (v := now[n]) is not None]
        region = now.get(here["region"])
        if region is None and here["region"] in ("987", "988"):
            region = now["986"]
        judged = entry["polarity"] in ("High", "Low")
        high = entry["polarity"] == "High"
        place: object = "-"
        if judged:
            better = [v for v in peers.values() if value is not None and (v > value) == high]
            better = [v for v in better if v != value]
            place = None if value is None else str(1 + len(better))
        for twin in entry["entries"]:
            band: str | None = "-"
            if judged and not twin["no_quartile"]:
                cut = [type_7(list(peers.values()), share) for share in (0.25, 0.5, 0.75)]
                beyond = sum(value > c for c in cut) if value is not None else 0
                band = ("DCBA" if high else "ABCD")[beyond] if value is not None else None
            answers[entry["measure"], twin["topic"]] = {
                "period": latest,
                "value": value,
                "england": now["970"],
                "region": region,
                "neighbours_mean": statistics.fmean(near) if near else None,
                "neighbours_median": statistics.median(near) if near else None,
                "neighbours_count": len(near),
                "previous_period": earlier[-1] if earlier else None,
                "change": None if value is None or before is None else value - before,
                "rank": place,
                "rank_of": len(peers) if judged else None,
                "band": band,
                "polarity": entry["polarity"],
            }
    return answers


CHOSEN = ["839", "835", "837", "909", "928", "838", "940", "942", "202", "203", "309", "420", "886"]


@pytest.mark.parametrize("area", CHOSEN)
def test_other_authorities_by_a_second_calculation(real: Lait, data: Series, area: str) -> None:
    model = "2021-04" if area in ("942", "203") else "2025-05"
    expected = plain(real, data, area, model)
    table = lait_ranks.as_lait(real.compare(area, model=model, as_lait=True))
    assert table.columns == list(lait_ranks.COLUMNS)
    assert table.height == len(expected)
    wrong = []
    for row in table.rows(named=True):
        for name, value in expected[row["measure"], row["topic"]].items():
            same = row[name] == value
            if isinstance(value, float) and row[name] is not None:
                same = abs(row[name] - value) <= TOLERANCE * max(1.0, abs(value))
            if not same:
                wrong.append((row["measure"], name, row[name], value))
    assert wrong == []


# ---- LAIT's published cases --------------------------------------------------------------


def banded(
    values: Iterable[float | None], polarity: str, cuts: Iterable[float | None]
) -> list[str | None]:
    names = ("minimum", "q1", "q2", "q3", "maximum")
    frame = pl.DataFrame({"value": list(values)}, {"value": pl.Float64}).with_columns(
        pl.lit(polarity).alias("polarity"),
        *(pl.lit(cut, pl.Float64).alias(name) for name, cut in zip(names, cuts, strict=True)),
    )
    return frame.select(lait_ranks.bands().alias("band"))["band"].to_list()


QUARTERS = (0, 25, 50, 75, 100)


def test_bands_low_and_high() -> None:
    assert banded([10, 30, 60, 80], "Low", QUARTERS) == ["A", "B", "C", "D"]
    assert banded([10, 30, 60, 80], "High", QUARTERS) == ["D", "C", "B", "A"]


def test_bands_on_the_cuts() -> None:
    assert banded(QUARTERS, "Low", QUARTERS) == ["A", "A", "B", "C", "D"]
    assert banded(QUARTERS, "High", QUARTERS) == ["D", "D", "C", "B", "A"]


def test_bands_blank_outside_and_unjudged() -> None:
    assert banded([None], "Low", QUARTERS) == [None]
    assert banded([-10], "Low", QUARTERS) == ["Error"]
    assert banded([110], "High", QUARTERS) == ["Error"]
    assert banded([10, None], "-", QUARTERS) == ["-", "-"]
    assert banded([10, None], "NA", QUARTERS) == ["-", "-"]


def test_bands_with_a_blank_cut() -> None:
    cuts = (10, 20, None, 40, 50)
    assert banded([15, 25, 45, 55], "Low", cuts) == ["A", "Error", "D", "Error"]
    assert banded([35, 20, 5], "High", cuts) == ["Error", "D", "Error"]


@pytest.mark.parametrize(
    ("polarity", "values", "expected"),
    [
        ("Low", [10, 20, 30, 40, 50], [1, 2, 3, 4, 5]),
        ("High", [10, 20, 20, 30, 40], [5, 3, 3, 2, 1]),
        ("Low", [10, None, 30, 20, None], [1, None, 3, 2, None]),
        ("Low", [None, None], [None, None]),
        ("Low", [], []),
        ("-", [1, 2], [None, None]),
    ],
)
def test_ranks(polarity: str, values: list[float | None], expected: list[int | None]) -> None:
    frame = pl.DataFrame({"value": values}, {"value": pl.Float64})
    ranked = frame.with_columns(pl.lit(polarity).alias("polarity")).select(
        lait_ranks.rank().alias("rank")
    )
    assert ranked["rank"].to_list() == expected


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_cuts_are_type_7_quantiles(values: list[float]) -> None:
    frame = pl.DataFrame({"measure": "m", "value": values})
    cut = lait_ranks.cuts(frame).row(0, named=True)
    assert (cut["minimum"], cut["maximum"], cut["peers"]) == (min(values), max(values), len(values))
    assert [cut["q1"], cut["q2"], cut["q3"]] == [
        type_7([*values], share) if len(values) > 1 else values[0] for share in (0.25, 0.5, 0.75)
    ]


@given(
    st.lists(st.integers(-50, 50).map(float), min_size=1, max_size=40),
    st.sampled_from(["High", "Low"]),
)
def test_every_counted_value_has_a_rank_and_a_band(values: list[float], polarity: str) -> None:
    peers = pl.DataFrame({"measure": "m", "value": values, "polarity": polarity})
    table = peers.join(lait_ranks.cuts(peers), on="measure").with_columns(
        lait_ranks.bands().alias("band"), lait_ranks.rank().alias("rank")
    )
    assert set(table["band"]) <= set("ABCD")
    best = max(values) if polarity == "High" else min(values)
    assert set(table.filter(pl.col("rank") == 1)["value"]) == {best}
    ordered = table.sort("rank")["band"].to_list()
    assert ordered == sorted(ordered)


def test_trap_04_ranks_are_on_unrounded_values(real: Lait) -> None:
    # 14.14 and 14.06 both print as 14.1, yet one must rank before the other.
    frame = pl.DataFrame({"value": [14.14, 14.06], "polarity": "High"})
    assert frame.select(lait_ranks.rank().alias("rank"))["rank"].to_list() == [1, 2]
    rounded = real.benchmarks.with_columns(pl.col("value").round(1))
    moved = Lait(rounded, real.measures, real.areas, real.neighbours).compare("839", as_lait=True)
    assert not moved["rank"].equals(real.compare("839", as_lait=True)["rank"])


# ---- traps and our own rules -------------------------------------------------------------


def test_figures_of_the_design(real: Lait) -> None:
    row = real.row("839", "SEN_EHC_Excpt_20wks")
    assert (row["value"], row["england"], row["rank"], row["rank_of"]) == (77.6, 46.4, 43, 151)
    assert row["neighbours_mean"] == pytest.approx(40.62)
    old = real.row("839", "SEN_EHC_Excpt_20wks", model="2021-04")
    assert round(float(str(old["neighbours_mean"])), 1) == 30.3


def test_one_row_a_measure_or_one_an_entry(real: Lait) -> None:
    assert real.compare("839").height == 434
    assert real.compare("839", as_lait=True).height == 446
    assert real.compare("839").columns == list(lait_ranks.COLUMNS)


def test_trap_12_the_change_skips_gaps_and_says_from_when(real: Lait) -> None:
    row = real.row("839", "FSP_Gooddev_Chinese", period="2023", as_lait=True)
    assert (row["period"], row["previous_period"]) == ("2023", "2021")
    road = real.row("839", "RTA", as_lait=True)
    assert (road["previous_period"], road["change"]) == ("2019-21", None)


def test_a_window_is_compared_with_the_last_that_shares_no_year(real: Lait) -> None:
    """2020 to 2022 shares a year with 2018 to 2020: LAIT would call the rest a change."""
    road = real.row("839", "RTA")
    assert (road["period"], road["previous_period"]) == ("2020-22", "2017-19")
    assert road["change"] == pytest.approx(5.39)
    drink = real.row("839", "Hosp_Adm_Alc_<18yrs")
    assert (drink["period"], drink["previous_period"]) == ("2021/22-23/24", "2018/19-20/21")
    early = real.row("839", "RTA", period="2018-20")
    assert (early["previous_period"], early["change"]) == ("2015-17", None)


def test_a_year_set_aside_has_no_change_and_is_none(real: Lait) -> None:
    shut = real.row("839", "PriPermEx", period="2020/21")
    assert (shut["previous_period"], shut["change"]) == (None, None)
    after = real.row("839", "PriPermEx", period="2021/22")
    assert after["previous_period"] == "2018/19"
    assert real.row("839", "PriPermEx", period="2021/22", as_lait=True)["previous_period"] == (
        "2020/21"
    )
    grades = real.row("839", "AVG_Attain8_Score", period="2023")
    assert (grades["previous_period"], grades["change"]) == (None, None)


def test_trap_15_a_band_withheld_under_one_name_is_withheld_under_both(real: Lait) -> None:
    assert real.row("839", "CINPermExclusion")["band"] == "-"
    both = real.compare("839", "CINPermExclusion", as_lait=True)
    assert dict(both.select("topic", "band").iter_rows()) == {
        "Children in Need": "-",
        "All Pupil Absence & Exclusions": "B",
    }


def test_trap_18_polarity_na_is_not_ranked(real: Lait) -> None:
    row = real.row("839", "SEN_TotStat")
    assert (row["polarity"], row["rank"], row["rank_of"], row["band"]) == ("NA", None, None, "-")


def test_trap_19_no_band_but_a_rank(real: Lait) -> None:
    row = real.row("839", "Vacancies_cover")
    assert (row["rank"], row["band"]) == (1, "-")


def test_trap_25_london_stands_in_for_a_blank_inner_or_outer(real: Lait) -> None:
    inner = real.row("201", "FirstYJS", as_lait=True)
    assert inner["region"] == 157.0
    assert real.row("201", "ReReferral")["region"] == 19.1


def test_trap_25_lait_hides_older_inner_and_outer_figures(real: Lait) -> None:
    parts = real.benchmarks.filter((pl.col("area") == "987") & pl.col("period_end").is_not_null())
    series = parts.group_by("measure").agg(
        pl.col("value").sort_by("period_end").last().alias("newest"),
        pl.struct("label", "value").filter(pl.col("value").is_not_null()).last().alias("older"),
    )
    hidden = series.filter(pl.col("newest").is_null() & pl.col("older").is_not_null())
    assert hidden.height == 18
    measure, _, older = hidden.sort("measure").row(0)
    london = real.benchmarks.filter(
        (pl.col("measure") == measure)
        & (pl.col("area") == "986")
        & (pl.col("label") == older["label"])
    )["value"].item()
    assert real.row("202", measure, period=older["label"])["region"] == older["value"]
    assert real.row("202", measure, period=older["label"], as_lait=True)["region"] == london


def test_trap_26_england_blank_stays_blank(real: Lait) -> None:
    assert real.row("839", "ReoffYO", as_lait=True)["england"] is None


def test_trap_27_england_of_first_entrants_is_withheld(real: Lait) -> None:
    assert real.row("839", "FirstYJS")["england"] is None
    assert real.row("839", "FirstYJS")["region"] == 121.0
    assert real.row("839", "FirstYJS", as_lait=True)["england"] == 1258.0


def test_trap_29_sums_are_withheld_and_the_neighbours_kept(real: Lait) -> None:
    row = real.row("839", "LACnum")
    assert (row["england"], row["region"]) == (None, None)
    assert row["neighbours_count"] == 10
    assert real.row("839", "LACnum", as_lait=True)["england"] == 81770.0


def test_withheld_names_the_reasons(real: Lait) -> None:
    table = lait_ranks.withheld(real.measures)
    assert table.columns == ["measure", "comparator", "reason"]
    assert table.height == 51 * 2 + 1
    assert all(len(reason) > 20 for reason in table["reason"])
    assert table.filter(pl.col("measure") == "FirstYJS")["comparator"].to_list() == ["england"]


def test_a_withheld_neighbour_mean_is_not_shown(real: Lait) -> None:
    entry = [{"comparator": "neighbours", "reason": "Too different."}]
    held = real.measures.with_columns(
        pl.when(pl.col("measure") == "ReReferral")
        .then(pl.lit(entry, dtype=real.measures.schema["withheld"]))
        .otherwise(pl.col("withheld"))
        .alias("withheld")
    )
    row = Lait(real.benchmarks, held, real.areas, real.neighbours).row("839", "ReReferral")
    assert (row["neighbours_mean"], row["neighbours_median"]) == (None, None)
    assert row["neighbours_count"] == 0
    assert row["england"] == 22.6


def test_trap_31_abolished_authorities_are_not_counted(real: Lait) -> None:
    ours, theirs = (real.row("839", "ReoffYO15-17", as_lait=as_lait) for as_lait in (False, True))
    assert int(str(theirs["rank_of"])) - int(str(ours["rank_of"])) == 5
    gone = real.row("835", "FirstYJS")
    assert (gone["value"], gone["rank"], gone["band"]) == (122.0, None, None)
    assert real.row("835", "FirstYJS", as_lait=True)["rank"] is not None


def test_trap_33_eleven_ranks_of_bcp_are_one_better(real: Lait) -> None:
    ours, theirs = real.compare("839"), real.compare("839", as_lait=True)
    both = ours.join(theirs.unique("measure"), on="measure", suffix="_lait")
    better = both.filter(pl.col("rank") < pl.col("rank_lait"))
    noisy = {"2yr_Ofsted_rating", "3&4yr_Ofsted_rating"}  # 97.19999999999999 of LAIT is 97.2
    assert better.filter(~pl.col("measure").is_in(noisy)).height == 11
    assert set(better["measure"]) >= noisy
    assert both.filter(pl.col("rank") > pl.col("rank_lait")).is_empty()


def test_an_authority_counts_while_it_exists(real: Lait) -> None:
    """PriPermEx of 2019/20: Northamptonshire and Cumbria count, what came after them does not."""
    row = real.row("330", "PriPermEx", period="2019/20")
    assert (row["rank"], row["rank_of"]) == (137, 150)
    for gone in ("928", "909"):
        then = real.compare(gone, "PriPermEx", period="2019/20")
        assert then["rank"].item() is not None
    for later in ("940", "942"):
        then = real.compare(later, "PriPermEx", period="2019/20")
        assert then["rank"].item() is None
    # Cumberland has a figure of 2022, worked out later: it was made in April 2023.
    late = real.row("942", "Under18concep")
    assert late["value"] is not None
    assert late["rank"] is None


def test_authorities_that_will_end_count_until_then(real: Lait) -> None:
    ending = pl.col("area").is_in(["886", "878", "938", "926", "845", "881", "882"])
    areas = real.areas.with_columns(
        pl.when(ending).then(date(2028, 4, 1)).otherwise("abolished_on").alias("abolished_on")
    )
    wanted = real.compare("839")
    assert replace(real, areas=areas).compare("839").equals(wanted)
    earlier = areas.with_columns(
        pl.when(ending).then(date(2025, 4, 1)).otherwise("abolished_on").alias("abolished_on")
    )
    then = replace(real, areas=earlier)
    assert then.row("839", "LAC")["neighbours_count"] == 10  # on 31 March 2025
    assert then.row("839", "TotAbs")["neighbours_count"] == 3  # the year to August 2025


def test_trap_36_the_number_ranked_is_always_said(real: Lait) -> None:
    row = real.row("330", "LAC_Good_Develop")
    assert (row["rank"], row["rank_of"]) == (4, 30)
    table = real.compare("839")
    assert table.filter(pl.col("rank").is_not_null() & pl.col("rank_of").is_null()).is_empty()


def test_trap_38_no_neighbours_in_the_2021_model(real: Lait) -> None:
    row = real.row("942", "ReReferral", model="2021-04")
    assert (row["neighbours_mean"], row["neighbours_count"]) == (None, 0)


def test_a_chosen_period(real: Lait) -> None:
    row = real.row("839", "ReReferral", period="2024")
    assert (row["period"], row["previous_period"]) == ("2024", "2023")
    assert row["value"] == pytest.approx(25.2)
    table = real.compare("839", period="2023/24")
    absent = table.filter(pl.col("measure") == "ReReferral").row(0, named=True)
    assert (absent["period"], absent["value"], absent["rank"]) == (None, None, None)
    assert table.filter(pl.col("measure") == "PriPermEx")["value"].item() == 0.02274


def test_trap_07_label_0_is_no_period_to_compare_with(real: Lait) -> None:
    labels = real.benchmarks.filter(pl.col("measure") == "CINPermExclusion")["label"].unique()
    first = sorted(set(labels) - {"0"})[0]
    assert real.row("839", "CINPermExclusion", period=first)["previous_period"] is None
    assert real.row("839", "CINPermExclusion", period=first, as_lait=True)["previous_period"] == "0"
    with pytest.raises(UnknownNameError):
        real.compare("839", period="0")


def test_a_region_or_england_as_the_chosen_area(real: Lait) -> None:
    england = real.row("970", "ReReferral")
    assert (england["value"], england["rank"], england["region"]) == (22.6, None, None)
    region = real.row("990", "ReReferral")
    assert (region["value"], region["band"], region["neighbours_count"]) == (22.1, None, 0)


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"area": "999"}, "no area with the code '999'"),
        ({"area": "839", "measure": "Nope"}, "no measure 'Nope'"),
        ({"area": "839", "period": "1999"}, "no measure has a period '1999'"),
        ({"area": "839", "model": "2007"}, "no neighbour model '2007'"),
    ],
)
def test_unknown_names(real: Lait, options: dict[str, str], fault: str) -> None:
    with pytest.raises(UnknownNameError, match=fault):
        real.compare(**options)  # type: ignore[arg-type]


def test_names_may_be_stored_as_enums(real: Lait) -> None:
    stored = real.benchmarks.with_columns(
        pl.col(name).cast(pl.Enum(real.benchmarks[name].unique().sort()))
        for name in ("measure", "area", "label")
    )
    enums = Lait(stored, real.measures, real.areas, real.neighbours)
    assert enums.compare("839", "ReReferral").equals(real.compare("839", "ReReferral"))
    assert enums.compare("839", as_lait=True).equals(real.compare("839", as_lait=True))


def test_input_order_does_not_matter(real: Lait) -> None:
    wanted = ["ReReferral", "RTA", "CINPermExclusion", "FirstYJS"]
    rows = real.benchmarks.filter(pl.col("measure").is_in(wanted))
    mixed = rows.sample(fraction=1, shuffle=True, seed=7)
    names = real.measures.filter(pl.col("measure").is_in(wanted))
    for as_lait in (False, True):
        first = Lait(rows, names, real.areas, real.neighbours).compare("839", as_lait=as_lait)
        again = Lait(mixed, names, real.areas, real.neighbours).compare("839", as_lait=as_lait)
        assert first.equals(again)


SOME = st.floats(-100, 100) | st.integers(-3, 3).map(float)


@given(
    st.lists(st.none() | SOME, min_size=1, max_size=12),
    st.lists(SOME, min_size=5, max_size=5).map(sorted),
    st.sets(st.integers(0, 4), max_size=2),
    st.sampled_from(["High", "Low", "-", ""]),
)
def test_the_bands_of_values_are_those_of_the_expression(
    values: list[float | None], ends: list[float], blank: set[int], polarity: str
) -> None:
    cut = [None if place in blank else end for place, end in enumerate(ends)]
    names = ("minimum", "q1", "q2", "q3", "maximum")
    frame = pl.DataFrame({"value": values}, {"value": pl.Float64}).with_columns(
        *(pl.lit(end, pl.Float64).alias(name) for name, end in zip(names, cut, strict=True)),
        polarity=pl.lit(polarity),
    )
    expected = frame.select(lait_ranks.bands().alias("band"))["band"]
    assert [lait_ranks.band_of(value, cut, polarity) for value in values] == expected.to_list()
    assert lait_ranks.bands_of(values, cut, polarity) == expected.to_list()
