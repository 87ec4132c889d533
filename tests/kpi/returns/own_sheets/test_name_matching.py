"""Indicators by the names that officers give them."""

import pytest

from kpi.model.definitions.indicator import Indicator
from kpi.returns.own_sheets.name_matching import NameMatcher


@pytest.mark.parametrize(
    ("name", "first", "how"),
    [
        ("Returns to Early Help within 12 months", "early-help-returns", "exact"),
        ("ehcp-20-weeks", "ehcp-20-weeks", "exact"),
        ("% assessments in 45 days", "assessments-45-days", "likely"),
        ("Early Help re-referrals 12m", "early-help-returns", "likely"),
        ("EHCPs in timescale (excl.)", "ehcp-20-weeks", "likely"),
        ("Perm ex secondary (rate)", "secondary-permanent-exclusions", "likely"),
        ("Re-referrals within 12 months", "early-help-returns", "near"),
        ("Permanent exclusions", "", "near"),
        ("Tribunal appeals", "", "none"),
        ("", "", "none"),
    ],
)
def test_names_are_exact_likely_near_or_none(
    indicators: tuple[Indicator, ...], name: str, first: str, how: str
) -> None:
    """A name that two indicators are as near to is not likely to be either."""
    found = NameMatcher(indicators).match(name)
    told = "exact" if found.is_exact else "likely" if found.is_likely else "near"
    assert (told if found.ids else "none") == how
    assert found.ids[:1] == ((first,) if first else found.ids[:1])


def test_a_name_that_a_mapping_knows_is_exact(indicators: tuple[Indicator, ...]) -> None:
    """Whatever it is like."""
    found = NameMatcher(indicators, {"CSC04": "assessments-45-days"}).match("CSC04")
    assert (found.ids, found.is_exact) == (("assessments-45-days",), True)
