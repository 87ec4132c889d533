"""LAIT's 434 measures: the grid of all figures, ranking, time series, neighbours, profile.

May import: indicators and what lies below. Read first: measures, then grid.
"""
