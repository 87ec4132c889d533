"""Files of benchmark charts: what is on the page, with its source and the snapshot in them."""

from kpi.benchmarks.ranking import ranking
from kpi.benchmarks.time_series import over_time
from kpi.charts.benchmark_images import (
    over_time_picture,
    ranking_drawings,
    ranking_picture,
    source_words,
)
from kpi.charts.benchmark_lines import over_time_chart
from kpi.charts.benchmarks.benchmark_ranking import ranking_chart
from kpi.model.snapshot import Snapshot
from tests.kpi.charts.renderers.images.pictures import assert_apart_and_inside, said


def test_lines_with_years_without_figures(snapshot: Snapshot) -> None:
    over = over_time(snapshot, "LAC_KS2_ExpStd_GPS", area="839")
    chart = over_time_chart(over)
    assert chart.bands
    svg = over_time_picture(snapshot, over.measure, chart, form="svg")
    assert source_words(snapshot, over.measure) in said(svg)
    assert chart.title in said(svg)
    assert_apart_and_inside(svg)


def test_a_ranking_says_its_sentence_and_source(snapshot: Snapshot) -> None:
    found = ranking(snapshot, "ehcp-20-weeks", area="839")
    svg = ranking_picture(snapshot, found, ranking_chart(found), form="svg")
    words = said(svg)
    assert found.sentence in words
    assert source_words(snapshot, found.measure) in words
    assert "England 46.4%" in words
    assert_apart_and_inside(svg)


def test_drawings_for_a_page_leave_title_and_source_to_it(snapshot: Snapshot) -> None:
    found = ranking(snapshot, "ehcp-20-weeks", area="839")
    chart = ranking_chart(found)
    for drawing in ranking_drawings(chart):
        told = said(drawing)
        assert "England 46.4%" in told
        assert "Source" not in told
        assert chart.title not in told
        assert_apart_and_inside(drawing)
