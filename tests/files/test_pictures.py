"""Photos drawn anew: what is kept of them, and what is refused."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from ashilms.errors import Unacceptable
from ashilms.files import pictures
from ashilms.files.rules import JPEG, kind_of

pytestmark = pytest.mark.any_database

WHERE = "51 deg 30 min N"


def picture(kind: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", **more: Any) -> bytes:
    made = BytesIO()
    Image.new(mode, size, "red").save(made, kind, **more)
    return made.getvalue()


def told() -> Image.Exif:
    """Return what a telephone writes into a photo: its make, that it lay on its side, and where it was."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Maker of telephones", 6
    exif.get_ifd(0x8825)[29] = WHERE
    return exif


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_a_photo_is_kept_upright_without_place_and_camera(kind: str) -> None:
    """T12, T13, V5.2.2: whatever it was sent as, a JPEG is made of its pixels alone."""
    sent = picture(kind, exif=told(), comment=b"by me") if kind == "JPEG" else picture(kind, exif=told())
    assert b"Maker of telephones" in sent
    made = pictures.redraw(sent)
    assert kind_of(made) == JPEG
    assert b"Maker" not in made
    assert WHERE.encode() not in made
    with Image.open(BytesIO(made)) as kept:
        assert (kept.size, dict(kept.getexif()), kept.info.keys() & {"exif", "comment", "icc_profile"}) == (
            (20, 40), {}, set(),
        )  # fmt: skip


def test_what_is_hidden_behind_a_picture_is_gone() -> None:
    """T13: a script, a zip or a PDF at its end."""
    for hidden in (b"<script>alert(1)</script>", b"PK\x03\x04zip", b"%PDF-1.7\n%%EOF"):
        assert hidden not in pictures.redraw(picture("PNG") + hidden)


def test_a_large_photo_is_made_smaller_and_what_is_clear_is_white() -> None:
    with Image.open(BytesIO(pictures.redraw(picture("JPEG", (3000, 1500))))) as kept:
        assert kept.size == (2000, 1000)
    clear = BytesIO()
    Image.new("RGBA", (9, 9), (255, 0, 0, 0)).save(clear, "PNG")
    with Image.open(BytesIO(pictures.redraw(clear.getvalue()))) as kept:
        assert kept.getpixel((4, 4)) == (255, 255, 255)


def vast() -> bytes:
    """Return a PNG of a few bytes that says it had 400 million pixels."""
    small = bytearray(picture("PNG", (1, 1)))
    small[16:24] = (20_000).to_bytes(4, "big") * 2
    return bytes(small)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (b"", "no JPEG, PNG or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "no JPEG, PNG or WebP"),
        (b"GIF89a<html>", "no JPEG, PNG or WebP"),
        (b"%PDF-1.7\n%%EOF", "no JPEG, PNG or WebP"),
        (picture("GIF"), "no JPEG, PNG or WebP"),
        (picture("BMP"), "no JPEG, PNG or WebP"),
        (picture("JPEG")[:200], "no JPEG, PNG or WebP"),
        (picture("PNG")[:30], "no JPEG, PNG or WebP"),
        (b"\xff\xd8\xff" + b"0" * 100 + b"\xff\xd9", "no JPEG, PNG or WebP"),
        (b"x" * (pictures.LARGEST + 1), "larger than 10 MB"),
        (picture("PNG", (10_000, 6_000), "1"), "50 million pixels"),
    ],
    ids=[
        "nothing",
        "svg",
        "html",
        "pdf",
        "gif",
        "bmp",
        "half a jpeg",
        "half a png",
        "marks",
        "large",
        "vast",
    ],
)
def test_what_is_no_photo_is_refused(sent: bytes, says: str) -> None:
    """T13, T14, V5.2.2: told by its content; pixels are counted before any is drawn."""
    with pytest.raises(Unacceptable, match=says) as refused:
        pictures.redraw(sent)
    assert refused.value.field == "photo"


def test_a_picture_that_lies_about_its_size_is_refused_before_it_is_drawn() -> None:
    """T14, V5.2.2."""
    with pytest.raises(Unacceptable):
        pictures.redraw(vast())
