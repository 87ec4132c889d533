"""The location of the project's data: the folder `data` of the checkout."""

from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
