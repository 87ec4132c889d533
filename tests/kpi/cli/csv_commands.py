"""Commands that make CSV: what each is called with, and its file held against its metadata."""

import json
from pathlib import Path
from typing import Any

from kpi.lines_of_enquiry import question_table
from kpi.publishing.definitions import library, proposal
from kpi.publishing.releases import release_report
from kpi.tables.reports import signals_table
from tests.kpi.cli.running import run
from tests.kpi.downloads.page_choices import LAIT
from tests.kpi.downloads.test_csv_tables import faults_by_csvw
from tests.kpi.downloads.test_csvw import faults

BY_QUARTER, BY_YEAR, BY_TERM = "ehcp-20-weeks", "ks4-fsm-gap", "primary-permanent-exclusions"
CALLS: list[tuple[str, ...]] = [
    ("summary", "--quarter", "Q1 2025-26"),
    ("series", BY_QUARTER),
    ("series", BY_YEAR, "--area", "330"),
    ("compare", "--all"),
    ("table", "--measure", LAIT, BY_QUARTER, "--area", "home", "england"),
    ("table", "--measure", LAIT, "--area", "neighbours", "--wide"),
    ("signals", "referrals-rate"),
    ("signals", BY_QUARTER, "--csv"),
    ("signals", BY_YEAR),
    ("signals", BY_TERM),
    ("enquiries", "--on", "2025-11-30"),
    ("changes", "--quarter", "Q1 2025-26", "--today", "2025-08-01"),
    ("indicator", "search", "absence"),
    ("indicator", "search", "nothing-of-the-kind"),
    ("indicator", "search", "--measures", "absence"),
]
"""Those without a file of the test's own: `check` and `refresh` are tried where they are tested."""
COLUMNS = {
    "signals": [*signals_table.POINTS, *signals_table.YEARS],
    "enquiries": [*question_table.COLUMNS],
    "library": library.match_table((), ()).columns,
    "measures-to-choose": [*proposal.MEASURE_COLUMNS],
    "release-changes": [*release_report.ROWS],
}
"""The columns of tables that only a command has, by the table's name."""


def described(folder: Path, *arguments: str) -> dict[str, Any]:
    """The metadata of a command's CSV file, which is what the command prints and valid."""
    path = folder / "figures.csv"
    printed = run(*arguments)
    done = run(*arguments, "--output", str(path))
    beside = path.with_name(f"{path.name}-metadata.json")
    assert done.status == printed.status, done.err
    assert f"wrote {path} and {beside}\n" in done.err
    assert done.out + path.read_bytes() == printed.out
    document: dict[str, Any] = json.loads(beside.read_text("utf-8"))
    assert document["url"] == path.name
    assert faults(document, path.read_bytes()) == []
    assert faults_by_csvw(path) == []
    assert sorted(each.name for each in folder.iterdir()) == [path.name, beside.name]
    return document
