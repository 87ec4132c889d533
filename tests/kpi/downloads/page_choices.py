"""Every table that a page offers as CSV, each with choices that a reader may make."""

from collections.abc import Hashable
from datetime import date

from kpi.benchmarks.side_by_side import CompareRequest, scorecard_measures
from kpi.downloads import page_files
from kpi.downloads.csv_tables import PageTable
from kpi.downloads.page_files import (
    GapSelection,
    GapView,
    LineOptions,
    MeasureView,
    ProfileSelection,
    ScorecardSelection,
)
from kpi.indicators.comparisons.chosen_groups import of_codes
from kpi.indicators.reporting_quarters import find_quarter
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from tests.shipped_models import DEFAULT_MODEL

LAIT = "SEN_EHC_Excpt_20wks"


def page_choices(
    snapshot: Snapshot, measure: str = LAIT
) -> list[tuple[PageTable[...], tuple[Hashable, ...]]]:
    """Each table with its choices; a chosen group adds the columns that only a group has."""
    group = of_codes(["880", "851", "852"])
    view = View("839", find_quarter(snapshot, "839", "Q1 2025-26"), group=group)
    scope = ScorecardSelection(view)
    shown = MeasureView(measure, "839", DEFAULT_MODEL, group=group)
    listed = ProfileSelection("839", DEFAULT_MODEL, *[None] * 5, "topic")  # type: ignore[arg-type]
    asked = CompareRequest("839", scorecard_measures(snapshot), (), DEFAULT_MODEL, "near", group)
    return [
        (page_files.summary_csv, (scope,)),
        (page_files.changes_csv, (scope, date(2025, 8, 1))),
        (page_files.series_csv, ("ks4-fsm-gap", view)),
        (page_files.release_calendar_csv, ("839",)),
        (page_files.release_revisions_csv, ()),
        (page_files.column_meanings_csv, ()),
        (page_files.over_time_csv, (shown, LineOptions())),
        (page_files.ranking_csv, (shown,)),
        (page_files.neighbours_csv, (shown,)),
        (page_files.regions_csv, (shown,)),
        (page_files.about_csv, (shown,)),
        (page_files.gaps_csv, (GapView("KS2RWM_Expected_STD", "839", "FSM_NEW_KS2_RWM"),)),
        (page_files.gap_list_csv, (GapSelection("839"),)),
        (page_files.side_by_side_csv, (asked,)),
        (page_files.profile_csv, (listed,)),
    ]
