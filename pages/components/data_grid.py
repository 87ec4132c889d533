"""The columns of a grid of figures that a reader sorts: how wide, and which are numbers."""

from collections.abc import Collection, Mapping

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

ROW = 65
"""Pixels of a row of a grid: from there on, Streamlit breaks texts into lines."""


def columns(
    labels: Mapping[str, str], numbers: Collection[str], widths: Mapping[str, int]
) -> dict[str, ColumnConfig]:
    """Return the set-up of a grid's columns by their label; the first of `widths` stays in view.

    `labels` are those of all columns by name, `numbers` those that hold figures, and `widths` the
    pixels by name of the columns that are not as wide as their content.
    """
    first = next(iter(widths))
    return {
        **{
            labels[name]: st.column_config.TextColumn(
                width=width, pinned=True if name == first else None
            )
            for name, width in widths.items()
        },
        **{
            label: st.column_config.NumberColumn(format="localized", width=widths.get(name))
            for name, label in labels.items()
            if label in numbers
        },
    }
