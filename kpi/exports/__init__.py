"""Writers of file formats: CSV, workbook, Word, Arrow.

May import: the ground, and statistics/float_noise; no indicator is known here. Read first: csv.
"""
