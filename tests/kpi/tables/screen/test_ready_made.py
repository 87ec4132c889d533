"""Tables to start from hold for every council, and their first lines are the file's."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from kpi.benchmarks.measures import by_id, show
from kpi.errors import DefinitionError
from kpi.model.snapshot import Snapshot
from kpi.tables import builder, csv_chunks, selection
from kpi.tables.screen import ready_made as ready
from kpi.tables.screen.ready_made import FILE, definitions, ready_made
from tests.shipped_models import DEFAULT_MODEL

GOOD = FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize("home", ["839", "202", "330", "908", "420"])
def test_each_opens_and_counts_its_files_rows(snapshot: Snapshot, home: str) -> None:
    made = ready_made(snapshot, home, DEFAULT_MODEL)
    assert len(made) == len(definitions()) == 4
    for each in made:
        text = selection.encode(snapshot, each.chosen)
        assert selection.decode(snapshot, text, home="839") == (each.chosen, ())
        content = b"".join(csv_chunks.all_parts(snapshot, each.chosen))
        assert len(content.decode().splitlines()) == each.rows + 1
        assert "{" not in each.title + each.lead
        assert len({len(line.cells) for line in each.lines} | {len(each.heads)}) == 1
        assert {len(line.periods) for line in each.lines} == {len(each.heads)}
        assert len(each.head_abouts) == len(each.heads)


def test_first_lines_by_area_are_the_files_figures(snapshot: Snapshot) -> None:
    known = by_id(snapshot)
    for each in ready_made(snapshot, "839", DEFAULT_MODEL)[1:]:
        long = builder.described(snapshot, each.chosen)
        shown = len(each.heads) - len(each.chosen.extras)
        areas = long["area_name"].unique(maintain_order=True).to_list()
        assert [line.name for line in each.lines] == areas[: len(each.lines)]
        for line in each.lines:
            for measure, cell in zip(each.chosen.measures[:shown], line.cells, strict=False):
                at = (pl.col("measure") == measure) & (pl.col("area_name") == line.name)
                (row,) = long.filter(at).rows(named=True)
                if row["value"] is None:
                    assert cell == "not available"
                else:
                    assert cell == show(known[measure], row["value"])


def test_first_lines_of_our_own_indicators_are_the_newest(snapshot: Snapshot) -> None:
    own = ready_made(snapshot, "839", DEFAULT_MODEL)[0]
    assert own.heads == ("Ours", "Neighbours' mean", "South West", "England")
    lines = {line.name: line for line in own.lines}
    help_line = lines["Returns to Early Help within 12 months"]
    assert help_line.cells == ("10.5%", "none", "none", "none")
    assert help_line.statuses[0] == "illustrative"
    plans = lines["Education, health and care plans issued within 20 weeks"]
    assert plans.cells == ("53.9%", "40.6%", "28.5%", "46.4%")
    assert plans.statuses == ("illustrative", "derived", "published", "published")
    assert own.chosen.first is not None


def test_each_figure_has_its_unit_and_period(snapshot: Snapshot) -> None:
    own, care, absence, plans = ready_made(snapshot, "839", DEFAULT_MODEL)
    lines = {line.name: line for line in own.lines}
    assessed = lines["Assessments completed within 45 working days"]
    assert assessed.cells[0] == "94.4%"
    assert assessed.periods == ("Q1 2025-26", *["year to March 2025"] * 3)
    assert assessed.about == ""
    early = lines["Returns to Early Help within 12 months"]
    assert (early.about, early.periods) == ("", ("Q1 2025-26", "", "", ""))
    # One period of all figures of a column stands once, under its head; a percentage has its sign.
    assert care.head_abouts == (
        "rate per 10,000, 31 March 2025",
        "rate per 10,000, 31 March 2025",
        "year to March 2025",
    )
    assert absence.head_abouts[2] == "academic year 2023/24"
    assert plans.head_abouts == ("2024", "points", "", "")
    for each in (care, absence, plans):
        long = builder.described(snapshot, each.chosen)
        for measure, about in zip(each.chosen.measures, each.head_abouts, strict=False):
            ((unit, period),) = (
                long.filter(measure=measure).select("unit", "period").unique().rows()
            )
            shown = [period.removesuffix(" (calendar year)")]
            if not unit.startswith("%"):
                shown.insert(0, unit.lower())
            assert about == ", ".join(shown)


def test_a_snapshot_without_a_measure_has_the_others(snapshot: Snapshot) -> None:
    known = {name: m for name, m in by_id(snapshot).items() if name != "SEN_EHC_Excpt_20wks"}
    changed = replace(snapshot)
    changed.remember("measures by id", lambda: known)
    assert len(ready_made(changed, "839", DEFAULT_MODEL)) == 3


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"region-authorities"', '"mars"', "no group 'mars'"),
        ('columns = ["change"', 'columns = ["money"', "no column 'money'"),
        ('heads = ["in 20 weeks"]', 'heads = ["a", "b"]', "more heads than measures"),
        ("years = 5", "years = 1", "years"),
        ("years = 5", 'colour = "red"', "colour"),
        ('title = "Our own indicators, five years"', "", "title"),
    ],
)
def test_faults_of_the_file_are_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in GOOD
    path = tmp_path / "tables.toml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError, match=fault):
        definitions(path)


def test_no_figure_stands_in_the_definitions() -> None:
    fields = set(ready.ReadyTable.model_fields)
    assert fields == {"title", "lead", "measures", "areas", "years", "columns", "heads"}
