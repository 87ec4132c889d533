"""The read API on the real server: the documented lines, and a hostile page in a real browser."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.harness import ROOT, Server, Witness, axe, command_line, download, open_view
from tests.browser.other_site import OPAQUE, READ, REFUSED, SCRIPT, elsewhere, framed

__all__ = ["elsewhere"]

DOCUMENT = (ROOT / "docs" / "api.md").read_text("utf-8")
EXAMPLE = "https://kpi.council.example"
R = shutil.which("Rscript")


def examples(language: str) -> list[str]:
    """The blocks of a language in the document."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)
    assert found
    return found


def ran(server: Server, program: list[str], lines: str, folder: Path) -> str:
    file = folder / "example"
    file.write_text(lines.replace(EXAMPLE, server.url), "utf-8")
    done = subprocess.run([*program, file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_python_of_the_document_works_as_it_stands(server: Server, tmp_path: Path) -> None:
    short, long = (ran(server, [sys.executable], each, tmp_path) for each in examples("python"))
    assert "ehcp-20-weeks 53.9 illustrative" in short.splitlines()
    live = server.get("/api/ready").json()["snapshot"]
    known = server.get("/api/v1/measures?limit=1").json()["count"]
    assert long == f"{known} measures of snapshot {live}\n"


@pytest.mark.skipif(R is None, reason="R is not installed here")
def test_the_r_of_the_document_works_as_it_stands(server: Server, tmp_path: Path) -> None:
    assert R
    (lines,) = examples("r")
    assert "53.9" in ran(server, [R], lines, tmp_path)


def test_the_server_gives_what_the_command_prints(server: Server) -> None:
    told = server.get("/api/v1/summary.csv?quarter=Q1%202025-26")
    assert told.content == command_line("summary", "--quarter", "Q1 2025-26").stdout
    again = server.get(
        "/api/v1/summary.csv?quarter=Q1%202025-26", {"If-None-Match": told.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    for path in ("/api/v1/summary.csv", "/api/v1/nothing", "/api/v1/"):
        headers = server.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


CSV_FILES = (
    "summary.csv?quarter=Q1%202025-26",
    "summary.csv?quarter=Q1+2025-26",
    "series.csv?indicator=ks4-fsm-gap",
    "changes.csv",
    "calendar.csv",
    "compare.csv?measure=SEN_EHC_Excpt_20wks",
    "side-by-side.csv",
    "table.csv?measure=SEN_EHC_Excpt_20wks&area=home&area=england&with=rank&with=band",
    "table.csv?measure=SEN_EHC_Excpt_20wks&wide=true",
    "indicators.csv",
    "quarters.csv",
    "measures.csv?search=plans%3E",
    "areas.csv",
    "releases.csv",
    "snapshots.csv",
)


@pytest.mark.parametrize("path", CSV_FILES)
def test_a_reader_of_csv_on_the_web_finds_the_metadata_of_each_file(
    server: Server, path: str
) -> None:
    """From the file's address alone, by its header Link."""
    validator = pytest.importorskip("csvw", reason="made with the other packages of the tests")
    found = validator.CSVW(f"{server.url}/api/v1/{path}", validate=True)
    assert not found.no_metadata
    assert found.is_valid, [str(each.message) for each in found.warnings]
    assert found.common_props["dc:title"]


TABLE_OF_ONES_OWN = "/table?table=1.06Kzfn9RJHh9Ct_B.839.h-m-e.20210101-20251231.~.w.202505"
PAGE_FILES = (
    ("/", "Summary"),
    ("/benchmarks?view=all", "Figures"),
    ("/compare", "Figures"),
    (TABLE_OF_ONES_OWN, "Table"),
)


@pytest.mark.parametrize(("path", "named"), PAGE_FILES)
def test_two_presses_on_a_page_bring_a_file_and_what_its_columns_are(
    server: Server, warm_page: Page, tmp_path: Path, path: str, named: str
) -> None:
    validator = pytest.importorskip("csvw", reason="made with the other packages of the tests")
    open_view(warm_page, server, path)
    file, rows = download(warm_page, f"{named} (CSV)")
    about, told = download(warm_page, f"{{ }} {named}: what its columns are")
    assert about == f"{file}-metadata.json"
    (tmp_path / file).write_bytes(rows)
    (tmp_path / about).write_bytes(told)
    found = validator.CSVW(str(tmp_path / file), validate=True)  # it looks beside the file
    assert not found.no_metadata
    assert found.is_valid, [str(each.message) for each in found.warnings]
    assert found.common_props["dc:temporal"]


def test_off_by_one_setting_while_the_pages_stay(
    start_server: Callable[..., Server],
) -> None:
    server = start_server(env={"KPI_API": "off"})
    for path in ("/api/v1", "/api/v1/", "/api/v1/summary.csv", "/api/v1/openapi.json"):
        assert server.get(path).status_code == 404
    assert server.get("/").status_code == server.get("/api/ready").status_code == 200


def test_the_page_of_documentation_is_for_everyone(server: Server, warm_page: Page) -> None:
    for width in (1280, 360):
        warm_page.set_viewport_size({"width": width, "height": 800})
        warm_page.goto(f"{server.url}/api/v1")
        assert warm_page.locator("h1").inner_text().endswith("read API")
        assert axe(warm_page) == []
        wide = warm_page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width


# ---- another site's page --------------------------------------------------------------------


def test_a_hostile_page_reads_runs_and_frames_nothing(
    server: Server, new_page: Callable[..., Page], witness: Witness, elsewhere: str
) -> None:
    witness.allow(".*")
    page = new_page()
    page.goto(elsewhere)
    for path in ("/api/v1/summary.json", "/api/v1/areas.csv", "/api/v1/openapi.json", "/api/v1/"):
        address = f"{server.url}{path}"
        assert page.evaluate(READ, address) == "refused", path
        assert page.evaluate(OPAQUE, address) == "refused", path
        assert page.evaluate(SCRIPT, address) == "refused", path
    assert framed(page, f"{server.url}/api/v1/") == REFUSED


def test_a_named_site_reads_in_the_browser_and_still_frames_nothing(
    start_server: Callable[..., Server],
    new_page: Callable[..., Page],
    witness: Witness,
    elsewhere: str,
) -> None:
    witness.allow(".*")
    server = start_server(env={"KPI_API_ORIGINS": elsewhere.rstrip("/")})
    page = new_page()
    page.goto(elsewhere)
    told = page.evaluate(READ, f"{server.url}/api/v1/quarters.json?limit=1")
    assert told.startswith('{"snapshot"')
    assert page.evaluate(SCRIPT, f"{server.url}/api/v1/quarters.json") == "refused"
    assert framed(page, f"{server.url}/api/v1/") == REFUSED
