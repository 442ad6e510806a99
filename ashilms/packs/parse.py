"""YAML and front matter as plain data with the line of every part; nothing is ever constructed but data.

Text stays text: `yes`, `no`, `on` and dates are words here, as a reader of the file would expect.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from ashilms.packs.rules.files import MAX_YAML_DEPTH, MAX_YAML_PARTS
from ashilms.plugins import PackDocument, Problem, Step

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_PLAIN = (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", ["n", "~", ""]),
    ("int", r"-?(?:0|[1-9][0-9]{0,14})", "-0123456789"),
    ("float", r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}", "-0123456789"),
)
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
"""Control characters, and those that reorder text so that it reads otherwise than it is stored."""


class _Loader(_Base):  # type: ignore[misc]
    """A loader that knows text, whole numbers, decimals, true, false and nothing else."""

    yaml_implicit_resolvers: dict[Any, Any] = {}


for _name, _pattern, _first in _PLAIN:
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(rf"(?:{_pattern})\Z"), list(_first))


class _Stop(Exception):
    """Reading ends here, with this sentence about this line (from 0)."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def decode(file: str, content: bytes) -> tuple[str, list[Problem]]:
    """Return a file's text, and what is wrong with its characters."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return "", [Problem(file, line, "This is not UTF-8 text. Save the file as UTF-8.")]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if wrong := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, wrong.start()) + 1
        code = f"U+{ord(wrong[0]):04X}"
        return "", [Problem(file, line, f"There is a hidden control character here ({code}). Take it out.")]
    return text, []


def parse_yaml(file: str, text: str, first_line: int = 1) -> tuple[PackDocument | None, list[Problem]]:
    """Return one YAML file as data with lines, or `None` and what is wrong; duplicate keys are refused."""
    try:
        _refuse_oversize(text)
        node = yaml.compose(text, Loader=_Loader)
    except _Stop as stop:
        return None, [Problem(file, first_line + stop.line, str(stop))]
    except yaml.YAMLError as error:
        return None, [_as_problem(file, error, first_line)]
    if node is None:
        return None, [Problem(file, first_line, "This file is empty. Fill it in, or take it out.")]
    builder = _Builder(file, first_line)
    return PackDocument(file, builder.build(node), builder.lines), builder.problems


def parse_lesson(file: str, text: str) -> tuple[PackDocument | None, list[Problem]]:
    """Return a lesson: its front matter as data with lines, and the Markdown below it."""
    parts = re.match(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", text, re.DOTALL)
    if parts is None:
        message = (
            "A lesson begins with its front matter: a line ---, then id, title and the rest, then a line ---."
        )
        return None, [Problem(file, 1, message)]
    document, problems = parse_yaml(file, parts[1], first_line=2)
    if document is None:
        return None, problems
    body = text[parts.end() :]
    body_line = text.count("\n", 0, parts.end()) + 1
    return PackDocument(file, document.data, document.lines, body, body_line), problems


def _refuse_oversize(text: str) -> None:
    """Look at the file's events first: they come one by one, so nothing can grow from a small file."""
    depth = parts = documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = _line(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Stop(
                line,
                "Anchors and aliases (& and *) are not used in packs. Write the value out, or put it in "
                "quotes.",
            )
        if getattr(event, "tag", None):
            raise _Stop(
                line,
                "Tags (! at the beginning) are not used in packs. Leave it out, or put the value in quotes.",
            )
        documents += isinstance(event, yaml.DocumentStartEvent)
        parts += isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if documents > 1:
            raise _Stop(line, "A second document begins here. Keep one document in a file.")
        if depth > MAX_YAML_DEPTH or parts > MAX_YAML_PARTS:
            raise _Stop(line, "This is nested too deeply or too long. Split it into smaller files.")


@dataclass(slots=True)
class _Builder:
    """Turns composed nodes into plain data, noting the line of each part and what is wrong with it."""

    file: str
    first_line: int
    lines: dict[tuple[Step, ...], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def build(self, node: Any, path: tuple[Step, ...] = ()) -> Any:
        self.lines.setdefault(path, self.line(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, i)) for i, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return dict(self.pairs(node, path))
        return self.scalar(node)

    def pairs(self, node: Any, path: tuple[Step, ...]) -> Iterator[tuple[str, Any]]:
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else None
            if name is None or _UNPRINTABLE.search(name):
                self.tell(key, "A key has to be a word. Put it in quotes, or indent it as a value.")
            elif (*path, name) in self.lines:
                before = self.lines[(*path, name)]
                self.tell(
                    key,
                    f'The key "{name}" is here a second time; it stands in line {before} already. Keep one.',
                )
            else:
                self.lines[(*path, name)] = self.line(key)
                yield name, self.build(value, (*path, name))

    def scalar(self, node: Any) -> Any:
        kind, text = node.tag.removeprefix(_TAG), node.value
        if _UNPRINTABLE.search(text):
            self.tell(node, "There is a hidden control character in this text. Take it out.")
        if kind == "bool":
            return text == "true"
        if kind == "null":
            return None
        return {"int": int, "float": float}.get(kind, str)(text)

    def line(self, node: Any) -> int:
        return self.first_line + int(node.start_mark.line)

    def tell(self, node: Any, message: str) -> None:
        self.problems.append(Problem(self.file, self.line(node), message))


def _line(event: Any) -> int:
    return int(event.start_mark.line)


def _as_problem(file: str, error: yaml.YAMLError, first_line: int) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or "it can't be read"
    line = first_line + (mark.line if mark else 0)
    return Problem(
        file, line, f"This is not YAML: {what}. A text that holds ': ' or ' #' needs quotes around it; "
                    f"lists need equal indents."
    )  # fmt: skip
