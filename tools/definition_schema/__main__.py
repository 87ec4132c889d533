"""The schema of definition files and the tables of their keys, from the model that reads them.

python -m tools.definition_schema            write both
python -m tools.definition_schema --check    exit status 1 where one is out of date
"""

from __future__ import annotations

import argparse
import sys

from tools.definition_schema import keys, schema


def main() -> int:
    """Write or check the files; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args().check
    document = keys.DOCUMENT.read_text("utf-8")
    wanted = {
        schema.FILE: schema.rendered(),
        keys.DOCUMENT: keys.with_keys(document, schema.schema()),
    }
    stale = [
        path
        for path, text in wanted.items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    for path in stale:
        if not check:
            path.write_text(wanted[path], "utf-8")
        print(f"{path.name} {'is not what the model says' if check else 'is written anew'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
