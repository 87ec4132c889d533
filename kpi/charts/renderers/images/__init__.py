"""Charts as PNG and SVG to take away and for Word, drawn with matplotlib.

Read first: canvas.
"""
