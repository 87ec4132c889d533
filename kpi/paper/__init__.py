"""The committee paper, as parts of a document and as a Word file.

May import: charts, tables, lines_of_enquiry, guidance and the layers below. Read first:
assembly.
"""
