"""What changed since the report before, and since an earlier snapshot."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from kpi.errors import UnknownNameError
from kpi.indicators import reporting_quarters, scorecard
from kpi.indicators.report_changes.change import ChangeKind, ReportChange, ReportChanges
from kpi.indicators.report_changes.report import quarter_before, report_changes
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.store import served_snapshots, snapshots
from kpi.tables.reports import changes as changes_table
from kpi.tables.summary import summary_table
from tests.kpi import made_up
from tests.kpi.changing import BCP, changed, missing, quarter, suppressed, without
from tests.kpi.lines_of_enquiry.asking import commented, silent
from tests.kpi.returning import after, comment, figure, proposed, published, target

ASSESSED, EARLY, PLANS = "assessments-45-days", "early-help-returns", "ehcp-20-weeks"
PRIMARY, SECONDARY = "primary-permanent-exclusions", "secondary-permanent-exclusions"
GAP, REFERRALS = "ks4-fsm-gap", "referrals-rate"
Q4, Q1, Q2 = quarter("Q4 2024-25"), quarter("Q1 2025-26"), quarter("Q2 2025-26")
YEAR_2023, YEAR_2024 = Period.calendar_year(2023), Period.calendar_year(2024)
TODAY = date(2025, 11, 15)


def of(
    snapshot: Snapshot, when: str = "Q1 2025-26", area: str = BCP, today: date = TODAY, **more: str
) -> ReportChanges:
    """What changed since the quarter before."""
    ids = [more["only"]] if "only" in more else []
    return report_changes(snapshot, View(area, quarter(when)), today, indicator_ids=ids)


def told(found: ReportChanges, *kinds: ChangeKind) -> list[tuple[str, str, str]]:
    """Of each change of some kinds: the indicator, before and after."""
    return [
        (
            change.row.indicator.id,
            change.before.text if change.before else "",
            change.after.text if change.after else "",
        )
        for change in found.of(*kinds)
    ]


def one(found: ReportChanges, kind: ChangeKind) -> ReportChange:
    """The only change of a kind."""
    (change,) = found.of(kind)
    return change


def made_on(snapshot: Snapshot, day: str) -> Snapshot:
    """The snapshot as if made on another day."""
    made = replace(snapshot, manifest={**snapshot.manifest, "made_at": f"{day}T12:00:00+00:00"})
    assert str(made.made_on) == day
    return made


# ---- the shipped report ---------------------------------------------------------------------


def test_the_first_quarter_of_the_shipped_year(snapshot: Snapshot) -> None:
    found = of(snapshot)
    assert (found.before, found.since, found.is_first) == (Q4, None, False)
    assert told(found, ChangeKind.FLIPPED) == [
        (SECONDARY, "awaiting data", "beyond intervention level"),
        (PLANS, "on target", "off target"),
        (PRIMARY, "awaiting data", "off target"),
        (GAP, "off target", "awaiting data"),
    ]
    assert told(found, ChangeKind.CLEAR) == [(PLANS, "69.4%", "53.9%")]
    assert sorted(told(found, ChangeKind.ARRIVED)) == [
        (ASSESSED, "95.7%", "94.4%"),
        (EARLY, "11.5%", "10.5%"),
        (PLANS, "69.4%", "53.9%"),
        (PRIMARY, "0.021%", "0.012%"),
        (SECONDARY, "0.150%", "0.117%"),
    ]
    periods = {c.row.indicator.id: c.period for c in found.of(ChangeKind.ARRIVED)}
    assert periods[PLANS] == Q1
    assert periods[PRIMARY] == quarter("spring term 2025")
    assert told(found, ChangeKind.TARGET) == [
        (EARLY, "16.0%, intervention level 20.0%", "15.0%, intervention level 20.0%"),
        (PLANS, "50.0%, intervention level 40.0%", "60.0%, intervention level 46.4%"),
    ]
    assert told(found, ChangeKind.COMPARATOR) == [
        (SECONDARY, "0.098%", "0.071%"),
        (PLANS, "50.3%", "46.4%"),
        (PRIMARY, "0.012%", "0.010%"),
    ]
    assert told(found, ChangeKind.REVISED, ChangeKind.LATE, ChangeKind.SUPPRESSED) == []


def test_the_kinds_come_in_their_order(snapshot: Snapshot) -> None:
    kinds = [change.kind for change in of(snapshot).changes]
    order = list(ChangeKind)
    assert kinds == sorted(kinds, key=order.index)


def test_each_side_has_its_data_status(snapshot: Snapshot) -> None:
    found = of(snapshot)
    statuses = {
        change.row.indicator.id: (change.before, change.after)
        for change in found.of(ChangeKind.ARRIVED)
    }
    for name, status in ((PLANS, "illustrative"), (PRIMARY, "derived")):
        before, now = statuses[name]
        assert before is not None
        assert now is not None
        assert (before.data_status, now.data_status) == (status, status)
    england = found.of(ChangeKind.COMPARATOR)[1]
    assert england.comparator == "england"
    assert england.after is not None
    assert (england.after.data_status, england.period) == ("published", YEAR_2024)


def test_a_filter_leaves_the_other_indicators_out(snapshot: Snapshot) -> None:
    found = of(snapshot, only=PLANS)
    assert {change.row.indicator.id for change in found.changes} == {PLANS}
    social = report_changes(snapshot, View(BCP, Q1), TODAY, directorate="Children's Social Care")
    assert {c.row.indicator.id for c in social.changes} == {ASSESSED, EARLY}
    with pytest.raises(UnknownNameError, match="no directorate 'Housing'"):
        report_changes(snapshot, View(BCP, Q1), TODAY, directorate="Housing")


# ---- every flip, and no other ---------------------------------------------------------------


def statuses(snapshot: Snapshot, view: View) -> dict[str, str]:
    """Each indicator's status as the summary's file has it."""
    table = summary_table(snapshot, scorecard.summary(snapshot, view))
    return dict(table.select("indicator_id", "target_status").iter_rows())


def views(snapshot: Snapshot, areas: tuple[str, ...]) -> Iterator[View]:
    for area in areas:
        for each in reporting_quarters.quarters(snapshot, area):
            yield View(area, each)


def test_the_flips_are_the_difference_of_the_two_summaries(snapshot: Snapshot) -> None:
    """Over all quarters of the council with a return and of others without one."""
    flips = 0
    for view in views(snapshot, (BCP, "330", "213")):
        found = report_changes(snapshot, view, TODAY)
        before = view.quarter.previous()
        if found.is_first:
            assert view.quarter == reporting_quarters.quarters(snapshot, view.area)[0]
            continue
        assert before is not None
        assert found.before == before
        was = statuses(snapshot, replace(view, quarter=before))
        now = statuses(snapshot, view)
        expected = {(name, was[name], now[name]) for name in now if was[name] != now[name]}
        assert set(told(found, ChangeKind.FLIPPED)) == expected, view
        flips += len(expected)
    assert flips > 20


@given(case=made_up.cases())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_made_up_figures(snapshot: Snapshot, case: made_up.Case) -> None:
    """Flips, arrivals and marks of any indicator; no word of a suppressed figure."""
    held = made_up.made(snapshot, case)
    try:
        known = reporting_quarters.quarters(held, BCP)
    except UnknownNameError:
        return
    for each in known[1:]:
        before = each.previous()
        assert before is not None
        found = report_changes(held, View(BCP, each), TODAY)
        was = statuses(held, View(BCP, before))
        now = statuses(held, View(BCP, each))
        expected = [(n, was[n], now[n]) for n in now if was[n] != now[n]]
        assert told(found, ChangeKind.FLIPPED) == expected
        table = changes_table.table(held, found)
        assert table.height == len(found.changes)
        for change in found.of(ChangeKind.ARRIVED):
            assert change.observation is not None
            assert change.observation.value is not None
            assert change.observation.symbol != "c"
        for line in table.iter_rows(named=True):
            for side in ("before_status", "after_status"):
                if line["kind"] in ("figure arrived", "clear change") and line[side] not in (
                    None,
                    "published",
                ):
                    assert line[side] in line["sentence"], line


# ---- reports without one before, and councils without a return ------------------------------


def test_the_first_report_has_none_before_it(snapshot: Snapshot) -> None:
    found = of(snapshot, "Q1 2023-24")
    assert (found.is_first, found.before, found.changes) == (True, None, ())
    assert quarter_before(snapshot, View(BCP, quarter("Q2 2023-24"))) == quarter("Q1 2023-24")


def test_a_council_without_a_return(snapshot: Snapshot) -> None:
    found = of(snapshot, "Q1 2025-26", area="330")
    assert not found.is_first
    assert {status for _, was, now in told(found, ChangeKind.FLIPPED) for status in (was, now)} <= {
        "no target"
    }
    assert told(found, ChangeKind.TARGET, ChangeKind.ACTION, ChangeKind.REVISED) == []
    # The plans of 2024 were published in June 2025, so this report is the first to show them.
    arrived = {c.row.indicator.id: c for c in found.of(ChangeKind.ARRIVED)}
    assert arrived[PLANS].period == YEAR_2024
    assert arrived[PLANS].before is not None
    assert arrived[PLANS].before.period == YEAR_2023


# ---- suppressed, missing, late --------------------------------------------------------------


def test_a_suppressed_figure_is_told_as_such_and_nothing_of_it(snapshot: Snapshot) -> None:
    held = silent(suppressed(snapshot, PLANS, Q1))
    found = of(held)
    assert (PLANS, "on target", "suppressed") in told(found, ChangeKind.FLIPPED)
    change = one(found, ChangeKind.SUPPRESSED)
    assert (change.row.indicator.id, change.period) == (PLANS, Q1)
    assert PLANS not in {c.row.indicator.id for c in found.of(ChangeKind.ARRIVED, ChangeKind.CLEAR)}
    text = changes_table.table(held, found).write_ndjson()
    assert "53.9" not in text
    assert "96 of 178" not in text


def test_after_a_suppressed_figure_the_next_says_that_there_was_none(snapshot: Snapshot) -> None:
    found = of(suppressed(snapshot, PLANS, Q4))
    assert (PLANS, "suppressed", "off target") in told(found, ChangeKind.FLIPPED)
    assert told(found, ChangeKind.CLEAR) == []
    (change,) = [c for c in found.of(ChangeKind.ARRIVED) if c.row.indicator.id == PLANS]
    assert change.before is not None
    assert change.before.text == "confidential: too few children to show"
    assert change.before.data_status is None
    assert "69.4" not in changes_table.table(snapshot, found).write_ndjson()


def test_a_figure_that_did_not_come_is_late(snapshot: Snapshot) -> None:
    held = without(snapshot, PLANS, Q1)
    change = one(of(held, only=PLANS), ChangeKind.LATE)
    assert (change.period, change.quarter) == (Q1, Q1)
    assert told(of(held, only=PLANS), ChangeKind.FLIPPED) == [(PLANS, "on target", "awaiting data")]
    assert of(made_on(held, "2025-06-30"), only=PLANS).of(ChangeKind.LATE) == ()
    assert of(made_on(held, "2025-07-01"), only=PLANS).of(ChangeKind.LATE) != ()


def test_a_publisher_is_not_late_before_its_own_day(snapshot: Snapshot) -> None:
    """DfE publishes the spring term in May of the next year, long after the report of Q1."""
    held = without(snapshot, PRIMARY, quarter("spring term 2025"))
    for day, late in (("2025-07-20", 0), ("2026-05-31", 0), ("2026-06-01", 1)):
        found = of(made_on(held, day), only=PRIMARY).of(ChangeKind.LATE)
        assert len(found) == late, day


def test_a_year_that_is_not_due_is_not_late(snapshot: Snapshot) -> None:
    assert of(snapshot, only=GAP).of(ChangeKind.LATE) == ()


def test_a_figure_said_to_be_missing_is_late_with_its_reason(snapshot: Snapshot) -> None:
    found = of(missing(snapshot, PLANS, Q1), only=PLANS)
    change = one(found, ChangeKind.LATE)
    assert change.after is not None
    assert (change.after.text, change.period) == ("not available", Q1)
    assert found.of(ChangeKind.ARRIVED) == ()
    assert (
        of(changed(missing(snapshot, PLANS, Q1), PLANS, Q1, symbol="z"), only=PLANS).of(
            ChangeKind.LATE
        )
        == ()
    )


def test_figures_that_are_late_stay_late_in_the_next_report(snapshot: Snapshot) -> None:
    for when in ("Q2 2025-26", "Q3 2025-26"):
        late = {c.row.indicator.id: c.period for c in of(snapshot, when).of(ChangeKind.LATE)}
        assert late[PLANS] == Q2
    assert late[REFERRALS] == quarter("Q1 2024-25")


# ---- corrections and targets ----------------------------------------------------------------


@pytest.fixture
def real(snapshot: Snapshot) -> Snapshot:
    """The council's own figures of two quarters in place of the illustrative ones."""
    rows = [figure(PLANS, "Q4 2024-25", 118, 170), figure(PLANS, "Q1 2025-26", 96, 178)]
    return after(proposed(snapshot, rows), snapshot)


def test_a_correction_is_told_in_the_report_it_came_with(real: Snapshot) -> None:
    fixed = proposed(real, [figure(PLANS, "Q4 2024-25", 102, 170)], why="Late plans counted.")
    held = after(fixed, real)
    change = one(of(held), ChangeKind.REVISED)
    assert (change.row.indicator.id, change.period) == (PLANS, Q4)
    assert (change.before, change.after) != (None, None)
    assert told(of(held), ChangeKind.REVISED) == [(PLANS, "69.4%", "60.0%")]
    assert change.correction is not None
    assert change.correction.revised_on == date(2025, 7, 20)
    for other in ("Q4 2024-25", "Q2 2025-26"):
        assert of(held, other).of(ChangeKind.REVISED) == (), other


def test_a_correction_after_the_next_return_is_told_with_that(real: Snapshot) -> None:
    later = after(proposed(real, [figure(PLANS, "Q2 2025-26", 120, 180)]), real)
    fixed = proposed(later, [figure(PLANS, "Q1 2025-26", 107, 178)], today=date(2025, 10, 20))
    held = after(fixed, later)
    assert told(of(held, "Q2 2025-26"), ChangeKind.REVISED) == [(PLANS, "53.9%", "60.1%")]
    assert of(held).of(ChangeKind.REVISED) == ()


def test_a_correction_to_a_small_number_repeats_nothing(real: Snapshot) -> None:
    fixed = proposed(real, [figure(EARLY, "Q1 2025-26", 30, 172)])
    shown = after(fixed, real)
    held = silent(after(proposed(shown, [figure(EARLY, "Q1 2025-26", 3, 172)]), shown))
    found = of(held, only=EARLY)
    assert found.of(ChangeKind.SUPPRESSED) != ()
    text = changes_table.table(held, found).write_ndjson()
    for number in ("17.4", "30 of", "3 of 172", "1.7"):
        assert number not in text


def test_a_target_that_moved(snapshot: Snapshot) -> None:
    held = after(proposed(snapshot, targets=[target(ASSESSED, "Q1 2025-26", 95)]), snapshot)
    found = of(held, only=ASSESSED)
    assert told(found, ChangeKind.TARGET) == [
        (ASSESSED, "90.0%, intervention level 82.5%", "95.0%")
    ]
    # Judged against the target of its time: 95.7% met 90%, and 94.4% misses 95%.
    assert told(found, ChangeKind.FLIPPED) == [(ASSESSED, "on target", "off target")]
    assert of(held, "Q2 2025-26", only=ASSESSED).of(ChangeKind.TARGET) == ()


def test_a_target_that_is_new_or_has_ended(snapshot: Snapshot) -> None:
    ended = snapshot.targets.with_columns(
        to_quarter=pl.when(pl.col("indicator_id") == ASSESSED)
        .then(pl.lit("Q4 2024-25"))
        .otherwise("to_quarter")
    )
    found = of(replace(snapshot, targets=ended), only=ASSESSED)
    assert told(found, ChangeKind.TARGET) == [(ASSESSED, "90.0%, intervention level 82.5%", "")]
    assert told(found, ChangeKind.FLIPPED) == [(ASSESSED, "on target", "no target")]
    (new,) = of(snapshot, "Q1 2024-25", only=GAP).of(ChangeKind.TARGET)
    assert (new.before, new.after and new.after.text) == (
        None,
        "15.0 points, intervention level 17.5 points",
    )


# ---- actions --------------------------------------------------------------------------------


def test_actions_that_fell_due(snapshot: Snapshot) -> None:
    due = [
        (c.row.indicator.id, c.comment and c.comment.due)
        for c in of(snapshot).of(ChangeKind.ACTION)
    ]
    assert due == [(EARLY, date(2025, 9, 30)), (PLANS, date(2025, 10, 31))]
    assert [c.row.indicator.id for c in of(snapshot).overdue] == [EARLY, PLANS]


def test_an_action_due_today_has_fallen_due_and_is_not_overdue(snapshot: Snapshot) -> None:
    for day, due, overdue in ((30, 1, 1), (31, 2, 1)):
        found = of(snapshot, today=date(2025, 10, day))
        assert (len(found.of(ChangeKind.ACTION)), len(found.overdue)) == (due, overdue)
    assert len(of(snapshot, today=date(2025, 11, 1)).overdue) == 2


def test_actions_of_the_report_before_and_each_only_once(snapshot: Snapshot) -> None:
    both = commented(snapshot, PLANS, "Q4 2024-25", action="Hire.", due=date(2025, 5, 1))
    both = commented(both, EARLY, "Q4 2024-25", action="Call.", due=date(2025, 3, 31))
    both = commented(both, ASSESSED, "Q4 2024-25", action="Ask.", due=date(2025, 8, 1))
    both = commented(both, ASSESSED, "Q1 2025-26", action="Ask.", due=date(2025, 8, 1))
    found = of(both, today=date(2025, 8, 2)).of(ChangeKind.ACTION)
    assert [(c.row.indicator.id, c.quarter) for c in found] == [(PLANS, Q4), (ASSESSED, Q1)]


def test_without_action_or_day_nothing_fell_due(snapshot: Snapshot) -> None:
    bare = commented(commented(snapshot, PLANS, action=None), EARLY, due=None)
    assert of(bare).of(ChangeKind.ACTION) == ()


# ---- since a snapshot -----------------------------------------------------------------------


@pytest.fixture
def where(store_root: Path, tmp_path: Path) -> Path:
    """A store of the test's own."""
    return Path(shutil.copytree(store_root, tmp_path / "store"))


def since(first: str, where: Path, when: str = "Q1 2025-26") -> tuple[Snapshot, ReportChanges]:
    """The live snapshot, and what it shows that an earlier one, as served, did not."""
    live = served_snapshots.state(snapshots.current_id(where), where)
    earlier = served_snapshots.state(first, where)
    return live, report_changes(live, View(BCP, quarter(when)), TODAY, earlier=earlier)


def test_nothing_changed_since_the_same_snapshot(snapshot: Snapshot) -> None:
    found = report_changes(snapshot, View(BCP, Q1), snapshot.made_on, earlier=snapshot)
    assert (found.since, found.is_first, found.changes) == (snapshot.id, False, ())


def test_what_was_published_since_a_snapshot(where: Path) -> None:
    first = snapshots.current_id(where)
    live = snapshots.load(first, where)
    rows = [figure(PLANS, "Q1 2025-26", 107, 178), figure(PLANS, "Q2 2025-26", 120, 180)]
    said = [comment(PLANS, "Q1 2025-26", action="Hire.", due=date(2026, 12, 1))]
    published(proposed(live, rows, comments=said), where)
    _, found = since(first, where)
    assert (found.since, found.before) == (first, Q4)
    assert told(found, ChangeKind.FLIPPED) == [(PLANS, "off target", "on target")]
    assert told(found, ChangeKind.REPLACED) == [(PLANS, "53.9%", "60.1%")]
    assert told(found, ChangeKind.CLEAR) == []  # 60.1% is no clear change from 69.4%
    assert one(found, ChangeKind.COMMENT).parts == (
        "what happened", "why", "what is being done", "who", "by when", "its data status",
    )  # fmt: skip
    assert found.of(ChangeKind.ARRIVED, ChangeKind.REVISED, ChangeKind.TARGET) == ()
    _, next_report = since(first, where, "Q2 2025-26")
    assert told(next_report, ChangeKind.ARRIVED) == [(PLANS, "", "66.7%")]
    assert (PLANS, "awaiting data", "on target") in told(next_report, ChangeKind.FLIPPED)


def test_a_figure_revised_between_two_snapshots(where: Path) -> None:
    live = snapshots.load(snapshots.current_id(where), where)
    second = published(proposed(live, [figure(PLANS, "Q4 2024-25", 118, 170)]), where)
    published(proposed(second, [figure(PLANS, "Q4 2024-25", 102, 170)]), where)
    _, found = since(second.id, where)
    assert told(found, ChangeKind.REVISED) == [(PLANS, "69.4%", "60.0%")]
    assert found.of(ChangeKind.FLIPPED) == ()  # the report of Q1 shows and judges Q1
    _, before = since(second.id, where, "Q4 2024-25")
    assert told(before, ChangeKind.REVISED) == [(PLANS, "69.4%", "60.0%")]


def test_what_is_hidden_now_is_not_told_of_the_snapshot_either(where: Path) -> None:
    """Shown 30 of 172 (17.4%), then corrected to 3: neither stands in any change."""
    first = snapshots.load(snapshots.current_id(where), where)
    told_then = [comment(EARLY, "Q1 2025-26", what_happened="30 of 172 cases came back.")]
    second = published(
        proposed(first, [figure(EARLY, "Q1 2025-26", 30, 172)], comments=told_then), where
    )
    hidden = [comment(EARLY, "Q1 2025-26", what_happened="Fewer than before.")]
    published(proposed(second, [figure(EARLY, "Q1 2025-26", 3, 172)], comments=hidden), where)
    for earlier in (first.id, second.id):
        live, found = since(earlier, where)
        text = changes_table.table(live, found).filter(pl.col("indicator_id") == EARLY)
        for number in ("17.4", "30 of", "3 of 172", "10.5", "18 of 172", "1.7%"):
            assert number not in text.write_ndjson(), (earlier, number)
        assert found.of(ChangeKind.FLIPPED) == ()
        assert EARLY not in {
            c.row.indicator.id for c in found.of(ChangeKind.REVISED, ChangeKind.SUPPRESSED)
        }


def test_an_indicator_that_the_snapshot_did_not_have(snapshot: Snapshot) -> None:
    earlier = replace(snapshot, indicators=tuple(i for i in snapshot.indicators if i.id != PLANS))
    found = report_changes(snapshot, View(BCP, Q1), snapshot.made_on, earlier=earlier)
    assert {change.row.indicator.id for change in found.changes} == {PLANS}
    assert found.of(ChangeKind.FLIPPED, ChangeKind.TARGET, ChangeKind.COMPARATOR) == ()
    assert (PLANS, "", "53.9%") in told(found, ChangeKind.ARRIVED)
    gone = report_changes(earlier, View(BCP, Q1), snapshot.made_on, earlier=snapshot)
    assert gone.changes == ()


def test_a_figure_that_is_no_longer_there(snapshot: Snapshot) -> None:
    for held, text in (
        (without(snapshot, PLANS, Q4), ""),
        (missing(snapshot, PLANS, Q4), "not available"),
    ):
        found = report_changes(held, View(BCP, Q1), snapshot.made_on, earlier=snapshot)
        assert told(found, ChangeKind.WITHDRAWN) == [(PLANS, "69.4%", text)]


def test_the_first_return_withdraws_no_published_year(snapshot: Snapshot) -> None:
    bare = replace(
        snapshot,
        observations=snapshot.observations.filter(pl.col("reporting_quarter").is_null()),
    )
    found = report_changes(snapshot, View(BCP, Q1), snapshot.made_on, earlier=bare)
    assert found.of(ChangeKind.WITHDRAWN) == ()
    assert len([c for c in found.of(ChangeKind.ARRIVED) if c.row.indicator.id == PLANS]) == 6


def test_a_figure_that_became_final(snapshot: Snapshot) -> None:
    earlier = changed(snapshot, ASSESSED, Q1, data_status="provisional")
    later = changed(snapshot, ASSESSED, Q1, data_status="published")
    found = report_changes(later, View(BCP, Q1), snapshot.made_on, earlier=earlier)
    assert [(c.kind, c.row.indicator.id) for c in found.changes] == [
        (ChangeKind.RESTATED, ASSESSED)
    ]


def test_a_comparator_revised_since_a_snapshot(snapshot: Snapshot) -> None:
    earlier = changed(snapshot, PLANS, YEAR_2024, "970", value=47.0)
    found = report_changes(snapshot, View(BCP, Q1), snapshot.made_on, earlier=earlier)
    assert told(found, ChangeKind.COMPARATOR_REVISED) == [(PLANS, "47.0%", "46.4%")]


def test_in_a_first_report_a_snapshot_can_still_be_compared_with(snapshot: Snapshot) -> None:
    view = View(BCP, quarter("Q1 2023-24"))
    earlier = changed(snapshot, ASSESSED, view.quarter, value=50.0, numerator=None)
    found = report_changes(snapshot, view, snapshot.made_on, earlier=earlier)
    assert (found.is_first, found.before) == (False, None)
    assert ChangeKind.REVISED in {change.kind for change in found.changes}
