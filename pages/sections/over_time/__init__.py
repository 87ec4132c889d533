"""Sections of the indicator page on time: by month, four quarters, and what is unusual.

May import: what pages may. Read first: xmr.
"""
