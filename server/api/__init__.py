"""The read API below `/api/v1`: the tables of the downloads, for programs.

May import: kpi, and the server's logs and table streams. Read first: application, then
table_routes and replies.
"""
