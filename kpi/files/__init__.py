"""Files from outside made safe and read as text cells.

May import: the ground only; no indicator is known here. TOUCH WITH A SECOND REVIEWER. Read first:
safety.
"""
