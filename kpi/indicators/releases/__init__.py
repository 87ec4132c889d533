"""When the figures of indicators are due: the council's own and those of others.

Read first: release_calendar.
"""
