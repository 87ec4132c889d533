"""The lines that a build prints."""

import pytest

from kpi.sources.build_report import BuildReportLine, not_used, warnings


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        (
            BuildReportLine("dfe-lait", 12345, 12000, 345, ""),
            "dfe-lait: read 12,345, kept 12,000, withheld 345",
        ),
        (
            BuildReportLine("dfe-sen2", 2, 1, 1, "no value"),
            "dfe-sen2: read 2, kept 1, withheld 1 (no value)",
        ),
        (warnings("dfe-cin", ["an old file"])[0], "warning: dfe-cin: an old file"),
        (not_used(["a.csv"])[0], "not used: a.csv"),
    ],
)
def test_a_line_says_what_was_read_or_what_to_look_at(line: BuildReportLine, printed: str) -> None:
    assert str(line) == printed


def test_each_thing_has_a_line_of_its_own() -> None:
    assert [str(line) for line in not_used(["a.csv", "b.csv"])] == [
        "not used: a.csv",
        "not used: b.csv",
    ]
    assert warnings("x", []) == []
