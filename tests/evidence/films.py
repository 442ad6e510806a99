"""Small files to be attached: films box by box, photos that say where they were taken, papers."""

from io import BytesIO
from struct import pack

from PIL import Image

PLACE = b"+48.8577+002.295/"
PAPER = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def box(kind: bytes, *content: bytes) -> bytes:
    """Return one box of an MP4 file."""
    body = b"".join(content)
    return pack(">I4s", 8 + len(body), kind) + body


def track(handler: bytes) -> bytes:
    """Return a track that holds pictures (`vide`), sound (`soun`) or something else, and says where it was taken."""
    hdlr = box(b"hdlr", bytes(8), handler, bytes(12), b"\0")
    return box(b"trak", box(b"mdia", hdlr), box(b"udta", PLACE))


def film(
    *,
    seconds: int = 12,
    brand: bytes = b"isom",
    handlers: tuple[bytes, ...] = (b"vide", b"soun"),
    after: bytes = b"",
) -> bytes:
    """Return a film that says in four places where it was taken."""
    mvhd = box(b"mvhd", bytes(12), pack(">II", 600, 600 * seconds), bytes(80))
    tracks = [track(handler) for handler in handlers]
    moov = box(b"moov", mvhd, *tracks, box(b"udta", box(b"\xa9xyz", PLACE)), box(b"meta", PLACE))
    return box(b"ftyp", brand, bytes(4), brand) + box(b"mdat", b"picture and sound") + moov + after


def photo(shade: int = 0) -> bytes:
    """Return a photo that says where it was taken, and by which camera."""
    about = Image.Exif()
    about[0x010F], about[0x8825] = "Camera", {1: "N", 2: (48.0, 51.0, 28.0)}
    made = BytesIO()
    Image.new("RGB", (16, 16), (shade, 0, 0)).save(made, "JPEG", exif=about)
    return made.getvalue()
