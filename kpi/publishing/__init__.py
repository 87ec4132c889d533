"""From a checked return to a new snapshot: return, changes, go-live check, build.

May import: paper and the layers below. Read first: submission, then proposed_changes.
"""
