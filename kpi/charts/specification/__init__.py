"""What a chart shows, as frozen types: lines, points, bands, bars, axes, labels and styles.

Chart modules build it from rows, `kpi.charts.renderers` draw it. Read first: chart.
"""
