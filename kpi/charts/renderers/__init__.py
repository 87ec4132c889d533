"""Renderers of chart specifications: HTML and SVG for pages, plotly for interactive rankings.

Image files for download are drawn in `images`. Read first: html.
"""
