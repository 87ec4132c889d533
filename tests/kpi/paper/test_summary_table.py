"""Table 1: each cell is the summary's, with marks; its columns hold every word."""

import io
from collections.abc import Sequence
from dataclasses import replace

import docx
import pytest

from kpi.file_writers.document import (
    DocumentProperties,
    DocumentTable,
    Heading,
    RichParagraph,
    RichTable,
    Run,
    numbers_of,
)
from kpi.file_writers.docx import to_docx
from kpi.file_writers.docx_tables import margin_of
from kpi.file_writers.print_widths.text_width import POINTS_PER_CM, width
from kpi.indicators.comparisons.chosen_groups import of_codes
from kpi.indicators.scorecard import ScorecardRow, View, summary
from kpi.model.snapshot import Snapshot
from kpi.paper import assembly, summary_table
from kpi.paper.assembly import PaperRequest
from kpi.paper.template import template
from tests.kpi.changing import BCP, quarter, row_of, suppressed
from tests.kpi.file_writers.plain_blocks import plain_block

Q1 = quarter("Q1 2025-26")


def made(snapshot: Snapshot, area: str = BCP, label: str = "Q1 2025-26") -> RichTable:
    rows = tuple(
        r for r in summary(snapshot, View(area, quarter(label))) if not r.indicator.is_context
    )
    return summary_table.table(snapshot, rows, template(), with_bars=False)


def cells(snapshot: Snapshot) -> list[list[str]]:
    paper = assembly.make(snapshot, PaperRequest(View(BCP, Q1), charts=False))
    plain = plain_block(made(snapshot), numbers_of(paper.parts))
    assert isinstance(plain, DocumentTable)
    return [[" / ".join(cell) for cell in row] for row in plain.rows]


def test_the_table_in_words(snapshot: Snapshot) -> None:
    found = cells(snapshot)
    assert found[0] == [
        "3. Assessments in 45 working days / 94.4% [i] / Q1 2025-26",
        "\u25cf On target / target 90.0% or more [i] / \u2193 Worsened from 95.7% [i], within "
        "normal variation",
        "year to March 2024: ours 90.2%, 40th of 152",
        "84.5% / ours better",
        "79.5% / ours better",
        "82.5% / ours better",
        "84.1% / ours better",
    ]
    assert found[1][2:] == ["our own last 9 quarters: 16.8% to 10.5% [i]", *["none exists"] * 4]
    assert found[2][:2] == [
        "5. Secondary permanent exclusions / 0.117% [d] / spring term 2025",
        "\u25a0 Beyond intervention level / target 0.090% or less [i] / 0.115% [d] before: no "
        "certain change",
    ]
    assert found[2][3:5] == [
        "0.071% [d] / ours worse than 118 of 151",
        "0.082% [d] / ours worse than 11 of 14",
    ]
    assert found[3][:2] == [
        "6. Education, health and care plans in 20 weeks / 53.9% [i] / Q1 2025-26; leaving out "
        "exception cases",
        "\u25b2 Off target / target 60.0% or more [i] / \u2193 Worsened clearly from 69.4% [i]",
    ]
    assert found[5][0].endswith("17.0 points [d] / newest: academic year 2023/24")
    assert found[5][1].startswith("\u25cb Awaiting data / target 15.0 points or less [i] / ")
    assert found[5][5] == "17.0 / ours worse than 6 of 10"


def test_beyond_the_level_alone_is_shaded(snapshot: Snapshot) -> None:
    shaded = [place for place, row in enumerate(made(snapshot).rows) if row[1].shaded]
    assert shaded == [2]


def test_too_few_to_show(snapshot: Snapshot) -> None:
    found = cells(suppressed(snapshot, "early-help-returns", Q1))
    (line,) = [row for row in found if "Early Help" in row[0]]
    assert "too few children to show" in line[0]
    assert "\u25cb Suppressed" in line[1]
    assert "10.5" not in str(line)


def test_the_region_has_the_letters_of_the_bar(snapshot: Snapshot) -> None:
    assert summary_table.region_head([row_of(snapshot, "ehcp-20-weeks")]) == ("SW", "South West")
    assert summary_table.region_head([row_of(snapshot, "early-help-returns")]) == ("R", "Region")


@pytest.mark.parametrize(
    ("area", "label"), [(BCP, "Q1 2025-26"), ("330", "Q1 2025-26"), ("908", "Q1 2024-25")]
)
def test_every_column_holds_the_widest_word_of_its_cells(
    snapshot: Snapshot, area: str, label: str
) -> None:
    table = made(snapshot, area, label)
    names = {row.indicator.id: 10 for row in summary(snapshot, View(area, quarter(label)))}
    about = DocumentProperties("t", "s", "s", "a", "k", snapshot.made_on, "f")
    named = [RichParagraph((Run("x"),), "numbered", name) for name in names]
    (written,) = docx.Document(io.BytesIO(to_docx([Heading("H"), *named, table], about))).tables
    assert sum(c.width.cm for c in written.columns) == pytest.approx(17.0, abs=0.02)
    for row in written.rows:
        for cell, wished in zip(row.cells, table.widths, strict=True):
            room = (cell.width.cm - 2 * margin_of(table, wished)) * POINTS_PER_CM
            for part in cell.paragraphs:
                size, bold = part.style.font.size.pt, bool(part.style.font.bold)
                words = [
                    (word, bold or bool(run.bold))
                    for run in part.runs
                    for word in run.text.split(" ")
                ]
                for word, heavy in words:
                    assert width(word, size, bold=heavy) <= room, (word, cell.width.cm)


@pytest.mark.parametrize("with_bars", [True, False])
def test_a_chosen_group_has_a_column_and_the_table_stays_as_wide(
    snapshot: Snapshot, with_bars: bool
) -> None:
    group = of_codes(["880", "851", "852"])
    view = View(BCP, quarter("Q1 2025-26"), group=group)
    plain = summary(snapshot, replace(view, group=None))
    beside, instead = (
        summary(snapshot, view),
        summary(snapshot, replace(view, group=replace(group, instead=True))),
    )

    def drawn(rows: Sequence[ScorecardRow]) -> RichTable:
        return summary_table.table(snapshot, rows, template(), with_bars=with_bars)

    def heads(table: RichTable) -> list[str]:
        return [
            " ".join(run.text for line in cell.lines for run in line.runs)
            for cell in table.head[3:]
        ]

    assert heads(drawn(plain)) == ["E England", "SW South West", "N [d] Neighbours", "G [d] Good"]
    assert heads(drawn(beside)) == ["E England", "SW South West", "N [d]", "C [d]", "G [d]"]
    assert heads(drawn(instead)) == ["E England", "SW South West", "C [d] Chosen", "G [d] Good"]
    assert "statistical neighbours, the chosen group and other" in drawn(beside).description
    for rows in (plain, beside, instead):
        assert sum(drawn(rows).widths) == pytest.approx(17.0, abs=0.01)
