"""The rolling year in words."""

from kpi.indicators import rolling_year
from kpi.model.snapshot import Snapshot
from kpi.wording.trends import rolling_year as rolling_year_wording
from tests.kpi.changing import changed, missing, quarter, row_of

EHCP, EARLY, ASSESSED = "ehcp-20-weeks", "early-help-returns", "assessments-45-days"
Q3_2024 = quarter("Q3 2024-25")


def test_sentences(snapshot: Snapshot) -> None:
    row = row_of(snapshot, EHCP)
    assert rolling_year_wording.sentences(row, rolling_year.sums(snapshot, row)) == [
        (
            "The four quarters of the year to June 2025: 520 of 695 plans (74.8%, likely between "
            "71.5% and 77.9%), leaving out "
            "exception cases; England: no figure covers the same months.",
            "illustrative",
        ),
        (
            "The four quarters of 2024: 493 of 635 plans (77.6%, likely between 74.2% and 80.7%), "
            "better than England's 46.4%, both leaving out exception cases: like for like. The "
            "published figure of Bournemouth, Christchurch and Poole for these months is the same.",
            "illustrative",
        ),
    ]


def test_a_published_figure_that_differs_is_told(snapshot: Snapshot) -> None:
    other = changed(snapshot, EHCP, Q3_2024, numerator=150.0)
    row = row_of(other, EHCP)
    (_, (said, _)) = rolling_year_wording.sentences(row, rolling_year.sums(other, row))
    assert "485 of 635 plans (76.4%, likely between 72.9% and 79.5%)" in said
    assert said.endswith("for these months is 77.6%.")


def test_words_of_other_quarters(snapshot: Snapshot) -> None:
    row = row_of(snapshot, EHCP, "Q3 2024-25")
    sums = rolling_year.sums(snapshot, row)
    said = [text for text, _ in rolling_year_wording.sentences(row, sums)]
    assert said[0] == (
        "The four quarters of 2024: 493 of 635 plans (77.6%, likely between 74.2% and 80.7%), "
        "leaving out exception cases; England: nothing had been published for the same months by "
        "then."
    )
    assert said[1].startswith(
        "The financial year to date (April 2024 to December 2024, three quarters so far): 427 of "
    )
    assert [rolling_year_wording.label(one) for one in sums] == [
        "The quarter",
        "The rolling four quarters",
        "The four quarters of the comparators' year",
        "The financial year to date",
    ]


def test_why_a_sum_cannot_be_made_is_said_once(snapshot: Snapshot) -> None:
    """The table has each reason; where there is none, one sentence has the first."""
    row = row_of(snapshot, EHCP, "Q3 2024-25")
    sums = rolling_year.sums(snapshot, row)
    assert [rolling_year_wording.counts(row, one) for one in sums][2] == (
        "Q4 2022-23, Q1 2023-24, Q2 2023-24 and Q3 2023-24: not held"
    )
    assert rolling_year_wording.sentences_alone(row, sums) == (
        rolling_year_wording.sentences(row, sums)
    )
    lacking = missing(snapshot, EHCP, quarter("Q4 2024-25"))
    lacking = missing(lacking, EHCP, quarter("Q2 2024-25"))
    row = row_of(lacking, EHCP)
    sums = rolling_year.sums(lacking, row)
    assert rolling_year_wording.sentences(row, sums) == []
    assert rolling_year_wording.sentences_alone(row, sums) == [
        (
            "The four quarters of the year to June 2025 cannot be added up (Q2 2024-25 and "
            "Q4 2024-25: no figure (not available)).",
            "",
        )
    ]


def test_without_a_comparator(snapshot: Snapshot) -> None:
    row = row_of(snapshot, EARLY)
    sums = rolling_year.sums(snapshot, row)
    assert [text for text, _ in rolling_year_wording.sentences(row, sums)] == [
        "The four quarters of the year to June 2025: 80 of 677 closed cases (11.8%, "
        "likely between 9.6% and 14.5%)."
    ]
    assert {rolling_year_wording.england(row, one) for one in sums} == {"no national figure exists"}
    assert {rolling_year_wording.likeness(one) for one in sums} == {""}
