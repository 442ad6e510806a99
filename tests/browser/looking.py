"""How a page is looked at: for barriers, for what it says to the console, and for its width."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 640, 768, 1920)
"""Beside the two that pictures are taken at; 640 px is a window of 1280 at 200 %, as WCAG 1.4.4 asks."""
LOOKS = [(1280, "light"), (360, "dark")]


def faults_of(page: Page, width: int) -> list[str]:
    """Return what is wrong with a page as it stands, in words; afterwards it is `width` wide."""
    where = page.url.partition("//")[2].partition("/")[2]
    wider = [f"/{where}: wider than {wide} px" for wide in (*WIDTHS, width) if is_wider(page, wide)]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
    return wider + [f"/{where}: {fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in found]


def is_wider(page: Page, width: int) -> bool:
    """Return whether a page doesn't fit a window of this width."""
    page.set_viewport_size({"width": width, "height": 740})
    return bool(page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0)
