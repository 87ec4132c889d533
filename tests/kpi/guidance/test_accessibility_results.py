"""The accessibility statement says what the tests found, and refuses a file that is not whole."""

import json
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kpi.errors import DefinitionError
from kpi.guidance import accessibility_results
from tests.kpi.guidance.test_accessibility_statement import CLEAN, CONTRAST, MENU, told
from tools.accessibility_report import PAGES, WAYS

ROOT = Path(__file__).resolve().parents[3]
OLDEST = 90  # days that the results may lie behind the newest change


def test_a_clean_run_without_limits_is_fully_compliant() -> None:
    said = told(CLEAN)
    assert "fully compliant" in said
    assert "The checks found no fault. No page scrolled sideways." in said
    assert "We know of no part that falls short." in said
    assert (
        "We last tested it on 31 October 2025. A program opened two views of its pages in "
        "Chromium 141 and checked each with axe-core 4.10.2 in two ways: 360 pixels wide; 1,280 "
        "pixels wide. That made 4 checks." in said
    )


def test_what_a_run_found_is_said() -> None:
    said = told(replace(CLEAN, faults=(CONTRAST,), sideways=("/table",)), (MENU,))
    assert "They found one fault, listed below. Once a page scrolled sideways." in said
    assert "Elements must meet colour contrast (color-contrast, three times)" in said
    assert "A menu needs the mouse. It is drawn." in said


# ---- the shipped files ----------------------------------------------------------------------


def test_shipped_results_cover_every_page_in_every_way() -> None:
    found = accessibility_results.results()
    shell = (ROOT / "pages" / "shell.py").read_text(encoding="utf-8")
    pages = {p.stem for p in (ROOT / "pages").glob("*.py") if f'"{p.name}"' in shell}
    pages -= {"publish"}  # for signed-in officers; its own browser tests run axe
    seen = {urlsplit(address).path.strip("/") or "scorecard" for address in found.pages}
    assert len(pages) >= 9
    assert seen == pages
    assert found.pages == PAGES
    assert found.ways == tuple(way.words for way in WAYS)
    assert found.checks == len(PAGES) * len(WAYS)


def test_shipped_results_are_not_old() -> None:
    day = subprocess.run(
        ["git", "log", "-1", "--format=%cs"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    newest = date.fromisoformat(day) if day else accessibility_results.results().day
    assert (newest - accessibility_results.results().day).days <= OLDEST


def test_shipped_limits_each_name_where_they_are_known() -> None:
    found = accessibility_results.shipped_limits()
    assert {"region", "WCAG 2.1.1"} <= {each.rule for each in found}
    assert all(each.upstream.startswith("https://github.com/") for each in found)


# ---- bad files ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (
            '[[known]]\nrule = "a"\nwhat = "b"\nwhy = "c"\nabout = "d"\n',
            "known 1: lacks 'upstream'",
        ),
        ("[[known]]\nrule = ", "is not valid TOML"),
    ],
)
def test_a_bad_list_of_limits_is_refused(tmp_path: Path, content: str, fault: str) -> None:
    path = tmp_path / "accessibility.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DefinitionError, match=fault):
        accessibility_results.read_limits(path)


def test_bad_results_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    with pytest.raises(DefinitionError, match="there is no such file; 'python -m tools"):
        accessibility_results.read_results(path)
    whole = json.loads(accessibility_results.RESULTS_FILE.read_text(encoding="utf-8"))
    for wrong in (
        "[]",
        "{",
        json.dumps(whole | {"day": "today"}),
        json.dumps({"day": "2025-10-31"}),
    ):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(DefinitionError, match="is not as the report writes it"):
            accessibility_results.read_results(path)
