"""Renderers of chart specifications: HTML and SVG for pages, plotly where pages need pointing.

Pictures to take away are drawn in `images`. Read first: html.
"""
