"""The summary as a table with one row per indicator and all columns of the download."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from kpi.indicators.change_verdicts import Change
from kpi.indicators.comparisons.chosen_groups import GROUP
from kpi.indicators.comparisons.comparators import KEYS, Comparator
from kpi.indicators.comparisons.good_authorities import judged_good
from kpi.indicators.reporting_quarters import year_to_date_of
from kpi.indicators.scorecard import ScorecardRow, with_model
from kpi.model.neighbour_models import model_label
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.wording.change_words import change_note
from kpi.wording.comparisons.known_then import noted
from kpi.wording.comparisons.likely_ranges import range_words
from kpi.wording.comparisons.sentences import sentence
from kpi.wording.comparisons.verdicts import against, row_models
from kpi.wording.headline import value_or_reason, waiting
from kpi.wording.status.status_reasons import too_small_words, why_status


def summary_table(snapshot: Snapshot, rows: Sequence[ScorecardRow]) -> pl.DataFrame:
    """Return a row per indicator: the scorecard, with each comparator's period and count.

    Upper bounds of targets have columns where the definitions have a range, the year to date
    where one stands beside a quarter's figure, and a chosen group of authorities where the rows
    are compared with one.
    """
    table = pl.DataFrame([_summary_row(snapshot, row) for row in rows], schema=SUMMARY)
    if not any(each.polarity is Polarity.RANGE for each in snapshot.indicators):
        table = table.drop(_OF_RANGE)
    if table["year_to_date"].is_null().all():
        table = table.drop(_TO_DATE)
    return table if any(row.view.group for row in rows) else table.drop(_OF_GROUP)


# ---- parts --------------------------------------------------------------------------------

_COMPARATOR = {
    "{}_basis": pl.String,
    "{}_likeness": pl.String,
    "{}_difference": pl.Float64,
    "{}_verdict": pl.String,
    "{}_verdict_words": pl.String,
    "{}_better_than": pl.Int64,
    "{}_worse_than": pl.Int64,
    "{}_lower_quartile": pl.Float64,
    "{}_upper_quartile": pl.Float64,
    "{}_same_period_verdict": pl.String,
    "{}_source": pl.String,
    "{}_data_status": pl.String,
    "{}_verdict_data_status": pl.String,
}
_OF_RANGE = ("target_upper", "intervention_upper")
"""Columns that only an indicator whose target lies between two bounds needs."""
_TO_DATE = (
    "year_to_date_period", "year_to_date", "year_to_date_numerator", "year_to_date_denominator",
    "year_to_date_data_status",
)  # fmt: skip
"""Columns that only a year to date beside a quarter's figure needs."""
_GROUP = {
    "group_name": pl.String,
    "group_authorities": pl.String,  # three-digit codes
    "group_mean": pl.Float64,
    "group_median": pl.Float64,
    "group_count": pl.Int64,
    "group_period": pl.String,
    **{name.format(GROUP): kind for name, kind in _COMPARATOR.items()},
}
_OF_GROUP = tuple(_GROUP)
"""Columns that only a chosen group of authorities needs."""
SUMMARY = pl.Schema(
    {
        "reporting_quarter": pl.String,
        "directorate": pl.String,
        "indicator_id": pl.String,
        "indicator": pl.String,
        "area": pl.String,
        "area_name": pl.String,
        "role": pl.String,
        "polarity": pl.String,
        "unit": pl.String,
        "period": pl.String,
        "period_note": pl.String,
        "value": pl.Float64,
        "numerator": pl.Float64,
        "denominator": pl.Float64,
        "value_low": pl.Float64,
        "value_high": pl.Float64,
        "interval_method": pl.String,
        "likely_range": pl.String,
        "symbol": pl.String,
        "symbol_reason": pl.String,
        "data_status": pl.String,
        "year_to_date_period": pl.String,
        "year_to_date": pl.Float64,
        "year_to_date_numerator": pl.Float64,
        "year_to_date_denominator": pl.Float64,
        "year_to_date_data_status": pl.String,
        "target": pl.Float64,
        "intervention_level": pl.Float64,
        "target_upper": pl.Float64,
        "intervention_upper": pl.Float64,
        "target_data_status": pl.String,
        "target_status": pl.String,
        "target_status_data_status": pl.String,
        "target_rule": pl.String,
        "previous_period": pl.String,
        "previous_value": pl.Float64,
        "previous_data_status": pl.String,
        "change": pl.Float64,
        "direction": pl.String,
        "change_test": pl.String,  # clear, within normal variation, not tested ...
        "change_reason": pl.String,
        "change_data_status": pl.String,
        "clear_change": pl.String,
        "change_low": pl.Float64,
        "change_high": pl.Float64,
        "change_method": pl.String,
        "year_ago_period": pl.String,
        "year_ago_value": pl.Float64,
        "year_ago_data_status": pl.String,
        "year_ago_change": pl.Float64,
        "year_ago_direction": pl.String,
        "year_ago_change_test": pl.String,
        "year_ago_change_reason": pl.String,
        "year_ago_change_data_status": pl.String,
        "year_ago_clear_change": pl.String,
        "year_ago_change_low": pl.Float64,
        "year_ago_change_high": pl.Float64,
        "year_ago_change_method": pl.String,
        "on_target_in_a_row": pl.Int64,
        "on_target_in_a_row_data_status": pl.String,
        "england": pl.Float64,
        "england_period": pl.String,
        "region": pl.Float64,
        "region_name": pl.String,
        "region_period": pl.String,
        "neighbours_mean": pl.Float64,
        "neighbours_median": pl.Float64,
        "neighbours_count": pl.Int64,
        "neighbours_model": pl.String,
        "neighbours_period": pl.String,
        "good_mean": pl.Float64,
        "good_median": pl.Float64,
        "good_count": pl.Int64,
        "good_period": pl.String,
        "good_as_at": pl.Date,
        "good_judgement": pl.String,
        **{name.format(key): kind for key in KEYS for name, kind in _COMPARATOR.items()},
        **_GROUP,
        "official_annual_period": pl.String,
        "official_annual": pl.Float64,
        "official_annual_england": pl.Float64,
        "official_annual_region": pl.Float64,
        "neighbours_verdict_depends": pl.String,
        "same_period": pl.String,
        "same_period_value": pl.Float64,
        "same_period_data_status": pl.String,
        "same_period_rank": pl.Int64,
        "same_period_ranked": pl.Int64,
        "comparators_as_known": pl.String,
        "sentence": pl.String,
        "source": pl.String,
        "last_updated": pl.Date,
        "snapshot": pl.String,
    }
)


def _summary_row(snapshot: Snapshot, row: ScorecardRow) -> dict[str, object]:
    indicator, now, target = row.indicator, row.now, row.target
    source = now.source if now else None
    england, region, neighbours, good = (row.comparator(key) for key in KEYS)
    judged = judged_good(snapshot, row.known_by)
    return {
        "reporting_quarter": row.quarter.short,
        "directorate": indicator.directorate,
        "indicator_id": indicator.id,
        "indicator": indicator.name,
        "area": row.area.code,
        "area_name": row.area.name,
        "role": indicator.role,
        "polarity": indicator.polarity,
        "unit": indicator.unit,
        "period": str(now.period) if now else None,
        "period_note": waiting(row) or None,
        "value": now.value if now else None,
        "numerator": now.numerator if now else None,
        "denominator": now.denominator if now else None,
        "value_low": _exact(row.likely.low) if row.likely else None,
        "value_high": _exact(row.likely.high) if row.likely else None,
        "interval_method": row.likely.method if row.likely else None,
        "likely_range": range_words(indicator, row.likely) or None,
        "symbol": now.symbol if now else "x",
        "symbol_reason": now.reason if now else value_or_reason(row).lower(),
        "data_status": now.data_status if now else None,
        **_to_date(snapshot, row),
        "target": target.target if target else None,
        "intervention_level": target.intervention_level if target else None,
        "target_upper": target.target_upper if target else None,
        "intervention_upper": target.intervention_upper if target else None,
        "target_data_status": target.data_status if target else None,
        "target_status": row.status,
        "target_status_data_status": row.judged_status if target else None,
        "target_rule": why_status(row),
        **_changed(row, "previous", "", row.since_last),
        **_changed(row, "year_ago", "year_ago_", row.since_last_year),
        "on_target_in_a_row": row.streak.length if target else None,
        "on_target_in_a_row_data_status": row.streak.status if row.streak.length else None,
        "england": england.value,
        "england_period": _label(england),
        "region": region.value,
        "region_name": region.label,
        "region_period": _label(region),
        "neighbours_mean": neighbours.value,
        "neighbours_median": neighbours.median,
        "neighbours_count": neighbours.count,
        "neighbours_model": model_label(row.model),
        "neighbours_period": _label(neighbours),
        "good_mean": good.value,
        "good_median": good.median,
        "good_count": good.count,
        "good_period": _label(good),
        "good_as_at": judged.day,
        "good_judgement": judged.judgement,
        **{
            name: value
            for key in KEYS
            for name, value in _comparator_columns(row, row.comparator(key)).items()
        },
        **_of_group(row),
        "official_annual_period": str(row.annual.period) if row.annual else None,
        "official_annual": row.annual.own if row.annual else None,
        "official_annual_england": row.annual.england if row.annual else None,
        "official_annual_region": row.annual.region if row.annual else None,
        "neighbours_verdict_depends": row_models([with_model(snapshot, row, m) for m in row.models])
        or None,
        **_like_for_like(row),
        "comparators_as_known": _known(snapshot, row),
        "sentence": sentence(row),
        "source": snapshot.source(source).title if source else None,
        "last_updated": snapshot.last_updated(source) if source else None,
        "snapshot": snapshot.id,
    }


def _to_date(snapshot: Snapshot, row: ScorecardRow) -> dict[str, object]:
    year_to_date = year_to_date_of(snapshot, row.indicator, row.area.code, row.quarter)
    if year_to_date is None:
        return dict.fromkeys(_TO_DATE)
    figures = (year_to_date.value, year_to_date.numerator, year_to_date.denominator)
    return dict(
        zip(_TO_DATE, (str(year_to_date.period), *figures, year_to_date.data_status), strict=True)
    )


def _known(snapshot: Snapshot, row: ScorecardRow) -> str:
    """Return by when comparators had to be published, and how else they are known than by rule."""
    day: date = row.quarter.end
    known = "newest" if row.newest_comparators else f"published by {day.isoformat()}"
    note = noted(snapshot, row)
    return f"{known}; {note}" if note else known


def _label(comparator: Comparator) -> str | None:
    return str(comparator.period) if comparator.period else None


def _changed(row: ScorecardRow, before: str, prefix: str, change: Change) -> dict[str, object]:
    clear = {None: None, True: "yes", False: "no"}[change.clear]
    gap = change.gap
    return {
        f"{before}_period": str(change.period) if change.period else None,
        f"{before}_value": change.before.value if change.before else None,
        f"{before}_data_status": change.before.data_status if change.before else None,
        f"{prefix}change": None
        if change.difference is None or change.before is None
        else _apart(row.value, change.before.value),
        f"{prefix}direction": change.direction,
        f"{prefix}change_test": change.test.value,
        f"{prefix}change_reason": _why_no_change(row, change),
        f"{prefix}change_data_status": None if change.missing else change.status,
        f"{prefix}clear_change": clear,
        f"{prefix}change_low": _exact(gap.low) if gap else None,
        f"{prefix}change_high": _exact(gap.high) if gap else None,
        f"{prefix}change_method": gap.method if gap else None,
    }


def _why_no_change(row: ScorecardRow, change: Change) -> str | None:
    """Return why there is no change, or none large enough; None where there is one."""
    if change.too_small is not None:
        return too_small_words(row.indicator, change.too_small)
    if change.missing is None:
        return None
    return change_note(row, change) or value_or_reason(row).lower()


def _apart(value: float | None, other: float | None) -> float | None:
    """Return the unrounded difference, without float noise, so that a file's figures add up."""
    return None if value is None or other is None else _exact(value - other)


def _exact(value: float) -> float:
    """Return a value rounded to ten decimals: finer than any source, coarser than float noise."""
    return round(value, 10)


def _set_against(row: ScorecardRow, comparator: Comparator) -> str | None:
    """Return the data status of difference and verdict; None where there is neither."""
    if row.value is None or comparator.value is None:
        return None
    return row.status_against(comparator)


def _comparator_columns(row: ScorecardRow, comparator: Comparator) -> dict[str, object]:
    key = comparator.key
    verdict = row.verdicts.get(key)
    same = row.like.verdicts.get(key) if row.like else None
    return {
        f"{key}_basis": comparator.basis if comparator.value is not None else comparator.reason,
        f"{key}_likeness": comparator.likeness or None,
        f"{key}_difference": _apart(row.value, comparator.value),
        f"{key}_verdict": verdict.word if verdict else None,
        f"{key}_verdict_words": against(row, comparator) or None,
        **_among(row, comparator),
        f"{key}_same_period_verdict": same.word if same else None,
        f"{key}_source": comparator.source or None,
        f"{key}_data_status": comparator.status if comparator.value is not None else None,
        f"{key}_verdict_data_status": _set_against(row, comparator),
    }


def _of_group(row: ScorecardRow) -> dict[str, object]:
    """Return the columns of a chosen group; nothing in them without one."""
    group = row.view.group
    if group is None:
        return dict.fromkeys(_OF_GROUP)
    comparator = row.comparator(GROUP)
    return {
        "group_name": group.name,
        "group_authorities": " ".join(group.others(row.area.code)),
        "group_mean": comparator.value,
        "group_median": comparator.median,
        "group_count": comparator.count,
        "group_period": _label(comparator),
        **_comparator_columns(row, comparator),
    }


def _among(row: ScorecardRow, comparator: Comparator) -> dict[str, object]:
    """Return how many of a group ours is better and worse than, and the middle half's ends."""
    key, spread, indicator = comparator.key, comparator.spread, row.indicator
    better = worse = None
    if spread is not None and row.value is not None and indicator.polarity.is_judged:
        passed = spread.passed(row.value, indicator.decimals)
        better, worse = passed.below, passed.above
        if indicator.polarity is Polarity.LOWER:
            better, worse = worse, better
    middle = spread.middle if spread else None
    return {
        f"{key}_better_than": better,
        f"{key}_worse_than": worse,
        f"{key}_lower_quartile": _exact(middle.lower) if middle else None,
        f"{key}_upper_quartile": _exact(middle.upper) if middle else None,
    }


def _like_for_like(row: ScorecardRow) -> dict[str, object]:
    """Return our figure of the comparators' period, where the one shown is of another."""
    like = row.like
    place = like.standing if like else None
    return {
        "same_period": str(like.period) if like else None,
        "same_period_value": _exact(like.value) if like else None,
        "same_period_data_status": like.data_status if like else None,
        "same_period_rank": place.rank if place else None,
        "same_period_ranked": place.of if place and place.rank is not None else None,
    }
