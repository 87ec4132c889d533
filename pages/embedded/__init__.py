"""Single pictures and tables for other sites' pages: documents without scripts, each whole in itself.

May import: the server's helpers, sections and components. Read first: embed_routes.
"""
