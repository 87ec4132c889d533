"""Lines of help on each filter, always visible, as phones show no tooltips."""

from collections.abc import Sequence

from kpi.formatting import listed
from kpi.model.neighbour_models import NONE, month_words

FILTERS = {
    "scorecard": (
        "Directorate and indicator shorten the list. The quarter chooses the report: each "
        "indicator shows its newest figure by then."
    ),
    "indicator": (
        "A directorate shortens the list of indicators. The quarter chooses the report: you see "
        "the newest figure by then."
    ),
}
BENCHMARKS = (
    "Directorate and topic shorten the list of measures. The authority is the one that all others "
    "are set beside."
)
PROFILE = "Directorate and topic choose the measures. All counts and lists are about those."
EVERY_MEASURE = "These four change the table and its download only."
PERIODS = "A quarter's report used what had been published by its end."
THEMES = (
    "A theme keeps the indicators or measures that belong together, whatever their directorate. "
    "The council can change the themes."
)

RANGE = "How far chance alone may have moved each figure, by its counts."
OWN_AUTHORITY = "“Own” is whose neighbours and region the groups of areas mean."


def neighbours(models: Sequence[str]) -> str:
    """Return what the statistical neighbours are, and when the list changed; newest model first."""
    if models == (NONE,):
        return "No list of statistical neighbours is loaded."
    who = "The ten authorities most like this one."
    changed = listed([month_words(model) for model in reversed(models[:-1])])
    if not changed:
        return who
    return (
        f"{who} The list changed in {changed}: a report of an earlier quarter uses the list of its "
        "time."
    )
