"""The formats that are read and written, by name."""

from collections.abc import Callable
from functools import partial
from typing import Any

from ashilms.quizzes.formats.found import Found
from ashilms.quizzes.formats.gift_reader import read_gift
from ashilms.quizzes.formats.gift_writer import write_gift
from ashilms.quizzes.formats.moodle_reader import read_moodle
from ashilms.quizzes.formats.moodle_writer import write_moodle
from ashilms.quizzes.formats.qti.door import read_qti, write_one, write_package
from ashilms.quizzes.formats.qti.names import V22, V30
from ashilms.quizzes.formats.sheet import read_sheet, write_questions

LARGEST = 5 * 1024 * 1024
"""Bytes of one file."""
Items = list[tuple[int, dict[str, Any]]]
"""Items of a pack, each with its line."""
READERS: dict[str, Callable[[str], list[Found]]] = {
    "gift": read_gift,
    "csv": read_sheet,
    "moodle-xml": read_moodle,
}
PACKED: dict[str, Callable[[bytes, int], list[Found]]] = {"qti": read_qti}
"""Formats that may come as a zip; they are read from bytes, of a package as many as are said."""
WRITERS: dict[str, Callable[[Items], tuple[str, list[Found]]]] = {
    "gift": write_gift,
    "csv": write_questions,
    "moodle-xml": write_moodle,
}
PACKERS: dict[str, Callable[[Items], tuple[bytes, list[Found]]]] = {
    "qti": partial(write_package, V30),
    "qti-2.2": partial(write_package, V22),
}
SINGLES: dict[str, Callable[[Items], tuple[bytes, list[Found]]]] = {
    "qti": partial(write_one, V30),
    "qti-2.2": partial(write_one, V22),
}
"""Formats of which one item may be a file of its own."""
IN, OUT = (*READERS, *PACKED), (*WRITERS, *PACKERS)


def write_items(name: str, items: Items, *, single: bool = False) -> tuple[bytes, list[Found]]:
    """Return items in a format, and what became of each; `single` asks for one item that is no package."""
    if name in PACKERS:
        return (SINGLES if single else PACKERS)[name](items)
    text, found = WRITERS[name](items)
    return text.encode(), found
