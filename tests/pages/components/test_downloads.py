"""Every CSV file of a page has the metadata of its columns one press away."""

import json
import re
from pathlib import Path

import pytest

from kpi.downloads import page_files
from kpi.store import live_snapshot
from pages.browser.native_sanitiser import markup_of
from pages.components import downloads
from pages.sections.benchmark_views import VIEWS
from tests.pages.conftest import Opener

GAPS = "KS2RWM_Expected_STD"
PAGES = Path(downloads.__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("scorecard", {}),
        ("indicator", {"indicator": "ehcp-20-weeks"}),
        *(("benchmarks", {"measure": GAPS, "view": view}) for view in VIEWS),
        ("profile", {}),
        ("compare", {}),
        ("definitions", {}),
    ],
)
def test_each_csv_file_has_its_columns_beside_it(
    open_page: Opener, page: str, query: dict[str, str]
) -> None:
    found = [each.proto.label for each in open_page(page, **query).get("download_button")]
    files = [label for label in found if label.endswith(" (CSV)")]
    assert files
    for label in files:
        after = found[found.index(label) + 1]
        assert after == f"{label.removesuffix(' (CSV)')}: what its columns are"


def test_the_columns_of_built_tables_are_beside_their_links(open_page: Opener) -> None:
    app = open_page("table")
    links = "".join(markup_of(each.proto.body) for each in app.get("html")).count("api/table.csv?")
    found = [each.proto.label for each in app.get("download_button")]
    assert links == len([label for label in found if label.endswith("what its columns are")]) > 0


def test_no_page_offers_csv_by_a_button_of_its_own() -> None:
    """What does, draws the button for its columns itself."""
    own = {
        path.name: path.read_text("utf-8").count("downloads.columns_button(")
        for path in sorted(PAGES.rglob("*.py"))
        if path.name != "downloads.py"
        and re.search(r"text/csv\"|csv_link\.html", path.read_text("utf-8"))
    }
    assert own == {"built_figures.py": 1, "return_review.py": 1}


def test_the_metadata_is_of_the_snapshot_and_the_file_that_the_page_showed(settings: None) -> None:
    name = live_snapshot.standing().snapshot.id
    table = page_files.release_calendar_csv
    made = downloads.describe(name, table.name, table.request, ("839",), "release calendar.csv")
    document = json.loads(made)
    assert document["url"] == "release%20calendar.csv"
    assert document["dc:identifier"] == f"calendar, snapshot {name}"
    assert document["tableSchema"]["columns"][0]["name"] == "indicator_id"
