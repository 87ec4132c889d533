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
    row, commentary = facts.row, facts.commentary
    if row.status != target_status.BEYOND_INTERVENTION:
        return None
    if commentary is None or not commentary.action:
        question = (
            f"The figure{facts.for_name} is beyond the intervention level, and the report gives "
            "no action. What will be done, by whom and by when?"
        )
    elif commentary.is_overdue(facts.today):
        question = _overdue(facts)
    elif not commentary.owner_role or commentary.due is None:
        gaps = {"no owner": not commentary.owner_role, "no date": commentary.due is None}
        lacks = " and ".join(what for what, is_so in gaps.items() if is_so)
        question = f"The action{facts.on_name} has {lacks}. Who will see to it, and by when?"
    else:
        return None
    return _about_action(facts, question)


def overdue_action(facts: Facts) -> RaisedQuestion | None:
    """Raised with an action overdue, whatever the figure, but not beyond intervention level.

    There `urgent_action` asks about it.
    """
    commentary = facts.commentary
    if facts.row.status == target_status.BEYOND_INTERVENTION or commentary is None:
        return None
    if not commentary.is_overdue(facts.today):
        return None
    return _about_action(facts, _overdue(facts))


# ---- parts --------------------------------------------------------------------------------


def _overdue(facts: Facts) -> str:
    commentary = facts.commentary
    assert commentary is not None
    assert commentary.due is not None
    return (
        f"The action{facts.on_name} was due by {day(commentary.due)}. What has been done, and when "
        "will it be finished?"
    )


def _about_action(facts: Facts, question: str) -> RaisedQuestion:
    """Return the question with figure, target, level and the commentary's action.

    The figure is set against the target only where its status is judged.
    """
    row, commentary = facts.row, facts.commentary
    shown = row.now if row.value is not None else None
    target = row.target if shown and row.status in RATED else None
    because = figure(row) if shown else f"{row.indicator.name}: {lower(value_or_reason(row))}"
    if target is not None:
        because += f", against a target of {goal_named(row)}"
    if target is not None and target.has_level:
        level, upper = target.levels
        because += f" and an intervention level {level_named(row.indicator, target)}"
        if level is not None and upper is None:
            because += status_reasons.same_as_england(row, level)
    if commentary is None:
        done = f"The council gave no commentary for {row.quarter.short}."
    else:
        action = commentary.action or "none given"
        done = (
            f"Action: {action.rstrip('.')}. Who: {commentary.owner_role or 'no owner named'}. "
            f"By when: {commentary.dated_due_words(facts.today)}."
        )
    used = {
        "our figure": shown.data_status if shown else "",
        "the target": target.data_status if target else "",
        "the commentary": commentary.data_status if commentary else "",
    }
    return raise_question(question, f"{because}. {done}", used)
