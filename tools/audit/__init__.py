"""An independent calculation of the scorecard's summary, in plain Python without `kpi`'s rules.

    python -m tools.audit [--homes 839 330 ...]

Everything is recalculated from the published tables and the definitions as text: which
figure a quarter shows, its status, changes and whether they are clear, every comparator with its
period, verdicts, and what is illustrative or derived. Then each cell of the summary is compared.
It imports none of the rules on purpose, so that a shared mistake is unlikely.
"""
