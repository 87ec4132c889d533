"""Pure arithmetic with published references: intervals, significance, control charts, LAIT's ranks.

May import: model and the layers below it. Nothing here knows a council's report. Read first:
intervals, verdict_rules, clear_change.
"""
