"""What the figure means: a list in which every term has a meaning."""

import re
from dataclasses import replace
from html import unescape

from kpi.model.snapshot import Snapshot
from pages.sections.one_indicator import figure_meaning
from tests.kpi.changing import row_of


def terms(snapshot: Snapshot, **facts: object) -> dict[str, str]:
    row = row_of(snapshot, "early-help-returns")
    changed = replace(row, indicator=replace(row.indicator, **facts))  # type: ignore[arg-type]
    text = "".join(figure_meaning.pieces(snapshot, changed))
    return dict(re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", text))


def test_every_term_has_a_meaning(snapshot: Snapshot) -> None:
    found = terms(snapshot, caveats=("One.", "Two."))
    assert found["Bear in mind"] == "<ul><li>One.</li><li>Two.</li></ul>"
    bare = terms(snapshot, caveats=(), council_controls="", breaks=())
    assert list(found) == [
        "Directorate", "Definition", "Counted above the line", "Counted below the line",
        "Why it matters", "What the council controls", "Bear in mind", "Breaks in the series",
        "Set aside", "Targets so far", "Corrections", "Who answers for it", "Source",
        "Next figure",
    ]  # fmt: skip
    assert {"Bear in mind", "What the council controls"}.isdisjoint(bare)
    assert bare["Breaks in the series"] == "none known"
    assert all(bare.values())


def test_how_the_comparators_were_known_is_said(snapshot: Snapshot) -> None:
    text = "".join(figure_meaning.pieces(snapshot, row_of(snapshot, "ehcp-20-weeks")))
    assert (
        "<dt>Comparators known</dt><dd>2024 (calendar year): by their publisher's usual month of "
        "publication</dd>"
    ) in unescape(text)
