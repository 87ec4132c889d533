"""Grids of benchmark figures, a row for each measure and period and a column for each area.

May import: indicators, model and the layers below them. Read first: grid.
"""
