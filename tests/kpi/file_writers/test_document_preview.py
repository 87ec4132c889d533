"""The paper's first pages as blocks for the page."""

from kpi.file_writers.document_preview import sheets
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.paper import assembly
from kpi.paper.assembly import PaperRequest
from tests.kpi.changing import BCP, quarter


def test_numbers_tables_and_pictures_count_as_in_the_file(snapshot: Snapshot) -> None:
    made = assembly.make(snapshot, PaperRequest(View(BCP, quarter("Q1 2025-26"))))
    first, second, third = sheets(made.preview, made.numbers)
    assert [block.number for block in first if block.number] == [1, 2]
    assert [block.number for block in third if block.number] == [3, 4, 5, 6, 7, 8]
    (table,) = [block.table for block in second if block.table is not None]
    assert table.title == "Table 1: all indicators, Q1 2025-26"
    assert "".join(run.text for run in table.rows[0][0].lines[0].runs).startswith("3. Assess")
    assert round(sum(table.widths)) == 100
    pictures = [picture for block in third for picture in block.pictures]
    assert len(pictures) == 12
    assert all(picture.address.startswith("data:image/png;base64,") for picture in pictures)


def test_without_charts_there_is_no_picture(snapshot: Snapshot) -> None:
    wanted = PaperRequest(View(BCP, quarter("Q1 2025-26")), charts=False)
    made = assembly.make(snapshot, wanted)
    blocks = [block for sheet in sheets(made.preview, made.numbers) for block in sheet]
    assert [block for block in blocks if block.pictures] == []
    assert blocks[-1].number == 8
