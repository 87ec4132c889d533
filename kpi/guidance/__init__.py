"""Explanations of the dashboard: definitions, sources, release calendar, glossary, guide,
accessibility.

May import: wording and the layers below. Read first: definitions.
"""
