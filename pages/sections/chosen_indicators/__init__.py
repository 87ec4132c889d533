"""Indicators on the publish page: chosen from the library, looked at, added, retired, restored.

May import: what pages may. Read first: indicators_task.
"""
