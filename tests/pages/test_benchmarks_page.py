"""The Benchmarks page: any measure of any authority, and exactly what is shown taken away."""

from __future__ import annotations

import pytest

from kpi.benchmarks import measures, neighbours, ranking
from kpi.benchmarks.grids.grid import grid
from kpi.model.snapshot import Snapshot
from tests.pages.conftest import Opener
from tests.pages.reading import chart_texts, faults, headings, markup, notices, table, tables, text


def test_the_answer_comes_first(open_page: Opener) -> None:
    app = open_page("benchmarks", measure="ehcp-20-weeks")
    assert faults(app) == []
    assert headings(app, 1) == ["Education, health and care plans issued within 20 weeks"]
    said = text(app)
    assert (
        "Bournemouth, Christchurch and Poole: 77.6% in 2024, 43rd of 151 authorities (1st is "
        "best), band B; authorities range from 3.2% to 100.0%. Up 72.8 percentage points from "
        "4.8% in 2023: improved." in said
    )
    assert "England: 46.4%. South West: 28.5%." in said
    assert "(40.6%, 10 of 10, derived)" in said
    assert app.radio(key="view").value == "time"
    (chart,) = chart_texts(app)
    assert chart.startswith("Line chart of Education, health and care plans issued within 20 weeks")
    twin = table(app, "over time: the figures")
    assert twin.head == [
        "Period", "Bournemouth, Christchurch and Poole", "South West",
        "Statistical neighbours (mean)", "England",
    ]  # fmt: skip
    assert twin.rows[0] == ["2024 (calendar year)", "77.6%", "28.5%", "40.6% (10 of 10)", "46.4%"]


@pytest.mark.parametrize("view", ["time", "all", "neighbours", "region", "about"])
@pytest.mark.parametrize(
    ("measure", "authority"),
    [
        ("early-help-returns", "839"),  # nobody publishes it
        ("referrals-rate", "330"),  # no polarity
        ("primary-permanent-exclusions", "201"),  # derived England, London's two regions
        ("FirstYJS", "908"),  # England withheld
        ("CLA_no", "420"),  # a count; Isles of Scilly have no figure
        ("LAC_KS2_ExpStd_GPS", "943"),  # gaps; no neighbours by the older model
    ],
)
def test_every_view_of_odd_measures(
    open_page: Opener, snapshot: Snapshot, measure: str, authority: str, view: str
) -> None:
    known = measures.by_id(snapshot).get(measure)
    if known is None:
        known = next(m for m in measures.all_measures(snapshot) if m.is_count)
    app = open_page("benchmarks", measure=known.id, authority=authority, view=view)
    assert faults(app) == []
    assert notices(app, "status") == []
    said = text(app)
    for stray in ("None known", "no figure"):
        said = said.replace(stray, "")
    for stray in ("None", "nan ", "NaN", "()", " ,", "  .", "&amp;", "&lt;"):
        assert stray not in said, stray
    if known.id not in grid(snapshot).newest:
        assert "Nobody publishes figures for" in said
        assert "Definition" in said


def test_all_authorities(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("benchmarks", measure="ehcp-20-weeks", view="all", others="908-330")
    assert faults(app) == []
    bands = table(app, "Quartile bands of Education")
    assert bands.rows == [
        ["A", "100.0% to 79.5%", "38"],
        ["B", "79.4% to 52.4%", "37"],
        ["C", "52.3% to 29.3%", "38"],
        ["D", "29.2% to 3.2%", "38"],
    ]
    (grid_shown,) = app.dataframe
    frame = grid_shown.value
    assert list(frame.columns) == [
        "Place", "Authority", "Figure", "Band", "Change", "Region", "Marked as",
    ]  # fmt: skip
    assert len(frame) == 153
    ours = frame[frame["Authority"] == "Bournemouth, Christchurch and Poole"].iloc[0]
    assert (ours["Place"], ours["Figure"], ours["Band"], ours["Change"]) == (43, 77.6, "B", 72.8)
    assert sorted(frame[frame["Marked as"] == "chosen"]["Authority"]) == ["Birmingham", "Cornwall"]
    assert "A rank is not a judgement" in text(app)
    (chart,) = chart_texts(app)
    assert "43rd of 151 authorities" in chart


def test_an_earlier_period(open_page: Opener) -> None:
    app = open_page("benchmarks", measure="ehcp-20-weeks", view="all")
    labels = app.selectbox(key="period").options
    assert labels[:3] == ["Newest", "2024 (calendar year)", "2023 (calendar year)"]
    app.selectbox(key="period").set_value("2023 (calendar year)").run()
    assert faults(app) == []
    assert "4.8% in 2023" in text(app)
    app.selectbox(key="measure").set_value("FirstYJS").run()
    assert faults(app) == []


def test_neighbours_by_both_models(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("benchmarks", measure="FirstYJS", view="neighbours")
    newest, older = (t for t in tables(app) if t.caption.startswith("Neighbours by"))
    assert "May 2025" in newest.caption
    assert "April 2021" in older.caption
    assert (len(newest.rows), len(older.rows)) == (10, 10)
    assert neighbours.neighbour_comparison(snapshot, "FirstYJS", area="839").flip_sentence in text(
        app
    )
    app.selectbox(key="neighbours").set_value("2021-04").run()
    first = next(t for t in tables(app) if t.caption.startswith("Neighbours by"))
    assert "April 2021" in first.caption
    assert "worse than the mean of its statistical neighbours (128.6, 10 of 10, derived)" in text(
        app
    )


def test_region_never_carries_a_rank(open_page: Opener) -> None:
    app = open_page("benchmarks", measure="ehcp-20-weeks", view="region")
    inside = table(app, "Authorities in South West")
    assert inside.head == ["Authority", "Figure", "Place in England", "Change"]
    assert inside.column("Place in England")["Bournemouth, Christchurch and Poole"] == "43rd of 151"
    wider = table(app, "Regions and England")
    assert wider.head == ["Area", "Figure", "Change"]
    assert wider.column("Figure")["England"] == "46.4%"
    derived = open_page("benchmarks", measure="secondary-permanent-exclusions", view="region")
    assert table(derived, "Regions and England").column("Figure")["South West derived"] == "0.072%"


def test_a_topic_narrows_the_measures(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("benchmarks")
    assert len(app.selectbox(key="measure").options) == 441
    topic = "Youth Offending"
    app.selectbox(key="topic").set_value(topic).run()
    chosen = app.selectbox(key="measure").value
    assert topic in measures.by_id(snapshot)[chosen].topics
    inside = [m for m in measures.all_measures(snapshot) if topic in m.topics]
    assert len(app.selectbox(key="measure").options) == len(inside)
    app.selectbox(key="directorate").set_value("Education and Skills").run()
    assert faults(app) == []
    assert app.selectbox(key="topic").value == "all"


ODD = [
    ({"measure": "zzz"}, "measure “zzz”"),
    ({"authority": "835"}, "authority “835”"),  # abolished
    ({"authority": "970"}, "authority “970”"),
    ({"others": "908-999-908"}, "others “999”"),
    ({"period": "1812"}, "period “1812”"),
    ({"view": "<b>"}, "view “?b?”"),
    ({"hide": "home"}, "hide “home”"),
    ({"axis": "log"}, "axis “log”"),
    ({"topic": "Nonsense"}, "topic “Nonsense”"),
    ({"directorate": "Highways"}, "directorate “Highways”"),
]


@pytest.mark.parametrize(("address", "named"), ODD, ids=lambda value: str(value)[:20])
def test_nonsense_in_the_address_is_named(
    open_page: Opener, address: dict[str, str], named: str
) -> None:
    app = open_page("benchmarks", **address)
    assert faults(app) == []
    (notice,) = notices(app, "status")
    assert named in notice


def test_ons_codes_in_the_address_and_the_setting(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_HOME", "e10000015")
    app = open_page("benchmarks", authority="E06000058", others="e06000066-E09000003")
    assert faults(app) == []
    assert notices(app, "status") == []
    assert app.selectbox(key="authority").value == "839"
    assert app.multiselect(key="others").value == ["933", "302"]


def test_a_measure_of_another_topic_wins(open_page: Opener) -> None:
    app = open_page("benchmarks", measure="FirstYJS", topic="Fostering")
    assert headings(app, 1)[0] == "First Time entrants to the Youth Justice System"
    assert app.selectbox(key="topic").value == "all"
    assert len(notices(app, "status")) == 1


def test_another_home(open_page: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_HOME", "908")
    app = open_page("benchmarks", measure="ehcp-20-weeks", view="neighbours")
    assert faults(app) == []
    assert text(app).startswith("Cornwall Children's Services")
    assert "Cornwall: 7.0% in 2024" in text(app)
    assert "Bournemouth" not in markup(app)
    assert "BCP" not in markup(app)


def test_what_is_shown_is_what_kpi_says(open_page: Opener, snapshot: Snapshot) -> None:
    for measure in ("FirstYJS", "SEN_EHC_Excpt_20wks"):
        for area in ("330", "908"):
            app = open_page("benchmarks", measure=measure, authority=area)
            found = ranking.ranking(snapshot, measure, area=area)
            assert found.sentence in text(app)
