"""The design system holds: contrast, one stylesheet, classes, icons, fonts, nothing inline in a page."""

import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
import tinycss2

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates" / "ashilms"
STATIC = ROOT / "ashilms" / "static"
sys.path.insert(0, str(ROOT / "design"))
import build  # noqa: E402  (the scripts of design/ are no package)
import contrast  # noqa: E402
import icons  # noqa: E402

CSS = (STATIC / "ashilms.css").read_text("utf-8")
ELSEWHERE = {"certificates/certificate.html", "notices/_mail.html"}
"""Not pages of ours: WeasyPrint reads the one, mail programs the other, and no content policy guards them."""

HOOKS = {"al-bm__region", "al-bm__fill", "al-bm__level", "al-lesson__words"}
"""Classes that are drawn but need no rule: a host or a script may take hold of them."""

READY = {
    "al-cols--foot al-foot-stage al-foot-stem al-foot__go al-pad al-words": "placing a foot on the map",
    "al-in--short al-stack-sm": "variants that a page asks for by name",
}
"""Classes that may be in the stylesheet before a page uses them, and why."""


@pytest.fixture(scope="module")
def jinja() -> jinja2.Environment:
    """Our templates on their own, without an app."""
    return jinja2.Environment(loader=jinja2.FileSystemLoader(ROOT / "templates"), autoescape=True)


def templates() -> dict[str, str]:
    """Return the template of every page and part of a page, by its name below `templates/ashilms`."""
    found = {str(path.relative_to(TEMPLATES)): path for path in TEMPLATES.rglob("*.html")}
    return {name: path.read_text("utf-8") for name, path in found.items() if name not in ELSEWHERE}


def rules(stylesheet: str) -> Iterator[tuple[str, str]]:
    """Return the selector and the declarations of every rule, those inside `@media` and `@layer` included."""
    for node in tinycss2.parse_stylesheet(stylesheet, skip_comments=True, skip_whitespace=True):
        if node.type == "qualified-rule":
            yield tinycss2.serialize(node.prelude).strip(), tinycss2.serialize(node.content)
        elif node.lower_at_keyword in {"media", "layer", "supports"} and node.content is not None:
            yield from rules(tinycss2.serialize(node.content))


def selectors(stylesheet: str) -> list[str]:
    """Return every selector, one by one: commas inside brackets do not part."""
    return [one.strip() for prelude, _ in rules(stylesheet) for one in re.split(r",(?![^(]*\))", prelude)]


def classes_in(text: str) -> set[str]:
    """Return the class names in a template or program; one ending in `-` is put together there."""
    return set(re.findall(r"(?<![\w-])al-[a-z0-9]+(?:[-_]+[a-z0-9]+)*(?:--)?", text))


def used_classes() -> set[str]:
    """Return what the templates, the programs and the scripts name."""
    programs = [path.read_text("utf-8") for path in (ROOT / "ashilms").rglob("*.py")]
    scripts = [
        path.read_text("utf-8") for path in (STATIC / "ashilms.js", *(STATIC / "offline").glob("*.js"))
    ]
    return classes_in("\n".join([*templates().values(), *programs, *scripts]))


def styled_classes() -> set[str]:
    """Return what the stylesheet selects."""
    return {name for selector in selectors(CSS) for name in re.findall(r"\.(al-[\w-]+)", selector)}


@pytest.mark.parametrize("pair", contrast.ratios(CSS), ids=lambda pair: f"{pair.front} on {pair.back}")
def test_every_pair_of_colours_reaches_what_it_needs_in_both_themes(pair: contrast.Ratio) -> None:
    assert pair.light >= pair.needs
    assert pair.dark >= pair.needs


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
    ],
)
def test_contrast_is_reckoned_as_the_standard_says(one: str, other: str, expected: float) -> None:
    assert contrast.ratio(one, other) == pytest.approx(expected, abs=0.005)
    assert contrast.ratio(other, one) == contrast.ratio(one, other)


def test_a_colour_that_is_too_pale_would_be_found() -> None:
    pale = CSS.replace("--al-ink-2: #46545f", "--al-ink-2: #9aa5ad")
    assert {pair.front for pair in contrast.ratios(pale) if not pair.passes} == {"ink-2"}


def test_the_dark_theme_is_the_same_whether_chosen_or_followed() -> None:
    _, chosen, followed = contrast.themes(CSS)
    assert chosen == followed


def test_every_colour_has_its_dark_one() -> None:
    light, dark, _ = contrast.themes(CSS)
    assert {name for name in light if light[name] == dark[name]} == set()


@pytest.mark.parametrize("path", build.outputs(), ids=lambda path: path.name)
def test_generated_files_are_up_to_date(path: Path) -> None:
    assert path.read_text("utf-8") == build.outputs()[path], "run python design/build.py"


def test_nothing_is_styled_outside_our_own_element() -> None:
    own = re.compile(r"^(\.ashilms(?![\w-])|body\.al-host$|body\.al-host > \.ashilms(?![\w-]))")
    assert [selector for selector in selectors(CSS) if not own.match(selector)] == []


def test_only_fonts_layers_and_motion_are_global() -> None:
    sheet = tinycss2.parse_stylesheet(CSS, skip_comments=True, skip_whitespace=True)
    assert {node.lower_at_keyword for node in sheet if node.type == "at-rule"} == {
        "font-face", "keyframes", "layer", "media", "page",
    }  # fmt: skip
    pages = [
        tinycss2.serialize(n.prelude).strip() for n in sheet if getattr(n, "lower_at_keyword", "") == "page"
    ]
    assert pages == ["ashilms-aftercare"], "a sheet of paper is set for a page of ours alone, by name"
    names = [
        tinycss2.serialize(n.prelude).strip()
        for n in sheet
        if n.type == "at-rule" and n.lower_at_keyword == "keyframes"
    ]
    assert [name for name in names if not name.startswith("al-")] == []


def test_rules_name_no_id_and_force_nothing() -> None:
    assert [selector for selector in selectors(CSS) if "#" in selector] == []
    assert "!important" not in CSS


@pytest.mark.parametrize(
    "physical",
    [
        r"(margin|padding|border)-(left|right)",
        r"(?<![\w-])(left|right):",
        r"text-align: (left|right)",
        r"float: (left|right)",
    ],
)
def test_sides_are_logical_so_that_a_page_can_run_from_right_to_left(physical: str) -> None:
    assert [body for _, body in rules(CSS) if re.search(physical, body)] == []


def test_every_token_that_is_used_is_set() -> None:
    assert set(re.findall(r"var\((--al-[\w-]+)", CSS)) - set(re.findall(r"(--al-[\w-]+):", CSS)) == set()


def test_every_class_in_a_page_is_in_the_stylesheet() -> None:
    styled = styled_classes()
    begun = {
        name for name in used_classes() if name.endswith("-") and any(s.startswith(name) for s in styled)
    }
    assert used_classes() - styled - begun - HOOKS == set()


def test_every_class_in_the_stylesheet_is_used_or_waits_for_a_page() -> None:
    used = used_classes()
    beginnings = tuple(name for name in used if name.endswith("-"))
    waiting = {name for names in READY for name in names.split()}
    assert {name for name in styled_classes() - used - waiting if not name.startswith(beginnings)} == set()


INLINE = {
    "style attribute": r"<[a-z][^>]*\sstyle\s*=",
    "event handler": r"<[a-z][^>]*\son[a-z]+\s*=",
    "script without a file": r"<script(?![^>]*\ssrc=)",
    "style element": r"<style",
    "script in a link": r"javascript:",
}


@pytest.mark.parametrize("what", INLINE)
def test_templates_hold_nothing_that_a_content_policy_forbids(what: str) -> None:
    assert [name for name, text in templates().items() if re.search(INLINE[what], text, re.I)] == []


@pytest.mark.parametrize(
    ("what", "planted"),
    [
        ("style attribute", '<p class="a" style="color: red">'),
        ("event handler", '<a href="#" onclick="go()">'),
        ("script without a file", "<script>go()</script>"),
        ("style element", "<style>p {}</style>"),
        ("script in a link", '<a href="javascript:go()">'),
    ],
)
def test_what_is_forbidden_would_be_found(what: str, planted: str) -> None:
    assert re.search(INLINE[what], planted, re.I)


def test_the_script_builds_no_markup_from_text() -> None:
    script = (STATIC / "ashilms.js").read_text("utf-8")
    assert (
        re.findall(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(|fetch\(", script
        )
        == []
    )


def asked_icons(text: str) -> set[str]:
    """Return the icons that a template names: by the macro, as an argument, or third in a tag."""
    direct = re.findall(r"(?:icon\(|icon_name=|drop_icon=)\s*\"([a-z0-9-]+)\"", text)
    return {*direct, *re.findall(r"ui\.tag\(\"[a-z]*\", \"[^\"]*\", \"([a-z0-9-]+)\"", text)}


def test_every_icon_that_is_asked_for_exists(jinja: jinja2.Environment) -> None:
    known = set(jinja.get_template("ashilms/_icons.html").module.paths)
    asked = {name: asked_icons(text) - known for name, text in templates().items()}
    assert {name: missing for name, missing in asked.items() if missing} == {}


@pytest.mark.parametrize(
    ("template", "table"),
    [
        ("_notices.html", "tag_icons"),
        ("_notices.html", "call_icons"),
        ("_standing.html", "bead_icons"),
        ("_tables.html", "cell_icons"),
        ("_verdict.html", "answer_icons"),
    ],
)
def test_every_state_has_an_icon_that_exists(jinja: jinja2.Environment, template: str, table: str) -> None:
    known = jinja.get_template("ashilms/_icons.html").module.paths
    assert set(getattr(jinja.get_template(f"ashilms/{template}").module, table).values()) <= set(known)


def test_the_icon_file_is_made_from_the_list(jinja: jinja2.Environment) -> None:
    names, pointing = icons.listed()
    module = jinja.get_template("ashilms/_icons.html").module
    assert list(module.paths) == names
    assert list(module.pointing) == pointing


def test_every_font_is_there_small_and_licensed() -> None:
    named = set(re.findall(r"url\(\"(fonts/[^?\"]+)", CSS))
    files = {str(path.relative_to(STATIC)): path for path in (STATIC / "fonts").glob("*.woff2")}
    assert named == set(files)
    assert [name for name, path in files.items() if path.read_bytes()[:4] != b"wOF2"] == []
    assert sum(files[f"fonts/{name}"].stat().st_size for name in build.FIRST_FONTS) < 110_000
    for family in ("Atkinson-Hyperlegible-Next", "Newsreader"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in (STATIC / f"fonts/OFL-{family}.txt").read_text("utf-8")


def test_what_is_vendored_is_what_it_says_it_is() -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \|.*`([^`]+)` \| `([0-9a-f]{64})` \|$",
        (STATIC / "vendor/VERSIONS.md").read_text("utf-8"),
        re.M,
    )
    assert {name for name, _, _ in rows} == {path.name for path in (STATIC / "vendor").glob("*.js")}
    for name, licence, digest in rows:
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest
        assert (STATIC / "vendor" / licence).is_file()


def pictured() -> list[Path]:
    """Return the pictures that the README shows; `script/pictures` takes them."""
    return [
        ROOT / path for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", (ROOT / "README.md").read_text("utf-8"))
    ]


def test_the_readme_shows_four_pictures_that_are_there_and_light() -> None:
    assert {path.name for path in pictured()} == {path.name for path in (ROOT / "docs/pictures").iterdir()}
    assert len(pictured()) == 4
    for path in pictured():
        assert path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
        assert path.stat().st_size < 200_000


def test_a_form_with_fields_leaves_it_to_us_to_say_what_to_put_right() -> None:
    """Where the browser checks first, a person meets its bubbles and never our sentences."""
    forms = {
        f"{name}: {tag[:80]}"
        for name, text in templates().items()
        for tag, inside in re.findall(r"(<form\b[^>]*>)(.*?)</form>", text, re.S)
        if 'method="post"' in tag
        and re.search(r"ui\.(field|choices|segments|criterion)\(", inside)
        and "novalidate" not in tag
    }
    assert forms == set()
