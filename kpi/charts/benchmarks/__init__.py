"""Pictures of one measure beyond lines and bars: the map, dots on one scale, and coverage.

Each module makes a frozen specification from the rows of `kpi.benchmarks`; renderers draw it.
"""
