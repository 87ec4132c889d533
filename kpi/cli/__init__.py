"""python -m kpi: one module a group of commands, over the options and types that they share.

May import: everything. Read first: main.
"""
