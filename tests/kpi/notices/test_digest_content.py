"""What the e-mail says: the pages' own sentences, every mark, and nothing that is hidden."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kpi.indicators import scorecard
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.notices import digest_content
from kpi.notices.digest_content import ReportDigest, digest
from kpi.store import live_snapshot, served_snapshots
from kpi.wording.status.status_tally import change_counts, status_counts
from tests.kpi.changing import BCP, quarter
from tests.kpi.returning import EARLY, PLANS, without_return

TODAY = date(2025, 11, 30)
ADDRESS = "https://kpi.council.example"
Q1, Q2 = quarter("Q1 2025-26"), quarter("Q2 2025-26")


def made(snapshot: Snapshot, *, of: str = "Q1 2025-26", address: str = ADDRESS) -> ReportDigest:
    return digest(snapshot, View(BCP, quarter(of)), TODAY, address=address)


def test_counts_are_the_scorecards_own(snapshot: Snapshot) -> None:
    found, rows = made(snapshot), scorecard.summary(snapshot, View(BCP, Q1))
    assert found.counts == f"{status_counts(rows)}."
    assert found.counts == (
        "2 on target, 2 off target, 1 beyond intervention level, 1 awaiting data."
    )
    assert found.moved == change_counts(rows)
    assert (found.title, found.council) == (
        "Children's Services performance",
        "Bournemouth, Christchurch and Poole",
    )
    assert found.quarter == "Quarter 1 2025-26 (April to June 2025)"
    assert found.none_missed == ""


def test_what_is_off_target_comes_worst_first_with_what_is_done(snapshot: Snapshot) -> None:
    found = made(snapshot).missed
    assert [each.status for each in found] == [
        "Beyond intervention level",
        "Off target",
        "Off target",
    ]
    plans = next(each for each in found if each.name.startswith("Education, health"))
    assert plans.finding == (
        "96 of 178 (53.9%) in April to June 2025, which misses the target of 60.0% or more. "
        "The council's figure and target are illustrative (made up)."
    )
    labels = [label for label, _ in plans.actions]
    assert labels == ["What is being done", "Who", "By when"]
    assert plans.actions[0][1].endswith("below 40 cases (illustrative).")
    assert plans.link == (
        f"{ADDRESS}/indicator?indicator=ehcp-20-weeks&quarter=Q1%202025-26&snapshot={snapshot.id}"
    )


def test_illustrative_figures_are_said_first(snapshot: Snapshot, second_quarter: Snapshot) -> None:
    found = made(snapshot)
    assert "figures of this council are illustrative: made up, not real." in found.illustrative
    assert found.subject == (
        "Illustrative figures (made up): Children's Services performance, Quarter 1 2025-26: "
        "Bournemouth, Christchurch and Poole"
    )
    nothing = replace(found, illustrative="", made_up="")
    assert nothing.subject.startswith("Children's Services performance, Quarter 1 2025-26: ")
    real = second_quarter.commentary.clear()
    observed = second_quarter.observations
    own = replace(
        without_return(second_quarter),
        observations=observed.filter(observed["data_status"] != "illustrative"),
        commentary=real,
    )
    assert made(own, of="Q2 2025-26").illustrative == ""


def test_links_are_to_the_report_as_published(snapshot: Snapshot) -> None:
    found = made(snapshot)
    assert found.link == f"{ADDRESS}/?quarter=Q1%202025-26&snapshot={snapshot.id}"
    assert found.feed == f"{ADDRESS}/feed.atom"
    without = made(snapshot, address="")
    assert (without.link, without.feed) == ("", "")
    assert {each.link for each in without.missed} == {""}


def test_changes_are_since_the_report_before(snapshot: Snapshot) -> None:
    found = made(snapshot)
    assert found.compared.startswith("Compared with the report of Quarter 4 2024-25")
    assert "Status" in [line.label for line in found.changes]
    assert all(line.text.endswith(".") for line in found.changes)


def test_a_first_report_has_no_changes(snapshot: Snapshot) -> None:
    found = made(snapshot, of="Q1 2023-24")
    assert found.compared == "There is no report before this one."
    assert found.changes == ()


def test_changes_since_an_earlier_snapshot(second_quarter: Snapshot, store: Path) -> None:
    (first, _) = served_snapshots.ids(store)
    earlier = live_snapshot.named(first)
    found = digest(second_quarter, View(BCP, Q2), TODAY, address=ADDRESS, earlier=earlier)
    assert found.compared == f"Quarter 2 2025-26 now beside snapshot {first}."
    labels = {line.label: line.text for line in found.changes}
    assert "awaiting data, now off target" in labels["Status"]
    assert labels["Not shown"] == (
        "Returns to Early Help within 12 months: Q2 2025-26: suppressed."
    )
    assert labels["Comments"] == (
        "Education, health and care plans issued within 20 weeks: there is a comment, and none in "
        f"snapshot {first}."
    )


def test_a_suppressed_figure_is_counted_and_not_told(second_quarter: Snapshot) -> None:
    found = made(second_quarter, of="Q2 2025-26")
    assert "1 suppressed" in found.counts
    assert EARLY not in str([each.link for each in found.missed])
    for hidden in ("3 of 171", "1.8%", "1.75"):
        assert hidden not in str(found)


def test_an_action_is_the_councils_own_words_on_one_line(second_quarter: Snapshot) -> None:
    (plans,) = [each for each in made(second_quarter, of="Q2 2025-26").missed if PLANS in each.link]
    assert plans.actions == (
        ("What is being done", "Recruit <two> more & train them."),
        ("Who", "Head of SEND"),
        ("By when", "30 September 2025: overdue"),
    )


def test_without_an_action_that_is_said(second_quarter: Snapshot) -> None:
    silent = replace(second_quarter, commentary=second_quarter.commentary.clear())
    found = made(silent, of="Q2 2025-26")
    assert {each.actions for each in found.missed} == {
        (("What is being done", digest_content.NO_ACTION),)
    }


@pytest.mark.parametrize("of", ["Q1 2025-26", "Q3 2024-25", "Q1 2023-24"])
def test_nothing_off_target_is_said_where_nothing_is(snapshot: Snapshot, of: str) -> None:
    found = made(snapshot, of=of)
    assert found.none_missed == ("" if found.missed else "No indicator is off target.")
    assert (
        made(without_return(snapshot), of="Q1 2023-24").none_missed == "No indicator has a target."
    )
