"""Pictures of one measure beyond lines: ranked bars, the map, dots on one scale, and coverage.

Each module makes a frozen specification from the rows of `kpi.benchmarks`; renderers draw it.
"""
