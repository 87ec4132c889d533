"""What an officer chose, asked for and did last."""

from kpi.publishing.definitions.definition_changes import RETIRE, DefinitionChange
from pages.sections.chosen_indicators.indicators_session import IndicatorsSession


def test_looking_at_another_forgets_what_was_asked_and_told() -> None:
    work = IndicatorsSession(outcome="Added.", done="a")
    work.ask(DefinitionChange(RETIRE, "b", start="Q1 2026-27", why="w"), "w")
    assert work.asked is not None
    assert (work.outcome, work.done) == ("", "")
    work.look_at("c")
    assert (work.chosen, work.asked) == ("c", None)


def test_leaving_keeps_what_is_looked_at_and_a_publication_empties_all() -> None:
    work = IndicatorsSession(chosen="c")
    work.ask(DefinitionChange(RETIRE, "b"), "w")
    work.leave()
    assert (work.chosen, work.asked) == ("c", None)
    key = work.key
    work.once(key, lambda: "snapshot", "Retired.")
    assert (work.chosen, work.outcome, work.made) == ("", "Retired.", "snapshot")
    assert work.key != key
