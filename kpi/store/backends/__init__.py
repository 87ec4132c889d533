"""Where a store lies: a folder or object storage, behind one set of operations.

Read first: backend.
"""
