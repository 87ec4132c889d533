"""Widgets and pieces of HTML that pages share.

May import: browser scripts, server and kpi. Read first: frame.
"""
