"""A built table on the page holds the table's figures; what is missing says why."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.benchmarks.measures import by_id, show
from kpi.model.snapshot import Snapshot
from kpi.tables import builder
from kpi.tables.screen.built_table import BuiltLine, BuiltTable, built_table, figure_counts
from kpi.tables.selection import MEAN, Selection
from tests.kpi.tables.choosing import FIXED, PLANS, selections

FOUR = ("LAC", "CPP_rate", "TotPerAbNew", PLANS)


def lines(found: BuiltTable) -> dict[tuple[str, str], BuiltLine]:
    return {
        (block.measure, line.area): line
        for section in found.sections
        for block in section.blocks
        for line in block.lines
    }


@FIXED
@given(data=st.data())
def test_its_figures_are_the_tables(snapshot: Snapshot, data: st.DataObject) -> None:
    chosen = data.draw(selections(snapshot))
    found = built_table(snapshot, chosen)
    made = builder.described(snapshot, chosen)
    cells = [
        (block.measure, line.area, cell.text)
        for section in found.sections
        for block in section.blocks
        for line in block.lines
        for cell in line.cells
        if cell.value is not None
    ]
    known = by_id(snapshot)
    expected = [
        (m, a, show(known[m], v))
        for m, a, v in made.drop_nulls("value").select("measure", "area", "value").iter_rows()
    ]
    assert sorted(cells) == sorted(expected)
    assert found.known == len(expected)
    assert found.rows == builder.row_count(snapshot, chosen)
    for section in found.sections:
        for block in section.blocks:
            assert all(len(line.cells) == len(section.heads) for line in block.lines)


@FIXED
@given(data=st.data())
def test_a_long_tables_counts_are_those_of_its_rows(
    snapshot: Snapshot, data: st.DataObject
) -> None:
    """What is counted without drawing is what is counted where it is drawn."""
    chosen = replace(data.draw(selections(snapshot)), wide=False)
    found, counted = built_table(snapshot, chosen), figure_counts(snapshot, chosen)
    assert counted is not None
    assert (counted.known, counted.figures) == (found.known, found.figures)
    assert counted.why == found.why


def test_a_table_with_too_many_figures_is_not_counted(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kpi.tables.table_limits.MOST_COUNTED_FIGURES", 3)
    assert figure_counts(snapshot, Selection("839", ("LAC",), ("home",))) is None


def test_years_stand_above_the_periods_that_end_in_them(snapshot: Snapshot) -> None:
    chosen = Selection("839", FOUR, ("home", MEAN, "england"), date(2021, 1, 1), wide=True)
    found = built_table(snapshot, chosen)
    (section,) = found.sections
    assert section.heads == ("2021", "2022", "2023", "2024", "2025")
    assert (found.rows, found.figures, found.known) == (12, 60, 57)
    assert found.why == {"not out yet": 3}
    assert [c.text for c in lines(found)["LAC", "839"].cells] == [
        "59.0", "67.0", "70.0", "73.0", "75.0",
    ]  # fmt: skip
    mean = lines(found)[PLANS, MEAN]
    assert [(c.note, c.text) for c in mean.cells[:2]] == [("", "64.8%"), ("9 of 10", "55.5%")]
    assert (mean.status, mean.role, mean.letters) == ("derived", "neighbours", "N")
    own = lines(found)[PLANS, "839"]
    assert (own.short_name, own.role, own.letters) == ("Ours", "home", "ours")


def test_a_missing_figure_says_why(snapshot: Snapshot) -> None:
    chosen = Selection("839", ("LAC", "TotPerAbNew", PLANS), ("home", "england"), wide=True)
    found = built_table(snapshot, chosen)
    (section,) = found.sections
    at = section.heads.index("2020")
    absence = lines(found)["TotPerAbNew", "970"].cells[at]
    assert (absence.text, absence.reason) == ("no figures", "no figures: the COVID-19 pandemic")
    # Bournemouth, Christchurch and Poole did not exist before April 2019.
    before = lines(found)["LAC", "839"].cells[section.heads.index("2018")]
    assert before.text == "not available"
    assert before.reason.startswith("not available: LAIT does not say")
    assert lines(found)[PLANS, "839"].cells[-1].text == "not out yet"
    every = [c for line in lines(found).values() for c in line.cells]
    assert all(c.text and c.reason for c in every if c.value is None)
    assert set(found.reasons) == set(found.why) == {c.text for c in every if c.value is None}


def test_a_year_cut_by_the_chosen_days_is_not_called_missing(snapshot: Snapshot) -> None:
    chosen = Selection(
        "839", ("LAC", PLANS), ("england",), date(2020, 6, 1), date(2022, 12, 31), wide=True
    )
    found = built_table(snapshot, chosen)
    assert found.sections[0].heads == ("2020", "2021", "2022")
    assert lines(found)["LAC", "970"].cells[0].text == "not chosen"  # 31 March 2020


def test_several_periods_a_year_have_columns_of_their_own(snapshot: Snapshot) -> None:
    chosen = Selection("839", ("ehcp-20-weeks",), ("home", "england"), date(2022, 1, 1), wide=True)
    years, quarters = built_table(snapshot, chosen).sections
    assert years.heads == ("2022", "2023", "2024")
    assert quarters.heads[-1] == "Q1 2025-26"
    (block,) = quarters.blocks
    assert block.basis == "as we reported them"
    assert [(line.area, line.status) for line in block.lines] == [("839", "illustrative")]
    assert len(quarters.newest(2).blocks[0].lines[0].cells) == 2
    assert quarters.newest(2).heads == quarters.heads[-2:]


def test_only_the_newest_period_is_one_column(snapshot: Snapshot) -> None:
    chosen = Selection("839", ("LAC", PLANS), ("home", "neighbours"), newest=True, wide=True)
    found = built_table(snapshot, chosen)
    (section,) = found.sections
    assert section.heads == ("Newest",)
    assert [block.newest for block in section.blocks] == ["31 March 2025", "2024 (calendar year)"]
    assert (found.rows, found.figures) == (22, 22)


def test_further_columns_are_those_of_the_newest_figure(snapshot: Snapshot) -> None:
    chosen = Selection(
        "839", ("LAC", PLANS), ("home", "england"), date(2021, 1, 1),
        extras=("neighbours", "change", "rank", "band"), wide=True,
    )  # fmt: skip
    found = built_table(snapshot, chosen)
    assert found.sections[0].extra_heads == ("Its neighbours", "Change", "Place", "Quarter")
    assert lines(found)[PLANS, "839"].extras == ("40.6%", "+72.8", "43rd of 151", "B")
    assert lines(found)[PLANS, "970"].extras == ("", "−3.9", "", "")
    assert lines(found)["LAC", "839"].extras == ("58.3", "+2.0", "not ranked", "not ranked")


@pytest.mark.parametrize(("home", "letters"), [("839", "SW"), ("202", "L")])
def test_a_region_is_named_by_its_letters(snapshot: Snapshot, home: str, letters: str) -> None:
    found = built_table(snapshot, Selection(home, ("LAC",), ("region",), newest=True, wide=True))
    assert {line.letters for line in lines(found).values()} == {letters}
    assert {line.role for line in lines(found).values()} == {"region"}


def test_figures_of_mixed_status_each_say_theirs(snapshot: Snapshot) -> None:
    chosen = Selection("839", tuple(i.id for i in snapshot.indicators), ("home",), wide=True)
    found = built_table(snapshot, chosen)
    made = builder.described(snapshot, chosen).filter(pl.col("value").is_not_null())
    assert set(made["data_status"]) == {status for status in found.statuses if status}
    for line in lines(found).values():
        told = {line.status or cell.status for cell in line.cells if cell.value is not None}
        assert "" not in told
        assert line.least_certain in told


def test_columns_say_what_keeps_them_from_comparing(snapshot: Snapshot) -> None:
    """Attainment 8 lost its years of given grades; its grades changed in 2017, 2022 and 2023."""
    chosen = Selection(
        "839", ("AVG_Attain8_Score",), ("england",), date(2016, 1, 1), date(2024, 12, 31), wide=True
    )
    table = built_table(snapshot, chosen)
    (section,) = table.sections
    (block,) = section.blocks
    kinds = dict(zip(section.heads, block.discontinuities, strict=True))
    assert kinds == {
        "2016": "", "2017": "break", "2018": "", "2019": "", "2020": "aside", "2021": "aside",
        "2022": "break", "2023": "break", "2024": "",
    }  # fmt: skip
    assert section.newest(2).blocks[0].discontinuities == ("break", "")
