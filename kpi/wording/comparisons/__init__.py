"""Sentences on how a figure stands to others: verdicts, groups, like for like.

Read first: sentences, then verdicts.
"""
