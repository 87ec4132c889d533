"""A benchmarks table too large for memory: one sorted Parquet file, read a measure at a time.

The file is sorted by measure, so the statistics in its footer say which row groups hold one;
nothing else is read. Hashing a file of a gigabyte would make every start wait for bytes that
nobody needs. So at loading the size and the footer are checked against the manifest, and each
row group against its own checksum there, the first time it is read. `opened` with `whole` reads
the whole file.
"""

from __future__ import annotations

import hashlib
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kpi.errors import StoreError

NEWEST = "benchmarks_newest.parquet"  # each measure's newest periods, where the store has it
COLUMNS = (
    "measure", "area", "label", "year_number", "period_kind", "period_start", "period_end",
    "value", "symbol", "status",
)  # fmt: skip
_PERIOD = ("label", "period_kind", "period_start", "period_end")
_CHUNK_GROUPS = 16  # row groups in memory at a time when a whole file is read
_TAIL = 8  # the footer's length and Parquet's magic number end the file


def checksums(path: Path) -> dict[str, Any]:
    """Return what a manifest records of a large Parquet file besides its rows and whole checksum.

    bytes, footer_sha256 and row_groups: the SHA-256 of each row group's bytes, in order.
    """
    metadata = pq.read_metadata(path)
    with path.open("rb") as stream:
        return {
            "bytes": path.stat().st_size,
            "footer_sha256": _footer_digest(stream),
            "row_groups": [
                _group_digest(stream, metadata, g) for g in range(metadata.num_row_groups)
            ],
        }


def opened(folder: Path, manifest: Mapping[str, Any], *, whole: bool) -> LazyBenchmarks:
    """Open the benchmarks of a snapshot's folder; `whole` checks every byte against the manifest.

    A file whose row groups have no checksums in the manifest is always read whole. Raises
    StoreError.
    """
    newest = _open(folder, NEWEST, manifest, whole, None) if NEWEST in manifest["files"] else None
    return _open(folder, "benchmarks.parquet", manifest, whole, newest)


def _open(
    folder: Path,
    name: str,
    manifest: Mapping[str, Any],
    whole: bool,
    newest: LazyBenchmarks | None,
) -> LazyBenchmarks:
    about = manifest["files"][name]
    where = f"Snapshot {folder.name}: {name}"
    benchmarks = LazyBenchmarks(folder / name, about, where=where, newest=newest)
    if benchmarks.height != about.get("rows"):
        raise StoreError(
            f"{where} is damaged: it has {benchmarks.height:,} rows, not {about.get('rows')}."
        )
    if whole or not about.get("row_groups"):
        with (folder / name).open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != about["sha256"]:
                raise StoreError(
                    f"{where} is damaged or was changed: its checksum is not the published one."
                )
    return benchmarks


class LazyBenchmarks:
    """The rows of a sorted Parquet file by measure; safe to share between threads.

    height: its number of rows. groups_read: how many row groups were read so far. Raises
    StoreError, one clear line, for a file that is missing, damaged or not sorted by measure.
    """

    def __init__(
        self, path: Path, about: Mapping[str, Any], *, where: str, newest: LazyBenchmarks | None
    ) -> None:
        self._where, self._lock = where, threading.Lock()
        self._known: Sequence[str] = about.get("row_groups") or ()
        try:
            self._stream = path.open("rb")
            self._check_ends(about)
            # Text stays encoded as a dictionary, and a few short reads need no thread to prefetch.
            self._reader = pq.ParquetFile(path, read_dictionary=["measure"], pre_buffer=False)
        except FileNotFoundError:
            raise StoreError(f"{where} is missing.") from None
        except (OSError, pa.ArrowException) as fault:
            raise StoreError(f"{where} is not a readable Parquet file.") from fault
        metadata = self._reader.metadata
        if lacking := [name for name in COLUMNS if name not in self._reader.schema_arrow.names]:
            raise StoreError(f"{where} lacks the columns {', '.join(lacking)}.")
        self._first, self._last = self._ends_of("measure")
        if self._known and len(self._known) != metadata.num_row_groups:
            raise StoreError(f"{where} is damaged: it has other row groups than its manifest.")
        self._is_checked = bytearray(metadata.num_row_groups)
        self._newest = newest
        self.height = int(metadata.num_rows)
        self.groups_read = 0

    def groups_of(self, measure: str) -> range:
        """Return the row groups that may hold a measure, by their least and greatest measure."""
        # Both lists are sorted, as the file is.
        return range(bisect_left(self._last, measure), bisect_right(self._first, measure))

    def rows(self, measures: Sequence[str], columns: Sequence[str] = COLUMNS) -> pl.DataFrame:
        """Return all rows of some measures in the order of the file."""
        groups = sorted({group for name in measures for group in self.groups_of(name)})
        read = self._read(groups, columns)
        if len(measures) == 1:  # its rows are contiguous
            is_one = _is_measure(read.column("measure"), measures[0])
            first, count = pc.index(is_one, True).as_py(), pc.sum(is_one).as_py() or 0
            return self._frame(read.slice(max(first, 0), count))
        return self._frame(read).filter(pl.col("measure").is_in(list(measures)))

    def newest(
        self, columns: Sequence[str], chosen: Callable[[pl.DataFrame], pl.DataFrame]
    ) -> Iterator[pl.DataFrame]:
        """Yield the rows of each measure's newest periods in parts, each of whole measures.

        `chosen` picks them: given the distinct measure, label and period columns it returns the
        measure and label of those wanted. Where the store has a table made beforehand, that is read
        instead, and `chosen` is not called; else the whole file is read, which takes seconds for
        tens of millions of rows but never holds more than a part of them.
        """
        if self._newest:
            yield from self._newest._parts(columns)
            return
        for part in self._parts(columns):
            wanted = chosen(part.select("measure", *_PERIOD).unique())
            keys = pl.Schema({name: part.schema[name] for name in ("measure", "label")})
            yield part.join(wanted.cast(keys), on=keys.names(), how="semi")

    def time_span(self) -> tuple[date | None, date | None]:
        """Return the first and the last day a period ends on, from statistics alone."""
        first, last = self._ends_of("period_end")
        return (min(first), max(last)) if first and last else (None, None)

    # ---- parts ----------------------------------------------------------------------------

    def _parts(self, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        carried: pl.DataFrame | None = None
        for start in range(0, len(self._is_checked), _CHUNK_GROUPS):
            groups = range(start, min(start + _CHUNK_GROUPS, len(self._is_checked)))
            part = self._frame(self._read(groups, columns))
            part = part if carried is None else pl.concat([carried, part])
            # The last measure may continue in the next part.
            goes_on = part["measure"] == part["measure"][-1]
            carried = part.filter(goes_on)
            yield part.filter(~goes_on)
        if carried is not None:
            yield carried

    def _read(self, groups: Sequence[int], columns: Sequence[str]) -> pa.Table:
        wanted = ["measure", *(name for name in columns if name != "measure")]
        with self._lock:  # the reader has a single position in the file
            try:
                for group in groups:
                    self._check(group)
                table = self._reader.read_row_groups(list(groups), wanted, use_threads=False)
            except (OSError, pa.ArrowException) as fault:
                raise StoreError(f"{self._where} is damaged: it cannot be read.") from fault
            self.groups_read += len(groups)
        return table

    def _check(self, group: int) -> None:
        if self._is_checked[group] or not self._known:
            return  # without checksums of row groups the whole file was checked at opening
        if _group_digest(self._stream, self._reader.metadata, group) != self._known[group]:
            raise StoreError(
                f"{self._where} is damaged or was changed: row group {group + 1} of "
                f"{len(self._known)} has not the published checksum."
            )
        self._is_checked[group] = True

    def _check_ends(self, about: Mapping[str, Any]) -> None:
        size = self._stream.seek(0, 2)
        changed = f"{self._where} is damaged or was changed"
        if "bytes" in about and size != about["bytes"]:
            raise StoreError(
                f"{changed}: it has {size:,} bytes, published were {about['bytes']:,}."
            )
        if "footer_sha256" in about and _footer_digest(self._stream) != about["footer_sha256"]:
            raise StoreError(f"{changed}: its footer has not the published checksum.")

    def _ends_of(self, column: str) -> tuple[list[Any], list[Any]]:
        """Return the least and the greatest values of the row groups that have any."""
        metadata = self._reader.metadata
        place = self._reader.schema_arrow.get_field_index(column)
        statistics = [
            metadata.row_group(g).column(place).statistics for g in range(metadata.num_row_groups)
        ]
        if any(s is None or not (s.has_min_max or s.null_count) for s in statistics):
            raise StoreError(f"{self._where} has no statistics of {column} to find rows by.")
        pairs = [(s.min, s.max) for s in statistics if s.has_min_max]
        first, last = [low for low, _ in pairs], [high for _, high in pairs]
        if column == "measure" and (first != sorted(first) or last != sorted(last)):
            raise StoreError(f"{self._where} is not sorted by measure.")
        return first, last

    def _frame(self, table: pa.Table) -> pl.DataFrame:
        frame = pl.from_arrow(table)
        if not isinstance(frame, pl.DataFrame):
            raise StoreError(f"{self._where} holds no table.")
        return frame


def _is_measure(column: pa.ChunkedArray, measure: str) -> pa.ChunkedArray:
    """Return whether each row is of a measure, comparing dictionary codes rather than text."""
    matches = [
        pc.equal(chunk.indices, pc.index(chunk.dictionary, measure).as_py())
        for chunk in column.chunks
    ]
    return pa.chunked_array(matches, pa.bool_())


def _footer_digest(stream: BinaryIO) -> str:
    """Return the SHA-256 of a Parquet file's footer, whose length precedes the closing mark."""
    stream.seek(-_TAIL, 2)
    length = int.from_bytes(stream.read(4), "little")
    stream.seek(max(-(length + _TAIL), -stream.seek(0, 2)), 2)
    return hashlib.sha256(stream.read()).hexdigest()


def _group_digest(stream: BinaryIO, metadata: pq.FileMetaData, group: int) -> str:
    """Return the SHA-256 of a row group's bytes; its columns are contiguous."""
    about = metadata.row_group(group)
    columns = [about.column(place) for place in range(about.num_columns)]
    first = columns[0]
    start = first.dictionary_page_offset or first.data_page_offset
    stream.seek(start)
    return hashlib.sha256(stream.read(sum(c.total_compressed_size for c in columns))).hexdigest()
