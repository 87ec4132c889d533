"""Download buttons, which hold a snapshot's name and choices until clicked, never figures."""

from collections.abc import Callable, Hashable
from functools import partial
from typing import Any

import streamlit as st

from kpi.downloads import download_queue
from kpi.store import live_snapshot
from pages.components import frame


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
