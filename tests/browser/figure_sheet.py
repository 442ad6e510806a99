"""Every figure of the course that ships, as large as in a lesson, on sheets, light and dark: `script/contact-sheet`."""

from html import escape
from pathlib import Path

from playwright.sync_api import Browser

from ashilms.cli.courses import shipped_pack
from ashilms.courses.figures import clean_figure
from tests.browser.conftest import ROOT

STYLE = (
    "body{margin:0}.ashilms .sheet{display:grid;grid-template-columns:repeat(4,400px);gap:16px;align-items:start;"
    "padding:16px}"
    ".ashilms .sheet figcaption{font:11px sans-serif}"
)


def draw_figures(browser: Browser, folder: Path) -> list[Path]:
    """Lay all figures on sheets of twelve in `folder`, each sheet light and dark; return the sheets."""
    files = sorted((shipped_pack() / "figures").glob("*.svg"))
    return [
        _draw(browser, files[start : start + 12], folder / f"figures-{start // 12 + 1}-{scheme}.png", scheme)
        for start in range(0, len(files), 12)
        for scheme in ("light", "dark")
    ]


def _draw(browser: Browser, files: list[Path], sheet: Path, scheme: str) -> Path:
    drawn = "".join(
        f'<figure class="al-figure">{clean_figure(file.stem, file.read_text("utf-8")).svg}'
        f"<figcaption>{escape(file.stem)}</figcaption></figure>"
        for file in files
    )
    css = (ROOT / "ashilms/static/ashilms.css").as_uri()
    html = sheet.with_suffix(".html")
    html.write_text(
        f'<!doctype html><meta charset=utf-8><link rel=stylesheet href="{css}"><style>{STYLE}</style>'
        f'<div class="ashilms" data-theme="{scheme}"><div class="sheet">{drawn}</div></div>'
    )
    page = browser.new_page(viewport={"width": 1680, "height": 1000})
    page.goto(html.as_uri())
    page.screenshot(path=sheet, full_page=True)
    page.close()
    return sheet
