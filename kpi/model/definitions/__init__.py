"""An indicator's definition: its type, the reading of its file, and the rules a file must meet.

Read first: indicator.
"""
