"""The committee paper says what the summary says, to the character, and marks what is made up."""

import io
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import docx
import polars as pl
import pytest
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from kpi import formatting
from kpi.downloads import file_names
from kpi.errors import UnknownNameError
from kpi.file_writers import docx_check
from kpi.file_writers.document import Heading
from kpi.indicators import reporting_quarters
from kpi.indicators.commentary import comment
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.lines_of_enquiry import questions
from kpi.model import display
from kpi.model.snapshot import Snapshot
from kpi.paper import assembly
from kpi.paper import word as paper_word
from kpi.paper.assembly import PaperRequest
from kpi.paper.paragraph import NO_COMMENTARY
from kpi.paper.phrases import marked
from kpi.tables import summary
from kpi.wording import change_words, headline, scorecard_highlights
from kpi.wording.comparisons import comparison_cells as table_wording
from kpi.wording.status import status_reasons, status_tally, status_words
from kpi.wording.target_words import misses_by
from tests.kpi.changing import BCP, missing, quarter, suppressed

Q1 = quarter("Q1 2025-26")
PLANS = "ehcp-20-weeks"
PLANS_NAME = "Education, health and care plans issued within 20 weeks"
PLANS_TITLE = f"{PLANS_NAME}, leaving out exception cases"
HEADLINES = 6
APPENDICES = (
    "Appendix 1: All indicators",
    "Appendix 2: Evidence",
    "Appendix 3: Sources and definitions",
    "Appendix 4: Figures over time",
    "Appendix 5: Statistical neighbours by name",
)


@cache
def word(snapshot: Snapshot, wanted: PaperRequest) -> bytes:
    return paper_word.to_word(assembly.make(snapshot, wanted))


def plain(
    snapshot: Snapshot, label: str = "Q1 2025-26", area: str = BCP, **more: Any
) -> PaperRequest:
    """The full paper without charts, which are drawn only where a test is about them."""
    chosen = {name: more.pop(name) for name in ("newest", "model") if name in more}
    more = {"charts": False, "full": True, **more}
    return PaperRequest(View(area, quarter(label), **chosen), **more)


def short(
    snapshot: Snapshot, label: str = "Q1 2025-26", area: str = BCP, **more: Any
) -> PaperRequest:
    """The council's form alone, without pictures."""
    return plain(snapshot, label, area, full=False, **more)


def lines(data: bytes) -> list[str]:
    """Every paragraph and every cell's text in order."""
    said: list[str] = []
    for part in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(part, Paragraph):
            said.append(part.text)
        else:
            said += [cell.text for row in part.rows for cell in row.cells]
    return [each.replace("\N{NO-BREAK SPACE}", " ") for each in said]


def text(data: bytes) -> str:
    return "\n".join(lines(data))


def tables(data: bytes) -> dict[str, list[list[str]]]:
    """The cells of each table, by its title."""
    found = docx.Document(io.BytesIO(data)).tables
    return {_title(table): [[c.text for c in row.cells] for row in table.rows] for table in found}


def _title(table: Table) -> str:
    (named,) = [part for part in table._tbl.tblPr if part.tag.endswith("tblCaption")]
    return str(next(iter(named.attrib.values())))


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


# ---- the council's form -------------------------------------------------------------------------


def block(data: bytes, title: str) -> dict[str, str]:
    """The rows of a block, by their first cell."""
    return {row[0]: row[1].replace("\N{NO-BREAK SPACE}", " ") for row in tables(data)[title]}


def test_every_block_of_the_councils_form_stands_in_its_order(snapshot: Snapshot) -> None:
    data = word(snapshot, short(snapshot))
    assert docx_check.faults(data) == []
    assert list(block(data, "Report")) == [
        "Report subject", "Meeting date", "Status", "Executive summary", "Recommendations",
        "Reason for recommendations",
    ]  # fmt: skip
    assert list(block(data, "Responsibility")) == [
        "Portfolio Holder", "Corporate Director", "Report authors", "Wards", "Classification",
    ]  # fmt: skip
    assert headings(data) == [
        (1, "Children's Services Overview and Scrutiny Committee"),
        (2, "Background"),
        (2, "All six indicators at a glance"),
        (2, "Since the last report"),
        (2, "Children's Social Care"),
        (2, "Education and Skills"),
        (2, "Options appraisal"),
        *((2, f"Summary of {what}") for what in (
            "financial implications", "legal implications", "human resources implications",
            "sustainability impact", "public health implications", "equality implications",
            "risk assessment",
        )),
        (2, "Background papers"),
        (2, "Appendices"),
        (2, "Key to marks and words"),
    ]  # fmt: skip


def test_the_blocks_in_words(snapshot: Snapshot) -> None:
    told = block(word(snapshot, short(snapshot)), "Report")
    assert told["Report subject"] == (
        "Children's Services performance, Quarter 1 2025-26\n"
        "April to June 2025; Bournemouth, Christchurch and Poole"
    )
    assert told["Meeting date"] == "[meeting date, or: paper circulation by email]"
    assert told["Executive summary"].split("\n") == [
        "2 on target, 2 off target, 1 beyond intervention level, 1 awaiting data.",
        "Secondary permanent exclusions: 0.117% [d] in the spring term 2025, 0.027 points above "
        "the target of 0.090% [i]; above 0.110% [i] the council must act.",
        "Education, health and care plans in 20 weeks: 53.9% [i] in April to June 2025, 6.1 points "
        "below the target of 60.0% [i]; worsened clearly from 69.4% [i] the quarter before.",
        "Primary permanent exclusions: 0.012% [d] in the spring term 2025, 0.002 points above the "
        "target of 0.010% [i].",
        "On target: assessments in 45 working days, 94.4% [i]; returns to Early Help in 12 months, "
        "10.5% [i].",
    ]
    assert told["Recommendations"] == (
        "It is RECOMMENDED that: the performance update is noted by members of the Committee, in "
        "particular secondary permanent exclusions (paragraph 5) and education, health and care "
        "plans in 20 weeks (paragraph 6)."
    )


def test_the_meetings_day_alone_makes_an_action_overdue(snapshot: Snapshot) -> None:
    late = word(snapshot, short(snapshot, meeting=date(2025, 11, 1)))
    assert block(late, "Report")["Meeting date"] == "1 November 2025"
    assert "(Head of SEND, by 31 October 2025: overdue) [i]." in text(late)
    assert "31 January 2026: overdue" not in text(late)
    assert "overdue" not in text(word(snapshot, short(snapshot)))
    assert "overdue" not in text(word(snapshot, plain(snapshot)))
    full = text(word(snapshot, plain(snapshot, meeting=date(2025, 11, 1))))
    assert "Who and by when: Head of SEND; 31 October 2025: overdue [i]" in full


def test_numbers_shown_in_references_are_those_that_word_counts(snapshot: Snapshot) -> None:
    document = docx.Document(io.BytesIO(word(snapshot, short(snapshot))))
    numbered = [p for p in document.paragraphs if p.style.name == "Numbered paragraph"]
    marks = {
        mark.get(qn("w:name")): place
        for place, p in enumerate(numbered, start=1)
        for mark in p._p.iter(qn("w:bookmarkStart"))
    }
    assert sorted(marks.values()) == [3, 4, 5, 6, 7, 8]
    found = 0
    for holder in document.element.iter(qn("w:p")):
        runs = list(holder.iter(qn("w:r")))
        for place, run in enumerate(runs):
            code = run.find(qn("w:instrText"))
            if code is not None and code.text.split()[0] == "REF":
                shown = runs[place + 2].find(qn("w:t")).text
                assert int(shown) == marks[code.text.split()[1]]
                found += 1
    assert found == 6 + 2 + 3  # Table 1, the recommendation, the risks


def test_nothing_off_target_is_said(snapshot: Snapshot) -> None:
    wanted = short(snapshot, indicator_ids=("early-help-returns",))
    said = text(word(snapshot, wanted))
    assert "No indicator in this paper is off target. " in said
    assert "The indicator at a glance" in said
    assert block(word(snapshot, wanted), "Report")["Recommendations"].endswith(
        "noted by members of the Committee."
    )


def test_what_is_off_target_stands_on_the_first_page_in_every_quarter(snapshot: Snapshot) -> None:
    for when in reporting_quarters.quarters(snapshot, BCP):
        wanted = short(snapshot, when.short)
        made = assembly.make(snapshot, wanted)
        said = " ".join(map(str, made.preview)).replace("\N{NO-BREAK SPACE}", " ")
        rows = assembly.rows(snapshot, wanted)
        assert len(rows) == HEADLINES
        assert status_tally.status_counts(rows) in said
        for row in rows:
            assert misses_by(row) in said, when.short


# ---- the same words as everywhere ---------------------------------------------------------------


@pytest.mark.parametrize("area", [BCP, "330"])
def test_every_sentence_and_figure_is_the_summarys(snapshot: Snapshot, area: str) -> None:
    for when in reporting_quarters.quarters(snapshot, area)[-3:]:
        wanted = plain(snapshot, when.short, area)
        data = word(snapshot, wanted)
        assert docx_check.faults(data) == []
        rows = assembly.rows(snapshot, wanted)
        said = lines(data)
        for told in summary.summary_table(snapshot, rows).iter_rows(named=True):
            assert f"Figure: {told['sentence']}" in said
            status = status_words.STATUS_WORDS[told["target_status"]]
            assert f"Status: {status}. {told['target_rule']}" in said
        for notable in scorecard_highlights.notable(rows):
            assert f"{status_words.STATUS_WORDS[notable.status]}: {notable.text}" in said
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
        assert column(against_target, "Status")[name] == status_words.STATUS_WORDS[row.status]
        moved = column(against_target, "Against the period before")[name]
        assert moved.startswith(formatting.capital(change_words.change_words(row.since_last)))
        assert change_words.change_note(row, row.since_last) in moved
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
            assert ("[d]" in figure) == (comparator.status == "derived")
            apart = table_wording.comparator_words(row, comparator)
            assert not apart or marked(apart, row.status_against(comparator)) in cell


def test_commentary_and_reasons_stand_in_each_section(snapshot: Snapshot) -> None:
    said = lines(word(snapshot, plain(snapshot)))
    for row in assembly.rows(snapshot, plain(snapshot)):
        given = comment(snapshot, row.indicator, BCP, Q1)
        assert given is not None
        for label, told in (
            ("What happened", given.what_happened),
            ("Why", given.why),
            ("What is being done", given.action),
        ):
            assert f"{label}: {told} [i]" in said
        reason = status_reasons.why_direction(row, row.since_last)
        assert any(reason in line for line in said)
        assert f"Definition: {row.indicator.definition}" in said


def test_the_paper_of_the_committee_in_its_order(snapshot: Snapshot) -> None:
    found = headings(word(snapshot, plain(snapshot)))
    assert [title for level, title in found if level == 1] == [
        "Children's Services Overview and Scrutiny Committee",
        *APPENDICES,
    ]
    place = found.index((1, "Appendix 2: Evidence"))
    assert found[place + 1] == (2, "Children's Social Care")
    place = found.index((2, "Education and Skills"), place)
    assert [title for level, title in found[place + 1 :] if level == 3][:4] == [
        "Secondary permanent exclusions",
        "Education, health and care plans issued within 20 weeks",
        "Primary permanent exclusions",
        "Key Stage 4 attainment gap, free school meals",
    ]
    said = text(word(snapshot, plain(snapshot)))
    assert f"{'; '.join(APPENDICES)}. Methods are on the dashboard" in said
    assert "None. Methods, likely ranges" in text(word(snapshot, short(snapshot)))
    made = assembly.make(snapshot, plain(snapshot))
    flat = [(1, title) for title, _ in made.contents]
    assert flat == [pair for pair in found if pair[0] == 1]
    assert sum(len(inside) for _, inside in made.contents) == len(found) - len(flat)


def test_the_appendices_hold_every_figure(snapshot: Snapshot) -> None:
    found = tables(word(snapshot, plain(snapshot)))
    over_time = found[f"{PLANS_TITLE}: over time"]
    own = column(over_time, "Bournemouth, Christchurch and Poole")
    assert own["Q1 2025-26 (Apr to Jun 2025)"] == "53.9% (96 of 178 plans) [i]"
    assert own["Q4 2024-25 (Jan to Mar 2025)"] == "69.4% (118 of 170 plans) [i]"
    assert column(over_time, "England")["2024 (calendar year)"] == "46.4%"
    assert column(over_time, "England")["Q1 2025-26 (Apr to Jun 2025)"] == "none for this period"
    terms = found["Secondary permanent exclusions: over time"]
    assert column(terms, "England")["spring term 2024"] == "0.071% [d]"
    near = found[f"{PLANS_TITLE}: statistical neighbours, 2024 (calendar year)"]
    assert len(near) == 12
    assert column(near, "Figure")["Bournemouth, Christchurch and Poole"] == "77.6%"
    assert column(near, "Figure")["Devon"] == "3.2%"
    assert all(cell for table in found.values() for row in table for cell in row)


# ---- what is made up, missing, too small --------------------------------------------------------

MADE_UP = ("94.4%", "95.7%", "10.5%", "11.5%", "53.9%", "69.4%", "96 of 178", "118 of 170")


def test_an_illustrative_figure_is_marked_wherever_it_stands(snapshot: Snapshot) -> None:
    data = paper_word.to_word(assembly.make(snapshot, PaperRequest(View(BCP, Q1), full=True)))
    said = lines(data)
    for figure in MADE_UP:
        holding = [line for line in said if figure in line]
        assert len(holding) >= 3, figure
        unmarked = [line for line in holding if "illustrative" not in line and "[i]" not in line]
        assert unmarked == []
    foot = docx.Document(io.BytesIO(data)).sections[0].footer.paragraphs[0].text
    assert foot.startswith(
        "Children's Services performance, Quarter 1 2025-26. [i]: illustrative: made up, not real."
    )
    pictures = docx.Document(io.BytesIO(data)).inline_shapes
    texts = [shape._inline.docPr.get("descr") for shape in pictures]
    assert [t for t in texts if "53.9%" in t and "llustrative" not in t] == []


def test_englands_plans_are_never_taken_for_our_own(snapshot: Snapshot) -> None:
    """46.4% is England's figure for 2024, leaving out exception cases, wherever it stands."""
    data = word(snapshot, plain(snapshot))
    told = [p.text for p in docx.Document(io.BytesIO(data)).paragraphs]
    said = [each for each in told if "46.4%" in each and "England" in each]
    said = [each for each in said if not each.startswith("This report covers")]
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
    wanted = plain(snapshot, indicator_ids=("ks4-fsm-gap",), charts=True)
    said = lines(word(snapshot, wanted))
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


def test_a_council_without_a_return_has_nothing_illustrative(snapshot: Snapshot) -> None:
    wanted = PaperRequest(View("330", reporting_quarters.default_quarter(snapshot, "330")))
    made = assembly.make(snapshot, wanted)
    data = paper_word.to_word(made)
    assert docx_check.faults(data) == []
    assert "[i]" not in text(data)
    assert "Bournemouth" not in text(data)
    assert "illustrative" not in made.about.foot


def test_a_suppressed_figure_is_nowhere(snapshot: Snapshot) -> None:
    small = suppressed(snapshot, "early-help-returns", Q1)
    wanted = PaperRequest(View(BCP, Q1), indicator_ids=("early-help-returns",))
    data = paper_word.to_word(assembly.make(small, wanted))
    told = replace(small, commentary=small.commentary.clear())  # its words are the council's own
    said = text(paper_word.to_word(assembly.make(told, plain(snapshot))))
    assert "10.5%" not in said
    assert "18 of 172" not in said
    assert (
        "In April to June 2025 there were too few children to show: suppressed; the target " in said
    )
    for part in docx.Document(io.BytesIO(data)).inline_shapes:
        assert "10.5" not in part._inline.docPr.get("descr")
    assert docx_check.faults(data) == []


def test_a_missing_figure_and_an_empty_series_are_words(snapshot: Snapshot) -> None:
    gone = missing(snapshot, PLANS, Q1)
    assert "Not available" in text(paper_word.to_word(assembly.make(gone, plain(snapshot))))
    none = replace(
        snapshot, observations=snapshot.observations.filter(pl.col("indicator_id") != PLANS)
    )
    data = paper_word.to_word(
        assembly.make(none, PaperRequest(View(BCP, Q1), indicator_ids=(PLANS,)))
    )
    assert docx_check.faults(data) == []
    assert "No return loaded gives a figure" in text(data)


def test_lines_of_enquiry_are_those_of_the_page(snapshot: Snapshot) -> None:
    late = date(2026, 2, 1)
    said = lines(paper_word.to_word(assembly.make(snapshot, plain(snapshot, meeting=late))))
    number = 0
    for row in assembly.rows(snapshot, plain(snapshot)):
        for each in questions.enquiries(snapshot, row, late):
            number += 1
            assert said.count(marked(each.question, each.data_status)) == 1
            assert f"{questions.FROM}: {marked(each.source, each.data_status)}" in said
    assert number == 11
    none = f"{questions.IN_PAPER}: {questions.NONE}"
    asked = f"{questions.IN_PAPER}: {questions.INTRODUCTION}"
    assert (said.count(none), said.count(asked)) == (0, HEADLINES)
    early = plain(snapshot, meeting=date(2025, 9, 1))  # no action was due by then
    said = lines(paper_word.to_word(assembly.make(snapshot, early)))
    # Returns to Early Help and Key Stage 4: nothing to ask.
    assert (said.count(none), said.count(asked)) == (2, HEADLINES - 2)


def test_lines_of_enquiry_can_be_left_out(snapshot: Snapshot) -> None:
    wanted = plain(snapshot, enquiries=False)
    said = text(paper_word.to_word(assembly.make(snapshot, wanted)))
    assert questions.IN_PAPER not in said
    assert questions.FROM not in said
    assert file_names.paper(wanted).endswith("-without-charts-without-enquiries.docx")
    assert "enquiries" not in file_names.paper(plain(snapshot))


def test_no_commentary_is_said(snapshot: Snapshot) -> None:
    silent = replace(snapshot, commentary=snapshot.commentary.clear())
    none = "The council gave no commentary for Q1 2025-26."
    bare = text(paper_word.to_word(assembly.make(silent, plain(snapshot, enquiries=False))))
    assert bare.count(none) == HEADLINES
    assert bare.count(NO_COMMENTARY) == HEADLINES
    asked = text(paper_word.to_word(assembly.make(silent, plain(snapshot))))
    assert asked.count(none) == HEADLINES + 2  # the action missing, the worsening unexplained


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
    made = assembly.make(hostile, plain(snapshot))
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
    assert [row.indicator.directorate for row in assembly.rows(snapshot, education)] == [
        "Education and Skills"
    ] * 4
    assert "One directorate reports: Education and Skills (four indicators)." in text(
        word(snapshot, education)
    )
    two = plain(snapshot, indicator_ids=(PLANS, "ks4-fsm-gap"))
    assert [row.indicator.id for row in assembly.rows(snapshot, two)] == [
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


def test_with_and_without_pictures(snapshot: Snapshot) -> None:
    drawn = docx.Document(io.BytesIO(word(snapshot, short(snapshot, charts=True))))
    texts = [shape._inline.docPr.get("descr") for shape in drawn.inline_shapes]
    assert len(texts) == 3 * HEADLINES  # in the table, and a pair under each paragraph
    assert [t.split(" ")[0] for t in texts] == ["Range"] * HEADLINES + [
        "Trend",
        "Range",
    ] * HEADLINES
    without = docx.Document(io.BytesIO(word(snapshot, plain(snapshot))))
    assert len(without.inline_shapes) == 0


def test_the_full_paper_has_the_charts_of_the_evidence_too(snapshot: Snapshot) -> None:
    wanted = plain(snapshot, indicator_ids=("ks4-fsm-gap",), charts=True)
    document = docx.Document(io.BytesIO(word(snapshot, wanted)))
    texts = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    # The gap has both of its groups besides.
    assert [t.split(" ")[0] for t in texts] == ["Range", "Trend", "Range", "Line", "Line"]


def test_file_names_state_what_was_chosen() -> None:
    assert (
        file_names.paper(PaperRequest(View(BCP, Q1))) == "childrens-services-paper-q1-2025-26.docx"
    )
    wanted = PaperRequest(
        View(BCP, Q1, newest=True, model="2021-04"),
        directorate="Education and Skills",
        indicator_ids=(PLANS,),
        charts=False,
    )
    assert file_names.paper(wanted) == (
        "childrens-services-paper-q1-2025-26-education-and-skills-ehcp-20-weeks-"
        "newest-comparators-neighbours-2021-04-without-charts.docx"
    )
    full = file_names.paper(PaperRequest(View(BCP, Q1), full=True))
    assert full == "childrens-services-paper-q1-2025-26-full.docx"


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
        assembly.make(snapshot, plain(snapshot, **more))


def test_the_same_input_gives_the_same_bytes(snapshot: Snapshot) -> None:
    wanted = PaperRequest(View(BCP, Q1), indicator_ids=(PLANS, "ks4-fsm-gap"))
    first = paper_word.to_word(assembly.make(snapshot, wanted))
    again = replace(snapshot)  # the same, and remembers nothing
    assert paper_word.to_word(assembly.make(again, wanted)) == first


def test_headings_of_the_plan_are_those_of_the_file(snapshot: Snapshot) -> None:
    made = assembly.make(snapshot, plain(snapshot))
    planned = [(p.level, p.text) for p in made.parts if isinstance(p, Heading)]
    assert planned == headings(word(snapshot, plain(snapshot)))


def test_a_councils_own_return_is_no_published_work(snapshot: Snapshot) -> None:
    """It is named among the background papers, but its licence is the council's."""
    returned = pl.col("reporting_quarter").is_not_null()
    own = replace(
        snapshot,
        observations=snapshot.observations.with_columns(
            source=pl.when(returned).then(pl.lit("local-return")).otherwise("source"),
            data_status=pl.when(returned).then(pl.lit("published")).otherwise("data_status"),
        ),
    )
    said = lines(word(own, short(own)))
    papers = said[said.index("Background papers") + 1]
    assert papers.startswith(
        "The council's quarterly return (the council, as loaded by its performance team). "
        "Published works: "
    )
    works = papers.partition("Published works: ")[2]
    assert "quarterly return" not in works
    assert works.endswith("licensed under the Open Government Licence v3.0.")


def test_what_took_longer_is_told_with_its_own_period(snapshot: Snapshot) -> None:
    """Of Birmingham plans are of 2024 and assessments of the year to March 2024."""
    said = text(word(snapshot, short(snapshot, area="330")))
    assert "946 of 1,290 plans took longer in 2024." in said
    assert "2,589 of 17,602 assessments took longer in the year to March 2024." in said
    assert "946 of 1,290 plans took longer than 20 weeks in 2024." in said
    assert "Of primary pupils it was 0.030% [d] in the spring term 2025." in said
