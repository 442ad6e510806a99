"""What a page can reach: its own assets, pictures that it carries, nothing else. Drawn for real each time."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from ashilms.documents.pdf import About, NotDrawn, draw_pdf
from tests.documents.conftest import PIXEL, SECRET, SECRET_DRAWN, Canary

ABOUT = About("A page", "School", "Test", "en", datetime(2026, 11, 24, tzinfo=UTC), bytes(16))
Draw = Callable[[str], bytes]

OUT = "{out}"
"""Stands for an address outside: of the canary's server, and of a file with a secret."""
INJECTIONS = {
    "img": f'<img alt="x" src="{OUT}">',
    "img srcset": f'<img alt="x" srcset="{OUT} 2x">',
    "img in a style": f'<p style="background:url({OUT})">x</p>',
    "list bullet": f'<ul style="list-style-image:url({OUT})"><li>x</ul>',
    "content": f"<style>p::before{{content:url({OUT})}}</style><p>x</p>",
    "border image": f'<p style="border:1px solid;border-image:url({OUT}) 1">x</p>',
    "stylesheet": f'<link rel="stylesheet" href="{OUT}">',
    "alternate stylesheet": f'<link rel="alternate stylesheet" href="{OUT}">',
    "import": f"<style>@import url({OUT});</style>",
    "import as a string": f"<style>@import '{OUT}';</style>",
    "font": f"<style>@font-face{{font-family:f;src:url({OUT})}}</style><p style='font-family:f'>x</p>",
    "font of the machine": "<style>@font-face{font-family:f;src:local('DejaVu Sans')} p{font-family:f}</style><p>x</p>",
    "page background": f"<style>@page{{background:url({OUT})}}</style>",
    "link to attach": f'<link rel="attachment" href="{OUT}">',
    "anchor to attach": f'<a rel="attachment" href="{OUT}">x</a>',
    "object": f'<object data="{OUT}" type="image/svg+xml"></object>',
    "embed": f'<embed src="{OUT}" type="image/svg+xml">',
    "iframe": f'<iframe src="{OUT}"></iframe>',
    "video poster": f'<video poster="{OUT}"></video>',
    "input image": f'<input type="image" alt="x" src="{OUT}">',
    "script": f'<script src="{OUT}"></script>',
    "refresh": f'<meta http-equiv="refresh" content="0;url={OUT}">',
    "base": f'<base href="{OUT}/"><img alt="x" src="dot.svg">',
    "svg image": f'<svg viewBox="0 0 9 9"><image href="{OUT}" width="9" height="9"/></svg>',
    "svg use": f'<svg viewBox="0 0 9 9"><use href="{OUT}#a"/></svg>',
    "svg style import": f"<svg viewBox='0 0 9 9'><style>@import url({OUT});</style><path d='M0 0h9'/></svg>",
    "svg stylesheet": f'<img alt="x" src="data:image/svg+xml,%3C?xml-stylesheet href=%22{OUT}%22?%3E'
    '%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 9 9%22/%3E">',
    "svg in an address": '<img alt="x" src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 '
    f'viewBox=%220 0 9 9%22%3E%3Cimage href=%22{OUT}%22 width=%229%22 height=%229%22/%3E%3C/svg%3E">',
    "svg entity": '<img alt="x" src="data:image/svg+xml,%3C!DOCTYPE svg [%3C!ENTITY e SYSTEM %22'
    f'{OUT}%22%3E]%3E%3Csvg xmlns=%22http://www.w3.org/2000/svg%22%3E%3Ctext%3E%26e;%3C/text%3E%3C/svg%3E">',
    "text as a picture": '<img alt="x" src="data:text/html,<p>x">',
    "attached text": '<a rel="attachment" href="data:text/plain,x">x</a>',
    "host with a user": '<img alt="x" src="{out_with_user}">',
    "other schemes": '<img alt="x" src="ftp://127.0.0.1/x">'
    '<img alt="x" src="gopher://127.0.0.1/"><img alt="x" src="//127.0.0.1/x">',
    "the assets' host spelt otherwise": '<img alt="x" src="https://assets.invalid/dot.svg"><img alt="x" src="HTTPS://x.assets.invalid/">',
}


@pytest.fixture
def draw(assets: Path) -> Draw:
    def page(body: str) -> bytes:
        return draw_pdf(f"<html lang=en><body>{body}", stylesheets=["page.css"], assets=assets, about=ABOUT)

    return page


def everything_in(pdf: bytes) -> bytes:
    """Return all that a PDF holds, unfolded, with the glyphs of its text as they are."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        parts = [o.read_bytes() for o in opened.objects if isinstance(o, pikepdf.Stream)]
        return b"\n".join([*parts, *(repr(o).encode() for o in opened.objects)])


def tells(held: bytes) -> bool:
    """Return whether the secret file is in there, as it is or drawn."""
    return SECRET.encode() in held or SECRET_DRAWN.encode() in held


@pytest.mark.parametrize("what", list(INJECTIONS))
def test_nothing_injected_leads_outside(what: str, draw: Draw, canary: Canary, secret: Path) -> None:
    """T18, V1.3.6, V13.2.5: WeasyPrint's own fetcher follows 17 of 29 such addresses and hands over 2 files."""
    before = list(canary.visits)
    for out in (canary.address + "/x.svg", secret.as_uri()):
        with_user = out.replace("http://", "http://user:word@")
        pdf = draw(INJECTIONS[what].replace(OUT, out).replace("{out_with_user}", with_user))
        held = everything_in(pdf)
        assert not tells(held)
        assert b"/EmbeddedFile" not in held
    assert canary.visits == before


def test_a_page_that_needs_a_colour_profile_from_outside_is_not_drawn(draw: Draw, canary: Canary) -> None:
    before = list(canary.visits)
    with pytest.raises(NotDrawn):
        draw(f"<style>@color-profile --p{{src:url({canary.address})}}</style><p>x</p>")
    assert canary.visits == before


def test_the_canary_would_sing(canary: Canary, secret: Path) -> None:
    """The same page through WeasyPrint's own fetcher reaches the server and takes the file: the tests can fail."""
    from weasyprint import HTML

    before = len(canary.visits)
    page = f'<link rel=attachment href="{secret.as_uri()}"><img src="{canary.address}/x.svg">'
    held = everything_in(HTML(string=page).write_pdf())
    assert SECRET.encode() in held
    assert len(canary.visits) > before
    assert SECRET_DRAWN.encode() in everything_in(HTML(string=f'<img src="{secret.as_uri()}">').write_pdf())


def test_what_a_page_may_reach_is_drawn(draw: Draw) -> None:
    pdf = draw(f'<img alt="x" src="dot.svg"><img alt="x" src="data:image/png;base64,{PIXEL}"><p>text</p>')
    held = everything_in(pdf)
    assert b"/Image" in held
    assert b"Test-Text" in held


@pytest.mark.parametrize(
    "name",
    ["gone.svg", "../gone.svg", "%2e%2e/secret.svg", "way-out.svg", "fonts/", "dot.svg?x", "/etc/hostname"],
)
def test_an_asset_that_is_not_there_is_named(name: str, draw: Draw) -> None:
    """A path out of the folder, even by a symbolic link in it, is an asset that is not there."""
    with pytest.raises(NotDrawn, match="which its assets don't hold"):
        draw(f'<img alt="x" src="{name}">')


def test_a_picture_that_is_too_large_to_carry_is_left_out(
    draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = f'<img alt="x" src="data:image/png;base64,{PIXEL}">'
    assert b"/Image" in everything_in(draw(picture))
    monkeypatch.setattr("ashilms.documents.fence.LARGEST_PICTURE", 50)
    another = picture.replace("x", "y", 1)  # the same once more would be filled in
    assert b"/Image" not in everything_in(draw(another))
