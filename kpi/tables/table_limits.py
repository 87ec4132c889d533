"""Limits of a built table: what is drawn, counted and shown on the page, and what files hold."""

from __future__ import annotations

# ---- on the page --------------------------------------------------------------------------

MOST_DRAWN_ROWS = 100
"""Rows of a table that is drawn by measure, with pictures."""
MOST_DRAWN_COLUMNS = 8
"""Columns of figures that the page has room for; older ones are in a fold."""
MOST_COUNTED_FIGURES = 50_000
"""Figures of a table whose missing ones are counted."""
PREVIEW_ROWS = 200
"""Rows at the head of a table that is not drawn by measure; its files hold every row."""

# ---- in files -----------------------------------------------------------------------------

MOST_CSV_ROWS = 200_000
"""Rows of a CSV file from the page."""
MOST_CSV_CELLS = 8_000_000
"""Cells of a CSV file from the page, sent in parts: about 90 MB."""
MOST_WORKBOOK_CELLS = 750_000
"""Cells of a workbook from the page, made in memory: about three seconds."""
