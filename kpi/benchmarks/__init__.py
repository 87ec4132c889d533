"""LAIT's 434 measures: the grid of all figures, ranking, time series, neighbours, profile.

May import: indicators and the layers below it. Read first: measures, then grid.
"""
