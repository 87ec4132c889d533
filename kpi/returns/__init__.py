"""A council's return: template, safe reading, cells as typed, checks and typed tables.

May import: files, disclosure, indicators and the layers below. Read first: reader.
"""
