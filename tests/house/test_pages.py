"""What no page and no template holds: scripts of its own, addresses that tell, markup that was not looked at."""

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from ashilms.demo.cast import CAST
from ashilms.offline.views.page import MODULES
from tests.campus import Campus
from tests.house.pages import ASKED
from tests.house.walk import SITE, Seen

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SAFE = {
    "ashilms/_icons.html": "shapes that stand above in the file",
    "ashilms/courses/_parts.html": "lessons, made safe when they were loaded (courses/markup.py, figures.py)",
    "ashilms/courses/lesson.html": "terms of the glossary, made safe likewise",
    "ashilms/_figures.html": "figures of courses, made safe likewise, and drawings on the body map, which are ours",
}
"""Where markup is written as it is, and who looked at it."""
NEVER = {
    "turn escaping off": (r"\{%-?\s*autoescape", "{% autoescape false %}"),
    "write JSON into a page": (
        r"tojson|application/(ld\+)?json",
        "<script>x = {{ names | tojson }}</script>",
    ),
    "draw what input names": (r"\{%-?\s*(include|import|from|extends)\s+(?![\"'])", "{% include wanted %}"),
    "handle an event": (r"<[^>]*\son[a-z]+\s*=", '<p onclick="x()">'),
    "follow a script": (r"javascript:|vbscript:|data:text/html", '<a href="javascript:x()">'),
    "leave a value bare": (r"<[^>]*\s[a-z-]+=\{\{", "<p title={{ name }}>"),
}
DRAWN = {
    "ashilms/quizzes/question.html",
    "ashilms/quizzes/result.html",
    "ashilms/practice/question.html",
    "ashilms/marking/mark.html",
    "ashilms/appeals/appeal.html",
}
"""These include the template of a question's kind, which the kind names and no person does."""


@pytest.mark.parametrize("what", NEVER)
def test_no_template_does_it(what: str) -> None:
    """V1.1.2, V1.2.3."""
    names = {path: path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES}
    found = {names[path] for path in TEMPLATES if re.search(NEVER[what][0], path.read_text("utf-8"))}
    assert found - (DRAWN if what == "draw what input names" else set()) == set()


@pytest.mark.parametrize("what", NEVER)
def test_it_would_be_found(what: str) -> None:
    assert re.search(*NEVER[what])


def test_markup_is_taken_as_it_is_in_four_places(campus: Campus) -> None:
    """V1.1.2: and everything else is escaped, in every template of HTML."""
    taken = {
        p.relative_to(ROOT / "templates").as_posix()
        for p in TEMPLATES
        if re.search(r"\|\s*safe\b", p.read_text())
    }
    assert taken == set(SAFE)
    escapes = campus.app.jinja_env.autoescape
    assert callable(escapes)
    assert all(escapes(path.name) for path in TEMPLATES)


def test_no_page_has_a_script_or_a_style_of_its_own(answers: list[Seen]) -> None:
    """V1.2.3, V3.7.1: nor an attribute that runs, a plugin, or a frame."""
    pages = [seen for seen in answers if seen.is_page]
    found = []
    for seen in pages:
        page = seen.page
        plugins = [
            tag for tag, _ in page.tags if tag in ("object", "embed", "applet", "iframe", "frame", "base")
        ]
        runs = [name for _, about in page.tags for name in about if name.startswith("on") or name == "style"]
        found += [str(seen)] if page.inline or plugins or runs else []
    assert len(pages) > 100
    assert found == []


def scripts(answers: list[Seen]) -> dict[str, str]:
    """Return the source of every script that a page names."""
    named = {
        about["src"] for seen in answers if seen.is_page for tag, about in seen.page.tags if about.get("src")
    }
    waiting = {urlsplit(src).path.partition("static/")[2] for src in named if ".js" in src}
    found: dict[str, str] = {}
    while waiting:
        name = waiting.pop()
        found[name] = (ROOT / "ashilms/static" / name).read_text()
        folder = name.rpartition("/")[0]
        waiting |= {f"{folder}/{other}" for other in re.findall(r'from "\./(\w+\.js)"', found[name])} - set(
            found
        )
    return found


WRITES = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|srcdoc"
MERGES = r"for \([^)]* in |Object\.(assign|fromEntries)|__proto__|\.prototype|\[\w+\]\s*="
TALKS = r"postMessage|[\"']message[\"']|window\.opener|BroadcastChannel"
NEVER_IN_SCRIPTS = {
    "write markup": (WRITES, "a.innerHTML = b"),
    "run text": (r"\beval\(|new Function|set(Timeout|Interval)\([\"'`]|import\(", "eval(answer)"),
    "talk to other windows": (TALKS, "addEventListener('message', f)"),
    "keep things in the browser": (
        r"localStorage|sessionStorage|indexedDB|\bcaches\b",
        "localStorage.name = name",
    ),
    "merge what it was sent": (MERGES, "o[key] = value"),
    "ask other sites": (
        r"https?:|XMLHttpRequest|WebSocket|sendBeacon|importScripts",
        "fetch('https://x.example')",
    ),
}


@pytest.mark.parametrize("what", NEVER_IN_SCRIPTS)
def test_no_script_does_it(answers: list[Seen], what: str) -> None:
    """V3.2.2, V3.5.5, V14.3.3, V15.3.6: no message is listened to, nothing is kept but the colours, in a cookie.

    The page that works without a network keeps what it is for, locked.
    """
    sources = scripts(answers)
    assert set(sources) == {
        "ashilms.js",
        "lesson.js",
        "marking.js",
        "preview.js",
        "quiz.js",
        "saving.js",
        *(f"offline/{name}.js" for name in MODULES),
    }
    may = KEEPING if what.startswith("keep") else set()
    assert {name for name, source in sources.items() if re.search(NEVER_IN_SCRIPTS[what][0], source)} == may


KEEPING = {"offline/app.js", "offline/store.js"}


@pytest.mark.parametrize("what", NEVER_IN_SCRIPTS)
def test_such_a_script_would_be_found(what: str) -> None:
    assert re.search(*NEVER_IN_SCRIPTS[what])


LINKEDIN = "www.linkedin.com"
PRACTICE = "ashilms.practice.practise"
"""Asks with the answer to a question of practice, which nothing keeps: a reload says the same again."""


def test_no_address_tells_who_somebody_is_or_opens_a_door(answers: list[Seen], public_campus: Campus) -> None:
    """V14.2.1: no name, address, token or password in a query, and no form that would put one there.

    By design a path holds the token of a mailed link and of a certificate's own.
    """
    known = [*public_campus.tokens.values(), *(public_campus.token(part.key) for part in CAST)]
    known += [word.lower() for part in CAST for word in part.name.split()] + ["@", "password"]
    told = []
    for seen in answers:
        leads = [*seen.page.links, *(form.action for form in seen.page.forms)] if seen.is_page else []
        for address in (*leads, seen.answer.location or ""):
            if urlsplit(address).netloc == LINKEDIN:
                continue  # a holder's own click, which takes along what the certificate says
            asked = dict(parse_qsl(urlsplit(address).query))
            if set(asked) - ASKED or any(word in value.lower() for value in asked.values() for word in known):
                told.append((str(seen), address))
        asks = seen.is_page and seen.view != PRACTICE
        gets = [form for form in seen.page.forms if form.method == "get"] if asks else []
        told += [(str(seen), form.action) for form in gets if set(form.names) - ASKED]
    assert told == []


def test_every_link_leads_to_a_page_or_to_a_letter(answers: list[Seen]) -> None:
    """V1.2.2: no other scheme; and off the site only to sources that lessons name."""
    links = [(seen, link) for seen in answers if seen.is_page for link in seen.page.links]
    assert {urlsplit(link).scheme for _, link in links} <= {"", "https", "http", "mailto"}
    off = {seen.view for seen, link in links if urlsplit(link).netloc not in ("", urlsplit(SITE).netloc)}
    sharing = "ashilms.verification.show_sharing"
    assert off <= {"ashilms.courses.show_lesson", "ashilms.courses.show_course", sharing}
    there = {urlsplit(link).netloc for seen, link in links if seen.view == sharing}
    assert there <= {"", urlsplit(SITE).netloc, LINKEDIN}


OFF_SITE = (
    "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "/\t/evil.example", "/%09/evil.example", "https:evil.example", "javascript:alert(1)", "data:text/html,x",
    "/%2f%2fevil.example/../", "http://localhost@evil.example", "/\r\nLocation: https://evil.example", "@evil.example",
    "//localhost@evil.example", "\u2028//evil.example", "//evil%E3%80%82example", "/.//evil.example", "",
    "?next=//evil.example", "x://evil.example",
)  # fmt: skip


@pytest.mark.parametrize("target", OFF_SITE)
def test_no_way_on_leads_off_the_site(campus: Campus, target: str) -> None:
    """V1.2.2, V3.7.2: at each view that goes on to where it is told, before and after signing in."""
    signed_in, visitor = campus.browser("mae"), campus.browser()
    sent = {"email": "mae@demo.example", "password": "four quiet wooden spoons"}
    answers = [
        signed_in.get("/sign-in", query_string={"next": target}),
        signed_in.post("/reauthenticate", data={"password": sent["password"], "next": target}),
        visitor.post("/sign-in", data={**sent, "next": target}),
        campus.browser().get("/profile", query_string={"next": target}),
        campus.browser().get("/second-step", query_string={"next": target}),
    ]
    for answer in answers:
        assert answer.status_code == 302
        place = urlsplit(answer.location.replace("\\", "/"))
        assert (place.scheme, place.netloc) == ("", "")
        assert answer.location.startswith("/")
        assert not answer.location.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    "referrer", ["https://evil.example/", "javascript:x", "//evil.example/x", "http://localhost:81/x"]
)
def test_a_page_of_an_error_leads_back_to_this_site_alone(campus: Campus, referrer: str) -> None:
    """V1.2.2: wherever somebody came from."""
    page = campus.browser("mae").get("/nothing/here", headers={"Referer": referrer}).text
    assert "evil" not in page
    assert "javascript" not in page.replace(".js", "")
    assert ":81" not in page


def test_no_cookie_decides_how_a_page_is_written(campus: Campus) -> None:
    """The choice of colours is somebody's input like any other."""
    browser = campus.browser()
    browser.set_cookie("ashilms_theme", '"><script>x</script>')
    page = browser.get("/verify").text
    assert "<script>x" not in page
