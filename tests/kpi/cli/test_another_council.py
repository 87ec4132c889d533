"""Another council's first weeks, by its own commands: its list, three returns, and a way back.

Darlington begins with an empty folder. Nothing of the shipped council or its made-up return may
appear, and scorecard, CSV and paper must agree.
"""

import csv
import io
import re
import shutil
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import chain
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from kpi.indicators import scorecard
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.periods import parse_period
from kpi.store import live_snapshot, snapshots
from kpi.tables.summary_workbook import SUMMARY
from kpi.wording import headline
from pages.browser.native_sanitiser import markup_of
from server.api import mounting
from server.table_stream import TableStreams
from tests.kpi.cli.running import Done, good, run
from tests.kpi.returning import proved_at_a_glance

HOME = "841"
SHELL = Path(__file__).resolve().parents[3] / "pages" / "shell.py"
CHOSEN = (
    "re-referrals-12-months", "icpc-15-days", "child-protection-second-plan",
    "three-or-more-placements", "care-leavers-accommodation", "children-in-care-rate",
    "children-in-care-number", "assessments-45-days", "social-worker-caseload",
    "first-time-entrants", "ehcp-20-weeks", "neet-not-known",
)  # fmt: skip
OWN: Mapping[str, Mapping[str, str]] = {
    "Missing episodes": {"unit": "number", "polarity": "lower", "decimals": "0",
                         "counted": "missing episodes", "happened": "were recorded"},
    "Days to decide": {"unit": "days", "polarity": "lower", "decimals": "1",
                       "counted": "average time to decide", "happened": "was"},
    "Weekly cost of a home": {"unit": "pounds", "polarity": "lower", "decimals": "0",
                              "counted": "average weekly cost of a home", "happened": "was"},
    "Children missing school": {"unit": "per 1,000 pupils", "polarity": "lower", "decimals": "1",
                                "counted": "children missing school",
                                "happened": "were missing school",
                                "period_kind": "snapshot day", "figure_kind": "stock"},
    "Visits by a second person": {"unit": "percent", "polarity": "range", "decimals": "1",
                                  "counted": "visits", "happened": "were by a second person"},
}  # fmt: skip
TEXTS = {
    "directorate": "Children's Social Care", "aim": "Better figures", "owner_role": "Head of Care",
    "definition": "As counted here.", "numerator": "What is counted", "denominator": "All",
    "why_it_matters": "It says how children fare.", "council_controls": "Much of it.",
}  # fmt: skip
# What is returned: the value, or counts; by indicator and quarter.
FIGURES: Mapping[str, Mapping[str, tuple[float | None, float | None, float | None]]] = {
    "Q1 2025-26": {
        "re-referrals-12-months": (None, 62, 405), "icpc-15-days": (None, 32, 41),
        "child-protection-second-plan": (None, 9, 34), "three-or-more-placements": (None, 34, 264),
        "care-leavers-accommodation": (None, 92, 99), "children-in-care-rate": (None, 264, 22_522),
        "children-in-care-number": (264, None, None), "assessments-45-days": (None, 312, 342),
        "social-worker-caseload": (17.4, None, None), "first-time-entrants": (None, 12, 10_750),
        "ehcp-20-weeks": (None, 31, 45), "missing-episodes": (52, None, None),
        "days-to-decide": (18.5, None, None), "weekly-cost-of-a-home": (5_430, None, None),
        "children-missing-school": (None, 40, 15_200),
        "visits-by-a-second-person": (None, 30, 150),
    },
    "Q2 2025-26": {
        "re-referrals-12-months": (None, 58, 410), "icpc-15-days": (None, 33, 40),
        "child-protection-second-plan": (None, 7, 31), "three-or-more-placements": (None, 30, 266),
        "care-leavers-accommodation": (None, 92, 98), "children-in-care-rate": (None, 266, 22_522),
        "children-in-care-number": (266, None, None), "assessments-45-days": (None, 320, 351),
        "social-worker-caseload": (16.9, None, None), "first-time-entrants": (None, 11, 10_750),
        "ehcp-20-weeks": (None, 33, 46), "missing-episodes": (47, None, None),
        "days-to-decide": (17.0, None, None), "weekly-cost-of-a-home": (5_510, None, None),
        "children-missing-school": (None, 38, 15_200),
        "visits-by-a-second-person": (None, 36, 152),
    },
}  # fmt: skip
MONTHS = {"Q1 2025-26": (130, 121, 118), "Q2 2025-26": (116, 140, 155)}  # of 2,410 young people


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Darlington's own folder, as it is after its first list and the returns of two quarters."""
    folder = tmp_path_factory.mktemp("darlington") / "kpi"
    with pytest.MonkeyPatch.context() as patch, proved_at_a_glance():
        patch.setenv("KPI_DATA", str(folder))
        patch.setenv("KPI_HOME", HOME)
        patch.delenv("KPI_STORE", raising=False)
        good("indicator", "add", *CHOSEN)
        for name, choices in OWN.items():
            defaults = {"period_kind": "financial quarter", "figure_kind": "flow"}
            every = {"name": name, "measure": "none", **TEXTS, **defaults, **choices}
            good("indicator", "new", *(f"--{k.replace('_', '-')}={v}" for k, v in every.items()))
        good("indicator", "check")
        good("build", "--why", "Our first list")
        for quarter in FIGURES:
            good("publish", str(filled(folder.parent, quarter)), "--why", quarter)
        yield folder


def filled(folder: Path, quarter: str) -> Path:
    """The template of a quarter with its figures and, in the first, its targets."""
    path = folder / f"{quarter}.xlsx"
    good("template", "--quarter", quarter, "--output", str(path), "--force")
    book = openpyxl.load_workbook(path)
    sheet: Any = book["values"]
    at = {cell.value: cell.column for cell in sheet[1]}
    months = iter(MONTHS[quarter])
    for row in range(2, sheet.max_row + 1):
        name = sheet.cell(row, 1).value
        if name is None:
            continue
        found = FIGURES[quarter].get(str(name))
        value, top, bottom = found or (None, next(months), 2_410)
        if value is None:
            assert top is not None
            assert bottom is not None
            value = share(str(name), top, bottom)
        sheet.cell(row, at["value"]).value = value
        sheet.cell(row, at["numerator"]).value = top
        sheet.cell(row, at["denominator"]).value = bottom
        sheet.cell(row, at["data_status"]).value = "published"
    if quarter == "Q1 2025-26":
        add_targets(book["targets"])
    book.save(path)
    return path


def share(name: str, top: float, bottom: float) -> float:
    """The figure that counts give, to one decimal."""
    per = {"children-in-care-rate": 10_000, "first-time-entrants": 100_000,
           "children-missing-school": 1_000}.get(name, 100)  # fmt: skip
    return round(per * top / bottom + 1e-9, 1)


def add_targets(sheet: Any) -> None:
    at = {cell.value: cell.column for cell in sheet[1]}
    for row, (name, goal, upper) in enumerate(
        [("re-referrals-12-months", 18, None), ("visits-by-a-second-person", 15, 25)], start=2
    ):
        for column, cell in {
            "indicator_id": name, "from_quarter": "Q1 2025-26", "target": goal,
            "target_upper": upper, "target_type": "local", "data_status": "published",
            "rationale": "Set by scrutiny",
        }.items():  # fmt: skip
            sheet.cell(row, at[column]).value = cell


def live() -> Snapshot:
    return live_snapshot.live().snapshot


def summary(quarter: str) -> dict[str, dict[str, str]]:
    """The scorecard of a quarter as CSV, by indicator."""
    done = good("summary", "--quarter", quarter)
    return {row["indicator_id"]: row for row in csv.DictReader(io.StringIO(done.text))}


@pytest.mark.usefixtures("council")
def test_the_list_is_the_councils_own() -> None:
    found = {indicator.id for indicator in live().indicators}
    assert found == {*CHOSEN, *FIGURES["Q1 2025-26"]}
    assert len(found) == 17


@pytest.mark.usefixtures("council")
def test_every_figure_is_as_it_was_returned() -> None:
    for quarter, figures in FIGURES.items():
        rows = summary(quarter)
        for name, (value, top, bottom) in figures.items():
            expected = value if value is not None else share(name, top or 0, bottom or 1)
            assert round(float(rows[name]["value"]), 1) == expected, (quarter, name)
            assert rows[name]["data_status"] == "published"
        last = MONTHS[quarter][-1]
        assert round(float(rows["neet-not-known"]["value"]), 1) == share("", last, 2_410)


@pytest.mark.usefixtures("council")
def test_statuses_follow_targets_and_ranges() -> None:
    first, second = summary("Q1 2025-26"), summary("Q2 2025-26")
    assert first["re-referrals-12-months"]["target_status"] == "on target"
    assert first["visits-by-a-second-person"]["target_status"] == "on target"
    assert second["visits-by-a-second-person"]["target_status"] == "on target"
    assert second["missing-episodes"]["target_status"] == "no target"
    assert second["children-in-care-rate"]["period"] == "30 September 2025"
    assert second["three-or-more-placements"]["period"] == "year to September 2025"


# The council's own sheet: names as its officers write them; a quarter's figure and its counts.
OWN_SHEET: Mapping[str, tuple[str, tuple[float, ...], tuple[float, ...]]] = {
    "ICPC within 15 working days (%)": ("icpc-15-days", (79.5, 31, 39), (81.0, 34, 42)),
    "Care leavers in suitable accommodation": (
        "care-leavers-accommodation", (91.8, 90, 98), (91.9, 91, 99),
    ),
    "Average caseload of a social worker": ("social-worker-caseload", (16.2,), (15.8,)),
    "Days to decide": ("days-to-decide", (16.4,), (15.1,)),
    "Weekly cost of a home": ("weekly-cost-of-a-home", (5_480,), (5_525,)),
    "Missing episodes": ("missing-episodes", (51,), (44,)),
}  # fmt: skip


def own_sheet(path: Path, quarters: int) -> Path:
    """The sheet as it stands after so many of the two quarters."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Scorecard"
    sheet.append(["Darlington Borough Council: performance scorecard"])
    sheet.append([])
    heads = [[quarter, "Num", "Den"] for quarter in ("Q3 2025-26", "Q4 2025-26")]
    sheet.append(["Measure", "Owner", *chain.from_iterable(heads[:quarters])])
    for name, (_, *figures) in OWN_SHEET.items():
        cells = [[*each, None, None][:3] for each in figures]
        sheet.append([name, "Head of Care", *chain.from_iterable(cells[:quarters])])
    book.save(path)
    return path


@pytest.fixture(scope="module")
def with_own_sheet(council: Path) -> Path:
    """The council after two more quarters from its own sheet, matched once."""
    path = council.parent / "our scorecard.xlsx"
    own_sheet(path, 1)
    first = run("map", str(path), "--likely", "--keep")
    kept = (council / "mapping.toml").read_text(encoding="utf-8")
    for name, (identifier, *_) in OWN_SHEET.items():
        assert f'"{name}" = "{identifier}"' in kept, f"{first.text}{kept}"
    good("publish", str(path), "--why", "Q3 from our own sheet")
    # The next quarter's sheet has another column, and is read as it is.
    good("publish", str(own_sheet(path, 2)), "--why", "Q4 from our own sheet")
    return council


@pytest.mark.usefixtures("with_own_sheet")
def test_the_own_sheet_is_read_for_two_quarters() -> None:
    for place, quarter in enumerate(("Q3 2025-26", "Q4 2025-26")):
        rows = summary(quarter)
        for identifier, *figures in OWN_SHEET.values():
            value = round(float(rows[identifier]["value"]), 1)
            assert value == figures[place][0], (quarter, identifier)
            assert rows[identifier]["data_status"] == "provisional"
    # What the first two quarters said is as it was.
    assert float(summary("Q2 2025-26")["missing-episodes"]["value"]) == 47


@pytest.mark.usefixtures("with_own_sheet")
def test_the_workbook_has_the_rows_of_the_csv(tmp_path: Path) -> None:
    path = tmp_path / "summary.xlsx"
    good("summary", "--quarter", "Q4 2025-26", "--xlsx", str(path))
    book = openpyxl.load_workbook(path)
    rows: list[tuple[Any, ...]] = list(book[SUMMARY].iter_rows(values_only=True))
    first = next(place for place, row in enumerate(rows) if "indicator_id" in row)
    name_at, value_at = rows[first].index("indicator_id"), rows[first].index("value")
    found = {str(row[name_at]): row[value_at] for row in rows[first + 1 :]}
    for name, row in summary("Q4 2025-26").items():
        assert found[name] == (float(row["value"]) if row["value"] else None), name


@pytest.mark.usefixtures("with_own_sheet")
def test_programs_get_the_same_as_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KPI_API", raising=False)
    live()  # reads the pointer now, as a server does every few seconds
    routes = mounting.routes("", TableStreams())
    with TestClient(Starlette(routes=routes), base_url="http://testserver/api/v1/") as programs:
        for quarter in ("Q1 2025-26", "Q2 2025-26", "Q4 2025-26"):
            answer = programs.get("summary.csv", params={"quarter": quarter})
            assert answer.status_code == 200
            assert answer.text == good("summary", "--quarter", quarter).text
        for name in sorted(summary("Q4 2025-26")):
            answer = programs.get("series.csv", params={"indicator": name})
            assert answer.text == good("series", name).text, name


@pytest.mark.usefixtures("with_own_sheet")
def test_each_indicators_page_shows_its_figure_and_nothing_of_others() -> None:
    rows = {
        row.indicator.id: row
        for row in scorecard.summary(live(), View(HOME, parse_period("Q4 2025-26")))
    }
    for name, row in rows.items():
        app = AppTest.from_file(str(SHELL), default_timeout=60)
        app.switch_page("indicator.py")
        app.query_params["indicator"] = name
        app.query_params["quarter"] = "Q4 2025-26"
        app.run()
        assert not app.exception, name
        drawn = "".join(markup_of(piece.proto.body) for piece in app.get("html"))
        said = unescape(re.sub(r"<[^>]*>", " ", drawn))
        assert row.indicator.name in said
        assert headline.figure_alone(row) in said, name
        for other in ("Bournemouth", "BCP", "South West", "illustrative", "made up", "nan"):
            found = re.search(rf".{{0,40}}\b{other}\b.{{0,40}}", said)
            assert not found, (name, found)


@pytest.mark.usefixtures("council")
def test_nothing_of_the_shipped_council_appears(tmp_path: Path) -> None:
    paper = tmp_path / "paper.docx"
    good("paper", "--quarter", "Q2 2025-26", "--output", str(paper))
    document = docx.Document(str(paper))
    texts = [p.text for p in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    said = "\n".join([*texts, good("summary", "--quarter", "Q2 2025-26").text])
    assert "Darlington" in said
    for other in ("Bournemouth", "BCP", "South West", "illustrative", "made up"):
        assert other not in said, other


@pytest.mark.usefixtures("council")
def test_the_paper_has_the_figures_of_the_scorecard(tmp_path: Path) -> None:
    paper = tmp_path / "paper.docx"
    good("paper", "--quarter", "Q2 2025-26", "--output", str(paper))
    document = docx.Document(str(paper))
    said = "\n".join(
        [p.text for p in document.paragraphs]
        + [c.text for table in document.tables for row in table.rows for c in row.cells]
    )
    rows = scorecard.summary(live(), View(HOME, parse_period("Q2 2025-26")))
    for row in rows:
        assert row.value is not None
        assert f"{row.value:,.{row.indicator.decimals}f}" in said, row.indicator.id


@pytest.mark.usefixtures("council")
def test_a_correction_a_retirement_a_new_name_and_the_way_back(tmp_path: Path) -> None:
    before = snapshots.current_id()
    folder = tmp_path / "correction"
    folder.mkdir()
    (folder / "values.csv").write_text(
        "indicator_id,period,reporting_quarter,value,numerator,denominator,data_status\n"
        "icpc-15-days,Q1 2025-26,Q1 2025-26,80.5,33,41,published\n"
    )
    done = good("publish", str(folder), "--why", "One conference was counted late")
    assert "78.0%" in done.text
    assert summary("Q1 2025-26")["icpc-15-days"]["numerator"] == "33"
    good("indicator", "retire", "weekly-cost-of-a-home", "--from", "Q2 2025-26", "--why", "Moved.")
    good("indicator", "rename", "days-to-decide", "decision-time")
    changes = good("build", "--dry-run").text
    assert "(weekly-cost-of-a-home): retired: nothing becomes" in changes
    assert "(decision-time): id: 'days-to-decide' becomes 'decision-time'" in changes
    good("build", "--why", "Retired and renamed")
    assert "weekly-cost-of-a-home" in summary("Q1 2025-26")
    assert "weekly-cost-of-a-home" not in summary("Q2 2025-26")
    assert summary("Q2 2025-26")["decision-time"]["value"] == "17"
    good("rollback", before, "--why", "Try the way back")
    assert summary("Q1 2025-26")["icpc-15-days"]["numerator"] == "32"
    assert "weekly-cost-of-a-home" in summary("Q2 2025-26")


def test_deleting_a_definition_with_published_figures_stops_the_build(
    with_own_sheet: Path,
) -> None:
    council = with_own_sheet
    file = council / "indicators" / "icpc-15-days.toml"
    kept = shutil.copy(file, council / "kept")
    file.unlink()
    done: Done = run("build")
    shutil.move(kept, file)
    assert done.status == 2
    assert "published figures would be dropped" in done.err
    assert "icpc-15-days: 4 figures" in done.err
