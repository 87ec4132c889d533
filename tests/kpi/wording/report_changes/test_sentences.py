"""Each change between two reports as a sentence, with the marks of its figures."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from kpi.indicators import reporting_quarters
from kpi.indicators.report_changes.change import ChangeKind, ReportChanges
from kpi.indicators.report_changes.report import report_changes
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.wording.report_changes.sentences import sentence, short
from tests.kpi.changing import BCP, changed, missing, quarter, suppressed, without
from tests.kpi.lines_of_enquiry.asking import commented, silent
from tests.kpi.returning import after, figure, proposed, target
from tests.readability import sentences_of, words_of

EARLY, PLANS = "early-help-returns", "ehcp-20-weeks"
PRIMARY, GAP = "primary-permanent-exclusions", "ks4-fsm-gap"
Q4, Q1 = quarter("Q4 2024-25"), quarter("Q1 2025-26")
NAME = "Education, health and care plans issued within 20 weeks"
COUNTED = "Figures are counted leaving out exception cases."
TODAY = date(2025, 11, 15)
THEN = "2026-01-01-000000-abcdef"


def of(snapshot: Snapshot, name: str = PLANS, when: str = "Q1 2025-26") -> ReportChanges:
    return report_changes(snapshot, View(BCP, quarter(when)), TODAY, indicator_ids=[name])


def since(snapshot: Snapshot, earlier: Snapshot, name: str = PLANS) -> ReportChanges:
    """What changed since another snapshot, on a day by which nothing fell due since."""
    then = replace(earlier, id=THEN)
    day = snapshot.made_on
    return report_changes(snapshot, View(BCP, Q1), day, earlier=then, indicator_ids=[name])


def said(found: ReportChanges, kind: ChangeKind) -> str:
    (change,) = found.of(kind)
    return sentence(found, change)


def in_short(found: ReportChanges, kind: ChangeKind) -> str:
    (change,) = found.of(kind)
    return short(found, change)


def test_a_flip_says_what_each_status_rests_on(snapshot: Snapshot) -> None:
    assert said(of(snapshot), ChangeKind.FLIPPED) == (
        f"{NAME}: on target in the Q4 2024-25 report, off target in the Q1 2025-26 report. Then "
        "69.4% (118 of 170, illustrative) against a target of 50.0% or more (illustrative), now "
        "53.9% (96 of 178, illustrative) against a target of 60.0% or more (illustrative). "
        f"{COUNTED}"
    )
    assert said(of(snapshot, PRIMARY), ChangeKind.FLIPPED) == (
        "Primary permanent exclusions: awaiting data in the Q4 2024-25 report, off target in the "
        "Q1 2025-26 report. Now 0.012% (derived) against a target of 0.010% or less (illustrative)."
    )
    assert said(of(snapshot, GAP), ChangeKind.FLIPPED).endswith(
        "awaiting data in the Q1 2025-26 report. Then 17.0 points (derived) against a target of "
        "15.0 points or less (illustrative)."
    )
    assert said(of(snapshot, GAP, "Q1 2024-25"), ChangeKind.FLIPPED).endswith(
        ": no target in the Q4 2023-24 report, awaiting data in the Q1 2024-25 report."
    )


def test_a_status_of_published_figures_and_target_has_no_mark(snapshot: Snapshot) -> None:
    rows = [figure(PLANS, "Q4 2024-25", 118, 170), figure(PLANS, "Q1 2025-26", 96, 178)]
    goals = [target(PLANS, "Q1 2023-24", 50), target(PLANS, "Q1 2025-26", 60)]
    held = after(proposed(snapshot, rows, goals), snapshot)
    assert in_short(of(held), ChangeKind.FLIPPED) == "on target, now off target"
    assert "illustrative" not in said(of(held), ChangeKind.FLIPPED)
    assert in_short(of(snapshot), ChangeKind.FLIPPED).endswith("(illustrative)")


def test_a_clear_change(snapshot: Snapshot) -> None:
    assert said(of(snapshot), ChangeKind.CLEAR) == (
        f"{NAME}: worsened clearly, to 53.9% (96 of 178, illustrative) in April to June 2025. It "
        f"was 69.4% (118 of 170, illustrative) in January to March 2025. {COUNTED}"
    )


def test_a_new_figure(snapshot: Snapshot) -> None:
    assert said(of(snapshot, PRIMARY), ChangeKind.ARRIVED) == (
        "Primary permanent exclusions: 0.012% (derived) in the spring term 2025 is new in the "
        "Q1 2025-26 report. The Q4 2024-25 report showed 0.021% (derived) in the autumn term 2024."
    )
    after_none = of(silent(suppressed(snapshot, PLANS, Q4)))
    assert said(after_none, ChangeKind.ARRIVED).endswith(
        "The Q4 2024-25 report showed no figure for January to March 2025 (confidential: too few "
        f"children to show). {COUNTED}"
    )


def test_a_newer_comparator(snapshot: Snapshot) -> None:
    assert said(of(snapshot), ChangeKind.COMPARATOR) == (
        f"{NAME}: in the Q1 2025-26 report, England is 46.4% in 2024. The Q4 2024-25 report showed "
        f"50.3% in 2023. {COUNTED}"
    )
    assert said(of(snapshot, PRIMARY), ChangeKind.COMPARATOR).startswith(
        "Primary permanent exclusions: in the Q1 2025-26 report, the mean of authorities in "
        "England is 0.010% (derived) in the spring term 2024. "
    )


def test_a_target_and_level_that_moved(snapshot: Snapshot) -> None:
    assert said(of(snapshot), ChangeKind.TARGET) == (
        f"{NAME}: the target is 60.0% or more (illustrative) in the Q1 2025-26 report, and was "
        "50.0% or more (illustrative). The intervention level is 46.4% (illustrative), and was "
        "40.0% (illustrative)."
    )
    assert said(of(snapshot, GAP, "Q1 2024-25"), ChangeKind.TARGET).endswith(
        ": a target of 15.0 points or less (illustrative) is set in the Q1 2024-25 report. There "
        "was none in the Q4 2023-24 report."
    )
    level = target(PLANS, "Q1 2025-26", 50, intervention_level=45.0)
    held = after(proposed(snapshot, targets=[level]), snapshot)
    assert said(of(held), ChangeKind.TARGET) == (
        f"{NAME}: the intervention level is 45.0%, and was 40.0% (illustrative)."
    )
    assert in_short(of(held), ChangeKind.TARGET) == (
        "intervention level from 40.0% to 45.0% (illustrative)"
    )
    gone = replace(snapshot, targets=snapshot.targets.filter(pl.col("from_quarter") != Q1.short))
    assert said(of(gone), ChangeKind.TARGET).endswith(
        ": no target is in force in the Q1 2025-26 report. It was 50.0% or more (illustrative) in "
        "the Q4 2024-25 report."
    )
    assert in_short(of(gone), ChangeKind.TARGET) == "target from 50.0% to none (illustrative)"


def test_a_correction_with_its_day_and_reason(snapshot: Snapshot) -> None:
    real = after(proposed(snapshot, [figure(PLANS, "Q4 2024-25", 118, 170)]), snapshot)
    provisional = figure(PLANS, "Q4 2024-25", 102, 170, data_status="provisional")
    held = after(proposed(real, [provisional], why="Late plans."), real)
    assert said(of(held), ChangeKind.REVISED) == (
        f"{NAME}, Q4 2024-25 (Jan to Mar 2025): 69.4% corrected to 60.0% on 20 July 2025. Late "
        f"plans. The figure is provisional. {COUNTED}"
    )
    assert in_short(of(held), ChangeKind.REVISED) == (
        "Q4 2024-25: from 69.4% to 60.0% (provisional), leaving out exception cases"
    )


def test_late_figures(snapshot: Snapshot) -> None:
    assert said(of(without(snapshot, PLANS, Q1)), ChangeKind.LATE) == (
        f"{NAME}: the figure for April to June 2025 was to be in the Q1 2025-26 report and is not "
        "there yet."
    )
    assert said(of(missing(snapshot, PLANS, Q1)), ChangeKind.LATE).endswith(
        "there is none (not available)."
    )


def test_a_suppressed_figure(snapshot: Snapshot) -> None:
    found = of(silent(suppressed(snapshot, PLANS, Q1)))
    assert said(found, ChangeKind.SUPPRESSED) == (
        f"{NAME}: the figure for April to June 2025 is suppressed (confidential: too few children "
        "to show)."
    )
    assert in_short(found, ChangeKind.SUPPRESSED) == "Q1 2025-26: suppressed"


def test_nothing_of_a_figure_that_is_suppressed_by_now(snapshot: Snapshot) -> None:
    """Even where the earlier snapshot is given as it was, and not as it is served."""
    found = since(silent(suppressed(snapshot, PLANS, Q1)), snapshot)
    assert said(found, ChangeKind.FLIPPED) == (
        f"{NAME}: off target in snapshot {THEN}, suppressed now."
    )
    for change in found.changes:
        assert change.before is None or "53.9" not in change.before.text
        for text in (sentence(found, change), short(found, change)):
            assert "53.9" not in text
            assert "96 of 178" not in text


def test_an_action_is_due_and_never_said_to_be_done(snapshot: Snapshot) -> None:
    found = of(snapshot)
    text = said(found, ChangeKind.ACTION)
    assert text == (
        f"{NAME}: an action was due by 31 October 2025: overdue on 15 November 2025. Action of "
        "the Q1 2025-26 report: Use locum psychologists until the backlog of advice is below 40 "
        "cases. Who: Head of SEND. The comment is illustrative (made up)."
    )
    real = of(commented(snapshot, PLANS, owner_role=None, data_status="published"))
    assert said(real, ChangeKind.ACTION).endswith("Who: no owner named.")
    assert in_short(real, ChangeKind.ACTION) == "due by 31 October 2025: overdue"


def test_no_sentence_is_too_long_to_follow(snapshot: Snapshot) -> None:
    lengths = []
    for each in reporting_quarters.quarters(snapshot, BCP):
        found = report_changes(snapshot, View(BCP, each), TODAY)
        for change in found.changes:
            if change.kind is not ChangeKind.ACTION:  # which has the council's own words
                lengths += [len(words_of(s)) for s in sentences_of(sentence(found, change))]
    assert len(lengths) > 100
    assert max(lengths) <= 30


Change = Callable[[Snapshot], Snapshot]


@pytest.mark.parametrize(
    ("now", "before", "kind", "told"),
    [
        (
            lambda s: changed(s, PLANS, Q4, value=60.0, numerator=102.0),
            lambda s: s,
            ChangeKind.REVISED,
            f", Q4 2024-25 (Jan to Mar 2025): 69.4% (illustrative) in snapshot {THEN}, 60.0% "
            "(illustrative) now.",
        ),
        (
            lambda s: changed(s, PLANS, Q1, data_status="published"),
            lambda s: changed(s, PLANS, Q1, value=54.0),
            ChangeKind.REPLACED,
            ": 53.9% in April to June 2025 takes the place of 54.0% (illustrative) in snapshot "
            f"{THEN}.",
        ),
        (
            lambda s: changed(s, PLANS, Q1, data_status="published"),
            lambda s: changed(s, PLANS, Q1, data_status="provisional"),
            ChangeKind.RESTATED,
            ": 53.9% in April to June 2025 is the same figure, published now and provisional in "
            f"snapshot {THEN}.",
        ),
        (
            lambda s: missing(s, PLANS, Q4),
            lambda s: s,
            ChangeKind.WITHDRAWN,
            ": there is no figure for January to March 2025 now (not available). Snapshot "
            f"{THEN} showed 69.4% (illustrative).",
        ),
        (
            lambda s: s,
            lambda s: without(s, PLANS, Q4),
            ChangeKind.ARRIVED,
            ": 69.4% (118 of 170, illustrative) in January to March 2025 is new now.",
        ),
        (
            lambda s: s,
            lambda s: changed(s, PLANS, Period.calendar_year(2024), "970", value=47.0),
            ChangeKind.COMPARATOR_REVISED,
            f": now, England is 46.4% in 2024. Snapshot {THEN} showed 47.0% in 2024.",
        ),
        (
            lambda s: commented(s, PLANS, why="Staff left.", due=date(2026, 1, 31)),
            lambda s: s,
            ChangeKind.COMMENT,
            f": the comment (illustrative) is not that in snapshot {THEN}: why and by when.",
        ),
        (
            lambda s: s,
            silent,
            ChangeKind.COMMENT,
            f": there is a comment (illustrative), and none in snapshot {THEN}.",
        ),
        (
            silent,
            lambda s: s,
            ChangeKind.COMMENT,
            f": the comment in snapshot {THEN} is no longer given.",
        ),
    ],
)
def test_since_a_snapshot(
    snapshot: Snapshot, now: Change, before: Change, kind: ChangeKind, told: str
) -> None:
    found = since(now(snapshot), before(snapshot))
    counted = "" if kind is ChangeKind.COMMENT else f" {COUNTED}"
    assert said(found, kind) == f"{NAME}{told}{counted}"
    assert in_short(found, kind).endswith("leaving out exception cases") == bool(counted)
