"""Where the project keeps what it is given: the folder `data` of the checkout."""

from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
