"""Marks travel with what they mark: real figures beside illustrative ones, and what rests on both.

One quarter's figures and targets are published as real over the illustrative return. Whatever
rests on an older quarter is still illustrative, and must say so wherever it stands.
"""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.charts import chart_table, indicator_trend, sparkline
from kpi.charts import xmr as xmr_chart
from kpi.file_writers.document import DocumentTable
from kpi.indicators import rolling_year, scorecard
from kpi.indicators.scorecard import Streak, View
from kpi.indicators.xmr import reading
from kpi.lines_of_enquiry import questions
from kpi.model import data_status, display
from kpi.model.data_status import (
    DERIVED,
    ILLUSTRATIVE,
    PROVISIONAL,
    PUBLISHED,
    STATUSES,
    shorthand_of,
)
from kpi.model.snapshot import Snapshot
from kpi.paper import assembly
from kpi.paper.assembly import PaperRequest
from kpi.tables import summary, summary_workbook
from kpi.wording import change_words, headline, scorecard_highlights, streaks
from kpi.wording.comparisons import sentences
from kpi.wording.status import status_reasons
from kpi.wording.trends import xmr as xmr_wording
from tests.kpi.changing import BCP, quarter, row_of

Q1 = quarter("Q1 2025-26")
TODAY = date(2025, 7, 20)
RETURNED = ("assessments-45-days", "early-help-returns", "ehcp-20-weeks")


@pytest.fixture(scope="module")
def mixed(snapshot: Snapshot) -> Snapshot:
    """The newest quarter's own figures and the targets now in force are real; the rest is not."""
    newest = (pl.col("data_status") == ILLUSTRATIVE) & (pl.col("period_start") == Q1.start)
    in_force = pl.col("to_quarter").is_null()
    return replace(
        snapshot,
        observations=snapshot.observations.with_columns(
            data_status=pl.when(newest).then(pl.lit(PUBLISHED)).otherwise("data_status")
        ),
        targets=snapshot.targets.with_columns(
            data_status=pl.when(in_force).then(pl.lit(PUBLISHED)).otherwise("data_status")
        ),
    )


# ---- the rule -----------------------------------------------------------------------------------


@given(st.lists(st.sampled_from([*STATUSES, "", None])))
def test_the_least_certain_part_decides(parts: list[str | None]) -> None:
    found = data_status.strongest(parts)
    told = [STATUSES.index(part) for part in parts if part]
    assert STATUSES.index(found) == min(told, default=STATUSES.index(PUBLISHED))


@pytest.mark.parametrize(
    ("parts", "mark"),
    [
        ([], ""),
        ([PUBLISHED, PUBLISHED], ""),
        ([DERIVED, DERIVED], "derived"),
        ([PUBLISHED, DERIVED], "some figures derived"),
        ([PROVISIONAL, ILLUSTRATIVE, DERIVED], "some figures illustrative"),
    ],
)
def test_the_mark_of_several_figures(parts: list[str], mark: str) -> None:
    assert data_status.of_figures(parts) == mark


# ---- real beside illustrative -------------------------------------------------------------------


def test_a_change_from_a_made_up_figure_says_so(mixed: Snapshot) -> None:
    row = row_of(mixed, "assessments-45-days")
    assert row.figure_status == PUBLISHED
    assert row.since_last.status == row.since_last_year.status == ILLUSTRATIVE
    assert "down from 95.7% (illustrative) in January to March 2025" in sentences.sentence(row)
    assert "The council's figure" not in sentences.sentence(row)
    assert change_words.change_note(row, row.since_last).startswith(
        "from 95.7% (illustrative) in Q4"
    )
    assert "against 95.7% (illustrative) in January" in status_reasons.why_direction(
        row, row.since_last
    )


def test_a_streak_over_made_up_figures_says_so(mixed: Snapshot) -> None:
    row = row_of(mixed, "assessments-45-days")
    assert row.streak == Streak(5, ILLUSTRATIVE)
    said = "at or above target for the 5th quarter in a row (some of the figures are illustrative)"
    assert streaks.streak_words(row) == said
    assert any(said in n.text for n in scorecard_highlights.notable((row,)))
    beats = row_of(mixed, "early-help-returns")
    assert beats.beats == Streak(8, ILLUSTRATIVE)
    assert streaks.beats_words(beats).endswith("(some of the figures are illustrative)")


def test_a_chart_with_made_up_figures_says_so(mixed: Snapshot) -> None:
    row = row_of(mixed, "ehcp-20-weeks")
    chart = indicator_trend.trend(mixed, row)
    own = chart.lines[0]
    assert chart.mark == own.mark == "some figures illustrative"
    assert own.status_of(Q1) == PUBLISHED
    assert "(some figures illustrative)" in chart.text
    cells = dict(chart_table.twin(chart, row.indicator))
    assert cells[Q1][0] == "53.9% (96 of 178 plans)"
    assert cells[quarter("Q4 2024-25")][0] == "69.4% (118 of 170 plans) (illustrative)"
    assert sparkline.spark_text(row).endswith(" Some figures illustrative.")


def test_the_usual_range_of_made_up_figures_says_so(mixed: Snapshot) -> None:
    """Thirteen quarters of referrals, the older ones made up."""
    old = (pl.col("indicator_id") == "referrals-rate") & (pl.col("period_end") < date(2022, 1, 1))
    rows = mixed.observations.with_columns(
        data_status=pl.when(old & (pl.col("area") == BCP))
        .then(pl.lit(ILLUSTRATIVE))
        .otherwise("data_status")
    )
    row = row_of(replace(mixed, observations=rows), "referrals-rate")
    found = reading(row.indicator, row.series, BCP)
    assert found is not None
    assert "Some of the council's figures are illustrative (made up)." in xmr_wording.sentence(
        row, found
    )
    chart = xmr_chart.chart(row, found)
    assert chart is not None
    levels = chart.limits
    assert levels
    assert {line.mark for line in levels} == {"illustrative"}  # made from all of the figures


def test_a_total_with_made_up_parts_says_so(mixed: Snapshot) -> None:
    row = row_of(mixed, "ehcp-20-weeks")
    sums = {key: each for each in rolling_year.sums(mixed, row) for key in each.keys}
    assert sums["quarter"].data_status == PUBLISHED
    assert sums["rolling"].data_status == ILLUSTRATIVE


def test_a_question_that_rests_on_made_up_figures_says_so(mixed: Snapshot) -> None:
    """No commentary explains the worsening, so it is asked about."""
    silent = replace(mixed, commentary=mixed.commentary.clear())
    row = row_of(silent, "ehcp-20-weeks")
    (asked,) = [e for e in questions.enquiries(silent, row, TODAY) if "clearly worse" in e.question]
    assert asked.data_status == ILLUSTRATIVE
    assert "illustrative (made up): the earlier figure." in asked.because


def test_files_say_what_each_part_rests_on(mixed: Snapshot) -> None:
    rows = scorecard.summary(mixed, View(BCP, Q1))
    table = {r["indicator_id"]: r for r in summary.summary_table(mixed, rows).to_dicts()}
    line = table["assessments-45-days"]
    assert line["data_status"] == PUBLISHED
    assert line["target_status_data_status"] == PUBLISHED
    assert line["previous_data_status"] == line["change_data_status"] == ILLUSTRATIVE
    assert line["on_target_in_a_row_data_status"] == ILLUSTRATIVE
    assert line["england_data_status"] == line["england_verdict_data_status"] == PUBLISHED
    assert line["neighbours_data_status"] == line["neighbours_verdict_data_status"] == DERIVED
    tidy = summary_workbook.comparators(rows, summary.summary_table(mixed, rows))
    mine = tidy.filter(pl.col("indicator_id") == "assessments-45-days")
    assert dict(mine.select("comparator", "verdict_data_status").iter_rows()) == {
        "england": PUBLISHED, "region": PUBLISHED, "neighbours": DERIVED, "good": DERIVED,
    }  # fmt: skip


def test_the_banner_counts_what_is_made_up(mixed: Snapshot, snapshot: Snapshot) -> None:
    before = scorecard_highlights.illustrative_counts(scorecard.summary(snapshot, View(BCP, Q1)))
    after = scorecard_highlights.illustrative_counts(scorecard.summary(mixed, View(BCP, Q1)))
    assert before.endswith("So are the targets and the comments.")
    assert before.split()[0] == "24"
    assert after.split()[0] == "21"  # one quarter of three indicators is real
    assert "comments." not in after


@pytest.mark.parametrize("indicator_id", RETURNED)
def test_no_text_that_names_a_made_up_figure_is_without_mark(
    mixed: Snapshot, indicator_id: str
) -> None:
    """Every text that names the earlier figure or its quarter, by plain search."""
    row = row_of(mixed, indicator_id)
    texts = [
        sentences.sentence(row), headline.fact(row), streaks.streak_words(row),
        streaks.beats_words(row), *(n.text for n in scorecard_highlights.notable((row,))),
        *(status_reasons.why_direction(row, c) for c in (row.since_last, row.since_last_year)),
        *(change_words.change_note(row, c) for c in (row.since_last, row.since_last_year)),
        indicator_trend.trend(mixed, row).text, sparkline.spark_text(row),
        *(e.source for e in questions.enquiries(mixed, row, TODAY)),
    ]  # fmt: skip
    made_up = [o for o in row.series if o.data_status == ILLUSTRATIVE and o.value is not None]
    assert made_up
    named = 0
    for text in filter(None, texts):
        names = (p for o in made_up for p in (o.period.in_words, o.period.short))
        if any(name in text for name in names) or "in a row" in text or "quarters" in text:
            named += 1
            assert "llustrative" in text, text
    assert named >= 4


# ---- comparators: one rule ----------------------------------------------------------------------


def test_every_derived_comparator_of_the_paper_is_marked(snapshot: Snapshot) -> None:
    """Means of authorities and differences are derived by our own key: so in every table."""
    made = assembly.make(snapshot, PaperRequest(View(BCP, Q1), charts=False, full=True))
    tables = [part for part in made.parts if isinstance(part, DocumentTable)]
    over = next(t for t in tables if t.title.startswith("All indicators against others"))
    marked = 0
    for row, line in zip(
        [
            r
            for r in assembly.rows(snapshot, PaperRequest(View(BCP, Q1)))
            if r.indicator.benchmark_kind
        ],
        over.rows,
        strict=True,
    ):
        for comparator, cell in zip(row.comparators, line[2:], strict=True):
            if comparator.value is None:
                continue
            figure = next(
                t for t in cell if display.show_short(row.indicator, comparator.value) in t
            )
            assert figure.endswith(" [d]") == (comparator.status == DERIVED), cell
            marked += comparator.status == DERIVED
    assert marked >= 14
    series = [t for t in tables if t.title.endswith(": over time")]
    assert len(series) >= 5
    for table in series:
        place = [n for n, head in enumerate(table.head) if head.startswith("Statistical neigh")]
        for line in table.rows:
            for text in (line[p][0] for p in place):
                assert text.endswith("[d]") or text.startswith("none"), text


def test_a_mean_of_provisional_figures_is_provisional(snapshot: Snapshot) -> None:
    one = snapshot.neighbours(BCP, "2025-05")[0]
    early = (
        (pl.col("indicator_id") == "ehcp-20-weeks")
        & (pl.col("area") == one)
        & (pl.col("period_start") == date(2024, 1, 1))
    )
    rows = snapshot.observations.with_columns(
        data_status=pl.when(early).then(pl.lit(PROVISIONAL)).otherwise("data_status")
    )
    row = row_of(replace(snapshot, observations=rows), "ehcp-20-weeks")
    assert row.comparator("neighbours").status == PROVISIONAL
    assert "mean of 10, provisional)" in sentences.sentence(row)


def test_every_comparator_made_of_several_is_marked_everywhere(snapshot: Snapshot) -> None:
    """All indicators in three councils: a mean never stands in a sentence without its mark."""
    seen = 0
    for area in (BCP, "330", "201"):
        for row in scorecard.summary(snapshot, View(area, Q1)):
            said = sentences.compared(row)
            for key in ("england", "neighbours"):
                found = row.comparator(key)
                if found.value is None or row.value is None or not row.comparators:
                    continue
                seen += found.is_mean
                if found.is_derived_area:  # stands after DfE's official rate, and is called derived
                    figure = display.show(row.indicator, found.value)
                    counted = f"weighted mean of {found.count} of {found.of}"
                    when = display.placed(found.period)
                    assert f"England as derived ({figure} {when}, {counted})" in said
                    continue
                assert headline.named(row, found) in said
                assert headline.named(row, found).endswith("derived)") == (found.status == DERIVED)
    assert seen > 10


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("illustrative", "[i]"),
        ("some figures derived", "[d]"),
        ("derived, some figures provisional", "[p]"),
        ("published", ""),
        ("", ""),
    ],
)
def test_a_text_has_the_mark_of_its_least_certain_status(text: str, mark: str) -> None:
    assert shorthand_of(text) == mark
