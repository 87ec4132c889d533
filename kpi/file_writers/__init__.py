"""Writers of file formats: CSV, workbook, Word, Arrow.

May import: the ground, and statistics/float_noise; nothing here knows an indicator. Read first:
csv.
"""
