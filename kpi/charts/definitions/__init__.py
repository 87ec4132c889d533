"""Pictures of the definitions page: the release calendar, and an indicator's targets over time.

Each module makes a frozen specification from rows. Read first: release_calendar.
"""
