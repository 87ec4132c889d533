"""Why a figure is missing or a change cannot be calculated: the reasons, and their sentences.

May import: the model and below. Read first: reasons.
"""
