"""Pictures of every page at 360 and 1280 px, light and dark, on one contact sheet: `script/contact-sheet FOLDER`."""

import os
import sys
import tempfile
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from ashilms import create_app
from tests.browser.conftest import ARGUMENTS, CHROMIUM, Site, serving, sign_in
from tests.browser.walk import WHO, Walk

LOOKS = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]


def shoot(browser: Browser, site: Site, folder: Path) -> list[Path]:
    """Take the pictures; one for each person, endpoint and look."""
    os.environ.update({name: value for name, value in site.env.items() if name.startswith("ASHILMS_")})
    app = create_app({"ASHILMS_SECOND_FACTOR_ROLES": ()})
    taken = []
    for width, scheme in LOOKS:
        for who in WHO:
            context = browser.new_context(
                viewport={"width": width, "height": 900 if width > 500 else 740},
                base_url=site.url,
                color_scheme=scheme,
            )
            page = context.new_page()
            if who:
                sign_in(page, site, who)
            for number, seen in enumerate(Walk(app, who).pages(page)):
                name = f"{seen.endpoint.removeprefix('ashilms.')}-{who or 'visitor'}-{number:02}-{width}-{scheme}.png"
                page.screenshot(path=folder / name, full_page=True)
                taken.append(folder / name)
            context.close()
    return taken


def lay_out(browser: Browser, pictures: list[Path], sheet: Path) -> None:
    """Lay the pictures on one sheet, each with its name."""
    cards = "".join(
        f'<figure><img src="{picture.name}"><figcaption>{escape(picture.stem)}</figcaption></figure>'
        for picture in sorted(pictures)
    )
    style = (
        "body{margin:8px;font:9px sans-serif;background:#999;display:flex;flex-wrap:wrap;gap:8px;align-items:start}"
        "figure{margin:0;width:190px}img{width:190px;max-height:420px;object-fit:cover;object-position:top}"
    )
    html = sheet.with_suffix(".html")
    html.write_text(f"<!doctype html><meta charset=utf-8><style>{style}</style>{cards}")
    page = browser.new_page(viewport={"width": 1800, "height": 1000})
    page.goto(html.as_uri())
    page.screenshot(path=sheet, full_page=True)


def main() -> None:
    """Start a site with its demonstration, look at all of it, and say where the sheet is."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "contact-sheet").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="ashilms-") as data,
        serving(Path(data)) as site,
        sync_playwright() as p,
    ):
        browser = p.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        pictures = shoot(browser, site, folder)
        lay_out(browser, pictures, folder / "contact-sheet.png")
    print(f"{len(pictures)} pictures, laid out on {folder / 'contact-sheet.png'}")


if __name__ == "__main__":
    main()
