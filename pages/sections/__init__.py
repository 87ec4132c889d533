"""Large parts of a page that have their own subject.

May import: components. Read first: xmr.
"""
