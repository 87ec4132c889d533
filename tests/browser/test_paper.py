"""The page Committee paper in a browser: from the scorecard to a Word file that is sound."""

import io
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from kpi.file_writers import docx_check
from tests import patience
from tests.browser.harness import Server, choose, command_line, download, open_view, wait_for_app
from tests.browser.views import faults

BUTTON = "Download the committee paper (Word)"
EHCP = "Education, health and care plans issued within 20 weeks"
EDUCATION = "Education and Skills"


def lines(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def test_one_click_brings_the_paper_of_the_command_line(
    server: Server, warm_page: Page, tmp_path: Path
) -> None:
    page = warm_page
    open_view(page, server, "/paper")
    name, data = download(page, BUTTON)
    assert name == "childrens-services-paper-q1-2025-26.docx"
    assert docx_check.faults(data) == []
    file = tmp_path / "paper.docx"
    done = command_line("paper", "--quarter", "Q1 2025-26", "--output", str(file))
    assert done.returncode == 0, done.stderr
    assert data == file.read_bytes()
    assert len(docx.Document(io.BytesIO(data)).inline_shapes) == 18


def test_the_paper_has_the_filters_of_the_page(server: Server, warm_page: Page) -> None:
    page = warm_page
    open_view(page, server, "/paper?comparators=newest&neighbours=2021-04")
    choose(page, "Directorate", EDUCATION)
    choose(page, "Quarter", "Q4 2024-25")
    page.get_by_text("With charts", exact=True).click()
    wait_for_app(page)
    expect(page.get_by_role("checkbox", name="With charts")).not_to_be_checked()
    expect(
        page.get_by_text(f"One directorate reports: {EDUCATION}").filter(visible=True)
    ).to_have_count(1)
    wanted = (
        "childrens-services-paper-q4-2024-25-education-and-skills-newest-comparators-"
        "neighbours-2021-04-without-charts.docx"
    )
    files: list[tuple[str, bytes]] = []

    def is_wanted() -> bool:
        """Only a download tells which file the button brings."""
        files.append(download(page, BUTTON))
        return files[-1][0] == wanted

    patience.until(is_wanted, f"the button never brings {wanted}")
    data = files[-1][1]
    said = lines(data)
    text = "\n".join(said)
    assert f"One directorate reports: {EDUCATION}" in text
    assert "education, health and care plans issued within 20 weeks" in text
    assert "Early Help" not in text
    assert len(docx.Document(io.BytesIO(data)).inline_shapes) == 0
    blocks = docx.Document(io.BytesIO(data)).tables[:2]
    for place, block in enumerate(blocks):
        shown = page.locator(".paper table").nth(place).locator("tbody th").all_inner_texts()
        assert [text.splitlines()[0] for text in shown] == [
            row.cells[0].text.splitlines()[0] for row in block.rows[1:]
        ]


def test_from_the_scorecard_with_its_filters(server: Server, warm_page: Page) -> None:
    page = warm_page
    open_view(page, server)
    choose(page, "Indicator", EHCP)
    page.get_by_role("link", name="Committee paper (Word)").click()
    expect(page.get_by_role("heading", name="Committee paper", level=1)).to_be_visible()
    wait_for_app(page)
    name, data = download(page, BUTTON)
    assert name == "childrens-services-paper-q1-2025-26-ehcp-20-weeks.docx"
    assert len([line for line in lines(data) if "96 of 178 plans" in line]) >= 1
    expect(
        page.get_by_role("cell", name="6.1 points below the target of 60.0% [i]")
    ).to_be_visible()


@pytest.mark.parametrize(
    "address",
    [
        "/paper",
        "/paper?indicator=early-help-returns",
        "/paper?directorate=Education+and+Skills&quarter=Q3+2025-26",
        "/paper?quarter=Q9&indicator=zzz",
    ],
)
def test_the_page_is_accessible_at_every_width(
    server: Server, warm_page: Page, address: str
) -> None:
    open_view(warm_page, server, address)
    expect(warm_page.get_by_role("heading", name="What is in it")).to_be_visible()
    assert faults(warm_page) == []


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_no_word_of_the_preview_runs_out_of_its_cell(
    server: Server, warm_page: Page, width: int
) -> None:
    warm_page.set_viewport_size({"width": width, "height": 800})
    open_view(warm_page, server, "/paper?quarter=Q1+2025-26")
    cells = warm_page.locator(".paper table :is(th, td)")
    assert cells.count() > 50
    wide = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
    assert cells.evaluate_all(wide) == []
