"""Definitions of indicators as a council keeps them: checked, chosen, added, retired, renamed.

May import: the model, sources, the store and the build. Read first: measure_checks.
"""
