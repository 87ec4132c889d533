"""One module a chart that makes its specification from rows; renderers draw it.

May import: wording and what lies below. Read first: specification.chart, then indicator_trend.
"""
