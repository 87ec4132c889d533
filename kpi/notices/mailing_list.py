"""The addresses that a digest goes to: a file outside the store, one address a line.

No address is ever repeated in an error: a line is named by its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email.errors import HeaderParseError
from email.headerregistry import Address
from pathlib import Path

from kpi.errors import NoticeError
from kpi.store import snapshots

MOST_ADDRESSES = 5_000
MOST_BYTES = 1_000_000
_MOST_NAMED = 10


def addresses(files: Sequence[Path]) -> tuple[str, ...]:
    """Return every address of some files, each once, in their order.

    Blank lines, and what follows a # at the start of a line or after a space, are left out. Raises
    NoticeError that names each line that holds no address, or a file that cannot be used.
    """
    by_folded: dict[str, str] = {}
    for file in files:
        for address in _of_file(file):
            by_folded.setdefault(address.casefold(), address)
    if not by_folded:
        raise NoticeError(f"{', '.join(file.name for file in files)}: there is no address in it")
    if len(by_folded) > MOST_ADDRESSES:
        raise NoticeError(
            f"there are {len(by_folded):,} addresses; at most {MOST_ADDRESSES:,} are used"
        )
    return tuple(by_folded.values())


def _of_file(file: Path) -> Iterator[str]:
    wrong = []
    for number, line in enumerate(_text(file).splitlines(), start=1):
        text = "" if line.lstrip().startswith("#") else line.partition(" #")[0].strip()
        if text and not _is_address(text):
            wrong.append(number)
        elif text:
            yield text
    if wrong:
        named = ", ".join(map(str, wrong[:_MOST_NAMED]))
        more = f" and {len(wrong) - _MOST_NAMED} more" if len(wrong) > _MOST_NAMED else ""
        lines = f"line {named} is" if len(wrong) == 1 else f"lines {named}{more} are"
        raise NoticeError(f"{file.name}: {lines} no e-mail address; one stands on each line, alone")


def _text(file: Path) -> str:
    where = snapshots.root()
    if isinstance(where, Path) and file.resolve().is_relative_to(where.resolve()):
        raise NoticeError(f"{file.name}: the list of addresses must not lie in the store")
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as fault:
        why = (fault.strerror or "it cannot be opened").lower()
        raise NoticeError(f"{file.name}: the list of addresses cannot be read: {why}") from None
    if len(data) > MOST_BYTES:
        raise NoticeError(f"{file.name}: the list of addresses is larger than 1 MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NoticeError(f"{file.name}: the list of addresses is no text in UTF-8") from None


def _is_address(text: str) -> bool:
    return parsed(text) is not None


def parsed(text: str) -> Address | None:
    """Return an address such as `a.member@council.example` as its parts; None for any other text.

    Only one of plain letters, which every relay takes, with a host of at least two parts.
    """
    if not (text.isascii() and text.isprintable()) or len(text) > 254:
        return None
    try:
        address = Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError, AttributeError):
        return None
    parts = address.domain.split(".")
    is_plain = address.addr_spec == text and '"' not in text and " " not in text
    is_host = len(parts) > 1 and all(part.replace("-", "").isalnum() for part in parts)
    return address if is_plain and is_host and address.username else None
