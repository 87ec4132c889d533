"""The committee paper, in parts and as Word.

May import: charts, tables, enquiries, guidance and what lies below. Read first: committee_paper.
"""
