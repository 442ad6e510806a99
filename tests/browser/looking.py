"""How a page is looked at: for barriers, for what it says to the console, and for its width."""

from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256

from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.walk import Walk

PARTS = """() => {
    const numbers = new Map(), shown = at => at.checkVisibility();
    const numbered = id => numbers.get(id) ?? numbers.set(id, numbers.size).get(id);
    const ids = /^(id|for|name|headers|list|form|aria-(labelledby|describedby|controls|owns|errormessage))$/;
    const labels = /^(aria-label|title|alt)$/, free = new RegExp("^(href|src|value|content|action|datetime|" +
        "placeholder|style|min|max|width|height|d|points|transform|viewBox|[cr]?[xyr]|[xy][12]|data-.*)$");
    const said = ({name, value}) => name + "=" + (
        labels.test(name) ? value.trim() && "=" + numbered(value)
        : name === "id" && value === "main" || name === "href" && value.startsWith("#") ? value
        : ids.test(name) ? value.split(" ").map(numbered) : free.test(name) ? !!value.trim() : value);
    const built = at => [
        at.tagName, shown(at), ...[...at.attributes].map(said),
        [...at.childNodes].some(node => node.nodeType === 3 && node.data.trim()),
        "(", ...[...at.children].map(built), ")"].join(" ");
    const frame = document.querySelector("body > .ashilms") ?? document.documentElement;
    return [...frame.children].map(part => {
        numbers.clear();
        return built(part);
    });
}"""
"""How each part of the page is built, its words and its numbers left out: tags, states, what refers to what, what
shows, and which labels are the same. Where a line breaks it does not see.
"""

FIND = """async ([rules, anew, known]) => {
    const colours = "color-contrast", seen = new Set(known), fresh = [], words = document.createTreeWalker(
        document.body, NodeFilter.SHOW_TEXT, text => text.data.trim() ? 1 : 2);
    const ground = (at) => {
        if (!at) return "";
        const {backgroundColor, backgroundImage, opacity, filter} = getComputedStyle(at);
        return [backgroundColor, backgroundImage, opacity, filter, ground(at.parentElement)].join();
    };
    while (words.nextNode()) {
        const at = words.currentNode.parentElement, {color, font, textShadow} = getComputedStyle(at);
        const key = [color, font, textShadow, ground(at)].join();
        if (!at.checkVisibility() || seen.has(key)) continue;
        seen.add(key);
        fresh.push(at);
    }
    const how = {resultTypes: ["violations"], preload: false};
    const look = async (where, what) => {
        window.axeRuns = axe.run(where, {...how, ...what});  // held, or it may be swept away while it is awaited
        return (await window.axeRuns).violations.map(fault => fault.id + ": " + fault.nodes[0].html.slice(0, 160));
    };
    const faults = !anew ? [] : await look(
        document, {runOnly: {type: "tag", values: rules}, rules: {[colours]: {enabled: false}}});
    if (fresh.length) faults.push(...await look(
        {include: fresh}, {runOnly: {type: "rule", values: [colours]}}));
    return [faults, [...seen]];
}"""
"""Finds barriers, and says for each rule where the first is. Contrast is asked once for each way in which text
stands on its ground, by the styles that the browser worked out: it takes as long as all other rules together, and
pages share their parts. The other rules are asked `anew` where a part of the page is built as none
before it was in that look.
"""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 640, 768, 1920)
"""Beside the two that pictures are taken at; 640 px is a window of 1280 at 200 %, as WCAG 1.4.4 asks."""
LOOKS = [(360, "dark"), (1280, "light")]


@dataclass
class Known:
    """What was looked at on earlier pages."""

    contrasts: dict[str, list[str]] = field(default_factory=dict)
    """By look, the ways in which text stands on its ground."""
    parts: defaultdict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    """By look, how parts of pages were built, as digests."""

    def is_new(self, page: Page, look: str) -> bool:
        """Return whether a part of the page is built as none before it was in this look, and remember all of them."""
        parts = {sha256(part.encode()).digest() for part in page.evaluate(PARTS)}
        new = not parts <= self.parts[look]
        self.parts[look] |= parts
        return new


def faults_of(page: Page, known: Known | None = None) -> list[str]:
    """Return what is wrong with a page as it stands, in words, in both looks; afterwards it has the second.

    `known` is what earlier pages had in them, and gathers what this one has.
    """
    known = known or Known()
    page.wait_for_load_state()
    where = page.url.partition("//")[2].partition("/")[2]
    wrong = [f"/{where}: wider than {width} px" for width in WIDTHS if is_wider(page, width)]
    page.evaluate(AXE_SCRIPT)
    for width, scheme in LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colour is on its way to another
        if is_wider(page, width):
            wrong.append(f"/{where}: wider than {width} px")
        asked = [RULES, known.is_new(page, scheme), known.contrasts.get(scheme, [])]
        found, known.contrasts[scheme] = page.evaluate(FIND, asked)
        wrong += [f"/{where}, {scheme}: {fault}" for fault in found]
    return wrong


def is_wider(page: Page, width: int) -> bool:
    """Return whether a page doesn't fit a window of this width."""
    page.set_viewport_size({"width": width, "height": 740})
    return bool(page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0)


def look_at_every_page(site: Site, page: Page, mapped: Flask, who: str | None, known: Known) -> set[str]:
    """Let somebody walk through the site; nothing is wrong on any page. Return which were seen."""
    said: list[str] = []
    page.on(
        "console",
        lambda message: said.append(f"{page.url}: {message.text}") if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on(
        "request", lambda ask: said.append(ask.url) if not ask.url.startswith((site.url, "data:")) else None
    )
    wrong, seen = list[str](), set[str]()
    for found in Walk(mapped, who).pages(page):
        seen.add(found.endpoint)
        if found.status >= 500:
            wrong.append(f"{found.path}: {found.status}")
        wrong += faults_of(page, known)
    assert wrong == [], wrong
    assert [line for line in said if "404" not in line and "403" not in line] == []
    assert seen
    return seen
