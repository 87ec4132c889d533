"""Two releases of one source set side by side: what came, went, changed and moved.

Imports the importers of `kpi.sources` and what is below them. Read `release_comparison` first.
"""
