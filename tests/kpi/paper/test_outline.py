"""The form as a whole: its pages as estimated, its notes, another authority, hostile text."""

from dataclasses import replace
from functools import cache

import polars as pl
import pytest

from kpi.file_writers import docx_check
from kpi.file_writers.document import RichTable, run_text
from kpi.indicators import reporting_quarters
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.paper import assembly, outline, word
from kpi.paper.assembly import PaperRequest
from tests.kpi.changing import BCP, quarter
from tests.kpi.paper.page_estimate import Page, pages

Q1 = quarter("Q1 2025-26")


@cache
def estimated(snapshot: Snapshot, wanted: PaperRequest) -> list[Page]:
    data = word.to_word(assembly.make(snapshot, wanted))
    assert docx_check.faults(data) == []
    return pages(data)


def test_with_pictures_an_estimated_seven_pages_of_at_most_eight(snapshot: Snapshot) -> None:
    found = estimated(snapshot, PaperRequest(View(BCP, Q1)))
    assert len(found) <= 7
    assert [page for page in found[:-1] if page.share < 1 / 3] == []
    assert [page.texts[0] for page in found[:4]] == [
        "Children's Services Overview and Scrutiny Committee",
        "All six indicators at a glance",
        "Since the last report",
        "Education and Skills",
    ]
    # One sheet holds the whole table, with room for what the estimate does not know.
    assert "How to read the table." in found[1].texts[-1]
    assert found[1].share < 0.96
    assert found[0].share < 0.97


def test_without_pictures_an_estimated_five_pages(snapshot: Snapshot) -> None:
    found = estimated(snapshot, PaperRequest(View(BCP, Q1), charts=False))
    assert len(found) <= 5
    assert [page for page in found[:-1] if page.share < 1 / 3] == []
    assert sum(page.share for page in found) < 4.9


def test_the_estimate_sees_a_page_more(snapshot: Snapshot) -> None:
    longer = replace(
        snapshot,
        commentary=snapshot.commentary.with_columns(why=pl.lit("It took long. " * 60)),
    )
    found = estimated(longer, PaperRequest(View(BCP, Q1)))
    assert len(found) > 8


def test_another_authority_is_named_and_ours_is_not(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_HOME", "908")
    wanted = PaperRequest(
        View("908", reporting_quarters.default_quarter(snapshot, "908")), charts=False
    )
    made = assembly.make(snapshot, wanted)
    said = repr(made.parts)
    assert "Cornwall" in said
    assert "Bournemouth" not in said
    assert "BCP" not in said
    assert "[i]" not in said.replace("[i] ", "")
    assert docx_check.faults(word.to_word(made)) == []


def test_text_in_brackets_is_a_placeholder_but_a_mark_is_not() -> None:
    runs = outline.text_runs("[Head of Performance]; 53.9% [i] and [Director of Education]")
    assert [(run.text, run.placeholder) for run in runs] == [
        ("[Head of Performance]", True),
        ("; 53.9% [i] and ", False),
        ("[Director of Education]", True),
    ]


def test_the_key_explains_what_this_paper_uses_and_no_more(snapshot: Snapshot) -> None:
    made = assembly.make(snapshot, PaperRequest(View(BCP, Q1), charts=False))
    key = [part for part in made.rest if isinstance(part, RichTable)][-1]
    words = [run_text(row[0].lines[0].runs, {}) for row in key.rows]
    assert words == [
        "[i] illustrative",
        "[d] derived",
        "\u25cf On target",
        "\u25b2 Off target",
        "\u25a0 Beyond intervention level",
        "\u25cb Awaiting data",
        "Within normal variation",
        "Better, similar, worse",
        "Statistical neighbours (N)",
        "Good (G)",
    ]


def test_hostile_commentary_stays_text(snapshot: Snapshot) -> None:
    bad = "{0} {figure} [click](http://evil.example) <w:p/> {{ DATE }} =1+1"
    hostile = replace(
        snapshot,
        commentary=snapshot.commentary.with_columns(
            *(pl.lit(bad).alias(name) for name in ("why", "action", "owner_role"))
        ),
    )
    made = assembly.make(hostile, PaperRequest(View(BCP, Q1), charts=False))
    assert docx_check.faults(word.to_word(made)) == []
    assert repr(made.parts).count(bad) == 3 * 6
