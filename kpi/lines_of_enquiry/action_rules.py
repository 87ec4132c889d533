"""Rules of enquiry about actions: overdue, missing, or without owner or date."""

from __future__ import annotations

from kpi.formatting import lower
from kpi.indicators.targets import target_status
from kpi.lines_of_enquiry.rule_facts import Facts, RaisedQuestion, day, figure, raise_question
from kpi.wording.headline import goal_named, value_or_reason
from kpi.wording.status import status_reasons
from kpi.wording.target_words import level_named

RATED = (target_status.BEYOND_INTERVENTION, target_status.OFF_TARGET, target_status.ON_TARGET)


def urgent_action(facts: Facts) -> RaisedQuestion | None:
    """Raised beyond intervention level, with an action overdue or missing, or no owner or date."""
    row, said = facts.row, facts.said
    if row.status != target_status.BEYOND_INTERVENTION:
        return None
    if said is None or not said.action:
        question = (
            f"The figure{facts.for_name} is beyond the intervention level, and the report gives "
            "no action. What will be done, by whom and by when?"
        )
    elif said.is_overdue(facts.today):
        question = _overdue(facts)
    elif not said.owner_role or said.due is None:
        gaps = {"no owner": not said.owner_role, "no date": said.due is None}
        lacks = " and ".join(what for what, is_so in gaps.items() if is_so)
        question = f"The action{facts.on_name} has {lacks}. Who will see to it, and by when?"
    else:
        return None
    return _about_action(facts, question)


def late_action(facts: Facts) -> RaisedQuestion | None:
    """Raised with an action overdue, whatever the figure, but not beyond intervention level.

    There `urgent_action` asks about it.
    """
    said = facts.said
    if facts.row.status == target_status.BEYOND_INTERVENTION or said is None:
        return None
    if not said.is_overdue(facts.today):
        return None
    return _about_action(facts, _overdue(facts))


# ---- parts --------------------------------------------------------------------------------


def _overdue(facts: Facts) -> str:
    said = facts.said
    assert said is not None
    assert said.due is not None
    return (
        f"The action{facts.on_name} was due by {day(said.due)}. What has been done, and when will "
        "it be finished?"
    )


def _about_action(facts: Facts, question: str) -> RaisedQuestion:
    """Return the question with figure, target, level and the commentary's action.

    The figure is set against the target only where its status is judged.
    """
    row, said = facts.row, facts.said
    shown = row.now if row.value is not None else None
    target = row.target if shown and row.status in RATED else None
    told = figure(row) if shown else f"{row.indicator.name}: {lower(value_or_reason(row))}"
    if target is not None:
        told += f", against a target of {goal_named(row)}"
    if target is not None and target.has_level:
        level, upper = target.levels
        told += f" and an intervention level {level_named(row.indicator, target)}"
        if level is not None and upper is None:
            told += status_reasons.same_as_england(row, level)
    if said is None:
        done = f"The council gave no commentary for {row.quarter.short}."
    else:
        action = said.action or "none given"
        done = (
            f"Action: {action.rstrip('.')}. Who: {said.owner_role or 'no owner named'}. "
            f"By when: {said.due_words(facts.today)}."
        )
    used = {
        "our figure": shown.data_status if shown else "",
        "the target": target.data_status if target else "",
        "the commentary": said.data_status if said else "",
    }
    return raise_question(question, f"{told}. {done}", used)
