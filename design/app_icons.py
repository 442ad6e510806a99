"""Draw the icons of the page that a phone puts on its home screen: `python design/app_icons.py`; a test compares them.

The mark on the ground of an action, well inside the circle that phones cut out of a maskable icon.
"""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

STATIC = Path(__file__).resolve().parent.parent / "ashilms" / "static" / "offline"
SIZES = (192, 512)
GROUND, BARS, BOB = "#1f4068", "#ffffff", "#d9b765"
FINE = 4
"""Drawn so many times larger, and made smaller, so that its edges are smooth."""


def draw_icon(size: int) -> bytes:
    """Return the icon as a PNG of so many pixels a side."""
    wide = size * FINE
    picture = Image.new("RGB", (wide, wide), GROUND)
    pen, unit = ImageDraw.Draw(picture), wide / 64  # the mark is 26 by 30 units, in the middle of 64

    def box(x: float, y: float, width: float, height: float, colour: str) -> None:
        left, top = (19 + x) * unit, (17 + y) * unit
        pen.rectangle((left, top, left + width * unit, top + height * unit), fill=colour)

    box(0, 0, 26, 3, BARS)
    box(0, 6, 26, 1.4, BARS)
    box(12.2, 7, 1.6, 9, BARS)
    bob = [(9, 15), (17, 15), (17, 18.2), (16.2, 21.5), (13, 29), (9.8, 21.5), (9, 18.2)]
    pen.polygon([((19 + x) * unit, (17 + y) * unit) for x, y in bob], fill=BOB)
    made = BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(made, "PNG", optimize=True)
    return made.getvalue()


if __name__ == "__main__":
    for size in SIZES:
        (STATIC / f"icon-{size}.png").write_bytes(draw_icon(size))
