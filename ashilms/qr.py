"""QR codes as pictures: what a page's `src` takes."""

from itertools import groupby
from typing import Any
from urllib.parse import quote

import zxingcpp


def qr_picture(
    text: str, *, scale: int = 1, border: int = 4, ink: str = "#000", ground: str | None = "#fff"
) -> str:
    """Return a QR code (ISO/IEC 18004, error correction M) of `text` as the address of an SVG document.

    `scale` is the size of a module in pixels. `border` is the quiet zone in modules, four by the standard; none where
    the page leaves it. `ground` is what it lies on; `None`: what is beneath it. Raises `ValueError` for more than a
    code can hold.
    """
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = code.to_image(scale=1, add_quiet_zones=False)  # a buffer, which its types don't say
    modules: list[list[int]] = memoryview(image).tolist()  # type: ignore[assignment]  # it has two dimensions
    side = len(modules) + 2 * border
    laid = "" if ground is None else f'<path fill="{ground}" d="M0 0h{side}v{side}h-{side}z"/>'
    return "data:image/svg+xml;charset=utf-8," + quote(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side * scale}" height="{side * scale}"'
        f' viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'{laid}<path stroke="{ink}" d="{_strokes(modules, border)}"/></svg>'
    )


def _strokes(modules: list[list[int]], border: int) -> str:
    """Return a path with a level stroke for each run of dark modules."""
    steps = []
    for row, values in enumerate(modules):
        x = border
        for value, run in groupby(values):
            length = len(list(run))
            if not value:
                steps.append(f"M{x} {border + row}.5h{length}")
            x += length
    return "".join(steps)
