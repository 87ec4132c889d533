"""Statements with the paper's figures, left out where a figure is not known."""

import pytest

from kpi.file_writers.document import Heading, RichParagraph, RichTable, run_text
from kpi.indicators.scorecard import View, summary
from kpi.model.snapshot import Snapshot
from kpi.paper.implications import Part, filled, gaps_of, sections
from kpi.paper.template import Statement, template
from kpi.periods import Period
from tests.kpi.changing import BCP, missing, quarter, row_of, suppressed

PLANS, SECONDARY, GAP = "ehcp-20-weeks", "secondary-permanent-exclusions", "ks4-fsm-gap"
Q1 = quarter("Q1 2025-26")


def said(snapshot: Snapshot, text: str, *ids: str) -> str:
    rows = [r for r in summary(snapshot, View(BCP, Q1)) if not r.indicator.is_context]
    by_id = {row.indicator.id: row for row in rows}
    numbers = {name: place for place, name in enumerate(by_id, start=3)}
    return run_text(filled(Statement(text, ids), by_id, rows), numbers)


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("A: {not_counted} {when}", PLANS, "A: 82 of 178 plans [i] in April to June 2025"),
        ("{figure_counted} were", SECONDARY,
         "0.117% [d] of secondary pupils (about 117 in 100,000) were"),
        ("by {figure}; {england}; {neighbours}", GAP,
         "by 17.0 points [d]; 14.9 points [d]; 17.0 points [d]"),
        ("{england} {others_when}", GAP, "14.9 points [d] in the academic year 2023/24"),
        ("{england} {others_when}", PLANS, "46.4% in 2024"),
        ("{when} it was", PLANS, "In April to June 2025 it was"),
        ("A: {not_counted}", SECONDARY, ""),  # the estimate has no counts
        ("{england}", "early-help-returns", ""),  # no national figure exists
        ("typed", "no-such-indicator", ""),
    ],
)  # fmt: skip
def test_a_statement_has_its_rows_figures_or_is_left_out(
    snapshot: Snapshot, text: str, name: str, told: str
) -> None:
    assert said(snapshot, text, name) == told


def test_a_figure_that_is_not_shown_makes_no_statement(snapshot: Snapshot) -> None:
    for hidden in (suppressed(snapshot, PLANS, Q1), missing(snapshot, PLANS, Q1)):
        assert row_of(hidden, PLANS).value is None
        for field in ("figure", "figure_counted", "not_counted", "when", "england"):
            assert said(hidden, f"A {{{field}}}", PLANS) == ""


def test_what_is_off_target_is_told_with_its_paragraphs(snapshot: Snapshot) -> None:
    assert said(snapshot, "{off_target}.") == (
        "One indicator is beyond the level at which the council must act (paragraph 5) and two are "
        "off target (paragraphs 6 and 7)."
    )


# ---- gaps between groups of children --------------------------------------------------------


def equality(snapshot: Snapshot, when: str, *ids: str, with_tables: bool = True) -> list[Part]:
    """The parts of the equality section of a paper with these indicators."""
    rows = summary(snapshot, View(BCP, quarter(when)), indicator_ids=ids)
    parts = sections(snapshot, rows, template(), with_tables=with_tables)
    starts = [place for place, part in enumerate(parts) if isinstance(part, Heading)]
    headings = [part.text for part in parts if isinstance(part, Heading)]
    at = headings.index("Summary of equality implications")
    return parts[starts[at] + 1 : starts[at + 1]]


def cells(table: Part) -> list[list[str]]:
    assert isinstance(table, RichTable)
    return [[run_text(line.runs, {}) for cell in row for line in cell.lines] for row in table.rows]


def text_of(part: Part) -> str:
    assert isinstance(part, RichParagraph)
    return run_text(part.runs, dict.fromkeys((PLANS, SECONDARY, GAP), 1))


def test_gaps_stand_below_the_equality_section(snapshot: Snapshot) -> None:
    told, table, source = equality(snapshot, "Q1 2025-26", GAP, PLANS)
    assert "This report holds no figures by sex. [officer" in text_of(told)
    assert isinstance(table, RichTable)
    assert table.title == (
        "Key Stage 4, average Attainment 8 score: gaps to all pupils, academic year 2023/24, in "
        "points"
    )
    found = cells(table)
    assert [row[0] for row in found] == [
        "Pupils eligible for free school meals", "Disadvantaged pupils",
        "Pupils with an education, health and care plan", "Pupils with SEN support",
        "Asian pupils", "Black pupils", "Chinese pupils", "Pupils of mixed ethnic groups",
        "White pupils", "Children looked after", "Children in need",
        "Children on a child protection plan",
    ]  # fmt: skip
    assert found[0][1:] == ["-13.9 [d]", "-11.3 [d]", "2.6 points larger"]
    assert "Source: Local Authority Interactive Tool" in text_of(source)
    assert "[d] derived from published figures" in text_of(source)
    assert "counted by the authority that is responsible" in text_of(source)


def test_gaps_are_those_known_at_the_end_of_the_quarter(snapshot: Snapshot) -> None:
    """LAIT had Attainment 8 of 2024/25 in February 2026, that of children looked after in April."""
    _, table, _ = equality(snapshot, "Q4 2025-26", GAP)
    found = {row[0]: row[1] for row in cells(table)}
    assert found["Pupils eligible for free school meals"] == "-14.2 [d]"
    assert found["Children looked after (academic year 2023/24)"] == "-32.7 [d]"
    rows = summary(snapshot, View(BCP, Q1, newest=True), indicator_ids=(GAP,))
    (newest,) = gaps_of(snapshot, rows)
    assert {each.now.period for each in newest if each.now} == {Period.academic_year(2024)}


def test_without_tables_the_section_says_where_the_gaps_are(snapshot: Snapshot) -> None:
    (told,) = equality(snapshot, "Q1 2025-26", GAP, with_tables=False)
    assert "no figures by sex, ethnic group or special educational need." in text_of(told)
    assert text_of(told).endswith(
        "Gaps between groups of children are on the dashboard: Key Stage 4, average Attainment 8 "
        "score."
    )


def test_indicators_that_relate_to_no_group_bring_no_gap(snapshot: Snapshot) -> None:
    for with_tables in (True, False):
        (told,) = equality(snapshot, "Q1 2025-26", PLANS, SECONDARY, with_tables=with_tables)
        assert "no figures by sex, ethnic group or special educational need." in text_of(told)
        assert "Gaps" not in text_of(told)
