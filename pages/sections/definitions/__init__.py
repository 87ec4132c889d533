"""Parts of the definitions page: the list to choose from, and the sections of reference.

May import: components. Read first: finder.
"""
