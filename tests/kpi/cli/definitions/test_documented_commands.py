"""The commands of the documents, from an empty folder to published figures, as they stand there."""

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.kpi.cli.running import ROOT, good
from tests.kpi.returning import proved_at_a_glance

DEFINING, PUBLISHING = ROOT / "docs" / "defining-indicators.md", ROOT / "docs" / "publishing.md"
ACTIVATE = ". .venv/bin/activate"
PYTHON = "python -m kpi "
RATE, REFERRALS = "children-in-care-rate", "re-referrals-12-months"
FIGURES = {RATE: (117.2, 264, 22522), REFERRALS: (18.0, 36, 200)}


def commands(document: Path, after: str, before: str) -> list[str]:
    """The commands between two places of a document, without their remarks."""
    text = document.read_text("utf-8").split(after)[1].split(before)[0]
    lines = re.findall(r"^(?: {4})?((?:python -m|export|make|\. ).*)$", text, re.MULTILINE)
    return [re.sub(r"\s+#.*", "", line) for line in lines]


def whole_new() -> list[str]:
    """The words of `new` with all its options, which asks nothing."""
    text = DEFINING.read_text("utf-8")
    (command,) = re.findall(r"    (python -m kpi indicator new --measure (?:.*\\\n)+.*)", text)
    return shlex.split(command.replace("\\\n", " "))


def filled_in(path: Path, *, with_target: bool) -> None:
    """Type into the workbook what the document says, and nothing else."""
    book = openpyxl.load_workbook(path)
    values: Any = book["values"]
    at = {cell.value: cell.column for cell in values[1]}
    for line in range(2, values.max_row + 1):
        figure = FIGURES.get(values.cell(line, at["indicator_id"]).value)
        if figure is None:
            continue  # left blank
        names = ("value", "numerator", "denominator", "data_status")
        for name, cell in zip(names, (*figure, "published"), strict=True):
            values.cell(line, at[name]).value = cell
    if with_target:
        targets: Any = book["targets"]
        at = {cell.value: cell.column for cell in targets[1]}
        row = {"indicator_id": REFERRALS, "from_quarter": "Q2 2025-26", "target": 20,
               "data_status": "published", "rationale": "Agreed by cabinet in July"}  # fmt: skip
        for name, cell in row.items():
            targets.cell(2, at[name]).value = cell
    book.save(path)


def typed(command: str, monkeypatch: pytest.MonkeyPatch, council: Path) -> None:
    """Do what a line of a document says."""
    if command == ACTIVATE:
        if (ROOT / ".venv" / "bin" / "activate").is_file():
            asked = f"{ACTIVATE} && python -c 'import kpi'"
            subprocess.run(["sh", "-c", asked], cwd=ROOT, check=True)
    elif command.startswith("export "):
        settings = dict(word.split("=") for word in command.split()[1:])
        assert settings.pop("KPI_DATA") == "~/kpi"
        monkeypatch.setenv("KPI_DATA", str(council))
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
    elif command.startswith("make "):
        target = command.split()[1]
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    else:
        assert command.startswith(PYTHON)
        words = shlex.split(command)[3:]
        asks = words[:2] == ["indicator", "new"]
        good(*(whole_new()[3:] if asks else words))


def test_from_an_empty_folder_to_published_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KPI_STORE", raising=False)
    council, books = tmp_path / "council", tmp_path / "books"
    books.mkdir()
    monkeypatch.chdir(books)
    first = commands(DEFINING, "## In ten minutes", "More on returns")
    assert len(first) > 10
    with proved_at_a_glance():
        for command in first:
            typed(command, monkeypatch, council)
            if " template " in command:
                filled_in(books / "return.xlsx", with_target=True)
        rows = {row["indicator_id"]: row for row in _summary("Q2 2025-26")}
        assert len(rows) == 3
        assert [float(rows[name]["value"]) for name in FIGURES] == [117.2, 18.0]
        assert (rows[REFERRALS]["target"], rows[REFERRALS]["target_status"]) == ("20", "on target")
        assert float(rows[RATE]["england"]) > 0
        (books / "return.xlsx").unlink()
        for command in commands(PUBLISHING, "**The same by command**", "Others:"):
            typed(command, monkeypatch, council)
            if " template " in command:
                filled_in(books / "return.xlsx", with_target=False)
    rows = {row["indicator_id"]: row for row in _summary("Q3 2025-26")}
    assert rows[REFERRALS]["period"].startswith("Q3 2025-26")
    assert rows[REFERRALS]["target_status"] == "on target"


def _summary(quarter: str) -> list[dict[str, str]]:
    return good("summary", "--quarter", quarter).rows
