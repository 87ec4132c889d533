"""The section "Is this unusual?" of the indicator page shows what `kpi` says."""

import re
from html import unescape

import pytest

from kpi.charts import xmr as xmr_chart
from kpi.charts import xmr_icons
from kpi.charts.renderers.html import line_plot
from kpi.indicators import recent_trend
from kpi.indicators.xmr import reading
from kpi.model.snapshot import Snapshot
from kpi.statistics.xmr_rules import Assurance, Variation
from kpi.wording.trends import recent_trend as recent_trend_wording
from kpi.wording.trends import xmr as xmr_wording
from kpi.wording.trends import xmr_method
from tests.kpi.changing import BCP, row_of
from tests.pages.conftest import Opener
from tests.pages.reading import chart_texts, faults, headings, markup, plots_drawn, table, text


def flat(said: str) -> str:
    return " ".join(said.split())


def test_it_stands_with_what_is_more_on_time(open_page: Opener) -> None:
    app = open_page("indicator", indicator="referrals-rate")
    assert faults(app) == []
    heads = headings(app)
    assert heads[heads.index("Over time in detail") + 1] == "Is this unusual?"
    assert heads[heads.index("Is this unusual?") + 1 :][:2] == [
        "Over four quarters",
        "Compared with others",
    ]


def test_referrals(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("indicator", indicator="referrals-rate", quarter="Q1 2025-26")
    said = text(app)
    assert (
        "Nothing unusual: the last 20 quarters vary around 147.4 per 10,000 children, and January "
        "to March 2024 (135.1) is within the usual range of 75.1 to 219.6."
    ) in said
    row = row_of(snapshot, "referrals-rate")
    found = reading(row.indicator, row.series, BCP)
    assert found is not None
    for note in xmr_method.notes(row, found):
        assert flat(note) in said
    chart = xmr_chart.chart(row, found)
    assert chart is not None
    assert chart_texts(app)[-1] == chart.text
    assert plots_drawn(app)[-1] == line_plot(chart)
    twin = table(app, f"{chart.title}: the figures")
    assert twin.head[-3:] == [
        "Upper end of the usual range (derived)", "Average (derived)",
        "Lower end of the usual range (derived)",
    ]  # fmt: skip
    assert len(twin.rows) == 20
    assert twin.rows[0][2:] == [
        "219.6 per 10,000 children", "147.4 per 10,000 children", "75.1 per 10,000 children",
    ]  # fmt: skip
    pictures = re.findall(r'<img class="signal"[^>]*alt="([^"]*)"', markup(app))
    assert pictures == [xmr_icons.icon_text(Variation.ORDINARY)]


def test_terms_say_how_seasons_are_treated_and_what_of_the_target(open_page: Opener) -> None:
    app = open_page("indicator", indicator="secondary-permanent-exclusions", quarter="Q1 2025-26")
    said = text(app)
    for answer in (
        "the spring term 2025 (0.117%) is within the usual range of 0.027% to 0.198%.",
        "Hollow points (summer term 2020 and spring term 2021) are set aside, as schools were "
        "closed to most pupils (COVID-19).",
        "0.024% (set aside: schools were closed to most pupils (COVID-19))",
        "The target is 0.090% or less. If nothing changes, some terms would meet it and some would "
        "not, by chance",
        "Terms differ by season. All terms are judged together",
    ):
        assert answer in said, answer
    pictures = re.findall(r'<img class="signal"[^>]*alt="([^"]*)"', markup(app))
    assert pictures == [
        xmr_icons.icon_text(Variation.ORDINARY), xmr_icons.icon_text(Assurance.HIT_AND_MISS),
    ]  # fmt: skip


def test_a_short_series_says_how_many_are_needed(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("indicator", indicator="ehcp-20-weeks", quarter="Q1 2025-26")
    said = text(app)
    assert (
        "Too soon to say: 13 quarters are needed to tell what is usual, and there are six quarters "
        "with a figure. Seven more are needed. The council's figures are illustrative (made up)."
    ) in said
    assert 'class="signal" src' not in markup(app)
    years = recent_trend.yearly(snapshot, row_of(snapshot, "ehcp-20-weeks"))
    assert years is not None
    assert (
        flat(recent_trend_wording.yearly_sentence(row_of(snapshot, "ehcp-20-weeks"), years)) in said
    )


@pytest.mark.parametrize(
    ("indicator_id", "ends"),
    [
        ("ehcp-20-weeks", "figures are illustrative (made up)."),  # too short a series
        ("assessments-45-days", "figures are illustrative (made up)."),  # with a target
        ("referrals-rate", "The figures are derived from published ones."),  # and earlier ones
        ("ks4-fsm-gap", "The figures are derived from published ones."),  # by year
    ],
)
def test_no_mark_repeats_what_a_sentence_says_of_its_figures(
    open_page: Opener, indicator_id: str, ends: str
) -> None:
    drawn = markup(open_page("indicator", indicator=indicator_id))
    section = drawn.partition('id="is-this-unusual"')[2].partition("<h2")[0]
    paragraphs = re.findall(r'<p class="prose">(.*?)</p>', section, re.DOTALL)
    marked = [each for each in paragraphs if ends in unescape(each)]
    assert marked
    assert all(unescape(each).endswith(ends) for each in marked)


def test_a_yearly_series_shows_the_trend_test(open_page: Opener) -> None:
    said = text(open_page("indicator", indicator="ks4-fsm-gap", quarter="Q1 2025-26"))
    assert (
        "Whether the figure rises or falls over five years cannot be calculated: five years are "
        "needed, and there are four (the academic year 2019/20 and the academic year 2020/21 are "
        "set aside)."
    ) in said
    assert flat(recent_trend_wording.METHOD) in said


@pytest.mark.parametrize(
    ("area", "indicator_id"),
    [
        ("330", "referrals-rate"),
        ("392", "secondary-permanent-exclusions"),
        ("201", "primary-permanent-exclusions"),
        ("201", "secondary-permanent-exclusions"),
        ("201", "referrals-rate"),
        ("330", "early-help-returns"),
        ("330", "assessments-45-days"),
    ],
)
def test_other_councils(
    open_page: Opener,
    snapshot: Snapshot,
    monkeypatch: pytest.MonkeyPatch,
    area: str,
    indicator_id: str,
) -> None:
    monkeypatch.setenv("KPI_HOME", area)
    app = open_page("indicator", indicator=indicator_id, quarter="Q1 2025-26")
    assert faults(app) == []
    row = row_of(snapshot, indicator_id, area=area)
    found = reading(row.indicator, row.series, area)
    if found is not None:
        expected = xmr_wording.sentence(row, found)
    elif row.now is None:
        expected = xmr_wording.NO_FIGURES
    else:
        trend = recent_trend.of_series(row.indicator, row.series)
        expected = recent_trend_wording.trend_sentence(row.indicator, trend, row.series)
    assert flat(expected) in text(app)
