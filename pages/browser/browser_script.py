"""A script that runs in the visitor's browser, served from our own address.

An inline script would need `blob:` in the content security policy. Each script stands in a folder
of its own name, and what it draws or listens with is its markup.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

UNSEEN = """
<span hidden></span>
"""


@dataclass(frozen=True)
class BrowserScript:
    """The name of a script, of its folder here and of its file, and the markup it gets."""

    name: str
    markup: str = UNSEEN

    def register(self) -> None:
        """Register the script with this process; also called at its start."""
        manager = get_bidi_component_manager()
        if manager.get_component_asset_root(self.registered_name) is None:
            manifest = ComponentManifest(f"kpi-{self.name}", "1", [ComponentConfig(self.name, ".")])
            manager.register_from_manifest(manifest, Path(__file__).with_name(self.name))

    def component(self) -> Callable[..., Any]:
        """Return what draws the script on a page when called, with `key` and its callbacks."""
        return _component_of(get_bidi_component_manager(), self)

    @property
    def registered_name(self) -> str:
        """The name by which Streamlit knows the script."""
        return f"kpi-{self.name}.{self.name}"


@lru_cache(maxsize=16)
def _component_of(_manager: BidiComponentManager, script: BrowserScript) -> Callable[..., Any]:
    """Return a script's component, registered once with the process's manager of components."""
    script.register()
    return st.components.v2.component(
        script.registered_name, html=script.markup, js=f"{script.name}.js", isolate_styles=False
    )
