"""Rules of enquiry on comparisons that depend on the neighbour model or the period."""

from __future__ import annotations

from kpi import formatting
from kpi.formatting import lower
from kpi.indicators import scorecard
from kpi.lines_of_enquiry.rule_facts import Facts, RaisedQuestion, with_exceptions
from kpi.model.data_status import strongest
from kpi.model.display import when
from kpi.model.neighbour_models import model_label
from kpi.statistics.verdict_rules import Verdict
from kpi.wording import headline, indicator_notes
from kpi.wording.comparisons import like_for_like as like_for_like_wording
from kpi.wording.comparisons import verdicts
from kpi.wording.comparisons.place_in_group import members


def which_neighbours(facts: Facts) -> RaisedQuestion | None:
    """Raised where the comparison with the neighbours depends on DfE's neighbour model."""
    row = facts.row
    if row.indicator.no_comparator:
        return None
    models = [scorecard.with_model(facts.snapshot, row, model) for model in row.models]
    own, sentence = row.now, verdicts.row_models(models)
    period = row.comparator("neighbours").period
    if not sentence and period is not None:
        of_that_year = scorecard.changes_to(facts.snapshot, row.indicator, row.area.code, period)
        if of_that_year is not None:
            own, _ = of_that_year
            sentence = indicator_notes.like_models(models, own)
    if not sentence or own is None:
        return None
    which = formatting.listed([model_label(model) for model in row.models], "or")
    return RaisedQuestion(
        f"How the figure{facts.for_name} compares depends on which neighbours are meant. They may "
        f"be those of {which}. Which does the council go by, and why?",
        with_exceptions(
            row.indicator, f"{formatting.capital(when(own.period))}: {lower(sentence)}"
        ),
        strongest((own.data_status, *(m.comparator("neighbours").status for m in models))),
    )


def another_period(facts: Facts) -> RaisedQuestion | None:
    """Raised where ours is better but our own of the comparators' period worse, or vice versa.

    Only of two verdicts: without counts, or with too few, one child more or less may be all.
    """
    row, now, like = facts.row, facts.row.now, facts.row.like
    judged = [
        row.comparator(key)
        for key in ("england", "neighbours")
        if _is_judged(row.verdicts.get(key)) and like and _is_judged(like.verdicts.get(key))
    ]
    stands = ((c, like_for_like_wording.opposed(row, c)) for c in judged)
    other, sides = next(((c, opposite) for c, opposite in stands if opposite), (None, None))
    if now is None or like is None or other is None or sides is None:
        return None
    sentence = next(
        verdict.sentence for verdict in verdicts.verdicts(row) if verdict.key == other.key
    )
    who = headline.place(other) if other.spread is None else members(other)
    shown = f"the council's figure for {when(now.period)} is {sides[0]} than {who}."
    return RaisedQuestion(
        f"{facts.opened(shown)} "
        f"Its figure for {when(like.period)} is {sides[1]}. Which should members go by, "
        "and why?",
        with_exceptions(row.indicator, f"{sentence}."),
        strongest((now.data_status, like.data_status)),
    )


def _is_judged(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.is_judged
