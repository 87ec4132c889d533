"""python -m kpi: one module per group of commands, with the options and types that they share.

May import: everything. Read first: main.
"""
