"""What pages send: recorded, compared, and every difference said."""

import sys
from pathlib import Path

import pytest

from tools import page_markup

BEFORE = {"guide {}": ["a", "b"], "paper {}": ["c"]}


def compared(monkeypatch: pytest.MonkeyPatch, file: Path, after: dict[str, list[str]]) -> int:
    monkeypatch.setattr(page_markup, "all_sent", lambda: after)
    monkeypatch.setattr(sys, "argv", ["page_markup", "compare", str(file)])
    return page_markup.main()


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "record.json"
    monkeypatch.setattr(page_markup, "all_sent", lambda: BEFORE)
    monkeypatch.setattr(sys, "argv", ["page_markup", "record", str(file)])
    assert page_markup.main() == 0
    return file


def test_the_same_is_no_difference(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compared(monkeypatch, record, BEFORE) == 0


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (BEFORE | {"guide {}": ["a", "x"]}, "guide {}\n  before: b\n  after:  x\n"),
        (BEFORE | {"guide {}": ["a"]}, "guide {}\n  before: 2 elements\n  after:  1 elements\n"),
        (
            {"guide {}": ["a", "b"], "paper {}": ["x" * 90 + "c" + "y" * 90]},
            "  before: c\n  after:  " + "x" * 90 + "c" + "y" * 90 + "\n",
        ),
        ({"guide {}": ["a", "b"]}, "paper {}\n"),
        (BEFORE | {"table {}": ["d"]}, "table {}\n"),
    ],
)
def test_every_difference_is_said(
    record: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    after: dict[str, list[str]],
    said: str,
) -> None:
    assert compared(monkeypatch, record, after) == 1
    assert said in capsys.readouterr().out


def test_every_page_has_a_state() -> None:
    pages = {path.stem for path in page_markup.SHELL.parent.glob("*.py")} - {"shell", "publish"}
    assert {page for page, _ in page_markup.STATES} == pages


def test_a_difference_is_printed_with_a_little_around_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Elements have thousands of letters, most of them alike."""
    file = tmp_path / "record.json"
    file.write_text('{"guide {}": ["' + "x" * 500 + "OLD" + "y" * 500 + '"]}', encoding="utf-8")
    assert compared(monkeypatch, file, {"guide {}": ["x" * 500 + "NEW" + "y" * 500]}) == 1
    around = ("x" * 60, "y" * 60)
    assert f"  before: {'OLD'.join(around)}\n  after:  {'NEW'.join(around)}\n" in (
        capsys.readouterr().out
    )
