"""The summary as people download it: every figure of the scorecard, with its reasons."""

import csv as reader
import io
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from kpi.downloads import file_names
from kpi.file_writers import csv
from kpi.indicators import scorecard
from kpi.indicators.comparisons.chosen_groups import of_codes
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.indicators.targets import target_status
from kpi.model.snapshot import Snapshot
from kpi.tables import summary as summary_table
from kpi.wording.comparisons.likely_ranges import range_words
from kpi.wording.comparisons.verdicts import against
from tests.kpi.changing import BCP, between, missing, quarter, suppressed

Q1 = quarter("Q1 2025-26")


REQUIRED = [
    "reporting_quarter", "directorate", "indicator_id", "indicator", "polarity", "unit", "period",
    "value", "numerator", "denominator", "symbol", "data_status", "target", "intervention_level",
    "target_status", "previous_period", "previous_value", "change", "direction", "clear_change",
    "england", "england_period", "region", "region_name", "region_period", "neighbours_mean",
    "neighbours_median", "neighbours_count", "neighbours_model", "neighbours_period", "good_mean",
    "good_count", "good_period", "sentence", "source", "last_updated", "snapshot",
]  # fmt: skip


def rows_of(
    snapshot: Snapshot, when: str = "Q1 2025-26", area: str = BCP
) -> tuple[ScorecardRow, ...]:
    return scorecard.summary(snapshot, View(area, quarter(when)))


def written(table: pl.DataFrame) -> list[dict[str, str]]:
    text = csv.to_csv(table).decode("utf-8")
    return list(reader.DictReader(io.StringIO(text, newline="")))


def summary(snapshot: Snapshot, when: str = "Q1 2025-26", area: str = BCP) -> list[dict[str, str]]:
    return written(summary_table.summary_table(snapshot, rows_of(snapshot, when, area)))


def of(lines: list[dict[str, str]], indicator_id: str) -> dict[str, str]:
    (found,) = [line for line in lines if line["indicator_id"] == indicator_id]
    return found


def test_every_column_asked_for_is_there(snapshot: Snapshot) -> None:
    table = summary_table.summary_table(snapshot, rows_of(snapshot))
    assert [name for name in REQUIRED if name not in table.columns] == []
    assert all(name == name.lower() and " " not in name for name in table.columns)
    assert len(set(table.columns)) == len(table.columns)


def test_plans(snapshot: Snapshot) -> None:
    line = of(summary(snapshot), "ehcp-20-weeks")
    expected = {
        "reporting_quarter": "Q1 2025-26",
        "directorate": "Education and Skills",
        "indicator": "Education, health and care plans issued within 20 weeks",
        "area": "839",
        "polarity": "higher",
        "unit": "percent",
        "period": "Q1 2025-26 (Apr to Jun 2025)",
        "value": "53.9",
        "numerator": "96",
        "denominator": "178",
        "symbol": "",
        "data_status": "illustrative",
        "target_data_status": "illustrative",
        "target_status": "off target",
        "previous_period": "Q4 2024-25 (Jan to Mar 2025)",
        "previous_value": "69.4",
        "change": "-15.5",
        "direction": "worsened",
        "change_test": "clear",
        "clear_change": "yes",
        "year_ago_change": "-21.7",
        "england": "46.4",
        "england_period": "2024 (calendar year)",
        "region": "28.5",
        "region_name": "South West",
        "neighbours_mean": "40.62",
        "neighbours_median": "38.15",
        "neighbours_count": "10",
        "neighbours_model": "DfE's May 2025 model",
        "interval_method": "95% Wilson score interval",
        "likely_range": "likely between 46.6% and 61.1%",
        "change_method": "95% interval of the difference, Newcombe's method 10",
        "england_verdict": "better",
        "england_verdict_words": "53.9%, likely between 46.6% and 61.1%: better than England's "
        "46.4% (our figure is illustrative: made up)",
        "neighbours_verdict": "not judged",
        "neighbours_better_than": "6",
        "neighbours_worse_than": "4",
        "neighbours_lower_quartile": "15.275",
        "neighbours_upper_quartile": "65.525",
        "neighbours_same_period_verdict": "better",
        "good_verdict": "not judged",
        "same_period": "2024 (calendar year)",
        "same_period_value": "77.6",
        "same_period_data_status": "published",
        "same_period_rank": "43",
        "same_period_ranked": "151",
        "england_difference": "7.5",
        "neighbours_difference": "13.28",
        "good_count": "66",
        "good_as_at": "2025-03-31",
        "comparators_as_known": "published by 2025-06-30",
        "source": "Illustrative local return",
        "snapshot": snapshot.id,
    }
    assert {name: line[name] for name in expected} == expected
    numbers = {"target": 60.0, "intervention_level": 46.4, "on_target_in_a_row": 0.0}
    assert {name: float(line[name]) for name in numbers} == numbers
    ranges = {
        "value_low": 46.6043, "value_high": 61.0947,
        "change_low": -25.2312, "change_high": -5.2582,
    }  # fmt: skip
    assert {name: float(line[name]) for name in ranges} == pytest.approx(ranges, abs=1e-4)


def test_the_file_and_the_page_have_the_same_ranges_and_verdicts(snapshot: Snapshot) -> None:
    told = 0
    for when in ("Q3 2024-25", "Q1 2025-26", "Q3 2025-26"):
        for row, line in zip(rows_of(snapshot, when), summary(snapshot, when), strict=True):
            indicator = row.indicator
            assert line["likely_range"] == range_words(indicator, row.likely)
            assert number(line["value_low"]) == pytest.approx(row.likely and row.likely.low)
            assert number(line["value_high"]) == pytest.approx(row.likely and row.likely.high)
            assert bool(line["interval_method"]) == (row.likely is not None)
            for key in ("england", "region", "neighbours", "good"):
                found = row.verdicts[key]
                assert line[f"{key}_verdict"] == (found.word if found else "")
                assert line[f"{key}_verdict_words"] == against(row, row.comparator(key))
                told += found is not None
            for prefix, change in (("", row.since_last), ("year_ago_", row.since_last_year)):
                gap = change.gap
                assert number(line[f"{prefix}change_low"]) == pytest.approx(gap and gap.low)
                assert number(line[f"{prefix}change_high"]) == pytest.approx(gap and gap.high)
                assert line[f"{prefix}change_method"] == (gap.method if gap else "")
    assert told > 20


def test_the_file_says_where_the_verdict_depends_on_the_neighbour_model(
    snapshot: Snapshot,
) -> None:
    said = of(summary(snapshot), "referrals-rate")["neighbours_verdict_depends"]
    assert (
        "depends on the neighbour model. By DfE's May 2025 model (mean 101.9) it is higher than 9"
        in said
    )
    assert said.endswith("Our figure is derived.")


def test_figures_are_those_of_the_scorecard(snapshot: Snapshot) -> None:
    for when in ("Q3 2024-25", "Q1 2025-26", "Q3 2025-26"):
        rows = rows_of(snapshot, when)
        lines = summary(snapshot, when)
        assert [line["indicator_id"] for line in lines] == [row.indicator.id for row in rows]
        for row, line in zip(rows, lines, strict=True):
            assert number(line["value"]) == row.value
            assert line["target_status"] == row.status
            assert line["direction"] == row.since_last.direction
            before = row.since_last.before
            rounded = row.since_last.difference
            if before is None or before.value is None or row.value is None:
                assert line["change"] == ""
                assert rounded is None
            else:
                unrounded = row.value - before.value
                assert number(line["change"]) == pytest.approx(unrounded, abs=1e-9)
                assert len(line["change"].partition(".")[2]) <= 10  # no float noise
                assert rounded == pytest.approx(unrounded, abs=1.001 * 10**-row.indicator.decimals)
            for name, key in (
                ("england", "england"),
                ("region", "region"),
                ("neighbours_mean", "neighbours"),
                ("good_mean", "good"),
            ):
                assert number(line[name]) == row.comparator(key).value


def number(text: str) -> float | None:
    return float(text) if text else None


def test_key_stage_4_awaits(snapshot: Snapshot) -> None:
    line = of(summary(snapshot), "ks4-fsm-gap")
    assert float(line["value"]) == 17.0
    assert line["period"] == "academic year 2023/24"
    assert line["target_status"] == target_status.AWAITING
    assert "due at the end of August 2025, in the Q2 2025-26 report" in line["period_note"]


@pytest.mark.parametrize(
    ("gap", "status", "symbol"),
    [(suppressed, target_status.SUPPRESSED, "c"), (missing, target_status.AWAITING, "x")],
)
def test_a_figure_that_is_not_there(snapshot: Snapshot, gap: Any, status: str, symbol: str) -> None:
    hidden = gap(snapshot, "ehcp-20-weeks", Q1)
    data = csv.to_csv(summary_table.summary_table(hidden, rows_of(hidden))).decode()
    line = of(summary(hidden), "ehcp-20-weeks")
    for name in (
        "value", "numerator", "denominator", "change", "clear_change", "year_ago_change",
        "value_low", "value_high", "interval_method", "likely_range", "change_low", "change_high",
        "england_verdict_words",
    ):  # fmt: skip
        assert line[name] == "", name
    assert line["direction"] == line["year_ago_direction"] == "cannot be calculated"
    assert (line["target_status"], line["symbol"]) == (status, symbol)
    assert line["symbol_reason"]
    assert line["previous_value"] == "69.4"
    for key in ("england", "region", "neighbours", "good"):
        assert (line[f"{key}_difference"], line[f"{key}_verdict"]) == ("", "")
    assert line["england"] == "46.4"
    assert "53.9" not in data
    assert "96 of 178" not in data


def test_a_suppressed_earlier_figure(snapshot: Snapshot) -> None:
    hidden = suppressed(snapshot, "ehcp-20-weeks", quarter("Q4 2024-25"))
    line = of(summary(hidden), "ehcp-20-weeks")
    assert line["previous_period"] == "Q4 2024-25 (Jan to Mar 2025)"
    assert (line["previous_value"], line["change"], line["clear_change"]) == ("", "", "")
    assert line["direction"] == "cannot be calculated"
    assert line["value"] == "53.9"


def test_nothing_of_this_council_s_return_is_in_another_s_file(snapshot: Snapshot) -> None:
    data = csv.to_csv(summary_table.summary_table(snapshot, rows_of(snapshot, area="330"))).decode()
    assert "illustrative" not in data.lower()
    assert "Bournemouth" not in data
    line = of(summary(snapshot, area="330"), "early-help-returns")
    assert (line["value"], line["source"], line["last_updated"]) == ("", "", "")
    assert line["symbol_reason"] == "no return has been loaded"


def test_a_source_without_a_date_is_given_none(snapshot: Snapshot) -> None:
    lines = summary(snapshot)
    assert of(lines, "secondary-permanent-exclusions")["last_updated"] == ""
    assert of(lines, "ehcp-20-weeks")["last_updated"] == snapshot.made_on.isoformat()


def test_file_names_state_the_filters(snapshot: Snapshot) -> None:
    assert file_names.summary(Q1, None, []) == "childrens-services-summary-q1-2025-26.csv"
    assert file_names.summary(Q1, "Children's Social Care", []) == (
        "childrens-services-summary-q1-2025-26-childrens-social-care.csv"
    )
    assert file_names.summary(Q1, None, [snapshot.indicator("ehcp-20-weeks")]) == (
        "childrens-services-summary-q1-2025-26-ehcp-20-weeks.csv"
    )


def test_upper_bounds_stand_where_there_is_a_range(snapshot: Snapshot) -> None:
    made = between(snapshot, "ehcp-20-weeks", (50, 70), (40, 80))
    lines = {line["indicator_id"]: line for line in written(table_of(made))}
    told = lines["ehcp-20-weeks"]
    assert (told["target"], told["target_upper"]) == ("50", "70")
    assert (told["intervention_level"], told["intervention_upper"]) == ("40", "80")
    assert (told["polarity"], told["target_status"]) == ("range", "on target")
    assert lines["early-help-returns"]["target_upper"] == ""


def test_without_a_range_there_are_no_upper_bounds(snapshot: Snapshot) -> None:
    assert not {"target_upper", "intervention_upper"} & set(table_of(snapshot).columns)


def table_of(snapshot: Snapshot) -> pl.DataFrame:
    return summary_table.summary_table(snapshot, rows_of(snapshot))


def test_a_chosen_group_has_columns_only_where_rows_are_compared_with_one(
    snapshot: Snapshot,
) -> None:
    group = of_codes(["880", "851", "852"])
    plain = summary_table.summary_table(snapshot, rows_of(snapshot))
    assert [name for name in plain.columns if name.startswith("group")] == []
    rows = scorecard.summary(snapshot, View(BCP, Q1, group=group))
    beside = summary_table.summary_table(snapshot, rows)
    added = [name for name in beside.columns if name not in plain.columns]
    assert beside.drop(added).drop("sentence").equals(plain.drop("sentence"))
    assert added[:6] == [
        "group_name", "group_authorities", "group_mean", "group_median", "group_count",
        "group_period",
    ]  # fmt: skip
    (plans,) = beside.filter(indicator_id="ehcp-20-weeks").iter_rows(named=True)
    found = next(r for r in rows if r.indicator.id == "ehcp-20-weeks").comparator("group")
    assert plans["group_name"] == "Chosen group (3 authorities)"
    assert plans["group_authorities"] == "851 852 880"
    assert (plans["group_mean"], plans["group_median"], plans["group_count"]) == (
        found.value, found.median, 3,
    )  # fmt: skip
    assert plans["group_basis"] == "mean of 3 of 3 authorities"
    assert plans["group_difference"] == pytest.approx(plans["value"] - plans["group_mean"])
    assert plans["group_data_status"] == "derived"


def test_neighbours_in_whose_place_a_group_stands_have_no_figures(snapshot: Snapshot) -> None:
    group = replace(of_codes(["880", "851", "852"]), instead=True)
    table = summary_table.summary_table(
        snapshot, scorecard.summary(snapshot, View(BCP, Q1, group=group))
    )
    assert table["neighbours_mean"].null_count() == table.height
    (plans,) = table.filter(indicator_id="ehcp-20-weeks").iter_rows(named=True)
    assert plans["neighbours_basis"] == (
        "not shown: Chosen group (3 authorities) stands in their place"
    )
    assert "statistical neighbours" not in plans["sentence"]
