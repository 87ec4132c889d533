"""Splits the text cells of published tables into a value, a symbol and a reason.

A cell either has a value (then no symbol and no reason) or none (then always a symbol and a
reason). The symbols and their meanings: `kpi.model.missing.symbol_meanings`.
"""

import polars as pl

from kpi.model.missing.symbol_meanings import BLANK_REASON, LEGACY, SYMBOLS, UNREADABLE_REASON

# Only forms that everybody reads as the same number: no commas, units, hexadecimal or nan.
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_NORMAL = {symbol: symbol for symbol in SYMBOLS} | {
    text: legacy.symbol for text, legacy in LEGACY.items()
}
# Series, as a build asks for the expression 700 times and a dictionary is converted each time.
_WRITTEN, _MEANT = pl.Series(list(_NORMAL)), pl.Series(list(_NORMAL.values()))


def _text(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Utf8).str.strip_chars()


def value_of(column: str) -> pl.Expr:
    """Float64 value of a text column, correctly rounded; null where the text is not a number.

    Plain decimals and scientific notation only; a number too large for a float is null.
    """
    plain = pl.when(_text(column).str.contains(_NUMBER)).then(_text(column))
    # Not every parser takes a leading plus sign.
    number = plain.str.strip_prefix("+").cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number).alias(column)


def is_blank(column: str) -> pl.Expr:
    """Boolean, true where a text column has no text but white space."""
    return (_text(column).fill_null("") == "").alias(column)


def known_symbol_of(column: str) -> pl.Expr:
    """Normalised symbol (Utf8) of a text column where its cell is one, old style too; else null."""
    return (
        _text(column)
        .str.to_lowercase()
        .replace_strict(_WRITTEN, _MEANT, default=None, return_dtype=pl.Utf8)
        .alias(column)
    )


def is_unreadable(column: str) -> pl.Expr:
    """Boolean, true where a text column has text that is neither a number nor a symbol."""
    no_value = value_of(column).is_null() & known_symbol_of(column).is_null()
    return (no_value & ~is_blank(column)).alias(column)


def symbol_of(column: str) -> pl.Expr:
    """Normalised symbol (Utf8): null where there is a value, `x` for blank or unreadable text."""
    symbol = pl.coalesce(known_symbol_of(column), pl.lit("x"))
    return pl.when(value_of(column).is_null()).then(symbol).alias(column)


def reason_of(column: str) -> pl.Expr:
    """Plain English reason (Utf8) why there is no value; null where there is one."""
    known = known_symbol_of(column).replace_strict(SYMBOLS, default=None, return_dtype=pl.Utf8)
    other = (
        pl.when(is_blank(column)).then(pl.lit(BLANK_REASON)).otherwise(pl.lit(UNREADABLE_REASON))
    )
    return pl.when(value_of(column).is_null()).then(pl.coalesce(known, other)).alias(column)
