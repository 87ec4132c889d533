"""The groups of authorities of a build: statistical neighbours, and those Ofsted judged Good.

Read first: comparison_groups.
"""
