"""What questions are made of: names inside a sentence, and the least certain data status."""

from kpi.lines_of_enquiry.rule_facts import named, raise_question
from kpi.model.data_status import strongest


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
