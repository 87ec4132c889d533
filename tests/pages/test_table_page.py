"""Build a table: all widgets change one selection, which the address holds; files are whole."""

import csv as reader
import html
import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from kpi.benchmarks.grids.grid import grid
from kpi.benchmarks.measures import all_measures, by_id, search, show
from kpi.file_writers import csv
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind
from kpi.tables import builder, builder_text, builder_workbook, selection, table_limits
from kpi.tables.builder_facts import MEAN_NAME
from kpi.tables.screen.ready_made import ready_made
from kpi.tables.selection import MEAN, Selection
from server import table_stream
from tests.kpi.benchmarks.grids.test_grid import meant
from tests.pages.conftest import Opener
from tests.pages.reading import faults, markup, notices, text

EXPECTED = Path(__file__).resolve().parents[1] / "expected" / "lait_expected.csv"
BCP = "Bournemouth, Christchurch and Poole"
PLANS = "SEN_EHC_Excpt_20wks"


def chosen(app: AppTest) -> Selection:
    found = app.session_state["table"]
    assert isinstance(found, Selection)
    return found


def address(app: AppTest) -> str:
    """What the page wrote into the address."""
    found = app.query_params.get("table", "")
    return found if isinstance(found, str) else found[0]


def preview(app: AppTest) -> pl.DataFrame:
    """The first rows of a table that is too long to be drawn by measure."""
    (frame,) = app.dataframe
    return pl.from_pandas(frame.value)


def figures(app: AppTest) -> dict[tuple[str, str], dict[str, str]]:
    """The figures of a table drawn by measure: by its name and the area's, head to text."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for table in re.findall(r'<table role="table" class="built.*?</table>', markup(app), re.S):
        name = ""
        for row in re.findall(r'<tr role="row".*?</tr>', table, re.S)[1:]:
            measure = re.search(r'class="me"><a [^>]*>(.*?)</a>', row)
            name = html.unescape(measure[1]) if measure else name
            area = re.search(r'class="ar"><i [^>]*></i>([^<]*)', row)
            assert area is not None
            cells = re.findall(r'data-label="([^"]*)">(.*?)</td>', row, re.S)
            plain = {head: " ".join(re.sub("<[^>]*>", "", text).split()) for head, text in cells}
            found.setdefault((name, html.unescape(area[1])), {}).update(plain)
    return found


def opened(open_page: Opener, snapshot: Snapshot, wanted: Selection) -> AppTest:
    app = open_page("table", table=selection.encode(snapshot, wanted))
    assert faults(app) == []
    return app


def buttons(app: AppTest) -> dict[str, Any]:
    return {found.proto.label: found.proto for found in app.get("download_button")}


def csv_address(app: AppTest) -> str:
    """Where the link to the CSV leads; empty where there is none."""
    found = re.search(r'<p class="file"><a href="([^"]+)"', markup(app))
    return html.unescape(found[1]) if found else ""


def fifty(snapshot: Snapshot) -> Selection:
    """50 measures by 20 areas, all years, with neighbour means."""
    lait = [m.id for m in all_measures(snapshot) if not m.is_own]
    areas = (*grid(snapshot).current[:18], "region", "england")
    found = Selection("839", tuple(lait[::8][:50]), areas, extras=("neighbours",))
    return selection.strict(snapshot, found)


def test_nothing_chosen_says_what_to_do(open_page: Opener) -> None:
    app = open_page("table")
    assert faults(app) == []
    assert "Choose one measure or more: type part of a name, or add a topic." in text(app)
    assert len(app.dataframe) == 0
    # Of the tables to start from; the files' links are no buttons.
    columns = [name for name in buttons(app) if name.endswith(": what its columns are")]
    assert len(columns) == len(re.findall(r'<p class="file">', markup(app))) > 1
    assert set(buttons(app)) == {"Table (Excel)", *columns}
    assert address(app) == ""
    assert chosen(app).home == "839"


def test_a_measure_by_name_makes_a_table_and_an_address(
    open_page: Opener, snapshot: Snapshot
) -> None:
    app = open_page("table")
    app.multiselect(key="table-measures").select(PLANS).run()
    assert faults(app) == []
    wanted = Selection("839", (PLANS,), ("home", MEAN, "region", "england"), wide=True)
    assert chosen(app) == selection.strict(snapshot, wanted)
    assert address(app) == selection.encode(snapshot, wanted)
    count, columns = builder.row_count(snapshot, wanted), builder.width(snapshot, wanted)
    assert f"{count} rows and {columns} columns: 1 measure, 4 areas, all periods." in text(app)
    name = by_id(snapshot)[PLANS].name
    found = figures(app)
    assert list(found) == [(name, a) for a in ("Ours", MEAN_NAME, "South West", "England")]
    assert (found[name, "Ours"]["2024"], found[name, MEAN_NAME]["2024"]) == ("77.6%", "40.6%")
    assert found[name, MEAN_NAME]["2022"] == "9 of 10 55.5%"


def test_every_measure_is_offered_by_a_name_of_its_own(
    open_page: Opener, snapshot: Snapshot
) -> None:
    offered = open_page("table").multiselect(key="table-measures").options
    assert len(offered) == len(set(offered)) == len(all_measures(snapshot)) == 441
    areas = open_page("table").multiselect(key="table-areas").options
    assert len(areas) == len(set(areas)) == len(snapshot.areas) - 1 + len(selection.GROUPS)


def test_a_whole_topic_at_once_and_all_away_again(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("table")
    app.multiselect(key="table-measures").select(PLANS).run()
    app.selectbox(key="table-topic").select("Youth Offending").run()
    (add,) = [b for b in app.button if b.label == "Add all of this topic"]
    add.click().run()
    topic = [m.id for m in search(snapshot, topic="Youth Offending")]
    assert chosen(app).measures == (PLANS, *topic)
    (add,) = [b for b in app.button if b.label == "Add all of this topic"]
    add.click().run()
    assert chosen(app).measures == (PLANS, *topic)
    (clear,) = [b for b in app.button if b.label == "Remove all measures"]
    clear.click().run()
    assert chosen(app).measures == ()
    assert address(app) == ""


def test_every_choice_goes_into_the_address(open_page: Opener, snapshot: Snapshot) -> None:
    app = opened(open_page, snapshot, Selection("839", (PLANS, "LACnum")))
    app.selectbox(key="table-home").select("908").run()
    app.selectbox(key="table-model").select("2021-04").run()
    app.multiselect(key="table-areas").select("neighbours").run()
    app.multiselect(key="table-areas").select("330").run()
    app.selectbox(key="table-first").select("2019-01-01").run()
    app.selectbox(key="table-last").select("2022-12-31").run()
    app.checkbox(key="table-change").check().run()
    app.checkbox(key="table-band").check().run()
    app.segmented_control(key="table-shape").set_value("wide").run()
    assert faults(app) == []
    wanted = Selection(
        "908", (PLANS, "LACnum"), ("home", "neighbours", "330"), date(2019, 1, 1),
        date(2022, 12, 31), extras=("change", "band"), wide=True, model="2021-04",
    )  # fmt: skip
    assert chosen(app) == selection.strict(snapshot, wanted)
    assert selection.decode(snapshot, address(app), home="839") == (wanted, ())
    again = opened(open_page, snapshot, wanted)
    assert chosen(again) == wanted
    assert again.selectbox(key="table-first").value == "2019-01-01"
    assert again.segmented_control(key="table-shape").value == "wide"
    assert figures(again) == figures(app) != {}
    again.checkbox(key="table-newest").check().run()
    assert (chosen(again).newest, chosen(again).first, chosen(again).last) == (True, None, None)
    assert again.selectbox(key="table-first").disabled


def test_ends_that_would_cross_open_the_other(open_page: Opener, snapshot: Snapshot) -> None:
    app = opened(open_page, snapshot, Selection("839", (PLANS,), last=date(2020, 12, 31)))
    app.selectbox(key="table-first").select("2022-01-01").run()
    assert (chosen(app).first, chosen(app).last) == (date(2022, 1, 1), None)


def test_a_day_inside_a_year_is_kept_and_shown(open_page: Opener, snapshot: Snapshot) -> None:
    wanted = Selection("839", (PLANS,), first=date(2018, 9, 1))
    app = opened(open_page, snapshot, wanted)
    assert chosen(app) == selection.strict(snapshot, wanted)
    assert "1 September 2018" in app.selectbox(key="table-first").options
    assert "periods that end from 1 September 2018" in text(app)


def test_faults_of_the_address_are_named_and_ignored(open_page: Opener, snapshot: Snapshot) -> None:
    code = selection.encode(snapshot, Selection("839", (PLANS,))).split(".")[1]
    app = open_page("table", table=f"1.{code}zzzz.999.h-777.20191301-~.nq.x.199901")
    assert faults(app) == []
    assert chosen(app).measures == (PLANS,)
    said = notices(app, "status")
    assert len(said) == 7
    assert "No measure has the code 'zzzz'. It was ignored." in said
    assert "No authority has the code '999'. It was ignored." in said
    model = "No neighbour model '1999-01'; there are 2025-05, 2021-04. It was ignored."
    assert model in said
    for bad in ("nonsense", "2.x", "1.x", "1" * 9000, "<script>alert(1)</script>"):
        app = open_page("table", table=bad)
        assert faults(app) == []
        (told,) = notices(app, "status")
        assert len(told) < 250
        assert told.endswith("It was ignored.")
        assert chosen(app).measures == ()
        assert "<script>" not in markup(app)


@pytest.mark.parametrize("area", ["839", "330", "201"])
def test_values_are_laits_own(open_page: Opener, snapshot: Snapshot, area: str) -> None:
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        rows = {r["measure_short"]: r for r in reader.DictReader(file) if r["la_number"] == area}
    wanted = Selection(
        area, tuple(rows), newest=True, extras=("neighbours", "change", "rank", "band")
    )
    app = opened(open_page, snapshot, wanted)
    content = csv.to_csv(builder.table(snapshot, chosen(app))).decode()
    in_file = list(reader.DictReader(io.StringIO(content, newline="")))
    assert [row["measure"] for row in in_file] == list(rows)
    known = by_id(snapshot)
    for row in in_file:
        expected = rows[row["measure"]]
        near = "" if "neighbours" in known[row["measure"]].withheld else expected["sn_average"]
        for ours, theirs in (
            (row["value"], expected["la_value"]),
            (row["neighbours_mean"], near),
            (row["change"], expected["change"]),
        ):
            if not theirs:
                continue
            if theirs is expected["change"] and row["period_kind"] == Kind.SPAN:
                # LAIT compares windows of several years that share years; we do not.
                theirs = apart(snapshot, row)
            if theirs is None:
                assert (ours, row["change_reason"]) == (
                    "",
                    "every earlier window shares years with it",
                )
                continue
            assert float(ours) == pytest.approx(float(theirs), rel=1e-9, abs=1e-9), row["measure"]
        assert row["period_label"] == expected["latest_period"]


def apart(snapshot: Snapshot, row: dict[str, str]) -> float | None:
    """The figure of a row less that of the last window that ends before its own begins."""
    rows = snapshot.measure_rows(row["measure"]).filter(pl.col("area") == row["area"])
    by_end = rows.drop_nulls("period_end").sort("period_end").select("period_end", "value").rows()
    before = [value for end, value in by_end if end.isoformat() < row["period_start"]]
    return float(row["value"]) - before[-1] if before else None


def test_fifty_measures_by_twenty_areas_hold_the_stores_values(
    open_page: Opener, snapshot: Snapshot
) -> None:
    wanted = fifty(snapshot)
    app = opened(open_page, snapshot, wanted)
    count = builder.row_count(snapshot, wanted)
    assert count > 7000
    assert f"{count:,} rows and 31 columns: 50 measures, 20 areas, all periods." in text(app)
    assert f"First 200 of {count:,} rows" in text(app)
    assert len(preview(app)) == 200
    assert len(app.multiselect(key="table-measures").value) == 50
    content = csv.to_csv(builder.table(snapshot, chosen(app))).decode("utf-8")
    in_file = list(reader.DictReader(io.StringIO(content, newline="")))
    assert len(in_file) == count
    stored = {
        (m, a, end.isoformat()): value
        for m, a, end, value in snapshot.benchmarks.drop_nulls("period_end")
        .select("measure", "area", "period_end", "value")
        .iter_rows()
    }
    for row in in_file:
        value = stored[row["measure"], row["area"], row["period_end"]]
        if value is None:
            assert row["value"] == ""
            assert row["reason"]
        elif row["value"] == "":
            assert row["measure"] == "FirstYJS"
        else:
            assert float(row["value"]) == meant(value)
    book = load_workbook(
        io.BytesIO(builder_workbook.to_xlsx(snapshot, builder.table(snapshot, wanted), wanted))
    )
    assert book.sheetnames == ["about", "figures", "measures"]
    assert book["figures"].max_row == count + 3


def test_the_preview_is_the_tables_first_rows_rounded(
    open_page: Opener, snapshot: Snapshot
) -> None:
    wanted = Selection("839", (PLANS, "LACnum"), ("all",), extras=("neighbours", "change"))
    shown = preview(opened(open_page, snapshot, wanted))
    exact = builder.table(snapshot, wanted).head(200)
    assert shown.columns == exact.columns
    assert shown["area"].to_list() == exact["area"].to_list()
    for name in ("value", "neighbours_mean", "change"):
        for ours, theirs, places in zip(shown[name], exact[name], exact["decimals"], strict=True):
            assert (ours is None) == (theirs is None)
            if ours is not None:
                assert abs(ours - theirs) <= 0.5 * 10**-places + 1e-9


def test_made_up_figures_are_announced(open_page: Opener, snapshot: Snapshot) -> None:
    app = opened(open_page, snapshot, Selection("839", ("ehcp-20-weeks", PLANS)))
    said = text(app)
    made = builder.table(snapshot, chosen(app))
    count = made["data_status"].str.contains("illustrative").sum()
    assert count > 0
    assert f"Illustrative figures. {count} figures of this table are made up" in said
    assert (
        builder_text.reading_order(builder_text.preview(snapshot, chosen(app))).index("data_status")
        < 6
    )
    assert "Illustrative" not in text(opened(open_page, snapshot, Selection("839", (PLANS,))))


def test_files_that_would_be_too_large_are_refused_with_the_reason(
    open_page: Opener, snapshot: Snapshot
) -> None:
    every = tuple(m.id for m in all_measures(snapshot))
    for wanted, refused in (
        (Selection("839", every, ("all",)), {"Table (CSV)", "Table (Excel)"}),
        (
            Selection("839", every, ("all",), wide=True),  # few rows, and eleven million cells
            {"Table (CSV)", "Table (Excel)"},
        ),
        (Selection("839", every, ("neighbours",)), {"Table (Excel)"}),
        (Selection("839", every, ("home",)), set()),
    ):
        app = opened(open_page, snapshot, wanted)
        found = {name for name, proto in buttons(app).items() if proto.disabled}
        assert found == refused - {"Table (CSV)"}
        assert (csv_address(app) == "") == ("Table (CSV)" in refused)
        said = text(app)
        assert bool(re.search(r"CSV: \d", said)) == ("Table (CSV)" in refused)
        if wanted.wide:
            size = builder_text.size(snapshot, wanted)
            cells = f"are {size.rows * size.columns:,} cells; this page makes at most 8,000,000"
            assert size.rows < table_limits.MOST_CSV_ROWS
            assert cells in said
        assert ("workbooks of at most 750,000" in said) == ("Table (Excel)" in refused)
        assert len(preview(app)) == 200


def test_no_period_that_fits_is_said(open_page: Opener, snapshot: Snapshot) -> None:
    wanted = Selection("839", (PLANS,), first=date(2026, 6, 1), last=date(2026, 7, 1))
    app = opened(open_page, snapshot, wanted)
    assert "0 rows" in text(app)
    assert "no period fits, so there is nothing to take away" in text(app)
    assert csv_address(app) == ""


# ---- ready-made tables, pictures, old addresses ------------------------------------------------


def test_each_ready_made_table_opens_and_is_the_file_it_offers(
    open_page: Opener, snapshot: Snapshot
) -> None:
    tables = ready_made(snapshot, "839", "2025-05")
    start = markup(open_page("table"))
    for place, made in enumerate(tables):
        app = open_page("table")
        assert made.title in text(app)
        assert f">{made.rows} rows<" in start
        link = html.escape(
            table_stream.address(snapshot.id, selection.encode(snapshot, made.chosen))
        )
        assert link in start
        app.button(key=f"ready-open-{place}").click().run()
        assert faults(app) == []
        assert chosen(app) == made.chosen
        assert address(app) == selection.encode(snapshot, made.chosen)
        content = csv.to_csv(builder.table(snapshot, chosen(app))).decode()
        assert len(list(reader.reader(io.StringIO(content, newline="")))) == made.rows + 1
        assert f"{made.rows} rows" in text(app)


def test_first_lines_on_the_page_are_those_of_the_opened_table(
    open_page: Opener, snapshot: Snapshot
) -> None:
    care = ready_made(snapshot, "839", "2025-05")[1]
    app = open_page("table")
    app.button(key="ready-open-1").click().run()
    found = figures(app)
    assert [line.name for line in care.lines][:1] == [BCP]
    assert all(line.cells for line in care.lines)
    for line in care.lines:
        area = "Ours" if line.name == BCP else line.name
        names = [by_id(snapshot)[m].name for m in care.chosen.measures[: len(line.cells)]]
        assert [found[name, area]["Newest"] for name in names] == list(line.cells)


def test_each_measure_has_one_picture_with_its_text(open_page: Opener, snapshot: Snapshot) -> None:
    wanted = Selection(
        "839", (PLANS, "LAC"), ("home", MEAN, "england"), date(2021, 1, 1), wide=True
    )
    said = markup(opened(open_page, snapshot, wanted))
    labels = re.findall(r'<div class="mini" role="img" aria-label="([^"]*)"', said)
    assert [html.unescape(label) for label in labels] == [
        f"{by_id(snapshot)[PLANS].name}, 2021 to 2025: {BCP} from 31.2% to 77.6%, 2021 to 2024; "
        "Neighbours' mean from 64.8% to 40.6%, 2021 to 2024 (derived); "
        "England from 59.9% to 46.4%, 2021 to 2024.",
        f"{by_id(snapshot)['LAC'].name}, 2021 to 2025: {BCP} from 59.0 to 75.0; "
        "Neighbours' mean from 55.4 to 58.3 (derived); England from 69.0 to 67.0.",
    ]
    assert "6 rows, 30 figures</strong>: 27 known, 3 not out yet" in said
    assert said.count(">not out yet<") == 3


def test_all_columns_are_in_a_fold(open_page: Opener, snapshot: Snapshot) -> None:
    wanted = Selection("839", ("LAC", "TotPerAbNew"), ("england",), wide=True)
    said = markup(opened(open_page, snapshot, wanted))
    assert re.search(r"<summary>All \d+ years, \d{4} to 2025 \(above: the newest 8\)", said)
    made = builder.table(snapshot, replace(wanted, wide=False)).drop_nulls("value")
    fold = said[said.index('<details class="whole">') :]
    for measure, value in made.select("measure", "value").iter_rows():
        assert f">{show(by_id(snapshot)[measure], value)}<" in fold


def test_an_old_address_with_the_column_also_shows_the_area(
    open_page: Opener, snapshot: Snapshot
) -> None:
    wanted = Selection("839", (PLANS,), ("home", "england"), extras=("neighbours",))
    wanted = selection.strict(snapshot, wanted)
    new = selection.encode(snapshot, wanted)
    old = new.replace(".m.l.", ".n.l.")
    assert old != new
    app = open_page("table", table=old)
    assert faults(app) == []
    assert chosen(app) == replace(wanted, areas=("home", MEAN, "england"))
    assert (by_id(snapshot)[PLANS].name, MEAN_NAME) in figures(app)
    assert chosen(open_page("table", table=new)) == wanted


def test_the_fold_and_the_buttons_say_the_choice(open_page: Opener, snapshot: Snapshot) -> None:
    wanted = Selection(
        "908", (PLANS,), ("home",), date(2021, 1, 1), extras=("rank",), wide=True, model="2021-04"
    )
    app = opened(open_page, snapshot, wanted)
    assert app.expander[0].label == "Choices: 1 measure, 1 area, from 2021, years across"
    labels = [block.proto.popover.label for block in app.get("popover")]
    assert "Columns: figure, place" in labels
    assert "More choices (2 set)" in labels


# ---- saved selections --------------------------------------------------------------------------


def test_the_command_makes_the_same_table(open_page: Opener, snapshot: Snapshot) -> None:
    wanted = replace(fifty(snapshot), wide=True)
    (code,) = opened(open_page, snapshot, wanted).code
    prefix = "python -m kpi table --selection "
    assert code.value.startswith(prefix)
    assert selection.decode(snapshot, code.value.removeprefix(prefix), home="839") == (wanted, ())


# ---- whose dashboard ---------------------------------------------------------------------------


def test_another_council_never_reads_of_this_one(
    open_page: Opener, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_HOME", "908")
    app = open_page("table")
    assert chosen(app).home == "908"
    app.multiselect(key="table-measures").select(PLANS).run()
    assert faults(app) == []
    said = markup(app)
    for ours in ("Bournemouth", "BCP", "839"):
        assert ours not in said, ours
    assert {area for _, area in figures(app)} == {"Ours", MEAN_NAME, "South West", "England"}
    assert "Ours: Cornwall." in text(app)


def test_an_abolished_own_authority_of_a_link_is_named(
    open_page: Opener, snapshot: Snapshot
) -> None:
    app = opened(open_page, snapshot, Selection("837", (PLANS,)))
    assert app.selectbox(key="table-home").value == "837"
    assert "Bournemouth (Pre LG), abolished" in app.selectbox(key="table-home").options


def test_the_selection_comes_back_from_another_page(open_page: Opener, snapshot: Snapshot) -> None:
    wanted = Selection("839", (PLANS,))
    app = opened(open_page, snapshot, wanted)
    app.switch_page("scorecard.py").run()
    app.switch_page("table.py").run()
    assert faults(app) == []
    assert chosen(app) == selection.strict(snapshot, wanted)
