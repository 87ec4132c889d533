"""Texts around a built table: counts, the choice in one line, notes and the fold of all columns."""

from datetime import date

import pytest

from kpi.model.snapshot import Snapshot
from kpi.tables import builder_text
from kpi.tables.builder_text import TableSize
from kpi.tables.screen import table_words
from kpi.tables.screen.built_table import FigureCounts, built_table
from kpi.tables.selection import MEAN, Selection
from kpi.tables.table_limits import MOST_DRAWN_COLUMNS
from tests.kpi.tables.choosing import PLANS


def test_counts_say_what_is_known_and_why_the_rest_is_not(snapshot: Snapshot) -> None:
    chosen = Selection("839", ("LAC", PLANS), ("home", MEAN), date(2021, 1, 1), wide=True)
    found = built_table(snapshot, chosen)
    told = table_words.counts(found, builder_text.size(snapshot, chosen))
    assert told.whole == "4 rows, 20 figures: 18 known, 2 not out yet."
    assert not told.is_too_large


@pytest.mark.parametrize(
    ("size", "figures", "said", "is_too_large"),
    [
        (
            TableSize(3413, 25, "", ""),
            FigureCounts(3400, {"not available": 8, "no figures": 5}),
            "3,413 rows, 3,413 figures: 3,400 known, 8 not available, 5 no figures; "
            "the first 200 rows are shown.",
            False,
        ),
        (TableSize(150, 25, "", ""), FigureCounts(900, {}), "150 rows, 900 figures: 900 known.",
         False),
        (TableSize(90_000, 25, "", ""), None, "90,000 rows: the first 200 rows are shown.", False),
        (
            TableSize(900_000, 25, "CSV: too many", ""), None,
            "900,000 rows: too large for a file from this page.", True,
        ),
    ],
)  # fmt: skip
def test_counts_of_a_long_table(
    size: TableSize, figures: FigureCounts | None, said: str, is_too_large: bool
) -> None:
    told = table_words.large_counts(size, figures)
    assert (told.whole, told.is_too_large) == (said, is_too_large)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (Selection("839"), "no measure yet, 1 area, all years, one line a figure"),
        (Selection("839", (PLANS,), ()), "1 measure, no area yet, all years, one line a figure"),
        (
            Selection("839", ("LAC", PLANS), ("home", "england"), date(2021, 1, 1),
                      date(2025, 12, 31), wide=True),
            "2 measures, 2 areas, 2021 to 2025, years across",
        ),
        (Selection("839", (PLANS,), first=date(2021, 1, 1), wide=True),
         "1 measure, 1 area, from 2021, years across"),
        (Selection("839", (PLANS,), last=date(2021, 1, 1), wide=True),
         "1 measure, 1 area, to 2021, years across"),
        (Selection("839", (PLANS,), newest=True, wide=True),
         "1 measure, 1 area, newest period, years across"),
    ],
)  # fmt: skip
def test_the_choice_in_one_line(snapshot: Snapshot, chosen: Selection, said: str) -> None:
    assert table_words.choice(snapshot, chosen) == said


def test_columns_in_a_few_words() -> None:
    assert table_words.columns(Selection("839")) == "Columns: figure"
    assert table_words.columns(Selection("839", extras=("rank",))) == "Columns: figure, place"
    two = Selection("839", extras=("change", "rank"))
    assert table_words.columns(two) == "Columns: figure and 2 more"


def test_notes_say_each_reason_once(snapshot: Snapshot) -> None:
    chosen = Selection(
        "839", ("LAC", "TotPerAbNew", PLANS), ("home", MEAN), wide=True, extras=("change", "rank")
    )
    notes = table_words.notes(built_table(snapshot, chosen), chosen, "Mean of ten.")
    assert notes[0] == "Ours: Bournemouth, Christchurch and Poole."
    assert "Neighbours' mean: mean of ten." in notes
    assert "No figures: the COVID-19 pandemic." in notes
    assert "Not out yet: no figure of this year was published by the day of this snapshot." in notes
    assert len(set(notes)) == len(notes)
    other = Selection("839", (PLANS,), ("england",), newest=True, wide=True)
    assert table_words.notes(built_table(snapshot, other), other, "") == ()


def test_the_fold_of_all_columns_counts_them(snapshot: Snapshot) -> None:
    wide = Selection("839", ("LAC", PLANS), ("england",), wide=True)
    (section,) = built_table(snapshot, wide).sections
    assert len(section.heads) > MOST_DRAWN_COLUMNS
    assert table_words.hidden(section).startswith(f"All {len(section.heads)} years, ")
    assert table_words.hidden(section.newest(MOST_DRAWN_COLUMNS)) == ""


def test_what_files_hold() -> None:
    assert table_words.in_files("4 rows and 9 columns.").startswith(
        "In the files: 4 rows and 9 columns. Figures are unrounded there"
    )
