"""The rules of the council's own indicators: what a report shows, status, changes, series, XmR.

May import: statistics, model and the layers below them. No sentences: those are in wording. Read
first: scorecard, then reporting_quarters.
"""
