"""A bare Streamlit page with our server settings: one filter and one line of text."""

import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Do what our own server does before its first visitor, without data."""
    for name in ("pandas", "pyarrow"):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    yield


app = st.App(Path(__file__).resolve().parent / "bare_page.py", lifespan=lifespan)
