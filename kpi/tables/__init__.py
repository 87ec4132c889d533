"""Tables people take away: summary, custom table builder, benchmarks, profile.

May import: wording, exports and what lies below. Read first: summary, then builder.
"""
