"""Fuzzing of the project's own files: the store, saved selections, texts and sign-in settings."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from kpi.benchmarks import topics
from kpi.guidance import accessibility_results, glossary, user_guide
from kpi.model.snapshot import Snapshot
from kpi.paper import template as paper_template
from kpi.publishing import build, preview
from kpi.store import journal, snapshots, writer
from kpi.tables import selection
from kpi.tables.screen import ready_made
from kpi.tables.selection import Selection
from server import access
from tools.fuzzing import books, mutate
from tools.fuzzing.fuzz_target import Files, FuzzTarget, laid_out, text_of

_MEASURE = "SEN_EHC_Excpt_20wks"


def targets(snapshot: Snapshot) -> list[FuzzTarget]:
    """Return targets for the store, selections, texts and settings."""
    return [*_store(snapshot), *_selections(snapshot), *_wording(), _settings()]


# ---- the store ------------------------------------------------------------------------------


def _small_store(snapshot: Snapshot) -> dict[str, bytes]:
    """Return a store of a few rows, as its files."""
    tables = {
        "areas": snapshot.areas, "groups": snapshot.groups.head(20),
        "indicators": snapshot.definitions,
        "observations": snapshot.observations.filter(area="839"),
        "targets": snapshot.targets, "commentary": snapshot.commentary,
        "sources": snapshot.sources, "measures": snapshot.measures.filter(measure=_MEASURE),
        "faults": snapshot.faults.head(5), "revisions": snapshot.revisions,
        "benchmarks": snapshot.held_benchmarks.filter(pl.col("measure") == _MEASURE).head(40),
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        writer.write(tables, why="why", who="who", inputs=[], report=[], store=root)
        return {
            str(path.relative_to(root)): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }


def _store(snapshot: Snapshot) -> list[FuzzTarget]:
    good = _small_store(snapshot)
    manifest_name = next(name for name in good if name.endswith("manifest.json"))
    shared = Path(tempfile.mkdtemp(prefix="fuzz-store-"))
    laid_out(good, shared)

    def harmed(rng: random.Random) -> Files:
        """Return only the files that differ from the good store."""
        match rng.randrange(6):
            case 0:
                return {"CURRENT": books.encoded(mutate.text(rng, good["CURRENT"].decode()))}
            case 1:
                return {"HISTORY.jsonl": _harmed_lines(rng, good["HISTORY.jsonl"])}
            case 2 | 3:
                if rng.random() < 0.3:
                    return {manifest_name: mutate.octets(rng, good[manifest_name])}
                changed = mutate.tree(rng, json.loads(good[manifest_name]))
                return {manifest_name: books.encoded(json.dumps(changed, ensure_ascii=False))}
        name = rng.choice([name for name in good if name.endswith(".parquet")])
        data = mutate.octets(rng, good[name])
        if rng.random() < 0.6:
            data = _harmed_table(rng, good[name])
        manifest = json.loads(good[manifest_name])
        if rng.random() < 0.8:  # as a person with write access to the store could
            manifest["files"][Path(name).name]["sha256"] = hashlib.sha256(data).hexdigest()
        return {name: data, manifest_name: json.dumps(manifest).encode()}

    def read(files: Files, folder: Path) -> None:
        for name in good:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if name not in files:
                os.link(shared / name, path)
        laid_out(files, folder)
        journal.entries(folder)
        snapshots.verify(folder)
        loaded = snapshots.load(snapshots.current_id(folder), folder)
        assert loaded.made_on
        preview.history(folder)

    return [FuzzTarget("store", 2.5, harmed, read)]


def _harmed_lines(rng: random.Random, good: bytes) -> bytes:
    if rng.random() < 0.4:
        return mutate.octets(rng, good)
    changed = mutate.tree(rng, json.loads(good))
    return books.encoded(json.dumps(changed, ensure_ascii=False) + "\n") + good


def _harmed_table(rng: random.Random, good: bytes) -> bytes:
    """Return a table with a column missing, renamed or of another type, or with other cells."""
    table = pl.read_parquet(io.BytesIO(good))
    name = rng.choice(table.columns)
    match rng.randrange(5):
        case 0:
            table = table.drop(name)
        case 1:
            table = table.rename({name: f"{name}_x"})
        case 2:
            table = table.with_columns(pl.lit(None).alias(name))
        case 3 if table.schema[name] == pl.String and table.height:
            cells = [c if c is None else _plain(mutate.text(rng, c)) for c in table[name].to_list()]
            table = table.with_columns(pl.Series(name, cells, pl.String))
        case _:
            table = table.head(rng.randrange(3))
    out = io.BytesIO()
    table.write_parquet(out)
    return out.getvalue()


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


# ---- selections -----------------------------------------------------------------------------


def _selections(snapshot: Snapshot) -> list[FuzzTarget]:
    chosen = Selection(
        "839",
        ("ehcp-20-weeks", "ks4-fsm-gap"),
        ("home", "838", "england"),
        extras=("change", "rank"),
    )
    code = selection.encode(snapshot, chosen)
    file = selection.to_json(chosen)

    def short(rng: random.Random) -> Files:
        parts = code.split(".")
        at = rng.randrange(len(parts))
        parts[at] = mutate.text(rng, parts[at])
        return {
            "text": books.encoded(".".join(parts) if rng.random() < 0.7 else mutate.text(rng, code))
        }

    def decode(files: Files, _folder: Path) -> None:
        decoded, faults = selection.decode(snapshot, text_of(files), home="839")
        assert decoded is not None or faults
        if decoded is not None:
            kept, more = selection.checked(snapshot, decoded)
            assert kept == decoded, more

    def saved(rng: random.Random) -> Files:
        if rng.random() < 0.3:
            return {"text": mutate.octets(rng, file)}
        changed = mutate.tree(rng, json.loads(file))
        return {"text": books.encoded(json.dumps(changed, ensure_ascii=rng.random() < 0.5))}

    def ends(files: Files, _folder: Path) -> None:
        selection.period_named(text_of(files))

    return [
        FuzzTarget("selection in an address", 10, short, decode),
        FuzzTarget(
            "saved selection", 4, saved, lambda f, _p: selection.from_json(snapshot, f["text"])
        ),
        FuzzTarget("ends of periods", 4, _period, ends),
    ]


def _period(rng: random.Random) -> Files:
    good = rng.choice(
        ("2019", "2018/19", "Q1 2025-26", "academic year 2024/25", "spring term 2025")
    )
    return {"text": books.encoded(mutate.text(rng, good))}


# ---- wording and settings ---------------------------------------------------------------------


def _wording() -> list[FuzzTarget]:
    readers: Mapping[str, Any] = {
        "paper.toml": paper_template.read,
        "glossary.toml": glossary.read,
        "topics.toml": topics.topics,
        "tables.toml": ready_made.definitions,
        "guide.toml": user_guide.read_steps,
        "accessibility.toml": accessibility_results.read_limits,
    }
    good = {name: (build.DATA / name).read_text(encoding="utf-8") for name in readers}
    results = (build.DATA / "accessibility-results.json").read_bytes()

    def changed(rng: random.Random) -> Files:
        name = rng.choice(list(good))
        return {name: books.encoded(mutate.toml(rng, good[name]))}

    def read(files: Files, folder: Path) -> None:
        (name,) = files
        readers[name](laid_out(files, folder) / name)

    def measured(rng: random.Random) -> Files:
        if rng.random() < 0.3:
            return {"results.json": mutate.octets(rng, results)}
        return {"results.json": books.encoded(json.dumps(mutate.tree(rng, json.loads(results))))}

    return [
        FuzzTarget("wording files", 4, changed, read),
        FuzzTarget(
            "accessibility results",
            1,
            measured,
            lambda f, p: accessibility_results.read_results(laid_out(f, p) / "results.json"),
        ),
    ]


def _settings() -> FuzzTarget:
    auth = {
        "redirect_uri": "https://kpi.example/oauth2callback", "cookie_secret": "x" * 40,
        "client_id": "kpi", "client_secret": "s", "server_metadata_url": "https://id.example/x",
    }  # fmt: skip
    publishing = {"emails": ["a@b.example"], "groups": ["g"], "group_claim": "groups"}
    claims = {"is_logged_in": True, "email": "a@b.example", "iat": 1_760_000_000, "groups": ["g"]}
    good = {"auth": auth, "publishing": publishing, "claims": claims}
    now = datetime(2025, 10, 9, 9, 0, tzinfo=UTC)

    def changed(rng: random.Random) -> Files:
        made = mutate.tree(rng, good)
        if not isinstance(made, dict) or not all(isinstance(made.get(k), dict) for k in good):
            made = {**good, "claims": mutate.tree(rng, claims)}
        return {"text": json.dumps(made).encode()}

    def read(files: Files, _folder: Path) -> None:
        made = json.loads(files["text"])
        sections = [part if isinstance(part, dict) else {} for part in (made[k] for k in good)]
        rules, faults = access.rules(sections[0], sections[1])
        assert rules is not None or faults or not (sections[0] or sections[1])
        if rules is not None:
            access.officer(sections[2], rules, now)

    return FuzzTarget("sign-in settings and claims", 2, changed, read)
