"""Files from outside, made safe and read as text cells.

May import: the ground only; nothing here knows an indicator. TOUCH WITH A SECOND REVIEWER. Read
first: limits.
"""
