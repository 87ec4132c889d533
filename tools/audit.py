"""A second reckoning of the scorecard's summary, in plain Python and with none of its rules.

    python -m tools.audit [--homes 839 330 ...] [--quarters 12]

Everything here is worked out anew from the published tables and the definitions as text: which
figure a quarter shows, its status, changes and whether they are clear, every comparator with its
period, verdicts, and what is illustrative or derived. Then each cell of the summary is compared.
It imports nothing of the rules on purpose: two ways that agree by chance are rare.
"""

from __future__ import annotations

import argparse
import calendar
import json
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet

HOMES = ("839", "330", "908", "201", "213", "840", "926", "941")
FIRST_YEAR, YEARS = 2023, 3  # the quarters of 2023-24 to 2025-26
Z = 1.959963984540054
TABLES = ("areas", "groups", "observations", "targets", "indicators", "sources")
Span = tuple[str, date, date]  # kind, start, end
Record = dict[str, Any]


# ---- arithmetic ----------------------------------------------------------------------------


def rounded(value: float, places: int) -> Decimal:
    """Half away from zero, of the number as it is written."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def wilson(x: float, n: float) -> tuple[float, float]:
    """The 95% score interval of a share."""
    p = x / n
    middle = p + Z * Z / (2 * n)
    half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    low, high = ((middle + sign * half) / (1 + Z * Z / n) for sign in (-1, 1))
    return (0.0 if x == 0 else low), (1.0 if x == n else high)


def poisson(x: float) -> tuple[float, float]:
    """The 95% interval of a number of events: Byar's from ten on, exact below."""
    if x >= 10:
        low = x * (1 - 1 / (9 * x) - Z / (3 * math.sqrt(x))) ** 3
        y = x + 1
        return low, y * (1 - 1 / (9 * y) + Z / (3 * math.sqrt(y))) ** 3

    def below(mean: float, most: int) -> float:
        return sum(
            math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(most + 1)
        )

    def solve(wanted: float, most: int) -> float:
        low, high = 1e-12, 100.0
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if below(middle, most) > wanted else (low, middle)
        return low

    return (0.0 if x == 0 else solve(0.975, int(x) - 1)), solve(0.025, int(x))


def apart(now: Sequence[float], then: Sequence[float]) -> tuple[float, float]:
    """Square-and-add: the interval of a difference from (estimate, low, high) of each."""
    (p, p_low, p_high), (q, q_low, q_high) = now, then
    low = p - q - math.sqrt((p - p_low) ** 2 + (q_high - q) ** 2)
    high = p - q + math.sqrt((p_high - p) ** 2 + (q - q_low) ** 2)
    return low, high


def quantile(values: Sequence[float], share: float) -> float:
    """R's default, type 7."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def median(values: Sequence[float]) -> float:
    """The middle value, or the mean of the two in the middle."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def least_certain(statuses: Iterable[str | None]) -> str:
    """The data status of what is made of several: that of its least certain part."""
    found = set(statuses)
    return next((s for s in ("illustrative", "provisional", "derived") if s in found), "published")


# ---- periods -------------------------------------------------------------------------------


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def moved(day: date, months: int) -> date:
    """The same day, or the last of its month, some months on."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    last = month_end(year, month + 1)
    is_last = day == month_end(day.year, day.month)
    return last if is_last or day.day > last.day else date(year, month + 1, day.day)


def shifted(span: Span, months: int) -> Span:
    """A period so many months later."""
    return span[0], moved(span[1], months), moved(span[2], months)


def term_of(span: Span) -> str:
    """`autumn`, `spring` or `summer`, by the month in which it begins."""
    return {9: "autumn", 1: "spring", 5: "summer"}[span[1].month]


def following(span: Span) -> Span:
    """The next period of the kind."""
    kind, start, _ = span
    if kind == "term":
        name, year = term_of(span), start.year
        first, last, year = {
            "autumn": (1, 4, year + 1), "spring": (5, 8, year), "summer": (9, 12, year),
        }[name]  # fmt: skip
        return kind, date(year, first, 1), month_end(year, last)
    return shifted(span, 3 if kind == "financial quarter" else 12)


def preceding(span: Span) -> Span:
    """The period of the kind just before."""
    kind, start, _ = span
    if kind == "term":
        name, year = term_of(span), start.year
        first, last, year = {
            "autumn": (5, 8, year), "spring": (9, 12, year - 1), "summer": (1, 4, year),
        }[name]  # fmt: skip
        return kind, date(year, first, 1), month_end(year, last)
    return shifted(span, -3 if kind == "financial quarter" else -12)


def a_year_before(span: Span) -> Span:
    """The same period of the year before."""
    return shifted(span, -12)


def quarter(year: int, number: int) -> Span:
    """Quarter 1 to 4 of the financial year that begins in April of `year`."""
    start = moved(date(year, 4, 1), 3 * (number - 1))
    return "financial quarter", start, month_end(*divmod_month(start, 2))


def divmod_month(start: date, months: int) -> tuple[int, int]:
    """Year and month so many months after."""
    later = moved(start, months)
    return later.year, later.month


def quarter_of(day: date) -> Span:
    """The financial quarter that holds a day."""
    year = day.year - (day.month < 4)
    return quarter(year, (day.month - 4) % 12 // 3 + 1)


def quarter_name(span: Span) -> str:
    """`Q1 2025-26`."""
    year = span[1].year - (span[1].month < 4)
    return f"Q{(span[1].month - 4) % 12 // 3 + 1} {year}-{(year + 1) % 100:02d}"


def named_quarter(text: str) -> Span:
    """The quarter of a name like `Q1 2025-26`."""
    found = re.fullmatch(r"Q([1-4]) (\d{4})-\d\d", text)
    assert found, text
    return quarter(int(found[2]), int(found[1]))


def label(span: Span) -> str:
    """A period as the summary prints it."""
    kind, start, end = span
    months = calendar.month_abbr
    if kind == "financial quarter":
        return f"{quarter_name(span)} ({months[start.month]} to {months[end.month]} {end.year})"
    if kind == "term":
        return f"{term_of(span)} term {start.year}"
    if kind == "academic year":
        return f"academic year {start.year}/{end.year % 100:02d}"
    if kind == "calendar year":
        return f"{start.year} (calendar year)"
    return f"year to {calendar.month_name[end.month]} {end.year}"


def span_of_label(text: str) -> Span:
    """The period of a break's label: an academic or calendar year."""
    found = re.match(r"academic year (\d{4})", text)
    if found:
        return "academic year", date(int(found[1]), 9, 1), date(int(found[1]) + 1, 8, 31)
    found = re.match(r"(\d{4}) \(calendar year\)", text)
    assert found, text
    return "calendar year", date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)


# ---- the tables ----------------------------------------------------------------------------


@dataclass
class Store:
    """The tables of a snapshot as lists of plain rows."""

    tables: Mapping[str, list[Record]]
    definitions: list[Record] = field(init=False)

    def __post_init__(self) -> None:
        self.definitions = [json.loads(r["definition"]) for r in self.tables["indicators"]]
        self.areas = {r["area"]: r for r in self.tables["areas"]}
        self.by_indicator: dict[str, list[Record]] = defaultdict(list)
        self.weights: dict[str, dict[str, float]] = defaultdict(dict)
        for row in self.tables["observations"]:
            if not row["leg"]:
                self.by_indicator[row["indicator_id"]].append(row)
            elif row["leg"] == "weight" and row["value"] is not None:
                self.weights[row["indicator_id"]][row["area"]] = row["value"]
        for weights in self.weights.values():
            weights |= self._ended(weights)

    def _ended(self, weights: Mapping[str, float]) -> dict[str, float]:
        """What authorities that have ended count for: as much as those that took their place."""
        after = {
            a["area"]: a["successors"].split(";") for a in self.areas.values() if a["successors"]
        }
        heirs = [code for codes in after.values() for code in codes]
        return {
            area: math.fsum(weights[code] for code in codes)
            for area, codes in after.items()
            if all(code in weights and heirs.count(code) == 1 for code in codes)
        }

    def members(self, group: str, area: str) -> list[str]:
        """A group's members of an area."""
        return [
            r["member"]
            for r in self.tables["groups"]
            if r["group"] == group and (r["area"] or "") == area
        ]


def read(folder: Path) -> Store:
    """The snapshot that a store's pointer names."""
    root = folder / "snapshots" / (folder / "CURRENT").read_text("utf-8").strip()
    return Store(
        {name: parquet.read_table(root / f"{name}.parquet").to_pylist() for name in TABLES}
    )


# ---- the area's own figure -----------------------------------------------------------------


def own_series(store: Store, definition: Record, home: str) -> list[Record]:
    """The home's figures in time order; those of its return stand before published ones."""
    rows = [r for r in store.by_indicator[definition["id"]] if r["area"] == home]
    kinds = [definition["local"]["period_kind"]]
    if definition.get("benchmark"):
        kinds.append(definition["benchmark"]["period_kind"])
    for kind in kinds:
        found: dict[Span, Record] = {}
        for row in rows:
            span = (row["period_kind"], row["period_start"], row["period_end"])
            if row["period_kind"] != kind:
                continue
            if span not in found or row["reporting_quarter"] is not None:
                found[span] = {**row, "span": span}
        if found:
            return [found[span] for span in sorted(found, key=lambda s: s[2])]
    return []


def published_on(definition: Record, span: Span) -> date:
    """The end of the month in which the definition says that a period comes out."""
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
    """The quarters whose report is meant to show a period."""
    rule = definition["reporting"]
    if rule["rule"] == "same quarter" and span[0] == "financial quarter":
        return [span]
    if rule["rule"].startswith("first quarter") and span[0] == definition["local"]["period_kind"]:
        names = rule[term_of(span) if span[0] == "term" else "academic"]
        found, after = [], quarter_of(span[2])
        for name in names:
            while quarter_name(after)[:2] != name:
                after = following(after)
            found.append(after)
        return found
    first = quarter_of(known_from)
    last = quarter_of(published_on(definition, following(span)))
    found = [first]
    while following(found[-1])[2] < last[2]:
        found.append(following(found[-1]))
    return found


def shown(definition: Record, series: list[Record], report: Span) -> tuple[Record | None, bool]:
    """The newest figure reported by then, and whether this report is meant to show it."""
    known = [
        (row, told)
        for row in series
        for told in [reports(definition, row["span"], row["known_from"])]
        if told[0][2] <= report[2]
    ]
    if not known:
        return None, False
    row, told = known[-1]
    return row, report in told


def target_of(store: Store, definition: Record, home: str, report: Span) -> Record | None:
    """The target in force in a report."""
    found = [
        r
        for r in store.tables["targets"]
        if r["indicator_id"] == definition["id"]
        and r["area"] == home
        and named_quarter(r["from_quarter"])[1] <= report[1]
        and (r["to_quarter"] is None or report[1] <= named_quarter(r["to_quarter"])[1])
    ]
    return min(found, key=lambda r: named_quarter(r["from_quarter"])[1]) if found else None


def side_of(definition: Record, value: float, goal: float | None) -> int:
    """1 where a value as shown is better than a goal, -1 where worse, 0 where the same."""
    if goal is None:
        return 1
    gap = rounded(value, definition["decimals"]) - Decimal(repr(goal))
    if definition["polarity"] == "lower":
        gap = -gap
    return (gap > 0) - (gap < 0)


# ---- what counts say -----------------------------------------------------------------------


def per(unit: str) -> int | None:
    """How many a share or a rate is of."""
    if unit == "percent":
        return 100
    found = re.match(r"per ([\d,]+) ", unit)
    return int(found[1].replace(",", "")) if found else None


def interval(definition: Record, row: Record | None) -> tuple[float, float, float] | None:
    """The estimate and its 95% interval on the scale of 1; None without counts that make it."""
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
    """Whether fewer than ten cases are behind a figure."""
    return bool(row["denominator"] is not None and row["denominator"] < 10)


def change_of(definition: Record, series: list[Record], earlier: Span | None) -> Record:
    """The newest figure of a series against that of an earlier period."""
    told: Record = dict.fromkeys(("before", "difference", "clear", "low", "high", "status"))
    told["direction"] = "cannot be calculated"
    if not series:
        return told
    now = series[-1]
    before = next((r for r in series if r["span"] == earlier), None)
    told["before"] = before
    if before is None or None in (now["value"], before["value"]):
        return told
    for each in definition.get("breaks", ()):
        start = span_of_label(each["period"])[1]
        if before["span"][1] < start <= now["span"][1]:
            return told
    places = definition["decimals"]
    difference = rounded(now["value"], places) - rounded(before["value"], places)
    told["difference"] = now["value"] - before["value"]
    told["status"] = least_certain((now["data_status"], before["data_status"]))
    if difference == 0:
        told["direction"] = "no change"
    elif definition["polarity"] == "none":
        told["direction"] = "up" if difference > 0 else "down"
    else:
        better = (difference > 0) == (definition["polarity"] == "higher")
        told["direction"] = "improved" if better else "worsened"
    first, second = interval(definition, now), interval(definition, before)
    if first and second:
        many = per(definition["unit"]) or 1
        low, high = apart(first, second)
        if definition["unit"] == "percent" and not definition.get("very_small"):
            low, high = max(low, -1.0), min(high, 1.0)
        told["low"], told["high"] = low * many, high * many
        if not (is_few(now) or is_few(before)):
            if difference == 0 or low <= 0 <= high:
                told["clear"] = "no"
            elif (difference > 0) == (low > 0):
                told["clear"] = "yes"
    return told


def met_in_a_row(
    store: Store, definition: Record, home: str, series: list[Record]
) -> tuple[int, str | None]:
    """For how many periods up to the newest, without a gap or break, the target was met.

    With the data status of the least certain of the figures and targets; None for no period.
    """
    starts = {span_of_label(b["period"])[1:] for b in definition.get("breaks", ())}
    run, later, statuses = 0, None, list[str]()
    for row in reversed(series):
        if later is not None and (later[1:] in starts or row["span"] != preceding(later)):
            break
        report = reports(definition, row["span"], row["known_from"])[0]
        target = target_of(store, definition, home, report)
        if target is None or row["value"] is None or definition["polarity"] == "none":
            break
        if side_of(definition, row["value"], target["target"]) < 0:
            break
        run, later = run + 1, row["span"]
        statuses += [row["data_status"], target["data_status"]]
    return run, least_certain(statuses) if run else None


def status_of(
    definition: Record, row: Record | None, is_current: bool, target: Record | None
) -> str:
    """The target status."""
    if target is None or definition["polarity"] == "none":
        return "no target"
    if row is None or not is_current:
        return "awaiting data"
    if row["value"] is None:
        return "suppressed" if row["symbol"] == "c" else "awaiting data"
    if side_of(definition, row["value"], target["target"]) >= 0:
        return "on target"
    level = target["intervention_level"]
    if level is not None and side_of(definition, row["value"], level) < 0:
        return "below intervention level"
    return "below target"


# ---- comparators ---------------------------------------------------------------------------


def benchmark_rows(store: Store, definition: Record) -> dict[Span, dict[str, Record]]:
    """The published figures that comparators are made from: by period, by area."""
    found: dict[Span, dict[str, Record]] = defaultdict(dict)
    if not definition.get("benchmark"):
        return found
    kind = definition["benchmark"]["period_kind"]
    for row in store.by_indicator[definition["id"]]:
        if row["period_kind"] == kind and row["reporting_quarter"] is None:
            span = (row["period_kind"], row["period_start"], row["period_end"])
            found[span][row["area"]] = row
    return found


def comparators_period(
    definition: Record, rows: Mapping[Span, Mapping[str, Record]], own: Span | None, by: date
) -> Span | None:
    """The newest period published by a day; of the same kind as ours, none newer than ours."""
    found = []
    for span, areas in rows.items():
        days = [r["known_from"] for r in areas.values() if r["value"] is not None]
        if not days or min(days) > by:
            continue
        alike = own if own is not None and own[0] == span[0] else None
        if alike and (
            span[2] > alike[2] or (span[0] == "term" and term_of(span) != term_of(alike))
        ):
            continue
        found.append(span)
    return max(found, key=lambda s: s[2], default=None)


def existed(area: Record, day: date) -> bool:
    """Whether an area existed on a day."""
    began, ended = area["created_on"], area["abolished_on"]
    return (began is None or began <= day) and (ended is None or ended > day)


def verdict(
    definition: Record, row: Record | None, value: float, group: Sequence[float] | None
) -> str | None:
    """The word for our likely range against a published value, or against a group's middle half."""
    found = interval(definition, row)
    if found is None or row is None:
        return None
    if is_few(row):
        return "too few to say"
    many = per(definition["unit"]) or 1
    low, high = found[1] * many, found[2] * many
    if group is not None and len(group) < 4:
        return "not judged"
    bottom, top = middle_half(group) if group is not None else (value, value)
    if low > top or high < bottom:
        above = low > top
        if definition["polarity"] == "none":
            return "higher" if above else "lower"
        return "better" if above == (definition["polarity"] == "higher") else "worse"
    return "similar" if group is None else "not judged"


def middle_half(group: Sequence[float]) -> tuple[float, float]:
    """The lower and the upper quartile, to ten decimals."""
    return round(quantile(group, 0.25), 10), round(quantile(group, 0.75), 10)


def year_of_ours(
    definition: Record, published: Record | None, span: Span, series: list[Record]
) -> Record | None:
    """Our figure of the comparators' year: as published, else four quarters added up."""
    if published is not None and published["value"] is not None:
        return published
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


# ---- one row of the summary ----------------------------------------------------------------


def groups_of(store: Store, home: str, report: Span, model: str) -> dict[str, list[str]]:
    """The areas that each comparator is or is the mean of, whether or not they have figures."""
    area = store.areas[home]
    authorities = [a for a in store.areas.values() if a["kind"] == "authority"]
    return {
        "england": [a["area"] for a in authorities],
        "region": [a["area"] for a in authorities if a["region"] == area["region"]],
        "neighbours": store.members(f"neighbours {model}", home),
        "good": [code for code in judged_good(store, report[2]) if code != home],
    }


def judged_good(store: Store, day: date) -> list[str]:
    """Whose newest report of Ofsted by a day was Good; after the list's own day, who is on it."""
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


def reckon(store: Store, definition: Record, home: str, report: Span, model: str) -> Record:
    """What the summary must say of one indicator in one report, by column."""
    series = own_series(store, definition, home)
    now, is_current = shown(definition, series, report)
    series = [r for r in series if now is not None and r["span"][2] <= now["span"][2]]
    target = target_of(store, definition, home, report)
    told: Record = {
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
    figure = now["data_status"] if now and now["value"] is not None else None
    told["target_status_data_status"] = (
        least_certain((figure, target["data_status"])) if target else None
    )
    run, told["on_target_in_a_row_data_status"] = met_in_a_row(store, definition, home, series)
    told["on_target_in_a_row"] = run if target else None
    found, many = interval(definition, now), per(definition["unit"]) or 1
    told["value_low"], told["value_high"] = (
        (found[1] * many, found[2] * many) if found else (None,) * 2
    )
    for prefix, name, earlier in (
        ("", "previous", a_year_before if definition["local"].get("seasonal") else preceding),
        ("year_ago_", "year_ago", a_year_before),
    ):
        span = earlier(now["span"]) if now else None
        change = change_of(definition, series, span)
        told[f"{name}_period"] = label(span) if span else None
        told[f"{name}_value"] = change["before"]["value"] if change["before"] else None
        told[f"{prefix}change"] = change["difference"]
        told[f"{name}_data_status"] = change["before"]["data_status"] if change["before"] else None
        told[f"{prefix}change_data_status"] = change["status"]
        told[f"{prefix}direction"] = change["direction"]
        told[f"{prefix}clear_change"] = change["clear"]
        told[f"{prefix}change_low"], told[f"{prefix}change_high"] = change["low"], change["high"]
    return told | compared(store, definition, home, report, model, series)


def compared(
    store: Store,
    definition: Record,
    home: str,
    report: Span,
    model: str,
    series: list[Record],
) -> Record:
    """The cells of the comparators; `series` is ours up to the figure shown."""
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
    if span and now is not None and now["value"] is not None and months(span) > months(now["span"]):
        ours = year_of_ours(definition, areas.get(home), span, series)
    told: Record = {
        "same_period": label(span) if ours and span else None,
        "same_period_value": ours["value"] if ours else None,
        "same_period_data_status": ours["data_status"] if ours else None,
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
                value = math.fsum(v * w for v, w in parts) / math.fsum(w for _, w in parts)
                group = values
            if key in ("neighbours", "good"):
                told[f"{key}_median"] = median(values) if values else None
                told[f"{key}_count"] = len(values)
        told[column], told[f"{key}_period"] = value, period
        told[f"{key}_data_status"] = status if value is not None else None
        has_both = value is not None and now is not None and now["value"] is not None
        figure = now["data_status"] if now else None
        told[f"{key}_verdict_data_status"] = least_certain((figure, status)) if has_both else None
        told[f"{key}_difference"] = now["value"] - value if has_both and now else None
        told[f"{key}_verdict"] = (
            verdict(definition, now, value, group) if value is not None else None
        )
        told |= among(definition, key, now, group)
        told[f"{key}_same_period_verdict"] = (
            verdict(definition, ours, value, group) if ours and value is not None else None
        )
    return told


def months(span: Span) -> int:
    """How many months a period covers."""
    return (span[2].year - span[1].year) * 12 + span[2].month - span[1].month + 1


def among(
    definition: Record, key: str, now: Record | None, group: Sequence[float] | None
) -> Record:
    """How many of a group ours is better and worse than as shown, and the middle half's ends."""
    told: Record = dict.fromkeys(
        (
            f"{key}_better_than",
            f"{key}_worse_than",
            f"{key}_lower_quartile",
            f"{key}_upper_quartile",
        )
    )
    if group and len(group) >= 4:
        told[f"{key}_lower_quartile"], told[f"{key}_upper_quartile"] = middle_half(group)
    if group and now is not None and now["value"] is not None and definition["polarity"] != "none":
        places = definition["decimals"]
        own, sign = rounded(now["value"], places), 1 if definition["polarity"] == "higher" else -1
        sides = [sign * (own - rounded(each, places)) for each in group]
        told[f"{key}_better_than"] = sum(each > 0 for each in sides)
        told[f"{key}_worse_than"] = sum(each < 0 for each in sides)
    return told


# ---- the comparison ------------------------------------------------------------------------


def same(ours: object, theirs: object) -> bool:
    """Whether two cells agree: numbers to ten decimals, which is what the file holds."""
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=2e-10)
    return ours == theirs


def differences(
    store: Store, table: Iterable[Record], home: str, report: Span, model: str
) -> list[str]:
    """A line for each cell of the summary that the second reckoning does not find."""
    definitions = {d["id"]: d for d in store.definitions}
    lines, seen = [], set()
    for row in table:
        expected = reckon(store, definitions[row["indicator_id"]], home, report, model)
        seen.add(row["indicator_id"])
        lines += [
            f"{home} {quarter_name(report)} {model} {row['indicator_id']} {column}: "
            f"the file has {row[column]!r}, reckoned {value!r}"
            for column, value in expected.items()
            if not same(row[column], value)
        ]
    lines += [
        f"{home} {quarter_name(report)}: no row of {name}"
        for name in definitions
        if name not in seen
    ]
    return lines


def main() -> int:
    """Audit every home, quarter and model asked for; exit status 1 with a line a difference."""
    from kpi import scorecard, store
    from kpi.exports.csv import summary_table
    from kpi.periods import parse_period
    from kpi.snapshot import MODELS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--homes", nargs="+", default=list(HOMES))
    parser.add_argument("--store", type=Path, default=Path("data/store"))
    chosen = parser.parse_args()
    plain, snapshot = read(chosen.store), store.live(chosen.store).snapshot
    found: list[str] = []
    cells = 0
    for home in chosen.homes:
        for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
            for number in (1, 2, 3, 4):
                report = quarter(year, number)
                for model in MODELS:
                    rows = scorecard.summary(
                        snapshot, parse_period(quarter_name(report)), area=home, model=model
                    )
                    table = summary_table(snapshot, rows).to_dicts()
                    found += differences(plain, table, home, report, model)
                    cells += sum(map(len, table))
    print(*found[:400], sep="\n")
    print(f"{cells:,} cells beside a second reckoning: {len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
