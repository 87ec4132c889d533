"""Notes on charts: what a file may hold, on which chart each stands, and in which row of a file."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kpi.benchmarks.annotations.chart_notes import (
    COLUMN,
    ChartNote,
    chart_notes,
    faults,
    note_words,
    notes_of,
    period_of,
    read,
    resolved,
    usable_notes,
    with_notes,
)
from kpi.benchmarks.time_series import over_time
from kpi.charts import chart_table
from kpi.charts.benchmark_lines import note_marks, over_time_chart
from kpi.charts.indicator_trend import trend
from kpi.charts.renderers import html, plotly
from kpi.charts.renderers.images.line_image import line_picture
from kpi.errors import DefinitionError
from kpi.indicators import scorecard
from kpi.indicators.scorecard import View
from kpi.indicators.series_table import series
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot
from kpi.paper import assembly
from kpi.periods import Period
from kpi.tables.benchmarks import over_time_table
from tests.kpi.changing import BCP, quarter

PLANS, OURS = "SEN_EHC_Excpt_20wks", "ehcp-20-weeks"
DOCS = Path(__file__).resolve().parents[4] / "docs"
FILE = f"""
[[note]]
date = 2025-02-03
indicator = "{OURS}"
authority = "England"
text = "National backlog cleared"

[[note]]
date = 2024-09-02
indicator = "{OURS}"
text = "New system"

[[note]]
date = 2021-01-11
indicator = "{PLANS}"
authority = "Torbay"
text = "Inspection"
"""
SYSTEM = ChartNote(date(2024, 9, 2), "New system", OURS, BCP)
BACKLOG = ChartNote(date(2025, 2, 3), "National backlog cleared", OURS, ENGLAND)
INSPECTION = ChartNote(date(2021, 1, 11), "Inspection", PLANS, "880")


def of_file(snapshot: Snapshot, folder: Path, text: str) -> tuple[ChartNote, ...]:
    path = folder / "notes.toml"
    path.write_text(text, encoding="utf-8")
    return resolved(snapshot, read(path), BCP)


@pytest.fixture
def noted(snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """The snapshot as a server with notes has it: an object, and so caches, of its own."""
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    (tmp_path / "notes.toml").write_text(FILE, encoding="utf-8")
    return replace(snapshot)


def test_notes_are_read_in_time_order_each_of_an_area(snapshot: Snapshot, tmp_path: Path) -> None:
    assert of_file(snapshot, tmp_path, FILE) == (INSPECTION, SYSTEM, BACKLOG)
    assert note_words(snapshot, SYSTEM, BCP) == "2 September 2024: New system"
    assert note_words(snapshot, INSPECTION, BCP) == "11 January 2021: Torbay: Inspection"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("2024-09-02", '"2 September"', "note 2"),
        ("2024-09-02", "1066-10-14", "note 2: date is 1066-10-14, which is on no chart"),
        ("2024-09-02", "2099-01-01", "note 2: date is 2099-01-01, which is on no chart"),
        ("New system", "See https://x.example", "note 2: text holds a link or markup"),
        ("New system", "<b>New</b>", "note 2: text holds a link or markup"),
        ("New system", "x" * 201, "text"),
        ("New system", "New\\u200bsystem", "nobody can see"),
        ("New system", "  ", "text"),
        (f'"{PLANS}"', '"SEN_EHC"', "note 3: indicator is 'SEN_EHC', which is no indicator"),
        ('"Torbay"', '"Torbey"', "note 3: authority is 'Torbey', which is none; perhaps 'Torbay'"),
        ('"Torbay"', '"South West"', "note 3: authority is 'South West', which is none"),
        ("[[note]]", "[[notes]]", "note"),
        ("text = ", "link = 1\ntext = ", "link"),
    ],
)
def test_what_no_note_can_be_is_named(
    snapshot: Snapshot, tmp_path: Path, old: str, new: str, fault: str
) -> None:
    assert old in FILE
    with pytest.raises(DefinitionError) as wrong:
        of_file(snapshot, tmp_path, FILE.replace(old, new))
    assert fault in str(wrong.value)
    assert str(wrong.value).startswith("notes.toml")
    assert "\n" not in str(wrong.value)


def test_every_fault_of_the_file_is_a_line(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    assert faults(snapshot) == []
    wrong = FILE.replace('"Torbay"', '"Torbay Council"').replace("2024-09-02", '"2 September"')
    (tmp_path / "notes.toml").write_text(wrong.replace(f'"{OURS}"', '"ehcp"', 1), "utf-8")
    told = faults(replace(snapshot))
    assert [each[:19] for each in told] == [
        "notes.toml: note 2:", "notes.toml: note 1:", "notes.toml: note 3:",
    ]  # fmt: skip
    assert told[2].endswith("authority is 'Torbay Council', which is none; perhaps 'Torbay'")
    (tmp_path / "notes.toml").write_text("[[note]\n", "utf-8")
    (broken,) = faults(replace(snapshot))
    assert broken.startswith("notes.toml is not valid TOML: line 1")


def test_a_small_number_is_refused_while_figures_are_suppressed(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    text = FILE.replace("New system", "Work with 3 pupils ended")
    has_hidden = snapshot.observations.filter(area=BCP, symbol="c").height > 0
    assert not has_hidden
    assert len(of_file(snapshot, tmp_path, text)) == 3
    row = snapshot.observations.filter(area=BCP).head(1)
    hidden = row.with_columns(symbol=row["symbol"].clear().extend_constant("c", 1))
    suppressed = snapshot.with_tables({"observations": snapshot.observations.vstack(hidden)})
    with pytest.raises(DefinitionError, match="note 2: text names a small number"):
        of_file(suppressed, tmp_path, text)


def test_without_a_file_there_is_no_note_and_no_column(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    assert usable_notes(snapshot) == ((), "")
    table = series(snapshot, snapshot.indicator(OURS), area=BCP)
    assert with_notes(snapshot, OURS, table, BCP) is table


def test_a_file_with_faults_is_said_once_and_not_used(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    (tmp_path / "notes.toml").write_text("x = 1", encoding="utf-8")
    notes, fault = usable_notes(replace(snapshot))
    assert notes == ()
    assert fault.startswith("notes.toml")
    with pytest.raises(DefinitionError, match=r"notes\.toml"):
        chart_notes(replace(snapshot))


def test_a_note_stands_in_the_first_period_that_ends_on_its_day_or_later() -> None:
    first, second = Period.quarter(2024, 2), Period.quarter(2024, 3)
    year = Period.calendar_year(2024)
    assert period_of(first.start, [first, second, year]) == first
    assert period_of(first.end, [year, first, second]) == first
    assert period_of(second.end, [first, second, year]) in (second, year)
    assert period_of(date(2025, 6, 1), [first, second, year]) is None


def test_a_chart_has_the_notes_of_its_measure_areas_and_days(noted: Snapshot) -> None:
    periods = [Period.calendar_year(2024)]
    assert notes_of(noted, OURS, (BCP, ENGLAND), periods) == (SYSTEM,)
    assert notes_of(noted, OURS, ("880",), periods) == ()
    assert notes_of(noted, OURS, (BCP, ENGLAND), []) == ()
    alone = over_time(noted, PLANS, area=BCP)
    assert note_marks(noted, alone) == ()
    with_torbay = over_time(noted, PLANS, area=BCP, others=["880"])
    (mark,) = note_marks(noted, with_torbay)
    assert (mark.number, mark.day) == (1, INSPECTION.day)
    chart = over_time_chart(with_torbay, notes=(mark,))
    assert chart.text.endswith(" Note 1, 11 January 2021: Torbay: Inspection.")


def test_the_trend_has_marks_list_text_table_and_picture(noted: Snapshot) -> None:
    (row,) = scorecard.summary(noted, View(BCP, quarter("Q1 2025-26")), indicator_ids=[OURS])
    chart = trend(noted, row)
    assert [(note.number, note.day) for note in chart.notes] == [
        (1, SYSTEM.day), (2, BACKLOG.day),
    ]  # fmt: skip
    said = "Note 1, 2 September 2024: New system. Note 2, 3 February 2025: England: National"
    assert said in chart.text
    drawn = html.line_plot(chart)
    assert drawn.count('<span class="noted"') == 2
    assert html.note_list(chart).count("<li>") == 2
    assert "<li>2 September 2024: New system</li>" in html.note_list(chart)
    marks = [
        part for part in plotly.line_figure(chart)["layout"]["annotations"] if part["text"] == "1"
    ]
    assert [part["x"] for part in marks] == ["2024-09-02"]
    twin = dict(chart_table.twin(chart, row.indicator))
    by_note = {cells[-1]: str(period)[:10] for period, cells in twin.items() if cells[-1]}
    assert by_note == {
        "Note 1, 2 September 2024: New system": "Q2 2024-25",
        "Note 2, 3 February 2025: England: National backlog cleared": "Q4 2024-25",
    }
    plain = replace(chart, notes=())
    assert line_picture(chart) != line_picture(plain)
    assert '<span class="noted"' not in html.line_plot(plain)
    assert html.note_list(plain) == ""


def test_marks_that_would_cover_each_other_stand_one_above_the_other(noted: Snapshot) -> None:
    (row,) = scorecard.summary(noted, View(BCP, quarter("Q1 2025-26")), indicator_ids=[OURS])
    chart = trend(noted, row)
    first, second = chart.notes
    close = replace(chart, notes=(first, replace(second, day=date(2024, 9, 5))))
    assert "--level:1" not in html.line_plot(chart)
    assert "--level:1" in html.line_plot(close)


@pytest.mark.parametrize("make", ["series", "over time"])
def test_files_have_a_note_in_its_areas_row(noted: Snapshot, make: str) -> None:
    if make == "series":
        every = with_notes(noted, OURS, series(noted, noted.indicator(OURS), area=BCP), BCP)
        rows = every.drop_nulls(COLUMN).select("group", "period", COLUMN).rows()
        assert rows == [
            ("home", "Q2 2024-25 (Jul to Sep 2024)", "2 September 2024: New system"),
            (
                "home", "Q4 2024-25 (Jan to Mar 2025)",
                "3 February 2025: England: National backlog cleared",
            ),
        ]  # fmt: skip
        return
    over = over_time(noted, PLANS, area=BCP, others=["880"])
    made = over_time_table(noted, over, "2025-05", hidden=(), median=False)
    rows = with_notes(noted, PLANS, made, BCP).drop_nulls(COLUMN).select("area", "period", COLUMN)
    assert rows.rows() == [("880", "2021 (calendar year)", "11 January 2021: Torbay: Inspection")]


def test_the_paper_names_the_notes_under_the_pictures_and_in_the_table(noted: Snapshot) -> None:
    view = View(BCP, quarter("Q1 2025-26"))
    made = assembly.build(noted, assembly.PaperRequest(view, indicator_ids=(OURS,), full=True))
    said = repr(made)
    assert "Notes: 2 September 2024: New system. 3 February 2025: England:" in said
    assert "Note 1, 2 September 2024: New system" in said


def test_the_file_in_the_documentation_is_one(snapshot: Snapshot, tmp_path: Path) -> None:
    text = (DOCS / "comparing.md").read_text(encoding="utf-8").partition("## Notes on charts")[2]
    found = of_file(snapshot, tmp_path, text.partition("```toml\n")[2].partition("```")[0])
    assert [note.area for note in found] == [ENGLAND, BCP]
