"""A table as a workbook: the same figures, one marked table a sheet, nothing that runs."""

import io
import re
import zipfile

import openpyxl
import polars as pl
import pytest

from kpi.errors import InputError
from kpi.model.snapshot import Snapshot
from kpi.tables import builder, builder_workbook
from kpi.tables.selection import Selection

CHOSEN = Selection(
    "839",
    ("SEN_EHC_Excpt_20wks", "ehcp-20-weeks", "FirstYJS"),
    ("home", "england", "neighbours"),
    extras=("neighbours", "rank", "band"),
)


def test_every_figure_is_in_the_workbook(snapshot: Snapshot) -> None:
    made = builder.table(snapshot, CHOSEN)
    book = openpyxl.load_workbook(io.BytesIO(builder_workbook.to_xlsx(snapshot, made, CHOSEN)))
    assert book.sheetnames == ["about", "figures", "measures"]
    rows = list(book["figures"].iter_rows(min_row=3, values_only=True))
    assert rows[0] == tuple(made.columns)
    assert len(rows) == made.height + 1
    place = made.columns.index("value")
    assert [row[place] for row in rows[1:]] == made["value"].to_list()
    assert [row[made.columns.index("rank")] for row in rows[1:]] == made["rank"].to_list()


def test_accessible_by_the_rules(snapshot: Snapshot) -> None:
    made = builder.table(snapshot, CHOSEN)
    book = openpyxl.load_workbook(io.BytesIO(builder_workbook.to_xlsx(snapshot, made, CHOSEN)))
    assert book.properties.title == "3 measures, Bournemouth, Christchurch and Poole and others"
    for sheet in book.worksheets:
        assert len(sheet.tables) == 1
        assert not sheet.merged_cells.ranges
        assert sheet["A1"].value
        assert sheet.freeze_panes == "A4"
        assert all(d.width >= 9 for d in sheet.column_dimensions.values())


def test_notes_say_what_and_whence(snapshot: Snapshot) -> None:
    made = builder.table(snapshot, CHOSEN)
    book = openpyxl.load_workbook(io.BytesIO(builder_workbook.to_xlsx(snapshot, made, CHOSEN)))
    about = dict(book["about"].iter_rows(min_row=4, max_col=2, values_only=True))
    assert about["Illustrative"].startswith("Some figures are made up")
    assert about["Source"] == (
        "Local Authority Interactive Tool (LAIT), April 2026, Department for Education"
    )
    assert about["This table again"].startswith("table=1.")
    header, *measures = book["measures"].iter_rows(min_row=3, values_only=True)
    youth = dict(zip(header, measures[2], strict=True))
    assert (youth["measure"], youth["polarity"]) == ("FirstYJS", "lower is better")
    assert "sum of the nine regional rates" in youth["withheld"]


def test_text_that_looks_like_a_formula_stays_text(snapshot: Snapshot) -> None:
    made = builder.table(snapshot, CHOSEN).with_columns(pl.lit("=1+1").alias("note"))
    data = builder_workbook.to_xlsx(snapshot, made, CHOSEN)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [parts.read(n).decode() for n in parts.namelist() if "worksheets/sheet" in n]
    assert not any(re.search(r"<f[ >]", sheet) for sheet in sheets)
    assert openpyxl.load_workbook(io.BytesIO(data))["figures"].cell(4, made.width - 1).value == (
        "=1+1"
    )


def test_a_table_that_no_worksheet_holds(snapshot: Snapshot) -> None:
    made = pl.DataFrame({"data_status": ["x"]}).sample(1_048_574, with_replacement=True)
    with pytest.raises(InputError, match="take the CSV"):
        builder_workbook.to_xlsx(snapshot, made, CHOSEN)
