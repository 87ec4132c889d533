"""The list of ready definitions, and what an indicator's page shows before it goes live."""

from kpi.model.snapshot import Snapshot
from kpi.publishing.definitions import library
from kpi.publishing.review import indicator_preview

BCP = "839"


def test_a_row_says_what_it_is_and_our_newest_figure(snapshot: Snapshot) -> None:
    found = library.search("persistent absence")
    (row,) = indicator_preview.listed(found, snapshot, BCP, set())
    assert (row.id, row.name) == ("persistent-absence", "Persistent absence, all schools")
    assert row.about == "percent, lower is better"
    assert (row.directorate, row.measure) == ("Education and Skills", "LAIT: TotPerAbNew")
    assert (row.figure, row.period, row.place, row.state) == (
        "16.56%", "academic year 2024/25", "31st of 153", "",
    )  # fmt: skip


def test_a_row_without_a_measure_has_no_figure_and_one_in_use_says_so(snapshot: Snapshot) -> None:
    found = [library.entry("early-help-needs-met"), library.entry("ehcp-20-weeks")]
    without, used = indicator_preview.listed(found, snapshot, BCP, {"ehcp-20-weeks"})
    assert (without.measure, without.figure, without.place) == ("no measure of LAIT", "", "")
    assert (without.state, used.state) == ("", "in use")


def test_a_long_list_is_cut_and_says_how_many_more(snapshot: Snapshot) -> None:
    every = library.entries()
    assert len(indicator_preview.listed(every, snapshot, BCP, set())) == 12
    assert indicator_preview.found_words(48, 48, "") == (
        "48 ready definitions. 36 more: type another word."
    )
    assert indicator_preview.found_words(3, 48, "absence") == "3 of 48 ready definitions."
    assert indicator_preview.found_words(0, 48, "xyz").startswith("None of the 48")


def test_the_preview_has_the_page_s_figures_and_pictures(snapshot: Snapshot) -> None:
    shown = indicator_preview.preview(snapshot, "ks4-fsm-gap", BCP)
    assert shown.name.startswith("Key Stage 4")
    assert shown.better == "Points, lower is better."
    assert {each.key: each.figure for each in shown.stats} == {
        "own": "17.8", "change": "↑ 0.8", "england": "15.0",
        "region": "16.9", "neighbours": "16.7",
    }  # fmt: skip
    assert shown.chart is not None
    assert len(shown.chart.lines) == 4
    assert shown.bar is not None
    assert "119th of 152" in shown.bar.text
    assert (shown.fact, shown.nothing) == ("", "")
    assert "derived" in [each.meaning.split()[0] for each in shown.marks]
    assert "until a return gives a target" in shown.target


def test_without_a_comparator_it_says_so(snapshot: Snapshot) -> None:
    shown = indicator_preview.preview(snapshot, "early-help-returns", BCP)
    assert shown.chart is None
    assert shown.bar is not None, "our own quarters"
    assert shown.bar.text.startswith("Range bar, better to the right: our own last 9 quarters")
    assert shown.stats == ()
    assert shown.fact == "Nothing is shown until a return of yours has figures of it."
    assert shown.nothing == snapshot.indicator("early-help-returns").no_comparator


def test_without_a_polarity_it_has_no_target(snapshot: Snapshot) -> None:
    shown = indicator_preview.preview(snapshot, "referrals-rate", BCP)
    assert shown.target == "It has no target, as neither higher nor lower is better."
