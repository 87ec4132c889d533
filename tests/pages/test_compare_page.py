"""The Compare page: rows and columns as asked for, kept in the address, and what is said of it."""

from __future__ import annotations

import re
from html import unescape

from streamlit.testing.v1 import AppTest

from kpi.benchmarks.side_by_side import CompareRequest, scorecard_measures, side_by_side
from kpi.charts.benchmarks.side_by_side import strip_table
from kpi.charts.specification.side_by_side import StripCell, StripHead, StripRow, StripTable
from kpi.model.snapshot import Snapshot
from pages.components.templates import render
from tests.pages.conftest import Opener
from tests.pages.reading import Table, faults, headings, markup, notices, tables, text

BCP, CITY, CORNWALL, SCILLY = "839", "201", "908", "420"
PLANS = "Education, health and care plans issued within 20 weeks"
OWN_NAME = "Bournemouth, Christchurch and Poole"


def compared(app: AppTest) -> Table:
    """The table of strips."""
    return tables(app)[0]


def names(found: Table) -> list[str]:
    """The names of its rows, without the letters of comparators."""
    return [re.sub(r"^(E|SW|L|N) (?=[A-Z])", "", row[0]) for row in found.rows]


def test_the_page_as_it_opens_has_every_figure_of_the_domain(
    open_page: Opener, snapshot: Snapshot
) -> None:
    app = open_page("compare")
    assert faults(app) == []
    assert notices(app, "status") == []
    assert headings(app, 1) == ["Compare: six indicators side by side"]
    found = side_by_side(snapshot, CompareRequest(BCP, scorecard_measures(snapshot)))
    page, shown = strip_table(found), compared(app)
    assert shown.caption == page.caption
    assert names(shown) == [*(row.name for row in found.rows), page.place_name]
    for drawn, row in zip(shown.rows, page.rows, strict=False):
        for said, cell in zip(drawn[1:], row.cells, strict=True):
            assert cell.figure in said
            assert said.endswith(f", {cell.text}")
    for said, place in zip(shown.rows[-1][1:], page.places, strict=True):
        assert said.endswith(place)
    for drawn_head, head in zip(shown.head[-6:], page.heads, strict=True):
        assert head.name in drawn_head
        assert head.period in drawn_head
    said = text(app)
    assert "Returns to Early Help within 12 months has no column." in said
    assert "[d] derived from published figures." in said
    assert "illustrative" not in said
    assert app.query_params == {}


def test_chosen_authorities_measures_and_order_are_in_the_address(open_page: Opener) -> None:
    app = open_page(
        "compare", measures="ehcp-20-weeks~FirstYJS", beside=f"{CORNWALL}-330", sort="ehcp-20-weeks"
    )
    assert faults(app) == []
    assert headings(app, 1) == ["Compare: two measures side by side"]
    assert names(compared(app))[4:] == ["Birmingham", "Cornwall", "Our place among those chosen"]
    app.multiselect(key="beside").set_value([CORNWALL, "800"]).run()
    app.selectbox(key="sort").set_value("name").run()
    assert faults(app) == []
    assert app.query_params["beside"] == f"{CORNWALL}-800"
    assert app.query_params["sort"] == "name"
    assert names(compared(app))[4:6] == ["Bath and North East Somerset", "Cornwall"]
    app.multiselect(key="beside").set_value([]).run()
    assert len(names(compared(app))) == 15
    assert "beside" not in app.query_params


def test_a_columns_name_leads_to_its_measure(open_page: Opener) -> None:
    app = open_page("compare", authority=CORNWALL, measures="UASC_%_Starting", neighbours="2021-04")
    (address,) = re.findall(r'<a href="(benchmarks[^"]*)"', markup(app))
    assert unescape(address) == (
        "benchmarks?measure=UASC_%25_Starting&authority=908&neighbours=2021-04"
    )


def test_no_indicator_chosen_is_the_scorecards(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("compare", measures="FirstYJS")
    app.multiselect(key="measures").set_value([]).run()
    assert faults(app) == []
    assert app.multiselect(key="measures").value == list(scorecard_measures(snapshot))


def test_unknown_names_are_told_and_dropped(open_page: Opener) -> None:
    app = open_page(
        "compare", measures="zzz~ehcp-20-weeks", beside="999-908", sort="x", authority="000",
        lines="<b>",
    )  # fmt: skip
    assert faults(app) == []
    told = " ".join(unescape(each) for each in notices(app, "status"))
    for name in ("zzz", "999", "000", "sort “x”", "?b?"):
        assert name in told, name
    assert names(compared(app))[4] == "Cornwall"
    assert len(compared(app).rows[0]) == 2
    assert app.query_params["measures"] == "ehcp-20-weeks"


def test_more_than_the_page_holds_is_told(open_page: Opener, snapshot: Snapshot) -> None:
    many = "-".join(area.code for area in snapshot.current_authorities[:12])
    app = open_page("compare", beside=many)
    (told,) = notices(app, "status")
    assert told == (
        "The address asks for more than ten authorities. The first ten that exist are shown."
    )
    assert len(names(compared(app))) == 15


def test_our_own_authority_is_not_beside_itself(open_page: Opener) -> None:
    app = open_page("compare", authority=CORNWALL, beside=f"{CORNWALL}-{SCILLY}")
    assert faults(app) == []
    assert names(compared(app))[4:] == ["Isles of Scilly", "Our place among those chosen"]


def test_a_missing_figure_says_why(open_page: Opener) -> None:
    app = open_page("compare", authority=CITY, measures="FirstYJS")
    assert faults(app) == []
    said = text(app)
    assert "no figure" in said
    assert "not shown" in said
    assert "sum of the nine regional rates" in said


def test_an_indicator_nobody_publishes_leaves_words(open_page: Opener) -> None:
    app = open_page("compare", measures="early-help-returns")
    assert faults(app) == []
    assert tables(app) == []
    assert "Returns to Early Help within 12 months has no column." in text(app)


def test_small_charts_name_the_chosen_lines(open_page: Opener) -> None:
    app = open_page("compare", measures="ehcp-20-weeks", lines="878-886")
    (drawn,) = re.findall(r'class="small-lines" role="img" aria-label="([^"]+)"', markup(app))
    assert drawn.startswith(f"{PLANS} over time, ")
    for words in ("ours 77.6%", "England 46.4%", "Devon 3.2%", "Kent 33.3%"):
        assert words in drawn
    app.multiselect(key="beside").set_value([CORNWALL]).run()
    assert faults(app) == []
    assert app.multiselect(key="lines").value == []
    (drawn,) = re.findall(r'class="small-lines" role="img" aria-label="([^"]+)"', markup(app))
    assert "Devon" not in drawn
    assert "Cornwall" in drawn


def test_every_picture_over_time_has_its_table(open_page: Opener) -> None:
    app = open_page("compare", measures="ehcp-20-weeks~SecAuth")
    captions = [each.caption for each in tables(app)[1:]]
    assert len(captions) == 2
    assert captions[0] == f"{PLANS}, over time"
    twin = tables(app)[1]
    assert twin.head[:3] == ["Period", OWN_NAME, "England"]
    assert twin.rows[0][:3] == ["2024 (calendar year)", "77.6%", "46.4%"]


def test_a_hostile_name_is_only_text() -> None:
    hostile = "<script>alert(1)</script>"
    table = StripTable(
        caption=hostile,
        heads=(StripHead(hostile, hostile, hostile, hostile, hostile, hostile, ()),),
        rows=(StripRow("own", hostile, hostile, (StripCell(hostile, 5.0, hostile, hostile),)),),
        place_name=hostile,
        places=(hostile,),
    )
    drawn = render(
        "compare.html", table=table, shades=[hostile], names=[hostile], notes=[hostile],
        missing=[hostile],
    )  # fmt: skip
    assert "<script" not in drawn
    assert drawn.count("&lt;script&gt;") > 12
