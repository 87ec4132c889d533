"""Checks before anything is shown: all of a snapshot before it goes live, and a glance at a start.

May import all of `kpi` below `kpi.publishing`. Read `go_live_check` first.
"""
