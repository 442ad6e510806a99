"""A page as a program reads it: its tags, links, and forms with what a browser would send."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict

Attributes = dict[str, str]
SENT_ONLY_IF_PRESSED = ("submit", "button", "image", "reset")

ASKED = {
    "before", "by", "category", "check", "cohort", "counted_from", "course", "dates", "decision", "decision_id", "done",
    "entry", "follow_up", "least", "missing", "month", "next", "on", "order", "page", "person", "previous", "program",
    "q", "removed", "status", "subject", "v", "version", "waits",
}  # fmt: skip
"""What an address may ask with: places, numbers, and where to go on."""


@dataclass
class Control:
    """One control of a form: its name, kind (`text`, `radio`, `select` …), attributes, and what it offers."""

    name: str
    kind: str
    about: Attributes
    value: str = ""
    options: list[str] = field(default_factory=list)
    chosen: bool = False


@dataclass
class Form:
    """A form: where and how it is sent, and its controls in their order."""

    action: str
    method: str
    kind: str
    controls: list[Control] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The names under which it sends something, each once."""
        return list(dict.fromkeys(control.name for control in self.controls))

    def sent(self) -> MultiDict[str, str]:
        """Return what a browser sends when nothing is touched, and no button has a name."""
        return MultiDict(pair for control in self.controls for pair in _sent_by(control))

    def one(self, name: str) -> Control:
        """Return the first control of that name."""
        return next(control for control in self.controls if control.name == name)

    def is_list(self, name: str) -> bool:
        """Return whether several values of that name are what the form may send."""
        boxes = [c for c in self.controls if c.name == name and c.kind == "checkbox"]
        return len(boxes) > 1 or any(c.name == name and "multiple" in c.about for c in self.controls)


def _sent_by(control: Control) -> Iterator[tuple[str, str]]:
    if control.kind in SENT_ONLY_IF_PRESSED:
        return
    if control.kind in ("radio", "checkbox") and not control.chosen:
        return
    yield control.name, control.value


class Page(HTMLParser):
    """A page: every tag with its attributes, its links, its forms, and its text."""

    def __init__(self, html: str) -> None:
        """Read `html`."""
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, Attributes]] = []
        self.forms: list[Form] = []
        self.inline: list[str] = []
        """What stands inside script and style elements."""
        self.words: list[str] = []
        self._form: Form | None = None
        self._within: str | None = None
        self.feed(html)
        self.close()

    @property
    def links(self) -> list[str]:
        """The addresses that anchors lead to."""
        return [about["href"] for tag, about in self.tags if tag == "a" and "href" in about]

    @property
    def text(self) -> str:
        """What is read on the page."""
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a tag."""
        about = {name: value or "" for name, value in attrs}
        self.tags.append((tag, about))
        if tag in ("script", "style", "textarea"):
            self._within = tag
        if tag == "form":
            kind = about.get("enctype", "application/x-www-form-urlencoded")
            self._form = Form(about.get("action", ""), about.get("method", "get").lower(), kind)
            self.forms.append(self._form)
        elif self._form is not None:
            self._add_control(self._form, tag, about)

    def _add_control(self, form: Form, tag: str, about: Attributes) -> None:
        if tag == "option" and form.controls and form.controls[-1].kind == "select":
            form.controls[-1].options.append(about.get("value", ""))
            if "selected" in about or len(form.controls[-1].options) == 1:
                form.controls[-1].value = about.get("value", "")
        elif tag in ("input", "select", "textarea", "button") and about.get("name"):
            kind = (
                tag
                if tag in ("select", "textarea")
                else about.get("type", "submit" if tag == "button" else "text")
            )
            box = kind in ("radio", "checkbox")
            value = about.get("value", "on" if box else "")
            form.controls.append(Control(about["name"], kind, about, value, chosen="checked" in about))

    def handle_endtag(self, tag: str) -> None:
        """Leave a form, a script or a style."""
        if tag == "form":
            self._form = None
        if tag == self._within:
            self._within = None

    def handle_data(self, data: str) -> None:
        """Take note of text, and of what is typed in a text area."""
        if self._within in ("script", "style"):
            self.inline.append(data)
            return
        self.words.append(data)
        if self._within == "textarea" and self._form and self._form.controls:
            self._form.controls[-1].value += data.removeprefix("\n")
