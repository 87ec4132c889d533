"""Words that only the paper needs: marks, how far off target, texts in short."""

import pytest

from kpi.model.snapshot import Snapshot
from kpi.paper.phrases import ended, mark_of, marked, marked_sentence, titled, with_marks


@pytest.mark.parametrize(
    ("text", "mark", "shown"),
    [
        ("53.9%", "illustrative", "53.9% [i]"),
        ("53.9%", True, "53.9% [i]"),
        ("53.9%", False, "53.9%"),
        ("53.9%", "published", "53.9%"),
        ("a provisional 53.9%", "provisional", "a provisional 53.9%"),
        ("", "derived", ""),
        ("46.4%", "derived", "46.4% [d]"),
        ("46.4% [d]", "derived", "46.4% [d]"),
        ("46.4%", "provisional", "46.4% [p]"),
    ],
)
def test_a_text_has_the_mark_of_its_figures_once(text: str, mark: bool | str, shown: str) -> None:
    assert marked(text, mark) == shown


def test_a_text_ends_with_one_full_stop() -> None:
    assert ended("Done") == ended("Done.") == "Done."


def test_a_title_says_what_the_figures_leave_out(snapshot: Snapshot) -> None:
    plain = snapshot.indicator("early-help-returns")
    found = next(i for i in snapshot.indicators if i.qualifier)
    assert titled(found) == f"{found.name}, {found.qualifier}"
    assert titled(plain) == plain.name


def test_the_mark_of_a_status_and_of_a_sentence() -> None:
    assert [mark_of(status) for status in ("illustrative", "published", None)] == [" [i]", "", ""]
    assert marked_sentence("Cases were late.", "illustrative") == "Cases were late [i]."
    assert marked_sentence("Cases were late", "published") == "Cases were late."


def test_marks_take_the_place_of_words() -> None:
    said = "from 69.4% (118 of 170, illustrative) to 0.117% (derived), published"
    assert with_marks(said) == "from 69.4% (118 of 170) [i] to 0.117% [d], published"
