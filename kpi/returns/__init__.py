"""A council's return: template, safe reading, cells as typed, checks and typed tables.

May import: file_readers, disclosure, indicators and the layers below. Read first: reader.
"""
