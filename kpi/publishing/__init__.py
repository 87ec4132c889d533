"""From a checked return to a new snapshot: submission, proposal, proof, merge, build, withdrawal.

May import: paper and what lies below. Read first: submission, then proposal.
"""
