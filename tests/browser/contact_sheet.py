"""Pictures of every page at 360 and 1280 px, light and dark, a sheet for each: `script/contact-sheet FOLDER [ROOM…]`.

With the names of rooms only their pages are pictured; the course's figures are drawn as well.
"""

import os
import re
import sys
import tempfile
from html import escape
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page

from ashilms import create_app
from tests.browser.chromium import started
from tests.browser.conftest import Site, serving, sign_in
from tests.browser.figure_sheet import draw_figures
from tests.browser.walk import WHO, Walk

LOOKS = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]
STYLE = (
    "body{margin:8px;font:9px sans-serif;background:#999;display:flex;flex-wrap:wrap;gap:8px;align-items:start}"
    "figure{margin:0;width:190px}img{width:190px;max-height:420px;object-fit:cover;object-position:top}"
)


def shoot(
    browser: Browser, site: Site, app: Flask, folder: Path, width: int, scheme: str, rooms: list[str]
) -> list[Path]:
    """Take one look's pictures: every page of everybody, but what says the same to two people only once."""
    taken, known = [], set[tuple[str, str]]()
    for who in WHO:
        context = browser.new_context(
            viewport={"width": width, "height": 900 if width > 500 else 740}, base_url=site.url, color_scheme=scheme
        )  # fmt: skip
        page = context.new_page()
        if who:
            sign_in(page, site, who)
        for number, seen in enumerate(Walk(app, who).pages(page)):
            key = (seen.endpoint, said_on(page))
            if key not in known and (
                not rooms or seen.endpoint.removeprefix("ashilms.").split(".")[0] in rooms
            ):
                known.add(key)
                name = f"{seen.endpoint.removeprefix('ashilms.')}-{who or 'visitor'}-{number:02}-{width}-{scheme}.png"
                page.screenshot(path=folder / name, full_page=True)
                taken.append(folder / name)
        context.close()
    return taken


def said_on(page: Page) -> str:
    """Return what a page says, without its figures: times and numbers alone make no other picture."""
    return re.sub(r"\d+", "", page.inner_text("main"))


def lay_out(browser: Browser, pictures: list[Path], sheet: Path) -> None:
    """Lay the pictures on one sheet, each with its name."""
    cards = "".join(
        f'<figure><img src="{picture.name}"><figcaption>{escape(picture.stem)}</figcaption></figure>'
        for picture in sorted(pictures)
    )
    html = sheet.with_suffix(".html")
    html.write_text(f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>{cards}")
    page = browser.new_page(viewport={"width": 1800, "height": 1000})
    page.goto(html.as_uri())
    page.screenshot(path=sheet, full_page=True)
    page.close()


def main() -> None:
    """Start a site with its demonstration, look at all of it, and say where the sheets are."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "contact-sheet").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="ashilms-") as data,
        serving(Path(data)) as site,
        started() as browser,
    ):
        os.environ.update({name: value for name, value in site.env.items() if name.startswith("ASHILMS_")})
        app = create_app({"ASHILMS_SECOND_FACTOR_ROLES": ()})
        for width, scheme in LOOKS:
            pictures = shoot(browser, site, app, folder, width, scheme, sys.argv[2:])
            sheet = folder / f"sheet-{width}-{scheme}.png"
            lay_out(browser, pictures, sheet)
            print(f"{len(pictures)} pictures, laid out on {sheet}")
        for sheet in draw_figures(browser, folder):
            print(f"figures on {sheet}")


if __name__ == "__main__":
    main()
