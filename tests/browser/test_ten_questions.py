"""The ten questions of scrutiny, each answered from what at most two pages show a reader.

Expected figures are typed from published reference values, or worked out here from the council's
return and the sources' own files, apart from the code of the app.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import mean
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.harness import ROOT, Server, open_view, wait_for_app

INPUTS = ROOT / "data" / "inputs"
RETURN = INPUTS / "illustrative-bcp-return"
ROLL = INPUTS / "dfe-attendance-2024-25" / "EES_ytd_data.csv"
TERMS = INPUTS / "dfe-exclusions-termly" / "perm_excl_rate_all_pupils_termly_ESTIMATE.csv"
HOME = "Bournemouth, Christchurch and Poole"
NAMES = {
    "assessments-45-days": "Assessments completed within 45 working days",
    "early-help-returns": "Returns to Early Help within 12 months",
    "ehcp-20-weeks": "Education, health and care plans issued within 20 weeks",
    "ks4-fsm-gap": "Key Stage 4 attainment gap, free school meals",
    "primary-permanent-exclusions": "Primary permanent exclusions",
    "secondary-permanent-exclusions": "Secondary permanent exclusions",
}
NEIGHBOURS = {
    "Southend-on-Sea", "East Sussex", "Kent", "West Sussex", "Devon", "Bedford", "Milton Keynes",
    "Bexley", "Norfolk", "Essex",
}  # fmt: skip
HIGHER_IS_BETTER = ("assessments-45-days", "ehcp-20-weeks")
MOST_PAGES = 2
# Text that is only for screen readers is taken out: what is left is what an eye can read.
SEEN = """element => {
  document.querySelectorAll('.visually-hidden').forEach(e => { e.style.display = 'none'; });
  return element.innerText;
}"""


# ---- a reader of pages ------------------------------------------------------------------------


@dataclass
class Reader:
    """Somebody who opens pages, unfolds what is folded, and reads what can be seen."""

    server: Server
    page: Page
    opened: int = 0

    def open(self, path: str = "/", **query: str) -> None:
        """Open a page by its address."""
        self._count()
        open_view(self.page, self.server, f"{path}?{urlencode(query)}" if query else path)
        if path == "/indicator":
            charts = self.page.locator(".plot .slot")
            expect(charts.first).to_be_attached()

    def follow(self, link: Locator, heading: str) -> None:
        """Follow a link to another page."""
        self._count()
        link.click()
        expect(self.page.locator("h1")).to_have_text(heading)
        wait_for_app(self.page)

    def unfold(self, title: str, place: int = 0) -> Locator:
        """Open what is folded under a title; returns it when it can be read."""
        part = self.page.locator("details").filter(
            has=self.page.locator("summary").get_by_text(title, exact=True)
        )
        part.nth(place).locator("summary").first.click()
        expect(part.nth(place).locator("> div").first).to_be_visible()
        return part.nth(place)

    @property
    def text(self) -> str:
        """All that the page shows now, each run of white space as one space."""
        return flat(self.page.locator("[data-testid=stMain]").evaluate(SEEN))

    def table(self, caption: str) -> dict[str, dict[str, str]]:
        """A table that can be seen: by the first cell of each row, its cells by column."""
        found = self.page.locator("table").filter(
            has=self.page.locator("caption").get_by_text(caption)
        )
        self._unfold(found)
        expect(found).to_be_visible()
        heads = found.locator(":scope > thead > tr > :is(th, td)")
        head = [flat(text) for text in heads.all_inner_texts()]
        rows = [
            [cell.evaluate(SEEN) for cell in row.locator(":scope > :is(th, td)").all()]
            for row in found.locator(":scope > tbody > tr:not(.grp, .x)").all()
        ]
        # A cell over several columns stands for all that follow.
        return {
            name_of(row[0]): dict(zip(head, map(flat, row), strict=len(row) == len(head)))
            for row in rows
        }

    def meaning(self, term: str) -> str:
        """What a list of terms on the page says of one."""
        entry = self.page.locator("dl.facts > div").filter(
            has=self.page.locator("dt").get_by_text(term, exact=True)
        )
        self._unfold(entry)
        expect(entry).to_be_visible()
        return flat(entry.locator("dd").inner_text())

    @staticmethod
    def _unfold(found: Locator) -> None:
        """Unfold what hides a part, by keyboard, from the outside in."""
        for fold in found.locator("xpath=ancestor::details[not(@open)]").all():
            fold.locator(":scope > summary").press("Enter")

    def _count(self) -> None:
        self.opened += 1
        assert self.opened <= MOST_PAGES, "an answer may take two pages at most"


@pytest.fixture
def reader(server: Server, warm_page: Page) -> Reader:
    return Reader(server, warm_page)


def name_of(cell: str) -> str:
    """The name in a row's first cell: all before its note on which way is better."""
    return flat(re.split(r"(?:Higher|Lower|Neither higher nor lower) is better", cell)[0])


def flat(text: str) -> str:
    return " ".join(text.split())


# ---- expected, reckoned apart from the app ------------------------------------------------------


def lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def returned(indicator: str) -> dict[str, tuple[str, int, int]]:
    """Figure and counts of the return, by quarter."""
    return {
        row["period"]: (row["value"], int(row["numerator"]), int(row["denominator"]))
        for row in lines(RETURN / "observations.csv")
        if row["indicator_id"] == indicator
    }


def comment(indicator: str) -> dict[str, str]:
    (found,) = (r for r in lines(RETURN / "commentary.csv") if r["indicator_id"] == indicator)
    return found


def targets(indicator: str) -> list[dict[str, str]]:
    return [r for r in lines(RETURN / "targets.csv") if r["indicator_id"] == indicator]


def term_rates(phase: str, year: str) -> dict[str, tuple[str, Decimal]]:
    """Region and rate of each authority in a spring term, by its name."""
    return {
        row["la_name"]: (row["region_name"], Decimal(row["perm_excl_rate_all_estimate"]))
        for row in lines(TERMS)
        if row["time_period"] == year
        and row["time_identifier"] == "Spring term"
        and row["education_phase"] == f"State-funded {phase}"
        and row["perm_excl_rate_all_estimate"]
        and row["geographic_level"] == "Local authority"
    }


def pupils(school_type: str) -> dict[str, Decimal]:
    """Pupils on roll of each authority in 2024/25, by its name; without those that DfE hides."""
    return {
        row["la_name"]: Decimal(row["total_enrolments"])
        for row in lines(ROLL)
        if row["geographic_level"] == "Local authority"
        and row["school_type"] == school_type
        and row["total_enrolments"][:1].isdigit()
    }


def weighted(rates: Mapping[str, Decimal], by: Mapping[str, Decimal]) -> Decimal:
    """The mean of rates, each weighted by how many pupils it is of."""
    counted = {name: rate for name, rate in rates.items() if name in by}
    return sum(rate * by[name] for name, rate in counted.items()) / sum(
        by[name] for name in counted
    )


def rounded(value: Decimal | float, places: int) -> str:
    return str(Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


def status(indicator: str, value: str, target: dict[str, str]) -> str:
    sign = 1 if indicator in HIGHER_IS_BETTER else -1
    if sign * (Decimal(value) - Decimal(target["target"])) >= 0:
        return "On target"
    beyond = sign * (Decimal(value) - Decimal(target["intervention_level"])) < 0
    return "Beyond intervention level" if beyond else "Off target"


def places(indicator: str) -> int:
    return 3 if indicator.endswith("exclusions") else 1


# ---- the questions ------------------------------------------------------------------------------


def test_1_which_are_off_target_and_which_is_worst(reader: Reader) -> None:
    spring = {p: rounded(term_rates(p, "202425")[HOME][1], 3) for p in ("primary", "secondary")}
    figures = {
        **{f"{phase}-permanent-exclusions": value for phase, value in spring.items()},
        **{name: returned(name)["Q1 2025-26"][0] for name in NAMES if returned(name)},
    }
    assert figures["secondary-permanent-exclusions"] == "0.117"
    reader.open()
    shown = reader.table("Indicators in Q1 2025-26")
    assert set(shown) == set(NAMES.values())
    told = {}
    for indicator, value in figures.items():
        row, target = shown[NAMES[indicator]], targets(indicator)[-1]
        side = "more" if indicator in HIGHER_IS_BETTER else "less"
        assert row["Figure"].startswith(f"{value}%"), indicator
        goal = rounded(Decimal(target["target"]), places(indicator))
        told[indicator] = status(indicator, value, target)
        assert row["Status"][2:] == f"{told[indicator]} target {goal}% or {side}[i]"
    assert [name for name, word in told.items() if word == "Beyond intervention level"] == [
        "secondary-permanent-exclusions"
    ]
    assert {name for name, word in told.items() if word == "Off target"} == {
        "ehcp-20-weeks", "primary-permanent-exclusions",
    }  # fmt: skip
    education = [name for name in shown if "Early Help" not in name and "Assess" not in name]
    assert education[0] == NAMES["secondary-permanent-exclusions"]
    counts = [flat(text) for text in reader.page.locator(".tags li").all_inner_texts()]
    assert counts == [
        "■ 1 beyond intervention level", "▲ 2 off target", "● 2 on target", "○ 1 awaiting data",
    ]  # fmt: skip
    for answer in (
        "Secondary permanent exclusions: 0.117% in the spring term 2025 (about 117 in 100,000). "
        "The target is 0.090% and the intervention level 0.110%.",
        "Status compares the figure with the target. “Beyond intervention level” means the figure "
        "is beyond the level at which the council must act.",
    ):
        assert answer in reader.text
    waiting = shown[NAMES["ks4-fsm-gap"]]["Status"]
    assert waiting.startswith("○ Awaiting data")
    assert waiting.endswith("next due end of August 2025")
    (referrals,) = reader.table("For context, not judged, Q1 2025-26").values()
    assert referrals["Status"] == "– No target"


def test_2_plans_fell_from_what_to_what_and_is_it_above_england(reader: Reader) -> None:
    quarters = returned("ehcp-20-weeks")
    (before, *counts_before), (now, *counts) = quarters["Q4 2024-25"], quarters["Q1 2025-26"]
    assert (before, counts_before, now, counts) == ("69.4", [118, 170], "53.9", [96, 178])
    reader.open()
    name = NAMES["ehcp-20-weeks"]
    reader.follow(reader.page.locator("table.scorecard").get_by_role("link", name=name), name)
    three = [
        flat(section.evaluate(SEEN)) for section in reader.page.locator(".three > section").all()
    ]
    enough, better, others = three
    assert "96 of 178 plans" in enough
    assert enough.startswith("Is it good enough? 53.9%[i] ▲ Off target")
    assert better.startswith(
        "Is it getting better? ↓ Worsened clearly[i] From 69.4% the quarter before[i]."
    )
    assert "E England 46.4% ours better" in others
    england = reader.table("beside its comparators")["England"]
    assert (england["Figure"], england["Period"]) == ("46.4%", "2024 (calendar year)")
    assert england["Ours against it"] == "ours is 7.5 points higher: better illustrative"
    assert england["Like for like?"] == (
        "same measure, different period: a whole calendar year against one quarter"
    )


def test_3_by_how_many_points_are_assessments_above_the_neighbours(reader: Reader) -> None:
    """Reference, year to March 2025: 95.0 here, 85.5 the neighbours of the May 2025 model."""
    label = "Statistical neighbours (DfE's May 2025 model)"
    now = Decimal(returned("assessments-45-days")["Q1 2025-26"][0])
    reader.open("/indicator", indicator="assessments-45-days")
    then = reader.table("beside its comparators")[label]
    assert then["Figure"] == "82.5% derived"
    theirs = Decimal(then["Figure"].removesuffix("% derived"))
    assert then["Period"] == "year to March 2024"
    assert then["How it was made"] == "mean of 10 of 10 authorities"
    assert then["Ours against it"] == (
        f"ours is {now - theirs} points higher; judged better (than all 10) illustrative"
    )
    names = set(reader.table("Statistical neighbours by DfE's May 2025 model"))
    assert {name.removesuffix(" Borough") for name in names} - {HOME} == NEIGHBOURS
    near = reader.table("Statistical neighbours by DfE's May 2025 model, year to March 2024")
    each = [Decimal(row["Figure"].split("%")[0]) for who, row in near.items() if who != HOME]
    assert rounded(mean(each), 1) == str(theirs)
    reader.open("/indicator", indicator="assessments-45-days", comparators="newest")
    newest = reader.table("beside its comparators")
    assert newest[label]["Figure"] == "85.5% derived"
    assert newest[label]["Period"] == "year to March 2025"
    assert newest[f"{HOME}, same period as the comparators"]["Figure"] == "95.0%"
    assert newest[label]["Ours of the same period"] == (
        "ours is 9.5 points higher; better than all 10 derived"
    )


def test_4_has_that_lasted(reader: Reader) -> None:
    quarters = returned("assessments-45-days")
    target = Decimal(targets("assessments-45-days")[-1]["target"])
    met = [Decimal(value) >= target for value, _, _ in quarters.values()]
    assert met[-5:] == [True] * 5
    assert met[-6] is False
    reader.open("/indicator", indicator="assessments-45-days")
    assert "At or above target for the 5th quarter in a row[i]" in reader.text
    neighbours = Decimal(
        reader.table("beside its comparators")["Statistical neighbours (DfE's May 2025 model)"][
            "Figure"
        ].removesuffix("% derived")
    )
    reader.unfold("Show these figures as a table")
    twin = reader.table("94.4% in April to June 2025: the figures")
    own = {
        period: cells[next(head for head in cells if head.startswith(HOME))]
        for period, cells in twin.items()
    }
    for period, (value, numerator, denominator) in list(quarters.items())[-5:]:
        shown = next(text for label, text in own.items() if label.startswith(f"{period} ("))
        assert shown == f"{value}% ({numerator} of {denominator} assessments)"
        assert Decimal(value) - neighbours >= 5


def test_5_how_many_primary_pupils(reader: Reader) -> None:
    """No count of the term is published: the page must say so, and not leave the rate alone."""
    rate = rounded(term_rates("primary", "202425")[HOME][1], 3)
    assert rate == "0.012"
    reader.open("/indicator", indicator="primary-permanent-exclusions")
    text = reader.text
    assert "0.012%[d]" in text
    assert "About 12 in 100,000, spring term 2025" in text
    assert "umber of primary pupils not known" in text
    reader.unfold("Why this status?")
    assert (
        "How many primary pupils were permanently excluded is not known: the figure is worked out "
        "from published rates."
    ) in reader.text
    assert reader.meaning("Counted below the line") == "Pupils on roll at the January school census"
    assert "rates only, no counts" in reader.meaning("Counted above the line")
    assert "Academies are included." in reader.meaning("What the council controls")


def test_6_is_secondary_exclusion_ours_or_national(reader: Reader) -> None:
    rates = term_rates("secondary", "202324")
    near = [rate for name, (_, rate) in rates.items() if name in NEIGHBOURS]
    roll = pupils("Secondary")
    every = {name: rate for name, (_, rate) in rates.items()}
    inside = {name: rate for name, (region, rate) in rates.items() if region == "South West"}
    expected = {
        "England": rounded(weighted(every, roll), 3),
        "South West": rounded(weighted(inside, roll), 3),
        "Statistical neighbours (DfE's May 2025 model)": rounded(mean(near), 3),
    }
    assert len(near) == 10
    now = Decimal(rounded(term_rates("secondary", "202425")[HOME][1], 3))
    reader.open("/indicator", indicator="secondary-permanent-exclusions")
    table = reader.table("beside its comparators")
    assert table[HOME]["Figure"] == f"{now}% derived"
    assert table[HOME]["Period"] == "spring term 2025"
    then = table[f"{HOME}, same period as the comparators"]
    assert then["Figure"] == f"{rounded(rates[HOME][1], 3)}% derived"
    for who, value in expected.items():
        row = table[who]
        assert row["Figure"] == f"{value}% derived", who
        assert row["Period"] == "spring term 2024"
        assert row["Like for like?"] == "same measure, 1 year older"
        is_weighted = not who.startswith("Statistical")
        assert row["How it was made"].startswith("mean of ")
        assert ("weighted by pupils on roll" in row["How it was made"]) == is_weighted
        apart = f"ours is {now - Decimal(value)} points higher; worse than "
        assert row["Ours against it"].startswith(apart)
    drawn = reader.page.locator(".plot").first.locator(".ends li")
    labels = " ".join(flat(label) for label in drawn.all_text_contents())
    for line in ("ours", "England", "South West", "neighbours"):
        assert line in labels


def test_7_why_is_there_no_key_stage_4_figure(reader: Reader) -> None:
    reader.open("/indicator", indicator="ks4-fsm-gap")
    assert "Awaiting data" in reader.text
    assert (
        "The newest figure is for the academic year 2023/24. The next, academic year 2024/25, is "
        "due at the end of August 2025, in the Q2 2025-26 report."
    ) in reader.text
    reader.open("/definitions")
    reader.unfold("The rules of publication, as a table")
    calendar = reader.page.locator("table").filter(has_text="Whose figure")
    rows = [
        [flat(cell) for cell in row.locator("th, td").all_inner_texts()]
        for row in calendar.locator("tbody tr").all()
    ]
    own, comparators = [row for row in rows if row[0] == NAMES["ks4-fsm-gap"]]
    assert own[1:5] == [
        "Own figure", "each academic year", "end of August", "Q2, Q3 and Q4; nothing new: Q1",
    ]  # fmt: skip
    assert comparators[1:3] == ["Comparators", "each academic year"]
    assert comparators[3].startswith("provisional figures by the end of October")
    assert comparators[4] == "provisional: from Q3 on; revised: from Q4 on"


def test_8_is_the_gap_wide_because_poorer_pupils_do_badly(reader: Reader) -> None:
    """Reference, 2024/25: 36.3 and 54.1 here, 35.0 and 50.0 in England."""
    reader.open("/indicator", indicator="ks4-fsm-gap", quarter="Q3 2025-26")
    assert (
        "Both groups behind the gap: pupils eligible for free school meals were above England "
        "in the academic year 2024/25"
    ) in reader.text
    reader.unfold("Show these figures as a table", 1)
    legs = reader.table("Both groups behind the gap")["academic year 2024/25"]
    figures = {head: text for head, text in legs.items() if text.endswith(" points")}
    assert figures == {
        f"Pupils eligible for free school meals, {HOME} (derived)": "36.3 points",
        "Pupils eligible for free school meals, England (derived)": "35.0 points",
        f"Other pupils, {HOME} (derived)": "54.1 points",
        "Other pupils, England (derived)": "50.0 points",
    }
    assert "17.8 points[d]" in reader.text  # 54.1 less 36.3
    assert "academic year 2024/25" in reader.text


def test_9_what_is_done_about_the_worst_by_whom_and_when(reader: Reader) -> None:
    reader.open()
    worst = reader.page.locator("table.scorecard tr.r").filter(has_text="Beyond intervention level")
    expect(worst).to_have_count(1)
    reader.follow(worst.get_by_role("link"), NAMES["secondary-permanent-exclusions"])
    told = comment("secondary-permanent-exclusions")
    due = date.fromisoformat(told["due"])
    today = f"{date.today().day} {date.today():%B %Y}"
    overdue = f" overdue on {today}" if due < date.today() else ""
    doing = reader.page.locator(".doing")
    assert flat(doing.locator(".act").inner_text()) == told["action"]
    said = {
        flat(pair.locator("dt").inner_text()): flat(pair.locator("dd").inner_text())
        for pair in doing.locator("dl > div").all()
    }
    assert said["Who"] == told["owner_role"] == "Head of Inclusion"
    assert said["By when"] == f"31 January 2026{overdue}"
    if overdue:  # then it is the first question to ask
        assert (
            "The action was due by 31 January 2026. What has been done, and when will it be "
            "finished?"
        ) in reader.text


def test_10_were_targets_changed_and_would_the_last_ones_turn_this_red(reader: Reader) -> None:
    changed = {name: pair for name in NAMES if len(pair := targets(name)) == 2}
    assert set(changed) == {"early-help-returns", "ehcp-20-weeks"}
    began = []
    reader.open("/definitions")
    for indicator, name in NAMES.items():
        reader.page.get_by_role("radio", name=name).check(force=True)
        expect(reader.page.locator("#definition")).to_have_text(name)
        reader.unfold("Comparators, full target history, source and corrections")
        text = reader.text
        began += re.findall(r"From (Q\d \d{4}-\d\d) on:", text)
        if indicator in changed:
            old, new = changed[indicator]
            side = "more" if indicator in HIGHER_IS_BETTER else "less"
            span = f"{old['from_quarter']} to {old['to_quarter']}"
            assert f"From {new['from_quarter']} on: {new['target']}% or {side}." in text
            assert f"From {span}: {old['target']}% or {side}." in text
    assert len(began) == len(NAMES)
    assert began.count("Q1 2025-26") == len(changed)
    reader.open("/indicator", indicator="ehcp-20-weeks")
    old, new = changed["ehcp-20-weeks"]
    value = returned("ehcp-20-weeks")["Q1 2025-26"][0]
    assert (status("ehcp-20-weeks", value, old), status("ehcp-20-weeks", value, new)) == (
        "On target", "Off target",
    )  # fmt: skip
    rule = flat(reader.unfold("Why this status?").inner_text())
    assert "Under the target until Q4 2024-25, 50.0%, it would be on target." in rule
    history = reader.meaning("Targets so far")
    assert "From Q1 2023-24 to Q4 2024-25: 50.0%, intervention level 40.0%" in history
    assert "From Q1 2025-26 on: 60.0%, intervention level 46.4%" in history


# ---- the reader itself --------------------------------------------------------------------------


def test_the_reader_sees_neither_what_is_folded_nor_what_is_hidden(reader: Reader) -> None:
    reader.open("/indicator", indicator="ehcp-20-weeks")
    hidden = "Under the target until Q4 2024-25, 50.0%, it would be on target."
    assert hidden not in reader.text
    reader.unfold("Why this status?")
    assert hidden in reader.text
    assert reader.page.locator("caption.visually-hidden").count() >= 2
    assert "beside its comparators" not in reader.text


def test_a_third_page_is_one_too_many(reader: Reader) -> None:
    reader.opened = MOST_PAGES
    with pytest.raises(AssertionError, match="two pages at most"):
        reader.open()
