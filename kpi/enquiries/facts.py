"""What the rules of enquiry look at, and the parts of sentences they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kpi.formatting import lower
from kpi.indicators.commentary import Comment, comment
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.data_status import marks, strongest
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import placed, show
from kpi.model.snapshot import Snapshot
from kpi.periods import Period


@dataclass(frozen=True)
class RaisedQuestion:
    """A question, the figures it came from in sentences, and the worst of their data statuses."""

    question: str
    because: str
    data_status: str = "published"


@dataclass(frozen=True)
class Facts:
    """What a rule may look at: one row of the summary, its commentary, and the day it is read."""

    snapshot: Snapshot
    row: ScorecardRow
    today: date

    @property
    def indicator(self) -> Indicator:
        """The row's indicator."""
        return self.row.indicator

    @property
    def name(self) -> str:
        """The indicator's name for use inside a sentence."""
        return named(self.indicator.name)

    @property
    def said(self) -> Comment | None:
        """The commentary of the row's reporting quarter."""
        return self.comment_of(self.row.quarter)

    def comment_of(self, quarter: Period) -> Comment | None:
        """The commentary of any reporting quarter."""
        return comment(self.snapshot, self.indicator, self.row.area.code, quarter)


def asked(question: str, because: str, used: Mapping[str, str]) -> RaisedQuestion:
    """A question whose reasons end with which of the things used is not a published figure.

    `used` are the data statuses by what has them: `{"our figure": "derived"}`.
    """
    return RaisedQuestion(question, " ".join([because, *marks(used)]), strongest(used.values()))


def named(name: str) -> str:
    """A name inside a sentence: a small first letter, but `Key Stage 4` and `NEET` as they are."""
    first, _, rest = name.partition(" ")
    is_name = rest[:1].isupper() or first[1:] != first[1:].lower()
    return name if is_name else lower(name)


def value(row: ScorecardRow) -> str:
    """`53.9% in April to June 2025`; the row must have a figure."""
    assert row.now is not None
    return f"{show(row.indicator, row.value)} {placed(row.now.period)}"


def figure(row: ScorecardRow) -> str:
    """As `value`, with the indicator's name and what its figures leave out."""
    return f"{row.indicator.name}: {value(row)}{left_out(row.indicator)}"


def left_out(indicator: Indicator) -> str:
    """`, leaving out exception cases`; empty for other indicators."""
    return f", {indicator.qualifier}" if indicator.qualifier else ""


def day(found: date) -> str:
    """`31 October 2025`."""
    return f"{found.day} {found:%B %Y}"
