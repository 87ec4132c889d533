"""The command about publishers' releases: what a new one changes, and taking it in.

Imports what `kpi.cli` does. Read `refresh`.
"""
