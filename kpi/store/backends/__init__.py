"""Where a store is kept: a folder or object storage, behind one set of operations.

Read first: backend.
"""
