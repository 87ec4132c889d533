"""Large parts of a page with a subject of their own.

May import: components. Read first: xmr.
"""
