"""What explains the dashboard: definitions, sources, release calendar, glossary, guide,
accessibility.

May import: wording and what lies below. Read first: definitions.
"""
