"""The comparison as page and file show it."""

from dataclasses import replace

import pytest

from kpi.benchmarks import lait_comparison
from kpi.indicators.comparisons import national_rank
from kpi.indicators.comparisons.national_rank import Standing
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.snapshot import Snapshot
from kpi.wording.comparisons import comparison_cells as table_wording
from tests.kpi.changing import BCP, changed, quarter, row_of, suppressed
from tests.shipped_models import MODELS

Q1 = quarter("Q1 2025-26")


def test_comparison_of_plans(snapshot: Snapshot) -> None:
    found = table_wording.comparison(row_of(snapshot, "ehcp-20-weeks"))
    assert [(e.key, e.label, e.figure, e.period, e.basis, e.verdict) for e in found] == [
        (
            "home",
            "Bournemouth, Christchurch and Poole",
            "53.9%",
            "Q1 2025-26 (Apr to Jun 2025)",
            "illustrative: made up, not real",
            "",
        ),
        ("england", "England", "46.4%", "2024 (calendar year)", "published figure",
         "ours is 7.5 points higher: better"),
        ("region", "South West", "28.5%", "2024 (calendar year)", "published figure",
         "ours is 25.4 points higher: better"),
        ("neighbours", "Statistical neighbours (DfE's May 2025 model)", "40.6%",
         "2024 (calendar year)", "mean of 10 of 10 authorities",
         "ours is 13.3 points higher; not judged (better than 6 of the 10); "
         "the council's own 77.6% of 2024: judged better"),
        ("good", "Other authorities judged Good overall as at 31 March 2025", "58.6%",
         "2024 (calendar year)", "mean of 66 of 66 authorities",
         "ours is 4.7 points lower; not judged (worse than 38 of the 66); "
         "the council's own 77.6% of 2024: better than 44 of the 66"),
    ]  # fmt: skip
    assert {e.likeness for e in found[1:]} == {
        "same measure, different period: a whole calendar year against one quarter"
    }


def test_comparison_without_comparators_says_why(snapshot: Snapshot) -> None:
    found = table_wording.comparison(row_of(snapshot, "early-help-returns"))
    assert [e.figure for e in found] == ["10.5%", *["no national figure exists"] * 4]
    assert [e.value for e in found[1:]] == [None] * 4
    assert [(e.basis, e.verdict) for e in found[1:]] == [("", "")] * 4


def like_of(snapshot: Snapshot, row: ScorecardRow) -> Standing | None:
    """Our own figure of the comparators' period."""
    period = row.comparator("neighbours").period
    return national_rank.standing(snapshot, row.indicator, row.area.code, period)


def test_ten_neighbours_by_name_with_our_own_of_the_same_year_among_them(
    snapshot: Snapshot,
) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    found = table_wording.neighbours(snapshot, row, like_of(snapshot, row))
    assert [(e.label, e.figure) for e in found] == [
        ("East Sussex", "85.1%"),
        ("Bournemouth, Christchurch and Poole", "77.6%"),  # 493 of 635, DfE, 2024
        ("Bedford Borough", "74.2%"),
        ("Bexley", "68.6%"),
        ("Norfolk", "56.3%"),
        ("Milton Keynes", "43.0%"),
        ("Kent", "33.3%"),
        ("Southend-on-Sea", "16.1%"),
        ("Essex", "15.0%"),
        ("West Sussex", "11.4%"),
        ("Devon", "3.2%"),
    ]
    assert [e.key for e in found].count("home") == 1
    assert {e.period for e in found} == {"2024 (calendar year)"}
    assert found[0].verdict == "ours is 7.5 points lower: worse"
    assert (found[1].verdict, found[1].range) == ("", "likely between 74.2% and 80.7%")
    # 74.2% looks as if it touched our range, which begins at 74.25%.
    assert found[2].verdict == "ours is 3.4 points higher: better, before rounding"
    assert found[-1].verdict == "ours is 74.4 points higher: better"


def test_our_figure_of_the_same_year_is_judged_beside_the_comparators(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    found = table_wording.comparison(row, like_of(snapshot, row))
    assert [(e.label, e.range, e.same_period) for e in found] == [
        ("Bournemouth, Christchurch and Poole", "likely between 46.6% and 61.1%", ""),
        ("Bournemouth, Christchurch and Poole, same period as the comparators",
         "likely between 74.2% and 80.7%", ""),
        ("England", "", "ours is 31.2 points higher: better"),
        ("South West", "", "ours is 49.1 points higher: better"),
        ("Statistical neighbours (DfE's May 2025 model)", "",
         "ours is 37.0 points higher; judged better (than 9 of the 10)"),
        ("Other authorities judged Good overall as at 31 March 2025", "",
         "ours is 19.0 points higher; not judged (better than 44 of the 66)"),
    ]  # fmt: skip
    alone = table_wording.comparison(row)
    assert {e.same_period for e in alone} == {""}


def test_neighbours_of_a_rate_are_higher_or_lower(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "referrals-rate")
    found = {
        e.label: e.verdict for e in table_wording.neighbours(snapshot, row, like_of(snapshot, row))
    }
    assert found["Kent"] == "ours is 39.6 lower: lower"
    assert found["Bexley"] == "ours is 7.2 higher: similar"
    assert found["Bedford Borough"] == "ours is 13.8 higher: higher"


def test_neighbours_without_counts_have_the_difference_only(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ks4-fsm-gap")
    found = [e.verdict for e in table_wording.neighbours(snapshot, row, like_of(snapshot, row))]
    assert len(found) == 11  # ten neighbours, and ourselves among them
    assert [text for text in found if not text.startswith("ours is ")] == [""]
    assert [text for text in found if ":" in text] == []


def test_without_a_figure_of_the_same_period_the_neighbours_stand_alone(
    snapshot: Snapshot,
) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    found = table_wording.neighbours(snapshot, row, None)
    assert [e.key for e in found] == ["neighbours"] * 10
    assert {e.verdict for e in found} == {""}
    assert found[0].label == "East Sussex"


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("indicator_id", ["ehcp-20-weeks", "ks4-fsm-gap", "referrals-rate"])
def test_the_neighbours_shown_are_those_of_the_mean(
    snapshot: Snapshot, indicator_id: str, model: str
) -> None:
    row = row_of(snapshot, indicator_id, model=model)
    near = table_wording.neighbours(snapshot, row, like_of(snapshot, row))
    entries = [e for e in near if e.key == "neighbours"]
    assert len(near) == 11
    values = [e.value for e in entries if e.value is not None]
    mean = row.comparator("neighbours")
    assert len(entries) == mean.of == 10
    assert len(values) == mean.count
    assert sum(values) / len(values) == pytest.approx(mean.value)


def test_a_neighbour_without_a_figure_stands_last_with_the_reason(snapshot: Snapshot) -> None:
    gone = changed(
        snapshot, "ehcp-20-weeks", quarter("2024 (calendar year)"), "845",
        value=None, symbol="c", reason="confidential: too few children to show",
    )  # fmt: skip
    row = row_of(gone, "ehcp-20-weeks")
    last = table_wording.neighbours(gone, row, like_of(gone, row))[-1]
    assert (last.label, last.value) == ("East Sussex", None)
    assert last.figure == "confidential: too few children to show"
    assert last.verdict == ""
    assert row.comparator("neighbours").count == 9
    assert row.comparator("neighbours").basis == "mean of 9 of 10 authorities"


def test_an_own_suppressed_figure_is_no_figure(snapshot: Snapshot) -> None:
    row = row_of(suppressed(snapshot, "ehcp-20-weeks", Q1), "ehcp-20-weeks")
    own, *others = table_wording.comparison(row)
    assert (own.value, own.figure) == (None, "no figure")
    assert {e.verdict for e in others} == {""}
    assert [e.figure for e in others] == ["46.4%", "28.5%", "40.6%", "58.6%"]


def related_of(
    snapshot: Snapshot,
    indicator_id: str,
    when: str = "Q1 2025-26",
    area: str = BCP,
    *,
    newest: bool = False,
) -> table_wording.RelatedFigures:
    row = row_of(snapshot, indicator_id, when, area, newest=newest)
    (other,) = row.indicator.related
    found = table_wording.related(snapshot, row, other)
    assert found is not None
    return found


@pytest.mark.parametrize("when", ["Q3 2024-25", "Q1 2025-26", "Q2 2025-26"])
def test_related_measures_are_lait_s_own_figures_as_known_then(
    snapshot: Snapshot, when: str
) -> None:
    """The year to March 2024 came out in October 2024, the next in October 2025."""
    found = related_of(snapshot, "early-help-returns", when)
    assert found.period == "year to March 2024"
    assert found.figures == (
        ("Bournemouth, Christchurch and Poole", "25.2%"),
        ("England", "22.4%"),
        ("South West", "22.1%"),
        ("Statistical neighbours, mean of 10, derived", "20.6%"),
    )
    assert found.counts == (
        "Bournemouth, Christchurch and Poole: 998 of 3,955 referrals in the year to March 2024, "
        "likely between 23.9% and 26.6%."
    )
    assert found.verdicts == (
        "", "worse", "worse", "judged worse (than 8 of the 10, the same as 1)",
    )  # fmt: skip
    assert found.models == ""


@pytest.mark.parametrize(("when", "newest"), [("Q3 2025-26", False), ("Q1 2025-26", True)])
def test_the_next_related_year_without_counts_of_its_own(
    snapshot: Snapshot, when: str, newest: bool
) -> None:
    found = related_of(snapshot, "early-help-returns", when, newest=newest)
    assert found.period == "year to March 2025"
    assert found.figures == (
        ("Bournemouth, Christchurch and Poole", "22.6%"),
        ("England", "22.6%"),
        ("South West", "22.1%"),
        ("Statistical neighbours, mean of 10, derived", "19.8%"),
    )
    assert found.counts == ""
    # No counts, no verdict: only how many of them it is worse than.
    assert found.verdicts == ("", "", "", "worse than 8 of the 10")
    table = lait_comparison.compare(snapshot, area=BCP, measures=["ReReferral"])
    assert table["value"].to_list() == [22.6]


@pytest.mark.parametrize(
    ("indicator_id", "when", "period", "figures"),
    [
        ("primary-permanent-exclusions", "Q1 2025-26", "academic year 2022/23",
         ["0.022%", "0.026%", "0.032%", "0.026%"]),
        ("secondary-permanent-exclusions", "Q1 2025-26", "academic year 2022/23",
         ["0.451%", "0.222%", "0.251%", "0.194%"]),
        # DfE published 2023/24 in July 2025.
        ("secondary-permanent-exclusions", "Q2 2025-26", "academic year 2023/24",
         ["0.336%", "0.253%", "0.277%", "0.227%"]),
    ],
)  # fmt: skip
def test_related_rates_that_are_very_small_have_three_decimals(
    snapshot: Snapshot, indicator_id: str, when: str, period: str, figures: list[str]
) -> None:
    found = related_of(snapshot, indicator_id, when)
    assert found.period == period
    assert [figure for _, figure in found.figures] == figures
    assert found.counts == ""


def test_nothing_related_known_yet(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "early-help-returns")
    row = replace(row, view=replace(row.view, quarter=quarter("Q1 2010-11")))
    (other,) = row.indicator.related
    assert table_wording.related(snapshot, row, other) is None


def test_related_figures_of_another_council(snapshot: Snapshot) -> None:
    found = related_of(snapshot, "early-help-returns", area="330")
    assert found.figures[0] == ("Birmingham", "22.4%")
    assert found.figures[2] == ("West Midlands", "20.7%")
    assert found.counts == (
        "Birmingham: 4,032 of 18,007 referrals in the year to March 2024, "
        "likely between 21.8% and 23.0%."
    )
    assert found.verdicts == ("", "similar", "worse", "not judged (better than 7 of the 10)")
    assert found.models == ""  # not judged by either model


@pytest.mark.parametrize(
    ("indicator_id", "said"),
    [
        ("assessments-45-days", ["ours better"] * 4),
        ("early-help-returns", [""] * 4),
        (
            "ehcp-20-weeks",
            ["ours better", "ours better", "ours better than 6 of 10", "ours worse than 38 of 66"],
        ),
        (
            "ks4-fsm-gap",
            [
                "ours higher: worse side",
                "ours higher: worse side",
                "ours worse than 6 of 10",
                "ours worse than 52 of 66",
            ],
        ),
        (
            "secondary-permanent-exclusions",
            [
                "ours worse than 118 of 151",
                "ours worse than 11 of 14",
                "ours worse than all 10",
                "ours worse than 56 of 66",
            ],
        ),
        (
            "referrals-rate",
            ["similar", "ours higher", "ours higher", "ours higher than 38 of 66"],
        ),
        (
            "primary-permanent-exclusions",
            [
                "ours worse than 101 of 151",
                "ours better than 7 of 14",
                "ours worse than 6 of 10",
                "ours worse than 41 of 66",
            ],
        ),
    ],
)
def test_how_a_figure_compares_in_short(
    snapshot: Snapshot, indicator_id: str, said: list[str]
) -> None:
    row = row_of(snapshot, indicator_id)
    assert [table_wording.short_stance(row, each) for each in row.comparators] == said


def test_in_short_without_a_figure_or_counts(snapshot: Snapshot) -> None:
    plans = "ehcp-20-weeks"
    hidden = row_of(suppressed(snapshot, plans, Q1), plans)
    assert {table_wording.short_stance(hidden, each) for each in hidden.comparators} == {""}
    bare = row_of(changed(snapshot, plans, Q1, value=46.4, numerator=None, denominator=None), plans)
    assert [table_wording.short_stance(bare, each) for each in bare.comparators] == [
        "ours level", "ours higher: better side", "ours better than 6 of 10",
        "ours worse than 41 of 66",
    ]  # fmt: skip
    few = row_of(changed(snapshot, plans, Q1, value=50.0, numerator=4.0, denominator=8.0), plans)
    assert table_wording.short_stance(few, few.comparator("england")) == "too few to say"
    worse = row_of(changed(snapshot, plans, Q1, value=20.2, numerator=36.0), plans)
    assert table_wording.short_stance(worse, worse.comparator("england")) == "ours worse"
