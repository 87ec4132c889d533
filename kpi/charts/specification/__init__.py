"""What a chart shows, as frozen types: lines, points, bands, bars, axes, labels; and their looks.

Chart modules make it from rows, `kpi.charts.renderers` draw it. Read first: chart.
"""
