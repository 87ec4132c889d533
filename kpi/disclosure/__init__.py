"""Statistical disclosure control: hidden counts, what can be inferred, texts that reveal them.

May import: indicators and the layers below it. TOUCH WITH A SECOND REVIEWER. Read first:
suppression, then recoverable_counts.
"""
