"""An indicator's page in Dash, for comparison: the same chart, table and download as ours.

Not a dependency of the project: `python -m benchmarks.browser --dash PYTHON` runs it with a
Python that has Dash. The figures come from files that the benchmark writes beside it.
"""

import json
import sys
from pathlib import Path

from dash import Dash, Input, Output, callback, dcc, html  # type: ignore[import-not-found]

FIGURES = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
app = Dash(__name__, serve_locally=True)
app.layout = html.Div(
    [
        html.H1("Indicator"),
        dcc.Dropdown(
            [{"label": each["name"], "value": key} for key, each in FIGURES.items()],
            next(iter(FIGURES)),
            id="indicator",
            clearable=False,
        ),
        html.P(id="answer"),
        html.Div(id="charts"),
        html.A("Download (CSV)", id="download", download="series.csv"),
    ]
)


@callback(  # type: ignore[untyped-decorator]
    Output("answer", "children"),
    Output("charts", "children"),
    Output("download", "href"),
    Input("indicator", "value"),
)
def change(key: str) -> tuple[str, list[object], str]:
    """All that the page shows of an indicator: each chart with its table."""
    each = FIGURES[key]
    shown: list[object] = []
    for chart in each["charts"]:
        shown.append(dcc.Graph(figure=chart["figure"], config={"displayModeBar": False}))
        rows = [html.Tr([html.Td(cell) for cell in row]) for row in chart["rows"]]
        shown.append(
            html.Details([html.Summary("Show these figures as a table"), html.Table(rows)])
        )
    lines = [",".join(map(str, row)) for chart in each["charts"] for row in chart["rows"]]
    return each["answer"], shown, "data:text/csv," + "\r\n".join(lines)


if __name__ == "__main__":
    app.run(port=int(sys.argv[1]), debug=False)
