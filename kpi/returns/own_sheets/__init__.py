"""A council's own sheet as a return: found, matched with indicators once, then read by the match.

May import `kpi.returns`, but not its reader. Read `sheet_mapping` (the file) first.
"""
