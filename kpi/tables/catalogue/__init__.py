"""Lists of what there is to choose from: indicators, quarters, measures, areas, sources, snapshots.

May import: as tables. Read first: choices.
"""
