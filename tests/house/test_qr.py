"""QR codes: read back from what is shown, by a reader that shares no code with the writer."""

import re
from urllib.parse import unquote

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from ashilms.qr import qr_picture

ADDRESS = "https://school.example/c/4N7Q2V8K3M6P9R5T1W0X7Y2Z8A"


def shown(picture: str, scale: int = 4) -> Image.Image:
    """Return an SVG of level strokes as a browser would show it."""
    svg = unquote(picture.partition(",")[2])
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])  # type: ignore[index]
    drawn = Image.new("L", (side * scale, side * scale), 255)
    for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", svg):
        left, top = int(x) * scale, int(y) * scale
        ImageDraw.Draw(drawn).rectangle((left, top, left + int(length) * scale - 1, top + scale - 1), fill=0)
    return drawn


@pytest.mark.parametrize(
    "text",
    [
        ADDRESS,
        "otpauth://totp/School:ana%40example.org?secret=JBSWY3DPEHPK3PXP&issuer=School",
        "Łódź 足圧",
        "x" * 900,
    ],
    ids=["address", "authenticator", "letters", "long"],
)
def test_it_is_read_as_it_was_written(text: str) -> None:
    [code] = zxingcpp.read_barcodes(shown(qr_picture(text)))
    assert (code.text, code.ec_level, code.format) == (text, "M", zxingcpp.BarcodeFormat.QRCode)


def test_it_has_the_size_the_margin_and_the_colours_asked_for() -> None:
    svg = unquote(qr_picture(ADDRESS, scale=5, border=4))
    bare = unquote(qr_picture(ADDRESS, border=0, ink="#14323f", ground=None))
    modules = 33  # version 4
    assert (
        f'width="{(modules + 8) * 5}" height="{(modules + 8) * 5}" viewBox="0 0 {modules + 8} {modules + 8}"'
        in svg
    )
    assert '<path fill="#fff" ' in svg
    assert '<path stroke="#000" d="M4 4.5h7M' in svg
    assert (
        f'viewBox="0 0 {modules} {modules}" shape-rendering="crispEdges"><path stroke="#14323f" d="M0 0.5h7M'
        in bare
    )


def test_more_than_a_code_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        qr_picture("x" * 3000)
