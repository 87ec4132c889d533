"""All measures for one authority: the answer first, LAIT's own figures, filters in the address."""

import csv as reader
import io
import json
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from kpi.benchmarks import authority_profile, short_lists
from kpi.benchmarks.measures import by_id, show, show_difference
from kpi.file_writers import csv
from kpi.model.snapshot import Snapshot
from kpi.tables import profile_table
from kpi.wording import profile_words
from tests.pages.conftest import Opener
from tests.pages.reading import Table, faults, headings, markup, notices, table, tables, text

EXPECTED = Path(__file__).resolve().parents[1] / "expected" / "lait_expected.csv"
BCP = "Bournemouth, Christchurch and Poole"
LISTS = ("best places", "weakest places", "most unusual changes")
KEYS = ("band", "against", "direction", "order")


def lait(area: str) -> dict[str, dict[str, str]]:
    """LAIT's own results for an authority, by measure."""
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        rows = [row for row in reader.DictReader(file) if row["la_number"] == area]
    return {row["measure_short"]: row for row in rows}


def grid(app: AppTest) -> list[dict[str, object]]:
    """The rows of the full table as sent to the browser."""
    frame, *_gaps = app.dataframe
    return pl.from_pandas(frame.value).to_dicts()


def whole(value: object) -> int:
    """A whole number as it comes back from the browser's table."""
    assert isinstance(value, int | float)
    assert value == int(value)
    return int(value)


def lists(app: AppTest) -> list[Table]:
    return [found for found in tables(app) if any(words in found.caption for words in LISTS)]


def name_of(cell: str, snapshot: Snapshot) -> str:
    """The id of the measure whose name starts a cell."""
    names = {" ".join(m.name.split()): m.id for m in by_id(snapshot).values() if not m.is_own}
    return names[max((name for name in names if cell.startswith(name)), key=len)]


@pytest.mark.parametrize("area", ["839", "330", "201"])
def test_every_row_is_laits_own_result(open_page: Opener, snapshot: Snapshot, area: str) -> None:
    rows = {str(row["Measure"]): row for row in grid(open_page("profile", authority=area))}
    assert len(rows) == 434
    known, seen = by_id(snapshot), 0
    for measure, expected in lait(area).items():
        found = known[measure]
        row = rows[found.name]
        for column, theirs in (
            ("Value", "la_value"),
            ("England", "england"),
            ("Region", "region"),
            ("Neighbours (mean, derived)", "sn_average"),
        ):
            held = column.lower() in found.withheld
            if expected[theirs] and not held:
                ours = row[column]
                assert isinstance(ours, float), (measure, column)
                assert show(found, ours) == show(found, float(expected[theirs])), (measure, column)
                seen += 1
    assert seen > 150


def test_ranks_and_quarters_are_laits_where_no_abolished_authority_counts(
    open_page: Opener, snapshot: Snapshot
) -> None:
    rows = {str(row["Measure"]): row for row in grid(open_page("profile"))}
    known, same = by_id(snapshot), 0
    for measure, expected in lait("839").items():
        row = rows[known[measure].name]
        if row["Ranked authorities"] is None or expected["national_rank"] in ("", "-"):
            continue
        if whole(row["Ranked authorities"]) != int(expected["rank_out_of"]):
            continue  # LAIT counts authorities that were abolished
        if measure == "3&4yr_Ofsted_rating":  # LAIT parts 96.10000000000001 from 96.1
            assert (whole(row["Rank (1 is best)"]), expected["national_rank"]) == (60, "61")
            continue
        assert whole(row["Rank (1 is best)"]) == int(expected["national_rank"]), measure
        # LAIT's two entries of this one disagree whether it has a quarter: then we give none.
        if expected["quartile_band"] in "ABCD" and measure != "CINPermExclusion":
            assert row["Band"] == expected["quartile_band"], measure
        same += 1
    assert same > 30


def test_the_answer_counts_what_the_filters_show(open_page: Opener) -> None:
    app = open_page("profile")
    said = text(app)
    assert (
        "Of 302 measures with a rank, 72 are in the best quarter of authorities and 40 in the "
        "weakest quarter. Better than the mean of its statistical neighbours in 230, worse in 71 "
        "(DfE's May 2025 model). That goes by the figures alone and is no verdict. Since the "
        "period before, 161 improved and 117 worsened. These changes are not tested for chance, "
        "as LAIT has no counts."
    ) in said
    for address, count in (
        ({"band": "A"}, 72),
        ({"band": "D"}, 40),
        ({"against": "better"}, 230),
        ({"against": "worse"}, 71),
        ({"direction": "improved"}, 161),
        ({"direction": "worsened"}, 117),
    ):
        assert f">{count}</span>" in markup(app)
        filtered = open_page("profile", **address)
        assert f"The table shows {count} of 434 measures." in text(filtered)
        assert len(grid(filtered)) == count


def test_the_short_lists_hold_what_their_rule_says(open_page: Opener, snapshot: Snapshot) -> None:
    for area in ("839", "908", "420", "202"):
        app = open_page("profile", authority=area)
        held = {row["measure"]: row for row in authority_profile.profile(snapshot, area).to_dicts()}
        found = lists(app)
        assert len(found) == 3
        for place, listed in enumerate(found):
            assert 1 <= len(listed.rows) <= short_lists.MOST, (area, listed.caption)
            for row in listed.rows:
                fact = held[name_of(row[0], snapshot)]
                assert fact["better"] != "none"
                assert not fact["discontinued"]
                assert fact["period_end"] >= short_lists.recent_from(snapshot)
                assert fact["rank_of"] >= short_lists.FEWEST_AUTHORITIES
                known = by_id(snapshot)[fact["measure"]]
                early = " (provisional)" * (fact["data_status"] == "provisional")
                assert row[1] == f"{show(known, fact['value'])} {fact['period']}{early}"
                place_said = profile_words.place_words(
                    fact["rank"], fact["rank_of"], fact["shared_by"]
                )
                assert row[2].startswith(place_said)
                assert row[3] == (show(known, fact["england"]) or known.withheld["england"])
                assert f"mean of {fact['neighbours_count']} of 10" in row[4]
                if place == 2:
                    assert fact["direction"] == "worsened"
                    assert "worsened" in row[5]
                    size = Decimal(repr(fact["change_size"])).quantize(
                        Decimal("0.1"), ROUND_HALF_UP
                    )
                    assert size >= 2
                    assert row[6].startswith(f"{size} times the spread where the median authority")
                    typical = fact["typical_change"]
                    way = "rose" if typical > 0 else "fell"
                    if round(typical, known.decimals):
                        assert f"{way} {show_difference(known, typical)}" in row[6]
                    else:
                        assert row[6].endswith("did not change")


def test_old_and_discontinued_measures_are_in_the_table_only(
    open_page: Opener, snapshot: Snapshot
) -> None:
    app = open_page("profile")
    rows = {str(row["Measure"]) for row in grid(app)}
    gone = [m.name for m in by_id(snapshot).values() if m.discontinued]
    assert len(gone) == 12
    assert set(gone) <= rows
    said = " ".join(row[0] for listed in lists(app) for row in listed.rows)
    assert not any(name in said for name in gone)
    assert "the period ended in or after April 2024" in text(app)
    assert "has missed its turn" in text(app)


def test_the_file_holds_the_rows_shown_unrounded(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("profile", band="D", against="worse", order="worst", authority="908")
    shown = [row["Measure"] for row in grid(app)]
    made = authority_profile.profile(snapshot, "908")
    rows = profile_table.ordered(profile_table.filtered(made, band="D", against="worse"), "worst")
    content = csv.to_csv(profile_table.to_take(snapshot, rows, area="908", model="2025-05")).decode(
        "utf-8"
    )
    in_file = list(reader.DictReader(io.StringIO(content, newline="")))
    assert [row["name"] for row in in_file] == shown
    held = {row["measure"]: row for row in made.to_dicts()}
    for row in in_file:
        fact = held[row["measure"]]
        assert float(row["value"]) == fact["value"]
        assert (row["area"], row["area_name"]) == ("908", "Cornwall")
        assert row["source"].startswith("Local Authority Interactive Tool (LAIT)")
        assert row["edition"] == "April 2026"
        assert row["last_update"] == by_id(snapshot)[row["measure"]].last_update
        assert row["next_update"] == by_id(snapshot)[row["measure"]].next_update
        assert (row["neighbours_model"], row["snapshot"]) == ("May 2025", snapshot.id)
    buttons = [b for b in app.get("download_button") if "CSV" in b.proto.label]
    assert [b.proto.label for b in buttons] == ["These measures (CSV)", "These gaps (CSV)"]


def test_topic_and_directorate_are_for_the_whole_page(open_page: Opener) -> None:
    app = open_page("profile", topic="Youth Offending")
    assert len(grid(app)) == 4
    assert "Youth Offending · DfE's benchmark figures" in text(app)
    assert "The table shows 4 of 434 measures." in text(app)
    assert "Our own indicators" not in app.selectbox(key="topic").options


def test_the_neighbour_model_changes_the_neighbours(open_page: Opener, snapshot: Snapshot) -> None:
    name = by_id(snapshot)["SEN_EHC_Excpt_20wks"].name
    for model, mean in (("2025-05", 40.6), ("2021-04", 30.3)):
        rows = {r["Measure"]: r for r in grid(open_page("profile", neighbours=model))}
        assert rows[name]["Neighbours (mean, derived)"] == mean
        assert rows[name]["Value"] == 77.6


def test_a_bad_value_in_the_address_is_named_and_ignored(open_page: Opener) -> None:
    app = open_page("profile", authority="837", band="E", topic="Our own indicators", order="x")
    assert faults(app) == []
    said = notices(app, "status")
    assert len(said) == 4
    assert f"authority “837”, which does not exist here. It was ignored: {BCP} is shown." in said[0]
    assert len(grid(app)) == 434


def test_nothing_fits_is_said(open_page: Opener) -> None:
    app = open_page("profile", topic="Youth Offending", band="C", against="same")
    assert "The table shows 0 of 434 measures." in text(app)
    assert len(app.dataframe) == 0


def test_links_lead_to_the_measure_for_the_same_authority(open_page: Opener) -> None:
    app = open_page("profile", authority="908", neighbours="2021-04")
    said = markup(app)
    assert 'href="benchmarks?measure=' in said
    # Beside the picture, and in the table of the list's figures.
    listed = sum(len(found.rows) for found in lists(app))
    assert listed > 10
    assert said.count("&amp;authority=908&amp;neighbours=2021-04") == 2 * listed
    assert 'href="table?table=1.' in said


def test_another_council_never_reads_of_this_one(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_HOME", "908")
    app = open_page("profile")
    assert app.selectbox(key="authority").value == "908"
    said = f"{markup(app)} {headings(app, 1)[0]} {app.dataframe[0].proto.alt}"
    for ours in ("Bournemouth", "BCP", "839"):
        assert ours not in said, ours


def test_no_cell_of_a_list_is_empty_or_a_dash(open_page: Opener) -> None:
    for area in ("839", "420", "840"):
        found = lists(open_page("profile", authority=area))
        assert [len(listed.rows) > 0 for listed in found] == [True] * 3
        cells = [cell for listed in found for row in listed.rows for cell in row]
        assert [cell for cell in cells if cell in ("", "-", "–", "None")] == [], area


def test_the_full_table_has_a_name_of_its_own(open_page: Opener) -> None:
    frame, _gaps = open_page("profile").dataframe
    assert frame.proto.alt == f"Every measure for {BCP}. The table shows all 434 measures."


def test_one_table_of_each_kind(open_page: Opener) -> None:
    app = open_page("profile")
    for words in LISTS:
        assert table(app, words).head[:3] == ["Measure", "Figure", "Place"]


def counts_of(text: str) -> dict[str, int]:
    """The counts of a bar, from its text."""
    told = re.findall(r"(\d+) ([a-z ]+)", text.partition(": ")[2])
    return {words: int(count) for count, words in told}


@pytest.mark.parametrize("area", ["839", "420", "201"])
def test_bars_and_dots_count_what_the_table_has(open_page: Opener, area: str) -> None:
    app = open_page("profile", authority=area)
    rows = grid(app)
    labels = re.findall(r'role="img" aria-label="([^"]+)"', unescape(markup(app)))
    quarters, neighbours, changes, *topics = (counts_of(label) for label in labels)
    named = {"A": "best quarter", "B": "second best quarter", "C": "second weakest quarter",
             "D": "weakest quarter"}  # fmt: skip
    in_table = Counter(named[str(row["Band"])] for row in rows if row["Band"] in named)
    assert Counter(quarters) == in_table
    assert sum((Counter(topic) for topic in topics), Counter()) == in_table
    sides = ("better", "worse", "same")
    against = Counter(
        str(r["Against neighbours"]) for r in rows if r["Against neighbours"] in sides
    )
    assert Counter(neighbours) == against
    ways = ("improved", "worsened", "no change")
    assert Counter(changes) == Counter(str(r["Direction"]) for r in rows if r["Direction"] in ways)
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    dots = [trace for trace in figure["data"] if "customdata" in trace]
    measures = [measure for trace in dots for measure in trace["customdata"]]
    assert len(measures) == len(set(measures))
    assert len(measures) == sum(row["Rank (1 is best)"] is not None for row in rows)


def test_the_picture_as_a_table(open_page: Opener) -> None:
    app = open_page("profile", **{"as": "table"})
    assert len(app.get("plotly_chart")) == 0
    twin = table(app, "how many of each topic")
    rows = grid(app)
    ranked = [row["Band"] for row in rows if row["Rank (1 is best)"] is not None]
    columns = list(zip(*twin.rows, strict=True))[1:]
    assert [sum(int(cell) for cell in column) for column in columns] == [
        len(ranked),
        *(ranked.count(band) for band in "DCBA"),
        sum(band not in tuple("ABCD") for band in ranked),
    ]


def test_the_picture_has_its_finding_in_words(open_page: Opener) -> None:
    (chart,) = open_page("profile").get("plotly_chart")
    assert chart.proto.alt.startswith(
        f"Picture of 302 measures by place among all authorities in 18 topics: {BCP}, best to the "
        "right. Of 302 measures with a rank, 72 are in the best quarter of authorities and 40 in "
        "the weakest quarter."
    )


def test_numbers_lead_from_the_dots_to_the_lists(open_page: Opener) -> None:
    app = open_page("profile")
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    signed = {
        (trace["name"], sign[3:-4]): measure
        for trace in figure["data"]
        if trace.get("mode") == "markers+text"
        for sign, measure in zip(trace["text"], trace["customdata"], strict=True)
    }
    listed = re.findall(
        r'<li><i class="(\w+)" aria-hidden="true"><b>(\w)</b></i><span><a href="([^"]+)"',
        markup(app),
    )
    assert len(listed) == 15
    found = {
        (shape, sign): parse_qs(urlsplit(unescape(link)).query)["measure"][0]
        for shape, sign, link in listed
    }
    assert found == signed


def test_a_measure_chosen_by_keys_opens_on_benchmarks(
    open_page: Opener, snapshot: Snapshot
) -> None:
    app = open_page("profile", authority="908", neighbours="2021-04")
    box = app.selectbox(key="open a measure")
    option = next(text for text in box.options if text.startswith("September Guarantee Offers"))
    box.select(option).run()
    assert faults(app) == []
    assert headings(app, 1) == ["September Guarantee Offers"]
    assert app.selectbox(key="authority").value == "908"


def test_a_topic_without_ranks_draws_no_dots(open_page: Opener, snapshot: Snapshot) -> None:
    made = authority_profile.profile(snapshot, "839")
    ranked = set(made.drop_nulls("rank")["topic"])
    bare = sorted({t for t in made["topic"] if " / " not in t and not any(t in r for r in ranked)})
    assert bare
    app = open_page("profile", topic=bare[0])
    assert faults(app) == []
    assert len(app.get("plotly_chart")) == 0
    assert "None of these measures has a rank." in text(app)
