"""Charts of figures by month.

May import: what `kpi.charts` may. Read first: monthly_lines.
"""
