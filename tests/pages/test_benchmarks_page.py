"""The Benchmarks page: any measure of any authority, and exactly what is shown taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from kpi.benchmarks import measures, neighbour_comparison, ranking
from kpi.benchmarks.grids.grid import grid
from kpi.model.snapshot import Snapshot
from tests.pages.conftest import Opener
from tests.pages.reading import chart_texts, faults, headings, markup, notices, table, tables, text
from tests.pages.said import texts_of_markup


def stats(app: AppTest) -> dict[str, str]:
    """The stats line: what each figure is of, with its words."""
    (line,) = re.findall(r'<ul class="stats".*?</ul>', markup(app), re.DOTALL)
    entries = re.findall(r'<li class="(\w+)">(.*?)</li>', line, re.DOTALL)
    return {key: " ".join(" ".join(texts_of_markup(said)).split()) for key, said in entries}


def announced(app: AppTest) -> str:
    """What a screen reader is told of the page."""
    return " ".join(app.session_state["told to screen readers"])


def popovers(app: AppTest) -> list[str]:
    """The labels of the buttons that hold further choices, in order."""
    found = [block.proto.popover.label for block in blocks(app.main)]
    return [label for label in found if label]


def blocks(block: Block) -> Iterator[Block]:
    """Every block within a block."""
    for child in block.children.values():
        if isinstance(child, Block):
            yield child
            yield from blocks(child)


def test_the_answer_comes_first(open_page: Opener) -> None:
    app = open_page("benchmarks", measure="ehcp-20-weeks")
    assert faults(app) == []
    assert headings(app, 1) == ["Education, health and care plans issued within 20 weeks"]
    assert stats(app) == {
        "own": "77.6% in 2024: 43rd of 151, second best quarter",
        "change": "\N{UPWARDS ARROW} 72.8 points from 4.8% in 2023: improved",
        "england": "46.4% England",
        "region": "28.5% South West",
        "neighbours": "40.6%[d] derived neighbours, mean of 10 of 10: ours is 37.0 points better",
    }
    assert "[d] derived from published figures." in text(app)
    assert app.segmented_control(key="view").value == "time"
    (chart,) = chart_texts(app)
    assert chart.startswith("Line chart of Education, health and care plans issued within 20 weeks")
    assert tables(app) == []
    app.segmented_control(key="as").set_value("table").run()
    twin = table(app, "over time: the figures")
    assert twin.head == [
        "Period", "Bournemouth, Christchurch and Poole", "South West",
        "Statistical neighbours (mean)", "England",
    ]  # fmt: skip
    assert twin.rows[0] == ["2024 (calendar year)", "77.6%", "28.5%", "40.6% (10 of 10)", "46.4%"]


@pytest.mark.parametrize("form", ["chart", "table"])
@pytest.mark.parametrize("view", ["time", "all", "neighbours", "region", "map", "about"])
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
    open_page: Opener, snapshot: Snapshot, measure: str, authority: str, view: str, form: str
) -> None:
    known = measures.by_id(snapshot).get(measure)
    if known is None:
        known = next(m for m in measures.all_measures(snapshot) if m.is_count)
    address = {"measure": known.id, "authority": authority, "view": view, "as": form}
    app = open_page("benchmarks", **address)
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
    address = {"measure": "ehcp-20-weeks", "view": "all", "others": "908-330"}
    app = open_page("benchmarks", **address, **{"as": "table"})
    assert faults(app) == []
    bands = table(app, "Quartile bands of Education")
    assert bands.rows == [
        ["A", "79.5% to 100.0%", "38"],
        ["B", "52.4% to 79.4%", "37"],
        ["C", "29.3% to 52.3%", "38"],
        ["D", "3.2% to 29.2%", "38"],
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
    app.segmented_control(key="as").set_value("chart").run()
    assert app.query_params["view"] == "all"
    assert "as" not in app.query_params
    assert "A rank is not a judgement" in text(app)
    (chart,) = chart_texts(app)
    assert "43rd of 151 authorities" in chart


@pytest.mark.parametrize("view", ["all", "map"])
def test_an_authority_is_added_by_keys(open_page: Opener, view: str) -> None:
    app = open_page("benchmarks", measure="ehcp-20-weeks", view=view)
    adding = app.selectbox(key="add an authority")
    assert len(adding.options) == 152  # all but our own
    adding.set_value("Cornwall").run()
    assert faults(app) == []
    assert app.multiselect(key="others").value == ["908"]
    assert app.query_params["others"] == "908"
    assert app.selectbox(key="add an authority").value is None
    assert "Cornwall" not in app.selectbox(key="add an authority").options
    for name in ("Barnet", "Devon", "Kent", "Leeds", "York"):
        app.selectbox(key="add an authority").set_value(name).run()
    assert len(app.multiselect(key="others").value) == 6
    assert app.selectbox(key="add an authority").disabled


def test_what_is_set_behind_the_button_is_counted(open_page: Opener) -> None:
    app = open_page("benchmarks")
    assert popovers(app)[0] == "More choices"
    app = open_page("benchmarks", others="908", neighbours="2021-04")
    assert popovers(app)[0] == "More choices (2 set)"


def test_the_map_shows_the_bands_of_the_ranking(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("benchmarks", measure="ehcp-20-weeks", view="map", others="908")
    assert faults(app) == []
    (told,) = chart_texts(app)
    found = ranking.ranking(snapshot, "ehcp-20-weeks", area="839")
    assert told.startswith(f"Map of 153 authorities of England. {found.sentence}")
    assert "A: best quarter (79.5% to 100.0%) 38" in told
    assert "Without a figure: 2." in told
    said = text(app)
    assert "No figure (hatched): City of London and Dorset." in said
    assert "Office for National Statistics, Counties and Unitary Authorities (May 2023)" in said
    assert "contains OS data \N{COPYRIGHT SIGN} Crown copyright" in said
    assert table(app, "Regions in 2024").rows[0] == ["London", "", "66.9%"]
    best, weakest = table(app, "Best six"), table(app, "Weakest five")
    assert best.rows[0] == ["joint 1", "Barnet", "100.0%"]
    assert weakest.rows[-1] == ["151", "Devon", "3.2%"]


def test_neighbours_stand_on_one_scale(open_page: Opener) -> None:
    app = open_page("benchmarks", measure="ehcp-20-weeks", view="neighbours")
    newest, older = (t for t in tables(app) if t.caption.startswith("Neighbours by"))
    assert "May 2025" in newest.caption
    assert [row[0] for row in newest.rows[:2]] == [
        "East Sussex both lists", "Bournemouth, Christchurch and Poole",
    ]  # fmt: skip
    assert (newest.rows[-1][-1], older.rows[-1][-1]) == ("3.2%", "3.2%")
    said = text(app)
    assert "mean 40.6% of 10 of 10, median 38.2%: ours is 37.0 percentage points better" in said
    assert "One scale, 0% to 85.1%." in said


def test_the_region_among_the_regions(open_page: Opener) -> None:
    app = open_page("benchmarks", measure="ehcp-20-weeks", view="region")
    assert headings(app) == ["2nd of 14 in South West", "South West is 9th of 9 regions"]
    inside = table(app, "Authorities in South West")
    assert inside.rows[1] == [
        "2", "Bournemouth, Christchurch and Poole", "", "77.6%", "43rd",
        "\N{UPWARDS ARROW} 72.8",
    ]  # fmt: skip
    assert inside.rows[-1] == ["", "Dorset", "no figure published"]
    strips = table(app, "Regions, 2024")
    assert [row[0] for row in strips.rows[::8]] == [
        "1. London 32 authorities", "9. South West 14 authorities",
    ]  # fmt: skip
    unjudged = open_page("benchmarks", measure="referrals-rate", view="region")
    assert headings(unjudged) == ["Authorities in South West", "Regions"]


def test_a_chosen_measure_does_not_send_the_measures_again(open_page: Opener) -> None:
    """A widget whose value the page sets is another message, with each of its options."""
    app = open_page("benchmarks", measure="LAC")
    sent = [
        app.selectbox(key="measure").set_value(measure).run().selectbox(key="measure").proto
        for measure in ("PriPermEx", "LAC")
    ]
    assert [proto.set_value for proto in sent] == [False, False]
    assert sent[0].SerializeToString() == sent[1].SerializeToString()
    assert headings(app, 1)


def test_coverage_of_each_period(open_page: Opener) -> None:
    app = open_page("benchmarks", measure="ehcp-20-weeks", view="about")
    reach = table(app, "How far the figures reach")
    assert reach.head == [
        "Period", "With a figure", "0% weakest best 100.0%", "Ours", "Place",
    ]  # fmt: skip
    assert reach.rows[-1] == ["2024", "151 of 153", "", "77.6%", "43rd of 151"]
    assert "A line above 2023 (calendar year): the series breaks." in text(app)


def test_an_earlier_period(open_page: Opener) -> None:
    app = open_page("benchmarks", measure="ehcp-20-weeks", view="all")
    labels = app.selectbox(key="period").options
    assert labels[:3] == ["Newest", "2024 (calendar year)", "2023 (calendar year)"]
    app.selectbox(key="period").set_value("2023 (calendar year)").run()
    assert faults(app) == []
    assert stats(app)["own"] == "4.8% in 2023: 142nd of 150, weakest quarter"
    app.selectbox(key="measure").set_value("FirstYJS").run()
    assert faults(app) == []


def test_neighbours_by_both_models(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("benchmarks", **{"measure": "SecFixedEx", "view": "neighbours", "as": "table"})
    newest, older = (t for t in tables(app) if t.caption.startswith("Neighbours by"))
    assert "May 2025" in newest.caption
    assert "April 2021" in older.caption
    assert (len(newest.rows), len(older.rows)) == (10, 10)
    app.segmented_control(key="as").set_value("chart").run()
    flip = neighbour_comparison.neighbour_comparison(
        snapshot, "SecFixedEx", area="839"
    ).flip_sentence
    assert flip
    assert flip in text(app)
    app.selectbox(key="neighbours").set_value("2021-04").run()
    first = next(t for t in tables(app) if t.caption.startswith("Neighbours by"))
    assert "April 2021" in first.caption
    assert stats(app)["neighbours"].startswith("24.56%[d] derived neighbours, mean of 10 of 10")
    assert stats(app)["neighbours"].endswith("better")


def test_region_never_carries_a_rank(open_page: Opener) -> None:
    shown = {"view": "region", "as": "table"}
    app = open_page("benchmarks", measure="ehcp-20-weeks", **shown)
    inside = table(app, "Authorities in South West")
    assert inside.head == ["Authority", "Figure", "Place in England", "Change from 2023"]
    assert inside.column("Place in England")["Bournemouth, Christchurch and Poole"] == "43rd of 151"
    wider = table(app, "Regions and England")
    assert wider.head == ["Area", "Figure", "Change from 2023"]
    assert wider.column("Figure")["England"] == "46.4%"
    derived = open_page("benchmarks", measure="secondary-permanent-exclusions", **shown)
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
    assert stats(app)["own"] == "7.0% in 2024: joint 145th of 151, shared by 2, weakest quarter"
    assert "Bournemouth" not in markup(app)
    assert "BCP" not in markup(app)


def test_what_is_shown_is_what_kpi_says(open_page: Opener, snapshot: Snapshot) -> None:
    for measure in ("FirstYJS", "SEN_EHC_Excpt_20wks"):
        for area in ("330", "908"):
            app = open_page("benchmarks", measure=measure, authority=area)
            found = ranking.ranking(snapshot, measure, area=area)
            assert found.sentence in announced(app)
