"""Single pictures and tables for other sites' pages: whole documents without scripts.

May import: the server's helpers, sections and components. Read first: embed_routes.
"""
