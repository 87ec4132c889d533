"""England, region, neighbours and Good authorities, and the verdicts against them."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from tools.audit.arithmetic import least_certain, median, quantile, rounded
from tools.audit.figures import (
    UNJUDGED,
    change_of,
    interval,
    is_few,
    met_in_a_row,
    own_series,
    per,
    published_on,
    reports,
    shown,
    status_of,
    target_of,
)
from tools.audit.tables import AuditTables, Record
from tools.audit.times import (
    Span,
    a_year_before,
    following,
    label,
    preceding,
    quarter_name,
    term_of,
)


def benchmark_rows(store: AuditTables, definition: Record) -> dict[Span, dict[str, Record]]:
    """Return the published figures that comparators are made from: by period, by area."""
    by_period: dict[Span, dict[str, Record]] = defaultdict(dict)
    if not definition.get("benchmark"):
        return by_period
    kind = definition["benchmark"]["period_kind"]
    for row in store.by_indicator[definition["id"]]:
        if row["period_kind"] == kind and row["reporting_quarter"] is None:
            span = (row["period_kind"], row["period_start"], row["period_end"])
            by_period[span][row["area"]] = row
    return by_period


def comparators_period(
    definition: Record, rows: Mapping[Span, Mapping[str, Record]], own: Span | None, by: date
) -> Span | None:
    """Return the newest period published by a day; of our kind and not newer than ours."""
    candidates = []
    for span, areas in rows.items():
        days = [r["known_from"] for r in areas.values() if r["value"] is not None]
        if not days or min(days) > by:
            continue
        alike = own if own is not None and own[0] == span[0] else None
        if alike and (
            span[2] > alike[2] or (span[0] == "term" and term_of(span) != term_of(alike))
        ):
            continue
        candidates.append(span)
    return max(candidates, key=lambda s: s[2], default=None)


def existed(area: Record, day: date) -> bool:
    """Return whether an area existed on a day."""
    began, ended = area["created_on"], area["abolished_on"]
    return (began is None or began <= day) and (ended is None or ended > day)


def _weighted(parts: Sequence[tuple[float, float]]) -> float:
    """Return the exact weighted mean: 0.0175 must not become 0.017 by a floating-point error."""
    weights = [Fraction(repr(weight)) for _, weight in parts]
    shares = [
        Fraction(repr(value)) * weight for (value, _), weight in zip(parts, weights, strict=True)
    ]
    return float(sum(shares) / sum(weights))


def _newest_earlier(definition: Record, series: list[Record]) -> list[str]:
    """Return the newest figure before the latest with its period, which a reason may name."""
    known = [row for row in series[:-1] if row["value"] is not None]
    if not known:
        return []
    return [str(rounded(known[-1]["value"], definition["decimals"])), label(known[-1]["span"])]


def verdict(
    definition: Record, row: Record | None, value: float, group: Sequence[float] | None
) -> str | None:
    """Return the verdict on our likely range against a value, or against a group's middle half."""
    bounds = interval(definition, row)
    if bounds is None or row is None:
        return None
    if is_few(row):
        return "too few to say"
    many = per(definition["unit"]) or 1
    low, high = bounds[1] * many, bounds[2] * many
    if group is not None and len(group) < 4:
        return "not judged"
    bottom, top = middle_half(group) if group is not None else (value, value)
    if low > top or high < bottom:
        above = low > top
        if definition["polarity"] in UNJUDGED:
            return "higher" if above else "lower"
        return "better" if above == (definition["polarity"] == "higher") else "worse"
    return "similar" if group is None else "not judged"


def middle_half(group: Sequence[float]) -> tuple[float, float]:
    """Return the lower and the upper quartile, to ten decimals."""
    return round(quantile(group, 0.25), 10), round(quantile(group, 0.75), 10)


def year_of_ours(
    definition: Record, published: Record | None, span: Span, series: list[Record]
) -> Record | None:
    """Return ours of the comparators' period: published, returned, or the sum of four quarters."""
    if published is not None and published["value"] is not None:
        return published
    for row in series:
        if row["span"] == span and row["value"] is not None:
            return row
    if not series or series[-1]["span"][0] != "financial quarter":
        return None
    if span[0] not in ("calendar year", "year to March") or per(definition["unit"]) is None:
        return None
    parts = [r for r in series if span[1] <= r["span"][1] and r["span"][2] <= span[2]]
    counts = [r[name] for r in parts for name in ("value", "numerator", "denominator")]
    if len(parts) != 4 or None in counts:
        return None
    x, n = (math.fsum(r[name] for r in parts) for name in ("numerator", "denominator"))
    if definition["unit"] != "percent":
        n /= 4
    return {
        "value": x / n * (per(definition["unit"]) or 1),
        "numerator": x,
        "denominator": n,
        "data_status": least_certain(["derived", *(r["data_status"] for r in parts)]),
    }


def groups_of(store: AuditTables, home: str, report: Span, model: str) -> dict[str, list[str]]:
    """Return the areas in each comparator or its mean, whether or not they have figures."""
    area = store.areas[home]
    authorities = [a for a in store.areas.values() if a["kind"] == "authority"]
    return {
        "england": [a["area"] for a in authorities],
        "region": [a["area"] for a in authorities if a["region"] == area["region"]],
        "neighbours": store.members(f"neighbours {model}", home),
        "good": [code for code in judged_good(store, report[2]) if code != home],
    }


def judged_good(store: AuditTables, day: date) -> list[str]:
    """Return areas whose newest Ofsted report by a day was Good; later, those on the list."""
    reports = [r for r in store.tables["groups"] if r["group"].startswith("ofsted reports ")]
    listed = [r for r in store.tables["groups"] if re.match(r"ofsted \d", r["group"])]
    last = max(date.fromisoformat(r["group"].split()[-1]) for r in listed)
    if day > last:
        return [r["member"] for r in listed if r["detail"] == "Good"]
    newest: dict[str, Record] = {}
    for row in reports:
        if row["date"] <= day and (
            row["member"] not in newest or newest[row["member"]]["date"] < row["date"]
        ):
            newest[row["member"]] = row
    return [code for code, row in newest.items() if row["detail"] == "Good"]


def calculate(
    store: AuditTables, definition: Record, home: str, report: Span, model: str
) -> Record:
    """Return what the summary must show of one indicator in one report, by column."""
    series = own_series(store, definition, home)
    now, is_current = shown(definition, series, report)
    series = [r for r in series if now is not None and r["span"][2] <= now["span"][2]]
    target = target_of(store, definition, home, report)
    expected: Record = {
        "reporting_quarter": quarter_name(report),
        "indicator_id": definition["id"],
        "area": home,
        "period": label(now["span"]) if now else None,
        "value": now["value"] if now else None,
        "numerator": now["numerator"] if now else None,
        "denominator": now["denominator"] if now else None,
        "data_status": now["data_status"] if now else None,
        "target": target["target"] if target else None,
        "intervention_level": target["intervention_level"] if target else None,
        "target_status": status_of(definition, now, is_current, target),
        "target_data_status": target["data_status"] if target else None,
    }
    if definition["polarity"] == "range":
        for name in ("target_upper", "intervention_upper"):
            expected[name] = target[name] if target else None
    figure = now["data_status"] if now and now["value"] is not None else None
    expected["target_status_data_status"] = (
        least_certain((figure, target["data_status"])) if target else None
    )
    run, expected["on_target_in_a_row_data_status"] = met_in_a_row(store, definition, home, series)
    expected["on_target_in_a_row"] = run if target else None
    bounds, many = interval(definition, now), per(definition["unit"]) or 1
    expected["value_low"], expected["value_high"] = (
        (bounds[1] * many, bounds[2] * many) if bounds else (None,) * 2
    )
    small: list[str] = []
    for prefix, name, earlier in (
        ("", "previous", a_year_before if definition["local"].get("seasonal") else preceding),
        ("year_ago_", "year_ago", a_year_before),
    ):
        span = earlier(now["span"]) if now else None
        among = store.weights.get(definition["id"], {}).get(home)
        change = change_of(definition, series, span, among)
        expected[f"{name}_period"] = label(span) if span else None
        expected[f"{name}_value"] = change["before"]["value"] if change["before"] else None
        expected[f"{prefix}change"] = change["difference"]
        expected[f"{name}_data_status"] = (
            change["before"]["data_status"] if change["before"] else None
        )
        expected[f"{prefix}change_data_status"] = change["status"]
        expected[f"{prefix}direction"] = change["direction"]
        expected[f"{prefix}clear_change"] = change["clear"]
        small += change.get("small", [])
        if change["before"] is None or change["before"]["value"] is None:
            small += _newest_earlier(definition, series)
        expected[f"{prefix}change_low"], expected[f"{prefix}change_high"] = (
            change["low"],
            change["high"],
        )
    expected |= compared(store, definition, home, report, model, series)
    expected["facts"] += small
    if any(expected[f"{key}_is_mean"] for key in ("england", "region")):
        expected |= official_rate(store, definition, home, report[2])
    for key in ("england", "region"):
        del expected[f"{key}_is_mean"]
    goals = [r for r in store.tables["targets"] if r["indicator_id"] == definition["id"]]
    expected["facts"] += [str(rounded(r["target"], definition["decimals"])) for r in goals]
    if now is not None:
        expected["facts"] += [label(following(now["span"])), *upcoming(definition, now["span"])]
    return expected


def known_on(
    related: Record, row: Record, taken_in: Mapping[tuple[str, str, date, date], date]
) -> date:
    """Return the day a measure's period was taken in with a release, else that of its rule."""
    span = row["period_kind"], row["period_start"], row["period_end"]
    return taken_in.get((row["measure"], *span)) or published_on(related, span)


def official_rate(store: AuditTables, definition: Record, home: str, by: date) -> Record:
    """Return DfE's own annual rates of the newest year that was published by a day."""
    expected: Record = {
        f"official_annual{name}": None for name in ("", "_period", "_england", "_region")
    }
    taken_in = {
        (row["name"], row["period_kind"], row["period_start"], row["period_end"]): row["taken_in"]
        for row in store.tables["first_taken_in"]
        if row["of"] == "measure"
    }
    for related in definition.get("related", ()):
        rows = [
            row
            for row in store.tables["official"]
            if related.get("official")
            and row["measure"] == related["measure"]
            and row["value"] is not None
            and known_on(related, row, taken_in) <= by
        ]
        if rows:
            last = max(row["period_end"] for row in rows)
            year = [row for row in rows if row["period_end"] == last]
            values = {row["area"]: row["value"] for row in year}
            area = store.areas[home]
            region = area["region"] if area["region"] in values else area["wider_region"]
            span = year[0]["period_kind"], year[0]["period_start"], last
            expected["official_annual_period"] = label(span)
            expected["official_annual"] = values.get(home)
            expected["official_annual_england"] = values.get("970")
            expected["official_annual_region"] = values.get(region)
    return expected


def upcoming(definition: Record, span: Span) -> list[str]:
    """Return the report in which, and the day on which, the next period is due."""
    coming = following(span)
    first = reports(definition, coming, published_on(definition, coming))[0]
    return [quarter_name(first), str(coming[2].year)]


def compared(
    store: AuditTables,
    definition: Record,
    home: str,
    report: Span,
    model: str,
    series: list[Record],
) -> Record:
    """Return the cells of the comparators; `series` is ours up to the figure shown."""
    now = series[-1] if series else None
    rows = benchmark_rows(store, definition)
    span = comparators_period(definition, rows, now["span"] if now else None, report[2])
    areas = rows.get(span, {}) if span else {}
    groups = groups_of(store, home, report, model)
    own = store.areas[home]
    region = own["region"]
    wider = own["wider_region"]
    if (
        wider
        and areas.get(wider, {}).get("value") is not None
        and (areas.get(region, {}).get("value") is None)
    ):
        region = wider
    ours = None
    if span and now is not None and now["value"] is not None and span[1:] != now["span"][1:]:
        ours = year_of_ours(definition, areas.get(home), span, series)
    expected: Record = {
        "same_period": label(span) if ours and span else None,
        "same_period_value": ours["value"] if ours else None,
        "same_period_data_status": ours["data_status"] if ours else None,
        # Numbers that sentences may contain without a column in the file.
        "facts": rank_of(definition, areas, ours, span) if ours and span else list[str](),
    }
    for key, code in (("england", "970"), ("region", region), ("neighbours", ""), ("good", "")):
        period, value, group, published = None, None, None, areas.get(code)
        column = f"{key}_mean" if key in ("neighbours", "good") else key
        if span is not None:
            period = label(span)
        status: str | None = "derived"
        if published is not None:
            value, status = published["value"], published["data_status"]
        else:
            members = [a for a in groups[key] if existed(store.areas[a], span[2])] if span else []
            weights = store.weights.get(definition["id"], {})
            if key not in ("england", "region") or not weights:
                weights = dict.fromkeys(members, 1.0)
            parts = [
                (areas[a]["value"], weights[a])
                for a in members
                if a in weights and a in areas and areas[a]["value"] is not None
            ]
            values = [v for v, _ in parts]
            if values:
                value = _weighted(parts)
                group = values
            expected["facts"] += map(str, (len(values), len(members), len(groups[key])))
            if ours:
                expected["facts"] += map(str, sides_of(definition, ours, values))
            if key in ("neighbours", "good"):
                expected[f"{key}_median"] = median(values) if values else None
                expected[f"{key}_count"] = len(values)
        expected[column], expected[f"{key}_period"] = value, period
        if key in ("england", "region"):
            expected[f"{key}_is_mean"] = published is None and span is not None
        expected[f"{key}_data_status"] = status if value is not None else None
        has_both = value is not None and now is not None and now["value"] is not None
        figure = now["data_status"] if now else None
        expected[f"{key}_verdict_data_status"] = (
            least_certain((figure, status)) if has_both else None
        )
        expected[f"{key}_difference"] = now["value"] - value if has_both and now else None
        expected[f"{key}_verdict"] = (
            verdict(definition, now, value, group) if value is not None else None
        )
        expected |= among(definition, key, now, group)
        expected["facts"] += map(str, sides_of(definition, now, group or ()))
        expected[f"{key}_same_period_verdict"] = (
            verdict(definition, ours, value, group) if ours and value is not None else None
        )
    return expected


def sides_of(
    definition: Record, row: Record | None, group: Sequence[float]
) -> tuple[int, int, int]:
    """Return how many of a group the displayed figure is above, below and level with."""
    if row is None or row["value"] is None:
        return 0, 0, 0
    places = definition["decimals"]
    own = rounded(row["value"], places)
    others = [rounded(each, places) for each in group]
    above, below = sum(own > each for each in others), sum(own < each for each in others)
    return above, below, len(others) - above - below


def rank_of(definition: Record, areas: Mapping[str, Record], ours: Record, span: Span) -> list[str]:
    """Return the rank of our published figure among the authorities', and their number."""
    if "area" not in ours or definition["polarity"] in UNJUDGED:
        return []
    sign = 1 if definition["polarity"] == "higher" else -1
    values = [
        sign * row["value"]
        for code, row in areas.items()
        if row["value"] is not None and code.isdigit() and int(code) < 960
    ]
    return [str(1 + sum(each > sign * ours["value"] for each in values)), str(len(values))]


def among(
    definition: Record, key: str, now: Record | None, group: Sequence[float] | None
) -> Record:
    """Return how many of a group ours is better and worse than, and the middle half's ends."""
    names = ("better_than", "worse_than", "lower_quartile", "upper_quartile")
    expected: Record = {f"{key}_{name}": None for name in names}
    if group and len(group) >= 4:
        expected[f"{key}_lower_quartile"], expected[f"{key}_upper_quartile"] = middle_half(group)
    if (
        group
        and now is not None
        and now["value"] is not None
        and definition["polarity"] not in UNJUDGED
    ):
        above, below, _ = sides_of(definition, now, group)
        better, worse = (above, below) if definition["polarity"] == "higher" else (below, above)
        expected[f"{key}_better_than"], expected[f"{key}_worse_than"] = better, worse
    return expected
