"""Buttons that bring a file: what a button waits with is a name and choices, never figures."""

from collections.abc import Callable, Hashable
from functools import partial
from typing import Any

import streamlit as st

from kpi.downloads import made_once
from kpi.store import live_snapshot
from pages.components import frame


def button(
    label: str,
    work: Callable[..., bytes],
    *choices: Hashable,
    **about: Any,
) -> None:
    """A button for the file that `work` (of `kpi.downloads.page_files`) makes of this run's
    snapshot.

    `about` is Streamlit's: file_name, mime, key. The file is made when it is asked for, of the
    snapshot that the page showed, and once for everybody with the same choices.
    """
    name = frame.snapshot().id
    st.download_button(label, data=partial(made, name, work, choices), on_click="ignore", **about)


def made(snapshot_id: str, work: Callable[..., bytes], choices: tuple[Hashable, ...]) -> bytes:
    """The file, from the snapshot of this name."""
    return made_once.made(work, live_snapshot.named(snapshot_id), *choices)
