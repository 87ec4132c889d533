"""The tables of keys in the documentation are made from the schema."""

from tools.definition_schema import keys, schema


def test_the_document_has_the_keys_of_now() -> None:
    document = keys.DOCUMENT.read_text("utf-8")
    assert keys.with_keys(document, schema.schema()) == document


def test_a_key_is_a_row() -> None:
    made = keys.rendered(schema.schema())
    assert "| `decimals` | yes | a whole number from 0 to 6 | How many decimal places" in made
    assert "| `notable_gap` |  | a number above 0 to 1000000 | " in made
    assert "| `would_take` |  | a pair of texts | " in made
    assert "### `[benchmark.weights]`: What each authority counts for in a mean" in made
    assert "### `[[benchmark.legs]]`: One of the two figures" in made
    assert "| `where` | yes | texts by name | " in made
    assert "| `autumn` |  | a list: each one of `Q1`, `Q2`, `Q3`, `Q4` | " in made


def test_a_stale_document_is_noticed() -> None:
    stale = f"before\n{keys.FROM}\nstale row\n{keys.TO}\nafter\n"
    fresh = keys.with_keys(stale, schema.schema())
    assert "stale row" not in fresh
    assert fresh.startswith("before\n")
    assert fresh.endswith(f"{keys.TO}\nafter\n")
