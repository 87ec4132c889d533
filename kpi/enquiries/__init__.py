"""Lines of enquiry: rules that make questions for councillors.

May import: wording and what lies below. Read first: questions, then rules.
"""
