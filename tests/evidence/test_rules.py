"""What is a film, how long it lasts, and that it says nothing of where it was taken."""

from struct import pack

import pytest

from ashilms.evidence.rules.files import digest_of_files
from ashilms.files.films import read_film
from tests.evidence.films import PLACE, box, film

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize("handlers", [(b"vide", b"soun"), (b"vide",), (b"soun", b"vide", b"meta")])
def test_a_film_is_kept_without_what_it_says_of_place_and_device(handlers: tuple[bytes, ...]) -> None:
    """T13: every box of metadata is emptied where it stands, so that picture and sound stay where they are."""
    sent = film(handlers=handlers)
    assert sent.count(PLACE) == len(handlers) + 2
    read = read_film(sent)
    assert PLACE not in read.data
    assert (len(read.data), read.seconds) == (len(sent), 12.0)
    assert b"picture and sound" in read.data
    assert read.data.count(b"trak") == len(set(handlers) & {b"vide", b"soun"})
    assert read_film(read.data) == read, "and once is enough"


def test_a_long_film_is_read_by_its_long_header() -> None:
    head = box(b"mvhd", b"\1", bytes(19), pack(">IQ", 1000, 61_000), bytes(80))
    tracks = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), b"vide", bytes(13))))
    data = box(b"ftyp", b"mp42", bytes(4)) + box(b"moov", head, tracks)
    data += pack(">I4sQ", 1, b"mdat", 20) + b"data"
    assert read_film(data).seconds == 61.0


@pytest.mark.parametrize(
    "data",
    [
        b"",
        film()[:-1],
        film(after=b"<script>"),
        film(after=b"PK\x03\x04\x14\0\0\0"),
        film(brand=b"heic"),
        film(brand=b"avif"),
        film(brand=b"M4A "),
        film(handlers=(b"soun",)),
        film(handlers=()),
        box(b"ftyp", b"isom", bytes(4)) + box(b"mdat", b"x"),
        film()[20:],
        film() + film(),
        b"\0\0\0\x08ftyp",
        film().replace(b"mvhd", b"xxxx"),
        film().replace(pack(">II", 600, 7200), pack(">II", 0, 7200)),
    ],
)
def test_what_is_no_whole_film_is_refused(data: bytes) -> None:
    """T13: a picture of the same family, sound alone, a file cut short, one with another behind it."""
    with pytest.raises(ValueError, match="no film"):
        read_film(data)


def test_the_digest_of_files_is_the_same_in_any_order_and_another_for_any_other_file() -> None:
    """T02, V11.4.3."""
    assert digest_of_files(["b", "a"]) == digest_of_files(["a", "b"])
    assert len({digest_of_files(names) for names in ([], ["a"], ["a", "b"], ["ab"], ["a", "c"])}) == 5
