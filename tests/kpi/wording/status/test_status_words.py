"""The words of every target status."""

from kpi.indicators.targets import target_status
from kpi.model.snapshot import Snapshot
from kpi.wording.status.status_words import STATUS_WORDS
from tests.kpi.changing import quarter, row_of, suppressed


def test_every_status_has_its_words() -> None:
    assert set(STATUS_WORDS) == set(target_status.STATUSES)
    assert len(set(STATUS_WORDS.values())) == len(target_status.STATUSES)


def test_words_begin_a_line_and_say_what_the_status_is() -> None:
    assert STATUS_WORDS[target_status.ON_TARGET] == "On target"
    assert STATUS_WORDS[target_status.BEYOND_INTERVENTION] == "Beyond intervention level"
    assert STATUS_WORDS[target_status.SUPPRESSED] == "Suppressed"


def test_the_status_of_a_suppressed_figure_says_so(snapshot: Snapshot) -> None:
    hidden = suppressed(snapshot, "ehcp-20-weeks", quarter("Q1 2025-26"))
    assert STATUS_WORDS[row_of(hidden, "ehcp-20-weeks").status] == "Suppressed"
