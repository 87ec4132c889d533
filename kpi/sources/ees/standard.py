"""Names that Explore Education Statistics (EES) gives to periods, geographic levels and columns.

Source: DfE's open data standards and the tables of its screener (eesyscreener). The quarters of
academic, calendar and tax years are known to the platform, so they are read too.
"""

from dataclasses import dataclass

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class TimeIdentifier:
    """A time identifier: its group (one per file), digits of `time_period`, place in the year."""

    group: str
    digits: int
    order: int


def _series(group: str, digits: int, names: list[str]) -> dict[str, TimeIdentifier]:
    return {name: TimeIdentifier(group, digits, place) for place, name in enumerate(names)}


def _quarters(year: str, digits: int) -> dict[str, TimeIdentifier]:
    return _series(f"{year} quarters", digits, [f"{year} Q{quarter}" for quarter in range(1, 5)])


TIME_IDENTIFIERS: dict[str, TimeIdentifier] = {
    **_series("Calendar year", 4, ["Calendar year"]),
    **_series("Reporting year", 4, ["Reporting year"]),
    **_series("Academic year", 6, ["Academic year"]),
    **_series("Financial year", 6, ["Financial year"]),
    **_series("Tax year", 6, ["Tax year"]),
    **_quarters("Academic year", 6),
    **_quarters("Calendar year", 4),
    **_quarters("Financial year", 6),
    **_quarters("Tax year", 6),
    **_series(
        "parts of the financial year",
        6,
        ["Part 1 (April to September)", "Part 2 (October to March)"],
    ),
    **_series("terms", 6, ["Autumn term", "Spring term", "Autumn and spring term", "Summer term"]),
    **_series("months", 4, list(MONTHS)),
    **_series("weeks", 4, [f"Week {week}" for week in range(1, 53)]),
}


@dataclass(frozen=True)
class Level:
    """A geographic level: its code columns, its name column, the levels whose rows may fill them.

    `names_are_unique`: no two places of the level share a name in one period.
    """

    codes: tuple[str, ...]
    name: str
    filled_on: frozenset[str]
    names_are_unique: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the level, codes first."""
        return (*self.codes, self.name)


_SMALL = ("School", "Provider", "Institution")
_IN_REGION = (
    "Local authority", "Local authority district", "English devolved area",
    "Mayoral combined authority", "Local enterprise partnership",
    "Local skills improvement plan area", "Parliamentary constituency", "Police force area",
    "Opportunity area", "Ward", "Planning area", *_SMALL,
)  # fmt: skip
_IN_AUTHORITY = (
    "Local authority district", "Parliamentary constituency", "Police force area", "Ward",
    "Planning area", *_SMALL,
)  # fmt: skip


def _level(codes: str, name: str, *filled_on: str, unique: bool = True) -> Level:
    return Level(tuple(codes.split()), name, frozenset((*filled_on, *_SMALL)), unique)


LEVELS: dict[str, Level] = {
    "National": _level("country_code", "country_name", "Regional", "RSC region", "MAT", "Sponsor",
                       *_IN_REGION),
    "Regional": _level("region_code", "region_name", *_IN_REGION),
    "Local authority": _level("old_la_code new_la_code", "la_name", *_IN_AUTHORITY),
    "Local authority district": _level("lad_code", "lad_name", "Ward", "Police force area"),
    "English devolved area": _level("english_devolved_area_code", "english_devolved_area_name"),
    "Mayoral combined authority": _level("mayoral_combined_authority_code",
                                         "mayoral_combined_authority_name"),
    "Local enterprise partnership": _level("local_enterprise_partnership_code",
                                           "local_enterprise_partnership_name"),
    "Local skills improvement plan area": _level("lsip_code", "lsip_name",
                                                 "Local authority district", "Planning area"),
    "Parliamentary constituency": _level("pcon_code", "pcon_name"),
    "Police force area": _level("pfa_code", "pfa_name"),
    "Opportunity area": _level("opportunity_area_code", "opportunity_area_name"),
    "RSC region": _level("", "rsc_region_lead_name"),
    "Ward": _level("ward_code", "ward_name", unique=False),
    "MAT": _level("trust_id", "trust_name"),
    "Sponsor": _level("sponsor_id", "sponsor_name"),
    "School": _level("school_urn school_laestab", "school_name", unique=False),
    "Provider": _level("provider_ukprn", "provider_name", unique=False),
    "Institution": _level("institution_id", "institution_name", unique=False),
    "Planning area": _level("planning_area_code", "planning_area_name", unique=False),
}  # fmt: skip

TIME_COLUMNS = ("time_period", "time_identifier")
GEOGRAPHY_COLUMNS = tuple(name for level in LEVELS.values() for name in level.columns)
FIXED_COLUMNS = (*TIME_COLUMNS, "geographic_level", *GEOGRAPHY_COLUMNS)
REQUIRED_COLUMNS = (*TIME_COLUMNS, "geographic_level", "country_code", "country_name")
