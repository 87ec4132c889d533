"""From a checked return to a new snapshot: submission, proposal, proof, build and withdrawal.

May import: paper and the layers below. Read first: submission, then proposal.
"""
