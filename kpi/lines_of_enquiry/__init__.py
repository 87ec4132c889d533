"""Lines of enquiry: rules that raise questions for councillors from the figures.

May import: wording and the layers below. Read first: questions, then figure_rules.
"""
