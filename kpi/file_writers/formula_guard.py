"""What stops a text such as `=1+1` in a CSV file or a workbook from becoming a formula.

Incoming text keeps its signs (`kpi.visible_text`); each file that may be opened in a spreadsheet
is guarded as it is written.
"""

from __future__ import annotations

from types import MappingProxyType

import polars as pl

WORKBOOK_OPTIONS = MappingProxyType({"strings_to_formulas": False})
"""The writer's options for every workbook: a text that looks like a formula stays text."""

# Full-width signs are included: East Asian settings treat them as the others. Some programs remove
# leading white space first. A lone hyphen, LAIT's sign for no rank, is harmless.
_RISKY = r"(?s)^([\t\r\n]|[\s\x{feff}]*([=+@＝＋＠]|[-－].))"


def without_formulas(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table of a CSV file with a quote before each text that looks like a formula."""
    risky = table.select(pl.col(pl.String).str.contains(_RISKY).any())
    return table.with_columns(
        pl.when(pl.col(name).str.contains(_RISKY))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in risky.columns
        if risky[name].item()
    )
