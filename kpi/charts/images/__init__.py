"""Charts as PNG and SVG to take away and for Word.

Read first: canvas.
"""
