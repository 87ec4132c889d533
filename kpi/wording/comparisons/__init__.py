"""Sentences on how a figure compares: verdicts, groups of authorities, like for like.

Read first: sentences, then verdicts.
"""
