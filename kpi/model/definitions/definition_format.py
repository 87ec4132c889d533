"""The format of a definition file of `data/indicators`: its keys, their types and their bounds.

Used at build alone, so that reading a snapshot needs no pydantic. The texts under the keys are the
descriptions in `data/indicators/schema.json`, which editors show to whoever writes a file.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from functools import partial
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, ConfigDict, Field, Strict, WithJsonSchema
from pydantic_core import PydanticCustomError

from kpi import units
from kpi.model.definitions import rules_across_keys
from kpi.model.definitions.definition_texts import TEXTS
from kpi.model.definitions.figure_kind import FigureKind
from kpi.model.definitions.indicator import Quarter, ReaderName, ReportingRule, is_id
from kpi.model.definitions.month_rule import MonthRule
from kpi.model.schemas import Role
from kpi.periods.toml_labels import KindName, PeriodLabel
from kpi.toml_files import CrossRule, FilledList, FilledText, Listed, Otherwise, Text, TomlModel

_MONTHS = tuple(
    (name.casefold(), str(number))
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
)


def _in_one_line(text: str) -> str:
    if len(text.splitlines()) > 1:
        words = "has a line break; write it in one line, between one pair of quotation marks"
        raise PydanticCustomError("otherwise", "{words}", {"words": words})
    return text


LineText = Annotated[FilledText, AfterValidator(_in_one_line)]
NameText = Annotated[LineText, Field(max_length=200)]
WhyText = Annotated[FilledText, Otherwise("does not say why in words")]
QuarterNames = Listed[Annotated[Quarter, Otherwise("not one of Q1 to Q4")]]
AboveZero = Annotated[float, Field(gt=0, allow_inf_nan=False), Otherwise("not a number above 0")]


def _known_unit(unit: str) -> str:
    if not units.is_known(unit):
        nearest = units.nearest(unit)
        meant = f"; perhaps '{nearest}'" if nearest else ""
        words = f"not {units.POSSIBLE}{meant}"
        raise PydanticCustomError("otherwise", "{words}", {"words": words})
    return unit


def _known_id(text: str) -> str:
    if not is_id(text):
        words = "not small letters, digits and single hyphens, as every id is; leave it out"
        raise PydanticCustomError("otherwise", "{words}", {"words": words})
    return text


UnitName = Annotated[
    str,
    AfterValidator(_known_unit),
    WithJsonSchema(
        {
            "type": "string",
            "anyOf": [{"enum": list(units.WORDS)}, {"pattern": f"^{units.PER}$"}],
        }
    ),
]


class DefinitionTable(TomlModel):
    """Base of the tables of a definition file."""

    model_config = ConfigDict(
        use_attribute_docstrings=True,
        field_title_generator=lambda name, _: name.replace("_", " ").capitalize(),
    )


class LocalTable(DefinitionTable):
    """The council's own figures."""

    period_kind: KindName
    """What one figure covers."""
    figure_kind: Annotated[FigureKind, Strict(False)]
    """How figures behave in time. `flow`: what happened in a period, so that counts of several
    periods add up. `stock`: a state on a day, never added up. `rolling`: the twelve months to a
    day. `cumulative`: the financial year so far."""
    quarter_from: Annotated[MonthRule, Strict(False)] | None = None
    """What a quarter's report shows of figures by month: that of the `last month`, the `sum`, the
    `mean`, or the figure of their `pooled counts`. Needed for the period kind `month` with the
    rule `same quarter`, and for no other."""
    source: FilledText
    """Where the figures come from: `local-return`, or a name in `data/inputs/sources.toml`."""
    seasonal: bool = False
    """True where a figure is compared with the same period of the year before, as terms differ."""


class ReportingTable(DefinitionTable):
    """Which quarter's report shows a figure."""

    rule: ReportingRule
    """`same quarter`: the report of the quarter that the figure is of. `publication`: the report
    of the quarter in which it is published. `first quarter to end after the period`: the quarters
    named under `academic`, or under `autumn`, `spring` and `summer`."""
    academic: QuarterNames = ()
    """The quarters whose report shows a whole academic year, such as ["Q2", "Q3", "Q4"]."""
    autumn: QuarterNames = ()
    """The quarters whose report shows an autumn term."""
    spring: QuarterNames = ()
    """The quarters whose report shows a spring term."""
    summer: QuarterNames = ()
    """The quarters whose report shows a summer term."""
    due: Text = ""
    """By when the figure is expected, in words, such as "end of August"."""


class PublicationTable(DefinitionTable):
    """When the publisher brings out a figure: by the end of a month."""

    month: Annotated[int, Field(ge=1, le=12), Otherwise("not a whole number from 1 to 12", _MONTHS)]
    """The month of publication: 1 for January to 12 for December."""
    years_after: Annotated[int, Field(ge=0, le=10), Otherwise("not a whole number from 0 to 10")]
    """How many calendar years after the year in which the period ends."""
    after: Literal["period", "financial year"] = "period"
    """What `years_after` counts from: the end of the period, or of the financial year that holds
    it."""
    term: Literal["", "autumn", "spring", "summer"] = ""
    """The school term that this line is about. Leave it out where it holds for all."""
    status: Literal["", "provisional", "revised"] = ""
    """Whether this is the provisional or the revised figure, where it is published twice."""


class CountsTable(DefinitionTable):
    """The counts behind published percentages, from a file of Explore Education Statistics."""

    file: FilledText
    """The file, below `data/inputs`."""
    numerator: FilledList[FilledText]
    """The columns that add up to the number counted."""
    denominator: FilledList[FilledText]
    """The columns that add up to the number it is a share of."""
    counted: Text = ""
    """What is counted, in the plural, such as "referrals"."""
    source: Text = ""
    """The name of the file's source in `data/inputs/sources.toml`."""


class WeightsTable(DefinitionTable):
    """What each authority counts for in a mean, where nobody publishes England or a region."""

    file: FilledText
    """The file of Explore Education Statistics, below `data/inputs`."""
    value: FilledText
    """The column with the number an authority counts for."""
    where: dict[FilledText, Text]
    """The rows to use: a column and the value it must have, for each column."""
    counted: FilledText
    """What the number counts, such as "pupils on roll"."""
    source: FilledText
    """The name of the file's source in `data/inputs/sources.toml`."""


class LegTable(DefinitionTable):
    """One of the two figures whose difference the indicator is: the first minus the second."""

    id: FilledText
    """A short name that no other part has, in small letters."""
    name: LineText
    """Whose figure it is, as people read it."""
    measure: FilledText
    """LAIT's short name of the measure."""
    short: Text = ""
    """A shorter name for charts."""


class BenchmarkTable(DefinitionTable):
    """The published figures that the council's own are compared with."""

    reader: ReaderName
    """How the figures are read. Each reader needs keys of its own. `lait`: `measure`.
    `lait difference`: `legs`. `ees` (Explore Education Statistics): `file`, `value`, `numerator`,
    `denominator` and `where`. `exclusions estimate`: `phase`. `monthly rate`: `file`,
    `population`, `per` and `first_year`. `csv` (a file of the council's own): `file` and
    `value`."""
    period_kind: KindName
    """What one published figure covers."""
    source: FilledText
    """The name of the source in `data/inputs/sources.toml`, or in `comparators/sources.toml`."""
    name: LineText
    """What the measure is called, with its publisher, as people read it."""
    measure: Text = ""
    """LAIT's short name of the measure."""
    why_different: WhyText | None = None
    """Why the indicator's unit, polarity or kind of period is not that of LAIT's measure. Leave it
    out and a difference is a fault."""
    counts: CountsTable | None = None
    """The counts behind LAIT's percentages, where DfE publishes them."""
    legs: Listed[LegTable] = ()
    """The two measures whose difference the indicator is."""
    file: Text = ""
    """The file of Explore Education Statistics, below `data/inputs`; of the reader `csv`, the
    file in the folder `comparators`."""
    value: Text = ""
    """The column with the figure."""
    numerator: Text = ""
    """The column with the number counted."""
    denominator: Text = ""
    """The column with the number it is a share of."""
    where: dict[FilledText, Text] = Field(default_factory=dict)
    """The rows to use: a column and the value it must have, for each column."""
    cross_check: Text = ""
    """LAIT's short name of the same measure: figures that differ are counted at build."""
    phase: Text = ""
    """The phase of education, as the file of exclusions names it."""
    weights: WeightsTable | None = None
    """What each authority counts for in a mean of authorities. Without it each counts the same."""
    population: Text = ""
    """The file of children by area and year, below `data/inputs`."""
    per: (
        Annotated[
            float,
            Field(gt=0, le=10_000_000, allow_inf_nan=False),
            Otherwise("not a number above 0, at most 10,000,000"),
        ]
        | None
    ) = None
    """How many children a rate is for, such as 10000."""
    first_year: (
        Annotated[int, Field(ge=1990, le=2100), Otherwise("not a whole number from 1990 to 2100")]
        | None
    ) = None
    """The first year to use: that in which the financial year ends."""


class RelatedTable(DefinitionTable):
    """A different measure, shown with the indicator and never judged against it."""

    measure: FilledText
    """LAIT's short name of the measure."""
    label: LineText
    """What the measure is called on pages."""
    why: FilledText
    """How it differs from the indicator, and why it is shown."""
    publication: Listed[PublicationTable] = ()
    """When it is published."""
    counts: CountsTable | None = None
    """The counts behind it, where DfE publishes them. They need `publication` and `counted`."""
    official: bool = False
    """True for the official annual rate of the indicator itself."""


class BreakTable(DefinitionTable):
    """A period from which on figures do not compare with those before."""

    period: PeriodLabel
    """The first period of the new series, as pages write it: "academic year 2022/23"."""
    note: FilledText
    """What changed."""
    source: FilledText | None = None
    """The publication that says so."""


class RebaseTable(DefinitionTable):
    """A new start of the usual range, after a known and lasting change."""

    start: PeriodLabel = Field(alias="from", title="From")
    """The first period of the new range, as pages write it."""
    reason: FilledText
    """What changed, and why it lasts."""
    area: Text = ""
    """The code of the one council it holds for. Leave it out where it holds for all."""


class RetiredTable(DefinitionTable):
    """That the council no longer reports the indicator. Earlier reports still show it."""

    start: PeriodLabel = Field(alias="from", title="From")
    """The first reporting quarter without it, such as "Q1 2026-27"."""
    why: FilledText
    """Why it is no longer reported."""


class DefinitionFile(DefinitionTable):
    """One indicator of the dashboard. The file's name is its id and ".toml"."""

    model_config = ConfigDict(title="Definition of an indicator")

    ELSEWHERE: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("target", "targets", "intervention_level", "amber", "red", "green", "threshold",
         "thresholds", "tolerance"),
        "targets come with a return, in its sheet of targets",
    ) | dict.fromkeys(
        ("lower", "upper", "lower_bound", "upper_bound", "min", "max", "minimum", "maximum",
         "bounds", "range", "target_upper", "target_lower", "intervention_upper"),
        "bounds come with a return, in its sheet of targets, as target and target_upper",
    )  # fmt: skip

    id: NameText
    """The file's name without ".toml". It stands in web addresses and returns: never change it."""
    order: Annotated[int, Field(ge=0, le=999), Otherwise("not a whole number from 0 to 999")]
    """The place in the scorecard and the committee paper. No two indicators share one."""
    role: Role
    """`headline`: judged against its target. `context`: shown, not judged."""
    directorate: NameText
    """Whose work it is, such as "Education and Skills"."""
    name: NameText
    """What the indicator is called on pages."""
    aim: NameText
    """What is wanted, as the committee paper says it."""
    polarity: Literal["higher", "lower", "none", "range"]
    """Which way is better: `higher`, `lower`, or `none` where neither is. `range`: better is
    between two bounds, which the targets of a return give."""
    unit: UnitName
    """What the figure is measured in. Rates name their population: "per 10,000 children"; so do
    rates per 1,000 and per 100,000."""
    decimals: Annotated[
        int,
        Field(ge=0, le=rules_across_keys.MOST_DECIMALS),
        Otherwise(f"not a whole number from 0 to {rules_across_keys.MOST_DECIMALS}"),
    ]
    """How many decimal places are shown. Files to take away have all of them."""
    counted: NameText
    """What is counted, in the plural, such as "plans"."""
    happened: NameText
    """What happened to them, to follow a number: "were issued within 20 weeks"."""
    owner_role: NameText
    """The post that answers for the indicator. Never a person's name."""
    definition: FilledText
    """What the figure is, in one or two sentences."""
    numerator: FilledText
    """What is counted above the line."""
    denominator: FilledText
    """What it is a share of."""
    why_it_matters: FilledText
    """What it says about children's lives."""
    council_controls: FilledText
    """What the council can change, and what others decide."""
    local: LocalTable
    reporting: ReportingTable
    caveats: Listed[Text] = ()
    """What to bear in mind when reading the figure, a sentence or two each."""
    qualifier: Text = ""
    """Words that must stand with the figure wherever it does."""
    would_take: (
        Annotated[
            tuple[LineText, LineText],
            Strict(False),
            Otherwise('not a pair of words like ["plan in time", "plans in time"]'),
        ]
        | None
    ) = None
    """One of what is counted above the line, and several: ["plan in time", "plans in time"]."""
    rose: Text = "up from"
    """How a rise is put, such as "wider than"."""
    fell: Text = "down from"
    """How a fall is put, such as "narrower than"."""
    very_small: bool = False
    """True where rates are so small that one child more or less moves them."""
    notable_gap: (
        Annotated[
            float,
            Field(gt=0, le=1_000_000, allow_inf_nan=False),
            Otherwise("not a number above 0, at most 1,000,000"),
        ]
        | None
    ) = None
    """From which distance on a difference from others is a question to ask, in the unit."""
    stated_error: AboveZero | None = None
    """By how much an estimate may be off, in the unit."""
    may_exceed_100: WhyText | None = None
    """Why a percentage may be above 100, as where its denominator is an estimate. Leave it out and
    such a figure of a return is a fault. A figure above 100 has no likely range."""
    publish_small_numbers: WhyText | None = None
    """Why counts of 1 to 5 may be shown. Leave it out and they are suppressed."""
    publish_small_complements: WhyText | None = None
    """Why small numbers of those not counted may be shown. Leave it out and they are
    suppressed."""
    no_comparator: Text = ""
    """Why there are no figures of others to compare with. Needed where there is no benchmark."""
    benchmark: BenchmarkTable | None = None
    publication: Listed[PublicationTable] = ()
    """When the benchmark is published, a table each time."""
    related: Listed[RelatedTable] = ()
    """Different measures to show with the indicator."""
    breaks: Listed[BreakTable] = ()
    """Where the series breaks."""
    rebase: Listed[RebaseTable] = ()
    """New starts of the usual range."""
    formerly: Listed[Annotated[FilledText, AfterValidator(_known_id)]] = ()
    """Earlier ids. What was published under them, and addresses with them, are this indicator's."""
    retired: RetiredTable | None = None
    """That it is no longer reported. `python -m kpi indicator retire` writes it."""


RULES = (
    CrossRule(("publication",), rules_across_keys.unpublished),
    CrossRule(("publication.term", "publication.status"), rules_across_keys.published_twice),
    CrossRule(("publication", "benchmark"), rules_across_keys.published_without_benchmark),
    CrossRule(
        ("publication.term", "benchmark.period_kind"), rules_across_keys.publication_of_no_period
    ),
    CrossRule(
        (*(f"reporting.{key}" for key in rules_across_keys.REPORTED), "local.period_kind"),
        rules_across_keys.quarters_of_no_rule,
    ),
    CrossRule(
        ("breaks.period", "local.period_kind", "local.quarter_from", "benchmark.period_kind"),
        rules_across_keys.breaks_of_another_kind,
    ),
    CrossRule(
        ("rebase.from", "local.period_kind", "local.quarter_from"),
        rules_across_keys.rebases_of_another_kind,
    ),
    CrossRule(("related.measure", "benchmark.measure"), rules_across_keys.related_to_itself),
    CrossRule(("no_comparator",), rules_across_keys.without_comparator),
    CrossRule(("no_comparator",), rules_across_keys.comparator_and_none),
    CrossRule(
        (*(f"reporting.{key}" for key in rules_across_keys.REPORTED), "local.period_kind"),
        rules_across_keys.without_quarter,
    ),
    CrossRule(("local.figure_kind", "local.period_kind"), rules_across_keys.unfit_figure_kind),
    CrossRule(
        ("local.quarter_from", "local.period_kind", "reporting.rule"),
        rules_across_keys.months_without_quarter,
    ),
    CrossRule(("local.quarter_from", "local.figure_kind"), rules_across_keys.adds_up_stocks),
    CrossRule(("local.quarter_from", "unit"), rules_across_keys.months_of_unit),
    CrossRule(("may_exceed_100", "unit"), rules_across_keys.above_100_of_what),
    CrossRule(("retired.from",), rules_across_keys.retired_from_no_quarter),
    CrossRule(
        ("related.measure", "related.counts.counted", "related.publication"),
        rules_across_keys.related_counts,
    ),
    CrossRule(("benchmark.reader",), rules_across_keys.without_what_reader_needs),
    CrossRule(
        ("benchmark.reader", "benchmark.legs.id", "benchmark.legs.measure"),
        rules_across_keys.unfit_legs,
    ),
    *(
        CrossRule((key,), partial(rules_across_keys.placeholder, key=key))
        for key in (*TEXTS, *rules_across_keys.PROSE)
    ),
)
