"""Lines of enquiry: up to three questions per indicator, raised by rules from the figures.

Councillors may ask them at the meeting. A question is not a finding: each names its rule and
its figures. Page, committee paper and file use the same text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kpi.formatting import in_words
from kpi.indicators.scorecard import ScorecardRow
from kpi.lines_of_enquiry import action_rules as actions
from kpi.lines_of_enquiry import comparison_rules as comparisons
from kpi.lines_of_enquiry import figure_rules
from kpi.lines_of_enquiry.rule_facts import Facts, RaisedQuestion
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot

MOST = 3


@dataclass(frozen=True)
class EnquiryRule:
    """A rule with its name; `find` returns its question, or None where the rule does not apply."""

    name: str
    find: Callable[[Facts], RaisedQuestion | None]


@dataclass(frozen=True)
class Enquiry:
    """A question, the rule that raised it, and the figures behind it in sentences.

    `data_status` is that of the least certain figure used.
    """

    question: str
    rule: str
    because: str
    data_status: str

    @property
    def source(self) -> str:
        """The source of the question: the rule's name, then the figures."""
        return f"Rule: {self.rule}. {self.because}"


RULES = (
    EnquiryRule("no return has ever been loaded", figure_rules.no_return),
    EnquiryRule(
        "beyond intervention level, and the action is missing, overdue, or without owner or date",
        actions.urgent_action,
    ),
    EnquiryRule("the action is overdue", actions.overdue_action),
    EnquiryRule(
        "a clear worsening that the commentary does not account for", figure_rules.silent_worsening
    ),
    EnquiryRule("a figure that was due is missing", figure_rules.late_figure),
    EnquiryRule(
        f"the target missed at least {in_words(figure_rules.MISSED_OFTEN)} times in a row",
        figure_rules.missed_again,
    ),
    EnquiryRule(
        "worse than the middle half of statistical neighbours, and further from their mean than in "
        "either of the two periods before (a share or rate: clearly further than in the last)",
        figure_rules.growing_gap,
    ),
    EnquiryRule(
        "another status under the target before this financial year's", figure_rules.moved_target
    ),
    EnquiryRule(
        "our own figure of the comparators' period has the other verdict than the one shown",
        comparisons.another_period,
    ),
    EnquiryRule(
        "the comparison depends on which statistical neighbours are meant",
        comparisons.which_neighbours,
    ),
    EnquiryRule("small numbers", figure_rules.few_cases),
    EnquiryRule(
        "figures older than they should be, or others' more than a year older than ours",
        figure_rules.old_figures,
    ),
)
"""Every rule, the most urgent first: where more than three apply, the last are left out."""

HEADING = "Questions to ask"
IN_PAPER = "Lines of enquiry"
FROM = "Where this comes from"
NONE = "These figures raise none of the set questions. Members may have others."
INTRODUCTION = (
    f"Questions that the figures raise, by fixed rules, the most pressing first; at most "
    f"{in_words(MOST)}. They are not findings. Of a commentary the rules see only whether it is "
    "there and whether it is new, not what it means."
)


@cached_on_snapshot
def enquiries(
    snapshot: Snapshot, row: ScorecardRow, today: date, *, is_named: bool = True
) -> tuple[Enquiry, ...]:
    """Return at most three questions about a row, in the order of `RULES`.

    `today` decides which actions are overdue, `is_named` whether the questions name the indicator.
    Nothing about a suppressed figure is revealed.
    """
    facts = Facts(snapshot, row, today, is_named)
    raised = ((rule, rule.find(facts)) for rule in RULES)
    asked = [
        Enquiry(each.question, rule.name, each.because, each.data_status)
        for rule, each in raised
        if each is not None
    ]
    return tuple(asked[:MOST])
