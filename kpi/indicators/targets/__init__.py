"""Targets: which one is in force, whether a figure meets it, and what it would have taken.

May import: what `kpi.indicators` may. Read first: targets_in_force, then target_status.
"""
