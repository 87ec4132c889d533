"""What a figure is compared with: comparators, derived means and weights, like for like, rank.

Read first: comparators.
"""
