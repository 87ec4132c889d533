"""The sections of the paper: the same words as the indicator's page."""

from __future__ import annotations

from kpi.file_writers.document import Paragraph
from kpi.model.snapshot import Snapshot
from kpi.paper import sections
from kpi.wording.comparisons import verdicts as verdicts_wording
from tests.kpi.changing import row_of

BARE = sections.EvidenceChoice(charts=False, enquiries=False)


def test_verdicts_what_it_takes_and_four_quarters_are_the_page_s_own_words(
    snapshot: Snapshot,
) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    parts = sections.indicators(snapshot, [row], BARE)
    said = [(p.label, p.text) for p in parts if isinstance(p, Paragraph)]
    verdicts = [text for label, text in said if label.startswith("Verdict against")]
    assert verdicts[0] == (
        "53.9%, likely between 46.6% and 61.1%: better than England's 46.4% (our figure is "
        "illustrative: made up)."
    )
    assert [v.removesuffix(".") for v in verdicts] == [
        told.sentence.removesuffix(".") for told in verdicts_wording.verdicts(row)
    ]
    takes = dict(said)["What it would take"]
    assert takes == (
        "11 more plans in time would have met the target of 60.0% or more: 107 of 178 (60.1%). [i]"
    )
    added = [text for label, text in said if label == "Over four quarters"]
    judged = "493 of 635 plans (77.6%, likely between 74.2% and 80.7%), better than England's 46.4%"
    assert any(judged in text for text in added)
    exclusions = row_of(snapshot, "secondary-permanent-exclusions")
    parts = sections.indicators(snapshot, [exclusions], BARE)
    labels = [p.label for p in parts if isinstance(p, Paragraph)]
    assert not [label for label in labels if label.startswith(("Verdict", "What it would"))]
