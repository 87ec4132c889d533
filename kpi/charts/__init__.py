"""One chart specification, one module a chart, and the renderer of lines as SVG.

May import: wording and what lies below. Read first: figure, then indicator.
"""
