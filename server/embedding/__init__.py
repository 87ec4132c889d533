"""What other sites may show in a frame, and which sites.

May import: kpi and the server's helpers. Read first: framing.
"""
