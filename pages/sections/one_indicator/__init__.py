"""Sections of the indicator page, from its answers to what its figure means.

May import: what pages may. Read first: indicator_content.
"""
