"""What a server imports, in a process of its own, as this one has imported everything.

Something large that a page brought in at its first visit would keep people waiting, and many at
once would each find it half made.
"""

import json
import subprocess
import sys

from kpi.benchmarks.grids.grid import grid
from kpi.model.snapshot import Snapshot
from kpi.tables import selection
from tests.pages.conftest import SHELL
from tests.pages.test_table_page import fifty

ROOT = SHELL.parents[1]
VISITS = """
import json, sys, time
from tests import patience
from streamlit.testing.v1 import AppTest
from tests.kpi.sent_returns import good_return
from tests.pages.test_publish_page import SECRETS

def open_page(name, **address):
    app = AppTest.from_file("pages/shell.py", default_timeout=patience.seconds(60))
    app.secrets = SECRETS
    if name == "publish.py":
        app.user = {"is_logged_in": True, "email": "officer@council.example", "iat": time.time()}
        app.run()
    if name != "scorecard.py":
        app.switch_page(name)
    for key, value in address.items():
        app.query_params[key] = value
    return app.run()

seen = {}
for name in json.loads(sys.argv[1]):
    app = open_page(name, table=sys.argv[2], view="all")
    if name == "publish.py":
        sent = [(file.name, file.data, "text/csv") for file in good_return()]
        app.file_uploader[0].set_value(sent)
        app.run()
    grids = len(app.dataframe)
    seen[name] = [[fault.value for fault in app.exception], grids, "pandas" in sys.modules]
print(json.dumps(seen))
"""


def printed(script: str, *words: str) -> str:
    """The last line that a script prints in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", script, *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()[-1]


def test_no_page_imports_pandas(snapshot: Snapshot) -> None:
    pages = sorted(path.name for path in SHELL.parent.glob("*.py") if path != SHELL)
    table = selection.encode(snapshot, fifty(snapshot))
    seen = json.loads(printed(VISITS, json.dumps(pages), table))
    assert list(seen) == pages
    assert {name: found for name, found in seen.items() if found[0] or found[2]} == {}
    # Grids are what Streamlit would use pandas for: they were drawn.
    drawn = {name: found[1] for name, found in seen.items() if found[1]}
    assert drawn == {"profile.py": 2, "table.py": 1}


def test_the_data_is_loaded_and_warmed_without_pyarrow(snapshot: Snapshot) -> None:
    """It is, beside the import of pyarrow: a store too large to be held needs both."""
    script = """
import sys
from kpi.store import live_snapshot
from server import warmup
warmed = warmup.begin()
warmed.result()
import json
large = sorted({"numpy", "pandas", "pyarrow", "streamlit"} & set(sys.modules))
snapshot = live_snapshot.standing().snapshot
print(json.dumps([large, len(snapshot.remember("grid", lambda: None).rows)]))
"""
    large, rows = json.loads(printed(script))
    assert large == []
    assert rows == len(grid(snapshot).rows)
