"""The sentence that compares a figure with others."""

from kpi.model.snapshot import Snapshot
from kpi.wording.comparisons import sentences
from tests.kpi.changing import row_of


def test_sentence_of_plans(snapshot: Snapshot) -> None:
    assert sentences.sentence(row_of(snapshot, "ehcp-20-weeks")) == (
        "96 of 178 plans (53.9%) were issued within 20 weeks in April to June 2025, leaving out "
        "exception cases, down from 69.4% in January to March 2025: a clear worsening. "
        "Likely between 46.6% and 61.1%, it is better than England (46.4% in 2024, leaving out "
        "exception cases). It is better than the South West (28.5% in 2024, leaving out exception "
        "cases). It is 13.3 points above statistical neighbours (40.6% in 2024, leaving "
        "out exception cases, mean of 10, derived). It is not judged (better than 6 of the "
        "10), but the "
        "council's published 77.6% of that year is judged better (than 9 of the 10). Their "
        "middle half is 15.3% to 65.5%. "
        "The council's figure and target are illustrative (made up)."
    )


def test_sentence_of_early_help(snapshot: Snapshot) -> None:
    assert sentences.sentence(row_of(snapshot, "early-help-returns")) == (
        "18 of 172 closed cases (10.5%) came back to Early Help within 12 months in April to June "
        "2025, down from 11.5% in January to March 2025: within normal variation. "
        "No national figure exists for returns to Early Help: councils define and record Early "
        "Help differently, and no one collects it. "
        "The council's figure and target are illustrative (made up)."
    )


def test_sentence_of_secondary_exclusions(snapshot: Snapshot) -> None:
    assert sentences.sentence(row_of(snapshot, "secondary-permanent-exclusions")) == (
        "0.117% of secondary pupils were permanently excluded (about 117 in 100,000) in the spring "
        "term 2025, against 0.115% in the spring term 2024. That is no certain change. By "
        "DfE's official annual rate, ours was 0.451% in the academic year 2022/23, above England's "
        "0.222% and the South West's 0.251%. The term's figure is 0.046 points above England as "
        "derived (0.071% in the spring term 2024, weighted mean of 151 of 153). It is 0.035 points "
        "above the South West as derived (0.082%, weighted mean of 14 of 15). It is 0.053 points "
        "above statistical neighbours (0.064% in the spring term 2024, mean of 10, derived). It is "
        "worse than all 10. The figure is derived from published ones. The target is illustrative "
        "(made up)."
    )


def test_sentence_of_a_quarter_that_stands_otherwise_than_its_year(snapshot: Snapshot) -> None:
    """BCP issued 4.8% of its plans of 2023 in time: 142nd of 150; England 50.3%."""
    row = row_of(snapshot, "ehcp-20-weeks", "Q1 2024-25")
    assert sentences.compared(row) == (
        "Likely between 68.4% and 81.6%, it is better than England (50.3% in 2023, leaving out "
        "exception cases), but the council's published 4.8% of that year is worse: 142nd of "
        "150. It is better than the South West (33.4% in 2023, leaving out exception cases), but "
        "the council's published 4.8% of that year is worse. "
        "It is 35.4 points above statistical neighbours (40.2% in 2023, leaving out exception "
        "cases, mean of 10, derived). It is not judged (better than 7 of the 10), and the "
        "council's published 4.8% of that year is not judged either (worse than 7 of the 10). "
        "Their middle half is 4.1% to 80.1%."
    )


def test_sentence_of_a_figure_that_is_judged_against_neighbours(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "assessments-45-days")
    assert sentences.compared(row) == (
        "Likely between 92.7% and 95.7%, it is better than England (84.5% in the year to March "
        "2024). It is better than the South West (79.5% in the year to March 2024). "
        "It is 11.9 points above statistical neighbours (82.5% in the year to March 2024, "
        "mean of 10, derived). It is better than all 10 and judged better, as the whole "
        "range lies above "
        "their middle half (77.8% to 88.9%)."
    )


def test_a_derived_mean_of_a_term_has_our_own_figure_of_it(snapshot: Snapshot) -> None:
    """Birmingham: above England and its region in 2025, below both in the spring term 2024."""
    row = row_of(snapshot, "secondary-permanent-exclusions", area="330")
    said = sentences.compared(row)
    assert "0.007 points above England as derived" in said
    assert said.endswith(
        "It is better than 9 of the 10. But the council's 0.061% (derived) in the spring term 2024 "
        "is below England and the West Midlands."
    )
    bcp = sentences.compared(row_of(snapshot, "secondary-permanent-exclusions"))
    assert "But the council's" not in bcp
