"""Texts that are not TOML: the line with the slip is named, with what it needs."""

import tomllib

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st
from tomlkit.exceptions import TOMLKitError

from kpi.toml_slips import parse_fault

NEVER_CLOSED = (
    "the text is not closed: write {} at its end, in this line; a text over several lines stands "
    'between three quotation marks, """, at its start and at its end'
)
LIST = "in a list stands a comma between two values, and ] at the end"
TABLE = "a table's name stands alone in its line, [name] or [[name]], with brackets on both sides"


def fault_of(text: str) -> Exception:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "needed"),
    [
        ('unit = "percent\nb = 1', "line 1, 'unit = \"percent'", NEVER_CLOSED.format('"')),
        ('b = 1\nunit = "percent', "line 2, 'unit = \"percent'", NEVER_CLOSED.format('"')),
        ('a = "one\ntwo"', "line 1, 'a = \"one'", NEVER_CLOSED.format('"')),
        ('a = [\n"x,\n"y",\n]', "line 2, '\"x,'", NEVER_CLOSED.format('"')),
        ("a = 'x\nb = 1", "line 1, 'a = 'x'", NEVER_CLOSED.format("'")),
        ('b = 1\na = """x\ny\n', "line 2, 'a = \"\"\"x'",
         'the text that begins here is not closed: write """ at its end'),
        ('a = x"', "line 1, 'a = x\"'",
         'a text stands between two quotation marks: " is missing at its start'),
        ("unit = percent", "line 1, 'unit = percent'",
         'a text stands between two quotation marks: unit = "percent"'),
        ('a = "x "y" z"', "line 1, 'a = \"x \"y\" z\"'", "within a text stands ' in place of \""),
        ('b = 1\nunit "percent"', "line 2, 'unit \"percent\"'",
         "between a key and its value stands ="),
        ('unit: "percent"', "line 1, 'unit: \"percent\"'",
         "between a key and its value stands =, not :"),
        ("a = 1\n\na = 2", "line 3, 'a = 2'",
         "the key 'a' stands twice in its table; leave one of them out"),
        ("[a]\n[a]", "line 2, '[a]'",
         "the table [a] stands twice; leave one out, or write both in two pairs of brackets, "
         "[[ ]]"),
        ('a = "x",', "line 1, 'a = \"x\",'",
         "a comma stands only between the values of a list; leave it out"),
        (",", "line 1, ','",
         "a bracket or comma stands alone; leave it out, or see whether a list ends above it"),
        ("a = 1\n]", "line 2, ']'",
         "a bracket or comma stands alone; leave it out, or see whether a list ends above it"),
        ('a = "x"]', "line 1, 'a = \"x\"]'",
         "a bracket stands at its end and none at its start; write both, or neither"),
        ("a = [1,,2]", "line 1, 'a = [1,,2]'",
         "a comma too many stands in the list; leave it out"),
        ('a = ["x" "y"]', "line 1, 'a = [\"x\" \"y\"]'", LIST),
        ('a = [\n"x"\nb = 1', "line 3, 'b = 1'", f"{LIST}; this one begins in line 1"),
        ('a = [\n"x"\n\n[b]', "line 4, '[b]'", f"{LIST}; this one begins in line 1"),
        ('b = 1\na = [\n"x",', "line 2, 'a = ['", LIST),
        ("[local", "line 1, '[local'", TABLE),
        ("local]", "line 1, 'local]'", TABLE),
        ('a = "C:\\Users\\x"', "line 1, 'a = \"C:\\Users\\x\"'", "write / in place of each \\"),
        ('a = "C:\\data\\"', "line 1, 'a = \"C:\\data\\\"'", "write / in place of each \\"),
        ("a = 5%", "line 1, 'a = 5%'", "a number stands alone, without %"),
        ("a = 1 2", "line 1, 'a = 1 2'",
         "nothing but a remark, which begins with #, stands behind a value"),
    ],
)  # fmt: skip
def test_a_slip_is_told_by_its_line_and_what_it_needs(text: str, line: str, needed: str) -> None:
    fault = fault_of(text)
    assert parse_fault("a.toml", text, fault) == (
        f"a.toml is not valid TOML: {line}: {needed}; the parser says: {fault}"
    )


def test_the_parser_that_keeps_remarks_is_told_alike() -> None:
    text = "a = 1\nunit = percent\n"
    with pytest.raises(TOMLKitError) as caught:
        tomlkit.parse(text)
    assert parse_fault("a.toml", text, caught.value).startswith(
        "a.toml is not valid TOML: line 2, 'unit = percent': a text stands between two quotation "
        'marks: unit = "percent"; the parser says: '
    )


def test_a_fault_without_a_line_is_told_in_the_parsers_words() -> None:
    assert (
        parse_fault("a.toml", "a = 1", ValueError("Too long"))
        == "a.toml is not valid TOML: Too long"
    )


@given(st.text(alphabet="a1=\"'[]{},.#\\ \n", max_size=40))
def test_any_text_that_is_not_toml_is_told_in_one_line(text: str) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        said = parse_fault("a.toml", text, fault)
        assert said.startswith("a.toml is not valid TOML: ")
        assert "\n" not in said.partition("; the parser says: ")[0]
