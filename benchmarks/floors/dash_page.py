"""An indicator's page in Dash, for comparison: the same texts, tables, charts and download.

With `charts` as its third argument it shows only the charts and their tables.
Not a dependency of the project: `python -m benchmarks.browser --dash PYTHON` runs it with a
Python that has Dash. The benchmark writes the content to a file.
"""

import json
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from dash import Dash, Input, Output, callback, dcc, html  # type: ignore[import-not-found]

CONTENT = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
PROPERTIES = {"class": "className", "href": "href", "src": "src", "alt": "alt", "id": "id"}
EMPTY = ("br", "img")


class Components(HTMLParser):
    """Converts markup to Dash components, with a plotly chart in place of each plot."""

    def __init__(self, figures: list[Any]) -> None:
        super().__init__(convert_charrefs=True)
        self.figures = iter(figures)
        self.top = html.Div([])
        self.open = [self.top]
        self.skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a component, or insert the chart in place of a plot."""
        attributes = dict(attrs)
        if self.skipped:
            self.skipped += tag not in EMPTY
            return
        if attributes.get("class") == "plot":
            graph = dcc.Graph(figure=next(self.figures), config={"displayModeBar": False})
            self.open[-1].children.append(graph)
            self.skipped = 1
            return
        known = {PROPERTIES[name]: value for name, value in attrs if name in PROPERTIES}
        made = getattr(html, tag.capitalize())([], **known)
        self.open[-1].children.append(made)
        if tag not in EMPTY:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        """Close a component."""
        if self.skipped:
            self.skipped -= 1
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Add text outside the plots."""
        if not self.skipped:
            self.open[-1].children.append(data)


def components(each: dict[str, Any]) -> Any:
    """Return the full content of an indicator's page."""
    reader = Components(each["figures"])
    reader.feed("".join(each["markup"]))
    reader.close()
    return reader.top


def charts(each: dict[str, Any]) -> Any:
    """Return only the charts of an indicator's page and their tables."""
    kept: list[Any] = []

    def walk(part: Any) -> None:
        if isinstance(part, dcc.Graph) or (isinstance(part, html.Details) and "twin" in str(part)):
            kept.append(part)
        elif isinstance(getattr(part, "children", None), list):
            for inner in part.children:
                walk(inner)

    walk(components(each))
    return html.Div(kept)


SHOWN = charts if sys.argv[3:] == ["charts"] else components
PAGES = {key: SHOWN(each) for key, each in CONTENT.items()}
app = Dash(__name__, serve_locally=True)
app.layout = html.Div(
    [
        dcc.Dropdown(
            [{"label": each["name"], "value": key} for key, each in CONTENT.items()],
            next(iter(CONTENT)),
            id="indicator",
            clearable=False,
        ),
        html.Div(id="page"),
        html.A("Download (CSV)", id="download", download="series.csv"),
    ]
)


@callback(  # type: ignore[untyped-decorator]
    Output("page", "children"), Output("download", "href"), Input("indicator", "value")
)
def change(key: str) -> tuple[Any, str]:
    """Return the prepared content of an indicator's page, and its figures for download."""
    lines = [
        f"{trace['name']},{x},{y}"
        for figure in CONTENT[key]["figures"]
        for trace in figure["data"]
        for x, y in zip(trace["x"], trace["y"], strict=True)
    ]
    return PAGES[key], "data:text/csv," + "\r\n".join(lines)


if __name__ == "__main__":
    app.run(port=int(sys.argv[1]), debug=False)
