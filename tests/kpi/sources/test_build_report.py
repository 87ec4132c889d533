"""The lines that a build prints."""

import pytest

from kpi.sources.build_report import UNCHOSEN, BuildReportLine, not_used, printed, warnings


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        (
            BuildReportLine("dfe-lait", 12345, 12000, 345, ""),
            "dfe-lait: read 12,345, kept 12,000; the other 345 are not shown, as intended",
        ),
        (
            BuildReportLine("areas", 170, 170, 0, "authorities"),
            "areas: read 170, kept all (authorities)",
        ),
        (
            BuildReportLine("early-help-returns", 0, 0, 0, "no comparator exists"),
            "early-help-returns: nothing read (no comparator exists)",
        ),
        (
            BuildReportLine("dfe-sen2", 2, 1, 1, "no value"),
            "dfe-sen2: read 2, kept 1; the other 1 is not shown, as intended (no value)",
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


def test_files_that_no_definition_names_are_one_line() -> None:
    report = [
        *not_used([f"a.csv: {UNCHOSEN} it", "b.csv: looks like another edition", f"c: {UNCHOSEN}"]),
        BuildReportLine("dfe-lait", 4, 0, 4, "England's figure", ("A", "B", "C", "D")),
    ]
    assert printed(report) == [
        "not used: b.csv: looks like another edition",
        "dfe-lait: 4 not shown, as intended (England's figure: A; B; C and 1 more)",
        "not used: 2 input files or folders that no definition names; --details has each",
    ]
    detailed = printed(report, is_detailed=True)
    assert detailed[0] == "not used: a.csv: no definition names it"
    assert detailed[-1].endswith("; all of them: A; B; C; D")
    assert len(detailed) == len(report)
