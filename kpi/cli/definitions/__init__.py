"""Commands about definitions of indicators: `python -m kpi indicator ...`.

May import: the command line's own modules; the rest when a command runs.
Read first: definition_files.
"""
