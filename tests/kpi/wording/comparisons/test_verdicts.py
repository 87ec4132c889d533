"""Verdicts in words, and why."""

import pytest

from kpi.indicators import scorecard
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.periods import parse_period
from kpi.statistics.spread import Spread
from kpi.statistics.verdict_rules import confidence_interval
from kpi.wording import indicator_notes
from kpi.wording.comparisons import verdicts
from kpi.wording.comparisons.verdicts import NeighbourMean, model_words
from kpi.wording.status import status_reasons
from tests.kpi.changing import BCP, changed, quarter, row_of, suppressed
from tests.kpi.statistics.test_verdict_rules import Plain
from tests.shipped_models import MODELS

Q1 = quarter("Q1 2025-26")
REREFERRALS = Plain("percent", 1, Polarity.LOWER, "referrals")
ILLUSTRATIVE = "(our figure is illustrative: made up)"
BOTH = "Our figure is illustrative: made up; their mean is derived"


def told(row: ScorecardRow) -> dict[str, verdicts.VerdictText]:
    return {each.key: each for each in verdicts.verdicts(row)}


def test_plans_are_better_than_england(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    found = told(row)
    assert {key: each.word for key, each in found.items()} == {
        "england": "better",
        "region": "better",
        "neighbours": "not judged",
        "good": "not judged",
    }
    sentence = "53.9%, likely between 46.6% and 61.1%: better than England's 46.4%"
    assert found["england"].sentence == f"{sentence} {ILLUSTRATIVE}"
    assert verdicts.against(row, row.comparator("england")) == found["england"].sentence
    assert found["england"].why == (
        "96 of 178 plans gives 53.9%. Had the underlying rate been anywhere between 46.6% and "
        "61.1%, such a count would be no surprise. That is the likely range (95% Wilson score "
        "interval). England's 46.4% in 2024 lies below that range, and higher is better, so: "
        "better. The comparator is taken as it stands, without a range of its own. It covers "
        "another period: a whole calendar year against one quarter. "
        "Our figure is illustrative: made up."
    )
    assert found["neighbours"].sentence == (
        "53.9%, likely between 46.6% and 61.1%: better than 6 of the 10 statistical neighbours, "
        "but the council's published 77.6% of that year is judged better (than 9 of the 10). "
        "Ours is 13.3 points higher than their mean of 40.6%; not judged, as the range meets their "
        f"middle half (15.3% to 65.5%). {BOTH}"
    )
    assert found["neighbours"].why.endswith(
        "The middle half of the 10 statistical neighbours in 2024 have 15.3% to 65.5%. Ours is "
        "better than 6 of the 10; not judged, as the range meets their middle half (15.3% to "
        "65.5%). Their mean is 40.6%; ours is 13.3 points higher, which alone is not judged. It "
        "covers another period: a whole calendar year against one quarter. Our figure is "
        "illustrative: made up; their mean is derived."
    )


def test_a_figure_beyond_the_middle_half_of_a_group_is_judged(snapshot: Snapshot) -> None:
    found = told(row_of(snapshot, "assessments-45-days"))["neighbours"]
    assert found.word == "better"
    assert found.sentence == (
        "94.4%, likely between 92.7% and 95.7%: better than all 10 statistical neighbours. Ours is "
        "11.9 points higher than their mean of 82.5%; judged better, as the whole range lies above "
        f"their middle half (77.8% to 88.9%). {BOTH}"
    )


def test_our_figure_of_the_comparators_year_covers_no_other_period(snapshot: Snapshot) -> None:
    """493 of 635 in calendar 2024 beside England in 2024: like for like."""
    row = row_of(snapshot, "ehcp-20-weeks")
    own = scorecard.changes_to(snapshot, row.indicator, "839", quarter("2024 (calendar year)"))
    assert own is not None
    found = {each.key: each for each in verdicts.verdicts_of(row, own[0])}
    assert {key: each.word for key, each in found.items()} == {
        "england": "better",
        "region": "better",
        "neighbours": "better",
        "good": "not judged",
    }
    assert not any("another period" in each.why for each in found.values())
    assert found["england"].sentence == (
        "77.6%, likely between 74.2% and 80.7%: better than England's 46.4%"
    )


def test_a_quarter_that_stands_otherwise_than_its_year_says_both(snapshot: Snapshot) -> None:
    """Q1 2024-25: 121 of 160 (75.6%); in 2023 11 of 230 or so (4.8%), 142nd of 150."""
    row = row_of(snapshot, "ehcp-20-weeks", "Q1 2024-25")
    found = told(row)["england"]
    assert found.sentence == (
        "75.6%, likely between 68.4% and 81.6%: better than England's 50.3%, but the council's "
        f"published 4.8% of that year is worse: 142nd of 150 {ILLUSTRATIVE}"
    )
    assert verdicts.against(row, row.comparator("england")) == found.sentence


def test_target_status_and_verdict_are_two_judgements(snapshot: Snapshot) -> None:
    """Off target, and better than England: both hold, neither names the other."""
    row = row_of(snapshot, "ehcp-20-weeks")
    assert row.status == "off target"
    assert told(row)["england"].word == "better"
    assert "better" not in status_reasons.why_status(row)
    assert "target" not in told(row)["england"].why
    assert "This is not the target status." in indicator_notes.VERDICT_IS_NOT_STATUS


NEAR_2025 = (15.4, 16.6, 17.1, 17.9, 19.7, 20.3, 21.6, 21.9, 23.3, 24.4)
"""Re-referrals of BCP's neighbours in the year to March 2025 by DfE's model of 2025; mean 19.82."""


def _spread(value: float | None, count: int = 1) -> Spread | None:
    """A group of so many authorities, all with one figure."""
    return Spread.of([value] * count) if value is not None else None


def test_which_neighbours_are_meant() -> None:
    found = confidence_interval(REREFERRALS, 22.6, 764, 3386)
    wide = Spread.of((*NEAR_2025[:6], 19.0, 19.5, 20.0, 20.1))
    means = [NeighbourMean("2025-05", 18.6, wide), NeighbourMean("2021-04", 22.5, _spread(22.5))]
    assert model_words(REREFERRALS, 22.6, found, means) == (
        "The verdict on 22.6%, likely between 21.2% and 24.0%, against statistical neighbours "
        "depends on the neighbour model. By DfE's May 2025 model (mean 18.6%) it is worse than all "
        "10. That is judged worse, as the whole range lies above their middle half (17.3% to "
        "19.9%). But by DfE's April 2021 model (mean 22.5%) it is worse than the one with a "
        "figure. That is not judged, as fewer than four of them have a figure."
    )


@pytest.mark.parametrize(
    ("value", "means", "words"),
    [
        # Both on one side, as shown: nothing depends on the model.
        (22.6, (19.8, 20.0), ""),
        (22.6, (None, 22.5), ""),
        (None, (19.8, 22.5), ""),
    ],
)
@pytest.mark.parametrize("with_counts", [True, False])
def test_nothing_is_said_where_both_models_agree(
    value: float | None, means: tuple[float | None, float], words: str, with_counts: bool
) -> None:
    found = confidence_interval(REREFERRALS, value, 764, 3386) if with_counts else None
    both = [NeighbourMean(m, v, _spread(v)) for m, v in zip(MODELS, means, strict=True)]
    assert model_words(REREFERRALS, value, found, both) == words


def test_without_counts_the_figures_as_shown_are_compared_and_it_is_no_verdict() -> None:
    both = [
        NeighbourMean("2025-05", 16.0, _spread(16.0, 10)),
        NeighbourMean("2021-04", 17.04, _spread(17.04, 9)),
    ]
    points = Plain("points", 1, Polarity.LOWER, "gap")
    assert model_words(points, 17.0, None, both) == (
        "How ours compares depends on the neighbour model. There are no counts, so this is no "
        "verdict. As shown, 17.0 points is worse than the 16.0 points of DfE's May 2025 model "
        "(mean of 10, derived) but the same as the 17.0 points of DfE's April 2021 model (mean of "
        "9, derived)."
    )


def test_of_three_models_those_that_agree_are_joined_by_and() -> None:
    three = [
        NeighbourMean("2028-05", 16.0, _spread(16.0, 10)),
        NeighbourMean("2025-05", 17.0, _spread(17.0, 10)),
        NeighbourMean("2021-04", 17.04, _spread(17.04, 9)),
    ]
    points = Plain("points", 1, Polarity.LOWER, "gap")
    assert model_words(points, 17.0, None, three).endswith(
        "17.0 points is worse than the 16.0 points of DfE's May 2028 model (mean of 10, derived) "
        "but the same as the 17.0 points of DfE's May 2025 model (mean of 10, derived) and the "
        "same as the 17.0 points of DfE's April 2021 model (mean of 9, derived)."
    )


def test_a_rate_is_judged_by_one_model_and_not_by_the_other(snapshot: Snapshot) -> None:
    """Referrals: 135.1, likely from 126.9: above the one middle half, and meeting the other."""
    rows = [row_of(snapshot, "referrals-rate", model=model) for model in MODELS]
    assert verdicts.row_models(rows) == (
        "The verdict on 135.1 per 10,000 children, likely between 126.9 and 143.7, against "
        "statistical neighbours depends on the neighbour model. By DfE's May 2025 model (mean "
        "101.9) it is higher than 9 of the 10. That is judged higher, as the whole range lies "
        "above their middle half (85.3 to 117.9). But by DfE's April 2021 model (mean 143.7) it is "
        "higher than 8 of the 10. That is not judged, as the range meets their middle half (79.3 "
        "to 133.7). Our figure is derived."
    )


def test_a_rate_is_told_with_its_unit_once(snapshot: Snapshot) -> None:
    found = told(row_of(snapshot, "referrals-rate"))["england"]
    assert found.sentence == (
        "135.1 per 10,000 children, likely between 126.9 and 143.7: similar to England's 130.6 "
        "(our figure and England's figure are derived)"
    )
    assert found.why == (
        "1,006 referrals to children's social care among 74,472 children gives 135.1 per 10,000 "
        "children. Had the underlying rate been anywhere between 126.9 and 143.7, such a count "
        "would be no surprise. That is the likely range (95% interval of a number of events, "
        "Byar's approximation). England's 130.6 in January to March 2024 lies within that range, "
        "so: similar. The comparator is taken as it stands, without a range of its own. "
        "Our figure and England's figure are derived."
    )


def test_without_counts_no_verdict_is_given_and_why(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "secondary-permanent-exclusions")
    found = told(row)["england"]
    assert found.word == "not judged"
    assert found.sentence == (
        "0.117%: worse than 118 of the 151 authorities in England with a figure, the same as 1. "
        "Ours is 0.046 points higher than their weighted mean of 0.071%, about 12 of 25,543 pupils "
        "on roll in the academic year 2024/25. Without counts that is not judged. Our figure and "
        "their mean are derived"
    )
    assert found.why == (
        "No counts that make the figure are held, so it is not judged. What is known is "
        "the difference: ours is 0.046 points higher, about 12 of 25,543 pupils on roll in the "
        "academic year 2024/25. Our figure and their mean are derived."
    )
    assert verdicts.against(row, row.comparator("england")) == ""
    assert status_reasons.why_direction(row, row.since_last).endswith(
        "0.002 points higher. That is about 0.5 of one permanent exclusion among 25,543 secondary "
        "pupils, so a change is not certain."
    )
    gap = row_of(snapshot, "ks4-fsm-gap", "Q1 2024-25")  # of points there is no number of pupils
    assert told(gap)["england"].sentence == (
        "16.7 points: 1.9 points higher than England's 14.8 points. Without counts that is not "
        "judged (our figure and England's figure are derived)"
    )


def test_no_figure_and_no_comparator(snapshot: Snapshot) -> None:
    hidden = row_of(suppressed(snapshot, "ehcp-20-weeks", Q1), "ehcp-20-weeks")
    assert verdicts.verdicts(hidden) == []
    assert verdicts.against(hidden, hidden.comparator("england")) == ""
    help_row = row_of(snapshot, "early-help-returns")
    assert verdicts.verdicts(help_row) == []
    assert verdicts.against(help_row, help_row.comparator("england")) == ""


def test_few_cases_are_too_few_to_say(snapshot: Snapshot) -> None:
    few = changed(snapshot, "ehcp-20-weeks", Q1, value=100.0, numerator=1.0, denominator=1.0)
    before = quarter("Q4 2024-25")
    few = changed(few, "ehcp-20-weeks", before, value=0.0, numerator=0.0, denominator=4.0)
    row = row_of(few, "ehcp-20-weeks")
    assert row.since_last.clear is None
    assert row.since_last.is_too_few
    found = told(row)["england"]
    assert (found.word, found.sentence) == (
        "too few to say",
        "100.0%, likely between 20.7% and 100.0%: too few to say how it stands to England's 46.4% "
        f"{ILLUSTRATIVE}",
    )
    assert "Fewer than 10 plans are behind a figure here." in found.why
    assert "too few to say whether this is more than chance" in status_reasons.why_direction(
        row, row.since_last
    )


def test_our_published_year_in_words(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    year = parse_period("2024 (calendar year)")
    found = scorecard.changes_to(snapshot, row.indicator, BCP, year)
    assert found is not None
    assert indicator_notes.year_words(row, *found) == (
        "In 2024: 77.6%, likely between 74.2% and 80.7%; improved clearly from 4.8% in 2023."
    )
    (england, *_rest) = verdicts.verdicts_of(row, found[0])
    assert england.sentence == (
        "77.6%, likely between 74.2% and 80.7%: better than England's 46.4%"
    )
    rows = [scorecard.with_model(snapshot, row, model) for model in MODELS]
    assert indicator_notes.like_models(rows, found[0]) == ""  # better than both means
    broken = scorecard.changes_to(
        snapshot, row.indicator, BCP, parse_period("2023 (calendar year)")
    )
    assert broken is not None
    assert indicator_notes.year_words(row, *broken) == (
        "In 2023: 4.8%, likely between 2.8% and 8.0%. How it moved cannot be calculated: the "
        "series breaks after 2022, so the 7.3% of then does not compare with the 4.8% of now."
    )
