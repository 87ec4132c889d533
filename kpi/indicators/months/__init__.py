"""Figures by month: what a quarter's report makes of them, and those held beside quarters.

May import: the model, periods and statistics. Read first: quarters_of_months.
"""
