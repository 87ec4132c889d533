"""Groups of children beside all pupils: which measures pair, and the gaps between them.

May import: indicators, model and the layers below them, and `kpi.benchmarks`. Read first:
group_pairs.
"""
