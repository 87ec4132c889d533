"""What questions are made of: names inside a sentence, and the least certain data status."""

from kpi.lines_of_enquiry import comparison_rules, figure_rules
from kpi.lines_of_enquiry.rule_facts import named, raise_question, with_exceptions
from kpi.model.data_status import strongest
from kpi.model.snapshot import Snapshot
from tests.kpi.lines_of_enquiry import asking
from tests.kpi.lines_of_enquiry.asking import EARLY, PLANS, facts


def test_names_inside_a_sentence() -> None:
    assert named("Secondary permanent exclusions") == "secondary permanent exclusions"
    assert named("Key Stage 4 attainment gap") == "Key Stage 4 attainment gap"
    assert named("NEET at 16 and 17") == "NEET at 16 and 17"


def test_the_least_certain_status_is_told() -> None:
    assert strongest(["published", "derived", "illustrative"]) == "illustrative"
    assert strongest(["published", ""]) == "published"
    found = raise_question("Why?", "So.", {"a": "derived", "b": "provisional", "c": "provisional"})
    assert found.because == (
        "So. These are provisional: b and c. This is derived from published figures: a."
    )
    assert found.data_status == "provisional"


def test_reasons_name_what_the_figures_leave_out(snapshot: Snapshot) -> None:
    """Once, and only for an indicator whose definition has a qualifier."""
    plans, early = (snapshot.indicator(name) for name in (PLANS, EARLY))
    said = "It was 4.8%. Figures are counted leaving out exception cases."
    assert with_exceptions(plans, "It was 4.8%.") == said
    assert with_exceptions(plans, said) == said
    assert with_exceptions(early, "It was 4.8%.") == "It was 4.8%."


def test_every_question_with_a_figure_of_plans_names_it(snapshot: Snapshot) -> None:
    worse = figure_rules.silent_worsening(facts(asking.silent(snapshot), PLANS))
    year = comparison_rules.another_period(facts(snapshot, PLANS, when="Q1 2024-25"))
    models = comparison_rules.which_neighbours(facts(snapshot, PLANS, area="301"))
    for found in (worse, year, models):
        assert "Figures are counted leaving out exception cases." in asking.said(found).because
