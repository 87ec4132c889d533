"""A return under review by an officer: its faults in groups, what it would change, how far it is.

May import all of `kpi` below `kpi.publishing`, and its types. Read `comparison` first.
"""
