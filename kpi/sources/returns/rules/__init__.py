"""The rules that check a return after it has been read (DESIGN section 9).

One rule a function, each with its name and severity in `RULES`; `check` runs them all.
"""

# ruff: noqa: F401 - importing a module registers its rules
import kpi.sources.returns.rules.commentary
import kpi.sources.returns.rules.counts
import kpi.sources.returns.rules.figures_named
import kpi.sources.returns.rules.identity
import kpi.sources.returns.rules.series
import kpi.sources.returns.rules.small_numbers
import kpi.sources.returns.rules.targets
import kpi.sources.returns.rules.texts
import kpi.sources.returns.rules.whole
from kpi.sources.returns.rules.context import Context
from kpi.sources.returns.rules.registry import RULES, Finding, Rule, Stage, check

__all__ = ["RULES", "Context", "Finding", "Rule", "Stage", "check"]
