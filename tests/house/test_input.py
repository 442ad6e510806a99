"""Whatever is sent, to any form, address or query: it is taken or refused in a sentence, and never breaks a page."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import JSON, Boolean, Integer
from werkzeug.datastructures import MultiDict
from werkzeug.routing import IntegerConverter

from ashilms.db import Base, Moment
from tests.campus import Campus
from tests.house.deeds import DEEDS
from tests.house.filling import Deed, Ready
from tests.house.pages import ASKED, Control, Form
from tests.house.sent import File

KINDS: tuple[tuple[str, ...], ...] = (
    ("",), (" ",), ("\x00", "a\x00b"), ("a\r\nb: c", "\x1b[31m"), ("\u202egnp.exe", "\ufeff", "\u200b\u200d"),
    ("\u0130\u0131\u00df", "Z\u0351\u036b\u0343\u036a" * 20, "\U0001f4a5" * 40, "\U0010ffff"), ("x" * 300,),
    ("x" * 10_000, "\u00e9" * 5_000), ("0", " 7 ", "1_000", "\u0663"), ("-1",), ("2147483648",),
    ("9223372036854775808", "-9223372036854775809", "9" * 400), ("1e309", "NaN", "Infinity"), ("1.5", "0x10"),
    ("0000-00-00", "2026-02-30", "10000-01-01"), ("0001-01-01", "9999-12-31"), ("24:00", "23:59:60", "99:99"),
    ("true", "null", "None", "[]", "{}", '{"a": [1]}'),
    ("' OR 1=1 --", "%s%n%d", "%252e", "../../etc/passwd", "$(id)"),
    ("{{ 7 * 7 }}", "<script>1</script>", "&amp;lt;", "=1+1", "a@b@c", "@"),
)  # fmt: skip
"""What a form is not made for: controls, half scripts, numbers past every edge, days that are none, other languages.

Of one kind, one is refused or taken where another is. A form meets each kind, its fields several of it, and all
forms together meet all of it.
"""
EDGES = [odd for kind in KINDS for odd in kind][::4]
"""Enough of them for what is only looked up."""
NUMBERS = ("..", "\x00", "-1", "0", "\u0663", "2147483648", "9223372036854775808", "9" * 400)
"""Enough for a number in an address: what is none reaches no view of ours."""
ALONE = ("\x00", "x" * 10_000, "2147483648", "-1", "9999-12-31", "")
"""What each field gets by itself, everything else being right."""
CHOSEN = ("\x00", "2147483648", "not offered")
"""What a field with options gets instead."""
RAW = (
    (b"%ff%fe", b"%ed%a0%80", b"%c0%af", b"%00=%00"),
    (b"%", b"%zz", b"&&&=&==", b"a[b][c]=1", b";" * 500),
)
"""Bytes that are no text, and bytes that are half a form; again, all forms together meet all of it."""
TYPED = [
    deed
    for deed in DEEDS
    if set(deed.fill) - {"do", "go", "pdf"} or deed.view.endswith(("profile", "standing"))
]
"""Deeds in which something is typed or chosen."""


def fields_of(ready: Ready) -> list[str]:
    return [name for name in ready.form.names if name != "csrf_token"]


def one_of_each(ready: Ready) -> list[str]:
    """Return the fields, but of a pack's many questions and ratings two of each kind, since all are made alike."""
    seen: Counter[tuple[str, str]] = Counter()
    chosen = []
    for name in fields_of(ready):
        kind = (name.partition("_")[0], ready.form.one(name).kind)
        seen[kind] += 1
        chosen += [name] if seen[kind] <= 2 or kind[0] not in ("answer", "own", "rate") else []
    return chosen


class Sender:
    """Sends a deed again and again, each time from the beginning when something came of it."""

    def __init__(self, campus: Campus, deed: Deed) -> None:
        self._campus, self._deed = campus, deed
        self.ready = deed.ready(campus)

    def status(self, data: Any, **how: Any) -> int:
        """Return what is answered; it is a page of ours, whatever it is."""
        answer = self.ready.send(data, **how)
        assert answer.content_type in ("text/html; charset=utf-8", "application/json"), answer.content_type
        if answer.status_code < 400:
            self._campus.reset()
            self.ready = self._deed.ready(self._campus)
        return answer.status_code


def spread(deed: Deed, fields: list[str], kind: tuple[Any, ...]) -> dict[str, Any]:
    """Return something of one kind for each field: others in the next field, and in another deed's."""
    first = TYPED.index(deed)
    return {name: kind[(first + place) % len(kind)] for place, name in enumerate(fields)}


@pytest.mark.any_database
@pytest.mark.parametrize("deed", TYPED, ids=str)
def test_every_field_at_once_holds_something_odd(campus: Campus, deed: Deed) -> None:
    """T39, V1.3.3, V1.4.2: nothing is a failure of ours."""
    sender = Sender(campus, deed)
    fields = fields_of(sender.ready)
    failed = []
    for kind in KINDS:
        odd = spread(deed, fields, kind)
        failed += [odd] if sender.status(sender.ready.but(**odd)) >= 500 else []
    assert failed == []


@pytest.mark.parametrize("deed", TYPED, ids=str)
def test_each_field_alone_holds_something_odd(campus: Campus, deed: Deed) -> None:
    """T39, V1.3.3, V1.4.2: so that what is odd reaches the rules and the database, and stops there."""
    sender, failed = Sender(campus, deed), []
    for name in one_of_each(sender.ready):
        values = CHOSEN if sender.ready.form.one(name).kind in ("radio", "checkbox", "select") else ALONE
        failed += [(name, odd) for odd in values if sender.status(sender.ready.but(**{name: odd})) >= 500]
    assert failed == []


@pytest.mark.any_database
@pytest.mark.parametrize("deed", TYPED, ids=str)
def test_types_are_not_confused(campus: Campus, deed: Deed) -> None:
    """T39, V15.3.5: a file for a text, a text for a file, names like lists, broken bytes, thousands of fields."""
    sender = Sender(campus, deed)
    names = fields_of(sender.ready)
    bodies = [
        b"&".join(name.encode() + b"=" + raw for name, raw in spread(deed, names, kind).items())
        for kind in RAW
    ]
    bodies += [b"&".join(b"f%d=1" % n for n in range(1_500))]
    kind = {"content_type": "application/x-www-form-urlencoded"}
    failed: list[Any] = [body[:40] for body in bodies if sender.status(body, **kind) >= 500]
    shapes = ("{}[]", "{}[0]", "{}.x", "{}[$ne]", "__proto__[{}]")
    if sender.status(MultiDict((shape.format(name), "1") for shape in shapes for name in names)) >= 500:
        failed.append(shapes)
    for name in one_of_each(sender.ready):
        file = (BytesIO(b"\x00\xff"), "x\u202e.pdf", "text/html")
        if sender.status({**sender.ready.data, name: file}, content_type="multipart/form-data") >= 500:
            failed.append(name)
    assert failed == []


def broken_rules(form: Form) -> Iterator[tuple[str, str]]:
    """Yield each field with a value that its browser would not let through."""
    for control in form.controls:
        if control.kind != "hidden" and "readonly" not in control.about:
            yield from ((control.name, value) for value in _refused_by_browser(control))


def _refused_by_browser(control: Control) -> Iterator[str]:
    if "required" in control.about:
        yield ""
    if limit := control.about.get("maxlength"):
        yield "x" * (int(limit) + 1)
    if least := control.about.get("minlength"):
        yield "x" * (int(least) - 1)
    if control.kind in ("number", "date", "time", "email"):
        yield "no such thing"
    if control.kind in ("select", "radio"):
        yield "not offered"


@pytest.mark.any_database
def test_a_rule_of_the_browser_is_one_of_the_server(campus: Campus) -> None:
    """V2.2.2: required, lengths, kinds and choices, with the browser left out; nothing is written."""
    let_through, tried = [], 0
    for deed in TYPED:
        if deed.view == "ashilms.desk.show_people":
            continue  # it only looks, and finds nobody
        campus.reset()  # what one deed needs first, another may not find
        ready = deed.ready(campus)
        before = campus.digest()
        chosen = one_of_each(ready)
        for name, value in dict.fromkeys(rule for rule in broken_rules(ready.form) if rule[0] in chosen):
            tried += 1
            if ready.send(ready.but(**{name: value})).status_code < 400 or campus.digest() != before:
                let_through.append((str(deed), name, value[:20]))
                campus.reset()
                ready = deed.ready(campus)
                before = campus.digest()
    assert tried > 60
    assert let_through == []


CANARY = "canary-5e1f"


@pytest.mark.any_database
@pytest.mark.parametrize("deed", TYPED, ids=str)
def test_of_two_values_the_first_counts_alone(campus: Campus, deed: Deed) -> None:
    """T39, V15.3.7: a field sent twice, or in the address as well, is never put together of both."""
    ready = deed.ready(campus)
    single = [name for name in fields_of(ready) if not ready.form.is_list(name)]
    twice = ready.data.copy()
    for name in single:
        twice.setlist(name, [*(ready.data.getlist(name) or [""]), CANARY])
    ready.send(twice, query_string=dict.fromkeys(single, CANARY))
    assert [table for table, rows in campus.digest().items() if CANARY in str(rows)] == []


def parts(ready: Ready) -> list[MultiDict[str, str]]:
    """Return `more` at once, or beside a file in as many parts as a form with files may have fields."""
    fields = list(more().items(multi=True))
    size = 800 if any(isinstance(value, File) for value in ready.data.values()) else len(fields)
    return [MultiDict(fields[start : start + size]) for start in range(0, len(fields), size)]


def more() -> MultiDict[str, str]:
    """Return every column of every table as a field of the form, under the names that frameworks have read."""
    sent: MultiDict[str, str] = MultiDict()
    for column in {
        column.name: column for table in Base.metadata.tables.values() for column in table.columns
    }.values():
        kind = column.type
        value = "1" if isinstance(kind, Integer | Boolean) else "registrar"
        value = (
            "2001-01-01 00:00:00"
            if isinstance(kind, Moment)
            else '["registrar"]'
            if isinstance(kind, JSON)
            else value
        )
        for name in (column.name, f"person.{column.name}", f"person[{column.name}]", f"obj-{column.name}"):
            sent.add(name, value)
    return sent


Rows = tuple[list[str], list[Any]]


def different(one: dict[str, Rows], other: dict[str, Rows]) -> set[tuple[str, str]]:
    """Return the columns, by table, in which two contents of the database differ that have as many rows."""
    found = set()
    for table, (names, rows) in one.items():
        others = other[table][1]
        assert len(rows) == len(others), table
        for row, another in zip(rows, others, strict=True) if rows != others else ():
            found |= {(table, name) for name, a, b in zip(names, row, another, strict=True) if a != b}
    return found


@pytest.mark.any_database
@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_what_a_form_does_not_ask_for_changes_nothing(
    campus: Campus, deed: Deed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T38, V8.2.3, V15.3.3: every column of every table sent along; only what the form asks for is written.

    Columns that differ between two plain sendings (tokens, salts) are left out of the comparison. What a paper is
    drawn by is held still: of few questions two draws are often alike, and the third is not.
    """
    for room in ("retests", "sitting"):
        monkeypatch.setattr(f"ashilms.quizzes.services.{room}.new_seed", lambda: bytes(32))

    def after(extra: MultiDict[str, str] | None) -> dict[str, Rows]:
        campus.reset()
        ready = deed.ready(campus)
        data = ready.data.copy()
        for name, value in (extra or MultiDict()).items(multi=True):
            if name not in ready.form.names:
                data.add(name, value)
        assert ready.send(data).status_code in (200, 204, 302)
        return campus.contents()

    one = after(None)
    by_chance = different(one, after(None))
    campus.reset()
    for part in parts(deed.ready(campus)):
        assert different(one, after(part)) <= by_chance


@pytest.mark.parametrize("who", ["ana", "irene"])
def test_no_query_breaks_a_page(campus: Campus, who: str | None) -> None:
    """T39, V15.3.5: every page that has an address without ids, every parameter that any of them reads."""
    browser, failed = campus.browser(who), []
    rules = [r for r in campus.app.url_map.iter_rules() if "GET" in r.methods and not r.arguments]
    for rule in rules:
        for odd in (*EDGES, "9" * 400):
            campus.forget_limits()
            query = [(name, value) for name in (*sorted(ASKED), "role") for value in (odd, "1")]
            status = browser.get(rule.rule, query_string=MultiDict(query)).status_code
            failed += [(rule.rule, odd)] if status >= 500 and rule.rule != "/readyz" else []
    assert len(rules) > 20
    assert failed == []


@pytest.mark.parametrize("who", ["ana", "irene"])
def test_no_address_breaks_the_site_or_leads_out_of_it(campus: Campus, who: str | None) -> None:
    """T12, T39, V5.3.2: every part of every address that may differ, holding paths, halves and vast numbers."""
    browser, failed = campus.browser(who), []
    kept = [(campus.folder / "secret-key").read_text(), "root:", "[core]", '"kid"']
    for rule in campus.app.url_map.iter_rules():
        if not rule.arguments or "GET" not in rule.methods:
            continue
        read = {type(converter) for converter in rule._converters.values()}
        for odd in NUMBERS if read == {IntegerConverter} else (*EDGES, *PATHS):
            campus.forget_limits()
            answer = browser.get(re.sub(r"<[^>]+>", quote(odd, safe=""), rule.rule))
            held = [secret for secret in kept if secret.encode() in answer.data]
            failed += [(rule.rule, odd, answer.status)] if answer.status_code >= 500 or held else []
    assert failed == []


PATHS = (
    "..", "../", "..%2f..%2fetc%2fpasswd", "/etc/passwd", "....//....//etc/passwd", "..\\..\\x", "file:///etc/passwd",
    "con", "~root", ".git/config", "%c0%ae%c0%ae/", "a/../../b", "./secret-key", "keys/keys.json",
)  # fmt: skip


def test_the_browser_s_rules_are_found(campus: Campus) -> None:
    """So that the test above could fail: a form says what it wants, and that is read."""
    form = next(deed for deed in DEEDS if deed.view == "ashilms.sites.inspect_room").ready(campus).form
    assert ("load_kg", "no such thing") in broken_rules(form)
    assert ("inspected_on", "") in broken_rules(form)
    assert date.fromisoformat(form.sent().get("inspected_on") or "2026-11-24")
