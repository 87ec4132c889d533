"""The comparison as page and file show it."""

import pytest

from kpi import beside, comparing
from kpi.snapshot import MODELS, Snapshot
from tests.kpi.changing import BCP, changed, quarter, row_of, suppressed

Q1 = quarter("Q1 2025-26")


def test_comparison_of_plans(snapshot: Snapshot) -> None:
    found = beside.comparison(row_of(snapshot, "ehcp-20-weeks"))
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
         "ours is better"),
        ("region", "South West", "28.5%", "2024 (calendar year)", "published figure",
         "ours is better"),
        ("neighbours", "Statistical neighbours (DfE's May 2025 model)", "40.6%",
         "2024 (calendar year)", "mean of 10 of 10 authorities", "ours is better"),
        ("good", "Other authorities judged Good", "58.6%", "2024 (calendar year)",
         "mean of 66 of 66 authorities", "ours is similar"),
    ]  # fmt: skip
    assert {e.likeness for e in found[1:]} == {
        "same measure, different period: a whole calendar year against one quarter"
    }


def test_comparison_without_comparators_says_why(snapshot: Snapshot) -> None:
    found = beside.comparison(row_of(snapshot, "early-help-returns"))
    assert [e.figure for e in found] == ["10.5%", *["no national figure exists"] * 4]
    assert [e.value for e in found[1:]] == [None] * 4
    assert [(e.basis, e.verdict) for e in found[1:]] == [("", "")] * 4


def test_ten_neighbours_by_name_with_our_own_among_them(snapshot: Snapshot) -> None:
    found = beside.neighbours(snapshot, row_of(snapshot, "ehcp-20-weeks"))
    assert [(e.label, e.figure) for e in found] == [
        ("East Sussex", "85.1%"),
        ("Bedford Borough", "74.2%"),
        ("Bexley", "68.6%"),
        ("Norfolk", "56.3%"),
        ("Bournemouth, Christchurch and Poole", "53.9%"),
        ("Milton Keynes", "43.0%"),
        ("Kent", "33.3%"),
        ("Southend-on-Sea", "16.1%"),
        ("Essex", "15.0%"),
        ("West Sussex", "11.4%"),
        ("Devon", "3.2%"),
    ]
    assert [e.key for e in found].count("home") == 1
    assert found[0].verdict == "ours is 31.2 points lower"


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("indicator_id", ["ehcp-20-weeks", "ks4-fsm-gap", "referrals-rate"])
def test_the_neighbours_shown_are_those_of_the_mean(
    snapshot: Snapshot, indicator_id: str, model: str
) -> None:
    row = row_of(snapshot, indicator_id, model=model)
    entries = [e for e in beside.neighbours(snapshot, row) if e.key == "neighbours"]
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
    last = beside.neighbours(gone, row)[-1]
    assert (last.label, last.value) == ("East Sussex", None)
    assert last.figure == "confidential: too few children to show"
    assert last.verdict == ""
    assert row.comparator("neighbours").count == 9
    assert row.comparator("neighbours").basis == "mean of 9 of 10 authorities"


def test_an_own_suppressed_figure_is_no_figure(snapshot: Snapshot) -> None:
    row = row_of(suppressed(snapshot, "ehcp-20-weeks", Q1), "ehcp-20-weeks")
    own, *others = beside.comparison(row)
    assert (own.value, own.figure) == (None, "no figure")
    assert {e.verdict for e in others} == {""}
    assert [e.figure for e in others] == ["46.4%", "28.5%", "40.6%", "58.6%"]


def test_related_measures_are_lait_s_own_figures(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "early-help-returns")
    (other,) = row.indicator.related
    found = beside.related(snapshot, row, other)
    assert found.period == "year to March 2025"
    assert found.figures == (
        ("Bournemouth, Christchurch and Poole", "22.6%"),
        ("England", "22.6%"),
        ("South West", "22.1%"),
        ("Statistical neighbours, mean of 10", "19.8%"),
    )
    table = comparing.compare(snapshot, area=BCP, measures=["ReReferral"])
    assert table["value"].to_list() == [22.6]


def test_related_figures_of_another_council(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "early-help-returns", area="330")
    (other,) = row.indicator.related
    found = beside.related(snapshot, row, other)
    assert found.figures[0] == ("Birmingham", "20.7%")
    assert found.figures[2] == ("West Midlands", "19.5%")
