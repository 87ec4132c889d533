"""The indicator page: what it shows is what `kpi` says, for every indicator and quarter."""

import re
from datetime import date
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from kpi.charts import gap_groups, indicator_trend, indicator_years
from kpi.charts import xmr as xmr_chart
from kpi.charts.range_bar_layout import range_bar
from kpi.charts.renderers.html import line_plot
from kpi.formatting import capital, long_date
from kpi.indicators import reporting_quarters, scorecard, xmr
from kpi.indicators.comparisons import national_rank
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model import display
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.wording import change_words, headline, indicator_notes, legend
from kpi.wording.comparisons import comparison_cells as table_wording
from kpi.wording.comparisons import likely_ranges as significance_wording
from kpi.wording.comparisons import place_in_group
from kpi.wording.comparisons import verdicts as verdicts_wording
from kpi.wording.comparisons.area_letters import letters
from kpi.wording.status import status_reasons, status_words
from pages.sections.one_indicator.indicator_answers import FIRST_SCREEN
from tests.kpi.changing import BCP, quarter
from tests.pages.conftest import Opener
from tests.pages.reading import (
    chart_texts,
    faults,
    flat,
    headings,
    mark,
    markup,
    plots_drawn,
    spoken,
    summaries,
    table,
    tables,
    text,
)

Q1 = quarter("Q1 2025-26")
INDICATORS = (
    "assessments-45-days",
    "early-help-returns",
    "ehcp-20-weeks",
    "ks4-fsm-gap",
    "primary-permanent-exclusions",
    "secondary-permanent-exclusions",
    "referrals-rate",
)


def row_of(
    snapshot: Snapshot, indicator_id: str, when: Period = Q1, area: str = BCP
) -> ScorecardRow:
    (row,) = scorecard.summary(snapshot, View(area, when), indicator_ids=[indicator_id])
    return row


def stray_words(said: str, row: ScorecardRow) -> list[str]:
    """What slipped through from the machine; a rate of nought is rightly said as "None"."""
    nought = capital(display.rare(row.indicator, row.value)) if row.value == 0 else ""
    said = said.replace(nought, "") if nought else said
    return re.findall(r"\b(?:None|NaN|nan)\b", said)


def others_drawn(app: AppTest) -> list[tuple[str, str, str]]:
    """Letter, name with figure and mark, and how ours compares, of each comparator on top."""
    items = re.findall(r'<ul class="others">(.*?)</ul>', markup(app), re.DOTALL)
    return [
        (letter, spoken(who), spoken(words))
        for letter, who, words in re.findall(
            r'<span class="sw \w+" aria-hidden="true">(\w+)</span>'
            r'<span class="who">(.*?)</span><span class="sub">(.*?)</span></li>',
            "".join(items),
            re.DOTALL,
        )
    ]


def others_expected(row: ScorecardRow) -> list[tuple[str, str, str]]:
    """The same from the row; where a comparator has no figure, why."""
    if row.indicator.no_comparator:
        return []
    return [
        (
            head.letter,
            head.label
            if c.value is None
            else f"{head.label} {headline.number(row.indicator, c.value)}{mark(c.status)}",
            headline.no_comparator(row, c)
            if c.value is None
            else table_wording.short_stance(row, c),
        )
        for c, head in zip(row.comparators, letters(row.comparators), strict=True)
    ]


@pytest.mark.parametrize("indicator_id", INDICATORS)
def test_every_quarter(open_page: Opener, snapshot: Snapshot, indicator_id: str) -> None:
    app = open_page("indicator", indicator=indicator_id)
    for when in reporting_quarters.quarters(snapshot, BCP):
        app.selectbox(key="quarter").set_value(when.short).run()
        assert faults(app) == [], when.short
        row = row_of(snapshot, indicator_id, when)
        said = text(app)
        verdicts = verdicts_wording.verdicts(row)
        changes = [change for _, change in indicator_notes.comparisons(row)]
        moved = list(zip(indicator_notes.moved_short(row), changes, strict=True))
        assert headings(app, 1) == [row.indicator.name]
        for sentence in (
            headline.quarter_words(when),
            capital(indicator_notes.better(row.indicator)),
            f"{headline.value_or_reason(row)}{mark(row.figure_status)}",
            capital(headline.counts(row.indicator, row.now)),
            capital(display.rare(row.indicator, row.value)),
            str(row.now.period) if row.now else "",
            headline.waiting(row),
            f"Target {headline.goal(row)}{mark('illustrative')}" if row.target else "– No target",
            status_words.STATUS_WORDS[row.status],
            status_reasons.why_status(row),
            capital(change_words.change_words(row.since_last)),
            *(f"{told}{mark(change.status)}" for told, change in moved if told),
            status_reasons.why_direction(row, row.since_last),
            status_reasons.why_direction(row, row.since_last_year) if len(moved) > 1 else "",
            capital(significance_wording.range_words(row.indicator, row.likely)),
            indicator_notes.no_count(row.indicator, row.now),
            indicator_notes.range_rule(row),
            *(f"{told.against}: {told.word}. {capital(told.sentence)}. " for told in verdicts),
            *(told.why for told in verdicts),
            *(
                [place_in_group.GROUP_RULE, indicator_notes.VERDICT_IS_NOT_STATUS]
                if verdicts
                else []
            ),
            *(f"{each.mark} {each.meaning}." for each in legend.marks_of([row])),
            indicator_notes.source_words(snapshot, row),
            row.indicator.directorate,
        ):
            assert flat(sentence) in said, f"{when.short}: {sentence}"
        assert stray_words(said, row) == [], when.short
        assert others_drawn(app) == others_expected(row), when.short
        # Among all authorities: the large bar, and the small one for a narrow screen.
        bar = range_bar(snapshot, row)
        bars = re.findall(
            r'<div class="rangebar[^"]*" role="img" aria-label="([^"]*)"', markup(app)
        )
        assert list(map(unescape, bars)) == ([] if bar.absence else [bar.text, bar.text])
        assert flat(bar.absence or bar.large_note) in said
        ours = [each.status for each in bar.marks if each.role == "home"]
        if ours and bar.large_note:
            assert f"{flat(bar.large_note)}{mark(ours[0])}" in said
        alternatives = chart_texts(app)
        trend = indicator_trend.trend(snapshot, row)
        found = xmr.reading(row.indicator, row.series, BCP)
        ranged = xmr_chart.chart(row, found) if found else None
        drawn = [
            trend,
            indicator_years.yearly(snapshot, row),
            gap_groups.legs(snapshot, row),
            ranged,
        ]
        assert alternatives == [chart.text for chart in drawn if chart and not chart.is_empty]
        assert len(alternatives) == len(set(alternatives))
        assert ("There are no figures to draw." in said) == trend.is_empty
        if row.value is not None:
            both_kinds = indicator_id in ("ehcp-20-weeks", "assessments-45-days")
            both = row.indicator.legs or both_kinds or ranged
            assert len(alternatives) == (2 if both else 1)


@pytest.mark.parametrize("area", ["330", "201"])
@pytest.mark.parametrize("indicator_id", INDICATORS)
def test_other_councils(
    open_page: Opener,
    snapshot: Snapshot,
    monkeypatch: pytest.MonkeyPatch,
    indicator_id: str,
    area: str,
) -> None:
    monkeypatch.setenv("KPI_HOME", area)
    app = open_page("indicator", indicator=indicator_id, quarter="Q1 2025-26")
    assert faults(app) == []
    said = text(app)
    row = row_of(snapshot, indicator_id, area=area)
    assert flat(f"{headline.value_or_reason(row)}{mark(row.figure_status)}") in said
    assert capital(headline.counts(row.indicator, row.now)) in said
    assert (str(row.now.period) if row.now else "") in said
    assert 'class="illustrative"' not in markup(app)
    assert "[i]" not in said
    assert "illustrative" not in said
    assert stray_words(said, row) == []
    assert others_drawn(app) == others_expected(row)
    assert all(chart_texts(app))


@pytest.mark.parametrize("indicator_id", INDICATORS)
def test_comparison_table(open_page: Opener, snapshot: Snapshot, indicator_id: str) -> None:
    app = open_page("indicator", indicator=indicator_id)
    row = row_of(snapshot, indicator_id)
    captions = [t.caption for t in tables(app) if "beside its comparators" in t.caption]
    if row.indicator.no_comparator:
        assert captions == []
        assert row.indicator.no_comparator in text(app)
        return
    found = {r[0]: r for r in table(app, "beside its comparators").rows}
    for entry in table_wording.comparison(row):
        cells = found[entry.label]
        assert cells[1].startswith(entry.figure)
        assert entry.period in cells
        assert (entry.data_status == "derived") == cells[1].replace(
            entry.range, ""
        ).rstrip().endswith(" derived")
        marked = entry.verdict and entry.verdict_status != "published"
        assert f"{entry.verdict}{f' {entry.verdict_status}' if marked else ''}" in cells
        assert entry.likeness in cells


@pytest.mark.parametrize("indicator_id", ["ehcp-20-weeks", "ks4-fsm-gap", "referrals-rate"])
def test_neighbours_table(open_page: Opener, snapshot: Snapshot, indicator_id: str) -> None:
    app = open_page("indicator", indicator=indicator_id)
    row = row_of(snapshot, indicator_id)
    found = table(app, "Statistical neighbours by DfE's May 2025 model")
    period = row.comparator("england").period
    like = national_rank.standing(snapshot, row.indicator, BCP, period)
    entries = table_wording.neighbours(snapshot, row, like)
    assert len(found.rows) == len(entries) == 11
    for cells, entry in zip(found.rows, entries, strict=True):
        assert cells[0] == entry.label
        assert cells[1].startswith(entry.figure)
        assert "illustrative" not in cells[1]  # our own is the published one of the same period
        marked = entry.verdict and entry.verdict_status != "published"
        assert cells[-1] == f"{entry.verdict}{f' {entry.verdict_status}' if marked else ''}"
    assert flat(indicator_notes.neighbour_words(row)) in text(app)


def test_plans_answer_the_questions_of_scrutiny(open_page: Opener) -> None:
    said = text(open_page("indicator", indicator="ehcp-20-weeks"))
    for answer in (
        "53.9% [i] illustrative",
        "96 of 178 plans, Q1 2025-26 (Apr to Jun 2025) [i] illustrative . Target 60.0% or more",
        "Higher is better; leaving out exception cases",
        "↓ Worsened clearly [i] illustrative From 69.4% the quarter before [i] illustrative .",
        "53.9% in April to June 2025 against 69.4% in January to March 2025: 15.5 points lower.",
        "England (46.4% in 2024, leaving out exception cases)",
        "Is it just us? [i] illustrative others: 2024 E England 46.4% ours better "
        "SW South West 28.5%",
        "Use locum psychologists until the backlog of advice is below 40 cases.",
        "Head of SEND",
        f"By when 31 October 2025 overdue on {long_date(date.today())} Who",
        "From Q1 2023-24 to Q4 2024-25: 50.0%, intervention level 40.0%",
        "From Q1 2025-26 on: 60.0%, intervention level 46.4%",
        "[i] illustrative: made up, not real.",
        "[d] derived from published figures.",
    ):
        assert answer in said, answer


def test_key_stage_4_says_when_it_is_due_and_shows_both_groups(open_page: Opener) -> None:
    app = open_page("indicator", indicator="ks4-fsm-gap")
    said = text(app)
    assert "is due at the end of August 2025, in the Q2 2025-26 report" in said
    assert (
        "Both groups behind the gap: pupils eligible for free school meals were above England "
        "in the academic year 2023/24"
    ) in said
    assert [len(chart) > 100 for chart in chart_texts(app)] == [True, True]


@pytest.mark.parametrize("indicator_id", INDICATORS)
def test_the_chart_s_twin_has_the_figures_of_the_chart(
    open_page: Opener, snapshot: Snapshot, indicator_id: str
) -> None:
    app = open_page("indicator", indicator=indicator_id)
    row = row_of(snapshot, indicator_id)
    chart = indicator_trend.trend(snapshot, row)
    twin = table(app, f"{flat(chart.title)}: the figures")
    assert len(twin.head) == 1 + len(chart.lines)
    found = {cells[0]: cells[1:] for cells in twin.rows}
    behind = {o.period: headline.counts(row.indicator, o) for o in row.series}
    for place, line in enumerate(chart.lines):
        for point in line.points:
            if point.value is not None:
                counted = behind[point.period] if place == 0 else ""
                aside = f"set aside: {point.aside}" if point.aside else ""
                said = "; ".join(part for part in (counted, aside) if part)
                figure = display.show(row.indicator, point.value)
                assert found[str(point.period)][place] == (f"{figure} ({said})" if said else figure)
    assert plots_drawn(app)[0] == line_plot(chart, FIRST_SCREEN)
    (meaning,) = legend.meanings([chart.mark])
    assert f"Over time {meaning.mark} {chart.mark} {flat(chart.subtitle)}" in text(app)


def test_no_commentary_is_said(open_page: Opener) -> None:
    said = text(open_page("indicator", indicator="ehcp-20-weeks", quarter="Q4 2024-25"))
    assert "The council gave no commentary for Q4 2024-25." in said


def test_related_measure_of_early_help_is_no_comparator(open_page: Opener) -> None:
    app = open_page("indicator", indicator="early-help-returns")
    found = table(app, "a related measure, not a comparator")
    assert [cells[:2] for cells in found.rows] == [
        ["Bournemouth, Christchurch and Poole", "25.2%"],
        ["England", "22.4%"],
        ["South West", "22.1%"],
        ["Statistical neighbours, mean of 10, derived", "20.6%"],
    ]
    assert "year to March 2024" in found.caption
    assert "998 of 3,955 referrals in the year to March 2024" in text(app)


def test_the_older_neighbours(open_page: Opener) -> None:
    app = open_page("indicator", indicator="ehcp-20-weeks", neighbours="2021-04")
    assert faults(app) == []
    assert "Mean 30.3%" in text(app)
    assert len(table(app, "Statistical neighbours by DfE's April 2021 model").rows) == 11


def test_without_an_indicator_the_first_one_is_shown(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("indicator")
    assert app.selectbox(key="indicator").value == snapshot.indicators[0].id


def test_target_status_and_verdict_stand_apart_by_name(open_page: Opener) -> None:
    app = open_page("indicator", indicator="ehcp-20-weeks")
    said = text(app)
    titles = summaries(app)
    assert titles.index("Why this status?") < titles.index("Why these verdicts?")
    assert said.index("Is it good enough?") < said.index("▲ Off target") < said.index("Is it just")
    heads = headings(app, 3)
    assert "Verdict: against the other comparators" in heads
    assert "Verdict, like for like: 2024 (calendar year)" in heads
    like_for_like = said[said.index("Verdict, like for like: 2024 (calendar year)") :]
    assert "another period" not in like_for_like.partition("The ten statistical neighbours")[0]
    for sentence in (
        "53.9%, likely between 46.6% and 61.1%: better than England's 46.4% "
        "(our figure is illustrative: made up).",
        "77.6%, likely between 74.2% and 80.7%: better than England's 46.4%.",
        "In 2024: 77.6%, likely between 74.2% and 80.7%; improved clearly from 4.8% in 2023.",
        indicator_notes.VERDICT_IS_NOT_STATUS,
        place_in_group.GROUP_RULE,
    ):
        assert sentence in said, sentence


def test_why_opens_the_rule_of_each_judgement(open_page: Opener) -> None:
    app = open_page("indicator", indicator="ehcp-20-weeks")
    titles = summaries(app)
    for title in (
        "Why this status?",
        "Why?",
        "Why these verdicts?",
        "Why? (the year before)",
        "Why this verdict? (South West)",
        "Why this verdict? (England, 2024)",
    ):
        assert titles.count(title) == 1, title
    folds = dict(re.findall(r"<summary>(.*?)</summary><div>(.*?)</div></details>", markup(app)))
    folds = {title: spoken(said) for title, said in folds.items()}
    assert folds["Why this status?"].startswith("The target is 60.0% or more.")
    assert folds["Why?"].startswith("Against the quarter before: 53.9%")
    assert "Against the same quarter a year before: 53.9%" in folds["Why?"]
    assert folds["Why these verdicts?"].startswith("Likely between 46.6% and 61.1%. 96 of 178")
    assert "England: better. 53.9%" in folds["Why these verdicts?"]


def test_the_likely_range_is_explained_where_there_is_no_comparator_too(open_page: Opener) -> None:
    app = open_page("indicator", indicator="early-help-returns", quarter="Q1 2025-26")
    assert summaries(app).count("Why a likely range?") == 1
    assert "Likely between 6.7% and 15.9%. 18 of 172 closed cases gives 10.5%." in text(app)


def test_the_page_says_where_the_verdict_depends_on_the_neighbours(open_page: Opener) -> None:
    said = text(open_page("indicator", indicator="referrals-rate"))
    assert (
        "depends on the neighbour model. By DfE's May 2025 model (mean 101.9) it is higher than 9"
        in said
    )
    assert "depends on the neighbour model" not in text(
        open_page("indicator", indicator="assessments-45-days")
    )


def test_related_figures_are_judged_against_each_other_only(open_page: Opener) -> None:
    app = open_page("indicator", indicator="early-help-returns")
    found = table(app, "a related measure, not a comparator")
    assert found.head[-1] == "Bournemouth, Christchurch and Poole against it"
    judged = "judged worse (than 8 of the 10, the same as 1)"
    assert [cells[2] for cells in found.rows] == ["", "worse", "worse", judged]
    assert "likely between 23.9% and 26.6%" in text(app)
    other = open_page("indicator", indicator="primary-permanent-exclusions")
    among = table(other, "a related measure, not a comparator")  # no counts, so no verdict
    assert [cells[2] for cells in among.rows] == ["", "", "", "worse than 6 of the 10"]


def drawn_bars(app: AppTest) -> list[bool]:
    """Of each chart, whether any of its lines has bars."""
    return ['class="range"' in plot for plot in plots_drawn(app)]


def test_likely_ranges_are_shown_on_request_and_kept_in_the_address(open_page: Opener) -> None:
    app = open_page("indicator", indicator="ehcp-20-weeks")
    assert drawn_bars(app) == [False, False]
    assert "range" not in app.query_params
    app.toggle(key="show likely range").set_value(True).run()
    assert faults(app) == []
    assert drawn_bars(app) == [True, True]
    assert app.query_params["range"] in ("shown", ["shown"])
    assert "53.9% (96 of 178 plans; likely between 46.6% and 61.1%)" in text(app)
    app.selectbox(key="quarter").set_value("Q4 2024-25").run()
    assert drawn_bars(app) == [True, True]
    app.toggle(key="show likely range").set_value(False).run()
    assert drawn_bars(app) == [False, False]
    assert "range" not in app.query_params


def test_a_link_shows_likely_ranges(open_page: Opener) -> None:
    app = open_page("indicator", indicator="ehcp-20-weeks", range="shown")
    assert app.toggle(key="show likely range").value is True
    assert drawn_bars(app) == [True, True]
    without = open_page("indicator", indicator="ks4-fsm-gap", range="shown")
    assert indicator_notes.NO_RANGES in text(without)
    # Nothing to show or hide: no switch.
    assert [toggle.key for toggle in without.toggle] == []
    odd = open_page("indicator", indicator="ehcp-20-weeks", range="maybe")
    assert drawn_bars(odd) == [False, False]
    assert "The address asks for range “maybe”, which does not exist here." in text(odd)


def test_two_downloads(open_page: Opener) -> None:
    labels = [b.proto.label for b in open_page("indicator").get("download_button")]
    columns = "what its columns are"
    assert labels == [
        "This series (CSV)", f"This series: {columns}", "This row (CSV)", f"This row: {columns}",
    ]  # fmt: skip
