"""Statistical disclosure control: what is hidden, what could be inferred, texts that give it away.

May import: indicators and what lies below. TOUCH WITH A SECOND REVIEWER. Read first: suppression,
then inference.
"""
