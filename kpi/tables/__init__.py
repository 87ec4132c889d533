"""Tables for download: summary, table builder, benchmarks and profile.

May import: wording, file_writers and the layers below. Read first: summary, then builder.
"""
