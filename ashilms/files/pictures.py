"""Pictures drawn anew: what was sent is read, and one of our own is made of it that says nothing besides."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageOps

from ashilms.errors import Unacceptable

LARGEST = 10 * 1024 * 1024
"""Bytes of a photo as it is sent."""
MOST_PIXELS = 50_000_000
"""What the largest cameras of telephones make; more would only cost memory."""
MOST_DRAWN = 16_000_000
"""Pixels of a logo, seal or signature as it is sent: of a drawing, a file of a few kilobytes may hold them all."""
LONGEST_SIDE = 2_000
"""Pixels of a photo as it is kept: enough to read a plate."""
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 85
NO_DRAWING = "That is no PNG, JPEG or WebP picture that can be read. Export it as PNG."
NO_PICTURE = (
    "That is no JPEG, PNG or WebP picture that can be read. Take the photo again, or save it as JPEG."
)


def redraw(data: bytes) -> bytes:
    """Return the picture in `data` as a JPEG, upright, without any metadata: no place, no camera, no thumbnail.

    The kind is told by the content alone. Raises `Unacceptable`, at the field `photo`, for what is no such picture,
    too large a file, or too many pixels; those are counted before anything is drawn.
    """
    return _redrawn(data, _as_jpeg, "photo", NO_PICTURE, MOST_PIXELS)


def redraw_drawing(data: bytes, *, longest_side: int, most: int) -> bytes:
    """Return the logo, seal or signature in `data` as a PNG that keeps what is see-through.

    It has `longest_side` pixels at most, and fewer where it would have more than `most` bytes. Raises `Unacceptable` at
    the field `file`, as `redraw` does.
    """
    return _redrawn(data, lambda sent: _as_png(sent, longest_side, most), "file", NO_DRAWING, MOST_DRAWN)


def _redrawn(
    data: bytes, draw: Callable[[Image.Image], bytes], field: str, unreadable: str, pixels: int
) -> bytes:
    if len(data) > LARGEST:
        raise Unacceptable(
            f"That {NOUNS[field]} is larger than {LARGEST // (1024 * 1024)} MB. Send a smaller one.", field
        )
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as sent:
            if sent.width * sent.height > pixels:
                raise Unacceptable(_too_many(field, pixels), field)
            return draw(sent)
    except (OSError, ValueError, SyntaxError, EOFError) as problem:
        raise Unacceptable(unreadable, field) from problem
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise Unacceptable(_too_many(field, pixels), field) from problem


SHADES = ("L", "RGB", "RGBA")
NOUNS = {"photo": "photo", "file": "picture"}


def _too_many(field: str, pixels: int) -> str:
    return f"That {NOUNS[field]} has more than {pixels // 1_000_000} million pixels. Send a smaller one."


def _as_png(sent: Image.Image, longest_side: int, most: int) -> bytes:
    """Paste it onto a sheet of ours that nothing is on."""
    shades = (
        sent if sent.mode in SHADES else sent.convert("RGBA")
    )  # made smaller, others take the nearest pixel
    shades.thumbnail((longest_side, longest_side))
    seen = ImageOps.exif_transpose(shades).convert("RGBA")
    sheet = Image.new("RGBA", seen.size)
    sheet.paste(seen)
    while len(made := _written(sheet)) > most:
        sheet.thumbnail((sheet.width * 3 // 4, sheet.height * 3 // 4))
    return made


def _written(sheet: Image.Image) -> bytes:
    made = BytesIO()
    sheet.save(made, "PNG", optimize=True)
    return made.getvalue()


def _as_jpeg(sent: Image.Image) -> bytes:
    """Paste it onto a sheet of ours, of which alone what is written is made."""
    sent.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # first, so that a JPEG is never unfolded whole
    seen = ImageOps.exif_transpose(sent).convert("RGBA")
    sheet = Image.new("RGB", seen.size, "white")
    sheet.paste(seen, mask=seen.getchannel("A"))
    made = BytesIO()
    sheet.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()
