"""The committee paper says what the summary says, to the character, and marks what is made up."""

import io
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import docx
import polars as pl
import pytest
from docx.table import Table
from docx.text.paragraph import Paragraph

from kpi import formatting
from kpi.enquiries import questions
from kpi.errors import DefinitionError, UnknownNameError
from kpi.exports import docx_check
from kpi.exports.document import DocumentTable as Planned
from kpi.exports.document import Heading
from kpi.indicators import reporting
from kpi.indicators.commentary import comment
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model import display
from kpi.model.snapshot import Snapshot
from kpi.paper import outline
from kpi.paper import template as paper_template
from kpi.paper import word as paper_word
from kpi.paper.outline import PaperRequest
from kpi.paper.phrases import ended, marked, misses_by, shortened
from kpi.tables import summary
from kpi.wording import headline, reasons, scorecard_highlights
from kpi.wording.comparisons import table as table_wording
from tests.kpi.changing import BCP, changed, missing, quarter, row_of, suppressed

TODAY = date(2025, 9, 1)
Q1 = quarter("Q1 2025-26")
PLANS = "ehcp-20-weeks"
PLANS_NAME = "Education, health and care plans issued within 20 weeks"
PLANS_TITLE = f"{PLANS_NAME}, leaving out exception cases"
HEADLINES = 6


@cache
def word(snapshot: Snapshot, wanted: PaperRequest) -> bytes:
    return paper_word.to_word(outline.make(snapshot, wanted, TODAY))


def plain(
    snapshot: Snapshot, label: str = "Q1 2025-26", area: str = BCP, **more: Any
) -> PaperRequest:
    """A paper without charts, which are drawn only where a test is about them."""
    chosen = {name: more.pop(name) for name in ("newest", "model") if name in more}
    return PaperRequest(View(area, quarter(label), **chosen), charts=False, **more)


@cache
def lines(data: bytes) -> list[str]:
    """Every paragraph and every cell's text in order."""
    said: list[str] = []
    for part in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(part, Paragraph):
            said.append(part.text)
        else:
            said += [cell.text for row in part.rows for cell in row.cells]
    return said


def text(data: bytes) -> str:
    return "\n".join(lines(data))


@cache
def tables(data: bytes) -> dict[str, list[list[str]]]:
    """The cells of each table, by its title."""
    found = docx.Document(io.BytesIO(data)).tables
    return {_title(table): [[c.text for c in row.cells] for row in table.rows] for table in found}


def _title(table: Table) -> str:
    (named,) = [part for part in table._tbl.tblPr if part.tag.endswith("tblCaption")]
    return str(next(iter(named.attrib.values())))


@cache
def headings(data: bytes) -> list[tuple[int, str]]:
    return [
        (int(str(p.style.name)[-1]), p.text)
        for p in docx.Document(io.BytesIO(data)).paragraphs
        if p.style and str(p.style.name).startswith("Heading")
    ]


def column(rows: list[list[str]], head: str) -> dict[str, str]:
    """A column by the first line of each row's first cell."""
    place = rows[0].index(head)
    return {row[0].split("\n")[0]: row[place] for row in rows[1:]}


# ---- the first page -----------------------------------------------------------------------------


def test_the_first_page_says_what_is_off_target_by_how_much_and_what_is_done(
    snapshot: Snapshot,
) -> None:
    made = outline.make(snapshot, plain(snapshot), TODAY)
    (table,) = [part for part in made.opening if isinstance(part, Planned)]
    assert [[cell[0] for cell in row] for row in table.rows] == [
        [
            "Secondary permanent exclusions",
            "0.117% (about 12 in 10,000) [derived]",
            "0.090% or less [illustrative]",
            "0.027 points above the target [illustrative]",
            "Agree a placement protocol with the schools that exclude most and open the new "
            "alternative provision places. Who: Head of Inclusion. By when: 31 January 2026. "
            "[illustrative]",
        ],
        [
            "Education, health and care plans issued within 20 weeks",
            "53.9% (96 of 178 plans) [illustrative]",
            "60.0% or more [illustrative]",
            "6.1 points below the target [illustrative]",
            "Use locum psychologists until the backlog of advice is below 40 cases. Who: Head of "
            "SEND. By when: 31 October 2025. [illustrative]",
        ],
        [
            "Primary permanent exclusions",
            "0.012% (about 1 in 10,000) [derived]",
            "0.010% or less [illustrative]",
            "0.002 points above the target [illustrative]",
            "Offer each school a support plan before any exclusion is decided. Who: Head of "
            "Inclusion. By when: 19 December 2025. [illustrative]",
        ],
    ]
    assert [row[0][-1] for row in table.rows] == [
        "Beyond intervention level", "Off target", "Off target",
    ]  # fmt: skip
    said = text(word(snapshot, plain(snapshot)))
    assert "2 on target, 2 off target, 1 beyond intervention level, 1 awaiting data." in said
    assert (
        "Awaiting data: Key Stage 4 attainment gap, free school meals: the newest figure is for "
        "the academic year 2023/24. The next, academic year 2024/25, is due at the end of August "
        "2025, in the Q2 2025-26 report."
    ) in said
    assert (
        "Illustrative figures: 24 of 64 figures of this council are illustrative: made up, not "
        "real. So are the targets and the comments."
    ) in said


def test_an_action_whose_day_has_passed_is_overdue(snapshot: Snapshot) -> None:
    late = outline.make(snapshot, plain(snapshot), date(2025, 11, 1))
    data = paper_word.to_word(late)
    assert "By when: 31 October 2025: overdue. [illustrative]" in text(data)
    assert "Head of SEND; 31 October 2025: overdue [illustrative]" in text(data)


def test_nothing_off_target_is_said(snapshot: Snapshot) -> None:
    wanted = plain(snapshot, indicator_ids=("early-help-returns",))
    made = outline.make(snapshot, wanted, TODAY)
    assert not [part for part in made.opening if isinstance(part, Planned)]
    assert "No indicator chosen here is off target." in text(word(snapshot, wanted))


def test_every_indicator_stands_on_the_first_page_in_every_quarter(snapshot: Snapshot) -> None:
    for when in reporting.quarters(snapshot, BCP):
        wanted = plain(snapshot, when.short)
        opening = outline.make(snapshot, wanted, TODAY).opening
        said = " ".join(str(part) for part in opening)
        rows = outline.rows(snapshot, wanted)
        assert len(rows) == HEADLINES
        for row in rows:
            assert row.indicator.name in said, when.short
            if row.status in outline.MISSED:
                assert misses_by(row) in said


# ---- the same words as everywhere ---------------------------------------------------------------


@pytest.mark.parametrize("area", [BCP, "330"])
def test_every_sentence_and_figure_is_the_summarys(snapshot: Snapshot, area: str) -> None:
    for when in reporting.quarters(snapshot, area)[-3:]:
        wanted = plain(snapshot, when.short, area)
        data = word(snapshot, wanted)
        assert docx_check.faults(data) == []
        rows = outline.rows(snapshot, wanted)
        said = lines(data)
        for told in summary.summary_table(snapshot, rows).iter_rows(named=True):
            assert f"Figure: {told['sentence']}" in said
            status = headline.STATUS_WORDS[told["target_status"]]
            assert f"Status: {status}. {told['target_rule']}" in said
        for notable in scorecard_highlights.notable(rows):
            assert f"{headline.STATUS_WORDS[notable.status]}: {notable.text}" in said
        check_tables(tables(data), rows, when.short)


def check_tables(
    found: dict[str, list[list[str]]], rows: tuple[ScorecardRow, ...], label: str
) -> None:
    """The two tables of all indicators, against the rows of the summary."""
    against_target = found[f"All indicators against target, {label}"]
    compared = [row for row in rows if row.indicator.benchmark_kind is not None]
    against_others = found[f"All indicators against others, {label}"]
    assert len(against_target) == 1 + len(rows)
    assert len(against_others) == 1 + len(compared)
    for row in rows:
        name = row.indicator.name
        figure = column(against_target, "Figure")[name]
        assert figure.startswith(headline.value_or_reason(row))
        assert row.now is None or row.now.period.short in figure
        assert headline.counts(row.indicator, row.now) in figure
        assert column(against_target, "Target")[name].startswith(headline.goal(row) or "no target")
        assert column(against_target, "Status")[name] == headline.STATUS_WORDS[row.status]
        moved = column(against_target, "Against the period before")[name]
        assert moved.startswith(formatting.capital(headline.change_words(row.since_last)))
        assert headline.change_note(row, row.since_last) in moved
    for row in compared:
        for place, key in enumerate(("england", "region", "neighbours", "good"), start=2):
            cell = next(c for c in against_others[1:] if c[0].startswith(row.indicator.name))[place]
            comparator = row.comparator(key)
            if comparator.value is None:
                assert cell == comparator.reason
                continue
            assert cell.startswith(display.show_short(row.indicator, comparator.value))
            assert comparator.period is not None
            assert comparator.period.short in cell
            assert table_wording.comparator_words(row, comparator) in cell
            mean = f"mean of {comparator.count} of {comparator.of}"
            assert (mean in cell) == comparator.is_mean
            figure, *_rest = cell.split("\n")
            assert ("[derived]" in figure) == (comparator.status == "derived")
            apart = table_wording.comparator_words(row, comparator)
            assert not apart or marked(apart, row.status_against(comparator)) in cell


def test_commentary_and_reasons_stand_in_each_section(snapshot: Snapshot) -> None:
    said = lines(word(snapshot, plain(snapshot)))
    for row in outline.rows(snapshot, plain(snapshot)):
        given = comment(snapshot, row.indicator, BCP, Q1)
        assert given is not None
        for label, told in (
            ("What happened", given.what_happened),
            ("Why", given.why),
            ("What is being done", given.action),
        ):
            assert f"{label}: {told} [illustrative]" in said
        reason = reasons.why_direction(row, row.since_last)
        assert any(reason in line for line in said)
        assert f"Definition: {row.indicator.definition}" in said


def test_the_paper_of_the_committee_in_its_order(snapshot: Snapshot) -> None:
    found = headings(word(snapshot, plain(snapshot)))
    assert [title for level, title in found if level == 1] == [
        "Which indicators are off target",
        "All indicators",
        "Children's Social Care",
        "Education and Skills",
        "Implications",
        "Sources and definitions",
        "Appendix 1: Figures over time",
        "Appendix 2: Statistical neighbours by name",
    ]
    place = found.index((1, "Education and Skills"))
    assert [title for level, title in found[place + 1 :] if level == 2][:4] == [
        "Secondary permanent exclusions",
        "Education, health and care plans issued within 20 weeks",
        "Primary permanent exclusions",
        "Key Stage 4 attainment gap, free school meals",
    ]
    template = paper_template.template()
    place = found.index((1, "Implications"))
    assert found[place + 1 : place + 8] == [(2, heading) for heading, _ in template.implications]
    said = lines(word(snapshot, plain(snapshot)))
    for heading, instruction in template.implications:
        assert said[said.index(heading) + 1] == instruction
        assert instruction.startswith("[")
    made = outline.make(snapshot, plain(snapshot), TODAY)
    flat = [(1, title) for title, _ in made.contents]
    assert flat == [pair for pair in found if pair[0] == 1]
    assert sum(len(inside) for _, inside in made.contents) == len(found) - len(flat)


def test_the_appendices_hold_every_figure(snapshot: Snapshot) -> None:
    found = tables(word(snapshot, plain(snapshot)))
    over_time = found[f"{PLANS_TITLE}: over time"]
    own = column(over_time, "Bournemouth, Christchurch and Poole")
    assert own["Q1 2025-26 (Apr to Jun 2025)"] == "53.9% (96 of 178 plans) [illustrative]"
    assert own["Q4 2024-25 (Jan to Mar 2025)"] == "69.4% (118 of 170 plans) [illustrative]"
    assert column(over_time, "England")["2024 (calendar year)"] == "46.4%"
    assert column(over_time, "England")["Q1 2025-26 (Apr to Jun 2025)"] == "none for this period"
    terms = found["Secondary permanent exclusions: over time"]
    assert column(terms, "England")["spring term 2024"] == "0.071% [derived]"
    near = found[f"{PLANS_TITLE}: statistical neighbours, 2024 (calendar year)"]
    assert len(near) == 12
    assert column(near, "Figure")["Bournemouth, Christchurch and Poole"] == "77.6%"
    assert column(near, "Figure")["Devon"] == "3.2%"
    assert all(cell for table in found.values() for row in table for cell in row)


# ---- what is made up, missing, too small --------------------------------------------------------

MADE_UP = ("94.4%", "95.7%", "10.5%", "11.5%", "53.9%", "69.4%", "96 of 178", "118 of 170")


def test_an_illustrative_figure_is_marked_wherever_it_stands(snapshot: Snapshot) -> None:
    data = word(snapshot, PaperRequest(View(BCP, Q1)))
    said = lines(data)
    for figure in MADE_UP:
        holding = [line for line in said if figure in line]
        assert len(holding) >= 3, figure
        assert [line for line in holding if "illustrative" not in line] == []
    assert "illustrative" in docx.Document(io.BytesIO(data)).sections[0].header.paragraphs[0].text
    pictures = docx.Document(io.BytesIO(data)).inline_shapes
    texts = [shape._inline.docPr.get("descr") for shape in pictures]
    assert [t for t in texts if "53.9%" in t and "(illustrative)" not in t] == []


def test_englands_plans_are_never_taken_for_our_own(snapshot: Snapshot) -> None:
    """46.4% is England's figure for 2024, leaving out exception cases, wherever it stands."""
    data = word(snapshot, PaperRequest(View(BCP, Q1)))
    said = [p.text for p in docx.Document(io.BytesIO(data)).paragraphs if "46.4%" in p.text]
    assert len(said) >= 4
    left_out = ("leaving out exception cases", "excluding exceptions")
    assert [s for s in said if not any(words in s for words in left_out)] == []
    for title, rows in tables(data).items():
        for row in rows:
            if "46.4%" in " ".join(row):
                assert left_out[0] in f"{title} {row[0]}", title
    targets = column(tables(data)["All indicators against target, Q1 2025-26"], "Target")
    level = "46.4%, the same as England (46.4% in 2024, leaving out exception cases)"
    assert level in targets[PLANS_NAME]


def test_breaks_in_a_series_are_said_under_its_chart(snapshot: Snapshot) -> None:
    said = lines(word(snapshot, PaperRequest(View(BCP, Q1))))
    (first, second) = [s for s in said if s.startswith("Breaks in the series: Academic year")]
    assert "2022/23: Grades returned to the standard from before the pandemic." in first
    assert said[said.index(first) - 1].startswith("Source: ")
    assert "2016/17" not in first  # under the chart only what is drawn
    assert "(Source: DfE, Key stage 4 performance methodology, changes in the 2022/23" in second
    (aside,) = [s for s in said if s.startswith("Set aside: Hollow points (academic year 2019/20")]
    assert aside.endswith(
        "are set aside, as exams were cancelled and grades were given by schools and teachers "
        "(COVID-19)."
    )


def test_a_council_without_a_return_has_no_banner(snapshot: Snapshot) -> None:
    wanted = PaperRequest(View("330", reporting.default_quarter(snapshot, "330")))
    made = outline.make(snapshot, wanted, TODAY)
    assert not [part for part in made.opening if getattr(part, "style", "") == "banner"]
    data = paper_word.to_word(made)
    assert docx_check.faults(data) == []
    assert "[illustrative]" not in text(data)
    assert "Bournemouth" not in text(data)
    assert "illustrative" not in made.about.running_head


def test_a_suppressed_figure_is_nowhere(snapshot: Snapshot) -> None:
    small = suppressed(snapshot, "early-help-returns", Q1)
    made = outline.make(small, PaperRequest(View(BCP, Q1)), TODAY)
    data = paper_word.to_word(made)
    told = replace(small, commentary=small.commentary.clear())  # its words are the council's own
    said = text(paper_word.to_word(outline.make(told, plain(snapshot), TODAY)))
    assert "10.5%" not in said
    assert "18 of 172" not in said
    assert "Confidential: too few children to show" in said
    assert docx_check.faults(data) == []


def test_a_missing_figure_and_an_empty_series_are_words(snapshot: Snapshot) -> None:
    gone = missing(snapshot, PLANS, Q1)
    assert "Not available" in text(paper_word.to_word(outline.make(gone, plain(snapshot), TODAY)))
    none = replace(
        snapshot, observations=snapshot.observations.filter(pl.col("indicator_id") != PLANS)
    )
    data = paper_word.to_word(
        outline.make(none, PaperRequest(View(BCP, Q1), indicator_ids=(PLANS,)), TODAY)
    )
    assert docx_check.faults(data) == []
    assert "No figure in any return loaded" in text(data)


def test_lines_of_enquiry_are_those_of_the_page(snapshot: Snapshot) -> None:
    late = date(2026, 2, 1)
    said = lines(paper_word.to_word(outline.make(snapshot, plain(snapshot), late)))
    number = 0
    for row in outline.rows(snapshot, plain(snapshot)):
        for each in questions.enquiries(snapshot, row, late):
            number += 1
            assert said.count(marked(each.question, each.data_status)) == 1
            assert f"{questions.FROM}: {marked(each.source, each.data_status)}" in said
    assert number == 8
    none = f"{questions.IN_PAPER}: {questions.NONE}"
    assert said.count(none) == 2  # returns to Early Help and Key Stage 4: nothing to ask
    asked = f"{questions.IN_PAPER}: {questions.INTRODUCTION}"
    assert said.count(asked) == HEADLINES - 2


def test_lines_of_enquiry_can_be_left_out(snapshot: Snapshot) -> None:
    wanted = plain(snapshot, enquiries=False)
    said = text(paper_word.to_word(outline.make(snapshot, wanted, TODAY)))
    assert questions.IN_PAPER not in said
    assert questions.FROM not in said
    assert outline.file_name(wanted).endswith("-without-charts-without-enquiries.docx")
    assert "enquiries" not in outline.file_name(plain(snapshot))


def test_no_commentary_is_said(snapshot: Snapshot) -> None:
    silent = replace(snapshot, commentary=snapshot.commentary.clear())
    none = "The council gave no commentary for Q1 2025-26."
    bare = text(paper_word.to_word(outline.make(silent, plain(snapshot, enquiries=False), TODAY)))
    assert bare.count(none) == 3 + HEADLINES
    asked = text(paper_word.to_word(outline.make(silent, plain(snapshot), TODAY)))
    assert asked.count(none) == 3 + HEADLINES + 2  # the action missing, the worsening unexplained


HOSTILE = (
    "=HYPERLINK(1)\x00 { DATE } \u202egnirts\u202c <w:p/> ]]> \ud800\ufffe \x1b[0m "
    "<script>alert(1)</script>\r\n\tnext"
)


def test_hostile_and_endless_commentary_is_harmless(snapshot: Snapshot) -> None:
    endless = f"{HOSTILE} {'and on ' * 3000}{'x' * 3000}"
    hostile = replace(
        snapshot,
        commentary=snapshot.commentary.with_columns(
            *(pl.lit(_storable(endless)).alias(name) for name in ("what_happened", "why")),
            action=pl.lit(_storable(endless)),
            owner_role=pl.lit(_storable(HOSTILE)),
        ),
    )
    made = outline.make(hostile, plain(snapshot), TODAY)
    (table,) = [part for part in made.opening if isinstance(part, Planned)]
    for row in table.rows:
        (action,) = row[-1]
        assert len(action) < 600
        assert "... (in full in the indicator's section)." in action
    data = paper_word.to_word(made)
    assert docx_check.faults(data) == []
    said = text(data)
    assert "=HYPERLINK(1) { DATE } gnirts <w:p/> ]]>" in said
    assert "and on " * 2999 in said
    assert not [mark for mark in "\x00\x1b\u202e\ufffe" if mark in said]


def _storable(told: str) -> str:
    """Text as a table can hold it: a lone half of a letter cannot be stored at all."""
    return told.encode("utf-8", "ignore").decode("utf-8")


# ---- what can be chosen -------------------------------------------------------------------------


def test_directorate_and_indicators(snapshot: Snapshot) -> None:
    education = plain(snapshot, directorate="Education and Skills")
    assert [row.indicator.directorate for row in outline.rows(snapshot, education)] == [
        "Education and Skills"
    ] * 4
    assert "Directorate: Education and Skills" in text(word(snapshot, education))
    two = plain(snapshot, indicator_ids=(PLANS, "ks4-fsm-gap"))
    assert [row.indicator.id for row in outline.rows(snapshot, two)] == [
        PLANS,
        "ks4-fsm-gap",
    ]
    assert "Returns to Early Help" not in text(word(snapshot, two))


def test_context_only_where_it_is_asked_for(snapshot: Snapshot) -> None:
    name = "Referrals to children's social care"
    assert name not in text(word(snapshot, plain(snapshot)))
    asked = plain(snapshot, indicator_ids=("referrals-rate",))
    assert name in text(word(snapshot, asked))
    assert docx_check.faults(word(snapshot, asked)) == []


def test_newest_comparators_and_the_older_neighbours(snapshot: Snapshot) -> None:
    newest = tables(word(snapshot, plain(snapshot, newest=True)))
    england = column(newest["All indicators against others, Q1 2025-26"], "England")
    assert england["Assessments completed within 45 working days"].startswith("85.7%")
    older = text(word(snapshot, plain(snapshot, model="2021-04")))
    assert "Mean 30.3%, median" in older
    assert "April 2021 model" in older


def test_with_and_without_charts(snapshot: Snapshot) -> None:
    with_charts = docx.Document(io.BytesIO(word(snapshot, PaperRequest(View(BCP, Q1)))))
    texts = [shape._inline.docPr.get("descr") for shape in with_charts.inline_shapes]
    assert len(texts) == HEADLINES + 1  # the gap has both groups besides
    assert all(t.startswith("Line chart of ") for t in texts)
    captions = [p.text for p in with_charts.paragraphs if p.text.startswith("Figure ")]
    assert [c.split(":")[0] for c in captions if c[7].isdigit()] == [
        f"Figure {n}" for n in range(1, 8)
    ]
    without = docx.Document(io.BytesIO(word(snapshot, plain(snapshot))))
    assert len(without.inline_shapes) == 0


def test_file_names_state_what_was_chosen() -> None:
    assert (
        outline.file_name(PaperRequest(View(BCP, Q1))) == "childrens-services-paper-q1-2025-26.docx"
    )
    wanted = PaperRequest(
        View(BCP, Q1, newest=True, model="2021-04"),
        directorate="Education and Skills",
        indicator_ids=(PLANS,),
        charts=False,
    )
    assert outline.file_name(wanted) == (
        "childrens-services-paper-q1-2025-26-education-and-skills-ehcp-20-weeks-"
        "newest-comparators-neighbours-2021-04-without-charts.docx"
    )


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"directorate": "Housing"}, "no directorate 'Housing'"),
        ({"indicator_ids": ("nope",)}, "nope"),
        (
            {"directorate": "Children's Social Care", "indicator_ids": (PLANS,)},
            "Children's Social Care has no indicator ehcp-20-weeks",
        ),
    ],
)
def test_unknown_names(snapshot: Snapshot, more: dict[str, Any], fault: str) -> None:
    with pytest.raises(UnknownNameError, match=fault):
        outline.make(snapshot, plain(snapshot, **more), TODAY)


def test_the_same_input_gives_the_same_bytes(snapshot: Snapshot) -> None:
    wanted = PaperRequest(View(BCP, Q1), indicator_ids=(PLANS, "ks4-fsm-gap"))
    first = paper_word.to_word(outline.make(snapshot, wanted, TODAY))
    again = replace(snapshot)  # the same, and remembers nothing
    assert paper_word.to_word(outline.make(again, wanted, TODAY)) == first


# ---- its own wording ----------------------------------------------------------------------------


def test_marks() -> None:
    assert marked("53.9%", "illustrative") == "53.9% [illustrative]"
    assert marked("53.9%", True) == "53.9% [illustrative]"
    assert marked("53.9%", False) == "53.9%"
    assert marked("53.9%", "published") == "53.9%"
    assert marked("46.4%", "derived") == "46.4% [derived]"
    assert marked("", "illustrative") == ""
    said = "The council's figure is illustrative (made up)."
    assert marked(said, True) == said


def test_misses_by(snapshot: Snapshot) -> None:
    assert misses_by(row_of(snapshot, PLANS)) == "6.1 points below the target"
    assert misses_by(row_of(snapshot, "secondary-permanent-exclusions")) == (
        "0.027 points above the target"
    )
    assert misses_by(row_of(snapshot, "early-help-returns")) == ""
    assert misses_by(row_of(snapshot, "referrals-rate")) == ""
    near = changed(snapshot, PLANS, Q1, value=59.0, numerator=59.0, denominator=100.0)
    assert misses_by(row_of(near, PLANS)) == "1.0 point below the target"
    fine = replace(
        snapshot,
        targets=snapshot.targets.with_columns(
            target=pl.when(pl.col("indicator_id") == PLANS).then(53.94).otherwise("target")
        ),
    )
    assert misses_by(row_of(fine, PLANS)) == "less than 0.1 points below the target"


def test_shortened_and_ended() -> None:
    assert shortened("one two three", 20) == "one two three"
    assert shortened("one two\n three", 9) == "one two ... (in full in the indicator's section)"
    assert ended("done") == "done."
    assert ended("done.") == "done."


# ---- the template -------------------------------------------------------------------------------


def test_the_shipped_template_has_the_sections_a_committee_asks_for() -> None:
    found = paper_template.template()
    asked = ("financial", "legal", "human resources", "sustainability", "public health",
             "equality", "risk assessment")  # fmt: skip
    assert [any(word in h.lower() for h, _ in found.implications) for word in asked] == [True] * 7
    assert len(found.implications) == 7


GOOD = """
title = "T"
subject = "S"
[[fields]]
name = "Report to"
text = "[x]"
[[implications]]
heading = "Legal"
instruction = "[fill in]"
"""


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('title = "T"', "", "lacks 'title'"),
        ('subject = "S"', 'subject = " "', "subject is empty"),
        ('title = "T"', 'title = "T"\ncolour = "red"', "has an unknown key 'colour'"),
        ('name = "Report to"', "", "fields 1: lacks 'name'"),
        ('text = "[x]"', 'text = ""', "fields 1: text is empty"),
        ('"[fill in]"', '"fill in"', "the instruction of 'Legal' does not stand in square"),
        (GOOD[GOOD.index("[[impl") :], "", "lacks 'implications'"),
        ("[[implications]]", "[[implications]]\nheading='Legal'\ninstruction='[a]'\n"
         "[[implications]]", "the heading 'Legal' is there twice"),
        ('title = "T"', "title =", "is not valid TOML"),
    ],
)  # fmt: skip
def test_a_faulty_template_is_named(tmp_path: Any, before: str, after: str, fault: str) -> None:
    file = tmp_path / "paper.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert paper_template.read(file).implications == (("Legal", "[fill in]"),)
    assert before in GOOD
    file.write_text(GOOD.replace(before, after), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"paper\.toml") as caught:
        paper_template.read(file)
    assert fault in str(caught.value)


def test_no_template() -> None:
    with pytest.raises(DefinitionError, match="there is no such file"):
        paper_template.read(paper_template.FILE.with_name("none.toml"))


def test_headings_of_the_plan_are_those_of_the_file(snapshot: Snapshot) -> None:
    made = outline.make(snapshot, plain(snapshot), TODAY)
    planned = [(p.level, p.text) for p in made.parts if isinstance(p, Heading)]
    assert planned == headings(word(snapshot, plain(snapshot)))
