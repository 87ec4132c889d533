"""A second reckoning of the scorecard's summary, in plain Python and with none of its rules.

    python -m tools.audit [--homes 839 330 ...]

Everything here is worked out anew from the published tables and the definitions as text: which
figure a quarter shows, its status, changes and whether they are clear, every comparator with its
period, verdicts, and what is illustrative or derived. Then each cell of the summary is compared.
It imports nothing of the rules on purpose: two ways that agree by chance are rare.
"""
