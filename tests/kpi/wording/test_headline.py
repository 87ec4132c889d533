"""Sentences: the exact wording, and what must hold of every sentence of every report."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from kpi.charts import gap_groups, indicator_trend, sparkline
from kpi.indicators import reporting_quarters, scorecard
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.indicators.targets import target_status
from kpi.model import display
from kpi.model.observation import Observation
from kpi.model.snapshot import Snapshot
from kpi.periods import Period, parse_period
from kpi.wording import change_words, headline, indicator_notes, scorecard_highlights, streaks
from kpi.wording.comparisons import comparison_cells as table_wording
from kpi.wording.comparisons import likely_ranges as significance_wording
from kpi.wording.comparisons import sentences, verdicts
from kpi.wording.status import status_reasons
from tests.kpi.changing import BCP, changed, missing, quarter, row_of, suppressed, without
from tests.shipped_models import MODELS

Q1 = quarter("Q1 2025-26")
ABBREVIATIONS = re.compile(r"\b(EHCPs?|FSM|KS4|LAs?|SNs?|SEND?|CIN|A8|pp|QoQ|YoY|BCP)\b")
BAD_TEXT = re.compile(r"\b(None|nan|NaN|inf|null)\b|  |\(\s*\)|\(,| ,| \.|\.\.|,,|\{|\}")


@pytest.fixture(scope="module")
def every_row(snapshot: Snapshot) -> list[ScorecardRow]:
    """Every indicator in every report: both models, known then and newest; three councils."""
    found: list[ScorecardRow] = []
    for area in (BCP, "330", "201"):
        for when in reporting_quarters.quarters(snapshot, area):
            for model in MODELS:
                for newest in (False, True):
                    if area == BCP or (model == "2025-05" and not newest):
                        found += scorecard.summary(
                            snapshot, View(area, when, newest=newest, model=model)
                        )
    return found


def full_texts(row: ScorecardRow) -> Iterator[str]:
    """Texts of whole sentences about a row."""
    yield sentences.sentence(row)
    yield headline.fact(row)
    yield sentences.compared(row)
    yield headline.waiting(row)
    yield headline.marked(row)
    yield status_reasons.why_status(row)
    yield status_reasons.why_direction(row, row.since_last)
    yield status_reasons.why_direction(row, row.since_last_year)
    yield indicator_notes.neighbour_words(row)
    yield indicator_notes.range_rule(row)
    yield verdicts.row_models([row, row])
    for told in verdicts.verdicts(row):
        yield f"{told.sentence}."
        yield told.why
    yield sparkline.spark_text(row)
    for notable in scorecard_highlights.notable((row,)):
        yield notable.text


def fragments(row: ScorecardRow) -> Iterator[str]:
    """Texts for narrow cells, which are no sentences."""
    yield headline.value_or_reason(row)
    yield headline.counts(row.indicator, row.now)
    yield streaks.streak_words(row)
    yield streaks.beats_words(row)
    yield headline.gap_words(row)
    yield headline.goal(row)
    yield headline.next_due(row)
    yield indicator_notes.next_words(row)
    for change in (row.since_last, row.since_last_year):
        yield change_words.change_words(change)
        yield change_words.change_note(row, change)
    yield significance_wording.range_words(row.indicator, row.likely)
    for comparator in row.comparators:
        yield verdicts.against(row, comparator)
        yield table_wording.comparator_words(row, comparator)
        yield headline.no_comparator(row, comparator)
    for entry in table_wording.comparison(row):
        yield from (entry.label, entry.figure, entry.period, entry.basis, entry.verdict)


# ---- exact wording ------------------------------------------------------------------------------


def test_sentence_of_key_stage_4_says_when_the_next_is_due(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ks4-fsm-gap")
    assert headline.waiting(row) == (
        "The newest figure is for the academic year 2023/24. The next, academic year 2024/25, is "
        "due at the end of August 2025, in the Q2 2025-26 report."
    )
    assert headline.period_note(row) == ""  # which the sentence has already
    assert headline.fact(row) == (
        "The gap between pupils eligible for free school meals and other pupils was 17.0 points "
        "in the academic year 2023/24, wider than 16.7 points in the academic year 2022/23."
    )


def test_streak_and_gap(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "assessments-45-days")
    assert streaks.streak_words(row) == "at or above target for the 5th quarter in a row"
    assert headline.gap_words(row) == (
        "It is 11.9 points above statistical neighbours (82.5% in the year to March 2024, mean of "
        "10, derived). It is 10.3 points above other authorities judged Good (84.1% in the year to "
        "March 2024, mean of 66, derived)."
    )
    assert streaks.beats_words(row_of(snapshot, "early-help-returns")) == (
        "the lowest in nine quarters"
    )
    assert streaks.streak_words(row_of(snapshot, "early-help-returns")) == (
        "at or below target for the 7th quarter in a row"
    )


def test_gap_is_not_claimed_when_it_is_smaller(snapshot: Snapshot) -> None:
    """Good authorities: 84.1 in the year to March 2024, so that 89.1 is less than five away."""
    row = row_of(changed(snapshot, "assessments-45-days", Q1, value=89.1), "assessments-45-days")
    assert headline.gap_words(row) == ""
    row = row_of(changed(snapshot, "assessments-45-days", Q1, value=89.2), "assessments-45-days")
    assert headline.gap_words(row).startswith("It is 6.7 points above")


def test_no_figure_at_all_says_whether_a_return_or_the_source_is_empty(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "early-help-returns", area="330")
    assert headline.value_or_reason(row) == "No return has been loaded"
    assert (
        headline.fact(row) == "Returns to Early Help within 12 months: no return has been loaded."
    )
    secondary = "secondary-permanent-exclusions"
    rows = snapshot.observations
    nothing = replace(snapshot, observations=rows.filter(pl.col("indicator_id") != secondary))
    none = row_of(nothing, secondary)
    assert headline.value_or_reason(none) == "The source gives no figure"
    assert headline.fact(none) == "Secondary permanent exclusions: the source gives no figure."
    plans = (pl.col("indicator_id") == "ehcp-20-weeks") & (pl.col("area") == BCP)
    none = row_of(replace(snapshot, observations=rows.filter(~plans)), "ehcp-20-weeks")
    assert headline.value_or_reason(none) == "No return loaded gives a figure"
    late = plans & (pl.col("period_end") < date(2025, 4, 1))
    none = row_of(replace(snapshot, observations=rows.filter(~late)), "ehcp-20-weeks", "Q4 2024-25")
    assert headline.value_or_reason(none) == "No figure had been reported by then"


def test_a_published_figure_older_than_the_quarter_is_said_to_be(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "referrals-rate")
    assert row.shown.is_current
    assert headline.waiting(row) == "The newest figure is for January to March 2024."
    assert headline.period_note(row) == "Q4 2023-24 (Jan to Mar 2024)"


def test_a_period_without_a_figure_is_not_the_newest_figure(snapshot: Snapshot) -> None:
    hidden = suppressed(snapshot, "ehcp-20-weeks", Q1)
    row = row_of(hidden, "ehcp-20-weeks", "Q2 2025-26")
    assert "no figure for " in headline.fact(row)
    assert headline.waiting(row) == "Q2 2025-26 (Jul to Sep 2025) is not available yet."
    assert headline.period_note(row) == "Q1 2025-26 (Apr to Jun 2025)"


def test_verdicts_and_differences(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    assert table_wording.comparator_words(row, row.comparator("england")) == (
        "ours is 7.5 points higher: better"
    )
    assert table_wording.comparator_words(row, row.comparator("good")) == (
        "ours is 4.7 points lower; not judged (worse than 38 of the 66); the council's own "
        "77.6% of 2024: better than 44 of the 66"
    )
    before = row_of(snapshot, "ehcp-20-weeks", "Q1 2024-25")
    assert table_wording.comparator_words(before, before.comparator("england")) == (
        "ours is 25.3 points higher: better; the council's own 4.8% of 2023: worse"
    )
    row = row_of(snapshot, "secondary-permanent-exclusions")
    assert table_wording.comparator_words(row, row.comparator("england")) == (
        "ours is 0.046 points higher; worse than 118 of the 151, the same as 1"
    )
    row = row_of(snapshot, "early-help-returns")
    assert table_wording.comparator_words(row, row.comparator("england")) == ""
    assert headline.no_comparator(row, row.comparator("england")) == "no national figure exists"


def test_quarter_in_words() -> None:
    assert headline.quarter_words(Q1) == "Quarter 1 2025-26 (April to June 2025)"


def test_which_of_the_others_figures_stand_in_a_report() -> None:
    then, newest = View(BCP, Q1), View(BCP, Q1, newest=True)
    assert headline.others_known(then) == "others as known then"
    assert headline.others_known(newest) == "newest figures of others"
    assert headline.others_known_sentence(then) == (
        "Other areas' figures are those known at the end of the quarter. Compare shows the newest."
    )
    assert headline.others_known_sentence(newest).startswith("Other areas' figures are the newest")


# ---- suppressed and missing ---------------------------------------------------------------------


@pytest.mark.parametrize("indicator_id", ["ehcp-20-weeks", "early-help-returns"])
@pytest.mark.parametrize(
    ("gap", "said", "reason"),
    [
        (suppressed, "Confidential: too few children to show", "confidential: too few children"),
        (missing, "Not available", "not available"),
    ],
)
def test_a_figure_that_is_not_there_is_said_in_words(
    snapshot: Snapshot, indicator_id: str, gap: object, said: str, reason: str
) -> None:
    assert callable(gap)
    row = row_of(gap(snapshot, indicator_id, Q1), indicator_id)
    assert headline.value_or_reason(row) == said
    assert headline.counts(row.indicator, row.now) == ""
    assert headline.fact(row).startswith(
        f"{row.indicator.name}: no figure for April to June 2025 ({reason}"
    )
    assert change_words.change_words(row.since_last) == "cannot be calculated"
    what = (
        "the figure for April to June 2025 is suppressed ("
        if gap is suppressed
        else ("there is no figure for April to June 2025 (")
    )
    assert status_reasons.why_direction(row, row.since_last).startswith(
        f"It cannot be calculated: {what}{reason}"
    )
    assert f" There is nothing to judge: {what}{reason}" in status_reasons.why_status(row)
    assert status_reasons.why_status(row).endswith("). Target and level are illustrative.")
    assert (streaks.streak_words(row), streaks.beats_words(row)) == ("", "")
    assert headline.gap_words(row) == ""
    assert {table_wording.comparator_words(row, c) for c in row.comparators} == {""}
    texts = [*full_texts(row), *fragments(row)]
    hidden = {"ehcp-20-weeks": ("53.9", "96 of"), "early-help-returns": ("10.5", "18 of")}
    for text in texts:
        assert not any(figure in text for figure in hidden[indicator_id]), text
        assert text not in ("-", "0", "0%", "0.0%"), text
        assert not BAD_TEXT.search(text), text


@pytest.mark.parametrize("gap", [suppressed, missing, without])
def test_a_change_from_a_missing_figure_cannot_be_calculated(
    snapshot: Snapshot, gap: object
) -> None:
    assert callable(gap)
    row = row_of(gap(snapshot, "ehcp-20-weeks", quarter("Q4 2024-25")), "ehcp-20-weeks")
    assert change_words.change_words(row.since_last) == "cannot be calculated"
    stands = "Q4 2024-25 is suppressed" if gap is suppressed else "no figure for Q4 2024-25"
    assert change_words.change_note(row, row.since_last) == (
        f"{stands}; the newest earlier is 90.3% (illustrative) in Q3 2024-25"
    )
    why = {
        suppressed: "the figure for January to March 2025 is suppressed (confidential: too few "
        "children to show)",
        missing: "there is no figure for January to March 2025 (not available)",
        without: "there is no figure for January to March 2025",
    }[gap]
    assert status_reasons.why_direction(row, row.since_last) == (
        f"It cannot be calculated: {why}. The newest earlier figure is 90.3% (illustrative) in "
        "October to December 2024."
    )
    assert headline.fact(row) == (
        "96 of 178 plans (53.9%) were issued within 20 weeks in April to June 2025, leaving out "
        "exception cases."
    )


def test_a_figure_of_nought_is_not_a_missing_one(snapshot: Snapshot) -> None:
    primary, spring = "primary-permanent-exclusions", parse_period("spring term 2025")
    row = row_of(changed(snapshot, primary, spring, value=0.0), primary)
    assert headline.value_or_reason(row) == "0.000%"
    assert row.status == target_status.ON_TARGET
    assert (
        "0.000% of primary pupils were permanently excluded (none in 100,000)"
        in sentences.sentence(row)
    )


# ---- what holds of every sentence ---------------------------------------------------------------


def test_there_are_enough_rows_to_prove_anything(every_row: list[ScorecardRow]) -> None:
    assert len(every_row) > 400
    assert {row.status for row in every_row} >= {
        target_status.ON_TARGET,
        target_status.OFF_TARGET,
        target_status.BEYOND_INTERVENTION,
        target_status.AWAITING,
        target_status.NO_TARGET,
    }


def where(row: ScorecardRow, text: str) -> str:
    return f"{row.area.code} {row.quarter.short} {row.indicator.id}: {text}"


def test_sentences_are_plain(every_row: list[ScorecardRow]) -> None:
    for row in every_row:
        for text in full_texts(row):
            if text:
                assert text.isascii(), where(row, text)
                assert text.endswith((".", ": made up, not real")), where(row, text)
            assert not BAD_TEXT.search(text), where(row, text)
            assert not ABBREVIATIONS.search(text), where(row, text)


def test_fragments_are_plain(every_row: list[ScorecardRow]) -> None:
    for row in every_row:
        for text in fragments(row):
            assert text.isascii(), where(row, text)
            assert text == text.strip(), where(row, text)
            assert not BAD_TEXT.search(text), where(row, text)
            assert not ABBREVIATIONS.search(text), where(row, text)
            assert text not in ("-", "0"), where(row, text)


def test_made_up_figures_say_so(every_row: list[ScorecardRow]) -> None:
    seen = 0
    for row in every_row:
        if row.now is None or row.now.data_status != "illustrative":
            continue
        seen += 1
        said = [sentences.sentence(row), *(n.text for n in scorecard_highlights.notable((row,)))]
        if len([o for o in sparkline.recent(row) if o.value is not None]) > 1:
            said.append(sparkline.spark_text(row))
        for text in said:
            assert "illustrative" in text.lower(), where(row, text)
    assert seen > 100


def test_made_up_targets_say_so(every_row: list[ScorecardRow]) -> None:
    seen = told = 0
    for row in every_row:
        if row.target is not None:
            seen += 1
            assert row.target.data_status == "illustrative"
            assert "illustrative" in status_reasons.why_status(row), where(row, "why")
            for notable in scorecard_highlights.notable((row,)):
                told += 1
                assert "illustrative" in notable.text, where(row, notable.text)
    assert seen > 50
    assert told > 20


def test_derived_figures_say_so(every_row: list[ScorecardRow]) -> None:
    seen = 0
    for row in every_row:
        if row.value is None or row.now is None or row.now.data_status != "derived":
            continue
        seen += 1
        said = [sentences.sentence(row), *(n.text for n in scorecard_highlights.notable((row,)))]
        for text in said:
            assert "derived from published ones" in text, where(row, text)
    assert seen > 100


def test_means_of_authorities_are_never_passed_off_as_published(
    every_row: list[ScorecardRow],
) -> None:
    seen: Counter[str] = Counter()
    for row in every_row:
        for comparator in row.comparators:
            if comparator.value is not None and comparator.is_mean:
                seen[comparator.key] += 1
                assert "mean of" in headline.named(row, comparator), where(row, comparator.key)
                assert comparator.basis.startswith("mean of "), where(row, comparator.key)
    assert set(seen) == {"england", "region", "neighbours", "good"}
    assert min(seen.values()) > 50


def test_every_comparator_has_its_period_beside_it(every_row: list[ScorecardRow]) -> None:
    seen = 0
    for row in every_row:
        for comparator in row.comparators:
            if comparator.value is not None:
                seen += 1
                assert comparator.period is not None
                assert display.when(comparator.period) in headline.named(row, comparator)
    assert seen > len(every_row)


def test_england_of_plans_is_never_read_as_ours(every_row: list[ScorecardRow]) -> None:
    seen = 0
    for row in every_row:
        if row.indicator.id != "ehcp-20-weeks":
            continue
        for text in full_texts(row):
            for said in re.split(r"(?<=\.) ", text):
                if "46.4" in said:
                    seen += 1
                    named = "England (46.4% in 2024, leaving out exception cases)" in said
                    assert named or "England's 46.4%" in said, said
    assert seen > 20


def test_charts_are_told_in_plain_words(snapshot: Snapshot, every_row: list[ScorecardRow]) -> None:
    drawn = 0
    for row in every_row[::5]:
        made = [indicator_trend.trend(snapshot, row), gap_groups.legs(snapshot, row)]
        for chart in made:
            if chart is None:
                continue
            drawn += 1
            for text in (chart.title, chart.subtitle, chart.text):
                assert text.isascii(), where(row, text)
                assert not BAD_TEXT.search(text), where(row, text)
                assert not ABBREVIATIONS.search(text), where(row, text)
            assert chart.text.endswith("."), where(row, chart.text)
    assert drawn > len(every_row) / 10


def test_due_words_of_every_row(every_row: list[ScorecardRow]) -> None:
    row = next(r for r in every_row if r.indicator.id == "ks4-fsm-gap" and r.quarter == Q1)
    assert indicator_notes.next_words(row) == headline.waiting(row)
    first = next(
        r for r in every_row if r.indicator.id == "assessments-45-days" and r.quarter == Q1
    )
    assert indicator_notes.next_words(first) == (
        "Q2 2025-26 (Jul to Sep 2025), in the Q2 2025-26 report"
    )


def test_arrows_follow_the_number(every_row: list[ScorecardRow]) -> None:
    seen: Counter[str] = Counter()
    for row in every_row:
        for change in (row.since_last, row.since_last_year):
            arrow = indicator_notes.arrow(change)
            seen[arrow] += 1
            if not change.difference or change.test == "no certain change":
                assert arrow == ""
            else:
                assert arrow == ("↑" if change.difference > 0 else "↓")
    assert set(seen) == {"", "↑", "↓"}
    assert min(seen.values()) > 10


def test_the_year_shown_is_the_period_s_own() -> None:
    assert display.when(None) == ""
    assert display.when(Period.academic_year(2024)) == "the academic year 2024/25"


# ---- for narrow cells ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator_id", "value", "said"),
    [
        ("ehcp-20-weeks", 53.93, "53.9%"),
        ("ks4-fsm-gap", 17.04, "17.0"),
        ("ks4-fsm-gap", 0.0, "0.0"),
        ("secondary-permanent-exclusions", 0.1174, "0.117%"),
        ("referrals-rate", 135.0844, "135.1"),
        ("ks4-fsm-gap", None, ""),
        ("ehcp-20-weeks", None, ""),
    ],
)
def test_a_number_under_its_unit(
    snapshot: Snapshot, indicator_id: str, value: float | None, said: str
) -> None:
    assert headline.number(snapshot.indicator(indicator_id), value) == said


def test_the_figure_alone_or_why_there_is_none(snapshot: Snapshot) -> None:
    assert headline.figure_alone(row_of(snapshot, "ks4-fsm-gap")) == "17.0"
    assert headline.value_or_reason(row_of(snapshot, "ks4-fsm-gap")) == "17.0 points"
    assert headline.figure_alone(row_of(snapshot, "ehcp-20-weeks")) == "53.9%"
    hidden = row_of(suppressed(snapshot, "ehcp-20-weeks", Q1), "ehcp-20-weeks")
    assert headline.figure_alone(hidden) == "Confidential: too few children to show"
    none = row_of(snapshot, "early-help-returns", area="330")
    assert headline.figure_alone(none) == "No return has been loaded"


def test_counts_in_short(snapshot: Snapshot) -> None:
    for indicator_id, said in (
        ("ehcp-20-weeks", "96 of 178"),
        ("referrals-rate", "1,006 referrals to children's social care"),
        ("primary-permanent-exclusions", ""),
        ("ks4-fsm-gap", ""),
    ):
        row = row_of(snapshot, indicator_id)
        assert headline.counts_short(row.indicator, row.now) == said
    hidden = row_of(suppressed(snapshot, "ehcp-20-weeks", Q1), "ehcp-20-weeks")
    assert headline.counts_short(hidden.indicator, hidden.now) == ""
    assert headline.counts_short(hidden.indicator, None) == ""


def test_when_the_next_is_due_without_its_report(snapshot: Snapshot) -> None:
    assert headline.next_due(row_of(snapshot, "ks4-fsm-gap")) == "next due end of August 2025"
    assert headline.next_due(row_of(snapshot, "ehcp-20-weeks")) == ""  # current
    assert headline.next_due(row_of(snapshot, "referrals-rate", "Q2 2025-26")) == ""  # context
    late = row_of(snapshot, "ehcp-20-weeks", "Q2 2025-26")
    assert headline.next_due(late) == "Q2 2025-26 not available yet"


def test_only_a_definition_that_says_so_claims_that_no_national_figure_exists(
    snapshot: Snapshot,
) -> None:
    early = snapshot.indicator("early-help-returns")
    assert headline.without_comparator(early) == "no national figure exists"
    other = replace(early, no_comparator="DfE's figures are by term and not in LAIT.")
    assert headline.without_comparator(other) == "not compared with others"


@pytest.mark.parametrize(
    ("unit", "decimals", "value", "counts", "said"),
    [
        ("percent", 1, 0.6, (1, 178), "1 of 178 plans (0.6%) was issued within 20 weeks"),
        ("percent", 1, 1.1, (2, 178), "2 of 178 plans (1.1%) were issued within 20 weeks"),
        ("number", 0, 1, None, "The number of plans that were issued within 20 weeks was 1"),
        ("number", 0, 2, None, "2 plans were issued within 20 weeks"),
        (
            "full-time equivalents", 0, 1, None,
            "The number of full-time equivalent plans that were issued within 20 weeks was 1",
        ),
        (
            "full-time equivalents", 1, 1, None,
            "1.0 full-time equivalent plans were issued within 20 weeks",
        ),
    ],
)  # fmt: skip
def test_of_one_it_is_said_in_the_singular(
    snapshot: Snapshot,
    unit: str,
    decimals: int,
    value: float,
    counts: tuple[int, int] | None,
    said: str,
) -> None:
    plans = replace(snapshot.indicator("ehcp-20-weeks"), unit=unit, decimals=decimals)
    top, bottom = counts or (None, None)
    now = Observation(Q1, Q1.end, value=value, numerator=top, denominator=bottom)
    assert headline.what(plans, now) == said
