"""The committee paper in LibreOffice: it opens, and turns into PDF without loss."""

import io
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import docx
import pytest
from docx.text.paragraph import Paragraph

from kpi.indicators import reporting_quarters
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.paper import assembly, word
from kpi.paper.assembly import CommitteePaper, PaperRequest
from kpi.paper.executive_summary import short_name
from kpi.paper.template import template
from kpi.wording.target_words import misses_by
from tests import patience
from tests.kpi.changing import BCP, quarter
from tests.kpi.paper import page_estimate, stand_in_font

Q1 = quarter("Q1 2025-26")
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
CONVERTING = 300  # seconds on a quiet machine

pytestmark = pytest.mark.skipif(
    OFFICE is None or shutil.which("pdftotext") is None,
    reason="LibreOffice (soffice) or poppler (pdftotext) is not installed on this machine",
)


def to_pdf(folder: Path, files: dict[str, bytes]) -> dict[str, Path]:
    """The PDF files that LibreOffice makes of Word files, in a user profile of its own."""
    for name, data in files.items():
        (folder / f"{name}.docx").write_bytes(data)
    assert OFFICE is not None
    subprocess.run(
        [
            OFFICE,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *(str(folder / f"{name}.docx") for name in files),
        ],
        check=True,
        capture_output=True,
        env=stand_in_font.environment(folder),
        timeout=patience.seconds(CONVERTING),
    )
    made = {name: folder / f"{name}.pdf" for name in files}
    assert [name for name, path in made.items() if not path.is_file()] == []
    return made


def pages(path: Path) -> list[str]:
    """The text of each page, in the order in which it is written."""
    done = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", str(path), "-"], check=True, capture_output=True
    )
    return done.stdout.decode("utf-8").split("\f")[:-1]


def squeezed(text: str) -> str:
    """Text without white space, which a page breaks where it likes."""
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def made(snapshot: Snapshot) -> CommitteePaper:
    return assembly.make(snapshot, PaperRequest(View(BCP, Q1)))


@pytest.fixture(scope="module")
def files(
    snapshot: Snapshot, made: CommitteePaper, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with the paper of every quarter without pictures; the newest with, and in full."""
    folder = tmp_path_factory.mktemp("pdf")
    every = {
        when.short.replace(" ", "-"): word.to_word(
            assembly.make(snapshot, PaperRequest(View(BCP, when), charts=False))
        )
        for when in reporting_quarters.quarters(snapshot, BCP)
    }
    full = word.to_word(assembly.make(snapshot, PaperRequest(View(BCP, Q1), full=True)))
    to_pdf(folder, {"paper": word.to_word(made), "full": full, **every})
    return folder


def texts_of(path: Path) -> list[str]:
    """The text of each paragraph and of each paragraph in a cell of a Word file."""
    wanted: list[str] = []
    for part in docx.Document(io.BytesIO(path.read_bytes())).iter_inner_content():
        if isinstance(part, Paragraph):
            wanted.append(part.text)
        else:
            wanted += [p.text for row in part.rows for cell in row.cells for p in cell.paragraphs]
    return wanted


@pytest.mark.parametrize("name", ["paper", "full"])
def test_no_text_is_lost(files: Path, made: CommitteePaper, name: str) -> None:
    told = pages(files / f"{name}.pdf")
    body = ""
    for number, page in enumerate(told, start=1):
        text, foot = squeezed(page), squeezed(f"{made.about.foot}Page {number} of {len(told)}")
        assert text.count(foot) == 1
        body += text.replace(foot, "", 1)
    wanted = texts_of(files / f"{name}.docx")
    assert len(wanted) > 100
    assert [text for text in wanted if squeezed(text) not in body] == []
    lost = Counter("".join(map(squeezed, wanted))) - Counter(body)
    assert not lost


@pytest.mark.parametrize("name", ["paper", "full"])
def test_no_word_is_torn(files: Path, name: str) -> None:
    """Every word of a cell stands whole on one line: a torn one ends a line in its middle."""
    lines = "\n".join(pages(files / f"{name}.pdf")).split("\n")
    words = {word for line in lines for word in re.split(r"[ \N{NO-BREAK SPACE}]", line)}
    asked = {word for text in texts_of(files / f"{name}.docx") for word in text.split()}
    # A hyphen may end a line; a mark may have parted from its figure's word in the text layer.
    whole = {part for word in words for part in (word, *word.split("-"))}
    torn = [w for w in asked if w not in whole and not all(p in whole for p in w.split("-"))]
    assert torn == []


def test_the_pages_are_few_and_full(files: Path) -> None:
    papers = [path for path in sorted(files.glob("*.pdf")) if path.stem != "full"]
    assert len(papers) > 10
    for path in papers:
        found = pages(path)
        assert len(found) <= (8 if path.stem == "paper" else 5), path.stem
        for number in range(1, len(found)):
            assert _lowest_text(path, number) > 1 / 3, (path.stem, number)


def test_the_estimate_is_no_page_out(files: Path) -> None:
    """The estimate knows no kerning, so it may see a page more than there is, and never fewer."""
    papers = [path for path in sorted(files.glob("*.docx")) if path.stem != "full"]
    assert len(papers) > 10
    for path in papers:
        real = len(pages(path.with_suffix(".pdf")))
        assert real <= len(page_estimate.pages(path.read_bytes())) <= real + 1, path.stem


def _lowest_text(path: Path, number: int) -> float:
    """How far down the page its last word or picture ends above the foot, as a share."""
    done = subprocess.run(
        ["pdftotext", "-bbox", "-f", str(number), "-l", str(number), str(path), "-"],
        check=True,
        capture_output=True,
        text=True,
    )
    (height,) = re.findall(r'<page width="[\d.]+" height="([\d.]+)"', done.stdout)
    ends = [float(y) for y in re.findall(r'yMax="([\d.]+)"', done.stdout)]
    above_foot = [y for y in ends if y < 0.93 * float(height)]
    return max(above_foot) / float(height)


def test_every_picture_is_there(files: Path) -> None:
    listed = subprocess.run(
        ["pdfimages", "-list", str(files / "paper.pdf")], check=True, capture_output=True, text=True
    )
    assert len(re.findall(r"^\s*\d+\s+\d+\s+image ", listed.stdout, re.MULTILINE)) == 18


def test_the_first_page_answers_in_every_quarter(files: Path, snapshot: Snapshot) -> None:
    for when in reporting_quarters.quarters(snapshot, BCP):
        first = squeezed(pages(files / f"{when.short.replace(' ', '-')}.pdf")[0])
        rows = assembly.rows(snapshot, PaperRequest(View(BCP, when), charts=False))
        assert len(rows) == 6
        for row in rows:
            assert squeezed(misses_by(row)) in first, when.short
        assert squeezed("2. Two directorates report:") in first  # the end of "Background"


def test_table_1_stands_on_one_page(files: Path, snapshot: Snapshot) -> None:
    second = squeezed(pages(files / "paper.pdf")[1])
    for row in assembly.rows(snapshot, PaperRequest(View(BCP, Q1))):
        assert squeezed(short_name(row, template())) in second
    assert squeezed("How to read the table.") in second


def test_paragraphs_carry_their_numbers(files: Path) -> None:
    told = squeezed("".join(pages(files / "paper.pdf")))
    for numbered in (
        "1.This report covers Quarter 1 2025-26",
        "3.Increase the percentage of assessments of need",
        "5.Fewer secondary pupils permanently excluded.",
        "9.None: the report is for noting.",
    ):
        assert squeezed(numbered) in told, numbered
