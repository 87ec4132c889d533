"""The facts that rules of enquiry use, and the parts of sentences they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kpi.formatting import capital, long_date, lower
from kpi.indicators.commentary import Comment, comment
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.data_status import marks, strongest
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import placed_figure, show
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.wording.headline import counted_words, qualified


@dataclass(frozen=True)
class RaisedQuestion:
    """A question, the figures behind it in sentences, and the worst of their data statuses."""

    question: str
    because: str
    data_status: str = "published"


@dataclass(frozen=True)
class Facts:
    """The facts of one row for the rules: the summary's row, its commentary, and today's date.

    `is_named` says whether questions name the indicator; on its own page they need not.
    """

    snapshot: Snapshot
    row: ScorecardRow
    today: date
    is_named: bool = True

    @property
    def indicator(self) -> Indicator:
        """The row's indicator."""
        return self.row.indicator

    @property
    def name(self) -> str:
        """The indicator's name in the form used inside a sentence."""
        return named(self.indicator.name)

    @property
    def for_name(self) -> str:
        """The indicator's name to follow `the figure`: ` for referrals`; empty without names."""
        return f" for {self.name}" if self.is_named else ""

    @property
    def on_name(self) -> str:
        """As `for_name`, to follow `the action`: ` on referrals`."""
        return f" on {self.name}" if self.is_named else ""

    def opened(self, sentence: str) -> str:
        """Return a sentence that opens with the indicator's name: `On referrals the gap grew.`"""
        return f"On {self.name} {sentence}" if self.is_named else capital(sentence)

    @property
    def commentary(self) -> Comment | None:
        """The commentary of the row's reporting quarter."""
        return self.comment_of(self.row.quarter)

    def comment_of(self, quarter: Period) -> Comment | None:
        """Return the commentary of any reporting quarter, or None."""
        return comment(self.snapshot, self.indicator, self.row.area.code, quarter)


def raise_question(question: str, because: str, used: Mapping[str, str]) -> RaisedQuestion:
    """Return a question whose reasons end with the data marks of what was used.

    `used` maps what was used to its data status: `{"our figure": "derived"}`.
    """
    return RaisedQuestion(question, " ".join([because, *marks(used)]), strongest(used.values()))


def named(name: str) -> str:
    """Return a name with a small first letter, but `Key Stage 4` and `NEET` unchanged."""
    first, _, rest = name.partition(" ")
    is_name = rest[:1].isupper() or first[1:] != first[1:].lower()
    return name if is_name else lower(name)


def value(row: ScorecardRow) -> str:
    """Return `53.9% in April to June 2025`; the row must have a figure."""
    assert row.now is not None
    return f"{show(row.indicator, row.value)} {placed_figure(row.indicator, row.now.period)}"


def figure(row: ScorecardRow) -> str:
    """As `value`, with the indicator's name and its exclusions."""
    return f"{row.indicator.name}: {value(row)}{exception_words(row.indicator)}"


def exception_words(indicator: Indicator) -> str:
    """Return `, leaving out exception cases`; empty for indicators without exclusions."""
    return qualified(indicator)


def with_exceptions(indicator: Indicator, because: str) -> str:
    """Return reasons made of other sentences, with the exclusions where these do not name them."""
    exceptions = counted_words(indicator)
    if not exceptions or indicator.qualifier in because:
        return because
    return f"{because} {exceptions}"


def day(when: date) -> str:
    """Return a date in words: `31 October 2025`."""
    return long_date(when)
