"""Download buttons, which hold a snapshot's name and choices until clicked, never figures."""

from collections.abc import Callable, Hashable
from functools import partial
from typing import Any, Concatenate, ParamSpec

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kpi.downloads import csv_tables, csvw, download_queue
from kpi.downloads.csv_tables import PageTable
from kpi.downloads.table_files import TableRequest
from kpi.model.snapshot import Snapshot
from kpi.store import live_snapshot
from pages.components import frame

P = ParamSpec("P")
_CSV = " (CSV)"
_COLUMNS = "{}: what its columns are"
"""What the button with the metadata is called; its style shows braces in its place."""


def button(
    label: str,
    work: Callable[..., bytes],
    *choices: Hashable,
    **about: Any,
) -> None:
    """Draw a button for the file that `work` (of `kpi.downloads.page_files`) makes of this run's
    snapshot.

    `about` is passed to Streamlit: file_name, mime, key. The file is made on request, from the
    snapshot that the page showed, and once for everybody with the same choices.
    """
    name = frame.snapshot().id
    st.download_button(label, data=partial(make, name, work, choices), on_click="ignore", **about)


def make(snapshot_id: str, work: Callable[..., bytes], choices: tuple[Hashable, ...]) -> bytes:
    """Return the file made from the snapshot with this id."""
    return download_queue.make_once(work, live_snapshot.named(snapshot_id), *choices)


def table_buttons(
    label: str,
    table: PageTable[...],
    *choices: Hashable,
    file_name: str,
    key: str,
    disabled: bool = False,
) -> None:
    """Draw the button for a table as CSV and, joined to it, the one for its columns' metadata."""
    with both(key):
        button(
            label,
            table,
            *choices,
            file_name=file_name,
            mime="text/csv",
            key=key,
            disabled=disabled,
        )
        columns_button(
            label.removesuffix(_CSV),
            table.name,
            table.request,
            *choices,
            file_name=file_name,
            key=key,
            disabled=disabled,
        )


def both(key: str) -> DeltaGenerator:
    """Return the container that joins a CSV file's button and that of its columns' metadata."""
    return st.container(horizontal=True, gap=None, width="content", key=f"file-of-{key}")


def columns_button(
    named: str,
    table: str,
    request: Callable[Concatenate[Snapshot, P], TableRequest],
    *choices: Hashable,
    file_name: str,
    key: str,
    disabled: bool = False,
) -> None:
    """Draw the button for the metadata of a CSV file, by the W3C's CSV on the Web.

    `named` is what the page calls the file, `table` its name in `data/columns.toml`, and `request`
    what makes it of this run's snapshot and the choices. It is made on request, as the file is.
    """
    name = frame.snapshot().id
    st.download_button(
        _COLUMNS.format(named),
        data=partial(describe, name, table, request, choices, file_name),
        file_name=f"{file_name}{csv_tables.ENDING}",
        mime=csvw.MEDIA_TYPE,
        on_click="ignore",
        key=f"columns-of-{key}",
        type="tertiary",  # told from the file's own button by the style sheet
        disabled=disabled,
    )


def describe(
    snapshot_id: str,
    table: str,
    request: Callable[..., TableRequest],
    choices: tuple[Hashable, ...],
    file_name: str,
) -> bytes:
    """Return the metadata of a CSV file made from the snapshot with this id."""
    snapshot = live_snapshot.named(snapshot_id)
    return csv_tables.metadata(snapshot, request(snapshot, *choices), table, file_name)
