"""The committee paper in LibreOffice: it opens, and turns into PDF without loss."""

import io
import re
import shutil
import subprocess
from collections import Counter
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.text.paragraph import Paragraph

from kpi.indicators import reporting
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.paper import outline, word
from kpi.paper.outline import MISSED, CommitteePaper, PaperRequest
from kpi.paper.phrases import misses_by
from tests import patience
from tests.kpi.changing import BCP, quarter

TODAY = date(2025, 9, 1)
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
    return outline.make(snapshot, PaperRequest(View(BCP, Q1)), TODAY)


@pytest.fixture(scope="module")
def files(
    snapshot: Snapshot, made: CommitteePaper, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with the paper of every quarter, the newest with charts as `paper`."""
    folder = tmp_path_factory.mktemp("pdf")
    every = {
        when.short.replace(" ", "-"): word.to_word(
            outline.make(snapshot, PaperRequest(View(BCP, when), charts=False), TODAY)
        )
        for when in reporting.quarters(snapshot, BCP)
    }
    to_pdf(folder, {"paper": word.to_word(made), **every})
    return folder


def test_no_text_is_lost(files: Path, made: CommitteePaper) -> None:
    head = squeezed(made.about.running_head)
    told = pages(files / "paper.pdf")
    body = ""
    for number, page in enumerate(told, start=1):
        text, foot = squeezed(page), f"Page{number}of{len(told)}"
        assert text.count(head) >= 1
        assert text.count(foot) == 1
        body += text.replace(head, "", 1).replace(foot, "", 1)
    wanted: list[str] = []
    for part in docx.Document(io.BytesIO((files / "paper.docx").read_bytes())).iter_inner_content():
        if isinstance(part, Paragraph):
            wanted.append(part.text)
        else:
            wanted += [p.text for row in part.rows for cell in row.cells for p in cell.paragraphs]
    assert len(wanted) > 500
    assert [text for text in wanted if squeezed(text) not in body] == []
    lost = Counter("".join(map(squeezed, wanted))) - Counter(body)
    assert not lost


def test_every_chart_is_there(files: Path, made: CommitteePaper) -> None:
    listed = subprocess.run(
        ["pdfimages", "-list", str(files / "paper.pdf")], check=True, capture_output=True, text=True
    )
    assert len(re.findall(r"^\s*\d+\s+\d+\s+image ", listed.stdout, re.MULTILINE)) == 7


def test_the_first_page_answers_in_every_quarter(files: Path, snapshot: Snapshot) -> None:
    for when in reporting.quarters(snapshot, BCP):
        first = squeezed(pages(files / f"{when.short.replace(' ', '-')}.pdf")[0])
        wanted = PaperRequest(View(BCP, when), charts=False)
        rows = outline.rows(snapshot, wanted)
        assert len(rows) == 6
        for row in rows:
            assert squeezed(row.indicator.name) in first, when.short
            if row.status in MISSED:
                assert squeezed(misses_by(row)) in first, when.short
        opening = outline.make(snapshot, wanted, TODAY).opening
        last = getattr(opening[-1], "text", "")
        assert last
        assert squeezed(last) in first, when.short


def test_the_first_page_in_words(files: Path) -> None:
    first = squeezed(pages(files / "paper.pdf")[0])
    for said in (
        "Children's Services performance",
        "Quarter 1 2025-26 (April to June 2025)",
        "24 of 64 figures of this council are illustrative: made up, not real.",
        "2 on target, 2 off target, 1 beyond intervention level, 1 awaiting data.",
        "0.027 points above the target [illustrative]",
        "6.1 points below the target [illustrative]",
        "0.002 points above the target [illustrative]",
        "Use locum psychologists until the backlog of advice is below 40 cases.",
        "Head of SEND. By when: 31 October 2025.",
        "1.1 2 on target",
    ):
        assert squeezed(said) in first
    assert squeezed("2.1 What stands out") not in first


def test_headings_and_paragraphs_carry_their_numbers(files: Path) -> None:
    told = squeezed("".join(pages(files / "paper.pdf")))
    for numbered in (
        "1.Which indicators are off target",
        "2.All indicators",
        "2.2What stands out",
        "3.Children's Social Care",
        "3.1Assessments completed within 45 working days",
        "3.1.1Aim:",
        "4.2Education, health and care plans issued within 20 weeks",
        "5.7Summary of risk assessment",
        "6.Sources and definitions",
    ):
        assert squeezed(numbered) in told, numbered
