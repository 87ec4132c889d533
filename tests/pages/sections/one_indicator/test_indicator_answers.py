"""The first screen of the indicator page: its four answers and the questions to ask.

What one row says is read from the plain objects that the template gets; how it stands on the page
is read from the page.
"""

import re
from dataclasses import replace
from datetime import date

import pytest
from markupsafe import Markup

from kpi.indicators import reporting_quarters, scorecard
from kpi.indicators.commentary import Comment, comment
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.lines_of_enquiry import questions
from kpi.model.snapshot import Snapshot
from pages.sections.one_indicator import indicator_answers
from pages.sections.one_indicator.indicator_answers import Answers, MarkedLine
from tests.kpi.changing import BCP, changed, missing, quarter, row_of, suppressed
from tests.pages.conftest import Opener
from tests.pages.reading import faults, headings, mark, markup, spoken, summaries, text
from tests.pages.said import texts_of_markup

Q1 = quarter("Q1 2025-26")
TODAY = date(2025, 11, 20)
EHCP = "ehcp-20-weeks"
INDICATORS = ("assessments-45-days", "ehcp-20-weeks", "ks4-fsm-gap", "referrals-rate")
I, D = "illustrative", "derived"  # noqa: E741 - the marks [i] and [d]

Line = tuple[str, str]
Other = tuple[str, str, str, str]


def answers_of(snapshot: Snapshot, row: ScorecardRow, today: date = TODAY) -> Answers:
    said = comment(snapshot, row.indicator, row.area.code, row.quarter)
    asked = questions.enquiries(snapshot, row, today)
    return indicator_answers.answers(row, said, asked, today)


def texts_of(snapshot: Snapshot, row: ScorecardRow, said: Comment | None) -> list[str]:
    asked = questions.enquiries(snapshot, row, TODAY)
    drawn = indicator_answers.markup(row, said, asked, Markup("<p>the pictures</p>"), TODAY)
    return texts_of_markup(drawn)


def pairs(lines: tuple[MarkedLine, ...]) -> list[Line]:
    return [(line.text, line.status) for line in lines]


# ---- what each indicator says at Q1 2025-26 -------------------------------------------------

FIGURES = {
    "assessments-45-days": ("94.4%", "", I, "On target"),
    "early-help-returns": ("10.5%", "", I, "On target"),
    "ehcp-20-weeks": ("53.9%", "", I, "Off target"),
    "ks4-fsm-gap": ("17.0", "points", D, "Awaiting data"),
    "primary-permanent-exclusions": ("0.012%", "", D, "Off target"),
    "secondary-permanent-exclusions": ("0.117%", "", D, "Beyond intervention level"),
    "referrals-rate": ("135.1", "", D, "No target"),
}
ENOUGH: dict[str, list[Line]] = {
    "assessments-45-days": [
        ("869 of 921 assessments, Q1 2025-26 (Apr to Jun 2025)", I),
        ("Target 90.0% or more", I),
        ("The council must act below 82.5%", I),
        ("At or above target for the 5th quarter in a row", I),
    ],
    "early-help-returns": [
        ("18 of 172 closed cases, Q1 2025-26 (Apr to Jun 2025)", I),
        ("Target 15.0% or less", I),
        ("The council must act above 20.0%", I),
        ("At or below target for the 7th quarter in a row", I),
    ],
    "ehcp-20-weeks": [
        ("96 of 178 plans, Q1 2025-26 (Apr to Jun 2025)", I),
        ("Target 60.0% or more", I),
        ("The council must act below 46.4%", I),
    ],
    "ks4-fsm-gap": [
        (
            "The newest figure is for the academic year 2023/24. The next, academic year 2024/25, "
            "is due at the end of August 2025, in the Q2 2025-26 report.",
            "published",
        ),
        ("Target 15.0 points or less", I),
        ("The council must act above 17.5 points", I),
    ],
    "primary-permanent-exclusions": [
        ("About 12 in 100,000, spring term 2025", D),
        ("Number of primary pupils not known", "published"),
        ("Target 0.010% or less", I),
        ("The council must act above 0.020%", I),
    ],
    "secondary-permanent-exclusions": [
        ("About 117 in 100,000, spring term 2025", D),
        ("Number of secondary pupils not known", "published"),
        ("Target 0.090% or less", I),
        ("The council must act above 0.110%", I),
    ],
    "referrals-rate": [
        ("1,006 referrals to children's social care, Q4 2023-24 (Jan to Mar 2024)", D),
        ("The newest figure is for January to March 2024.", "published"),
    ],
}
CHANGES = {
    "assessments-45-days": ("↓ Worsened", False, I),
    "early-help-returns": ("↓ Improved", False, I),
    "ehcp-20-weeks": ("↓ Worsened clearly", True, I),
    "ks4-fsm-gap": ("↑ Worsened", False, D),
    "primary-permanent-exclusions": ("No certain change", False, D),
    "secondary-permanent-exclusions": ("No certain change", False, D),
    "referrals-rate": ("↓ Down", False, D),
}
BETTER: dict[str, list[Line]] = {
    "assessments-45-days": [
        ("From 95.7% the quarter before: within normal variation", I),
        ("From 94.0% the same quarter a year before: improved; within normal variation", I),
    ],
    "early-help-returns": [
        ("From 11.5% the quarter before: within normal variation", I),
        ("From 13.5% the same quarter a year before: improved; within normal variation", I),
        ("The lowest in nine quarters", I),
    ],
    "ehcp-20-weeks": [
        ("From 69.4% the quarter before", I),
        ("From 75.6% the same quarter a year before: worsened clearly", I),
        ("11 more plans in time would have met the target", I),
    ],
    "ks4-fsm-gap": [("From 16.7 points the year before: not tested", D)],
    "primary-permanent-exclusions": [("From 0.011% the same term a year before", D)],
    "secondary-permanent-exclusions": [("From 0.115% the same term a year before", D)],
    "referrals-rate": [
        ("From 137.9 the quarter before: within normal variation", D),
        ("From 159.4 the same quarter a year before: clearly down", D),
    ],
}
OTHERS: dict[str, list[Other]] = {
    "assessments-45-days": [
        ("E", "84.5%", "published", "ours better"),
        ("SW", "79.5%", "published", "ours better"),
        ("N", "82.5%", D, "ours better"),
        ("G", "84.1%", D, "ours better"),
    ],
    "early-help-returns": [],
    "ehcp-20-weeks": [
        ("E", "46.4%", "published", "ours better"),
        ("SW", "28.5%", "published", "ours better"),
        ("N", "40.6%", D, "ours better than 6 of 10"),
        ("G", "58.6%", D, "ours worse than 38 of 66"),
    ],
    "ks4-fsm-gap": [
        ("E", "14.9", D, "ours higher: worse side"),
        ("SW", "16.5", D, "ours higher: worse side"),
        ("N", "17.0", D, "ours worse than 6 of 10"),
        ("G", "14.8", D, "ours worse than 52 of 66"),
    ],
    "primary-permanent-exclusions": [
        ("E", "0.010%", D, "ours worse than 101 of 151"),
        ("SW", "0.014%", D, "ours better than 7 of 14"),
        ("N", "0.011%", D, "ours worse than 6 of 10"),
        ("G", "0.011%", D, "ours worse than 41 of 66"),
    ],
    "secondary-permanent-exclusions": [
        ("E", "0.071%", D, "ours worse than 118 of 151"),
        ("SW", "0.082%", D, "ours worse than 11 of 14"),
        ("N", "0.064%", D, "ours worse than all 10"),
        ("G", "0.075%", D, "ours worse than 56 of 66"),
    ],
    "referrals-rate": [
        ("E", "130.6", D, "similar"),
        ("SW", "120.0", D, "ours higher"),
        ("N", "101.9", D, "ours higher"),
        ("G", "134.0", D, "ours higher than 38 of 66"),
    ],
}


@pytest.mark.parametrize("indicator_id", FIGURES)
def test_the_answers_of_the_first_quarter(snapshot: Snapshot, indicator_id: str) -> None:
    found = answers_of(snapshot, row_of(snapshot, indicator_id))
    assert (found.figure, found.unit, found.status, found.tag.words) == FIGURES[indicator_id]
    assert found.is_old == (indicator_id == "ks4-fsm-gap")
    assert not found.is_revised
    assert pairs(found.enough) == ENOUGH[indicator_id]
    assert (found.change, found.change_is_strong, found.change_status) == CHANGES[indicator_id]
    assert pairs(found.better) == BETTER[indicator_id]
    others = [(o.letter, o.figure, o.status, o.words) for o in found.others]
    assert others == OTHERS[indicator_id]
    assert [o.reason for o in found.others] == [""] * len(others)
    # What ours against others is made of has the status of our figure; without others, nothing.
    assert found.others_status == (FIGURES[indicator_id][2] if others else "published")


def test_names_of_the_others(snapshot: Snapshot) -> None:
    found = answers_of(snapshot, row_of(snapshot, EHCP))
    assert [(o.key, o.label) for o in found.others] == [
        ("england", "England"),
        ("region", "South West"),
        ("neighbours", "Neighbours"),
        ("good", "Good"),
    ]


def test_folds_say_the_rest(snapshot: Snapshot) -> None:
    found = answers_of(snapshot, row_of(snapshot, EHCP))
    status, taken = (line for line in found.why_status.lines if line.text)
    assert status.text.startswith("The target is 60.0% or more. Below 46.4%")
    assert (taken.text, taken.status) == (
        "11 more plans in time would have met the target of 60.0% or more: 107 of 178 (60.1%).", I,
    )  # fmt: skip
    before, why, year_before, why_year = found.why_change.lines
    assert before.text == "Against the quarter before:"
    assert year_before.text == "Against the same quarter a year before:"
    assert "15.5 points lower" in why.text
    assert "21.7 points lower" in why_year.text
    assert why.status == why_year.status == I
    likely = found.why_verdicts.lines[0]
    assert likely.text.startswith("Likely between 46.6% and 61.1%. 96 of 178 plans gives 53.9%.")
    assert likely.status == I
    assert [line.text.partition(".")[0] for line in found.why_verdicts.lines[4:]] == [
        "England: better",
        "South West: better",
        "Statistical neighbours: not judged",
        "Other authorities judged Good overall as at 31 March 2025: not judged",
    ]
    assert found.why_likely.lines == ()


def test_a_rate_without_counts_says_why_they_are_not_known(snapshot: Snapshot) -> None:
    found = answers_of(snapshot, row_of(snapshot, "primary-permanent-exclusions"))
    assert found.why_status.lines[-1].text == (
        "How many primary pupils were permanently excluded is not known: the figure is worked out "
        "from published rates."
    )


def test_without_comparators_the_likely_range_has_a_fold_of_its_own(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "early-help-returns")
    found = answers_of(snapshot, row)
    assert found.no_comparator == row.indicator.no_comparator
    (likely,) = found.why_likely.lines
    assert likely.text.startswith("Likely between 6.7% and 15.9%. 18 of 172 closed cases gives")
    assert likely.status == I
    said = texts_of(snapshot, row, None)
    assert "Why a likely range?" in said
    assert "Why these verdicts?" not in said


def test_a_revised_figure_is_marked(snapshot: Snapshot) -> None:
    revised = changed(snapshot, EHCP, Q1, symbol="r")
    row = row_of(revised, EHCP)
    assert answers_of(revised, row).is_revised
    assert any("[r] revised" in said for said in texts_of(revised, row, None))
    assert not any("[r]" in said for said in texts_of(snapshot, row_of(snapshot, EHCP), None))


# ---- no figure ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator_id", "told"),
    [
        (EHCP, ("53.9", "96", "46.6%", "61.1%", "15.5", "21.7", "11 more", "13.3", "107")),
        ("early-help-returns", ("10.5", "18", "172", "6.7%", "15.9%", "nine quarters")),
    ],
)
def test_of_a_suppressed_figure_nothing_is_revealed(
    snapshot: Snapshot, indicator_id: str, told: tuple[str, ...]
) -> None:
    hidden = suppressed(snapshot, indicator_id, Q1)
    row = row_of(hidden, indicator_id)
    said = texts_of(hidden, row, None)
    shown = texts_of(snapshot, row_of(snapshot, indicator_id), None)
    for number in told:
        telling = re.compile(rf"(?<![\d.,/-]){re.escape(number)}(?![\d,/-]|\.\d)")
        assert any(telling.search(each) for each in shown), f"{number} proves nothing"
        assert [each for each in said if telling.search(each)] == []
    found = answers_of(hidden, row)
    assert found.figure == "Confidential: too few children to show"
    assert (found.unit, found.tag.words) == ("", "Suppressed")
    assert found.change == "Cannot be calculated"
    assert not found.change_is_strong
    assert {other.words for other in found.others} <= {""}
    assert found.why_likely.lines == ()


def test_a_missing_figure_is_said_in_words(snapshot: Snapshot) -> None:
    gone = missing(snapshot, EHCP, Q1)
    found = answers_of(gone, row_of(gone, EHCP))
    assert (found.figure, found.unit, found.tag.words) == ("Not available", "", "Awaiting data")
    assert [(o.figure, o.words) for o in found.others][:2] == [("46.4%", ""), ("28.5%", "")]


def test_without_any_return_no_sentence_is_left_half_said(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "early-help-returns", area="330")
    found = answers_of(snapshot, row)
    assert found.figure == "No return has been loaded"
    assert found.change == "Cannot be calculated"
    assert (found.enough, found.better, found.others) == ((), (), ())
    assert found.no_action == "The council gave no commentary for Q1 2025-26."
    (asked,) = found.questions.asked
    assert asked.text.startswith("No return with returns to Early Help")
    for said in texts_of(snapshot, row, None):
        assert not re.search(r": ?\.|\.\.|\bNone\b|  ", said), said


# ---- what is being done ---------------------------------------------------------------------


def test_the_commentary_and_when_it_is_overdue(snapshot: Snapshot) -> None:
    row = row_of(snapshot, EHCP)
    for today, overdue in (
        (date(2025, 10, 31), ""),
        (date(2025, 11, 1), "overdue on 1 November 2025"),
    ):
        action = answers_of(snapshot, row, today).action
        assert action is not None
        assert (action.due, action.overdue) == ("31 October 2025", overdue)
        assert action.action.startswith("Use locum psychologists")
        assert (action.who, action.status) == ("Head of SEND", I)
        assert action.what_happened.startswith("96 of 178 plans were issued in time.")
        assert action.why.startswith("Advice from educational psychologists was late")
    said = texts_of(snapshot, row, comment(snapshot, row.indicator, BCP, Q1))
    assert said[said.index("By when") + 1] == "31 October 2025 overdue on 20 November 2025"


def test_what_a_commentary_leaves_out_is_said(snapshot: Snapshot) -> None:
    row = row_of(snapshot, EHCP)
    empty = Comment(None, None, None, None, None, "provisional")
    action = indicator_answers.answers(row, empty, (), TODAY).action
    assert action is not None
    assert {action.action, action.who, action.what_happened, action.why} == {"not said"}
    assert (action.due, action.overdue, action.status) == ("no date given", "", "provisional")
    said = texts_of(snapshot, row, empty)
    assert "What is being done?[p] provisional" in said
    assert said[said.index("By when") + 1] == "no date given"


def test_without_commentary_it_says_so(snapshot: Snapshot) -> None:
    row = row_of(snapshot, EHCP, "Q4 2024-25")
    assert answers_of(snapshot, row).action is None
    said = texts_of(snapshot, row, None)
    assert "The council gave no commentary for Q4 2024-25." in said
    assert "What is being done?" in said
    assert "By when" not in said


def test_text_of_a_return_is_never_markup(snapshot: Snapshot) -> None:
    harm = '<img src=x onerror="act()">{{ it }}&amp;'
    hostile = Comment(harm, harm, harm, harm, date(2025, 10, 31), harm)
    asked = [questions.Enquiry(harm, harm, harm, harm)]
    row = row_of(snapshot, EHCP)
    named = replace(row, indicator=replace(row.indicator, no_comparator=harm))
    drawn = indicator_answers.markup(named, hostile, asked, Markup("<hr>"), TODAY)
    assert "<img" not in drawn
    assert drawn.count("&lt;img src=x onerror=&#34;act()&#34;&gt;{{ it }}&amp;amp;") >= 7
    assert "<hr>" in drawn


# ---- questions to ask -----------------------------------------------------------------------


@pytest.mark.parametrize("indicator_id", INDICATORS)
def test_the_page_asks_what_kpi_asks(
    open_page: Opener, snapshot: Snapshot, indicator_id: str
) -> None:
    app = open_page("indicator", indicator=indicator_id)
    for when in reporting_quarters.quarters(snapshot, BCP)[-4:]:
        app.selectbox(key="quarter").set_value(when.short).run()
        assert faults(app) == []
        (row,) = scorecard.summary(snapshot, View(BCP, when), indicator_ids=[indicator_id])
        found = questions.enquiries(snapshot, row, date.today(), is_named=False)
        said = text(app)
        asked = re.findall(r'<div class="ask"><p>(.*?)</p><details>', markup(app), re.DOTALL)
        assert [spoken(each) for each in asked] == [
            spoken(f"{each.question}{mark(each.data_status)}") for each in found
        ]
        assert (questions.NONE in said) == (not found)
        assert (questions.INTRODUCTION in said) == bool(found)
        from_titles = [t for t in summaries(app) if t.startswith(questions.FROM)]
        assert from_titles == [
            f"{questions.FROM} (question {place})" for place in range(1, len(found) + 1)
        ]
        for each in found:
            assert f"{each.question}{mark(each.data_status)}" in said, when.short
            assert f"{each.source}{mark(each.data_status)}" in said, when.short


def test_the_order_of_the_first_screen(open_page: Opener) -> None:
    app = open_page("indicator", indicator=EHCP, quarter="Q1 2025-26")
    titles = headings(app)
    assert titles[: titles.index("Is this unusual?") + 1] == [
        "Is it good enough?",
        "Is it getting better?",
        "Is it just us?",
        "Over time",
        "Among 151 authorities, 2024",
        "What is being done?",
        questions.HEADING,
        "Over time in detail",
        "Is this unusual?",
    ]


def test_a_council_without_a_return_is_asked_for_it(
    open_page: Opener, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_HOME", "330")
    app = open_page("indicator", indicator="early-help-returns")
    (asked,) = questions.enquiries(
        snapshot, row_of(snapshot, "early-help-returns", area="330"), date.today(), is_named=False
    )
    assert asked.question in text(app)
    assert len([t for t in summaries(app) if t.startswith(questions.FROM)]) == 1
