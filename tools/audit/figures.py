"""An area's own figure: what a report shows, its status, changes and streaks."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from tools.audit.arithmetic import apart, least_certain, poisson, rounded, wilson
from tools.audit.figures_set_aside import NOT_TELLABLE, is_aside, says_nothing
from tools.audit.tables import AuditTables, Record
from tools.audit.times import (
    Span,
    following,
    month_end,
    named_quarter,
    preceding,
    quarter_name,
    quarter_of,
    span_of_label,
    term_of,
)


def own_series(store: AuditTables, definition: Record, home: str) -> list[Record]:
    """Return the home's figures in time order; returned figures replace published ones."""
    rows = [r for r in store.by_indicator[definition["id"]] if r["area"] == home]
    kinds = [definition["local"]["period_kind"]]
    if definition.get("benchmark"):
        kinds.append(definition["benchmark"]["period_kind"])
    for kind in kinds:
        by_span: dict[Span, Record] = {}
        for row in rows:
            span = (row["period_kind"], row["period_start"], row["period_end"])
            if row["period_kind"] != kind:
                continue
            if span not in by_span or row["reporting_quarter"] is not None:
                by_span[span] = {**row, "span": span}
        if by_span:
            return [by_span[span] for span in sorted(by_span, key=lambda s: s[2])]
    return []


def published_on(definition: Record, span: Span) -> date:
    """Return the end of the month in which, by the definition, a period is published."""
    if not definition.get("publication"):
        return span[2]
    days = []
    for rule in definition["publication"]:
        if rule.get("term") and rule["term"] != term_of(span):
            continue
        end = span[2]
        if rule.get("after") == "financial year":
            end = date(end.year + (end.month > 3), 3, 31)
        days.append(month_end(end.year + rule["years_after"], rule["month"]))
    return min(days)


def reports(definition: Record, span: Span, known_from: date) -> list[Span]:
    """Return the quarters whose report is meant to show a period."""
    rule = definition["reporting"]
    if rule["rule"] == "same quarter" and span[0] == "financial quarter":
        return [span]
    if rule["rule"].startswith("first quarter") and span[0] == definition["local"]["period_kind"]:
        names = rule[term_of(span) if span[0] == "term" else "academic"]
        quarters, after = [], quarter_of(span[2])
        for name in names:
            while quarter_name(after)[:2] != name:
                after = following(after)
            quarters.append(after)
        return quarters
    first = quarter_of(known_from)
    last = quarter_of(published_on(definition, following(span)))
    quarters = [first]
    while following(quarters[-1])[2] < last[2]:
        quarters.append(following(quarters[-1]))
    return quarters


def shown(definition: Record, series: list[Record], report: Span) -> tuple[Record | None, bool]:
    """Return the newest figure reported by then, and whether this report is meant to show it."""
    known = [
        (row, quarters)
        for row in series
        for quarters in [reports(definition, row["span"], row["known_from"])]
        if quarters[0][2] <= report[2]
    ]
    if not known:
        return None, False
    row, quarters = known[-1]
    return row, report in quarters


def target_of(store: AuditTables, definition: Record, home: str, report: Span) -> Record | None:
    """Return the target in force in a report, or None; those by month are not calculated here.

    Raises ValueError where the indicator has one by month: this second calculation has no rule for
    months, and passing over them would call a right figure wrong.
    """
    own = [
        r
        for r in store.tables["targets"]
        if r["indicator_id"] == definition["id"] and r["area"] == home
    ]
    if by_month := [r for r in own if not r["from_quarter"].startswith("Q")]:
        raise ValueError(f"{definition['id']}: a target by month, {by_month[0]['from_quarter']}")
    in_force = [
        r
        for r in own
        if named_quarter(r["from_quarter"])[1] <= report[1]
        and (r["to_quarter"] is None or report[1] <= named_quarter(r["to_quarter"])[1])
    ]
    return min(in_force, key=lambda r: named_quarter(r["from_quarter"])[1]) if in_force else None


UNJUDGED = ("none", "range")
"""Polarities of which neither way is better."""


def side_of(definition: Record, value: float, goal: float | None) -> int:
    """Return 1 where a displayed value is better than a goal, -1 where worse, 0 where the same."""
    if goal is None:
        return 1
    gap = rounded(value, definition["decimals"]) - Decimal(repr(goal))
    if definition["polarity"] == "lower":
        gap = -gap
    return (gap > 0) - (gap < 0)


def per(unit: str) -> int | None:
    """Return the base of a share or rate, or None."""
    if unit == "percent":
        return 100
    match = re.match(r"per ([\d,]+) ", unit)
    return int(match[1].replace(",", "")) if match else None


def interval(definition: Record, row: Record | None) -> tuple[float, float, float] | None:
    """Return the estimate and its 95% interval as a share of 1; None without suitable counts."""
    if row is None or None in (row["value"], row["numerator"], row["denominator"]):
        return None
    many, x, n = per(definition["unit"]), row["numerator"], row["denominator"]
    if many is None or n <= 0 or x < 0:
        return None
    is_share = definition["unit"] == "percent" and not definition.get("very_small")
    if is_share and x > n:
        return None
    low, high = wilson(x, n) if is_share else (bound / n for bound in poisson(x))
    places = definition["decimals"]
    if (
        not rounded(low * many, places)
        <= rounded(row["value"], places)
        <= rounded(high * many, places)
    ):
        return None
    return x / n, low, high


def is_few(row: Record) -> bool:
    """Return whether fewer than ten cases are behind a figure."""
    return bool(row["denominator"] is not None and row["denominator"] < 10)


def change_of(
    definition: Record, series: list[Record], earlier: Span | None, among: float | None
) -> Record:
    """Return the change from an earlier period to the newest figure of a series.

    `among` is the figures' denominator, where they do not have it themselves.
    """
    change: Record = dict.fromkeys(("before", "difference", "clear", "low", "high", "status"))
    change["direction"] = "cannot be calculated"
    if not series:
        return change
    now = series[-1]
    before = next((r for r in series if r["span"] == earlier), None)
    change["before"] = before
    if before is None or None in (now["value"], before["value"]):
        return change
    if is_aside(definition, now["span"]) or is_aside(definition, before["span"]):
        return change
    for each in definition.get("breaks", ()):
        start = span_of_label(each["period"])[1]
        if before["span"][1] < start <= now["span"][1]:
            return change
    places = definition["decimals"]
    difference = rounded(now["value"], places) - rounded(before["value"], places)
    change["difference"] = now["value"] - before["value"]
    change["status"] = least_certain((now["data_status"], before["data_status"]))
    if difference == 0:
        change["direction"] = "no change"
    elif definition["polarity"] in UNJUDGED:
        change["direction"] = "up" if difference > 0 else "down"
    else:
        better = (difference > 0) == (definition["polarity"] == "higher")
        change["direction"] = "improved" if better else "worsened"
    first, second = interval(definition, now), interval(definition, before)
    if first and second:
        many = per(definition["unit"]) or 1
        low, high = apart(first, second)
        if definition["unit"] == "percent" and not definition.get("very_small"):
            low, high = max(low, -1.0), min(high, 1.0)
        change["low"], change["high"] = low * many, high * many
        if not (is_few(now) or is_few(before)):
            if difference == 0 or low <= 0 <= high:
                change["clear"] = "no"
            elif (difference > 0) == (low > 0):
                change["clear"] = "yes"
    small = says_nothing(definition, now, before, per(definition["unit"]), among)
    if small is not None:
        change["direction"], change["clear"], change["small"] = NOT_TELLABLE, None, small
    return change


def met_in_a_row(
    store: AuditTables, definition: Record, home: str, series: list[Record]
) -> tuple[int, str | None]:
    """Return for how many periods up to the newest, without a gap or break, the target was met.

    Also returns the least certain data status of those figures and targets; None for no period.
    """
    starts = {span_of_label(b["period"])[1:] for b in definition.get("breaks", ())}
    run, later, statuses = 0, None, list[str]()
    for row in reversed(series):
        if later is not None and (later[1:] in starts or row["span"] != preceding(later)):
            break
        if is_aside(definition, row["span"]):
            break
        report = reports(definition, row["span"], row["known_from"])[0]
        target = target_of(store, definition, home, report)
        if target is None or row["value"] is None or definition["polarity"] == "none":
            break
        if status_of(definition, row, True, target) != "on target":
            break
        run, later = run + 1, row["span"]
        statuses += [row["data_status"], target["data_status"]]
    return run, least_certain(statuses) if run else None


def status_of_range(definition: Record, value: float, target: Record) -> str:
    """Return the target status of a figure that should stay between two bounds."""
    shown = rounded(value, definition["decimals"])
    names = ("target", "target_upper", "intervention_level", "intervention_upper")
    low, high, least, most = (
        None if (bound := target.get(name)) is None else Decimal(repr(bound)) for name in names
    )
    if low is None or high is None:
        return "no target"
    if low <= shown <= high:
        return "on target"
    level = least if shown < low else most
    beyond = level is not None and (shown < level if shown < low else shown > level)
    return "beyond intervention level" if beyond else "off target"


def status_of(
    definition: Record, row: Record | None, is_current: bool, target: Record | None
) -> str:
    """Return the target status."""
    if target is None or definition["polarity"] == "none":
        return "no target"
    if row is None or not is_current:
        return "awaiting data"
    if row["value"] is None:
        return "suppressed" if row["symbol"] == "c" else "awaiting data"
    if definition["polarity"] == "range":
        return status_of_range(definition, row["value"], target)
    if side_of(definition, row["value"], target["target"]) >= 0:
        return "on target"
    level = target["intervention_level"]
    if level is not None and side_of(definition, row["value"], level) < 0:
        return "beyond intervention level"
    return "off target"
