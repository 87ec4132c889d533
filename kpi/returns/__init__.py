"""A council's return: template, safe reading, what officers type, checks, typed tables.

May import: files, disclosure, indicators and what lies below. Read first: reader.
"""
