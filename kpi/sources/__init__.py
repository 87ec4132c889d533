"""Importers, one a publisher: each reads text first and types after checks.

May import: files, store and what lies below. Read first: lait.
"""
