"""Names of the EES standard: each level's columns, and the place of each period in its year."""

from kpi.sources.ees.standard import (
    FIXED_COLUMNS,
    GEOGRAPHY_COLUMNS,
    LEVELS,
    REQUIRED_COLUMNS,
    TIME_IDENTIFIERS,
    TimeIdentifier,
)


def test_the_standard_is_complete() -> None:
    assert len(TIME_IDENTIFIERS) == 5 + 4 * 4 + 2 + 4 + 12 + 52
    assert {known.digits for known in TIME_IDENTIFIERS.values()} == {4, 6}
    assert len(LEVELS) == 19


def test_periods_of_a_group_are_numbered_in_order_of_time() -> None:
    groups: dict[str, list[int]] = {}
    for known in TIME_IDENTIFIERS.values():
        groups.setdefault(known.group, []).append(known.order)
    assert all(orders == list(range(len(orders))) for orders in groups.values())
    assert TIME_IDENTIFIERS["Summer term"] == TimeIdentifier("terms", 6, 3)
    assert TIME_IDENTIFIERS["December"] == TimeIdentifier("months", 4, 11)
    assert TIME_IDENTIFIERS["Calendar year Q2"].digits == 4
    assert TIME_IDENTIFIERS["Financial year Q2"].digits == 6


def test_a_level_s_columns_are_its_codes_then_its_name() -> None:
    assert LEVELS["Local authority"].columns == ("old_la_code", "new_la_code", "la_name")
    assert LEVELS["RSC region"].columns == ("rsc_region_lead_name",)
    assert len(set(GEOGRAPHY_COLUMNS)) == len(GEOGRAPHY_COLUMNS)
    assert set(REQUIRED_COLUMNS) <= set(FIXED_COLUMNS)


def test_a_row_may_name_the_places_around_it_and_no_others() -> None:
    assert "Regional" in LEVELS["National"].filled_on  # a region lies in a country
    assert "Local authority" in LEVELS["Regional"].filled_on
    assert "National" not in LEVELS["Regional"].filled_on
    assert "Regional" not in LEVELS["Local authority"].filled_on
    known = set(LEVELS)
    assert {other for level in LEVELS.values() for other in level.filled_on} <= known
    assert {name for name, level in LEVELS.items() if not level.names_are_unique} == {
        "Ward", "School", "Provider", "Institution", "Planning area",
    }  # fmt: skip
