"""Imports every module of checks, so that their rules are registered.

Each rule is one function, with its name and severity in `RULES`; `check` runs them all.
"""

# ruff: noqa: F401 - importing a module registers its rules
from kpi.returns.checks import commentary as commentary_checks
from kpi.returns.checks import (
    completeness,
    counts,
    figures_in_text,
    free_text,
    indicator_and_period,
    small_numbers,
    targets,
)
from kpi.returns.checks import series as series_checks
from kpi.returns.checks.registry import RULES, check

__all__ = ["RULES", "check"]
