"""Charts as PNG and SVG for download and for Word, drawn with matplotlib.

Read first: canvas.
"""
