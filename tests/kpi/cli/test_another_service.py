"""Adult social care instead: its own title, directorates and comparators, by files alone.

Five indicators that LAIT has no measure of, with made-up figures of all authorities in one CSV.
"""

import csv
import io
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from streamlit.testing.v1 import AppTest

from kpi.downloads import file_names
from kpi.errors import DefinitionFaultsError
from kpi.model.snapshot import Snapshot
from kpi.periods import parse_period
from kpi.publishing import build as building
from kpi.resources import DATA
from kpi.sources import comparators_csv
from kpi.store import live_snapshot, snapshots
from pages.browser.native_sanitiser import markup_of
from tests.kpi.cli.running import good, person
from tests.kpi.returning import proved_at_a_glance

HOME, ENGLAND, REGION = "841", "970", "980"
SHELL = Path(__file__).resolve().parents[3] / "pages" / "shell.py"
SERVICE = """title = "Adult Social Care"
people = "adults"
directorates = ["Care and Support", "Commissioning"]
"""
SOURCES = """[care-returns]
title = "Returns of adult social care, made up for a test"
publisher = "The council"
edition = "2025"
published = 2025-10-31
licence = "Open Government Licence v3.0"
status = "published"
link = "https://www.example.org/"
note = "Made up."
"""
# Name, unit, polarity, directorate, order, and how large the made-up figures are.
INDICATORS = {
    "reviews-12-months": ("percent", "higher", "Commissioning", 1, 60),
    "still-at-home-91-days": ("percent", "higher", "Care and Support", 2, 80),
    "care-home-admissions": ("per 100,000 older people", "lower", "Care and Support", 3, 550),
    "days-to-assessment": ("days", "lower", "Care and Support", 4, 30),
    "weekly-cost-home-care": ("pounds", "none", "Commissioning", 5, 320),
}
WHY = 'why_different = "Ours is the rate of the twelve months to the end of the quarter."'
DEFINITION = """id = "{id}"
order = {order}
role = "headline"
directorate = "{directorate}"
name = "{name}"
aim = "Better care"
polarity = "{polarity}"
unit = "{unit}"
decimals = 1
counted = "people"
happened = "were counted"
owner_role = "Head of Care"
definition = "As counted here."
numerator = "People counted"
denominator = "All people"
why_it_matters = "It says how people fare."
council_controls = "Much of it."

[local]
period_kind = "financial quarter"
figure_kind = "flow"
source = "local-return"

[reporting]
rule = "same quarter"

[benchmark]
reader = "csv"
file = "care.csv"
value = "{id}"
period_kind = "year to March"
source = "care-returns"
name = "{name} (made up)"
{why}

[[publication]]
month = 6
years_after = 0
"""


def made_up(area: str, size: int, year: int) -> float:
    return size + (int(area) * 7 % 41) / 2 + year - 2024


@pytest.fixture(scope="module")
def figures() -> dict[tuple[str, str, int], float]:
    """The made-up figure of each authority, region and England, by indicator and year."""
    shipped = snapshots.load(snapshots.current_id(DATA / "store"), DATA / "store")
    areas = [area.code for area in shipped.current_authorities]
    return {
        (name, area, year): made_up(area, size, year)
        for name, (*_, size) in INDICATORS.items()
        for area in [*areas, REGION, ENGLAND]
        for year in (2024, 2025)
    }


@pytest.fixture(scope="module")
def council(
    tmp_path_factory: pytest.TempPathFactory, figures: dict[tuple[str, str, int], float]
) -> Iterator[Path]:
    """The council's folder with the five definitions built and a quarter published."""
    folder = tmp_path_factory.mktemp("adults") / "kpi"
    (folder / "indicators").mkdir(parents=True)
    (folder / "comparators").mkdir()
    (folder / "service.toml").write_text(SERVICE, encoding="utf-8")
    (folder / "comparators" / "sources.toml").write_text(SOURCES, encoding="utf-8")
    paper = (DATA / "paper.toml").read_text(encoding="utf-8")
    own = paper.replace("Children's Services", "Adult Social Care")
    (folder / "paper.toml").write_text(own, encoding="utf-8")
    for name, (unit, polarity, directorate, order, _) in INDICATORS.items():
        text = DEFINITION.format(
            id=name, name=name.replace("-", " ").capitalize(), unit=unit, polarity=polarity,
            directorate=directorate, order=order, why=WHY if unit.startswith("per ") else "",
        )  # fmt: skip
        (folder / "indicators" / f"{name}.toml").write_text(text, encoding="utf-8")
    written = io.StringIO()
    sheet = csv.writer(written)
    sheet.writerow(["area", "period", *INDICATORS])
    for area, year in sorted({(area, year) for _, area, year in figures}):
        cells = [figures[name, area, year] for name in INDICATORS]
        sheet.writerow([area, f"{year - 1}-{year % 100}", *cells])
    (folder / "comparators" / "care.csv").write_text(written.getvalue(), encoding="utf-8")
    values = folder.parent / "values.csv"
    with values.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            ["indicator_id", "reporting_quarter", "period", "value", "numerator", "denominator",
             "symbol", "data_status"]
        )  # fmt: skip
        for name, (*_, size) in INDICATORS.items():
            hidden = name == "still-at-home-91-days"
            value, symbol = ("", "c") if hidden else (size, "")
            quarter = "Q2 2025-26"
            rows.writerow([name, quarter, quarter, value, "", "", symbol, "published"])
    with pytest.MonkeyPatch.context() as patch, proved_at_a_glance():
        patch.setenv("KPI_DATA", str(folder))
        patch.setenv("KPI_HOME", HOME)
        patch.delenv("KPI_STORE", raising=False)
        good("indicator", "check")
        good("build", "--why", "Adult social care")
        good("publish", str(values), "--why", "Q2")
        yield folder


def live() -> Snapshot:
    return live_snapshot.live().snapshot


@pytest.mark.usefixtures("council")
def test_comparators_are_those_of_the_file(figures: dict[tuple[str, str, int], float]) -> None:
    rows = {row["indicator_id"]: row for row in good("summary", "--quarter", "Q2 2025-26").rows}
    assert set(rows) == set(INDICATORS)
    near = live().neighbours(HOME)
    assert len(near) == 10
    for name in INDICATORS:
        found = rows[name]
        assert float(found["england"]) == pytest.approx(figures[name, ENGLAND, 2025])
        assert float(found["region"]) == pytest.approx(figures[name, REGION, 2025])
        mean = statistics.mean(figures[name, area, 2025] for area in near)
        assert float(found["neighbours_mean"]) == pytest.approx(mean, abs=0.06)
        assert found["england_period"] == "year to March 2025"
    assert rows["still-at-home-91-days"]["symbol"] == "c"


@pytest.mark.usefixtures("council")
def test_pages_name_the_service_and_its_directorates_in_their_order() -> None:
    app = AppTest.from_file(str(SHELL), default_timeout=60).run()
    drawn = "".join(markup_of(piece.proto.body) for piece in app.get("html"))
    assert "Adult Social Care performance" in drawn
    ofsted = "Office for Standards in Education, Children&#x27;s Services and Skills"
    assert "Children" not in drawn.replace(ofsted, "")
    assert drawn.index(">Care and Support<") < drawn.index(">Commissioning<")
    assert app.selectbox(key="directorate").options == ["All", "Care and Support", "Commissioning"]


def test_files_and_reasons_name_the_service(council: Path) -> None:
    """In a process of its own, as texts on hidden figures are made when a process starts."""
    paper = council.parent / "paper.docx"
    done = person("paper", "--quarter", "Q2 2025-26", "--output", str(paper), KPI_DATA=str(council))
    assert done.returncode == 0, done.stderr
    document = docx.Document(str(paper))
    said = "\n".join(p.text for p in document.paragraphs)
    said += "\n".join(c.text for t in document.tables for row in t.rows for c in row.cells)
    assert "Adult Social Care performance" in said
    assert "too few adults to show" in said
    assert "Children's Services" not in said


@pytest.mark.usefixtures("council")
def test_summaries_are_named_for_the_service() -> None:
    name = file_names.summary(parse_period("Q2 2025-26"), None, [])
    assert name == "adult-social-care-summary-q2-2025-26.csv"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("area,period", "authority,period", "row 1 lacks the column 'area'"),
        ("days-to-ass", "days-to-as", "lacks the column 'days-to-assessment'; perhaps 'days-to-as"),
        (
            "841,2024-25",
            "Darlington,2024-25",
            "area 'Darlington' is not a code",
        ),
        ("841,2024-25", "841,2024", "period '2024' is not a year to March, such as 2024-25"),
        ("841,2024-25", "841,2023-24", "are both of area 841 and 2023-24; keep one"),
        ("841,2024-25,", "841,2024-25,about ", "neither a plain number nor a symbol"),
    ],
)
def test_a_faulty_file_is_refused_by_row_and_remedy(
    council: Path, old: str, new: str, said: str
) -> None:
    path = council / "comparators" / "care.csv"
    whole = path.read_text(encoding="utf-8")
    assert old in whole
    try:
        path.write_text(whole.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(DefinitionFaultsError) as fault:
            building.build(DATA / "inputs", council / "indicators", illustrative=False)
    finally:
        path.write_text(whole, encoding="utf-8")
    message = str(fault.value)
    (told,) = fault.value.faults  # once, however many indicators the file serves
    assert re.match(r"[a-z0-9-]+\.toml(, [a-z0-9-]+\.toml)*: benchmark: care\.csv: ", told)
    assert said in message
    assert "\n" not in message


def test_the_files_lie_in_the_councils_folder(council: Path) -> None:
    assert comparators_csv.folder(DATA / "inputs") == council / "comparators"
