"""The checks of a return, one function each, registered with name and severity.

Read first: registry; `kpi.returns.all_checks` imports them all.
"""
