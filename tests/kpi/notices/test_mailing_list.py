"""Addresses in a file: each checked, none repeated in an error."""

from pathlib import Path

import pytest

from kpi.errors import NoticeError
from kpi.notices import mailing_list
from kpi.notices.mailing_list import addresses, parsed


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_STORE", str(tmp_path / "store"))


def listed(tmp_path: Path, text: str | bytes, name: str = "people.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_each_address_once_in_order_without_comments(tmp_path: Path) -> None:
    text = (
        "\ufeff# members\r\n\r\nb@council.example\r\n"
        "  a.o'neil+kpi@sub.council.example # Councillor\r\n"
        "B@Council.example\n#gone@council.example"
    )
    more = listed(tmp_path, "a.o'neil+kpi@sub.council.example\nc@council.example\n", "more.txt")
    assert addresses([listed(tmp_path, text), more]) == (
        "b@council.example",
        "a.o'neil+kpi@sub.council.example",
        "c@council.example",
    )


@pytest.mark.parametrize(
    "text",
    [
        "a", "a@", "@b.example", "a@b", "a b@c.example", "a@b.example, c@d.example",
        "A Member <a@b.example>", '"a"@b.example', "a@b..example", "a@-", "a@b.exa mple",
        "zoë@b.example", "a@b.example\x00", "a@[127.0.0.1]", f"{'a' * 250}@b.example",
        "a@b.example\tRCPT", "a(c)@b.example", "<a@b.example>", "a@b.example>", "a..b@c.example",
        "a@b.example;", "mailto:a@b.example",
    ],
)  # fmt: skip
def test_a_line_without_an_address_is_named_by_its_number_alone(tmp_path: Path, text: str) -> None:
    assert parsed(text) is None
    with pytest.raises(NoticeError) as fault:
        addresses([listed(tmp_path, f"a@b.example\n{text}\n")])
    assert str(fault.value) == (
        "people.txt: line 2 is no e-mail address; one stands on each line, alone"
    )


def test_many_wrong_lines_are_counted(tmp_path: Path) -> None:
    with pytest.raises(NoticeError) as fault:
        addresses([listed(tmp_path, "secret person\n" * 12)])
    assert "lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more are no e-mail" in str(fault.value)
    assert "secret" not in str(fault.value)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "there is no address in it"),
        (b"# nobody\n", "there is no address in it"),
        (b"\xff\xfea", "the list of addresses is no text in UTF-8"),
        (b"#" * (mailing_list.MOST_BYTES + 1), "the list of addresses is larger than 1 MB"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(NoticeError) as fault:
        addresses([listed(tmp_path, data)])
    assert str(fault.value) == f"people.txt: {told}"


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match=r"none.txt: .* cannot be read: no such file"):
        addresses([tmp_path / "none.txt"])
    with pytest.raises(NoticeError, match="cannot be read: is a directory"):
        addresses([tmp_path])


def test_a_list_in_the_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    inside = listed(tmp_path / "store", "a@b.example\n")
    (tmp_path / "link.txt").symlink_to(inside)
    for path in (inside, tmp_path / "link.txt"):
        with pytest.raises(NoticeError, match="must not lie in the store"):
            addresses([path])


def test_more_than_the_most_are_refused(tmp_path: Path) -> None:
    lines = "".join(f"a{n}@b.example\n" for n in range(mailing_list.MOST_ADDRESSES + 1))
    with pytest.raises(NoticeError, match="there are 5,001 addresses; at most 5,000 are used"):
        addresses([listed(tmp_path, lines)])
