"""Photos drawn anew: what was sent is read, and a picture of our own is made of it that says nothing besides."""

from io import BytesIO

from PIL import Image, ImageOps

from ashilms.errors import Unacceptable

LARGEST = 10 * 1024 * 1024
"""Bytes of a photo as it is sent."""
MOST_PIXELS = 50_000_000
"""What the largest cameras of telephones make; more would only cost memory."""
LONGEST_SIDE = 2_000
"""Pixels of a photo as it is kept: enough to read a plate."""
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 85
NO_PICTURE = (
    "That is no JPEG, PNG or WebP picture that can be read. Take the photo again, or save it as JPEG."
)


def redraw(data: bytes) -> bytes:
    """Return the picture in `data` as a JPEG, upright, without any metadata: no place, no camera, no thumbnail.

    The kind is told by the content alone. Raises `Unacceptable`, at the field `photo`, for what is no such picture,
    too large a file, or too many pixels; those are counted before anything is drawn.
    """
    if len(data) > LARGEST:
        raise Unacceptable(
            f"That photo is larger than {LARGEST // (1024 * 1024)} MB. Send a smaller one.", "photo"
        )
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as sent:
            _refuse_vast(sent)
            return _as_jpeg(sent)
    except (OSError, ValueError, SyntaxError, EOFError) as problem:
        raise Unacceptable(NO_PICTURE, "photo") from problem
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise Unacceptable(TOO_MANY, "photo") from problem


TOO_MANY = f"That photo has more than {MOST_PIXELS // 1_000_000} million pixels. Send a smaller one."


def _refuse_vast(sent: Image.Image) -> None:
    if sent.width * sent.height > MOST_PIXELS:
        raise Unacceptable(TOO_MANY, "photo")


def _as_jpeg(sent: Image.Image) -> bytes:
    """Paste it onto a sheet of ours, of which alone what is written is made."""
    sent.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # first, so that a JPEG is never unfolded whole
    seen = ImageOps.exif_transpose(sent).convert("RGBA")
    sheet = Image.new("RGB", seen.size, "white")
    sheet.paste(seen, mask=seen.getchannel("A"))
    made = BytesIO()
    sheet.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()
