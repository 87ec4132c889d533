"""CSV as people take it away: UTF-8 without a byte order mark, RFC 4180, harmless in Excel.

The summary's columns are laid out here, once, for the page's button and the command line.
"""

from __future__ import annotations

import io

import polars as pl

from kpi.statistics.float_noise import clean_floats

# Signs of full width count too: East Asian settings take them for the others. Some programs cut
# white space off first. A lone hyphen, LAIT's sign for no rank, runs nothing.
_RISKY = r"(?s)^([\t\r\n]|[\s\x{feff}]*([=+@＝＋＠]|[-－].))"


def to_csv(table: pl.DataFrame, *, header: bool = True) -> bytes:
    """The table as a CSV file's bytes; text that a spreadsheet would run as a formula is quoted.

    Numbers are written in full, never in scientific notation; only float noise is taken away.
    Without `header` it is a further part of a file.
    """
    table = clean_floats(table)
    risky = table.select(pl.col(pl.String).str.contains(_RISKY).any())
    safe = _whole_counts(table).with_columns(
        pl.when(pl.col(name).str.contains(_RISKY))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in risky.columns
        if risky[name].item()
    )
    written = io.BytesIO()
    safe.write_csv(written, include_header=header, line_terminator="\r\n", float_scientific=False)
    return written.getvalue()


def _whole_counts(table: pl.DataFrame) -> pl.DataFrame:
    """Counts without a decimal point, as long as all of a column's are whole."""
    counts = [name for name in ("numerator", "denominator") if name in table.columns]
    whole = [name for name in counts if (table[name].drop_nulls() % 1 == 0).all()]
    return table.with_columns(pl.col(whole).cast(pl.Int64))
