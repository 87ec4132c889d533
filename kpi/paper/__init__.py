"""The committee paper, as parts of a document and as a Word file.

May import: charts, tables, enquiries, guidance and the layers below. Read first:
committee_paper.
"""
