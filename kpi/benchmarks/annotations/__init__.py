"""What officers say of dates on charts over time.

May import: benchmarks.measures and the layers below. Read first: chart_notes.
"""
