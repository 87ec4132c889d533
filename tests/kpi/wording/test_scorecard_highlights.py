"""What stands out, and the counts at the top of the scorecard."""

from dataclasses import replace

import pytest

from kpi.indicators import reporting_quarters, scorecard
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.indicators.targets import target_status
from kpi.model.snapshot import Snapshot
from kpi.wording import scorecard_highlights
from tests.kpi.changing import BCP, changed, quarter

Q1 = quarter("Q1 2025-26")


def rows_of(
    snapshot: Snapshot, when: str = "Q1 2025-26", area: str = BCP
) -> tuple[ScorecardRow, ...]:
    return scorecard.summary(snapshot, View(area, quarter(when)))


def test_what_stands_out_in_the_first_quarter(snapshot: Snapshot) -> None:
    assert [
        (n.indicator_id, n.status, n.text) for n in scorecard_highlights.notable(rows_of(snapshot))
    ] == [
        (
            "secondary-permanent-exclusions",
            target_status.BEYOND_INTERVENTION,
            "Secondary permanent exclusions: 0.117% in the spring term 2025 (about 117 in 100,000)."
            " The target is 0.090% and the intervention level 0.110%. It is 0.053 "
            "points above statistical neighbours (0.064% in the spring term 2024, mean of 10, "
            "derived). "
            "The figure is derived from published ones. The target is illustrative (made up).",
        ),
        (
            "ehcp-20-weeks",
            target_status.OFF_TARGET,
            "Education, health and care plans issued within 20 weeks: worsened clearly on last "
            "quarter, from 118 of 170 (69.4%) to 96 of 178 (53.9%). Still above England (46.4% in "
            "2024, leaving out exception cases). The council's figure and target are illustrative "
            "(made up).",
        ),
        (
            "primary-permanent-exclusions",
            target_status.OFF_TARGET,
            "Primary permanent exclusions: 0.012% in the spring term 2025 (about 12 in 100,000), "
            "which misses the target of 0.010% or less. The figure is derived from published ones. "
            "The target is illustrative (made up).",
        ),
        (
            "assessments-45-days",
            target_status.ON_TARGET,
            "Assessments completed within 45 working days: 94.4% in April to June 2025, at or "
            "above target for the 5th quarter in a row. It is 11.9 points above "
            "statistical neighbours (82.5% in the year to March 2024, mean of 10, derived). It is "
            "10.3 points above other authorities judged Good (84.1% in the year to March 2024, "
            "mean of 66, derived). The council's figure and target are illustrative (made up).",
        ),
        (
            "early-help-returns",
            target_status.ON_TARGET,
            "Returns to Early Help within 12 months: 10.5% in April to June 2025, at or below "
            "target for the 7th quarter in a row. The council's figure and target are illustrative "
            "(made up).",
        ),
        (
            "ks4-fsm-gap",
            target_status.AWAITING,
            "Key Stage 4 attainment gap, free school meals: the newest figure is for the academic "
            "year 2023/24. The next, academic year 2024/25, is due at the end of August 2025, in "
            "the Q2 2025-26 report. Newest 17.0 points (academic year 2023/24), target 15.0 points "
            "or less. The figure is derived from published ones. The target is illustrative (made "
            "up).",
        ),
    ]


def test_the_illustrative_figures_are_counted(snapshot: Snapshot) -> None:
    rows = rows_of(snapshot)
    own = [o for r in rows if not r.indicator.is_context for o in r.series if o.value is not None]
    made_up = [o for o in own if o.data_status == "illustrative"]
    assert len(made_up) == 9 + 9 + 6  # early help, assessments, plans
    assert scorecard_highlights.illustrative_counts(rows) == (
        f"24 of {len(own)} figures of this council are illustrative: made up, not real. "
        "So are the targets and the comments."
    )
    assert scorecard_highlights.illustrative_counts(rows_of(snapshot, area="330")) == ""


def test_plans_below_england_say_now_below(snapshot: Snapshot) -> None:
    few = changed(snapshot, "ehcp-20-weeks", Q1, value=30.3, numerator=54.0)
    told = [
        n for n in scorecard_highlights.notable(rows_of(few)) if n.indicator_id == "ehcp-20-weeks"
    ]
    assert [n.status for n in told] == [target_status.BEYOND_INTERVENTION] * 2
    assert told[0].text.startswith(
        "Education, health and care plans issued within 20 weeks: 30.3% in April to June 2025. "
        "The target is 60.0% and the intervention level 46.4%, the same as England (46.4% "
        "in 2024, leaving out exception cases). It is 10.3 points below statistical neighbours "
        "(40.6% in 2024, leaving out exception cases, mean of 10, derived). But the council's "
        "published 77.6% of that year is judged better (than 9 of the 10)."
    )
    assert told[1].text.startswith(
        "Education, health and care plans issued within 20 weeks: worsened clearly on last "
        "quarter, from 118 of 170 (69.4%) to 54 of 178 (30.3%). Now below England (46.4% in 2024, "
        "leaving out exception cases), but the council's published 77.6% of that year is "
        "better: 43rd of 151."
    )


def test_a_lead_that_the_year_does_not_have_is_told_so(snapshot: Snapshot) -> None:
    (row,) = scorecard.summary(snapshot, View(BCP, Q1), indicator_ids=["assessments-45-days"])
    (there,) = scorecard_highlights.notable([row])
    assert row.like is not None
    assert "both" not in there.text
    behind = replace(row, like=replace(row.like, value=80.0))
    (there,) = scorecard_highlights.notable([behind])
    assert (
        "mean of 66, derived). The council's published 80.0% of that year is not at least 5.0 "
        "points above both. The council's figure"
    ) in there.text


def test_the_most_pressing_comes_first(snapshot: Snapshot) -> None:
    for when in ("Q1 2024-25", "Q3 2024-25", "Q2 2025-26"):
        statuses = [n.status for n in scorecard_highlights.notable(rows_of(snapshot, when))]
        assert statuses, when
        beyond = [s == target_status.BEYOND_INTERVENTION for s in statuses]
        assert beyond == sorted(beyond, reverse=True), when
        waiting = [s == target_status.AWAITING for s in statuses]
        assert waiting == sorted(waiting), when


def test_every_missed_target_is_told(snapshot: Snapshot) -> None:
    missed = 0
    for when in reporting_quarters.quarters(snapshot, BCP):
        rows = scorecard.summary(snapshot, View(BCP, when))
        told = {n.indicator_id: n.text for n in reversed(scorecard_highlights.notable(rows))}
        for row in rows:
            if row.status == target_status.OFF_TARGET:
                missed += 1
                text = told[row.indicator.id]
                clear = "clearly on last" in text
                assert clear == bool(row.since_last.clear)
                assert clear or "which misses the target of" in text, f"{when.short}: {text}"
    assert missed >= 5


@pytest.mark.parametrize(
    ("shown", "of", "said"),
    [
        (3, 7, "3 of 7 indicators shown"),
        (0, 7, "0 of 7 indicators shown"),
        (1, 1, "1 of 1 indicator shown"),
    ],
)
def test_the_number_of_indicators_shown(shown: int, of: int, said: str) -> None:
    assert scorecard_highlights.indicators_shown(shown, of) == said


def test_made_up_is_explained_once_and_every_sentence_keeps_its_mark(snapshot: Snapshot) -> None:
    every = scorecard_highlights.notable(rows_of(snapshot))
    shown = scorecard_highlights.explained_once(every)
    assert [each.text.count("(made up)") for each in every] == [1] * 6
    assert [each.text.count("(made up)") for each in shown] == [1, 0, 0, 0, 0, 0]
    assert [each.text.count("illustrative") for each in shown] == [1] * 6
    assert shown[1].text.endswith("The council's figure and target are illustrative.")
    assert [each.indicator_id for each in shown] == [each.indicator_id for each in every]
