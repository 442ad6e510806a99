"""The icons of the page on a home screen are what the design draws."""

import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

DESIGN = Path(__file__).parents[2] / "design"


@pytest.mark.any_database
def test_the_icons_are_those_of_the_design(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compared as pictures: how a PNG is packed differs from one version of the library to the next."""
    monkeypatch.setattr(sys, "path", [str(DESIGN), *sys.path])
    import app_icons

    for size in app_icons.SIZES:
        drawn = Image.open(BytesIO(app_icons.draw_icon(size))).convert("RGB")
        kept = Image.open(app_icons.STATIC / f"icon-{size}.png").convert("RGB")
        assert drawn.size == kept.size == (size, size)
        assert ImageChops.difference(drawn, kept).getbbox() is None
