"""How wide texts and the columns of a printed table are.

May import: nothing of ours. Read first: text_width.
"""
