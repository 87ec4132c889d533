"""The damages and near misses of all rules, from the test file of each module of checks."""

from tests.kpi.returns.checks import (
    test_commentary,
    test_completeness,
    test_counts,
    test_figures_in_text,
    test_free_text,
    test_indicator_and_period,
    test_series,
    test_small_numbers,
    test_targets,
)
from tests.kpi.returns.checks.damages import Damage, NearMiss

SLIPS: list[Damage] = [
    *test_indicator_and_period.SLIPS, *test_counts.SLIPS, *test_completeness.SLIPS,
    *test_series.SLIPS, *test_targets.SLIPS, *test_commentary.SLIPS, *test_figures_in_text.SLIPS,
    *test_free_text.SLIPS,
]  # fmt: skip
DAMAGES: list[Damage] = [
    *test_indicator_and_period.DAMAGES, *test_completeness.DAMAGES, *test_series.DAMAGES,
    *test_targets.DAMAGES, *test_commentary.DAMAGES, *test_small_numbers.DAMAGES,
]  # fmt: skip
NEAR_MISSES: list[NearMiss] = [
    *test_indicator_and_period.NEAR_MISSES, *test_counts.NEAR_MISSES,
    *test_completeness.NEAR_MISSES, *test_series.NEAR_MISSES, *test_targets.NEAR_MISSES,
    *test_commentary.NEAR_MISSES, *test_figures_in_text.NEAR_MISSES,
    *test_free_text.NEAR_MISSES, *test_small_numbers.NEAR_MISSES,
]  # fmt: skip
