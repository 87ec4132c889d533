"""The files that pages offer: each holds exactly what its choices name."""

import csv as reader
import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from kpi.downloads import page_files
from kpi.downloads.page_files import (
    LineOptions,
    MeasureView,
    ProfileSelection,
    ScorecardSelection,
)
from kpi.indicators.comparisons import good_authorities
from kpi.indicators.comparisons.chosen_groups import of_codes
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.tables.selection import Selection
from tests.kpi.changing import BCP, quarter
from tests.shipped_models import DEFAULT_MODEL

PLANS = "SEN_EHC_Excpt_20wks"
VIEW = View(BCP, quarter("Q1 2025-26"))
MEASURE = MeasureView(PLANS, BCP, DEFAULT_MODEL)


def rows(data: bytes) -> list[dict[str, str]]:
    return list(reader.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def test_the_summary_holds_the_indicators_of_its_filters(snapshot: Snapshot) -> None:
    every = rows(page_files.summary_csv(snapshot, ScorecardSelection(VIEW)))
    assert {row["indicator_id"] for row in every} == {i.id for i in snapshot.indicators}
    social = rows(
        page_files.summary_csv(snapshot, ScorecardSelection(VIEW, "Children's Social Care"))
    )
    assert {row["directorate"] for row in social} == {"Children's Social Care"}
    assert 0 < len(social) < len(every)
    (one,) = rows(
        page_files.summary_csv(snapshot, ScorecardSelection(VIEW, None, ("ehcp-20-weeks",)))
    )
    assert (one["indicator_id"], one["value"]) == ("ehcp-20-weeks", "53.9")


def test_the_series_with_the_good_authorities_of_a_day(snapshot: Snapshot) -> None:
    def good(view: View) -> set[str]:
        data = page_files.series_csv(snapshot, "ehcp-20-weeks", view)
        return {row["count_of"] for row in rows(data) if row["group"] == "good"}

    # 67 on the list of 31 March 2025, ourselves among them
    assert good(replace(VIEW, newest=True)) == {"66"}
    then = good_authorities.judged_good(snapshot, date(2022, 3, 31)).members
    earlier = View(BCP, quarter("Q4 2021-22"))
    assert good(earlier) == {str(len(set(then) - {BCP}))} != {"66"}


def test_the_series_has_a_chosen_group_with_its_count(snapshot: Snapshot) -> None:
    plain = rows(page_files.series_csv(snapshot, "ehcp-20-weeks", VIEW))
    group = of_codes(["880", "851", "852"])
    every = rows(page_files.series_csv(snapshot, "ehcp-20-weeks", replace(VIEW, group=group)))
    added = [row for row in every if row not in plain]
    assert {row["group"] for row in added} == {"group"}
    assert {row["area_name"] for row in added} == {"Chosen group (3 authorities)"}
    assert {row["count_of"] for row in added} == {"3"}
    assert [row for row in every if row in plain] == plain


def test_lines_over_time_without_the_hidden_ones(snapshot: Snapshot) -> None:
    with_kent = replace(MEASURE, others=("886",))
    every = rows(page_files.over_time_csv(snapshot, with_kent, LineOptions()))
    assert {row["area_name"] for row in every} >= {"Kent", "England", "South West"}
    fewer = rows(
        page_files.over_time_csv(
            snapshot, with_kent, LineOptions(hidden=("england", "886"), median=True)
        )
    )
    series = {row["series"] for row in fewer}
    assert "england" not in series
    assert "neighbours_median" in series
    assert "neighbours_mean" not in series


@pytest.mark.parametrize(("period", "label"), [(None, "2024"), ("2023", "2023")])
def test_tables_of_one_period(snapshot: Snapshot, period: str | None, label: str) -> None:
    view = replace(MEASURE, period=period)
    ranked = rows(page_files.ranking_csv(snapshot, view))
    assert {row["period_label"] for row in ranked} == {label}
    assert sum(row["mark"] == "this authority" for row in ranked) == 1
    regions = rows(page_files.regions_csv(snapshot, view))
    assert regions[-1]["name"] == "England"
    assert {row["period_label"] for row in regions} == {label}
    near = rows(page_files.neighbours_csv(snapshot, view))
    assert {row["period"] for row in near} == {f"{label} (calendar year)"}
    ours = {row["own_value"] for row in near}
    assert ours == {"77.6" if label == "2024" else "4.8"}


def test_what_a_measure_means(snapshot: Snapshot) -> None:
    facts = {
        row["item"]: row["what_it_is"] for row in rows(page_files.about_csv(snapshot, MEASURE))
    }
    assert (facts["Unit"], facts["Which way is better"]) == ("% of EHC plans", "Higher is better")


def test_all_measures_in_the_order_of_the_page(snapshot: Snapshot) -> None:
    listed = ProfileSelection(BCP, DEFAULT_MODEL, None, None, "D", None, None, "worst")
    found = rows(page_files.profile_csv(snapshot, listed))
    assert len(found) == 40
    assert {row["band"] for row in found} == {"D"}
    by_topic = rows(page_files.profile_csv(snapshot, replace(listed, order="topic")))
    assert {row["measure"] for row in by_topic} == {row["measure"] for row in found}
    assert [row["topic"] for row in by_topic] == sorted(row["topic"] for row in by_topic)


@pytest.mark.parametrize(("form", "start"), [("png", b"\x89PNG\r\n\x1a\n"), ("svg", b"<?xml")])
def test_pictures_are_of_the_form_asked_for(snapshot: Snapshot, form: str, start: bytes) -> None:
    ranked = page_files.ranking_picture(snapshot, MEASURE, form)  # type: ignore[arg-type]
    assert ranked.startswith(start)


def test_workbooks_are_workbooks_of_their_choice(snapshot: Snapshot) -> None:
    built = page_files.table_workbook(snapshot, Selection(BCP, (PLANS,), newest=True))
    book = openpyxl.load_workbook(io.BytesIO(built))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert 77.6 in cells
    assert PLANS in cells
