"""One module for each chart: makes its specification from rows, for renderers to draw.

May import: wording and the layers below. Read first: specification.chart, then indicator_trend.
"""
