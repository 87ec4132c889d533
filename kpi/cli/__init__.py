"""python -m kpi: one module a group of commands; common has what they share.

May import: everything. Read first: main.
"""
