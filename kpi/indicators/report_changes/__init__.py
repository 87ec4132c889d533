"""What a report shows that the one before, or an earlier snapshot, did not.

Statuses that flipped, clear changes, figures that arrived, were revised or are late, targets that
moved, and actions that fell due.
"""
