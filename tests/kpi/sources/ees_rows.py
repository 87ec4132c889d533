"""A small EES file that keeps every rule, for tests to write and to spoil."""

from pathlib import Path

from kpi.sources.ees import reader as ees_reader

FIXTURES = Path(__file__).parent / "ees_fixtures"

HEADER = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"
    "region_name,old_la_code,new_la_code,la_name,sex,Children,percent_%"
)
ENGLAND = "E92000001,England,,,,,"
SOUTH_WEST = "E92000001,England,E12000009,South West,,,"
BCP = 'E92000001,England,E12000009,South West,839,E06000058,"Bournemouth, Christchurch and Poole"'
NATIONAL = f"2024,Reporting year,National,{ENGLAND},Total,120,12.5"
REGIONAL = f"2024,Reporting year,Regional,{SOUTH_WEST},Total,60,12"
LOCAL = f"2024,Reporting year,Local authority,{BCP},Total,c,c"
GOOD = [NATIONAL, REGIONAL, LOCAL]


def written(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "file.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def faults(folder: Path, *rows: str, header: str = HEADER) -> list[str]:
    return ees_reader.read(written(folder, *rows, header=header)).faults


def replaced(row: str, old: str, new: str) -> str:
    assert old in row
    return row.replace(old, new, 1)
