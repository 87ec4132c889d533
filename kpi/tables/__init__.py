"""Tables for download: summary, table builder, benchmarks and profile.

May import: wording, exports and the layers below. Read first: summary, then builder.
"""
