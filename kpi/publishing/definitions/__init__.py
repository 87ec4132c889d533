"""Definitions of indicators as a council keeps them: checked, chosen, added, retired, renamed.

May import: the model, sources and the store. Read first: measure_checks.
"""
