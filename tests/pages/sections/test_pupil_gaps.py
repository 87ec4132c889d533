"""Gaps between groups of children: the view of Benchmarks and the part of All measures."""

from __future__ import annotations

import io
from collections.abc import Mapping

import polars as pl
import pytest

from kpi.benchmarks.pupil_groups.pupil_gaps import all_gaps
from kpi.downloads import page_files
from kpi.model.snapshot import Snapshot
from kpi.tables.reports import pupil_gaps as gaps_table
from kpi.wording import pupil_gaps as gaps_wording
from tests.pages.conftest import Opener
from tests.pages.reading import chart_texts, faults, markup, notices, table, tables, text

BCP = "Bournemouth, Christchurch and Poole"
RWM = {"measure": "KS2RWM_Expected_STD", "view": "gaps"}


def test_the_answer_and_both_pictures(open_page: Opener) -> None:
    app = open_page("benchmarks", **RWM)
    assert faults(app) == []
    said = text(app)
    assert (
        f"Pupils eligible for free school meals in {BCP} were 19 points below all pupils in the "
        "academic year 2024/25: 44% against 63% (derived). In England they were 15 points below "
        "all pupils: our gap is 4 points larger."
    ) in said
    groups = table(app, "Key Stage 2 reading, writing and maths")
    assert len(groups.rows) == 16
    assert groups.rows[0][0] == "Eligible for free school meals"
    assert "−19[d]" in groups.rows[0][2].replace(" ", "")
    (chart,) = chart_texts(app)
    assert chart.startswith("Line chart of Gap between pupils eligible for free school meals")
    assert "[d] derived from published figures." in said
    assert "Chance is not weighed" in said
    told = " ".join(app.session_state["told to screen readers"])
    assert "were 19 points below all pupils" in told


def test_a_measure_of_a_group_opens_with_its_own_group(open_page: Opener) -> None:
    app = open_page("benchmarks", measure="LAC_KS4_AVG_Attain8", view="gaps")
    assert faults(app) == []
    assert app.selectbox(key="pupils").value == "LAC_KS4_AVG_Attain8"
    assert f"Children looked after in {BCP} were 34.2 points below all pupils" in text(app)


def test_the_group_is_in_the_address(open_page: Opener) -> None:
    app = open_page("benchmarks", **RWM, pupils="KS2_NEW_Black_RWM")
    assert f"Black pupils in {BCP} were 1 point below all pupils" in text(app)
    app.selectbox(key="pupils").set_value("DAP_NEW_KS2_RWM").run()
    assert app.query_params["pupils"] == "DAP_NEW_KS2_RWM"
    assert "Disadvantaged pupils in" in text(app)
    app.selectbox(key="measure").set_value("AVG_Attain8_Score").run()
    assert faults(app) == []
    assert app.selectbox(key="pupils").value == "FSM_AVG_Attain8_Score"
    assert "pupils" not in app.query_params


def test_the_tables_hold_the_same_figures(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("benchmarks", **RWM, **{"as": "table"})
    assert faults(app) == []
    groups, over = tables(app)
    assert groups.rows[0][2:6] == ["44%", "63%", "−19 (derived)", "−15 (derived)"]
    assert over.rows[0] == [
        "academic year 2024/25", "44%", "63%", "−19 (derived)", "48%", "63%", "−15 (derived)",
    ]  # fmt: skip
    view = page_files.GapView("KS2RWM_Expected_STD", "839", "FSM_NEW_KS2_RWM")
    file = pl.read_csv(io.BytesIO(page_files.gaps_csv(snapshot, view)))
    assert file.columns == gaps_table.FIGURES.names()
    assert file["group"].n_unique() == len(groups.rows)


@pytest.mark.parametrize("form", ["chart", "table"])
@pytest.mark.parametrize(
    "address",
    [
        {"measure": "TotAbs", "authority": "420"},  # Isles of Scilly: hardly any figure
        {"measure": "KS1P_all", "authority": "201"},  # provisional; City of London
        {"measure": "KS4_SEN_Des_incSpec"},  # beside other pupils, not all
        {"measure": "HE_19_All"},
        {"measure": "ks4-fsm-gap"},  # an indicator of our own
    ],
)
def test_odd_measures_and_areas(open_page: Opener, form: str, address: Mapping[str, str]) -> None:
    app = open_page("benchmarks", **address, view="gaps", **{"as": form})
    assert faults(app) == []
    assert notices(app, "status") == []
    said = text(app)
    for stray in (" None", "nan ", "NaN", "()", " ,", "&amp;", "&lt;"):
        assert stray not in said, stray


def test_a_measure_without_groups_has_no_such_view(open_page: Opener) -> None:
    app = open_page("benchmarks", measure="FirstYJS", view="gaps")
    assert faults(app) == []
    assert app.segmented_control(key="view").value == "time"
    assert "Gaps" not in app.segmented_control(key="view").options
    (notice,) = notices(app, "status")
    assert "view" in notice
    assert "It was ignored" in notice


def test_why_a_measure_of_a_group_has_no_gap_is_said(open_page: Opener) -> None:
    app = open_page("benchmarks", measure="L2Age19Gap", view="about")
    assert "They are gaps already" in text(app)


def test_the_list_of_all_measures(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("profile")
    assert faults(app) == []
    series = all_gaps(snapshot, "839")
    assert gaps_wording.counts_words(series, BCP) in text(app)
    frame = app.dataframe[1].value
    assert list(frame.columns) == list(gaps_table.SHOWN.values())
    assert len(frame) == 141
    assert frame.iloc[0].to_dict()[gaps_table.SHOWN["gap"]] == -17.7
    app.selectbox(key="gaps").set_value("Ethnic group").run()
    assert faults(app) == []
    assert app.query_params["gaps"] == "Ethnic group"
    frame = app.dataframe[1].value
    assert set(frame[gaps_table.SHOWN["group"]]) == {
        "Asian pupils", "Black pupils", "Chinese pupils", "Pupils of mixed ethnic groups",
        "Pupils of other ethnic groups", "White pupils",
    }  # fmt: skip
    chosen = page_files.GapSelection("839", "Ethnic group")
    file = pl.read_csv(io.BytesIO(page_files.gap_list_csv(snapshot, chosen)))
    assert file.height == len(frame)


def test_the_list_follows_the_topic(open_page: Opener) -> None:
    app = open_page("profile", topic="Adoption")
    assert faults(app) == []
    assert "No gap of these topics is published." in text(app)
    assert len(app.dataframe) == 1
    assert "Gaps" in markup(app) or "Gaps" in [each.value for each in app.header]
